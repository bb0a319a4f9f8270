//! The funnel: what started is the denominator, what never started is counted apart.

use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use std::time::Duration;

/// Another trial of the same platform, by a new business of the same person.
async fn another(app: &TestApp, tried: &Tried) -> String {
    let business = app.business(&tried.sme).await;
    text(&tried.sme.post("/v1/trials", app.trial_body(&business, &tried.platform_id)).await.ok(201), "id")
}

async fn start(tried: &Tried, trial: &str) {
    tried.vendor.act(&format!("/v1/trials/{trial}/acceptance")).await.ok(200);
    tried.vendor.post(&format!("/v1/trials/{trial}/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
}

async fn end(who: &Client, trial: &str, how: &str, reason: &str) {
    who.post(&format!("/v1/trials/{trial}/{how}"), json!({"reason_code": reason})).await.ok(200);
}

engines! {
    async fn figures_are_for_analysts(app) {
        let tried = app.requested().await;
        for who in [&tried.sme, &tried.vendor, &app.reviewer().await] {
            who.get("/v1/reports/funnel").await.problem(403, "forbidden");
        }
        app.anon.get("/v1/reports/funnel").await.problem(401, "unauthenticated");
        app.analyst().await.get("/v1/reports/funnel").await.ok(200);
    }

    async fn requests_that_never_started_are_counted_by_reason(app) {
        let tried = app.requested().await;
        for reason in ["no_capacity", "not_a_fit", "no_capacity"] {
            end(&tried.vendor, &another(app, &tried).await, "decline", reason).await;
        }
        end(&tried.sme, &another(app, &tried).await, "cancellation", "not_needed_any_more").await;
        let accepted = another(app, &tried).await;
        tried.vendor.act(&format!("/v1/trials/{accepted}/acceptance")).await.ok(200);
        let started = another(app, &tried).await;
        start(&tried, &started).await;
        end(&tried.sme, &started, "cancellation", "other").await;
        app.mails().await;
        let funnel = app.analyst().await.get("/v1/reports/funnel").await.ok(200);
        assert_eq!(funnel["not_started"], json!([
            {"status": "accepted", "reason_code": null, "requests": 1},
            {"status": "cancelled", "reason_code": "not_needed_any_more", "requests": 1},
            {"status": "declined", "reason_code": "no_capacity", "requests": 2},
            {"status": "declined", "reason_code": "not_a_fit", "requests": 1},
            {"status": "requested", "reason_code": null, "requests": 1},
        ]));
        assert_eq!((&funnel["total"]["started"], &funnel["total"]["cancelled"]), (&json!(1), &json!(1)));
    }

    async fn a_rate_is_withheld_below_ten(app) {
        let tried = app.activated().await;
        for _ in 0..8 {
            let trial = another(app, &tried).await;
            start(&tried, &trial).await;
        }
        tried.claimed_by(&tried.vendor).await.ok(201);
        tried.confirmed_by(&tried.sme).await.ok(200);
        let analyst = app.analyst().await;
        let nine = analyst.get("/v1/reports/funnel").await.ok(200)["total"].clone();
        assert_eq!((&nine["started"], &nine["confirmed_so_far"]), (&json!(9), &json!({"numerator": 1, "denominator": 9, "rate": null})));
        let trial = another(app, &tried).await;
        start(&tried, &trial).await;
        app.mails().await;
        let ten = analyst.get("/v1/reports/funnel").await.ok(200)["total"].clone();
        assert_eq!((&ten["started"], &ten["confirmed"]), (&json!(10), &json!(1)));
        assert_eq!(ten["confirmed_so_far"]["rate"], json!({"percent": 10.0, "low": 1.8, "high": 40.4}));
    }

    async fn a_cohort_is_the_local_days_of_start(app) {
        // Started on Monday, 16 November 2026, 09:00 in Vietnam; the second trial on the first of December there.
        let tried = app.activated().await;
        let second = another(app, &tried).await;
        app.advance(Duration::from_secs(14 * 86_400 + 15 * 3_600));
        let vendor = app.log_in(&tried.vendor_email).await;
        start(&Tried { vendor, ..tried }, &second).await;
        app.mails().await;
        let analyst = app.analyst().await;
        for (period, started) in [
            ("from=2026-11-16&to=2026-11-16", 1), ("from=2026-11-17&to=2026-11-30", 0), ("from=2026-12-01&to=2026-12-01", 1),
            ("from=2026-11-16&to=2026-12-01", 2), ("to=2026-11-30", 1), ("from=2026-12-01", 1),
        ] {
            let funnel = analyst.get(&format!("/v1/reports/funnel?{period}")).await.ok(200);
            assert_eq!(funnel["total"]["started"], started, "{period}");
        }
        let months = analyst.get("/v1/reports/funnel?interval=month").await.ok(200);
        let groups: Vec<&str> = months["data"].as_array().expect("groups").iter().filter_map(|group| group["cell"]["period"].as_str()).collect();
        assert_eq!(groups, ["2026-11", "2026-12"]);
    }

    async fn a_wrong_period_is_named(app) {
        let analyst = app.analyst().await;
        for (query, name, fault) in [
            ("from=2026-13-01", "from", "not_a_day"), ("to=tomorrow", "to", "not_a_day"), ("from=2026-11-16&to=2026-11-15", "from", "out_of_range"),
            ("from=2000-01-01", "from", "out_of_range"), ("group_by=name", "group_by", "not_one_of"), ("since=2026-01-01", "since", "unknown_parameter"),
        ] {
            analyst.get(&format!("/v1/reports/funnel?{query}")).await.fault(400, "invalid_query", name, fault);
        }
    }
}
