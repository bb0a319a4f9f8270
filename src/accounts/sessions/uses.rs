//! That sessions are used: remembered in memory by the request, written down by the worker. A request that reads never
//! waits for a write. Each server writes what it saw, and a later use is never overwritten by an earlier one; what a server
//! that is killed had not written yet, a second's worth, is seen again with the session's next use.

use super::store;
use crate::db::{Cause, Db};
use crate::error::Result;
use crate::values::{SessionId, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Uses that are to be written down, at most one a session. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Uses(Arc<Mutex<BTreeMap<SessionId, Timestamp>>>);

impl Uses {
    /// Remembers a use.
    pub fn note(&self, session: SessionId, at: Timestamp) {
        self.waiting().entry(session).or_insert(at);
    }

    /// Writes down what is remembered; how many sessions that were. In the order of their ids, so that two servers that
    /// write the same ones do not wait for each other.
    ///
    /// Errors: 503 while the database is away; what is remembered stays.
    pub async fn write_down(&self, db: &Db) -> Result<usize> {
        let taken = std::mem::take(&mut *self.waiting());
        if taken.is_empty() {
            return Ok(0);
        }
        let rows = taken.clone();
        let written =
            db.write(Cause::default(), move |tx| rows.iter().try_for_each(|(id, at)| store::used(tx, *id, *at)));
        if let Err(error) = written.await {
            taken.iter().for_each(|(session, at)| self.note(*session, *at));
            return Err(error);
        }
        Ok(taken.len())
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<SessionId, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
