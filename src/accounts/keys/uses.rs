//! That keys are used: remembered in memory by the request, written down by the worker. No request waits for a write.

use super::lifecycle;
use super::model::Shown;
use super::store;
use crate::db::{Cause, Db};
use crate::error::Result;
use crate::values::{ApiKeyId, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Uses that are to be written down, at most one a key. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Uses(Arc<Mutex<BTreeMap<ApiKeyId, Timestamp>>>);

impl Uses {
    /// Remembers a use, where it is to be written down.
    pub fn note(&self, key: &Shown, at: Timestamp) {
        if lifecycle::is_due(key.last_used_at, at) {
            self.waiting().entry(key.id).or_insert(at);
        }
    }

    /// Writes down what is remembered; how many keys that were. In the order of their ids, so that two servers that write
    /// the same ones do not wait for each other.
    ///
    /// Errors: 503 while the database is away. What was not written is seen again with the key's next use.
    pub async fn write_down(&self, db: &Db) -> Result<usize> {
        let rows = std::mem::take(&mut *self.waiting());
        let count = rows.len();
        if count > 0 {
            let write =
                move |tx: &mut crate::db::Tx<'_>| rows.iter().try_for_each(|(id, at)| store::used(tx, *id, *at));
            db.write(Cause::default(), write).await?;
        }
        Ok(count)
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<ApiKeyId, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
