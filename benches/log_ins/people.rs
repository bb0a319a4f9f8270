//! Who is there before anybody logs in, and what is sent.

use crate::Place;
use crate::client::Connection;
use crate::common::process::Process;
use crate::serving;
use dungthu::accounts::actions as accounts;
use dungthu::accounts::model::NewPerson;
use dungthu::accounts::passwords::Hasher;
use dungthu::clock::Clock;
use dungthu::db::{Cause, DatabaseUrl, Db, Tx};
use dungthu::reactions;
use dungthu::values::Locale;
use serde_json::{Value, json};
use std::net::SocketAddr;

pub const PASSWORD: &str = "bông sen trắng 42";
pub const WRONG: &str = "ao cá mùa thu 77";

/// Everything is counted, and nothing refused for its number: what is measured is the work, not the refusal.
pub const MOST: &str = "anonymous=10000000,anonymous-writes=10000000,account=10000000,account-writes=10000000,\
    tries=10000000,failed-log-ins=10000000,looks=10000000,registrations=10000000,inquiries=10000000,\
    resets=10000000,mails-a-day=10000000,mails-by-one=10000000,organizations-a-day=10000000";

/// The address of a person who is there.
pub fn known(number: usize) -> String {
    format!("person{number}@demo.example")
}

/// So many verified people with [`PASSWORD`], in a new database, and the program that serves it with these settings.
pub fn serve(place: &Place<'_>, people: usize, settings: &[&str]) -> (Process, SocketAddr) {
    let migrated = Process::start(place.folder, &["migrate", "--database-url", &place.url]).child.wait();
    assert!(migrated.expect("its end").success(), "the database is not migrated");
    let url = DatabaseUrl::parse(&place.url).expect("a url");
    block_on(async {
        let db = Db::open(&url, Clock::System, reactions::react).expect("the database");
        // One hash for all: making it is no part of what is measured.
        let hash = Hasher::new().expect("a hasher").hash(PASSWORD.to_owned()).await.expect("a hash");
        let make = move |tx: &mut Tx<'_>| {
            for number in 0..people {
                let person = NewPerson { email: known(number), name: "Người Demo".to_owned(), locale: Locale::Vi };
                accounts::create(tx, &person, Some(&hash), None)?;
            }
            Ok(())
        };
        db.write(Cause::default(), make).await.expect("people");
    });
    serving::start(place.folder, &[&["serve", "--database-url", &place.url], settings].concat())
}

/// Runs on this thread alone.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

/// The token of a new session.
pub async fn session(address: SocketAddr, number: usize) -> String {
    let mut connection = Connection::open(address).await;
    let answer = connection.ask(&log_in(&known(number), PASSWORD, "")).await;
    assert!(answer.status() == 201, "{}", answer.text());
    let session: Value = serde_json::from_slice(answer.body).expect("JSON");
    session["token"].as_str().expect("a token").to_owned()
}

pub fn log_in(email: &str, password: &str, headers: &str) -> Vec<u8> {
    post("/v1/sessions", headers, &json!({"email": email, "password": password}))
}

pub fn post(path: &str, headers: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n\
         \r\n{body}"
    )
    .into_bytes()
}
