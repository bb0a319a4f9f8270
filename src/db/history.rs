//! The recorded events about one thing.

use super::Conn;
use super::schema::events as e;
use crate::error::{Error, Result};
use crate::values::{EventId, Timestamp};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// A fact, as recorded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Happened {
    pub id: EventId,
    pub at: Timestamp,
    /// What happened, e.g. `trial.accepted`.
    #[schema(max_length = 60, example = "trial.accepted")]
    pub kind: String,
    /// Ids, codes and amounts; no personal data.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

type Row = (EventId, Timestamp, String, String);

fn read((id, at, kind, body): Row) -> Result<Happened> {
    Ok(Happened { id, at, kind, body: serde_json::from_str(&body).map_err(Error::internal)? })
}

/// Facts about `subject` after `after`, at most `rows`.
pub fn history(conn: &mut Conn, subject: &str, after: Option<&str>, rows: i64) -> Result<Vec<Happened>> {
    let after = after.unwrap_or_default().to_owned();
    let about = e::table.filter(e::subject_id.eq(subject)).filter(e::id.gt(after)).order(e::id).limit(rows);
    let found: Vec<Row> = about.select((e::id, e::at, e::kind, e::body)).load(conn)?;
    found.into_iter().map(read).collect()
}

/// Facts of these kinds about `subject`, newest first, those before `before`, at most `rows`.
pub fn history_of(
    conn: &mut Conn,
    subject: &str,
    kinds: &[&str],
    before: Option<&str>,
    rows: i64,
) -> Result<Vec<Happened>> {
    // After every id: they are made of small letters and digits.
    let before = before.unwrap_or("~").to_owned();
    let about = e::table.filter(e::subject_id.eq(subject)).filter(e::kind.eq_any(kinds)).filter(e::id.lt(before));
    let newest: Vec<Row> = about.order(e::id.desc()).limit(rows).select((e::id, e::at, e::kind, e::body)).load(conn)?;
    newest.into_iter().map(read).collect()
}
