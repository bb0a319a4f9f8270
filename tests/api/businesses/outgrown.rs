//! A business that has grown beyond medium says so, begins nothing new, and loses nothing that it has.

use super::body_with;
use crate::database::schema::take_back;
use crate::members::firm as organization;
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use crate::trials::places::{firm, limited, places};
use dungthu::server;
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn patch(who: &Client, business: &str, body: Value) -> Value {
    who.patch(&format!("/v1/businesses/{business}"), "*", body).await.ok(200)
}

async fn sizes(who: &Client, business: &str) -> Vec<Value> {
    let seen = who.get(&format!("/v1/businesses/{business}/size-history")).await.ok(200);
    seen["data"].as_array().expect("sizes").clone()
}

/// The last fact about the business.
async fn told(app: &TestApp, business: &str) -> (String, Value) {
    let subject = business.to_owned();
    let events = app.query(move |conn| dungthu::db::history(conn, &subject, None, 100).expect("events")).await;
    let last = events.last().expect("an event");
    (last.kind.clone(), last.body["outgrown"].clone())
}

async fn refused(app: &TestApp, who: &Client, business: &str, platform: &str) {
    let problem = app
        .unchanged(who.post("/v1/trials", app.trial_body(business, platform)))
        .await
        .problem(409, "business_outgrown");
    let detail = text(&problem, "detail");
    assert!(detail.contains("Trials that run go on") && detail.contains("corrects the business's profile"), "{detail}");
}

/// Another platform of the trial's vendor.
async fn another(app: &TestApp, tried: &Tried) -> String {
    let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
    let platform = app.platform(&tried.vendor, &vendor).await;
    app.mails().await;
    platform
}

