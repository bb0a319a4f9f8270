//! What is looked up: every query of every connection of this process is seen, with the values bound to it.

use super::TestApp;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use dungthu::db::schema::events as e;
use dungthu::db::{Conn, DatabaseUrl};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, Once};

/// Texts that are watched for, and how many queries have had them.
static WATCHED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// Databases whose queries are gathered.
static GATHERED: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().expect("what is looked for")
}

/// One connection, and where it leads.
#[derive(Default)]
struct Seen {
    database: String,
}

impl Instrumentation for Seen {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.database),
            InstrumentationEvent::StartQuery { query, .. } => {
                let (mut watched, mut gathered) = (lock(&WATCHED), lock(&GATHERED));
                let gathered = gathered.get_mut(&self.database);
                if watched.is_empty() && gathered.is_none() {
                    return;
                }
                let query = query.to_string();
                watched.iter_mut().filter(|(text, _)| query.contains(text.as_str())).for_each(|(_, times)| *times += 1);
                if let Some(gathered) = gathered {
                    gathered.push(query);
                }
            }
            _ => {}
        }
    }
}

/// From here on, every connection that is opened is seen.
pub fn see_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::<Seen>::default())).expect("to be told of queries"));
}

/// What was answered, and how many queries had this text in them meanwhile. No other test may use the text.
pub async fn of<T>(text: &str, asked: impl Future<Output = T>) -> (T, usize) {
    lock(&WATCHED).insert(text.to_owned(), 0);
    let answer = asked.await;
    let times = lock(&WATCHED).remove(text).expect("what was watched for");
    (answer, times)
}

/// The work that an answer took: the statements, without their values, and how many passwords were hashed.
#[derive(Debug, PartialEq, Eq)]
pub struct Work {
    pub statements: Vec<String>,
    pub hashes: u64,
}

/// What was answered, and the work that it took the test's server.
pub async fn work<T>(app: &TestApp, asked: impl Future<Output = T>) -> (T, Work) {
    let database = match app.db.url() {
        DatabaseUrl::Sqlite(path) => path.to_string_lossy().into_owned(),
        DatabaseUrl::Postgres(url) => url.clone(),
    };
    let hashes = app.server.hasher.made();
    lock(&GATHERED).insert(database.clone(), Vec::new());
    let answer = asked.await;
    let queries = lock(&GATHERED).remove(&database).expect("what was gathered");
    // What a pool does with its connections, and when, is no work for the answer.
    let is_work = |query: &String| {
        let own = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|verb| query.starts_with(verb));
        own && query.trim() != "SELECT 1"
    };
    let bare = |query: String| query.split(" -- binds").next().unwrap_or_default().to_owned();
    let statements = queries.into_iter().filter(is_work).map(bare).collect();
    (answer, Work { statements, hashes: app.server.hasher.made() - hashes })
}

/// The bodies of the events of refused log-ins, a line each.
pub fn refused_log_ins(conn: &mut Conn) -> String {
    let refused = e::table.filter(e::kind.eq("log_in.refused")).order(e::id).select(e::body);
    let bodies: Vec<String> = refused.load(conn).expect("the events");
    bodies.join("\n")
}
