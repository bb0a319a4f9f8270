//! A full disk, an I/O error, an engine that goes away: who asked is told, nothing is half done, and it comes back.

use crate::support::database::on_cluster;
use crate::support::{Engine, TestApp, json, postgres};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use dungthu::clock::Clock;
use dungthu::db::{Cause, Conn, DatabaseUrl, Tx, schema::marks};
use dungthu::error::{Code, Result};
use dungthu::server;
use futures_util::future::join_all;

fn fill(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let row = (marks::name.eq(name), marks::value.eq("x".repeat(200_000)), marks::at.eq(0));
    diesel::insert_into(marks::table).values(row).execute(&mut **tx)?;
    Ok(())
}

#[test]
fn a_full_disk_answers_the_whole_batch_and_keeps_what_was_there() {
    crate::support::app::run(Engine::Sqlite, async |app| {
        let before = app.digest().await;
        let limit = |pages: &'static str| {
            app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&format!("PRAGMA max_page_count = {pages}"))?))
        };
        // SQLite never goes below what the file has: this leaves room for nothing more.
        limit("1").await.expect("a small disk");
        let names: Vec<String> = (0..20).map(|n| format!("filler {n}")).collect();
        let writes = names.iter().cloned().map(|name| app.db.write(Cause::default(), move |tx| fill(tx, &name)));
        for refused in join_all(writes).await {
            assert_eq!(refused.err().map(|error| error.code()), Some(Code::Unavailable));
        }
        assert_eq!(app.digest().await, before);
        let business = json!({"email": "sme@demo.example", "name": "Demo", "password": "bông sen trắng 42"});
        let reply = app.anon.post("/v1/accounts", business).await;
        if reply.status != 202 {
            reply.problem(503, "unavailable");
            assert!(reply.header("retry-after").is_some());
        }
        limit("1000000").await.expect("room again");
        app.db.write(Cause::default(), |tx| fill(tx, "after")).await.expect("it goes on");
        app.expect_unsent();
    });
}

#[test]
fn postgres_goes_away_and_comes_back() {
    crate::support::app::run(Engine::Postgres, async |app| {
        let DatabaseUrl::Postgres(url) = &app.config.database_url else { panic!("PostgreSQL") };
        let name = url.rsplit('/').next().expect("a name");
        let cluster = postgres::url("postgres").expect("the cluster");
        let sme = app.person("sme@demo.example", None).await;
        on_cluster(&cluster, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"));
        on_cluster(
            &cluster,
            &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
        );
        let away = sme.post("/v1/businesses", app.business_body()).await;
        away.problem(503, "unavailable");
        assert!(away.header("retry-after").is_some());
        assert_eq!(app.anon.get("/livez").await.status, 200);
        app.anon.get("/readyz").await.problem(503, "unavailable");
        on_cluster(&cluster, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"));
        sme.post("/v1/businesses", app.business_body()).await.ok(201);
        assert_eq!(app.anon.get("/readyz").await.status, 200);
    });
}

#[test]
fn a_postgres_that_is_down_is_no_empty_file() {
    crate::support::app::run(Engine::Sqlite, async |app| {
        let mut config = app.config.clone();
        config.database_url = DatabaseUrl::parse("postgres://nobody:hush@127.0.0.1:1/dungthu").expect("a url");
        let refused = server::open_database(&config, Clock::System).await.err().expect("refused");
        assert!(
            refused.starts_with("postgres://…@127.0.0.1:1/dungthu cannot be opened") && !refused.contains("hush"),
            "{refused}"
        );
    });
}

/// Holds a lock that every write needs, until it is dropped.
fn hold_the_lock(app: &TestApp) -> Conn {
    let mut conn = Conn::open(&app.config.database_url, dungthu::db::Use::Write).expect("a connection");
    let lock = match app.engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN; LOCK TABLE businesses IN ACCESS EXCLUSIVE MODE",
    };
    conn.batch_execute(lock).expect("the lock");
    conn
}

engines! {
    async fn a_lock_that_is_never_released_is_a_busy_server(app) {
        let sme = app.person("sme@demo.example", None).await;
        let before = app.digest().await;
        let mut holder = hold_the_lock(app);
        let refused = sme.post("/v1/businesses", app.business_body()).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")), "{}", refused.text());
        refused.problem(503, "busy");
        holder.batch_execute("ROLLBACK").expect("released");
        assert_eq!(app.digest().await, before);
        sme.post("/v1/businesses", app.business_body()).await.ok(201);
    }
}
