//! The figures' engine: every trial in memory, 52 bytes each, so that any question is one pass over them. It reads all trials
//! once and then follows the gapless order of events: what an event speaks of is read again as it stands. A question is
//! answered with everything that was committed before it was asked.

mod names;
mod read;
pub mod row;
pub mod stages;
mod sums;
mod table;

pub use names::{Dimension, OF_OFFERING};
pub use row::Day;
pub use sums::Sums;
pub use table::{Confirmed, Place, Table};

use crate::db::{self, Conn, Db};
use crate::error::{Code, Error, Result};
use crate::http::Answer;
use crate::values::LocalDay;
use futures_util::future::join_all;
use read::Part;
use row::AsOf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;

/// How often a server looks whether trials have changed, so that a question has little to read.
pub const LOOK: Duration = Duration::from_millis(500);

/// How long a question waits while all trials are being read.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it waits for its turn later: the database is away, or slow.
const PATIENCE_ONCE_READY: Duration = Duration::from_secs(10);

/// Connections that read at once for the first time: of SQLite's four, two stay for everything else.
const READERS: usize = 2;

/// The trials of one server's memory. Cheap to clone.
#[derive(Clone, Default)]
pub struct Figures {
    table: Arc<RwLock<Table>>,
    /// Up to this place in the order of events, all that happened to trials is in the table; `None` until all are read.
    seen: Arc<tokio::sync::Mutex<Option<i64>>>,
    /// Whether all were read once.
    ready: Arc<AtomicBool>,
    /// The public table of the last month that is over: nothing that is recorded later changes it.
    published: Arc<RwLock<Option<(LocalDay, Answer)>>>,
}

impl Figures {
    /// Reads what is not in memory yet.
    ///
    /// Errors: 503 while all trials are being read for the first time, and while the database is away.
    pub async fn follow(&self, db: &Db) -> Result<()> {
        let patience = if self.ready.load(Ordering::SeqCst) { PATIENCE_ONCE_READY } else { PATIENCE };
        let turn = tokio::time::timeout(patience, self.seen.clone().lock_owned()).await;
        let seen = turn.map_err(|_| Error::wait(Code::FiguresBeingRead, PATIENCE))?;
        // Who asks may go away meanwhile: what is begun is brought to its end, and nobody else begins before that.
        let (this, db) = (self.clone(), db.clone());
        tokio::spawn(async move { this.catch_up(&db, seen).await }).await.map_err(Error::internal)?
    }

    /// As [`Figures::follow`], for whoever's turn it is.
    async fn catch_up(&self, db: &Db, mut seen: OwnedMutexGuard<Option<i64>>) -> Result<()> {
        let known = match *seen {
            Some(known) => known,
            // What happens from there on is read again: it may be in some of the rows already.
            None => self.read_all(db).await?,
        };
        let (table, as_of) = (self.table.clone(), AsOf::now(db.now()));
        let follow = move |conn: &mut Conn| {
            let (some, last) = read::since(conn, known)?;
            if !some.is_empty() {
                written(&table).take(&some);
            }
            // Nobody else writes meanwhile: questions are answered while the sums of another day are made.
            let sums = {
                let table = table.read().unwrap_or_else(PoisonError::into_inner);
                table.sums.as_ref().is_none_or(|sums| !sums.is_of(&as_of)).then(|| Sums::of(&table, as_of))
            };
            if sums.is_some() {
                written(&table).sums = sums;
            }
            Ok(last)
        };
        *seen = Some(db.read(follow).await?);
        self.ready.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Reads all trials; the last place in the order of events before that.
    async fn read_all(&self, db: &Db) -> Result<i64> {
        *written(&self.table) = Table::default();
        let (last, parts) = db.read(|conn| Ok((db::last_place(conn)?, read::parts(conn)?))).await?;
        let parts = Mutex::new(parts.into_iter());
        // All are waited for, also where one fails: what it has begun would be written into the next attempt.
        let read = join_all((0..READERS).map(|_| self.read_parts(db, &parts))).await;
        read.into_iter().collect::<Result<Vec<()>>>()?;
        Ok(last)
    }

    /// Reads one part after the other, page by page, until none is left.
    async fn read_parts(&self, db: &Db, parts: &Mutex<std::vec::IntoIter<Part>>) -> Result<()> {
        loop {
            let mut rest = parts.lock().unwrap_or_else(PoisonError::into_inner).next();
            if rest.is_none() {
                return Ok(());
            }
            while let Some(part) = rest {
                let table = self.table.clone();
                // A connection for each page: others get one in between.
                let page = move |conn: &mut Conn| {
                    let (some, rest) = read::page(conn, part)?;
                    written(&table).take(&some);
                    Ok(rest)
                };
                rest = db.read(page).await?;
            }
        }
    }

    /// The public table that shows all up to the end of this day, if it was asked for before.
    pub fn published(&self, last: LocalDay) -> Option<Answer> {
        let kept = self.published.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(day, _)| *day == last).map(|(_, answer)| answer.clone())
    }

    pub fn publish(&self, last: LocalDay, answer: Answer) {
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Some((last, answer));
    }

    /// Asks the trials something, on a thread that may take its time.
    ///
    /// Errors: as [`Figures::follow`].
    pub async fn ask<T, F>(&self, db: &Db, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Table) -> Result<T> + Send + 'static,
    {
        self.follow(db).await?;
        let table = self.table.clone();
        let asked = move || question(&table.read().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(asked).await.map_err(Error::internal)?
    }
}

fn written(table: &RwLock<Table>) -> RwLockWriteGuard<'_, Table> {
    table.write().unwrap_or_else(PoisonError::into_inner)
}
