//! API keys: made and shown once, used by systems, rotated, revoked, over.

mod ending;
mod making;
mod meanwhile;
mod secrets;
mod using;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use dungthu::accounts::keys::Scope::{
    self, ConversionsRead, ConversionsWrite, ListingsRead, ListingsWrite, TrialsRead, TrialsWrite,
};
use serde_json::Value;
use std::time::Duration;

/// All that a vendor's key can be made for.
pub const OF_VENDORS: &[Scope] =
    &[TrialsRead, TrialsWrite, ConversionsRead, ConversionsWrite, ListingsRead, ListingsWrite];

pub const DAY: Duration = Duration::from_secs(86_400);

/// A key that was made, and what is known of it.
#[derive(Clone)]
pub struct Made {
    pub id: String,
    pub token: String,
    pub api_key: Value,
    list: String,
}

pub fn key_body() -> Value {
    json!({"name": "Demo CRM", "scopes": ["trials.read", "trials.write"]})
}

/// The list of a vendor's keys.
pub fn list_of(vendor: &str) -> String {
    format!("/v1/vendors/{vendor}/api-keys")
}

pub async fn make(owner: &Client, vendor: &str, body: Value) -> Made {
    let list = list_of(vendor);
    Made::read(&owner.post(&list, body).await, &list)
}

/// A key with these scopes, and these other members.
pub async fn make_with(owner: &Client, vendor: &str, scopes: &[Scope], members: Value) -> Made {
    let mut body = json!({"name": "Demo", "scopes": scopes});
    for (member, value) in members.as_object().expect("members") {
        body[member] = value.clone();
    }
    make(owner, vendor, body).await
}

impl Made {
    pub fn read(reply: &Reply, list: &str) -> Self {
        let made = reply.ok(201);
        let api_key = made["api_key"].clone();
        Self { id: text(&api_key, "id"), token: text(&made, "token"), api_key, list: list.to_owned() }
    }

    pub fn path(&self) -> String {
        format!("{}/{}", self.list, self.id)
    }

    pub async fn rotation_by(&self, owner: &Client) -> Reply {
        owner.act(&format!("{}/rotation", self.path())).await
    }

    pub async fn rotated_by(&self, owner: &Client) -> Self {
        Self::read(&self.rotation_by(owner).await, &self.list)
    }

    pub async fn revoked_by(&self, owner: &Client) -> Reply {
        owner.send("DELETE", &self.path(), &[], Vec::new()).await
    }

    /// A client that sends the key.
    pub fn at(&self, client: &Client) -> Client {
        client.with_token(&self.token)
    }

    /// What the list says of the key.
    pub async fn listed(&self, owner: &Client) -> Value {
        let list = owner.get(&format!("{}?limit=100", self.list)).await.ok(200);
        let mut keys = list["data"].as_array().expect("a list").iter();
        keys.find(|key| key["id"] == self.id).expect("the key").clone()
    }
}

/// A requested trial, and its vendor.
pub async fn vendor(app: &TestApp) -> (Tried, String) {
    let tried = app.requested().await;
    let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
    (tried, vendor)
}
