//! A fresh, migrated and seeded database for each test: a copy of a template that is made once.

use super::postgres;
use diesel::RunQueryDsl;
use dungthu::clock::Clock;
use dungthu::config::Config;
use dungthu::db::{Conn, DatabaseUrl, Db};
use dungthu::limits::Quotas;
use dungthu::{reactions, server};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

static COUNT: AtomicU32 = AtomicU32::new(0);
const TEMPLATE: &str = "dungthu_template";

/// A test's own database. On the cluster it ends with its test: a thousand of them would fill the disk.
pub struct Fresh {
    pub url: DatabaseUrl,
    on_cluster: Option<String>,
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let (Some(name), Some(admin)) = (&self.on_cluster, postgres::url("postgres")) else { return };
        if let Err(why) = try_on_cluster(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")) {
            // Not a panic: the test may be unwinding already, and its own reason is the one to see.
            drop(writeln!(std::io::stderr(), "{name} is left on the cluster: {why}"));
        }
    }
}

/// A fresh database in `folder` (or on the cluster); `None` where PostgreSQL is not to be had.
pub fn fresh(engine: Engine, folder: &Path, clock: &Clock) -> Option<Fresh> {
    match engine {
        Engine::Sqlite => {
            let path = folder.join("dungthu.db");
            std::fs::copy(sqlite_template(clock), &path).expect("a copy of the template");
            Some(Fresh { url: DatabaseUrl::Sqlite(path), on_cluster: None })
        }
        Engine::Postgres => {
            let admin = postgres::url("postgres")?;
            static MADE: Mutex<bool> = Mutex::new(false);
            let mut made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if !*made {
                make_postgres_template(&admin, clock);
                *made = true;
            }
            let name = format!("t{}", COUNT.fetch_add(1, Ordering::SeqCst));
            on_cluster(&admin, &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"));
            Some(Fresh { url: DatabaseUrl::Postgres(postgres::url(&name)?), on_cluster: Some(name) })
        }
    }
}

/// The URL of a database in which nothing is yet.
pub fn empty(engine: Engine, folder: &Path) -> String {
    match engine {
        Engine::Sqlite => format!("sqlite://{}", folder.join("empty.db").display()),
        Engine::Postgres => {
            let name = format!("empty{}", COUNT.fetch_add(1, Ordering::SeqCst));
            on_cluster(&postgres::url("postgres").expect("the cluster runs"), &format!("CREATE DATABASE {name}"));
            postgres::url(&name).expect("the cluster runs")
        }
    }
}

fn make_postgres_template(admin: &str, clock: &Clock) {
    on_cluster(admin, &format!("CREATE DATABASE {TEMPLATE}"));
    let url = DatabaseUrl::Postgres(postgres::url(TEMPLATE).expect("the cluster runs"));
    migrate(url, clock.clone());
    // A template can be copied only while nobody is connected to it: the pool above is closed by its drop.
    on_cluster(admin, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{TEMPLATE}'"));
}

fn sqlite_template(clock: &Clock) -> PathBuf {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    let made = TEMPLATE.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("dungthu-template-{}", std::process::id()));
        let path = folder.join("template.db");
        let url = DatabaseUrl::Sqlite(path.clone());
        migrate(url.clone(), clock.clone());
        let db = Db::open(&url, clock.clone(), reactions::react).expect("the template");
        block_on(db.read(|conn| Ok(diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").execute(conn)?)))
            .expect("a checkpoint");
        path
    });
    made.clone()
}

fn migrate(url: DatabaseUrl, clock: Clock) {
    let config = config(url);
    drop(block_on(server::open_database(&config, clock)).expect("a migrated template"));
}

/// Limits that no test meets by accident: those that are about limits start a server with their own.
pub fn generous() -> Quotas {
    Quotas::parse(GENEROUS).expect("limits")
}

/// The same for a process, as `DUNGTHU_LIMITS`.
pub const GENEROUS: &str = "anonymous=1000000,anonymous-writes=1000000,account=1000000,account-writes=1000000,refusals=1000000,\
    failed-log-ins=1000000,looks=1000000,tries=1000000,registrations=1000000,inquiries=1000000,resets=1000000,mails-a-day=1000000,mails-by-one=1000000,trials-a-day=1000000,joining-a-day=1000000,organizations-a-day=1000000,\
    invitations-a-day=1000000,address-changes-a-day=1000000,platform-claims-a-day=1000000";

/// The settings of a test server, before its folder and mail are known.
pub fn config(url: DatabaseUrl) -> Config {
    use clap::Parser;
    #[derive(Parser)]
    struct Defaults {
        #[command(flatten)]
        config: Config,
    }
    let mut config = Defaults::parse_from(["dungthu"]).config;
    config.database_url = url;
    config.limits = generous();
    config
}

fn block_on<T: Send + 'static>(future: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let run =
            || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future);
        scope.spawn(run).join().expect("it ends")
    })
}

