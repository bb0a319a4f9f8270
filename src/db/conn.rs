//! Connections to either engine, chosen by the URL's scheme.

use crate::secrets;
use crate::values::ServiceUrl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::fmt;
use std::path::{Path, PathBuf};

/// One connection to one of the two engines.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Where the database is. Its `Display` never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite://path/to/file.db`
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/name`
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads a URL by its scheme; another scheme is refused, so that a mistyped one never makes an empty file.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            if path.is_empty() {
                return Err("sqlite:// needs the path of a file, e.g. sqlite://data/dungthu.db".to_owned());
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return ServiceUrl::parse(text).map(|_| Self::Postgres(text.to_owned()));
        }
        Err("a database URL begins with sqlite:// or postgres://, e.g. sqlite://data/dungthu.db".to_owned())
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Who logs in to PostgreSQL, and where. libpq takes these from the query too.
    pub fn service(&self) -> Option<ServiceUrl> {
        let Self::Postgres(text) = self else { return None };
        let mut url = ServiceUrl::parse(text).ok()?;
        for (name, value) in url.query.clone() {
            match name.as_str() {
                "user" => url.user = Some(value),
                "password" => url.password = Some(value),
                "host" | "hostaddr" => url.hosts.extend(value.split(',').map(str::to_owned)),
                "dbname" => url.path = value,
                _ => {}
            }
        }
        Some(url)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let url = url.split('?').next().unwrap_or_default();
                match url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')) {
                    Some((_, place)) => write!(f, "postgres://…@{place}"),
                    None => f.write_str(url),
                }
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a SQLite connection is for; PostgreSQL's do both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Read,
    Write,
}

/// WAL with `synchronous=FULL`: an acknowledged write is on disk. Foreign keys are off by default in SQLite.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";

/// Every session answers in UTC and waits for nothing for ever.
const POSTGRES_SETTINGS: &str = "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET statement_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '30s'; SET client_min_messages = warning; \
     SET default_transaction_isolation = 'read committed';";

impl Conn {
    pub fn open(url: &DatabaseUrl, purpose: Use) -> ConnectionResult<Self> {
        match url {
            DatabaseUrl::Sqlite(path) => {
                make_private(path).map_err(|e| ConnectionError::BadConnection(format!("{}: {e}", path.display())))?;
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(SQLITE_SETTINGS).map_err(ConnectionError::CouldntSetupConfiguration)?;
                if purpose == Use::Read {
                    conn.batch_execute("PRAGMA query_only = ON").map_err(ConnectionError::CouldntSetupConfiguration)?;
                }
                Ok(Self::Sqlite(conn))
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute(POSTGRES_SETTINGS).map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Postgres(conn))
            }
        }
    }
}

/// Makes the file, empty, and its folders, for their owner alone, where they are not there yet: SQLite would leave them to
/// the umask, and gives the files beside it the rights of this one.
fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        secrets::private_folder(folder)?;
    }
    match secrets::private_file(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// Hands connections to the pool.
pub struct Manager {
    url: DatabaseUrl,
}

impl Manager {
    pub fn new(url: DatabaseUrl) -> Self {
        Self { url }
    }
}

impl diesel::r2d2::ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        Conn::open(&self.url, Use::Read).map_err(diesel::r2d2::Error::ConnectionError)
    }

    /// Asked before each use: a server may have gone away, a file does not.
    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        match conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError),
        }
    }

    /// A connection that broke or was left within a transaction is thrown away.
    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || diesel::r2d2::R2D2Connection::is_broken(conn)
    }
}

/// Failures to connect go to the log at a calm level: who asked for the connection says what follows from it.
#[derive(Debug)]
pub struct Quiet;

impl<E: std::error::Error> diesel::r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, error: E) {
        tracing::warn!(%error, "database connection");
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn the_scheme_decides_and_others_are_refused() {
        assert!(DatabaseUrl::parse("sqlite://data/dungthu.db").is_ok_and(|url| url.is_sqlite()));
        assert!(DatabaseUrl::parse("postgresql://localhost/x").is_ok_and(|url| !url.is_sqlite()));
        for wrong in [
            "",
            "data/dungthu.db",
            "mysql://localhost/x",
            "sqlite://",
            "postgres:/localhost/x",
            "postgres://u:p/q@db/x",
        ] {
            assert!(DatabaseUrl::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = DatabaseUrl::parse("postgres://someone:hush@db:5432/dungthu").expect("a url");
        assert_eq!(format!("{url} {url:?}"), "postgres://…@db:5432/dungthu postgres://…@db:5432/dungthu");
        let url = DatabaseUrl::parse("postgres://db/dungthu?user=someone&password=hush").expect("a url");
        assert_eq!(format!("{url}"), "postgres://db/dungthu");
    }

    #[test]
    fn who_logs_in_where_is_read_from_the_query_too() {
        let url = DatabaseUrl::parse("postgres://a:b@127.0.0.1/x?user=c&password=d&host=10.0.0.1&dbname=y");
        let url = url.expect("a url").service().expect("PostgreSQL");
        assert_eq!((url.user.as_deref(), url.password.as_deref(), url.path.as_str()), (Some("c"), Some("d"), "y"));
        assert!(!url.is_local(), "libpq would go to 10.0.0.1");
        assert!(DatabaseUrl::parse("sqlite://x.db").is_ok_and(|url| url.service().is_none()));
    }
}
