//! Who may claim a conversion, and when.

use super::claimed;
use crate::support::actors::claim;
use crate::support::json;

engines! {
    async fn after_a_dispute_either_side_may_claim_anew(app) {
        let (tried, _) = claimed(app).await;
        tried.disputed_by(&tried.sme, "wrong_amount").await.ok(200);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
        let first = tried.sme.get(&tried.path("/conversion")).await.ok(200);
        let second = tried.claimed_by(&tried.sme).await.ok(201);
        assert_ne!(second["id"], first["id"]);
        assert_eq!(second["claimed_by_side"], "business");
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
        let confirmed = tried.confirmed_by(&tried.vendor).await.ok(200);
        assert_eq!((&confirmed["id"], &confirmed["counts"]), (&second["id"], &json!(true)));
        assert_eq!(app.one_mail().await.to, tried.sme_email);
    }

    async fn a_trial_that_was_used_may_convert_after_its_cancellation(app) {
        let tried = app.activated().await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        tried.claimed_by(&tried.sme).await.ok(201);
        tried.confirmed_by(&tried.vendor).await.ok(200);
        app.mails().await;
    }

    async fn a_claim_waits_at_level_zero(app) {
        let tried = app.activated().await;
        let made = tried.claimed_by(&tried.sme).await;
        assert_eq!(made.header("location"), Some(tried.path("/conversion").as_str()));
        let made = made.ok(201);
        for (member, want) in [
            ("status", json!("claimed")), ("evidence_level", json!(0)), ("counts", json!(false)), ("converted_at", json!(null)),
            ("claimed_by_side", json!("business")), ("claimed_at", json!("2026-11-16T02:00:00.000000Z")),
        ] {
            assert_eq!(made[member], want, "{member}");
        }
        assert_eq!(tried.vendor.get(&tried.path("/conversion")).await.ok(200), made);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn every_wrong_value_of_a_claim_is_named_at_once(app) {
        let tried = app.activated().await;
        let wrong = json!({"plan": "", "amount_vnd_per_month": -1, "starts_on": "2026-02-30", "already_customer": false});
        let faults = app.unchanged(tried.vendor.post(&tried.path("/conversion"), wrong)).await.faults(422, "invalid_values");
        let faults: Vec<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
        assert_eq!(faults, [("/plan", "empty"), ("/amount_vnd_per_month", "out_of_range"), ("/starts_on", "not_a_day")]);
        let mut claim = claim();
        claim.as_object_mut().expect("an object").remove("already_customer");
        let silent = app.unchanged(tried.vendor.post(&tried.path("/conversion"), claim)).await;
        silent.fault(400, "malformed_json", "/already_customer", "missing_field");
    }

    async fn nothing_is_claimed_before_the_first_real_use(app) {
        let tried = app.requested().await;
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        app.mails().await;
        for who in [&tried.sme, &tried.vendor] {
            app.unchanged(tried.claimed_by(who)).await.problem(409, "not_yet_activated");
        }
    }

    async fn a_start_lies_not_before_the_trials_but_of_who_paid_already(app) {
        let tried = app.activated().await;
        let with_start = |day: &str, already: bool| {
            let mut claim = claim();
            (claim["starts_on"], claim["already_customer"]) = (json!(day), json!(already));
            claim
        };
        let early = app.unchanged(tried.vendor.post(&tried.path("/conversion"), with_start("2026-11-15", false))).await;
        early.fault(422, "invalid_values", "/starts_on", "out_of_range");
        tried.vendor.post(&tried.path("/conversion"), with_start("2026-11-16", false)).await.ok(201);
        tried.retracted_by(&tried.vendor).await.ok(200);
        tried.vendor.post(&tried.path("/conversion"), with_start("2020-01-01", true)).await.ok(201);
        app.mails().await;
    }

    async fn a_start_lies_at_most_a_year_ahead(app) {
        let tried = app.activated().await;
        let with_start = |day: &str| {
            let mut claim = claim();
            claim["starts_on"] = json!(day);
            claim
        };
        let far = app.unchanged(tried.vendor.post(&tried.path("/conversion"), with_start("2027-11-18"))).await;
        far.fault(422, "invalid_values", "/starts_on", "out_of_range");
        tried.vendor.post(&tried.path("/conversion"), with_start("2027-11-17")).await.ok(201);
        app.mails().await;
    }
}
