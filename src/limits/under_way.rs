//! Tries that are under way in this process: each counts before its password is hashed, so that many at once are no more
//! than as many one after the other. What is kept is as large as there are requests at work, and gone with them. Other
//! servers have their own: with n of them, n times as many may be under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many tries are under way, by the keys that they count under.
#[derive(Clone, Default)]
pub struct Tries(Arc<Mutex<HashMap<Vec<u8>, i64>>>);

impl Tries {
    /// One more under each key, until it is dropped.
    pub fn enter(&self, keys: [&[u8]; 2]) -> UnderWay {
        let mut counts = self.counts();
        let ahead = keys.map(|key| {
            let count = counts.entry(key.to_vec()).or_default();
            *count += 1;
            *count - 1
        });
        UnderWay { of: self.clone(), keys: keys.map(<[u8]>::to_vec), ahead }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Vec<u8>, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A try that is under way, until this is dropped: after what it came to is written down, and before its answer goes out.
pub struct UnderWay {
    of: Tries,
    keys: [Vec<u8>; 2],
    /// How many there were before it, under each key.
    pub ahead: [i64; 2],
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut counts = self.of.counts();
        for key in &self.keys {
            if let Some(count) = counts.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_done_leaves_nothing() {
        let all = Tries::default();
        let one = all.enter([b"address", b"client"]);
        let two = all.enter([b"other", b"client"]);
        assert_eq!((one.ahead, two.ahead), ([0, 0], [0, 1]));
        drop(one);
        assert_eq!(all.enter([b"address", b"client"]).ahead, [0, 1]);
        drop(two);
        assert!(all.counts().is_empty());
    }
}
