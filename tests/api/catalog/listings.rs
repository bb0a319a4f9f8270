//! A listing's life: drafted, submitted, published by staff.

use super::{as_public, drafted};
use crate::support::client::text;
use crate::support::json;

engines! {
    async fn a_listing_takes_its_steps_in_order(app) {
        let (seller, _, draft) = drafted(app).await;
        let reviewer = app.reviewer().await;
        let (submission, publication) = (format!("/v1/platforms/{draft}/submission"), format!("/v1/platforms/{draft}/publication"));
        app.unchanged(reviewer.act(&publication)).await.problem(409, "wrong_state");
        assert_eq!(seller.act(&submission).await.ok(200)["status"], "submitted");
        app.unchanged(seller.act(&submission)).await.problem(409, "wrong_state");
        let late = seller.get(&format!("/v1/listings/{draft}")).await;
        let (path, etag) = (format!("/v1/platforms/{draft}"), late.header("etag").expect("an etag"));
        app.unchanged(seller.patch(&path, etag, json!({"name": "Late"}))).await.problem(409, "wrong_state");
        app.unchanged(reviewer.act(&publication)).await.problem(409, "wrong_state");
        let published = app.published(&reviewer, &draft).await;
        assert_eq!((&published["status"], &published["published_at"]), (&json!("published"), &json!("2026-11-16T02:00:00.000000Z")));
        assert_eq!(app.mails().await.len(), 1);
        app.unchanged(reviewer.act(&publication)).await.problem(409, "wrong_state");
        app.unchanged(seller.act(&submission)).await.problem(409, "wrong_state");
        assert_eq!(app.mails().await.len(), 0);
        assert_eq!(app.anon.get(&format!("/v1/platforms/{draft}")).await.ok(200), as_public(published));
    }

    async fn only_reviewers_publish(app) {
        let (seller, _, draft) = drafted(app).await;
        seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        let sme = app.person("sme@demo.example", None).await;
        app.business(&sme).await;
        for who in [&seller, &sme, &app.analyst().await] {
            app.unchanged(who.act(&format!("/v1/platforms/{draft}/publication"))).await.problem(403, "forbidden");
        }
        app.unchanged(app.anon.act(&format!("/v1/platforms/{draft}/publication"))).await.problem(401, "unauthenticated");
        app.reviewer().await.act("/v1/platforms/plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/publication").await.problem(404, "not_found");
    }

    async fn only_an_approved_vendor_drafts(app) {
        let seller = app.person("seller@demo.example", None).await;
        let vendor = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
        let vendor = text(&seller.post("/v1/vendors", vendor).await.ok(201), "id");
        app.unchanged(seller.post("/v1/platforms", app.platform_body(&vendor))).await.problem(409, "vendor_pending");
        let (other, _, _) = drafted(app).await;
        let body = app.platform_body(&vendor);
        let foreign = app.unchanged(other.post("/v1/platforms", body.clone())).await;
        foreign.fault(422, "invalid_values", "/vendor_id", "unknown_reference");
        let mut unknown = body.clone();
        unknown["vendor_id"] = json!("ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        assert_eq!(foreign.essence(), other.post("/v1/platforms", unknown).await.essence());
        let sme = app.person("sme@demo.example", None).await;
        app.unchanged(sme.post("/v1/platforms", body.clone())).await.problem(403, "forbidden");
        app.unchanged(app.anon.post("/v1/platforms", body)).await.problem(401, "unauthenticated");
    }

    async fn vendors_see_their_own_listings_and_reviewers_all(app) {
        let ((one, _, first), (two, _, second)) = (drafted(app).await, drafted(app).await);
        two.act(&format!("/v1/platforms/{second}/submission")).await.ok(200);
        let reviewer = app.reviewer().await;
        for (who, query, found) in [
            (&one, "", vec![&first]), (&two, "", vec![&second]), (&one, "?status=submitted", vec![]), (&two, "?status=submitted", vec![&second]),
            (&reviewer, "?status=draft", vec![&first]), (&reviewer, "?status=submitted", vec![&second]),
        ] {
            let list = who.get(&format!("/v1/listings{query}")).await.ok(200);
            let ids: Vec<String> = list["data"].as_array().expect("a list").iter().map(|row| text(row, "id")).collect();
            assert_eq!(ids, found.into_iter().cloned().collect::<Vec<_>>(), "{query}");
        }
        reviewer.get(&format!("/v1/listings/{first}")).await.ok(200);
        let sme = app.person("sme@demo.example", None).await;
        sme.get("/v1/listings").await.problem(403, "forbidden");
        sme.get(&format!("/v1/listings/{first}")).await.problem(404, "not_found");
        app.anon.get("/v1/listings").await.problem(401, "unauthenticated");
    }
}
