//! The public catalog in memory: it changes a few times a day and is read all day. A [`Snapshot`] never changes; a newer
//! one takes its place, at once on the server that publishes and within half a second on the others. A read waits for no
//! write and asks no database. What is offered is that of a local day: with each day comes another snapshot.

use super::model::Platform;
use super::offers::OfferRow;
use super::profile::Profile;
use super::store::{self, Listing, Mark, Published};
use crate::businesses::SizeClass;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Answer, Page};
use crate::reference::{self, Category};
use crate::values::{LocalDay, Timestamp};
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

/// A published platform, as it is shown on the snapshot's day.
pub struct Entry {
    pub platform: Platform,
    /// Those that hold on the day or later, by their first days.
    pub offers: Vec<OfferRow>,
    pub profile: Profile,
    /// The offer that holds on the day.
    today: Option<OfferRow>,
    search_text: String,
}

impl Entry {
    fn of((platform, offers, profile, search_text): Published, day: LocalDay) -> Self {
        let today = offers.iter().find(|offer| offer.period().holds_on(day)).cloned();
        Self { platform, offers, profile, today, search_text }
    }

    fn key(&self) -> (&str, &str) {
        (&self.platform.sort_key, self.platform.id.as_str())
    }

    fn fits(&self, narrowed: &Narrowed) -> bool {
        let days = |size: &SizeClass| self.today.as_ref().is_some_and(|offer| offer.days().of(*size).is_some());
        narrowed.words.iter().all(|word| self.search_text.contains(word))
            && narrowed.category.as_ref().is_none_or(|category| *category == self.platform.category_code)
            && (!narrowed.with_offer || self.today.is_some())
            && narrowed.size.as_ref().is_none_or(days)
    }
}

/// What was published at one moment, as it is shown on one day.
#[derive(Default)]
pub struct Snapshot {
    /// What it was made of: it is the newest as long as both are the same.
    made_of: Option<(Mark, LocalDay)>,
    categories: HashSet<String>,
    /// By name, then id.
    entries: Vec<Entry>,
    named: HashMap<String, usize>,
    kept: RwLock<HashMap<String, Answer>>,
}

impl Snapshot {
    fn of(made_of: (Mark, LocalDay), categories: Vec<Category>, published: Vec<Published>) -> Self {
        let entries: Vec<Entry> = published.into_iter().map(|it| Entry::of(it, made_of.1)).collect();
        let categories = categories.into_iter().map(|category| category.code).collect();
        let names = |(place, entry): (usize, &Entry)| {
            [(entry.platform.id.to_string(), place), (entry.platform.slug.clone(), place)]
        };
        let named = entries.iter().enumerate().flat_map(names).collect();
        Self { made_of: Some(made_of), categories, entries, named, kept: RwLock::default() }
    }

    /// The day on which it shows what is offered. An empty one shows nothing, on the first day there is.
    pub fn day(&self) -> LocalDay {
        self.made_of.map_or_else(|| Timestamp::default().local_day(), |(_, day)| day)
    }

    /// Whether there is such a category; there need be no platform in it.
    pub fn has_category(&self, code: &str) -> bool {
        self.categories.contains(code)
    }

    /// A published platform by its id or slug.
    pub fn by_name(&self, name: &str) -> Option<&Entry> {
        self.named.get(name).and_then(|place| self.entries.get(*place))
    }

    /// A page of what fits, by name, then id; one more than the page where another follows.
    pub fn list(&self, narrowed: &Narrowed, page: &Page) -> Vec<Listing> {
        let begin = match page.after.as_deref() {
            Some([name, id]) => self.entries.partition_point(|entry| entry.key() <= (name, id)),
            _ => 0,
        };
        let rest = self.entries.iter().skip(begin).filter(|entry| entry.fits(narrowed));
        let shown = rest.take(usize::try_from(page.rows()).unwrap_or_default());
        shown.map(|entry| (entry.platform.clone(), entry.today.clone())).collect()
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

    /// Takes a newer snapshot if something was published since, or another day has begun.
    ///
    /// Errors: 503 when the database is away; the old snapshot stays.
    pub async fn follow(&self, db: &Db) -> Result<()> {
        let (known, today) = (self.snapshot().made_of, db.now().local_day());
        // The mark first: what is published between the two is seen again at the next look.
        let newer = db
            .read(move |conn| {
                let mark = store::mark(conn)?;
                if known == Some((mark, today)) {
                    return Ok(None);
                }
                Ok(Some(Snapshot::of((mark, today), reference::categories(conn)?, store::published(conn, today)?)))
            })
            .await?;
        if let Some(snapshot) = newer {
            *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        }
        Ok(())
    }
}
