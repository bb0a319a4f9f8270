//! `kill -9` at random points of a loop of sign-ups with retrying clients: every acknowledged sign-up is there, exactly
//! once, with its event and its mail row. `DUNGTHU_KILLS` says how often; a few by default.

use super::process::{BINARY, Running, run, start};
use crate::support::database::on_cluster;
use crate::support::{Client, json, postgres};
use diesel::prelude::*;
use dungthu::db::{Conn, DatabaseUrl, Use, schema};
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const DEFAULT_KILLS: usize = 10;
const CLIENTS: usize = 4;

/// A server at a fixed port, so that clients find it again after a kill.
fn serve(folder: &Path, url: &str, port: u16) -> Running {
    let listen = format!("127.0.0.1:{port}");
    start(
        folder,
        Command::new(BINARY).args([
            "serve",
            "--listen",
            &listen,
            "--database-url",
            url,
            "--mail",
            "smtp://127.0.0.1:1",
        ]),
    )
}

/// Registers people, each under a key of its own, and asks again until the answer has come. What was acknowledged.
async fn register(client: Client, number: usize, stop: &Cell<bool>, done: &RefCell<Vec<String>>) {
    for n in 0.. {
        let email = format!("p{number}-{n}@demo.example");
        let body = json!({"email": email, "name": "Demo", "password": "bông sen trắng 42"});
        loop {
            if stop.get() {
                return;
            }
            match client.try_post_with_key("/v1/accounts", &email, body.clone()).await {
                Some(202) => break,
                Some(status) => assert_eq!(status, 503, "{email}"),
                None => tokio::task::yield_now().await,
            }
        }
        done.borrow_mut().push(email);
    }
}

/// Kills and starts again, each time after another while, and says when to stop.
async fn kill(
    folder: &Path,
    url: &str,
    port: u16,
    first: Running,
    stop: &Cell<bool>,
    done: &RefCell<Vec<String>>,
) -> Running {
    let kills = std::env::var("DUNGTHU_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_KILLS);
    let mut server = first;
    for round in 0..kills {
        let goal = done.borrow().len() + 1 + round % 3;
        while done.borrow().len() < goal {
            tokio::task::yield_now().await;
        }
        // Somewhere within the next registrations: hashing takes some tens of milliseconds each.
        tokio::time::sleep(Duration::from_millis((round as u64 * 37) % 90)).await;
        drop(server);
        server = serve(folder, url, port);
    }
    stop.set(true);
    server
}

/// Accounts, registration events and outbox rows of each address: one of each for what was acknowledged, and never two.
fn check(url: &DatabaseUrl, done: &[String]) {
    use schema::{accounts as a, events as e, outbox as o};
    let mut conn = Conn::open(url, Use::Read).expect("the database");
    let people: Vec<(String, String)> = a::table.select((a::email, a::id)).load(&mut conn).expect("the accounts");
    let mut addresses: Vec<&String> = people.iter().map(|(email, _)| email).collect();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), people.len(), "nobody twice, acknowledged or not");
    for email in done {
        assert_eq!(people.iter().filter(|(known, _)| known == email).count(), 1, "{email}");
    }
    for (email, id) in &people {
        let events: i64 = e::table
            .filter(e::subject_id.eq(id))
            .filter(e::kind.eq("account.registered"))
            .count()
            .get_result(&mut conn)
            .expect("events");
        let mails: i64 = o::table.filter(o::subject_id.eq(id)).count().get_result(&mut conn).expect("mails");
        assert_eq!((events, mails), (1, 1), "{email}");
    }
}

fn survive(folder: &Path, url: &str) {
    drop(run(folder, &["migrate", "--database-url", url], ""));
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    actix_web::rt::System::new().block_on(async {
        let first = serve(folder, url, port);
        let client = first.client.clone();
        let (stop, done) = (Cell::new(false), RefCell::new(Vec::new()));
        let clients = (0..CLIENTS).map(|number| register(client.clone(), number, &stop, &done));
        let both = futures_util::future::join(
            kill(folder, url, port, first, &stop, &done),
            futures_util::future::join_all(clients),
        );
        let (last, _) = both.await;
        drop(last);
        assert!(done.borrow().len() >= DEFAULT_KILLS, "{} sign-ups", done.borrow().len());
        check(&DatabaseUrl::parse(url).expect("a url"), &done.borrow());
    });
}

#[test]
fn sqlite_keeps_what_it_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    survive(folder.path(), &format!("sqlite://{}", folder.path().join("data.db").display()));
}

#[test]
fn postgres_keeps_what_it_acknowledged() {
    let Some(cluster) = postgres::url("postgres") else { return };
    on_cluster(&cluster, "CREATE DATABASE kills");
    let folder = tempfile::tempdir().expect("a folder");
    survive(folder.path(), &postgres::url("kills").expect("the cluster"));
}
