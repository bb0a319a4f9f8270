//! The first to register a firm is not proven to own it.

mod decisions;
mod handover;
mod opening;
pub mod withdrawn;

use crate::members::Firm;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use serde_json::Value;
use std::time::Duration;

/// More than the time that owners have for their answer.
pub const ELEVEN_DAYS: Duration = Duration::from_secs(11 * 86_400);

impl Firm {
    pub async fn contest_body(&self) -> Value {
        let mut body = self.public().await;
        body["statement"] = json!("Tôi là giám đốc.\nNgười đăng ký đã nghỉ việc.");
        body["evidence_reference"] = json!("GCN 9900000016, 01/03/2020");
        body
    }

    pub async fn contested_by(&self, who: &Client) -> Reply {
        who.post("/v1/contests", self.contest_body().await).await
    }

    /// The id of a contest by `who`; the mail to the owner is put away.
    pub async fn contest_of(&self, app: &TestApp, who: &Client) -> String {
        let id = text(&self.contested_by(who).await.ok(201), "id");
        app.mails().await;
        id
    }

    /// As [`Firm::contest_of`], answered by the owner.
    pub async fn answered(&self, app: &TestApp, who: &Client) -> String {
        let id = self.contest_of(app, who).await;
        answer(&self.owner, &id).await.ok(200);
        id
    }
}

pub async fn answer(who: &Client, id: &str) -> Reply {
    who.post(&format!("/v1/contests/{id}/answer"), json!({"statement": "Tôi là giám đốc hiện tại."})).await
}

pub async fn hand_over(who: &Client, id: &str) -> Reply {
    who.post(&format!("/v1/contests/{id}/handover"), json!({"reason": "Đã đối chiếu giấy chứng nhận."})).await
}

pub async fn reject(who: &Client, id: &str, reason: &str) -> Reply {
    who.post(&format!("/v1/contests/{id}/rejection"), json!({"reason_code": reason})).await
}
