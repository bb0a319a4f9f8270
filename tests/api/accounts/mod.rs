//! Accounts: registration, verification, sessions.

mod enumeration;
mod log_in;
mod lost_links;
mod own_sessions;
mod passwords;
mod registration;
mod second_factor;
mod sessions;
mod verification;

use crate::support::{Reply, TestApp, json};

/// Another password than that of everybody else.
const OTHER_PASSWORD: &str = "ao cá mùa thu 77";

async fn register(app: &TestApp, email: &str, password: &str) -> Reply {
    app.anon
        .post("/v1/accounts", json!({"email": email, "name": "Demo Person", "password": password, "locale": "en"}))
        .await
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Reply {
    app.anon.post("/v1/sessions", json!({"email": email, "password": password})).await
}
