//! Requests for a trial that are refused: nothing is written and nobody gets a mail.

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};

const UNKNOWN_BUSINESS: &str = "biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";

async fn ask(app: &TestApp, who: &Client, business: &str, platform: &str) -> Reply {
    app.unchanged(who.post("/v1/trials", app.trial_body(business, platform))).await
}

/// A platform of `owner` whose offer is this one.
async fn platform_for(app: &TestApp, owner: &Client, vendor: &str, offer: serde_json::Value) -> String {
    let mut body = app.platform_body(vendor);
    body["offers"] = json!([offer]);
    let id = text(&owner.post("/v1/platforms", body).await.ok(201), "id");
    app.vetted(owner, &id).await;
    id
}

engines! {
    async fn an_offer_is_only_for_the_sizes_it_names(app) {
        let (sme, seller) = (app.person("sme@demo.example", None).await, app.person("seller@demo.example", None).await);
        let vendor = app.vendor(&seller).await;
        let for_small = platform_for(app, &seller, &vendor, json!({"valid_from": "2026-11-16", "price_vnd_per_month": 0, "days": {"micro": 90, "small": 60}})).await;
        let for_few = platform_for(app, &seller, &vendor, json!({"valid_from": "2026-11-16", "price_vnd_per_month": 0, "max_employees": 7, "days": {"micro": 90}})).await;
        app.mails().await;
        let mut medium = app.business_body();
        medium["employees"] = json!(60);
        medium["revenue_vnd"] = json!(150_000_000_000_i64);
        let medium = sme.post("/v1/businesses", medium).await.ok(201);
        assert_eq!(medium["size_class"], "medium");
        let mut household = app.business_body();
        household["tax_code"] = json!("079082345678");
        let household = sme.post("/v1/businesses", household).await.ok(201);
        assert_eq!(household["size_class"], "household");
        let micro_of_eight = app.business(&sme).await;
        for (business, platform, audience) in [
            (text(&medium, "id"), &for_small, "micro, small"),
            (text(&household, "id"), &for_small, "micro, small"),
            (micro_of_eight, &for_few, "micro, ≤ 7"),
        ] {
            let problem = ask(app, &sme, &business, platform).await.problem(409, "not_eligible");
            assert_eq!(problem["detail"], format!("This platform's offer is for: {audience}."));
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_foreign_business_is_as_unknown_as_none(app) {
        let tried = app.requested().await;
        let other = app.person("other@demo.example", None).await;
        app.business(&other).await;
        let foreign = ask(app, &other, &tried.business_id, &tried.platform_id).await;
        foreign.fault(422, "invalid_values", "/business_id", "unknown_reference");
        let unknown = ask(app, &other, UNKNOWN_BUSINESS, &tried.platform_id).await;
        assert_eq!(foreign.essence(), unknown.essence());
        ask(app, &tried.vendor, &tried.business_id, &tried.platform_id).await.problem(403, "forbidden");
        ask(app, &app.anon, &tried.business_id, &tried.platform_id).await.problem(401, "unauthenticated");
    }

    async fn every_wrong_value_of_a_request_is_named_at_once(app) {
        let tried = app.requested().await;
        let mut body = app.trial_body(&tried.business_id, &tried.platform_id);
        for (member, wrong) in [
            ("need", json!("  ")), ("contact_name", json!("Demo\u{202e}Owner")), ("contact_email", json!("nobody")),
            ("contact_phone", json!("0".repeat(21))), ("consent_to_pass_contact", json!(false)),
        ] {
            body[member] = wrong;
        }
        let faults = app.unchanged(tried.sme.post("/v1/trials", body)).await.faults(422, "invalid_values");
        let faults: Vec<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
        assert_eq!(faults, [
            ("/need", "empty"), ("/contact_name", "forbidden_character"), ("/contact_email", "not_an_email"),
            ("/contact_phone", "too_long"), ("/consent_to_pass_contact", "consent_missing"),
        ]);
    }
}