/// Runs a statement on the cluster, outside any test's database.
pub fn on_cluster(url: &str, sql: &str) {
    try_on_cluster(url, sql).expect(sql);
}

fn try_on_cluster(url: &str, sql: &str) -> Result<(), String> {
    use diesel::Connection;
    let mut conn = diesel::PgConnection::establish(url).map_err(|why| why.to_string())?;
    diesel::sql_query(sql).execute(&mut conn).map_err(|why| why.to_string())?;
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// Every row of every table, as one text, a line a table: two are equal when nothing changed. The counters of limits are
/// left out, and the facts that somebody was refused: that a refused try is counted and written down is what they are for,
/// and their own tests look at them.
pub fn digest(conn: &mut Conn) -> String {
    static SQLITE: OnceLock<String> = OnceLock::new();
    static POSTGRES: OnceLock<String> = OnceLock::new();
    // One statement, made once: a test of many refusals looks many times, and every database has the same tables.
    let made = if matches!(conn, Conn::Sqlite(_)) { &SQLITE } else { &POSTGRES };
    let sql = made.get_or_init(|| every_row(conn));
    let mut lines: Vec<Text> = diesel::sql_query(sql.as_str()).load(conn).expect("every row");
    lines.sort_by(|a, b| a.text.cmp(&b.text));
    lines.iter().map(|line| format!("{}\n", line.text)).collect()
}

/// The statement that selects each table's name and rows.
fn every_row(conn: &mut Conn) -> String {
    let tables: Vec<Text> = match conn {
        Conn::Sqlite(_) => diesel::sql_query("SELECT name AS text FROM sqlite_master WHERE type = 'table' AND name <> 'limit_counters' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name"),
        Conn::Postgres(_) => diesel::sql_query("SELECT table_name::text AS text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'limit_counters' AND table_name NOT LIKE '\\_\\_%' ORDER BY 1"),
    }
    .load(conn)
    .expect("the tables");
    assert!(tables.len() > 20, "only {} tables", tables.len());
    let selects: Vec<String> = tables.iter().map(|table| rows(conn, &table.text)).collect();
    selects.join(" UNION ALL ")
}

fn rows(conn: &mut Conn, table: &str) -> String {
    let but = if table == "events" { " WHERE kind NOT IN ('log_in.refused', 'access.refused')" } else { "" };
    match conn {
        Conn::Postgres(_) => {
            format!(
                "SELECT '{table}:' || coalesce(string_agg(t::text, ';' ORDER BY t::text), '') AS text FROM {table} t{but}"
            )
        }
        Conn::Sqlite(_) => {
            let columns = diesel::sql_query(format!(
                "SELECT group_concat('quote(' || name || ')', ' || '','' || ') AS text FROM pragma_table_info('{table}')"
            ));
            let columns: Text = columns.get_result(conn).expect("its columns");
            format!(
                "SELECT '{table}:' || coalesce(group_concat(row, ';'), '') AS text FROM (SELECT {} AS row FROM {table}{but} ORDER BY 1)",
                columns.text
            )
        }
    }
}
