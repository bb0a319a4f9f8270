//! What the rules do to trials: those of the request, and from the start on those of the start.

use super::{ruled, rules_body, with};
use crate::support::{TestApp, Tried, json};
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn trial(tried: &Tried) -> Value {
    tried.vendor.get(&tried.path("")).await.ok(200)
}

/// Two days go on, and everybody logs in again.
async fn two_days_later(app: &TestApp, tried: &mut Tried) {
    app.advance(2 * DAY);
    tried.vendor = app.log_in(&tried.vendor_email).await;
    tried.sme = app.log_in(&tried.sme_email).await;
}

engines! {
    async fn a_trial_keeps_the_rules_of_the_day_on_which_it_started(app) {
        let mut tried = app.requested().await;
        let first = trial(&tried).await["rules_id"].clone();
        let mut body = rules_body("2026-11-18");
        body["window_days"] = json!(30);
        ruled(app, body).await;
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        assert_eq!(trial(&tried).await["rules_id"], first, "the new rules do not hold yet");
        two_days_later(app, &mut tried).await;
        let started = tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        assert_ne!(started["rules_id"], first);
        assert_eq!((&started["trial_end"], &started["window_end"]), (&json!("2027-02-16T16:59:59.999999Z"), &json!("2027-03-18T16:59:59.999999Z")));
        ruled(app, with("2026-11-19", "window_days", json!(90))).await;
        two_days_later(app, &mut tried).await;
        let later = tried.vendor.act(&tried.path("/activation")).await.ok(200);
        assert_eq!((&later["rules_id"], &later["window_end"]), (&started["rules_id"], &started["window_end"]));
        app.mails().await;
    }

    async fn the_longest_trial_and_the_time_to_answer_are_ruled(app) {
        let mut tried = app.requested().await;
        assert_eq!((&trial(&tried).await["days"], &trial(&tried).await["respond_by"]), (&json!(90), &json!("2026-11-18T16:59:59.999999Z")));
        let mut body = with("2026-11-17", "longest_trial_days", json!(45));
        body["answer_working_days"] = json!(5);
        ruled(app, body).await;
        two_days_later(app, &mut tried).await;
        let business = app.business(&tried.sme).await;
        let asked = tried.sme.post("/v1/trials", app.trial_body(&business, &tried.platform_id)).await.ok(201);
        // Wednesday, 18 November; the 24th is a holiday: five working days later is Thursday.
        assert_eq!((&asked["days"], &asked["respond_by"]), (&json!(45), &json!("2026-11-26T16:59:59.999999Z")));
        app.mails().await;
    }

    async fn a_limit_of_people_is_ruled(app) {
        let mut tried = app.requested().await;
        ruled(app, with("2026-11-17", "largest_employees", json!(7))).await;
        two_days_later(app, &mut tried).await;
        // Eight people.
        let business = app.business(&tried.sme).await;
        let body = app.trial_body(&business, &tried.platform_id);
        let refused = app.unchanged(tried.sme.post("/v1/trials", body)).await.problem(409, "too_many_employees");
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains('7')), "{refused}");
        assert_eq!(app.mails().await.len(), 0);
    }
}
