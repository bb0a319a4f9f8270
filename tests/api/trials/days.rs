//! Where a day ends: everything is counted in days of Vietnam, at the last millisecond of one, on 29 February, over a year's
//! end, and wherever the server stands.

use crate::commands::process::{BINARY, Running, run, start};
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use diesel::prelude::*;
use dungthu::db::schema::trials as t;
use dungthu::values::Timestamp;
use serde_json::Value;
use std::process::Command;

fn at(app: &TestApp, instant: &str) {
    let to: jiff::Timestamp = instant.parse().expect("an instant");
    app.clock.advance_to(Timestamp::from_micros(to.as_microsecond()));
}

/// The day that a trial counts for, and its ends.
struct Started {
    cohort: String,
    trial_end: Value,
    window_end: Value,
}

/// A trial that was accepted, and starts at this instant.
async fn started_at(app: &TestApp, instant: &str) -> (Tried, Started) {
    let tried = app.requested().await;
    tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
    app.mails().await;
    at(app, instant);
    let vendor = app.log_in(&tried.vendor_email).await;
    let started = vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
    app.mails().await;
    let id = tried.trial_id.clone();
    let day = t::table.filter(t::id.eq(id)).select(t::started_on);
    let cohort = app.query(move |conn| day.first::<Option<String>>(conn).expect("the trial")).await.expect("a day");
    (tried, Started { cohort, trial_end: started["trial_end"].clone(), window_end: started["window_end"].clone() })
}

async fn months(app: &TestApp) -> Vec<(String, i64)> {
    let funnel = app.analyst().await.get("/v1/reports/funnel?interval=month").await.ok(200);
    let month = |it: &Value| (text(&it["cell"], "period"), it["started"].as_i64().expect("a number"));
    funnel["data"].as_array().expect("months").iter().map(month).collect()
}

engines! {
    async fn the_last_millisecond_of_a_day_is_of_that_day_and_the_next_is_not(app) {
        // 23:59:59.999 in Vietnam, and a millisecond later.
        let (_, one) = started_at(app, "2026-11-20T16:59:59.999Z").await;
        let (_, other) = started_at(app, "2026-11-20T17:00:00Z").await;
        assert_eq!((one.cohort.as_str(), &one.trial_end), ("2026-11-20", &json!("2027-02-18T16:59:59.999999Z")));
        assert_eq!((other.cohort.as_str(), &other.trial_end), ("2026-11-21", &json!("2027-02-19T16:59:59.999999Z")));
        assert_eq!((&one.window_end, &other.window_end), (&json!("2027-04-19T16:59:59.999999Z"), &json!("2027-04-20T16:59:59.999999Z")));
    }

    async fn a_trial_can_end_on_the_29th_of_february_and_not_where_there_is_none(app) {
        // 90 days before 29 February 2028, and before what would be one of 2027.
        let (_, without) = started_at(app, "2026-12-01T03:00:00Z").await;
        assert_eq!(without.trial_end, "2027-03-01T16:59:59.999999Z");
        let (tried, leap) = started_at(app, "2027-12-01T16:59:59.999Z").await;
        assert_eq!((leap.cohort.as_str(), &leap.trial_end), ("2027-12-01", &json!("2028-02-29T16:59:59.999999Z")));
        at(app, "2028-02-28T17:00:00Z");
        app.mails().await;
        at(app, "2028-02-29T02:00:00Z");
        let mail = app.one_mail().await;
        assert!(mail.subject.starts_with("Today is the last day") && mail.text.contains("29 February 2028"), "{}", mail.text);
        at(app, "2028-02-29T16:59:59.999999Z");
        app.mails().await;
        let stands = |it: Value| it["status"].clone();
        assert_eq!(stands(app.log_in(&tried.sme_email).await.get(&tried.path("")).await.ok(200)), "provisioned");
        at(app, "2028-02-29T17:00:00Z");
        app.mails().await;
        assert_eq!(stands(app.log_in(&tried.sme_email).await.get(&tried.path("")).await.ok(200)), "expired");
        // A day that starts on it is one like any other: 90 days later is 29 May.
        let (_, on_it) = started_at(app, "2032-02-28T17:00:00Z").await;
        assert_eq!((on_it.cohort.as_str(), &on_it.trial_end), ("2032-02-29", &json!("2032-05-29T16:59:59.999999Z")));
    }

    async fn a_years_end_parts_cohorts_and_answers(app) {
        at(app, "2026-12-30T03:00:00Z");
        // Thursday is a working day; New Year's Day, Saturday and Sunday are none: the second is Monday, 4 January.
        let tried = app.requested().await;
        let trial = tried.sme.get(&tried.path("")).await.ok(200);
        assert_eq!(trial["respond_by"], "2027-01-04T16:59:59.999999Z");
        let (_, one) = started_at(app, "2026-12-31T16:59:59.999Z").await;
        let (_, other) = started_at(app, "2026-12-31T17:00:00Z").await;
        assert_eq!((one.cohort.as_str(), other.cohort.as_str()), ("2026-12-31", "2027-01-01"));
        assert_eq!((&one.trial_end, &other.trial_end), (&json!("2027-03-31T16:59:59.999999Z"), &json!("2027-04-01T16:59:59.999999Z")));
        assert_eq!(months(app).await, [("2026-12".to_owned(), 1), ("2027-01".to_owned(), 1)]);
    }
}

