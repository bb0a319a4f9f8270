//! A firm, with all its branches, tries a platform once.

use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};

/// A business with this tax code.
async fn business_of(app: &TestApp, owner: &Client, tax_code: &str) -> String {
    let mut body = app.business_body();
    body["tax_code"] = json!(tax_code);
    text(&owner.post("/v1/businesses", body).await.ok(201), "id")
}

async fn refused(app: &TestApp, who: &Client, business: &str, platform: &str) {
    app.unchanged(who.post("/v1/trials", app.trial_body(business, platform))).await.problem(409, "second_trial");
}

async fn taken(app: &TestApp, tried: &Tried) -> String {
    let body = app.trial_body(&tried.business_id, &tried.platform_id);
    let id = text(&tried.sme.post("/v1/trials", body).await.ok(201), "id");
    app.mails().await;
    id
}

engines! {
    async fn another_platform_of_the_vendor_may_be_tried(app) {
        let tried = app.requested().await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let other = app.platform(&tried.vendor, &vendor).await;
        tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &other)).await.ok(201);
        assert_eq!(app.mails().await.len(), 2, "published, and requested");
    }

    async fn the_firm_counts_as_its_branch(app) {
        let tried = app.requested().await;
        let firm = app.tax_code();
        let branch = business_of(app, &tried.sme, &format!("{firm}-001")).await;
        tried.sme.post("/v1/trials", app.trial_body(&branch, &tried.platform_id)).await.ok(201);
        let firm = business_of(app, &tried.sme, &firm).await;
        refused(app, &tried.sme, &firm, &tried.platform_id).await;
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn what_never_started_may_be_asked_for_again(app) {
        let mut tried = app.requested().await;
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "no_capacity"})).await.ok(200);
        tried.trial_id = taken(app, &tried).await;
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        tried.trial_id = taken(app, &tried).await;
        refused(app, &tried.sme, &tried.business_id, &tried.platform_id).await;
    }

    async fn what_started_counts_for_ever(app) {
        let tried = app.activated().await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "does_not_fit"})).await.ok(200);
        app.mails().await;
        refused(app, &tried.sme, &tried.business_id, &tried.platform_id).await;
        app.advance(std::time::Duration::from_secs(400 * 86_400));
        let sme = app.log_in(&tried.sme_email).await;
        refused(app, &sme, &tried.business_id, &tried.platform_id).await;
    }
}
