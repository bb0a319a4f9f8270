//! The public catalog in memory: it changes a few times a day and is read all day. A [`Snapshot`] never changes; a newer
//! one takes its place, at once on the server that publishes and within half a second on the others. A read waits for no
//! write and asks no database.

use super::model::Offer;
use super::profile::Profile;
use super::store::{self, Listing, Mark, Published};
use crate::businesses::SizeClass;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Page};
use crate::reference::{self, Category};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How often a server looks whether another one has published.
pub const LOOK: Duration = Duration::from_millis(500);

/// Rendered answers of one snapshot; when there are more, all are forgotten.
const KEPT: usize = 1_000;

/// What a list of the catalog is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// Folded; all must occur.
    pub words: Vec<String>,
    pub category: Option<String>,
    pub size: Option<SizeClass>,
    pub with_offer: bool,
}

struct Entry {
    listing: Listing,
    profile: Profile,
    search_text: String,
}

impl Entry {
    fn key(&self) -> (&str, &str) {
        (&self.listing.0.sort_key, self.listing.0.id.as_str())
    }

    fn fits(&self, narrowed: &Narrowed) -> bool {
        let (platform, offer) = &self.listing;
        let days = |size: &SizeClass| offer.clone().is_some_and(|row| Offer::from(row).days.of(*size).is_some());
        narrowed.words.iter().all(|word| self.search_text.contains(word))
            && narrowed.category.as_ref().is_none_or(|category| *category == platform.category_code)
            && (!narrowed.with_offer || offer.is_some())
            && narrowed.size.as_ref().is_none_or(days)
    }
}

/// What was published at one moment.
#[derive(Default)]
pub struct Snapshot {
    mark: Option<Mark>,
    categories: HashSet<String>,
    /// By name, then id.
    entries: Vec<Entry>,
    named: HashMap<String, usize>,
    kept: RwLock<HashMap<String, Answer>>,
}

impl Snapshot {
    fn of(mark: Mark, categories: Vec<Category>, listings: Vec<Published>) -> Self {
        let entry = |(listing, profile, search_text)| Entry { listing, profile, search_text };
        let entries: Vec<Entry> = listings.into_iter().map(entry).collect();
        let categories = categories.into_iter().map(|category| category.code).collect();
        let names = |(place, entry): (usize, &Entry)| {
            let platform = &entry.listing.0;
            [(platform.id.to_string(), place), (platform.slug.clone(), place)]
        };
        let named = entries.iter().enumerate().flat_map(names).collect();
        Self { mark: Some(mark), categories, entries, named, kept: RwLock::default() }
    }

    /// Whether there is such a category; there need be no platform in it.
    pub fn has_category(&self, code: &str) -> bool {
        self.categories.contains(code)
    }

    /// A published platform by its id or slug.
    pub fn by_name(&self, name: &str) -> Option<(&Listing, &Profile)> {
        let entry = self.named.get(name).and_then(|place| self.entries.get(*place))?;
        Some((&entry.listing, &entry.profile))
    }

    /// A page of what fits, by name, then id; one more than the page where another follows.
    pub fn list(&self, narrowed: &Narrowed, page: &Page) -> Vec<Listing> {
        let begin = match page.after.as_deref() {
            Some([name, id]) => self.entries.partition_point(|entry| entry.key() <= (name, id)),
            _ => 0,
        };
        let rest = self.entries.iter().skip(begin).filter(|entry| entry.fits(narrowed));
        rest.take(usize::try_from(page.rows()).unwrap_or_default()).map(|entry| entry.listing.clone()).collect()
    }

    /// The answer to these words of a request, rendered once for each snapshot.
    ///
    /// Errors: those of `render`, which are not kept.
    pub fn rendered(&self, asked: &str, render: impl FnOnce() -> Result<Answer>) -> Result<Answer> {
        if let Some(answer) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(asked) {
            return Ok(answer.clone());
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
                Ok(Some(Snapshot::of(mark, reference::categories(conn)?, store::published(conn)?)))
            })
            .await?;
        if let Some(snapshot) = newer {
            *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        }
        Ok(())
    }
}
