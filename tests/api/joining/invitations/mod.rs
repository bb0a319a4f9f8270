//! Owners invite addresses; whoever has verified one joins.

mod answers;
mod inviting;
mod links;
mod owners;

use crate::members::Firm;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};

/// An address that nobody has registered.
pub const UNKNOWN: &str = "unknown@demo.example";

impl Firm {
    pub async fn invite(&self, by: &Client, email: &str, role: &str) -> Reply {
        by.post(&format!("{}/invitations", self.path), json!({"email": email, "role": role})).await
    }

    /// An invitation's id.
    pub async fn invited(&self, email: &str, role: &str) -> String {
        text(&self.invite(&self.owner, email, role).await.ok(201), "id")
    }

    /// Takes an invitation back.
    pub async fn revoke(&self, by: &Client, id: &str) -> Reply {
        let path = format!("{}/invitations/{id}", self.path);
        by.send("DELETE", &path, &[("If-Match", "\"1\"")], Vec::new()).await
    }

    /// The status of an invitation, as its organization sees it.
    pub async fn status(&self, id: &str) -> String {
        text(&self.owner.get(&format!("{}/invitations/{id}", self.path)).await.ok(200), "status")
    }
}

pub async fn accept(who: &Client, id: &str) -> Reply {
    who.act(&format!("/v1/invitations/{id}/acceptance")).await
}

pub async fn refuse(who: &Client, id: &str) -> Reply {
    who.act(&format!("/v1/invitations/{id}/refusal")).await
}

/// The ids of the invitations that wait for somebody.
pub async fn waiting(who: &Client) -> Vec<String> {
    let list = who.get("/v1/me/invitations").await.ok(200);
    list["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect()
}

/// The path of the link in the one mail that waits.
pub async fn mailed_link(app: &TestApp) -> String {
    app.one_mail().await.link(&app.config.public_url)
}

/// Registers and verifies an address; the mails are put away.
pub async fn register(app: &TestApp, email: &str) -> Client {
    app.mails().await;
    let person =
        json!({"email": email, "name": "Demo Person", "password": crate::support::actors::PASSWORD, "locale": "en"});
    app.anon.post("/v1/accounts", person).await.ok(202);
    let link = mailed_link(app).await;
    assert_eq!(app.anon.verify(&link, crate::support::actors::PASSWORD).await.status, 200);
    app.log_in(email).await
}
