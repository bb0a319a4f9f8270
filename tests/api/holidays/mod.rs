//! The public holidays: who changes them, what is counted by them, and that no seed undoes it.

mod changes;
mod counted;
mod meeting;
mod seeds;
mod values;

use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use serde_json::Value;

/// A change that adds and takes away these days.
fn days_body(added: &[&str], removed: &[&str]) -> Value {
    let named = |day: &&str| json!({"day": day, "name_vi": "Nghỉ thử", "name_en": "Demo holiday"});
    let added: Vec<Value> = added.iter().map(named).collect();
    json!({"added": added, "removed": removed, "reason": "Demo: as decreed."})
}

async fn propose(by: &Client, added: &[&str], removed: &[&str]) -> Reply {
    by.post("/v1/holiday-changes", days_body(added, removed)).await
}

async fn decide(by: &Client, change: &Value, decision: &str) -> Reply {
    by.act(&format!("/v1/holiday-changes/{}/{decision}", text(change, "id"))).await
}

/// Two administrators agree to a change.
async fn changed(app: &TestApp, body: Value) -> Value {
    let (n, m) = (100 + app.next(), 100 + app.next());
    let (one, two) = (administrator(app, n).await, administrator(app, m).await);
    let change = one.post("/v1/holiday-changes", body).await.ok(201);
    decide(&two, &change, "approval").await.ok(200)
}

/// The holidays of a year as anybody reads them: day and English name.
async fn listed(anybody: &Client, year: &str) -> Vec<(String, String)> {
    let list = anybody.get(&format!("/v1/holidays?year={year}")).await.ok(200);
    list["data"].as_array().expect("a list").iter().map(|it| (text(it, "day"), text(it, "name_en"))).collect()
}

/// The name of a day, where it is a holiday.
async fn name(anybody: &Client, day: &str) -> Option<String> {
    listed(anybody, &day[..4]).await.into_iter().find(|(listed, _)| listed == day).map(|(_, name)| name)
}
