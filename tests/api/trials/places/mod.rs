//! Places of a platform, and who waits for one.

mod archived;
mod races;
mod refusals;
mod waiting;
mod walk;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use serde_json::Value;

/// A business that wants to try the platform.
pub struct Firm {
    pub who: Client,
    pub email: String,
    pub business: String,
}

impl Firm {
    pub async fn ask(&self, app: &TestApp, platform: &str) -> Reply {
        self.who.post("/v1/trials", app.trial_body(&self.business, platform)).await
    }

    pub async fn wait(&self, platform: &str) -> Reply {
        self.who.post("/v1/waiting-entries", json!({"business_id": self.business, "platform_id": platform})).await
    }

    pub async fn entry(&self, id: &str) -> Value {
        self.who.get(&format!("/v1/waiting-entries/{id}")).await.ok(200)
    }

    /// The same business, logged in anew.
    pub async fn again(self, app: &TestApp) -> Self {
        Self { who: app.log_in(&self.email).await, ..self }
    }

    pub async fn leave(&self, id: &str) -> Reply {
        self.who.act(&format!("/v1/waiting-entries/{id}/withdrawal")).await
    }

    pub async fn cancel(&self, trial: &str) -> Reply {
        self.who.post(&format!("/v1/trials/{trial}/cancellation"), json!({"reason_code": "other"})).await
    }

    /// As [`Firm::wait`]; the entry's id.
    pub async fn waits(&self, platform: &str) -> String {
        text(&self.wait(platform).await.ok(201), "id")
    }
}

pub async fn firm(app: &TestApp) -> Firm {
    let email = format!("firm{}@demo.example", app.next());
    let who = app.person(&email, None).await;
    let business = app.business(&who).await;
    Firm { who, email, business }
}

pub async fn limit(tried: &Tried, places: i64) -> Reply {
    limit_as(&tried.vendor, tried, &json!({"places": places})).await
}

pub async fn limit_as(who: &Client, tried: &Tried, body: &Value) -> Reply {
    limit_if(who, tried, "*", body).await
}

/// As [`limit_as`], if the places have this ETag.
pub async fn limit_if(who: &Client, tried: &Tried, etag: &str, body: &Value) -> Reply {
    let headers = [("Content-Type", "application/json"), ("If-Match", etag)];
    who.send("PUT", &at(tried), &headers, body.to_string().into_bytes()).await
}

pub async fn lift(who: &Client, tried: &Tried) -> Reply {
    lift_if(who, tried, "*").await
}

pub async fn lift_if(who: &Client, tried: &Tried, etag: &str) -> Reply {
    who.send("DELETE", &at(tried), &[("If-Match", etag)], Vec::new()).await
}

/// What the places have for an ETag.
pub async fn etag(tried: &Tried) -> String {
    tried.vendor.get(&at(tried)).await.header("etag").expect("an ETag").to_owned()
}

pub fn at(tried: &Tried) -> String {
    format!("/v1/platforms/{}/places", tried.platform_id)
}

/// (places, taken, free, waiting)
pub async fn places(tried: &Tried) -> [Value; 4] {
    seen_by(&tried.vendor, tried).await
}

pub async fn seen_by(who: &Client, tried: &Tried) -> [Value; 4] {
    let seen = who.get(&at(tried)).await.ok(200);
    ["places", "taken", "free", "waiting"].map(|name| seen[name].clone())
}

/// A platform with one open trial and this many places.
pub async fn limited(app: &TestApp, most: i64) -> Tried {
    let tried = app.requested().await;
    limit(&tried, most).await.ok(200);
    tried
}
