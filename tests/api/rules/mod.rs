//! The programme's rules: who changes them, and from when they hold.

mod changes;
mod trials;

use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use serde_json::Value;

/// A whole set that holds from this day.
pub fn rules_body(holds_from: &str) -> Value {
    json!({"holds_from": holds_from, "longest_trial_days": 366, "extensions": 2, "extension_days": 90, "window_days": 60,
        "answer_working_days": 2, "escalation_working_days": 2, "unanswered_working_days": 10,
        "reminder_days": [-14, -7, -3, 0, 7], "claim_reminder_days": [3, 7, 14], "retention_days": [90, 180, 365], "reason": "Demo."})
}

/// As [`rules_body`], with one member changed.
pub fn with(holds_from: &str, member: &str, value: Value) -> Value {
    let mut body = rules_body(holds_from);
    body[member] = value;
    body
}

pub async fn decide(by: &Client, change: &Value, decision: &str) -> Reply {
    by.act(&format!("/v1/rule-changes/{}/{decision}", text(change, "id"))).await
}

/// Two administrators agree on a set.
pub async fn ruled(app: &TestApp, body: Value) {
    let (n, m) = (app.next(), app.next());
    let (one, two) = (administrator(app, n).await, administrator(app, m).await);
    let change = one.post("/v1/rule-changes", body).await.ok(201);
    decide(&two, &change, "approval").await.ok(200);
}
