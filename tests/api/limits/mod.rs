//! Limits: what answers tell, who counts as one, and what an attacker meets.

mod homes;
mod log_ins;
mod mails;
mod requests;
mod stored;

use crate::support::{Client, Reply, TestApp, json};
use dungthu::config::Config;
use dungthu::limits::Quotas;

/// A change of settings: these limits, and a proxy before the server that says who asks.
fn limited(limits: &str) -> impl FnOnce(&mut Config) {
    let generous = crate::support::database::GENEROUS;
    let limits = Quotas::parse(&format!("{generous},{limits}")).expect("limits");
    move |config| {
        config.limits = limits;
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

async fn log_in_from(client: &Client, address: &str, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password}).to_string();
    client.send("POST", "/v1/sessions", &[JSON, ("X-Forwarded-For", address)], body.into_bytes()).await
}

async fn register_from(client: &Client, address: &str, email: &str) -> Reply {
    let password = crate::support::actors::PASSWORD;
    let body = json!({"email": email, "name": "Demo Person", "password": password}).to_string();
    client.send("POST", "/v1/accounts", &[JSON, ("X-Forwarded-For", address)], body.into_bytes()).await
}

/// The refusal of one too many: how many seconds to wait.
#[track_caller]
fn too_many(reply: &Reply) -> u64 {
    reply.problem(429, "too_many_requests");
    reply.header("retry-after").expect("Retry-After").parse().expect("seconds")
}

/// The refusal of a try to log in that waits: how many seconds. It says that others behind the same address may have failed.
#[track_caller]
fn tries_wait(reply: &Reply) -> u64 {
    let problem = reply.problem(429, "too_many_log_ins");
    assert!(problem["detail"].as_str().expect("a text").contains("even if none of them was yours"), "{problem}");
    reply.header("retry-after").expect("Retry-After").parse().expect("seconds")
}

async fn counters(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    use dungthu::db::schema::limit_counters::dsl::limit_counters;
    app.query(|conn| limit_counters.count().get_result(conn).expect("a count")).await
}
