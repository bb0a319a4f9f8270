//! The twin migrations inside the binary, and what a database's schema is compared with them.

use super::Conn;
use crate::error::{Error, Result};
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// What a schema is compared with the program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// No migration was ever run.
    Empty,
    /// So many migrations are missing.
    Older(usize),
    Current,
    /// It has a migration that this program does not know.
    Newer,
}

pub fn state(conn: &mut Conn) -> Result<SchemaState> {
    let known = match conn {
        Conn::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => versions::<diesel::pg::Pg>(&POSTGRES)?,
    };
    let applied = applied(conn)?;
    Ok(if applied.iter().any(|version| !known.contains(version)) {
        SchemaState::Newer
    } else if applied.is_empty() {
        SchemaState::Empty
    } else if applied.len() < known.len() {
        SchemaState::Older(known.len() - applied.len())
    } else {
        SchemaState::Current
    })
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// What was applied, read without making the table that Diesel keeps it in.
fn applied(conn: &mut Conn) -> Result<Vec<String>> {
    let rows =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version").load::<Applied>(conn);
    match rows {
        Ok(rows) => Ok(rows.into_iter().map(|row| row.version).collect()),
        Err(e) if e.to_string().contains("__diesel_schema_migrations") => Ok(Vec::new()),
        Err(e) => Err(e.into()),
    }
}

fn versions<DB: Backend>(source: &EmbeddedMigrations) -> Result<Vec<String>> {
    let all = MigrationSource::<DB>::migrations(source).map_err(Error::internal)?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// How long one who migrates waits for another who does: for both engines, above what a start takes.
const SQLITE_PATIENCE: &str = "PRAGMA busy_timeout = 30000";
const POSTGRES_PATIENCE: &str = "SET LOCAL lock_timeout = '30s'";

/// Applies what is missing, in order and as one: another process that starts meanwhile sees the schema as it was or as it
/// will be, waits, and then finds nothing left to do.
pub fn run(conn: &mut Conn) -> Result<()> {
    match conn {
        Conn::Sqlite(c) => {
            c.batch_execute(SQLITE_PATIENCE)?;
            c.immediate_transaction(|c| pending(c, SQLITE))
        }
        Conn::Postgres(c) => c.transaction(|c| {
            c.batch_execute(POSTGRES_PATIENCE)?;
            diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('migrations', 0))").execute(c)?;
            pending(c, POSTGRES)
        }),
    }
}

fn pending<C: MigrationHarness<DB>, DB: Backend>(conn: &mut C, source: EmbeddedMigrations) -> Result<()> {
    conn.run_pending_migrations(source).map_err(Error::internal)?;
    Ok(())
}
