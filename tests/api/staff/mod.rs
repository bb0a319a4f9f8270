//! Offices: who changes them, and acting for somebody.

pub mod acting;
pub mod changes;
pub mod keys;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;

/// Administrators of a test, by their number.
pub async fn administrator(app: &TestApp, n: u32) -> Client {
    app.person(&format!("admin{n}@demo.example"), Some(StaffRole::Administrator)).await
}

pub async fn propose(by: &Client, email: &str, role: Option<&str>) -> Reply {
    let mut body = json!({"email": email, "reason": "Demo."});
    if let Some(role) = role {
        body["role"] = json!(role);
    }
    by.post("/v1/staff-changes", body).await
}

pub async fn decide(by: &Client, change: &Value, decision: &str) -> Reply {
    by.act(&format!("/v1/staff-changes/{}/{decision}", text(change, "id"))).await
}

/// The role of an address, as administrators see it.
pub async fn role(by: &Client, email: &str) -> Option<String> {
    let list = by.walk("/v1/staff?limit=100").await;
    list.iter().flatten().find(|it| it["email"] == email).map(|it| text(it, "role"))
}
