//! The public catalog in memory: it changes a few times a day and is read all day. A [`Snapshot`] never changes; a newer
//! one takes its place, at once on the server that publishes and within half a second on the others. A read waits for no
//! write and asks no database.

use super::misses::Misses;
use super::profile::Profile;
use super::search::{self, Found, Hit, Search, Wanted};
use super::store::{self, Listing, Mark, Published};
use crate::db::Db;
use crate::error::Result;
use crate::http::Answer;
use crate::reference::{self, Category, Industry};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How often a server looks whether another one has published.
pub const LOOK: Duration = Duration::from_millis(500);

/// Rendered answers of one snapshot; when there are more, all are forgotten.
const KEPT: usize = 1_000;

/// An answer that is kept, and what was searched for where it is that nothing was found.
type Kept = (Answer, Option<String>);

struct Entry {
    listing: Listing,
    profile: Profile,
}

impl Entry {
    fn searched(&self) -> search::Entry<'_> {
        search::Entry { listing: &self.listing, profile: &self.profile }
    }
}

/// What was published at one moment.
#[derive(Default)]
pub struct Snapshot {
    mark: Option<Mark>,
    /// By name, then id.
    entries: Vec<Entry>,
    named: HashMap<String, usize>,
    search: Search,
    kept: RwLock<HashMap<String, Kept>>,
}

impl Snapshot {
    fn of(mark: Mark, categories: &[Category], industries: &[Industry], listings: Vec<Published>) -> Self {
        let entry = |(listing, profile)| Entry { listing, profile };
        let entries: Vec<Entry> = listings.into_iter().map(entry).collect();
        let searched: Vec<search::Entry<'_>> = entries.iter().map(Entry::searched).collect();
        let search = Search::of(&searched, categories, industries);
        let names = |(place, entry): (usize, &Entry)| {
            let platform = &entry.listing.0;
            [(platform.id.to_string(), place), (platform.slug.clone(), place)]
        };
        let named = entries.iter().enumerate().flat_map(names).collect();
        Self { mark: Some(mark), entries, named, search, kept: RwLock::default() }
    }

    /// What is searched.
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// A published platform by its id or slug.
    pub fn by_name(&self, name: &str) -> Option<(&Listing, &Profile)> {
        let entry = self.named.get(name).and_then(|place| self.entries.get(*place))?;
        Some((&entry.listing, &entry.profile))
    }

    /// The listing at a place of the index.
    pub fn at(&self, place: usize) -> Option<&Listing> {
        self.entries.get(place).map(|entry| &entry.listing)
    }

    /// A page of what fits, of those that `after` takes.
    pub fn find(&self, wanted: &Wanted<'_>, after: impl Fn(&Hit) -> bool, length: usize) -> Found {
        self.search.find(wanted, after, length, |place| self.entries.get(place).map(Entry::searched))
    }

    /// The answer to these words of a request, rendered once for each snapshot.
    ///
    /// Errors: those of `render`, which are not kept.
    pub fn rendered(&self, asked: &str, render: impl FnOnce() -> Result<Kept>) -> Result<Kept> {
        if let Some(known) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(asked) {
            return Ok(known.clone());
        }
        let answer = render()?;
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(asked.to_owned(), answer.clone());
        Ok(answer)
    }
}

/// The newest snapshot of one server.
#[derive(Default)]
pub struct Catalog {
    newest: RwLock<Arc<Snapshot>>,
    /// What was searched for and not found at this server.
    pub misses: Misses,
}

impl Catalog {
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a newer snapshot if something was published since.
    ///
    /// Errors: 503 when the database is away; the old snapshot stays.
    pub async fn follow(&self, db: &Db) -> Result<()> {
        let known = self.snapshot().mark;
        // The mark first: what is published between the two is seen again at the next look.
        let newer = db
            .read(move |conn| {
                let mark = store::mark(conn)?;
                if known == Some(mark) {
                    return Ok(None);
                }
                let (categories, industries) = (reference::categories(conn)?, reference::industries(conn)?);
                // The index is made here, where no request waits.
                Ok(Some(Snapshot::of(mark, &categories, &industries, store::published(conn)?)))
            })
            .await?;
        if let Some(snapshot) = newer {
            *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        }
        Ok(())
    }
}