engines! {
    async fn it_is_kept_and_told_and_no_trial_begins_until_it_is_an_sme_again(app) {
        let tried = app.activated().await;
        let (who, id, platform) = (&tried.sme, tried.business_id.as_str(), another(app, &tried).await);
        app.advance(Duration::from_secs(60));
        let since = json!(app.clock.now().to_string());
        let grown = patch(who, id, json!({"employees": 101})).await;
        assert_eq!((&grown["employees"], &grown["size_class"], &grown["outgrown_at"]), (&json!(101), &json!("micro"), &since));
        assert_eq!(told(app, id).await, ("business.changed".to_owned(), json!(true)));
        app.advance(Duration::from_secs(60));
        let larger = patch(who, id, json!({"employees": 300, "revenue_vnd": 900_000_000_000_i64})).await;
        assert_eq!((&larger["size_class"], &larger["outgrown_at"]), (&json!("micro"), &since), "since it was so first");
        assert_eq!(who.get(&format!("/v1/businesses/{id}")).await.ok(200), larger);
        refused(app, who, id, &platform).await;
        app.advance(Duration::from_secs(60));
        let again = patch(who, id, json!({"employees": 60, "revenue_vnd": 200_000_000_000_i64})).await;
        assert_eq!((&again["size_class"], &again["outgrown_at"]), (&json!("medium"), &json!(null)));
        assert_eq!(told(app, id).await, ("business.changed".to_owned(), json!(false)));
        patch(who, id, json!({"employees": 40, "revenue_vnd": 90_000_000_000_i64})).await;
        let kept = sizes(who, id).await;
        let kept: Vec<_> = kept.iter().map(|it| (&it["employees"], &it["size_class"], &it["is_sme"])).collect();
        assert_eq!(json!(kept), json!([[8, "micro", true], [101, "micro", false], [300, "micro", false], [60, "medium", true], [40, "small", true]]));
        let asked = who.post("/v1/trials", app.trial_body(id, &platform)).await.ok(201);
        assert_eq!(asked["size_class"], "small");
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn another_industry_alone_outgrows(app) {
        let who = app.person("who@demo.example", None).await;
        let made = [("industry_section", json!("C")), ("employees", json!(150)), ("capital_vnd", json!(90_000_000_000_i64))];
        let id = text(&who.post("/v1/businesses", body_with(app, &made)).await.ok(201), "id");
        for (section, beyond) in [("G", true), ("C", false)] {
            let moved = patch(&who, &id, json!({"industry_section": section})).await;
            assert_eq!((&moved["size_class"], moved["outgrown_at"].is_string()), (&json!("medium"), beyond), "{section}");
        }
        // Neither the figures nor the class are others: whether it is an SME is.
        let kept: Vec<Value> = sizes(&who, &id).await.iter().map(|it| it["is_sme"].clone()).collect();
        assert_eq!(json!(kept), json!([true, false, true]));
    }

    async fn a_household_never_does(app) {
        let who = app.person("who@demo.example", None).await;
        let id = text(&who.post("/v1/businesses", body_with(app, &[("tax_code", json!("079185012347"))])).await.ok(201), "id");
        let grown = patch(&who, &id, json!({"employees": 5_000, "revenue_vnd": 900_000_000_000_i64, "capital_vnd": 900_000_000_000_i64})).await;
        assert_eq!((&grown["size_class"], &grown["outgrown_at"]), (&json!("household"), &json!(null)));
        assert_eq!((told(app, &id).await.1, &sizes(&who, &id).await[1]["is_sme"]), (json!(false), &json!(true)));
    }

    async fn what_runs_goes_on_to_its_end_and_is_confirmed(app) {
        let (mut tried, requested) = (app.activated().await, app.requested().await);
        for it in [&tried, &requested] {
            patch(&it.sme, &it.business_id, json!({"employees": 5_000})).await;
        }
        // What was asked for before goes on, too: it was measured then.
        requested.vendor.act(&requested.path("/acceptance")).await.ok(200);
        requested.vendor.post(&requested.path("/provisioning"), json!({"access_reference": "demo-2"})).await.ok(200);
        requested.vendor.act(&requested.path("/activation")).await.ok(200);
        requested.claimed_by(&requested.vendor).await.ok(201);
        requested.confirmed_by(&requested.sme).await.ok(200);
        assert_eq!(requested.sme.get(&requested.path("")).await.ok(200)["status"], "converted");
        app.advance(91 * DAY);
        app.mails().await;
        (tried.sme, tried.vendor) = (app.log_in(&tried.sme_email).await, app.log_in(&tried.vendor_email).await);
        let ended = tried.sme.get(&tried.path("")).await.ok(200);
        assert_eq!((&ended["status"], &ended["trial_end"]), (&json!("expired"), &json!("2027-02-14T16:59:59.999999Z")));
        tried.claimed_by(&tried.vendor).await.ok(201);
        assert_eq!(tried.confirmed_by(&tried.sme).await.ok(200)["counts"], true);
        let converted = tried.sme.get(&tried.path("")).await.ok(200);
        assert_eq!((&converted["status"], &converted["size_class"]), (&json!("converted"), &json!("micro")));
        app.mails().await;
    }

    async fn of_a_firm_no_part_begins_one(app) {
        let tried = app.requested().await;
        let platform = another(app, &tried).await;
        let head = organization(tried.sme.clone(), "businesses", tried.business_id.clone());
        let branch = head.branch(app).await;
        for (large, small) in [(&head, &branch), (&branch, &head)] {
            patch(&tried.sme, &large.id, json!({"employees": 500})).await;
            for part in [large, small] {
                refused(app, &tried.sme, &part.id, &platform).await;
            }
            assert_eq!(tried.sme.get(&small.path).await.ok(200)["outgrown_at"], Value::Null, "its own figures");
            patch(&tried.sme, &large.id, json!({"employees": 8})).await;
        }
        tried.sme.post("/v1/trials", app.trial_body(&branch.id, &platform)).await.ok(201);
        app.mails().await;
    }

    async fn a_kept_place_is_not_taken_and_no_list_is_joined(app) {
        let (tried, other) = (limited(app, 1).await, limited(app, 1).await);
        let waits = firm(app).await;
        let entry = waits.waits(&tried.platform_id).await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        assert_eq!(waits.entry(&entry).await["status"], "offered");
        app.mails().await;
        patch(&waits.who, &waits.business, json!({"employees": 101})).await;
        refused(app, &waits.who, &waits.business, &tried.platform_id).await;
        app.unchanged(waits.wait(&other.platform_id)).await.problem(409, "business_outgrown");
        assert_eq!(waits.entry(&entry).await["status"], "offered", "the turn stays until its time is over");
        patch(&waits.who, &waits.business, json!({"employees": 9})).await;
        waits.ask(app, &tried.platform_id).await.ok(201);
        assert_eq!(waits.entry(&entry).await["status"], "taken");
        app.mails().await;
    }

    async fn who_waits_is_passed_over_and_keeps_the_turn(app) {
        let tried = limited(app, 1).await;
        let (first, second) = (firm(app).await, firm(app).await);
        let (one, two) = (first.waits(&tried.platform_id).await, second.waits(&tried.platform_id).await);
        patch(&first.who, &first.business, json!({"employees": 101})).await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let mails = app.mails().await;
        assert!(mails.iter().all(|mail| mail.to != first.email), "{mails:?}");
        assert!(mails.iter().any(|mail| mail.to == second.email && mail.subject.contains("your turn")), "{mails:?}");
        let entry = first.entry(&one).await;
        assert_eq!((&entry["status"], &entry["ahead"], &entry["offered_until"]), (&json!("waiting"), &json!(0), &json!(null)));
        // What is kept for somebody else by now stays theirs.
        patch(&first.who, &first.business, json!({"employees": 9})).await;
        assert_eq!(app.mails().await.len(), 0);
        assert_eq!((&first.entry(&one).await["status"], &second.entry(&two).await["status"]), (&json!("waiting"), &json!("offered")));
        second.leave(&two).await.ok(200);
        assert_eq!(app.one_mail().await.to, first.email);
        assert_eq!(first.entry(&one).await["status"], "offered");
    }

    async fn what_is_free_is_offered_once_it_is_an_sme_again(app) {
        for asks_first in [false, true] {
            let tried = limited(app, 1).await;
            let (waits, other) = (firm(app).await, firm(app).await);
            let entry = waits.waits(&tried.platform_id).await;
            patch(&waits.who, &waits.business, json!({"employees": 101})).await;
            tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
            assert_eq!(places(&tried).await, [json!(1), json!(0), json!(1), json!(1)]);
            // Nobody else waits behind it for what is free.
            app.unchanged(other.wait(&tried.platform_id)).await.problem(409, "place_free");
            patch(&waits.who, &waits.business, json!({"employees": 120})).await;
            assert_eq!((app.mails().await.len(), &waits.entry(&entry).await["status"]), (0, &json!("waiting")));
            patch(&waits.who, &waits.business, json!({"employees": 9})).await;
            if asks_first {
                waits.ask(app, &tried.platform_id).await.ok(201);
                assert_eq!(app.one_mail().await.to, tried.vendor_email);
            } else {
                assert_eq!(app.one_mail().await.to, waits.email);
                assert_eq!(waits.entry(&entry).await["status"], "offered");
                waits.ask(app, &tried.platform_id).await.ok(201);
                app.mails().await;
            }
            assert_eq!(waits.entry(&entry).await["status"], "taken");
            assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(0)]);
        }
    }

    async fn a_second_trial_that_was_granted_waits_too(app) {
        let tried = app.activated().await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let wish = json!({"business_id": tried.business_id, "platform_id": tried.platform_id, "reason": "Đã sửa lỗi (demo)."});
        app.reviewer().await.post("/v1/trial-grants", wish).await.ok(201);
        app.mails().await;
        patch(&tried.sme, &tried.business_id, json!({"employees": 101})).await;
        refused(app, &tried.sme, &tried.business_id, &tried.platform_id).await;
        patch(&tried.sme, &tried.business_id, json!({"employees": 9})).await;
        let second = tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &tried.platform_id)).await.ok(201);
        assert_eq!(second["granted"], true);
        app.mails().await;
    }

    async fn sizes_older_than_this_are_those_of_smes(app) {
        let who = app.person("who@demo.example", None).await;
        let id = app.business(&who).await;
        take_back(app, "0104_outgrown").await;
        server::migrate(&app.config).await.expect("migrated");
        assert_eq!(who.get(&format!("/v1/businesses/{id}")).await.ok(200)["outgrown_at"], Value::Null);
        assert_eq!(sizes(&who, &id).await[0]["is_sme"], true);
    }
}
