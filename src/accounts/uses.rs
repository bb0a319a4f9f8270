//! What is in use at this server, noted by requests and written down by the worker.

use super::{keys, sessions};
use crate::db::Db;
use crate::error::Result;

/// Sessions and API keys in use. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    pub sessions: sessions::Uses,
    pub keys: keys::Uses,
}

impl Uses {
    /// Writes down what was used since the last time; how many that were.
    ///
    /// Errors: 503 while the database is away.
    pub async fn write_down(&self, db: &Db) -> Result<usize> {
        Ok(self.sessions.write_down(db).await? + self.keys.write_down(db).await?)
    }
}
