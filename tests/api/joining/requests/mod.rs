//! Whoever finds a firm registered already asks its owners to join it.

mod answers;
mod asking;
mod decided;
mod ended;
mod staff;

use crate::members::Firm;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use serde_json::Value;

impl Firm {
    /// What everybody can know of the organization.
    pub async fn public(&self) -> Value {
        let tax_code = text(&self.owner.get(&self.path).await.ok(200), "tax_code");
        let kind = if self.id.starts_with("biz") { "business" } else { "vendor" };
        json!({"kind": kind, "tax_code": tax_code})
    }

    pub async fn asked_by(&self, who: &Client) -> Reply {
        who.post("/v1/join-requests", self.public().await).await
    }

    /// The id of a request by `who`; the mail to the owner is put away.
    pub async fn request_of(&self, app: &TestApp, who: &Client) -> String {
        let id = text(&self.asked_by(who).await.ok(201), "id");
        app.mails().await;
        id
    }

    pub async fn approve(&self, by: &Client, id: &str, role: &str) -> Reply {
        by.post(&format!("{}/join-requests/{id}/approval", self.path), json!({"role": role})).await
    }

    pub async fn refuse(&self, by: &Client, id: &str, reason: &str) -> Reply {
        by.post(&format!("{}/join-requests/{id}/refusal", self.path), json!({"reason_code": reason})).await
    }
}

/// A household business that is registered by this number.
pub async fn household(app: &TestApp, number: &str) -> Firm {
    let owner = crate::members::person(app).await;
    let mut body = app.business_body();
    body["tax_code"] = json!(number);
    let id = text(&owner.post("/v1/businesses", body).await.ok(201), "id");
    crate::members::firm(owner, "businesses", id)
}

/// Staff let somebody in by what was shown to them.
pub async fn admit(by: &Client, id: &str, role: &str) -> Reply {
    let body = json!({"role": role, "evidence": "Demo: hợp đồng lao động."});
    by.post(&format!("/v1/join-requests/{id}/approval"), body).await
}

pub async fn turn_down(by: &Client, id: &str, reason: &str) -> Reply {
    by.post(&format!("/v1/join-requests/{id}/refusal"), json!({"reason_code": reason})).await
}

pub async fn withdraw(who: &Client, id: &str) -> Reply {
    who.act(&format!("/v1/join-requests/{id}/withdrawal")).await
}

/// The status of a request, as who made it sees it.
pub async fn status(who: &Client, id: &str) -> String {
    text(&who.get(&format!("/v1/join-requests/{id}")).await.ok(200), "status")
}
