//! The public catalog in memory: it changes a few times a day and is read all day. A [`Snapshot`] never changes; a newer
//! one takes its place, at once on the server that publishes and within half a second on the others. A read waits for no
//! write and asks no database. What is offered is that of a local day: with each day comes another snapshot.

use super::figures::{self, Figures};
use super::misses::Misses;
use super::model::Platform;
use super::offers::OfferRow;
use super::profile::Profile;
use super::search::{self, Found, OrderKey, Search, Wanted, rotation};
use super::store::{self, Listing, Published};
use crate::db::{self, Db};
use crate::error::Result;
use crate::http::Answer;
use crate::reference::{self, Category, Industry};
use crate::secrets::Key;
use crate::values::{LocalDay, PlatformId, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How often a server looks whether another one has published.
pub const LOOK: Duration = Duration::from_millis(500);

/// Bytes of the rendered answers of one snapshot; when there are more, all are forgotten.
const KEPT: usize = 32 * 1024 * 1024;

/// An answer that is kept, and what was searched for where it is that nothing was found.
type Kept = (Answer, Option<String>);

/// Rendered answers, by the words of their requests.
#[derive(Default)]
struct Rendered {
    answers: HashMap<String, Kept>,
    bytes: usize,
}

impl Rendered {
    fn keep(&mut self, asked: &str, answer: &Kept) {
        let bytes = asked.len() + answer.0.weight();
        if self.bytes + bytes > KEPT {
            *self = Self::default();
        }
        // Two that asked at once have both rendered it: one is kept.
        if self.answers.insert(asked.to_owned(), answer.clone()).is_none() {
            self.bytes += bytes;
        }
    }
}

/// A published platform, as it is shown on the snapshot's day.
pub struct Entry {
    pub platform: Platform,
    /// Those that hold on the day or later, by their first days.
    pub offers: Vec<OfferRow>,
    pub profile: Profile,
    /// Which of them holds on the day.
    today: Option<usize>,
    /// As they were when the snapshot was made.
    figures: Figures,
}

impl Entry {
    fn of((platform, offers, profile): Published, day: LocalDay, figures: &HashMap<PlatformId, Figures>) -> Self {
        let today = offers.iter().position(|offer| offer.period().holds_on(day));
        let figures = figures.get(&platform.id).copied().unwrap_or_default();
        Self { platform, offers, profile, today, figures }
    }

    /// As a list shows it.
    pub fn listing(&self) -> Listing {
        (self.platform.clone(), self.today().cloned())
    }

    fn today(&self) -> Option<&OfferRow> {
        self.offers.get(self.today?)
    }

    fn searched(&self) -> search::Entry<'_> {
        let Self { platform, profile, figures, .. } = self;
        search::Entry { platform, offer: self.today(), profile, figures: *figures }
    }
}

/// What was published at one moment, as it is shown on one day.
#[derive(Default)]
pub struct Snapshot {
    /// It shows all that was published up to this place in the order of events, and what is offered on this day.
    made_of: Option<(i64, LocalDay)>,
    /// By name, then id.
    entries: Vec<Entry>,
    named: HashMap<String, usize>,
    search: Search,
    kept: RwLock<Rendered>,
}

impl Snapshot {
    fn of(
        made_of: (i64, LocalDay),
        categories: &[Category],
        industries: &[Industry],
        published: Vec<Published>,
        figures: &HashMap<PlatformId, Figures>,
    ) -> Self {
        let entries: Vec<Entry> = published.into_iter().map(|it| Entry::of(it, made_of.1, figures)).collect();
        let searched: Vec<search::Entry<'_>> = entries.iter().map(Entry::searched).collect();
        let search = Search::of(&searched, categories, industries);
        let names = |(place, entry): (usize, &Entry)| {
            [(entry.platform.id.to_string(), place), (entry.platform.slug.clone(), place)]
        };
        let named = entries.iter().enumerate().flat_map(names).collect();
        Self { made_of: Some(made_of), entries, named, search, kept: RwLock::default() }
    }

