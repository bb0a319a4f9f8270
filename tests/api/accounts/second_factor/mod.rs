//! The second factor: enrolment, log-in, recovery, what staff may do without it, and proof anew.

mod enrolment;
mod logging_in;
mod recovery;
pub mod secrets;
mod staff;
mod step_up;

use crate::support::actors::{PASSWORD, TOTP_SECRET};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::second_factor::Seed;
use serde_json::Value;
use std::time::Duration;

const WHO: &str = "who@demo.example";
const STEP: Duration = Duration::from_secs(30);

/// Somebody with an active second factor, and its recovery codes.
struct Enrolled {
    client: Client,
    secret: String,
    recovery_codes: Vec<String>,
}

/// Enrols over the API, and takes the mail about it. The next code works after one step.
async fn enrol(app: &TestApp, client: Client) -> Enrolled {
    let secret = text(&client.act("/v1/me/totp").await.ok(200), "secret");
    let codes = activate(&client, &app.code(&secret)).await.ok(200);
    app.one_mail().await;
    Enrolled { client, secret, recovery_codes: recovery_codes(&codes) }
}

/// An enrolled person whose next code is ready.
async fn enrolled(app: &TestApp) -> Enrolled {
    let client = app.person(WHO, None).await;
    let enrolled = enrol(app, client).await;
    app.advance(STEP);
    enrolled
}

async fn activate(client: &Client, code: &str) -> Reply {
    client.post("/v1/me/totp/activation", json!({"code": code})).await
}

async fn remove(client: &Client, code: &str) -> Reply {
    let body = json!({"code": code}).to_string().into_bytes();
    client.send("DELETE", "/v1/me/totp", &[("Content-Type", "application/json")], body).await
}

async fn renew(client: &Client, code: &str) -> Reply {
    client.post("/v1/me/totp/recovery-codes", json!({"code": code})).await
}

async fn log_in(app: &TestApp, code: Option<&str>) -> Reply {
    app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD, "code": code})).await
}

async fn reauthenticate(client: &Client, password: &str, code: Option<&str>) -> Reply {
    client.post("/v1/sessions/current/reauthentication", json!({"password": password, "code": code})).await
}

fn recovery_codes(answer: &Value) -> Vec<String> {
    let codes = answer["recovery_codes"].as_array().expect("codes");
    codes.iter().map(|code| code.as_str().expect("a text").to_owned()).collect()
}

/// Whether the second factor is active, and how many recovery codes are left.
async fn told(client: &Client) -> (bool, i64) {
    let known = client.get("/v1/me").await.ok(200)["second_factor"].clone();
    (known["active"].as_bool().expect("a bool"), known["recovery_codes_left"].as_i64().expect("a number"))
}

/// Six digits that are no code of this secret around now.
fn wrong_code(app: &TestApp, secret: &str) -> String {
    let (seed, now) = (Seed::parse(secret).expect("a seed"), app.clock.now());
    let near: Vec<String> =
        [now.minus(STEP), now, now.plus(STEP)].iter().map(|at| seed.code_at(*at).expect("a code")).collect();
    (0..).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).expect("another code")
}
