//! The recorded events: about one thing, and of everybody.

use super::Conn;
use super::schema::events as e;
use crate::error::{Error, Result};
use crate::values::{AccountId, ApiKeyId, EventId, RequestId, Timestamp};
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

/// A fact with who caused it, for those who watch over the programme.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Audited {
    #[serde(flatten)]
    pub fact: Happened,
    /// What it is about: an id of any kind.
    #[schema(max_length = 36, example = "trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")]
    pub subject_id: String,
    /// Whose request it was; null for the command line and the server itself.
    pub account_id: Option<AccountId>,
    /// The request, as in its answer's `Request-Id` and in the logs.
    pub request_id: Option<RequestId>,
    /// Who of the staff acted for the account; null where it acted itself.
    pub acting_account_id: Option<AccountId>,
    /// The API key by which the account acted; null where it was a session.
    pub api_key_id: Option<ApiKeyId>,
}

/// What facts are narrowed by.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub subject: Option<String>,
    /// What it did, for itself or for somebody else.
    pub account: Option<AccountId>,
}

/// Facts before `before`, newest first, at most `rows`: in the order of an index, however many there are.
pub fn audit(conn: &mut Conn, filter: &AuditFilter, before: Option<&str>, rows: i64) -> Result<Vec<Audited>> {
    let Some(account) = filter.account else { return facts(conn, filter, None, before, rows) };
    // What it did itself, and what it did for others: each in the order of an index of its own.
    let mut found = facts(conn, filter, Some(By::Itself(account)), before, rows)?;
    found.extend(facts(conn, filter, Some(By::Acting(account)), before, rows)?);
    found.sort_by_key(|it| std::cmp::Reverse(it.fact.id));
    found.truncate(usize::try_from(rows).unwrap_or_default());
    Ok(found)
}

/// As whom an account did something.
#[derive(Clone, Copy)]
enum By {
    Itself(AccountId),
    Acting(AccountId),
}

fn facts(
    conn: &mut Conn,
    filter: &AuditFilter,
    by: Option<By>,
    before: Option<&str>,
    rows: i64,
) -> Result<Vec<Audited>> {
    type Who = (Option<AccountId>, Option<RequestId>, Option<AccountId>, Option<ApiKeyId>);
    type Row = (EventId, Timestamp, String, String, String, Who);
    let who = (e::account_id, e::request_id, e::acting_account_id, e::api_key_id);
    let columns = (e::id, e::at, e::kind, e::body, e::subject_id, who);
    let mut query = e::table.select(columns).order(e::id.desc()).limit(rows).into_boxed();
    if let Some(subject) = &filter.subject {
        query = query.filter(e::subject_id.eq(subject.clone()));
    }
    query = match by {
        None => query,
        Some(By::Itself(account)) => query.filter(e::account_id.eq(account)),
        Some(By::Acting(account)) => query.filter(e::acting_account_id.eq(account)),
    };
    if let Some(before) = before {
        query = query.filter(e::id.lt(before.to_owned()));
    }
    let read = |(id, at, kind, body, subject_id, who): Row| {
        let (account_id, request_id, acting_account_id, api_key_id) = who;
        let fact = Happened { id, at, kind, body: serde_json::from_str(&body).map_err(Error::internal)? };
        Ok(Audited { fact, subject_id, account_id, request_id, acting_account_id, api_key_id })
    };
    query.load(conn)?.into_iter().map(read).collect()
}
