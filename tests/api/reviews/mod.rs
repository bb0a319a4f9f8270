//! Reviews: what businesses say of platforms that they have used, and what that comes to.

mod moderation;
mod public;
mod races;
mod rating;
mod refusals;
mod story;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use serde_json::Value;

/// What every text of these tests says.
pub const TEXT: &str = "Xuất hóa đơn nhanh, báo cáo dễ hiểu.";
pub const ANSWER: &str = "Cảm ơn anh/chị.";

/// What a business says.
pub fn review() -> Value {
    json!({"fits_need": 5, "ease_of_use": 4, "support": 5, "value_for_money": 4})
}

/// The same with a text.
pub fn told() -> Value {
    let mut told = review();
    told["text"] = json!(TEXT);
    told
}

pub fn part(part: &str) -> Value {
    json!({"part": part})
}

pub fn refusal(part: &str) -> Value {
    json!({"part": part, "reason_code": "off_topic"})
}

impl Tried {
    pub async fn reviewed_by(&self, who: &Client, body: Value) -> Reply {
        who.post(&self.path("/review"), body).await
    }

    pub async fn answered_by(&self, who: &Client) -> Reply {
        who.post(&self.path("/review/answer"), json!({"answer": ANSWER})).await
    }

    /// Staff publish or refuse a part of the review as it stands.
    pub async fn decided_by(&self, who: &Client, verdict: &str, body: Value) -> Reply {
        let read = who.get(&self.path("/review")).await;
        let etag = read.header("etag").unwrap_or("*").to_owned();
        let headers = [("Content-Type", "application/json"), ("If-Match", etag.as_str())];
        who.send("POST", &self.path(&format!("/review/{verdict}")), &headers, body.to_string().into_bytes()).await
    }

    pub async fn review_deleted_by(&self, who: &Client, etag: &str) -> Reply {
        who.send("DELETE", &self.path("/review"), &[("If-Match", etag)], Vec::new()).await
    }

    /// The review as somebody sees it.
    pub async fn review(&self, who: &Client) -> Value {
        who.get(&self.path("/review")).await.ok(200)
    }
}

/// Another business that uses the platform in a trial.
pub async fn another(app: &TestApp, first: &Tried) -> Tried {
    let sme_email = format!("sme{}@demo.example", app.next());
    let sme = app.person(&sme_email, None).await;
    let business_id = app.business(&sme).await;
    let trial = sme.post("/v1/trials", app.trial_body(&business_id, &first.platform_id)).await.ok(201);
    let tried = Tried {
        sme,
        vendor: first.vendor.clone(),
        sme_email,
        vendor_email: first.vendor_email.clone(),
        business_id,
        platform_id: first.platform_id.clone(),
        trial_id: text(&trial, "id"),
    };
    tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
    tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
    tried.vendor.act(&tried.path("/activation")).await.ok(200);
    app.mails().await;
    tried
}

/// What everybody reads of the platform's rating.
pub async fn rating(app: &TestApp, platform: &str) -> Value {
    app.anon.get(&format!("/v1/platforms/{platform}/rating")).await.ok(200)
}

/// What everybody reads of the platform's reviews, newest first.
pub async fn shown(app: &TestApp, platform: &str) -> Vec<Value> {
    app.anon.walk(&format!("/v1/platforms/{platform}/reviews?limit=2")).await.concat()
}

/// What waits for staff.
pub async fn waiting(who: &Client) -> Vec<Value> {
    who.walk("/v1/reviews?limit=1").await.concat()
}
