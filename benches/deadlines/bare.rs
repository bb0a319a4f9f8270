//! The limit: one connection, one prepared statement, the rows known beforehand, as many in a commit as the worker takes,
//! every commit on disk. Nothing is looked up, no trial is read, no fact and no mail is written.
//!
//! Changes to the server never touch this file: a figure beside a weaker limit says nothing.

use super::Key;
use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text};
use dungthu::db::DatabaseUrl;
use std::time::{Duration, Instant};

const SETTLED_AT: i64 = 1_800_000_000_000_000;

/// A connection to the database whose rows are updated.
pub enum Loop {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

impl Loop {
    pub fn open(url: &DatabaseUrl) -> Self {
        match url {
            DatabaseUrl::Sqlite(path) => {
                let conn = rusqlite::Connection::open(path).expect("the database");
                let settings = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";
                conn.execute_batch(settings).expect("the settings");
                Self::Sqlite(conn)
            }
            DatabaseUrl::Postgres(url) => Self::Postgres(PgConnection::establish(url).expect("the database")),
        }
    }

    /// Updates each row once; how long it took.
    pub fn settle(&mut self, rows: &[Key], per_commit: usize) -> Duration {
        let began = Instant::now();
        match self {
            Self::Sqlite(conn) => sqlite(conn, rows, per_commit).expect("the updates"),
            Self::Postgres(conn) => postgres(conn, rows, per_commit).expect("the updates"),
        }
        began.elapsed()
    }
}

fn sqlite(conn: &rusqlite::Connection, rows: &[Key], per_commit: usize) -> rusqlite::Result<()> {
    let mut update = conn.prepare(
        "UPDATE deadlines SET state = 'done', settled_at = ? \
         WHERE subject_id = ? AND kind = ? AND step = ? AND state = 'waiting'",
    )?;
    let (mut begin, mut commit) = (conn.prepare("BEGIN IMMEDIATE")?, conn.prepare("COMMIT")?);
    for batch in rows.chunks(per_commit) {
        begin.execute([])?;
        for it in batch {
            assert_eq!(update.execute((SETTLED_AT, &it.subject, &it.kind, it.step))?, 1);
        }
        commit.execute([])?;
    }
    Ok(())
}

fn postgres(conn: &mut PgConnection, rows: &[Key], per_commit: usize) -> QueryResult<()> {
    for batch in rows.chunks(per_commit) {
        conn.batch_execute("BEGIN")?;
        for it in batch {
            assert_eq!(Update(it).execute(conn)?, 1);
        }
        conn.batch_execute("COMMIT")?;
    }
    Ok(())
}

/// The same statement, which Diesel prepares once for the connection.
struct Update<'a>(&'a Key);

impl QueryId for Update<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Update<'_> {}

impl QueryFragment<Pg> for Update<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("UPDATE deadlines SET state = 'done', settled_at = ");
        out.push_bind_param::<BigInt, _>(&SETTLED_AT)?;
        out.push_sql(" WHERE subject_id = ");
        out.push_bind_param::<Text, _>(&self.0.subject)?;
        out.push_sql(" AND kind = ");
        out.push_bind_param::<Text, _>(&self.0.kind)?;
        out.push_sql(" AND step = ");
        out.push_bind_param::<BigInt, _>(&self.0.step)?;
        out.push_sql(" AND state = 'waiting'");
        Ok(())
    }
}