    /// The day on which it shows what is offered. An empty one shows nothing, on the first day there is.
    pub fn day(&self) -> LocalDay {
        self.made_of.map_or_else(|| Timestamp::default().local_day(), |(_, day)| day)
    }

    /// What is searched.
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// A published platform by its id or slug.
    pub fn by_name(&self, name: &str) -> Option<&Entry> {
        self.named.get(name).and_then(|place| self.entries.get(*place))
    }

    /// The platform at a place of the index.
    pub fn at(&self, place: usize) -> Option<&Entry> {
        self.entries.get(place)
    }

    /// A page of what fits, of those that `after` takes.
    pub fn find(&self, wanted: &Wanted<'_>, after: impl Fn(usize, &OrderKey) -> bool, length: usize) -> Found {
        self.search.find(wanted, after, length, |place| self.entries.get(place).map(Entry::searched))
    }

    /// The answer to these words of a request, rendered once for each snapshot and day, and compressed once where that is asked for.
    ///
    /// Errors: those of `render`, which are not kept.
    pub fn rendered(&self, asked: &str, render: impl FnOnce() -> Result<Kept>) -> Result<Kept> {
        if let Some(known) = self.kept.read().unwrap_or_else(PoisonError::into_inner).answers.get(asked) {
            return Ok(known.clone());
        }
        let (answer, missed) = render()?;
        let answer = (answer.compressed(), missed);
        self.kept.write().unwrap_or_else(PoisonError::into_inner).keep(asked, &answer);
        Ok(answer)
    }
}

/// What changes the public catalog, by the kinds of events.
const CHANGES: [&str; 8] = [
    "platform.published",
    "platform.suspended",
    "platform.reinstated",
    "platform.archived",
    "platform.transferred",
    "platform_claim.approved",
    "platform_claim.rejected",
    "seed.loaded",
];

/// The newest snapshot of one server.
pub struct Catalog {
    key: Key,
    newest: RwLock<Arc<Snapshot>>,
    /// Up to this place in the order of events, whatever changes the catalog is in the newest snapshot.
    seen: AtomicI64,
    /// What was searched for and not found at this server.
    pub misses: Misses,
}

impl Catalog {
    /// An empty one, until it is first followed; the orders of equals are drawn with this key.
    pub fn new(key: Key) -> Self {
        Self { key, newest: RwLock::default(), seen: AtomicI64::default(), misses: Misses::default() }
    }

    /// What the order of equals is drawn from on this day.
    ///
    /// Errors: none that can happen.
    pub fn seed_of(&self, day: LocalDay) -> Result<String> {
        rotation::seed(&self.key, day)
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the events that wait for a place in their order theirs, and takes a newer snapshot where one of them changes
    /// the catalog, or another day has begun.
    ///
    /// Errors: 503 when the database is away; the old snapshot stays.
    pub async fn follow(&self, db: &Db) -> Result<()> {
        let (place, today) = (db.order_events().await?, db.now().local_day());
        let seen = self.seen.load(Ordering::SeqCst);
        let of_today = self.snapshot().made_of.is_some_and(|(_, day)| day == today);
        if of_today && place == seen {
            return Ok(());
        }
        let newer = db
            .read(move |conn| {
                if of_today && !db::happened_within(conn, seen + 1..=place, &CHANGES)? {
                    return Ok(None);
                }
                let (categories, industries) = (reference::categories(conn)?, reference::industries(conn)?);
                let (published, figures) = (store::published(conn, today)?, figures::all(conn)?);
                // What is published after that place may be in it, too: it is looked at again. The index is made here, where
                // no request waits.
                Ok(Some(Snapshot::of((place, today), &categories, &industries, published, &figures)))
            })
            .await?;
        if let Some(snapshot) = newer {
            let mut newest = self.newest.write().unwrap_or_else(PoisonError::into_inner);
            // Another look may have begun later and ended earlier.
            if newest.made_of < snapshot.made_of {
                *newest = Arc::new(snapshot);
            }
        }
        self.seen.fetch_max(place, Ordering::SeqCst);
        Ok(())
    }
}
