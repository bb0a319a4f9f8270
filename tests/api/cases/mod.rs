//! Cases: what staff should look at, and that it decides nothing.

mod audits;
mod complaints;
mod deciding;
mod lists;
mod months;
mod races;
mod signals;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use serde_json::Value;

impl Tried {
    pub async fn complained_by(&self, who: &Client, reason: &str) -> Reply {
        who.post(&self.path("/complaints"), json!({"reason_code": reason, "reason_text": "Chưa nhận được tài khoản."}))
            .await
    }
}

/// A requested trial whose business complained; the trial and the case's path.
pub async fn complained(app: &TestApp) -> (Tried, String) {
    let tried = app.requested().await;
    let case = tried.complained_by(&tried.sme, "no_access").await.ok(201);
    let path = format!("/v1/cases/{}", text(&case, "id"));
    (tried, path)
}

pub async fn decided_by(who: &Client, case: &str, decision: &str) -> Reply {
    who.post(&format!("{case}/decision"), json!({"reason_code": decision, "reason_text": "Đã gọi cho hai bên."})).await
}

/// The cases that somebody sees, oldest first.
pub async fn cases(who: &Client, query: &str) -> Vec<Value> {
    who.walk(&format!("/v1/cases?limit=100{query}")).await.concat()
}
