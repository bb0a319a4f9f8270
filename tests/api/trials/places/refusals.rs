//! Who may not, and what makes no sense.

use super::{at, firm, lift, limit, limit_as, limited, places};
use crate::support::client::text;
use crate::support::json;

engines! {
    async fn only_the_vendor_limits_and_within_the_range(app) {
        let tried = app.requested().await;
        let other = app.requested().await;
        for wrong in [json!({"places": 0}), json!({"places": 100_001})] {
            app.unchanged(limit_as(&tried.vendor, &tried, &wrong)).await.fault(422, "invalid_values", "/places", "out_of_range");
        }
        app.unchanged(limit_as(&other.vendor, &tried, &json!({"places": 1}))).await.problem(404, "not_found");
        app.unchanged(lift(&other.vendor, &tried)).await.problem(404, "not_found");
        app.unchanged(limit_as(&tried.sme, &tried, &json!({"places": 1}))).await.problem(403, "forbidden");
        // What was never limited has nothing to lift; what is limited so already stays.
        let lifted = app.unchanged(lift(&tried.vendor, &tried)).await.ok(200);
        assert_eq!(lifted["places"], json!(null));
        limit(&tried, 2).await.ok(200);
        app.unchanged(limit(&tried, 2)).await.ok(200);
        assert_eq!(other.sme.get(&at(&tried)).await.ok(200)["free"], 1, "everybody sees whether a place is free");
    }

    async fn a_draft_shows_its_places_to_its_vendor_alone(app) {
        let tried = app.requested().await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let draft = tried.vendor.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201);
        let at = format!("/v1/platforms/{}/places", text(&draft, "id"));
        tried.sme.get(&at).await.problem(404, "not_found");
        assert_eq!(tried.vendor.get(&at).await.ok(200)["waiting"], 0);
    }

    async fn nobody_waits_who_need_not_or_may_not(app) {
        let tried = limited(app, 2).await;
        let first = firm(app).await;
        app.unchanged(first.wait(&tried.platform_id)).await.problem(409, "place_free");
        first.ask(app, &tried.platform_id).await.ok(201);
        app.mails().await;
        app.unchanged(first.wait(&tried.platform_id)).await.problem(409, "second_trial");
        let second = firm(app).await;
        let entry = second.waits(&tried.platform_id).await;
        app.unchanged(second.wait(&tried.platform_id)).await.problem(409, "waits_already");
        assert_eq!(second.entry(&entry).await["status"], "waiting");
        let foreign = json!({"business_id": second.business, "platform_id": tried.platform_id});
        app.unchanged(first.who.post("/v1/waiting-entries", foreign)).await.fault(422, "invalid_values", "/business_id", "unknown_reference");
        let unlimited = app.requested().await;
        app.unchanged(second.wait(&unlimited.platform_id)).await.problem(409, "place_free");
        let own = app.business(&tried.vendor).await;
        let own = json!({"business_id": own, "platform_id": tried.platform_id});
        app.unchanged(tried.vendor.post("/v1/waiting-entries", own)).await.problem(409, "own_platform");
        assert_eq!(places(&tried).await, [json!(2), json!(2), json!(0), json!(1)]);
    }

    async fn a_granted_second_trial_may_wait(app) {
        let tried = app.activated().await;
        let analyst = app.person("admin@demo.example", Some(dungthu::accounts::model::StaffRole::Administrator)).await;
        let grant = json!({"business_id": tried.business_id, "platform_id": tried.platform_id, "reason": "Demo."});
        analyst.post("/v1/trial-grants", grant).await.ok(201);
        limit(&tried, 1).await.ok(200);
        let again = json!({"business_id": tried.business_id, "platform_id": tried.platform_id});
        tried.sme.post("/v1/waiting-entries", again).await.ok(201);
        app.mails().await;
    }
}
