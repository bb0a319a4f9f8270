//! Searches that found nothing: what people look for and the catalog does not have. Counted in memory by day and words,
//! written down by the worker, kept 90 days. Nothing that may be somebody's data is counted.

mod routes;
mod store;

pub use routes::routes;

use crate::db::{Cause, Db, Tx};
use crate::error::Result;
use crate::values::{LocalDay, text};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Days for which they are kept.
const KEPT_DAYS: u32 = 90;

/// Different texts that wait to be written down; further ones are passed over.
const WAITING: usize = 1_000;

/// Different texts of one day; further ones are passed over, so that nobody fills the table.
const DAILY: i64 = 5_000;

/// Characters of a text.
pub const LENGTH: usize = 100;

/// Digits from which on a text may hold somebody's number: a telephone's has ten, a tax code as many.
const DIGITS: usize = 9;

/// Misses that are to be written down. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Misses(Arc<Mutex<BTreeMap<(LocalDay, String), i64>>>);

impl Misses {
    /// Counts a search that found nothing.
    pub fn note(&self, day: LocalDay, typed: &str) {
        if let Some(words) = countable(typed) {
            self.add(day, words, 1);
        }
    }

    fn add(&self, day: LocalDay, words: String, count: i64) {
        let mut waiting = self.waiting();
        if waiting.len() < WAITING || waiting.contains_key(&(day, words.clone())) {
            *waiting.entry((day, words)).or_default() += count;
        }
    }

    /// Writes down what was counted; how many texts that were. In their order, so that two servers that write the same ones
    /// do not wait for each other.
    ///
    /// Errors: 503 while the database is away; what was counted stays.
    pub async fn write_down(&self, db: &Db) -> Result<usize> {
        let taken = std::mem::take(&mut *self.waiting());
        if taken.is_empty() {
            return Ok(0);
        }
        let rows = taken.clone();
        let write = move |tx: &mut Tx<'_>| {
            rows.iter().try_for_each(|((day, words), count)| store::count(tx, *day, words, *count, DAILY))
        };
        if let Err(error) = db.write(Cause::default(), write).await {
            taken.into_iter().for_each(|((day, words), count)| self.add(day, words, count));
            return Err(error);
        }
        Ok(taken.len())
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<(LocalDay, String), i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets what is older than 90 days; how many texts.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<usize> {
    let first = tx.now().local_day().minus_days(KEPT_DAYS);
    store::forget(tx, first)
}

/// What of a text is counted: its words, in lower case and without marks; `None` for what may be an address or a number of
/// somebody.
fn countable(typed: &str) -> Option<String> {
    let words = text::fold(typed);
    let digits = words.chars().filter(|c| c.is_numeric()).count();
    let sound = !words.is_empty() && words.chars().count() <= LENGTH && digits < DIGITS && !text::is_addressed(typed);
    sound.then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_counted_that_may_be_somebodys() {
        assert_eq!(countable(" Bệnh Án điện-tử ").as_deref(), Some("benh an dien tu"));
        assert_eq!(countable("máy in 3D 12345678").as_deref(), None);
        for somebodys in [
            "a@b.example",
            "a＠b.example",
            "0912345678",
            "gọi 0912 345 678",
            "０９１２３４５６７８",
            "",
            "!",
            "www.a.example",
        ] {
            assert_eq!(countable(somebodys), None, "{somebodys}");
        }
        assert!(countable(&"a".repeat(101)).is_none());
    }

    #[test]
    fn what_waits_is_bounded() {
        let (misses, day) = (Misses::default(), LocalDay::parse("2026-11-28").expect("a day"));
        for number in 0..2 * WAITING {
            misses.note(day, &format!("x{number}"));
        }
        misses.note(day, "x0");
        assert_eq!(misses.waiting().len(), WAITING);
        assert_eq!(misses.waiting().get(&(day, "x0".to_owned())), Some(&2));
    }
}
