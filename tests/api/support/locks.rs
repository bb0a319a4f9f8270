//! Requests that meet: a lock is held until they wait for it.

use super::{Engine, TestApp};
use diesel::prelude::*;
use dungthu::db::{Cause, Conn, Tx};
use dungthu::error::Result;
use futures_util::future::join;
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

/// Half a second less than a lock is waited for.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// How many transactions of this test's database wait for another one.
fn waiting_for_locks(conn: &mut Conn) -> i64 {
    use diesel::sql_types::BigInt;
    let waiting =
        "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
    diesel::select(diesel::dsl::sql::<BigInt>(waiting)).get_result(conn).expect("a count")
}

/// Waits until so many transactions wait for another one. On SQLite all do: it writes one at a time.
pub async fn gathered(app: &TestApp, wanted: i64) {
    if app.engine == Engine::Sqlite {
        return;
    }
    let began = Instant::now();
    loop {
        let waiting = app.query(waiting_for_locks).await;
        if waiting >= wanted {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{waiting} wait, not {wanted}");
        actix_web::rt::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Takes a whole row for itself, also from what only refers to it.
pub fn row(table: &'static str, id: &str) -> impl Fn(&mut Tx<'_>) -> Result<()> + Send + use<> {
    locked(format!("SELECT 1 FROM {table} WHERE id = '{id}' FOR UPDATE"))
}

/// Takes the rows of a query for itself.
pub fn locked(sql: String) -> impl Fn(&mut Tx<'_>) -> Result<()> + Send + use<> {
    move |tx| match &mut **tx {
        // It has one writer.
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(conn) => {
            diesel::sql_query(&sql).execute(conn)?;
            Ok(())
        }
    }
}

/// Sends requests while a transaction holds what `lock` takes, and lets it go when so many of them wait and `meanwhile` is
/// done; their answers.
pub async fn meeting<T>(
    app: &TestApp,
    lock: impl Fn(&mut Tx<'_>) -> Result<()> + Send + 'static,
    wanted: i64,
    requests: impl Future<Output = T>,
    meanwhile: impl Future<Output = ()>,
) -> T {
    let (held, mut is_held) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let hold = move |tx: &mut Tx<'_>| {
        lock(tx)?;
        held.send(()).expect("the test waits");
        may_go_on.lock().expect("one at a time").recv().expect("the test goes on");
        Ok(())
    };
    let db = app.db.clone();
    let holding = actix_web::rt::spawn(async move { db.write(Cause::default(), hold).await });
    is_held.recv().await.expect("a lock");
    let let_go = async {
        gathered(app, wanted).await;
        meanwhile.await;
        go_on.send(()).expect("it waits");
        holding.await.expect("it ends").expect("held");
    };
    join(requests, let_go).await.0
}
