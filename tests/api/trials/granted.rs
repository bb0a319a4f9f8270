//! Second trials that staff grant: possible once, and never counted.

use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::{TestApp, Tried, json};
use serde_json::Value;

fn wish(tried: &Tried) -> Value {
    json!({"business_id": tried.business_id, "platform_id": tried.platform_id, "reason": "Demo: lost to a flood."})
}

async fn funnel(app: &TestApp) -> Value {
    app.analyst().await.get("/v1/reports/funnel").await.ok(200)
}

engines! {
    async fn a_granted_second_trial_is_possible_once_and_counts_nowhere(app) {
        let tried = app.activated().await;
        let reviewer = app.reviewer().await;
        let again = app.trial_body(&tried.business_id, &tried.platform_id);
        app.unchanged(tried.sme.post("/v1/trials", again.clone())).await.problem(409, "second_trial");
        reviewer.post("/v1/trial-grants", wish(&tried)).await.ok(201);
        app.unchanged(reviewer.post("/v1/trial-grants", wish(&tried))).await.problem(409, "grant_exists");
        let second = tried.sme.post("/v1/trials", again.clone()).await.ok(201);
        assert_eq!(second["granted"], true);
        app.unchanged(tried.sme.post("/v1/trials", again)).await.problem(409, "second_trial");

        let at = format!("/v1/trials/{}", text(&second, "id"));
        tried.vendor.act(&format!("{at}/acceptance")).await.ok(200);
        tried.vendor.post(&format!("{at}/provisioning"), json!({"access_reference": "demo-2"})).await.ok(200);
        tried.vendor.act(&format!("{at}/activation")).await.ok(200);
        tried.vendor.post(&format!("{at}/conversion"), claim()).await.ok(201);
        tried.sme.post(&format!("{at}/conversion/confirmation"), json!({"already_customer": false})).await.ok(200);
        app.mails().await;
        let seen = funnel(app).await;
        assert_eq!((&seen["total"]["started"], &seen["total"]["confirmed"], &seen["total"]["claimed"]), (&json!(1), &json!(0), &json!(0)));
        assert_eq!(seen["second_trials"], 1);
    }

    async fn a_granted_request_that_waits_is_not_among_those_that_never_started(app) {
        let tried = app.activated().await;
        app.reviewer().await.post("/v1/trial-grants", wish(&tried)).await.ok(201);
        tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &tried.platform_id)).await.ok(201);
        app.mails().await;
        assert_eq!(funnel(app).await["not_started"], json!([]));
    }

    async fn only_staff_grant_and_only_where_a_first_trial_started(app) {
        let tried = app.requested().await;
        for who in [&tried.sme, &tried.vendor, &app.analyst().await] {
            app.unchanged(who.post("/v1/trial-grants", wish(&tried))).await.problem(403, "forbidden");
        }
        let reviewer = app.reviewer().await;
        app.unchanged(reviewer.post("/v1/trial-grants", wish(&tried))).await.problem(409, "no_first_trial");
        let mut unknown = wish(&tried);
        unknown["business_id"] = json!("biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        app.unchanged(reviewer.post("/v1/trial-grants", unknown)).await.problem(422, "invalid_values");
    }

    async fn two_requests_at_once_use_one_grant(app) {
        let tried = app.activated().await;
        app.reviewer().await.post("/v1/trial-grants", wish(&tried)).await.ok(201);
        let ask = || tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &tried.platform_id));
        let answers = futures_util::future::join_all((0..6).map(|_| ask())).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, 1);
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            refused.problem(409, "second_trial");
        }
        app.mails().await;
    }
}
