//! The limits of writes: what this machine does when nothing but the work itself is done. A bare loop on SQLite, a bare pool on
//! PostgreSQL. Nothing is checked, and whatever can be made beforehand is.
//!
//! Changes to the server never touch this file: a figure beside a weaker limit says nothing.

use super::facts::{Facts, Firm, Listing, SignUp, Value};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Sign-ups in one commit: as many as the server's writer takes at most.
const PER_COMMIT: usize = 32;

/// Connections of the pool: as many as the server's.
const POOL: usize = 12;

macro_rules! trial {
    () => {
        "INSERT INTO trials (id, business_id, platform_id, requested_by, programme, granted, channel, root_key, vendor_id, \
         province_code, industry_version, industry_section, size_class, category_code, ministry_code, days, \
         price_vnd_per_month, need, contact_name, contact_email, contact_phone, consent_text, consent_at, status, \
         requested_at, respond_by, updated_at, version) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    };
}
const EVENT: &str =
    "INSERT INTO events (id, at, kind, subject_id, body, account_id, request_id) VALUES (?, ?, ?, ?, ?, ?, ?)";
const MAIL: &str = "INSERT INTO outbox (id, kind, account_id, subject_id, request_id, created_at, due_at, state, answer, \
     started, finished) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const KEY: &str = "INSERT INTO idempotency_keys (scope, key, fingerprint, created_at, status, etag, location, body) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

/// One connection, a prepared statement for each of the four rows, [`PER_COMMIT`] sign-ups in each commit, every commit on
/// disk. The first `warm_up` are not timed.
pub fn sqlite(path: &Path, sign_ups: &[SignUp], warm_up: usize) -> Duration {
    let conn = rusqlite::Connection::open(path).expect("the database");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";
    conn.execute_batch(settings).expect("the settings");
    let prepare = |sql| conn.prepare(sql).expect(sql);
    let (mut trial, mut event, mut mail, mut key) = (prepare(trial!()), prepare(EVENT), prepare(MAIL), prepare(KEY));
    let (mut begin, mut commit) = (prepare("BEGIN IMMEDIATE"), prepare("COMMIT"));
    let mut insert = |some: &[SignUp]| -> rusqlite::Result<()> {
        for batch in some.chunks(PER_COMMIT) {
            begin.execute([])?;
            for it in batch {
                key.execute(rusqlite::params_from_iter(it.claim.iter().chain(&it.answer)))?;
                trial.execute(rusqlite::params_from_iter(&it.trial))?;
                event.execute(rusqlite::params_from_iter(&it.event))?;
                mail.execute(rusqlite::params_from_iter(&it.mail))?;
            }
            commit.execute([])?;
        }
        Ok(())
    };
    let (first, timed) = sign_ups.split_at(warm_up);
    insert(first).expect("the first rows");
    let began = Instant::now();
    insert(timed).expect("the rows");
    began.elapsed()
}

/// [`POOL`] connections, a thread each; a sign-up is the server's statements, prepared once, in a transaction of its own
/// (who asks is found out before it). The first `warm_up` are not timed.
pub fn postgres(url: &str, sign_ups: &[SignUp], warm_up: usize) -> Duration {
    let mut pool: Vec<_> = (0..POOL).map(|_| PgConnection::establish(url).expect("a connection")).collect();
    let mut run = |some: &[SignUp]| {
        let (next, began) = (AtomicUsize::new(0), Instant::now());
        std::thread::scope(|scope| {
            for conn in &mut pool {
                scope.spawn(|| {
                    while let Some(it) = some.get(next.fetch_add(1, Ordering::Relaxed)) {
                        sign_up(conn, it).expect("a sign-up");
                    }
                });
            }
        });
        began.elapsed()
    };
    let (first, timed) = sign_ups.split_at(warm_up);
    run(first);
    run(timed)
}

const TRIAL_COLUMNS: &str = "SELECT id, business_id, platform_id, vendor_id, requested_by, granted, channel, size_class, \
     category_code, ministry_code, days, price_vnd_per_month, need, contact_name, contact_email, contact_phone, status, \
     requested_at, respond_by, accepted_at, provisioned_at, activated_at, engaged_at, declined_at, cancelled_at, \
     cancelled_by, trial_end, started_on, access_reference, reason_code, reason_text, updated_at, version \
     FROM trials WHERE id = ? LIMIT ?";
const WHO: &str = "SELECT s.id, a.id, a.email, a.name, a.locale, a.staff_role FROM sessions s JOIN accounts a \
     ON s.account_id = a.id WHERE s.digest = ? AND s.ended_at IS NULL AND s.expires_at > ? LIMIT ?";
const BUSINESS: &str = "SELECT id, kind, tax_code, household_last3, root_key, name, province_list, province_given, \
     province_code, industry_version, industry_section, employees, revenue_vnd, capital_vnd, size_class, created_at, \
     updated_at, version FROM businesses WHERE id = ? LIMIT ?";
const PLATFORM: &str = "SELECT p.id, p.slug, p.name, p.vendor_id, p.vendor_name, p.category_code, p.summary_vi, \
     p.summary_en, p.status, p.sort_key, p.published_at, p.created_at, p.updated_at, p.version, o.price_vnd_per_month, \
     o.max_employees, o.household_days, o.micro_days, o.small_days, o.medium_days \
     FROM platforms p LEFT JOIN offers o ON o.platform_id = p.id WHERE p.id = ? LIMIT ?";
const VENDOR: &str = "SELECT id, tax_code, name, status, approved_at, created_at, updated_at, version FROM vendors \
     WHERE id = ? LIMIT ?";
const MEMBERS: &str = "SELECT account_id FROM memberships WHERE vendor_id = ? ORDER BY created_at, account_id";
const CLAIM: &str = "INSERT INTO idempotency_keys (scope, key, fingerprint, created_at) VALUES (?, ?, ?, ?) \
     ON CONFLICT DO NOTHING";
const ANSWER: &str =
    "UPDATE idempotency_keys SET status = ?, etag = ?, location = ?, body = ? WHERE scope = ? AND key = ?";

fn sign_up(conn: &mut PgConnection, it: &SignUp) -> QueryResult<()> {
    let Facts { firm, listing, .. } = &it.facts;
    let Firm { session, account, business, businesses, .. } = firm;
    let Listing { platform, platforms, vendor, category, people, today, .. } = listing;
    let (one, trial) = (Value::Int(1), &it.trial[0]);
    let mut run = |sql: &'static str, values: &[&Value]| Prepared { sql, values }.execute(conn).map(drop);
    run(WHO, &[session, &it.event[1], &one])?;
    run("SELECT business_id, vendor_id FROM memberships WHERE account_id = ? ORDER BY created_at", &[account])?;
    run("BEGIN", &[])?;
    run(CLAIM, &it.claim.iter().collect::<Vec<_>>())?;
    run(BUSINESS, &[business, &one])?;
    run(PLATFORM, &[platform, &one])?;
    run(VENDOR, &[vendor, &one])?;
    run(MEMBERS, &[vendor])?;
    let shared = "SELECT count(*) FROM memberships WHERE business_id = ? AND account_id = ANY(?)";
    run(shared, &[business, people])?;
    run("SELECT ministry_code FROM categories WHERE code = ? LIMIT ?", &[category, &one])?;
    run("SELECT day FROM holidays WHERE day > ? ORDER BY day", &[today])?;
    run(concat!(trial!(), " ON CONFLICT DO NOTHING"), &it.trial.iter().collect::<Vec<_>>())?;
    run(EVENT, &it.event.iter().collect::<Vec<_>>())?;
    run(TRIAL_COLUMNS, &[trial, &one])?;
    run("SELECT id, name FROM businesses WHERE id = ANY(?)", &[businesses])?;
    run("SELECT id, name, vendor_name FROM platforms WHERE id = ANY(?)", &[platforms])?;
    run(ANSWER, &it.answer.iter().chain(it.claim.iter().take(2)).collect::<Vec<_>>())?;
    run(TRIAL_COLUMNS, &[trial, &one])?;
    run(MEMBERS, &[vendor])?;
    run(MAIL, &it.mail.iter().collect::<Vec<_>>())?;
    run("COMMIT", &[])
}

/// A statement that Diesel prepares once per connection; `?` stands for a value.
struct Prepared<'a> {
    sql: &'static str,
    values: &'a [&'a Value],
}

impl QueryId for Prepared<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Prepared<'_> {}

impl QueryFragment<Pg> for Prepared<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut texts = self.sql.split('?');
        out.push_sql(texts.next().unwrap_or_default());
        for (text, value) in texts.zip(self.values) {
            match value {
                Value::Text(text) => out.push_bind_param::<Text, _>(text)?,
                Value::Texts(texts) => out.push_bind_param::<Array<Text>, _>(texts)?,
                Value::Int(number) => out.push_bind_param::<BigInt, _>(number)?,
                Value::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
                Value::Bool(yes) => out.push_bind_param::<Bool, _>(yes)?,
                Value::Null => out.push_bind_param::<Nullable<Text>, _>(&None::<String>)?,
            }
            out.push_sql(text);
        }
        Ok(())
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Bool(yes) => ValueRef::Integer(i64::from(*yes)),
            Self::Null | Self::Texts(_) => ValueRef::Null,
        }))
    }
}
