//! The only room that knows there are two databases. `Db::read` and `Db::write` run a function on a blocking thread;
//! a write is one transaction: what it recorded is appended and followed up before it commits.

mod conn;
mod history;
mod marks;
mod migrate;
mod order;
pub mod per_backend;
pub mod schema;
mod tx;
mod writer;

pub use conn::{Conn, DatabaseUrl, Use};
pub use history::{AuditFilter, Audited, Happened, audit, history, history_of};
pub use marks::{mark, mark_once, marked, unmark};
pub use migrate::SchemaState;
pub use order::{happened_within, last as last_place, subjects_after};
pub(crate) use per_backend::{insert_all, per_backend};
pub use tx::{Cause, Recorded, Tx};

use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::values::Timestamp;
use conn::Manager;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use writer::Writer;

type Pool = diesel::r2d2::Pool<Manager>;

/// What follows from recorded events, run in their transaction before it commits. Handed over when the server is
/// wired, so that this room knows no feature.
pub type FollowUp = fn(&mut Tx<'_>, &[Recorded]) -> Result<()>;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Times a PostgreSQL transaction is run again after a deadlock, a serialization failure or a stale version.
const ATTEMPTS: u32 = 5;

/// A database: cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    /// One for each connection of the pool: who waits for one waits here, without a thread of its own.
    places: Arc<Semaphore>,
    writer: Option<Writer>,
    url: DatabaseUrl,
    clock: Clock,
    follow_up: FollowUp,
    /// Wakes whoever works on what was committed, e.g. the mail worker.
    committed: tokio::sync::Notify,
}

impl Db {
    /// Connects, or says why not. The schema is not looked at: see [`Db::schema_state`].
    pub fn open(url: &DatabaseUrl, clock: Clock, follow_up: FollowUp) -> Result<Self> {
        let connections = if url.is_sqlite() { 4 } else { 12 };
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(conn::Quiet))
            .build(Manager::new(url.clone()))
            .map_err(|e| Error::because(Code::Unavailable, e))?;
        let writer = if url.is_sqlite() { Some(Writer::start(url, clock.clone(), follow_up)?) } else { None };
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                places: Arc::new(Semaphore::new(connections as usize)),
                writer,
                url: url.clone(),
                clock,
                follow_up,
                committed: tokio::sync::Notify::new(),
            }),
        })
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.inner.url
    }

    /// Resolves after a later commit that recorded events.
    pub async fn committed(&self) {
        self.inner.committed.notified().await;
    }

    /// Runs `f` on a connection that sees a committed state. On SQLite the connection refuses to write.
    ///
    /// Errors: 503 when no connection can be had.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        self.in_turn(move |db| f(&mut *db.connection()?)).await
    }

    /// Runs `f` in one transaction: everything it did is on disk when this returns `Ok`, and nothing of it happened
    /// when this returns `Err`. `f` may run several times.
    ///
    /// Errors: `f`'s own; 503 when the database is away, full or broken.
    pub async fn write<T, F>(&self, cause: Cause, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let written = match &self.inner.writer {
            Some(writer) => writer.write(cause, f).await,
            None => self.in_turn(move |db| db.write_pooled(&cause, &f)).await,
        };
        if written.is_ok() {
            self.inner.committed.notify_one();
        }
        written
    }

    /// Runs `f`, which uses one connection at a time, on a blocking thread as soon as there is one for it.
    async fn in_turn<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T> + Send + 'static,
    {
        let turn = tokio::time::timeout(PATIENCE, self.inner.places.clone().acquire_owned()).await;
        let place = turn.map_err(|e| Error::because(Code::Unavailable, e))?.map_err(Error::internal)?;
        let db = self.clone();
        blocking(move || {
            let done = f(&db);
            drop(place);
            done
        })
        .await
    }

    fn connection(&self) -> Result<diesel::r2d2::PooledConnection<Manager>> {
        self.inner.pool.get().map_err(|e| Error::because(Code::Unavailable, e))
    }

    fn write_pooled<T>(&self, cause: &Cause, f: &impl Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        for attempt in 1..ATTEMPTS {
            match self.transaction(cause, f) {
                Err(error) if error.is_transient() => step_aside(attempt),
                done => return done,
            }
        }
        self.transaction(cause, f)
    }

    fn transaction<T>(&self, cause: &Cause, f: &impl Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        use diesel::Connection;
        let mut conn = self.connection()?;
        conn.transaction(|conn| Tx::run(conn, self.inner.clock.now(), cause, self.inner.follow_up, f))
    }

    /// What the schema is compared with this program's.
    pub async fn schema_state(&self) -> Result<SchemaState> {
        self.read(migrate::state).await
    }

    /// Brings an empty or older schema to this program's.
    pub async fn migrate(&self) -> Result<()> {
        let url = self.inner.url.clone();
        blocking(move || migrate::run(&mut Conn::open(&url, conn::Use::Write).map_err(Error::internal)?)).await
    }
}

/// Lets whoever won go first: transactions that try again at once would meet again.
fn step_aside(attempt: u32) {
    let chance = getrandom::u32().unwrap_or_default() % 8;
    std::thread::sleep(Duration::from_millis(5) * attempt + Duration::from_millis(u64::from(chance)));
}

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(f).await.map_err(Error::internal)?
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Db};
        let text = error.to_string();
        match error {
            Db::NotFound => Error::not_found(),
            Db::DatabaseError(Kind::UniqueViolation | Kind::ForeignKeyViolation | Kind::CheckViolation, _) => {
                Error::because(Code::Conflict, text)
            }
            Db::DatabaseError(Kind::SerializationFailure, _) => Error::transient(Code::Busy, text),
            Db::DatabaseError(Kind::ClosedConnection, _) | Db::BrokenTransactionManager => {
                Error::because(Code::Unavailable, text)
            }
            Db::DatabaseError(_, _) => Error::transient_or_internal(text),
            _ => Error::internal(text),
        }
    }
}

impl Error {
    /// Engines give these only as text: `SQLite`'s result codes and `PostgreSQL`'s messages of class 40, 53, 55 and 57.
    fn transient_or_internal(text: String) -> Self {
        const AGAIN: [&str; 2] = ["deadlock detected", "could not serialize access"];
        const BUSY: [&str; 4] = ["database is locked", "database table is locked", "lock timeout", "statement timeout"];
        const AWAY: [&str; 9] = [
            "disk is full",
            "disk I/O error",
            "no connection to the server",
            "server closed the connection",
            "terminating connection",
            "could not receive data",
            "the database system is",
            "remaining connection slots",
            "could not send",
        ];
        let among = |list: &[&str]| list.iter().any(|known| text.contains(known));
        if among(&AGAIN) {
            Self::transient(Code::Busy, text)
        } else if among(&BUSY) {
            Self::because(Code::Busy, text)
        } else if among(&AWAY) {
            Self::because(Code::Unavailable, text)
        } else {
            Self::internal(text)
        }
    }
}
