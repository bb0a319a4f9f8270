//! The end of an account that alone belongs to a vendor: nobody has to stay for what nobody deals with.

use super::keys::{key_body, make};
use crate::catalog::claims::{claimed, illustrative, seller};
use crate::joining::contests::hand_over;
use crate::members::{firm, person};
use crate::support::actors::assessment;
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole;
use futures_util::future::join;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn deactivate(who: &Client) -> Reply {
    who.act("/v1/me/deactivation").await
}

async fn needed(app: &TestApp, who: &Client, vendor: &str) {
    let refused = app.unchanged(deactivate(who)).await.problem(409, "vendor_needed");
    let detail = text(&refused, "detail");
    assert!(detail.contains(vendor) && detail.contains("Archive its platforms"), "{detail}");
}

/// A listing that was never published.
async fn draft(app: &TestApp, owner: &Client, vendor: &str) -> String {
    text(&owner.post("/v1/platforms", app.platform_body(vendor)).await.ok(201), "id")
}

engines! {
    async fn who_alone_belongs_to_a_vendor_goes_and_who_can_show_that_it_is_theirs_has_it(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let (writes, waits) = (draft(app, &owner, &vendor).await, draft(app, &owner, &vendor).await);
        owner.act(&format!("/v1/platforms/{waits}/submission")).await.ok(200);
        let claim = claimed(&owner, &vendor, &illustrative(app, "misa-amis").await).await;
        let key = make(&owner, &vendor, key_body()).await;
        key.at(&app.anon).get("/v1/trials").await.ok(200);
        app.mails().await;
        let organization = firm(owner.clone(), "vendors", vendor.clone());
        let contest = organization.contest_body().await;
        assert_eq!(deactivate(&owner).await.status, 204);
        assert!(app.one_mail().await.subject.ends_with("is deactivated"));
        // Nothing waits for reviewers, and nothing is done in the vendor's name any more.
        for listing in [&writes, &waits] {
            let read = reviewer.get(&format!("/v1/listings/{listing}")).await.ok(200);
            assert_eq!((&read["status"], &read["working_version"]["status"]), (&json!("archived"), &json!("withdrawn")));
        }
        assert_eq!(reviewer.get(&claim).await.ok(200)["status"], "withdrawn");
        key.at(&app.anon).get("/v1/trials").await.problem(401, "unauthenticated");
        // Nobody is left to answer, and nobody is waited for.
        let who = person(app).await;
        let id = text(&who.post("/v1/contests", contest).await.ok(201), "id");
        hand_over(&reviewer, &id).await.ok(200);
        assert_eq!(organization.roles(&who).await, ["owner"]);
        draft(app, &who, &vendor).await;
        key.at(&app.anon).get("/v1/trials").await.problem(401, "unauthenticated");
        app.mails().await;
    }

    async fn what_people_find_or_try_needs_somebody(app) {
        let tried = app.requested().await;
        let (vendor, at) = (text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id"), format!("/v1/platforms/{}", tried.platform_id));
        draft(app, &tried.vendor, &vendor).await;
        needed(app, &tried.vendor, &vendor).await;
        app.reviewer().await.post(&format!("{at}/suspension"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        needed(app, &tried.vendor, &vendor).await;
        tried.vendor.act(&format!("{at}/archive")).await.ok(200);
        app.mails().await;
        needed(app, &tried.vendor, &vendor).await;
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "no_capacity"})).await.ok(200);
        app.mails().await;
        assert_eq!(deactivate(&tried.vendor).await.status, 204);
        app.mails().await;
    }

    async fn or_is_made_somebody_elses_first(app) {
        let tried = app.requested().await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let organization = firm(tried.vendor.clone(), "vendors", vendor.clone());
        needed(app, &tried.vendor, &vendor).await;
        // As soon as others belong to it, it is as with a business.
        let other = organization.with(app, MemberRole::Member).await;
        app.unchanged(deactivate(&tried.vendor)).await.problem(409, "last_owner_of");
        organization.give(&tried.vendor, &other, "owner").await.ok(200);
        assert_eq!(deactivate(&tried.vendor).await.status, 204);
        assert_eq!(organization.roles(&other).await, ["owner"]);
        assert_eq!(other.get(&tried.path("")).await.ok(200)["status"], "requested", "it has gone on");
        app.mails().await;
    }

    async fn a_conversion_that_waits_or_is_disputed_needs_somebody(app) {
        let tried = app.activated().await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        tried.vendor.act(&format!("/v1/platforms/{}/archive", tried.platform_id)).await.ok(200);
        app.advance(91 * DAY);
        app.mails().await;
        let (sme, seller) = (app.log_in(&tried.sme_email).await, app.log_in(&tried.vendor_email).await);
        tried.claimed_by(&sme).await.ok(201);
        app.mails().await;
        needed(app, &seller, &vendor).await;
        tried.disputed_by(&seller, "not_a_customer").await.ok(200);
        app.mails().await;
        needed(app, &seller, &vendor).await;
        tried.resolved_by(&app.reviewer().await, "dismissal", "parties_agreed").await.ok(200);
        app.mails().await;
        // The business may say so once more, until the window is over.
        needed(app, &seller, &vendor).await;
        app.advance(60 * DAY);
        app.mails().await;
        let seller = app.log_in(&tried.vendor_email).await;
        assert_eq!(deactivate(&seller).await.status, 204);
        app.mails().await;
    }

    async fn of_a_publication_and_the_end_at_once_one_holds(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let id = draft(app, &owner, &vendor).await;
        let at = format!("/v1/platforms/{id}");
        owner.act(&format!("{at}/submission")).await.ok(200);
        reviewer.act(&format!("{at}/review")).await.ok(200);
        for who in [&reviewer, &app.reviewer().await] {
            who.post(&format!("{at}/assessments"), assessment([2; 6])).await.ok(201);
        }
        let publish = format!("{at}/publication");
        let both = join(reviewer.act(&publish), deactivate(&owner));
        let (published, gone) = meeting(app, row("platforms", &id), 2, both, async {}).await;
        match (published.status, gone.status) {
            (200, 409) => assert_eq!(reviewer.get(&at).await.ok(200)["status"], "published"),
            (409, 204) => assert_eq!(reviewer.get(&format!("/v1/listings/{id}")).await.ok(200)["status"], "archived"),
            _ => panic!("{} {}", published.text(), gone.text()),
        }
        app.mails().await;
    }
}
