//! Suspended and archived listings: gone at once, and whoever tries one is told.

use super::transfers::{administrator, moved, receiver};
use super::{as_public, drafted, revised};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use dungthu::server::Server;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

fn why(code: &str) -> Value {
    json!({"reason_code": code, "reason_text": "Demo: only its vendor and reviewers read this."})
}

/// A business of its own person, micro.
async fn firm(app: &TestApp) -> (Client, String, String) {
    let email = format!("firm{}@demo.example", app.next());
    let owner = app.person(&email, None).await;
    let id = app.business(&owner).await;
    (owner, id, email)
}

engines! {
    async fn a_suspended_platform_is_gone_at_once_and_comes_back(app) {
        let tried = app.requested().await;
        let (id, reviewer) = (tried.platform_id.clone(), app.reviewer().await);
        let (public, at) = (format!("/v1/platforms/{id}"), format!("/v1/platforms/{id}/suspension"));
        let other = Server::start(&app.config, app.db.clone()).await.expect("a second server");
        let there = Client::new(format!("http://{}", other.address));
        let shown = app.anon.get(&public).await.ok(200);
        assert_eq!(there.get(&public).await.ok(200), shown);
        app.unchanged(reviewer.post(&at, why("misleading_offer"))).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        let out = reviewer.post(&at, why("security_incident")).await.ok(200);
        assert_eq!((&out["status"], &out["suspension"]["reason_code"], &out["working_version"]), (&json!("suspended"), &json!("security_incident"), &Value::Null));
        for path in [public.clone(), format!("{public}/versions"), format!("{public}/versions/1")] {
            app.anon.get(&path).await.problem(404, "not_found");
        }
        other.catalog.follow(&app.db).await.expect("a look");
        there.get(&public).await.problem(404, "not_found");
        assert_eq!(tried.vendor.get(&format!("/v1/listings/{id}")).await.ok(200), out, "its vendor reads why");
        let (firm, business, _) = firm(app).await;
        app.unchanged(firm.post("/v1/trials", app.trial_body(&business, &id))).await.problem(409, "platform_not_available");
        let mails = app.mails().await;
        let to: BTreeSet<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, BTreeSet::from([tried.vendor_email.as_str(), tried.sme_email.as_str()]));
        assert!(mails.iter().all(|mail| mail.text.contains("There is a security incident") && !mail.text.contains("only its vendor")));
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        let facts = tried.sme.get(&tried.path("/events")).await.ok(200);
        assert!(facts["data"].as_array().expect("a list").iter().any(|it| it["kind"] == "trial.suspension_told"));

        let back = as_public(reviewer.act(&format!("/v1/platforms/{id}/reinstatement")).await.ok(200));
        let again: Vec<(String, String)> = app.mails().await.into_iter().map(|it| (it.to, it.subject)).filter(|it| it.1.contains("is back")).collect();
        assert_eq!(again.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), [tried.vendor_email.as_str(), &tried.sme_email], "{again:?}");
        let facts = tried.sme.get(&tried.path("/events")).await.ok(200);
        let facts = facts["data"].as_array().expect("a list");
        let told = facts.iter().find(|it| it["kind"] == "trial.reinstatement_told").expect("told");
        assert_eq!((&told["text_en"], &told["text_vi"]), (&json!("The platform is back in the catalog."), &json!("Nền tảng được công bố trở lại trong danh mục.")));
        assert_eq!((app.anon.get(&public).await.ok(200), &back), (shown.clone(), &shown));
        other.catalog.follow(&app.db).await.expect("a look");
        assert_eq!(there.get(&public).await.ok(200), shown);
        firm.post("/v1/trials", app.trial_body(&business, &id)).await.ok(201);
        other.stop().await;
        app.mails().await;
        reviewer.post(&at, why("other")).await.ok(200);
        assert_eq!(app.mails().await.len(), 3, "the vendor and both firms, each time");
    }

    async fn only_who_has_an_open_trial_is_told(app) {
        let (one, reviewer) = (app.activated().await, app.reviewer().await);
        let id = one.platform_id.clone();
        for end in ["decline", "cancellation"] {
            let (owner, business, _) = firm(app).await;
            let trial = text(&owner.post("/v1/trials", app.trial_body(&business, &id)).await.ok(201), "id");
            let who = if end == "decline" { &one.vendor } else { &owner };
            who.post(&format!("/v1/trials/{trial}/{end}"), json!({"reason_code": "other"})).await.ok(200);
        }
        app.requested().await;
        app.mails().await;
        reviewer.post(&format!("/v1/platforms/{id}/suspension"), why("complaints")).await.ok(200);
        let to: BTreeSet<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(to, BTreeSet::from([one.vendor_email.clone(), one.sme_email.clone()]));
    }

    async fn who_is_reinstated_before_anybody_was_told_bothers_nobody(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        let at = format!("/v1/platforms/{}", tried.platform_id);
        reviewer.post(&format!("{at}/suspension"), why("other")).await.ok(200);
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        let mails = app.mails().await;
        assert!(mails.iter().all(|mail| mail.to == tried.vendor_email && mail.subject.contains("is back")), "{:?}", mails.iter().map(|it| &it.subject).collect::<Vec<_>>());
        assert_eq!(mails.len(), 1);
    }

    async fn everybody_is_told_batch_by_batch(app) {
        let (tried, reviewer) = (app.requested().await, app.reviewer().await);
        let id = tried.platform_id.clone();
        let owner = app.person("many@demo.example", None).await;
        // A batch ends within the second lot, of which all have one instant.
        for lot in [30, 30, 5] {
            app.advance(Duration::from_secs(1));
            for _ in 0..lot {
                let business = app.business(&owner).await;
                owner.post("/v1/trials", app.trial_body(&business, &id)).await.ok(201);
            }
        }
        app.mails().await;
        reviewer.post(&format!("/v1/platforms/{id}/suspension"), why("other")).await.ok(200);
        let told = app.mails().await;
        assert_eq!(told.iter().filter(|mail| mail.to == "many@demo.example").count(), 65);
        assert_eq!(told.len(), 65 + 2);
        reviewer.act(&format!("/v1/platforms/{id}/reinstatement")).await.ok(200);
        let again = app.mails().await;
        assert!(again.iter().all(|mail| mail.subject.contains("is back")));
        assert_eq!((again.iter().filter(|mail| mail.to == "many@demo.example").count(), again.len()), (65, 65 + 2));
    }

    async fn who_was_told_of_the_suspension_is_told_of_its_end_and_nobody_else(app) {
        let (one, reviewer) = (app.activated().await, app.reviewer().await);
        let (id, at) = (one.platform_id.clone(), format!("/v1/platforms/{}", one.platform_id));
        let (gone, gone_business, gone_email) = firm(app).await;
        let over = text(&gone.post("/v1/trials", app.trial_body(&gone_business, &id)).await.ok(201), "id");
        app.mails().await;
        reviewer.post(&format!("{at}/suspension"), why("other")).await.ok(200);
        assert_eq!(app.mails().await.len(), 3, "the vendor and both firms");
        // One trial ends meanwhile; a new one begins before the worker has told anybody that the platform is back.
        gone.post(&format!("/v1/trials/{over}/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        let (late, late_business, late_email) = firm(app).await;
        late.post("/v1/trials", app.trial_body(&late_business, &id)).await.ok(201);
        let told: Vec<(String, String)> = app.mails().await.into_iter().filter(|it| it.subject.contains("is back")).map(|it| (it.to, it.text)).collect();
        let to: BTreeSet<&str> = told.iter().map(|it| it.0.as_str()).collect();
        assert_eq!((to, told.len()), (BTreeSet::from([one.vendor_email.as_str(), one.sme_email.as_str()]), 2), "{gone_email} {late_email}");
        // Each of two suspensions has one end; of a second end that comes at once nobody was told the beginning.
        for _ in 0..2 {
            reviewer.post(&format!("{at}/suspension"), why("other")).await.ok(200);
            reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
            let told: Vec<String> = app.mails().await.into_iter().map(|it| it.to).collect();
            assert_eq!(told.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&one.vendor_email]), "{told:?}");
        }
        // Who was told is not told that it is back where it is out again by then.
        reviewer.post(&format!("{at}/suspension"), why("other")).await.ok(200);
        app.mails().await;
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        reviewer.post(&format!("{at}/suspension"), why("other")).await.ok(200);
        assert!(app.mails().await.iter().all(|mail| !mail.subject.contains("is back")));
    }

    async fn an_archived_listing_is_gone_and_its_trials_go_on(app) {
        let tried = app.activated().await;
        let (id, reviewer) = (tried.platform_id.clone(), app.reviewer().await);
        let at = format!("/v1/platforms/{id}");
        revised(&tried.vendor, &id, json!({"summary_en": "Not any more."})).await.ok(200);
        let gone = tried.vendor.act(&format!("{at}/archive")).await.ok(200);
        assert_eq!((&gone["status"], &gone["working_version"]["status"]), (&json!("archived"), &json!("withdrawn")));
        app.anon.get(&at).await.problem(404, "not_found");
        app.anon.get(&format!("{at}/versions/1")).await.problem(404, "not_found");
        assert_eq!(reviewer.get(&format!("/v1/listings/{id}/versions")).await.ok(200)["data"][1]["status"], "published");
        let (firm, business, _) = firm(app).await;
        app.unchanged(firm.post("/v1/trials", app.trial_body(&business, &id))).await.problem(409, "platform_not_available");
        tried.claimed_by(&tried.vendor).await.ok(201);
        app.mails().await;
        tried.confirmed_by(&tried.sme).await.ok(200);
        app.mails().await;
        let (_, vendor, _) = drafted(app).await;
        let mut same = app.platform_body(&vendor);
        same["slug"] = gone["slug"].clone();
        let seller = app.person("late@demo.example", None).await;
        let own = app.vendor(&seller).await;
        same["vendor_id"] = json!(own);
        app.unchanged(seller.post("/v1/platforms", same)).await.problem(409, "slug_taken");
        app.mails().await;
    }

    async fn after_a_move_both_vendors_are_told_what_is_theirs(app) {
        let tried = app.activated().await;
        let id = tried.platform_id.clone();
        let ((new, to, new_email), by) = (receiver(app).await, administrator(app).await);
        moved(&by, &id, &to).await.ok(200);
        revised(&new, &id, json!({"name": "Bí mật Demo (demo)"})).await.ok(200);
        app.mails().await;
        let (reviewer, at) = (app.reviewer().await, format!("/v1/platforms/{id}"));
        reviewer.post(&format!("{at}/suspension"), why("complaints")).await.ok(200);
        let mails = app.mails().await;
        let (theirs, own) = ("open with you go on", "You can change the listing");
        let told = |to: &str| {
            let mails: Vec<_> = mails.iter().filter(|mail| mail.to == to).collect();
            assert_eq!(mails.len(), 1, "{to}");
            let text = mails[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!text.contains("Bí mật"), "{text}");
            (text.contains(theirs), text.contains(own))
        };
        assert_eq!((told(&tried.vendor_email), told(&new_email)), ((true, false), (false, true)));
        assert_eq!((mails.len(), told(&tried.sme_email)), (3, (false, false)));
        // Of the end of it, too, each is told what is theirs.
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        let mails = app.mails().await;
        let back = |to: &str| {
            let mails: Vec<_> = mails.iter().filter(|mail| mail.to == to).collect();
            assert_eq!(mails.len(), 1, "{to}");
            let text = mails[0].text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(mails[0].subject.contains("is back") && !text.contains("Bí mật"), "{text}");
            (text.contains("open with you go on as before"), text.contains("a mail for every request"))
        };
        assert_eq!((back(&tried.vendor_email), back(&new_email)), ((true, false), (false, true)));
        assert_eq!((mails.len(), back(&tried.sme_email)), (3, (false, false)));
        // The new one gets a trial of its own: then it is told of that, too.
        let (owner, business, _) = firm(app).await;
        owner.post("/v1/trials", app.trial_body(&business, &id)).await.ok(201);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        reviewer.post(&format!("{at}/suspension"), why("complaints")).await.ok(200);
        let mails = app.mails().await;
        assert!(mails.iter().all(|mail| mail.to != tried.vendor_email), "its trial is over");
        let text = &mails.iter().find(|mail| mail.to == new_email).expect("told").text;
        assert!(text.contains("open with you go on") && text.contains("You can change"), "{text}");
    }
}
