//! What operators do with imports: one verb, one function.

use super::store;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::values::ImportId;

/// Begins to bring in a file of so many rows, so many of them new: its rows follow in this transaction.
pub fn begin(tx: &mut Tx<'_>, file_digest: &[u8], rows: i64, added: i64) -> Result<ImportId> {
    let import: ImportId = tx.new_id();
    store::insert_import(tx, import, file_digest, rows, added)?;
    tx.record(Event::TrialsImported { import, rows, added })?;
    Ok(import)
}