/// What a server in this zone says of a generated programme.
async fn served_in(zone: &str, folder: &std::path::Path, login: &Value) -> (Running, Client) {
    let serve = ["serve", "--listen", "127.0.0.1:0", "--mail", "smtp://127.0.0.1:1"];
    let server = start(folder, Command::new(BINARY).args(serve).env("TZ", zone));
    let session = server.client.post("/v1/sessions", login.clone()).await.ok(201);
    let person = server.client.with_token(&text(&session, "token"));
    (server, person)
}

async fn said_in(zone: &str, folder: &std::path::Path, login: &Value) -> Vec<Value> {
    let (_server, person) = served_in(zone, folder, login).await;
    let mut said = Vec::new();
    for path in ["/v1/trials?limit=100", "/v1/holidays?year=2027"] {
        said.push(person.get(path).await.ok(200));
    }
    said
}

/// A trial that starts on a server in this zone ends with its last day in Vietnam, and its request is answered by the end
/// of one.
async fn starts_in(zone: &str, folder: &std::path::Path, password: &str, tax_code: &str) {
    let login = |who: &str| json!({"email": format!("{who}@demo.example"), "password": password});
    let (server, vendor) = served_in(zone, folder, &login("vendor1")).await;
    let session = server.client.post("/v1/sessions", login("sme1")).await.ok(201);
    let sme = server.client.with_token(&text(&session, "token"));
    let business = json!({"tax_code": tax_code, "name": "Công ty Demo (demo)", "province_code": "79", "industry_section": "G",
        "employees": 5, "revenue_vnd": 1_000_000_000});
    let business = text(&sme.post("/v1/businesses", business).await.ok(201), "id");
    let found = server.client.get("/v1/platforms?q=Demo%201.0").await.ok(200);
    let ours =
        found["data"].as_array().expect("a list").iter().find(|it| it["slug"] == "demo-1-0").expect("a platform");
    let body = json!({"business_id": business, "platform_id": ours["id"], "need": "Demo.", "contact_name": "Demo",
        "contact_email": "contact@demo.example", "consent_to_pass_contact": true, "channel": "direct"});
    let requested = sme.post("/v1/trials", body).await.ok(201);
    let at = format!("/v1/trials/{}", text(&requested, "id"));
    vendor.act(&format!("{at}/acceptance")).await.ok(200);
    let started = vendor.post(&format!("{at}/provisioning"), json!({"access_reference": "demo"})).await.ok(200);
    let instant = |member: &str| text(&started, member).parse::<jiff::Timestamp>().expect("an instant");
    let there = |at: jiff::Timestamp| at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)));
    let days = started["days"].as_i64().expect("days");
    let last = there(instant("started_at")).date().checked_add(jiff::Span::new().days(days)).expect("a day");
    let end = there(instant("trial_end"));
    assert_eq!((end.date(), end.time().to_string()), (last, "23:59:59.999999".to_owned()), "{started}");
    assert_eq!(there(instant("respond_by")).time().to_string(), "23:59:59.999999");
}

#[test]
fn a_server_that_stands_in_another_zone_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(folder.path(), &["generate", "--trials", "1000"], "");
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let password = said.split(['«', '»']).nth(1).expect("a password");
    let login = json!({"email": "vendor1@demo.example", "password": password});
    actix_web::rt::System::new().block_on(async {
        let here = said_in("Asia/Ho_Chi_Minh", folder.path(), &login).await;
        assert!(here[0]["data"].as_array().is_some_and(|all| all.len() > 10));
        for zone in ["America/New_York", "Pacific/Kiritimati", "UTC", "<-12>12", "<+14>-14"] {
            assert_eq!(said_in(zone, folder.path(), &login).await, here, "{zone}");
        }
        // Told without a database of zones; at any time, the day of one of the two is not that of Vietnam.
        for (zone, tax_code) in [("<-12>12", "9999999806"), ("<+14>-14", "9999999813")] {
            starts_in(zone, folder.path(), password, tax_code).await;
        }
    });
}
