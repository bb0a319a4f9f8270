//! Accounts: registration, verification, sessions.

pub mod address;
pub mod address_back;
mod change_password;
mod deactivation;
mod enumeration;
pub mod keys;
mod log_in;
mod lost_links;
mod me;
mod own_sessions;
mod passwords;
mod registration;
mod reset;
pub mod second_factor;
mod sessions;
mod sign_ins;
mod vendors_left;
mod verification;

use crate::support::{Client, Reply, TestApp, json};

/// The secret at the end of a mail's link.
fn token(link: &str) -> &str {
    link.rsplit('/').next().expect("a token")
}

/// Another password than that of everybody else.
pub const OTHER_PASSWORD: &str = "ao cá mùa thu 77";

async fn register(app: &TestApp, email: &str, password: &str) -> Reply {
    app.anon
        .post("/v1/accounts", json!({"email": email, "name": "Demo Person", "password": password, "locale": "en"}))
        .await
}

pub async fn log_in(app: &TestApp, email: &str, password: &str) -> Reply {
    app.anon.post("/v1/sessions", json!({"email": email, "password": password})).await
}

async fn ask_for_reset(app: &TestApp, email: &str) -> Reply {
    app.anon.post("/v1/password-resets", json!({"email": email})).await
}

/// The link of a reset that somebody has just asked for.
async fn reset_link(app: &TestApp, email: &str) -> String {
    ask_for_reset(app, email).await.ok(202);
    let mail = app.one_mail().await;
    assert_eq!(mail.to, email);
    mail.link(&app.config.public_url)
}

async fn change_password(who: &Client, current: &str, new: &str) -> Reply {
    who.post("/v1/me/password", json!({"current_password": current, "new_password": new})).await
}

async fn complete_reset(app: &TestApp, link: &str, password: &str) -> Reply {
    app.anon.post("/v1/password-resets/completion", json!({"token": token(link), "password": password})).await
}
