//! argon2id, outside transactions, and never more hashes at once than leave a core for everybody else.

use super::argon2id::{Memory, nobodys};
use crate::error::{Code, Error, Result};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Hashes that wait for a place at most: a place is a hash of some 30 ms, so that nobody waits for longer than seconds.
const WAITING: usize = 64;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    /// Those who have a place and those who wait for one.
    queue: Arc<Semaphore>,
    /// Memory that no hash is made in just now: one for each place at most, made when it is first needed and kept.
    free: Arc<Mutex<Vec<Memory>>>,
    /// Hashes that were made, of passwords to keep and of those to verify.
    made: Arc<AtomicU64>,
    /// What an unknown address is verified against, so that it costs the same work.
    decoy: Arc<str>,
}

impl Hasher {
    /// Places for max(1, cores − 1) hashes at once.
    ///
    /// Errors: the system gives no random bytes.
    pub fn new() -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with_places(cores.saturating_sub(1).max(1))
    }

    fn with_places(places: usize) -> Result<Self> {
        Ok(Self {
            places: Arc::new(Semaphore::new(places)),
            queue: Arc::new(Semaphore::new(places + WAITING)),
            free: Arc::default(),
            made: Arc::default(),
            decoy: nobodys()?.into(),
        })
    }

    /// The PHC string of a password.
    ///
    /// Errors: 503 when too many wait.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.work(move |memory| memory.hash(normal(&password).as_bytes())).await
    }

    /// Whether this is the password of `stored`. Without a stored hash the same work is done, for nothing.
    ///
    /// Errors: 503 when too many wait.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        let decoy = self.decoy.clone();
        self.work(move |memory| {
            let against = stored.as_deref().unwrap_or(&decoy);
            Ok(memory.verify(normal(&password).as_bytes(), against)? && stored.is_some())
        })
        .await
    }

    /// How many hashes were made so far: the work that a caller caused.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    async fn work<T: Send + 'static>(&self, f: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static) -> Result<T> {
        // Who goes away meanwhile gives up both.
        let queued = self.queue.clone().try_acquire_owned().map_err(|e| Error::because(Code::Busy, e))?;
        let place = self.places.clone().acquire_owned().await.map_err(Error::internal)?;
        let (made, free) = (self.made.clone(), self.free.clone());
        let done = tokio::task::spawn_blocking(move || {
            let kept = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut memory = kept.map_or_else(Memory::new, Ok)?;
            let done = f(&mut memory);
            free.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            made.fetch_add(1, Ordering::Relaxed);
            drop((place, queued));
            done
        });
        done.await.map_err(Error::internal)?
    }
}

/// Whether two passwords are one, however their letters are composed.
pub fn are_same(one: &str, other: &str) -> bool {
    normal(one) == normal(other)
}

/// NFC, so that «ế» is one letter on every keyboard (RFC 8265, OpaqueString).
pub fn normal(password: &str) -> String {
    password.nfc().collect()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// Resident memory of this process, MB.
    fn resident() -> u64 {
        let statm = std::fs::read_to_string("/proc/self/statm").expect("statm");
        let pages: u64 = statm.split(' ').nth(1).expect("a field").parse().expect("a number");
        pages * 4096 / 1_000_000
    }

    #[tokio::test]
    async fn hashes_one_after_the_other_take_the_memory_of_one() {
        let hasher = Hasher::with_places(1).expect("a hasher");
        let stored = hasher.hash("bông sen trắng 42".to_owned()).await.expect("a hash");
        let before = resident();
        for n in 0..20 {
            hasher.hash(format!("bông sen trắng {n}")).await.expect("a hash");
            assert!(!hasher.verify(format!("bông sen trắng {n}"), Some(stored.clone())).await.expect("an answer"));
            assert_eq!(hasher.free.lock().expect("the memory").len(), 1);
        }
        let grown = resident().saturating_sub(before);
        assert!(grown < 100, "{grown} MB more than for one hash");
        assert_eq!(hasher.made(), 41);
    }
}
