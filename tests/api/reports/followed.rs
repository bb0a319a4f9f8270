//! What is committed is counted when somebody asks next, on every server; and what was known then stays so.

use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use futures_util::future::join;
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn total(who: &Client, query: &str) -> Value {
    who.get(&format!("/v1/reports/funnel{query}")).await.ok(200)["total"].clone()
}

fn stages(total: &Value) -> [i64; 5] {
    ["started", "activated", "claimed", "confirmed", "already_customer"]
        .map(|stage| total[stage].as_i64().expect(stage))
}

/// Both sides once more, after their sessions have ended.
async fn anew(app: &TestApp, tried: &Tried) -> (Client, Client) {
    (app.log_in(&tried.sme_email).await, app.log_in(&tried.vendor_email).await)
}

engines! {
    async fn each_fact_is_counted_at_once_on_every_server(app) {
        let (second, there) = app.another(|_| {}).await;
        let analyst = app.analyst().await;
        let elsewhere = analyst.at(&there);
        let both = async |wanted: [i64; 5], what: &str| {
            let (one, other) = join(total(&analyst, ""), total(&elsewhere, "")).await;
            assert_eq!((stages(&one), &one), (wanted, &other), "{what}");
        };
        both([0; 5], "nothing yet").await;
        let tried = app.requested().await;
        both([0; 5], "requested").await;
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        both([1, 0, 0, 0, 0], "provisioned").await;
        tried.vendor.act(&tried.path("/activation")).await.ok(200);
        both([1, 1, 0, 0, 0], "activated").await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        both([1, 1, 1, 0, 0], "claimed").await;
        tried.confirmed_by(&tried.sme).await.ok(200);
        both([1, 1, 1, 1, 0], "confirmed").await;
        tried.withdrawn_by(&tried.sme, "other").await.ok(200);
        both([1, 1, 1, 0, 0], "withdrawn").await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        tried.vendor.post(&tried.path("/conversion/retraction"), json!({})).await;
        both([1, 1, 1, 0, 0], "claimed once more, and taken back").await;
        second.stop().await;
        app.mails().await;
    }

    async fn many_at_once_are_all_counted(app) {
        let tried = app.activated().await;
        let (vendor, platform) = (&tried.vendor, &tried.platform_id);
        let analyst = app.analyst().await;
        let another = async || {
            let business = app.business(&tried.sme).await;
            let trial = text(&tried.sme.post("/v1/trials", app.trial_body(&business, platform)).await.ok(201), "id");
            vendor.act(&format!("/v1/trials/{trial}/acceptance")).await.ok(200);
            vendor.post(&format!("/v1/trials/{trial}/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
            total(&analyst, "").await["started"].as_i64().expect("a number")
        };
        let seen = futures_util::future::join_all((0..20).map(|_| another())).await;
        // Whoever has written sees at least what they wrote, and nobody more than there is.
        assert!(seen.iter().all(|seen| (2..=21).contains(seen)), "{seen:?}");
        let answer = analyst.get("/v1/reports/funnel").await.ok(200);
        assert_eq!((&answer["total"]["started"], &answer["firms"]), (&json!(21), &json!(21)));
        app.mails().await;
    }

    async fn what_was_known_on_a_day_stays_so(app) {
        let tried = app.activated().await;
        app.advance(DAY * 2);
        let (sme, vendor) = anew(app, &tried).await;
        tried.claimed_by(&vendor).await.ok(201);
        tried.confirmed_by(&sme).await.ok(200);
        app.advance(DAY * 2);
        let analyst = app.analyst().await;
        let then: Vec<String> = ["2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"].map(|day| format!("?as_of={day}")).to_vec();
        let mut known = Vec::new();
        for query in &then {
            known.push(total(&analyst, query).await);
        }
        let counts: Vec<[i64; 5]> = known.iter().map(stages).collect();
        assert_eq!(counts, [[0; 5], [1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 1, 0], [1, 1, 1, 1, 0]]);
        let (sme, _) = anew(app, &tried).await;
        tried.withdrawn_by(&sme, "other").await.ok(200);
        assert_eq!(total(&analyst, "").await["confirmed"], 0);
        app.advance(DAY * 365);
        app.mails().await;
        let (second, there) = app.another(|_| {}).await;
        for analyst in [app.analyst().await, app.analyst().await.at(&there)] {
            for (query, known) in then.iter().zip(&known) {
                let query = format!("{query}&from=2026-11-01&to=2026-11-30");
                assert_eq!(total(&analyst, &query).await, *known, "{query}");
            }
        }
        second.stop().await;
    }

    async fn an_extension_moves_the_end_from_its_day_on(app) {
        let tried = app.activated().await;
        app.advance(DAY * 10);
        let (sme, vendor) = anew(app, &tried).await;
        let asked = vendor.post(&tried.path("/extension-requests"), json!({"days": 30, "reason_code": "late_setup"})).await.ok(201);
        sme.act(&format!("/v1/extension-requests/{}/agreement", text(&asked, "id"))).await.ok(200);
        app.advance(DAY * 300);
        app.mails().await;
        let analyst = app.analyst().await;
        // 90 days from 16 November are over on 14 February, and 30 more on 16 March; the windows 60 days later.
        let ended = async |day: &str, as_of: &str| {
            let path = format!("/v1/reports/ended-rate?from={day}&to={day}&as_of={as_of}");
            analyst.get(&path).await.ok(200)["total"].clone()
        };
        assert_eq!(ended("2027-02-14", "2027-02-14").await["ended_rate"]["denominator"], 0);
        assert_eq!(ended("2027-03-16", "2027-03-15").await["ended_rate"]["denominator"], 0);
        assert_eq!(ended("2027-03-16", "2027-03-16").await["ended_rate"]["denominator"], 1);
        for (day, closed) in [("2027-05-14", 0), ("2027-05-15", 1)] {
            assert_eq!(ended("2027-03-16", day).await["maturity"], json!({"closed": closed, "members": 1, "provisional": closed == 0}));
        }
    }

    async fn the_former_provinces_are_those_that_were_given(app) {
        let (tried, analyst) = (app.activated().await, app.analyst().await);
        let mut body = app.business_body();
        // Hà Giang of the former list is a part of Tuyên Quang (08) today.
        (body["province_list"], body["province_code"]) = (json!("63"), json!("02"));
        let business = text(&tried.sme.post("/v1/businesses", body).await.ok(201), "id");
        let trial = text(&tried.sme.post("/v1/trials", app.trial_body(&business, &tried.platform_id)).await.ok(201), "id");
        tried.vendor.act(&format!("/v1/trials/{trial}/acceptance")).await.ok(200);
        tried.vendor.post(&format!("/v1/trials/{trial}/provisioning"), json!({"access_reference": "demo-2"})).await.ok(200);
        // It moves: its trial stays where it was at sign-up.
        let at = format!("/v1/businesses/{business}");
        let etag = tried.sme.get(&at).await.header("etag").expect("an etag").to_owned();
        tried.sme.patch(&at, &etag, json!({"province_code": "01", "province_list": "34"})).await.ok(200);
        app.mails().await;
        let answer = analyst.get("/v1/reports/funnel?group_by=legacy_province,province").await.ok(200);
        let lines: Vec<(&Value, &Value)> = answer["data"].as_array().expect("lines").iter().map(|line| (&line["cell"]["groups"], &line["started"])).collect();
        assert_eq!(lines, [(&json!([null, "79"]), &json!(1)), (&json!(["02", "08"]), &json!(1))]);
        assert_eq!(total(&analyst, "?legacy_province=02").await["started"], 1);
    }
}
