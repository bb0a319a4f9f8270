//! The order of equals: another one each day, drawn from a seed that everybody can read from then on, and that nobody can choose or
//! know before.

use crate::error::Result;
use crate::secrets::{self, Key};
use crate::values::LocalDay;
use sha2::{Digest, Sha256};
use std::sync::{Arc, PoisonError, RwLock};

/// Days whose orders are kept: today's, and yesterday's for walks that began before midnight.
const DAYS: usize = 4;

/// The seed of a day, in hexadecimal digits: of the server's key, so that it is the same on all servers of one installation. Whoever could
/// compute it from the day alone would choose a slug that stands first on the days to come.
///
/// Errors: none that can happen ([`Key::derive`]).
pub fn seed(key: &Key, day: LocalDay) -> Result<String> {
    Ok(secrets::hex(&key.derive(&format!("the order of equals on {day}"))?))
}

/// Where a platform stands among its equals: the first 64 bits of SHA-256(seed ‖ slug), ascending.
pub fn draw(seed: &str, slug: &str) -> u64 {
    let digest = Sha256::new().chain_update(seed).chain_update(slug).finalize();
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// What was drawn, by the platform's place in the index.
pub type Draws = Arc<Vec<u64>>;

/// The draws of a few days.
#[derive(Debug, Default)]
pub struct Rotation {
    slugs: Vec<String>,
    kept: RwLock<Vec<(String, Draws)>>,
}

impl Rotation {
    pub fn of(slugs: Vec<String>) -> Self {
        Self { slugs, kept: RwLock::default() }
    }

    /// The draws of a seed.
    pub fn of_day(&self, seed: &str) -> Draws {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, draws)) = kept.iter().find(|(known, _)| known == seed) {
            return draws.clone();
        }
        drop(kept);
        let draws: Draws = Arc::new(self.slugs.iter().map(|slug| draw(seed, slug)).collect());
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= DAYS {
            kept.remove(0);
        }
        kept.push((seed.to_owned(), draws.clone()));
        draws
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        let folder = tempfile::tempdir().expect("a folder");
        Key::load_or_make(&folder.path().join("key")).expect("a key")
    }

    #[test]
    fn the_seed_is_of_the_day_and_of_the_key() {
        let (one, other) = (key(), key());
        let of = |key: &Key, day| seed(key, LocalDay::parse(day).expect("a day")).expect("a seed");
        let today = of(&one, "2026-11-28");
        assert_eq!(today, of(&one, "2026-11-28"));
        assert!(today.len() == 64 && today.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{today}");
        assert_ne!(today, of(&one, "2026-11-29"), "another day");
        assert_ne!(today, of(&other, "2026-11-28"), "who knows the day alone does not know it");
        let slugs: Vec<String> = (0..64).map(|number| format!("platform-{number}")).collect();
        let rotation = Rotation::of(slugs);
        let order = |seed: &str| {
            let draws = rotation.of_day(seed);
            let mut places: Vec<usize> = (0..draws.len()).collect();
            places.sort_by_key(|place| draws.get(*place));
            places
        };
        assert_ne!(order(&today), order(&of(&other, "2026-11-28")));
    }

    #[test]
    fn the_draw_can_be_made_again_by_anybody() {
        // printf 2026-11-28misa-amis | sha256sum
        assert_eq!(format!("{:016x}", draw("2026-11-28", "misa-amis")), "8a65bd97cedf5070");
    }

    #[test]
    fn each_equal_stands_first_about_equally_often() {
        let slugs: Vec<String> = (0..5).map(|number| format!("platform-{number}")).collect();
        let mut first = [0_u32; 5];
        for day in 0..2_000 {
            let draws = Rotation::of(slugs.clone()).of_day(&format!("day {day}"));
            let winner = (0..5).min_by_key(|place| draws.get(*place)).expect("one of five");
            *first.get_mut(winner).expect("one of five") += 1;
        }
        // 400 each; five standard deviations are 90.
        assert!(first.iter().all(|times| (310..490).contains(times)), "{first:?}");
    }
}
