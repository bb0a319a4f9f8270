//! The figures' engine: every trial in memory, 56 bytes each, so that any question is one pass over them. It reads all trials
//! once and then follows the gapless order of events: what an event speaks of is read again as it stands. A question is
//! answered with everything that was committed before it was asked.

mod names;
mod read;
pub mod row;
mod table;

pub use names::Dimension;
pub use row::Day;
pub use table::{Place, Table};

use crate::db::Db;
use crate::error::{Code, Error, Result};
use crate::http::Answer;
use crate::values::LocalDay;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How often a server looks whether trials have changed, so that a question has little to read.
pub const LOOK: Duration = Duration::from_millis(500);

/// How long a question waits while all trials are being read.
const PATIENCE: Duration = Duration::from_secs(2);

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
        let patience = if self.ready.load(Ordering::SeqCst) { Duration::MAX } else { PATIENCE };
        let turn = tokio::time::timeout(patience, self.seen.lock()).await;
        let mut seen = turn.map_err(|_| Error::wait(Code::FiguresBeingRead, PATIENCE))?;
        let table = self.table.clone();
        *seen = Some(match *seen {
            Some(known) => {
                let (some, last) = db.read(move |conn| read::since(conn, known)).await?;
                table.write().unwrap_or_else(PoisonError::into_inner).take(&some);
                last
            }
            None => {
                // What happens from there on is read again: it may be in some of the rows already.
                let (all, last) = db.read(read::everything).await?;
                *table.write().unwrap_or_else(PoisonError::into_inner) = all;
                last
            }
        });
        self.ready.store(true, Ordering::SeqCst);
        Ok(())
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
