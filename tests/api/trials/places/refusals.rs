//! Who may not, and what makes no sense.

use super::{at, etag, firm, lift, lift_if, limit, limit_as, limit_if, limited, places};
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

    async fn places_are_changed_as_they_were_read(app) {
        let tried = limited(app, 2).await;
        let (body, json_body) = (json!({"places": 3}), [("Content-Type", "application/json")]);
        let bytes = body.to_string().into_bytes();
        app.unchanged(tried.vendor.send("PUT", &at(&tried), &json_body, bytes)).await.problem(428, "version_missing");
        app.unchanged(tried.vendor.send("DELETE", &at(&tried), &[], Vec::new())).await.problem(428, "version_missing");
        let read = etag(&tried).await;
        let again = tried.vendor.send("GET", &at(&tried), &[("If-None-Match", &read)], Vec::new()).await;
        assert_eq!(again.status, 304);
        // Somebody takes a place, and somebody limits them: what was read is over.
        firm(app).await.ask(app, &tried.platform_id).await.ok(201);
        let taken = etag(&tried).await;
        let done = limit_if(&tried.vendor, &tried, &taken, &json!({"places": 4})).await;
        assert_eq!((done.ok(200)["free"].clone(), done.header("etag")), (json!(2), Some(etag(&tried).await.as_str())));
        for stale in [&read, &taken, "\"1\""] {
            app.unchanged(limit_if(&tried.vendor, &tried, stale, &body)).await.problem(412, "version_stale");
            app.unchanged(lift_if(&tried.vendor, &tried, stale)).await.problem(412, "version_stale");
        }
        lift_if(&tried.vendor, &tried, &etag(&tried).await).await.ok(200);
        // Of a platform without a limit, too.
        let (other, third) = (app.requested().await, etag(&tried).await);
        let first = etag(&other).await;
        limit_if(&other.vendor, &other, &first, &body).await.ok(200);
        app.unchanged(limit_if(&other.vendor, &other, &first, &json!({"places": 1}))).await.problem(412, "version_stale");
        // Whose it is not is told that before anything of versions.
        app.unchanged(limit_if(&other.vendor, &tried, &third, &body)).await.problem(404, "not_found");
        app.mails().await;
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
