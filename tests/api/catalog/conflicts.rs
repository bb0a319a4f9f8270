//! Whoever has something to do with a platform decides nothing of it, whatever it is: each kind of conflict by each act.

use super::claims::{claimed, illustrative, seller};
use super::revised;
use super::transfers::administrator;
use crate::members::{Firm, account, firm, person};
use crate::reviews::{part, refusal, told};
use crate::staff::acting::acting;
use crate::support::actors::{Tried, assessment};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use crate::tasks::tasks;
use diesel::connection::SimpleConnection;
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use serde_json::Value;

/// Somebody in office, what they are, the code of their refusals and what is named in it.
type Kin = (&'static str, Client, &'static str, Option<&'static str>);

/// Somebody leaves every organization, without a trace in it.
async fn leaves(app: &TestApp, who: &Client) {
    let left = format!("DELETE FROM memberships WHERE account_id = '{}'", account(who).await);
    app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&left)?)).await.expect("left");
}

async fn in_office(app: &TestApp, who: &Client) -> Client {
    let email = text(&who.get("/v1/me").await.ok(200), "email");
    app.take_office(&email, StaffRole::Reviewer.into()).await
}

async fn declare(who: &Client, platform: &str) -> Value {
    who.post(&format!("/v1/platforms/{platform}/conflict-declarations"), json!({"text": "Demo: my sister sells it."}))
        .await
        .ok(200)
}

/// Everybody who has something to do with a platform: `write` is done by a manager of its vendor, for whom an administrator acts too, and
/// who leaves before `hand_in` is done by its owner.
async fn kin(
    app: &TestApp,
    vendor: &Firm,
    write: impl AsyncFn(&Client, &Client) -> String,
    hand_in: impl AsyncFn(&str),
) -> (String, Vec<Kin>) {
    let (author, silent, own) =
        (vendor.with(app, Manager).await, vendor.with(app, Member).await, vendor.with(app, Member).await);
    let administrator =
        app.person(&format!("administrator{}@demo.example", app.next()), Some(StaffRole::Administrator)).await;
    let in_their_place = acting(app, &administrator, &account(&author).await).await;
    let platform = write(&author, &in_their_place).await;
    leaves(app, &author).await;
    hand_in(&platform).await;
    leaves(app, &silent).await;
    let (rival, declared) = (seller(app).await.0, app.reviewer().await);
    declare(&declared, &platform).await;
    let (conflict, part) = ("conflict_of_interest", Some("had_a_part"));
    let all = vec![
        ("of its vendor", in_office(app, &own).await, conflict, Some("own_vendor")),
        ("of another vendor", in_office(app, &rival).await, conflict, Some("rival_vendor")),
        ("wrote it and left", in_office(app, &author).await, conflict, part),
        ("wrote it in somebody's place", administrator, conflict, part),
        ("belonged to the vendor when it was handed in", in_office(app, &silent).await, conflict, part),
        ("declared it", declared, "conflict_declared", None),
    ];
    app.mails().await;
    (platform, all)
}

/// Somebody tries the platform, says how it was, and its vendor answers: both texts wait.
async fn reviewed(app: &TestApp, owner: &Client, platform: &str) -> Tried {
    let sme = person(app).await;
    let business_id = app.business(&sme).await;
    let trial_id = text(&sme.post("/v1/trials", app.trial_body(&business_id, platform)).await.ok(201), "id");
    let (sme_email, vendor_email, platform_id) = (String::new(), String::new(), platform.to_owned());
    let tried = Tried { sme, vendor: owner.clone(), sme_email, vendor_email, business_id, platform_id, trial_id };
    owner.act(&tried.path("/acceptance")).await.ok(200);
    owner.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
    owner.act(&tried.path("/activation")).await.ok(200);
    tried.reviewed_by(&tried.sme, told()).await.ok(201);
    tried.answered_by(owner).await.ok(200);
    app.mails().await;
    tried
}

/// Everybody of these is refused each of these acts, and nothing changes.
async fn refused(app: &TestApp, all: &[Kin], acts: &[(String, Option<Value>)]) {
    for (name, who, code, named) in all {
        let before = app.digest().await;
        for (path, body) in acts {
            let reply = who.ask(path, body.as_ref()).await;
            let problem = reply.json();
            assert_eq!((reply.status, &problem["code"]), (403, &json!(code)), "{name}: {path}: {problem}");
            assert_eq!(problem["errors"][0]["code"].as_str(), *named, "{name}: {path}");
        }
        assert_eq!(app.digest().await, before, "{name}");
    }
    assert!(app.mails().await.is_empty());
}

engines! {
    async fn of_a_listing_and_its_reviews_others_decide(app) {
        let (owner, id) = seller(app).await;
        let vendor = firm(owner.clone(), "vendors", id.clone());
        let documents = format!("/v1/vendors/{id}/documents");
        let file = [("Content-Type", "application/octet-stream")];
        let hash = text(&owner.send("POST", &documents, &file, b"%PDF-1.7".to_vec()).await.ok(201), "hash");
        let write = async |author: &Client, in_their_place: &Client| {
            let platform = text(&author.post("/v1/platforms", app.platform_body(&id)).await.ok(201), "id");
            revised(in_their_place, &platform, json!({"summary_en": "Books for shops."})).await.ok(200);
            platform
        };
        let (platform, all) = kin(app, &vendor, write, async |platform| app.vetted(&owner, platform).await).await;
        let tried = reviewed(app, &owner, &platform).await;

        let at = format!("/v1/platforms/{platform}");
        let reason = || Some(json!({"reason_code": "other"}));
        let acts = [
            ("review", None),
            ("assessments", Some(assessment([2; 6]))),
            ("change-request", Some(json!({"fields": [{"pointer": "/name", "comment": "x"}]}))),
            ("publication", None),
            ("rejection", reason()),
            ("suspension", reason()),
            ("reinstatement", None),
            ("recheck", Some(json!({"outcome": "confirmed", "comment": "Demo."}))),
        ];
        refused(app, &all, &acts.map(|(what, body)| (format!("{at}/{what}"), body))).await;
        for (name, who, code, _) in &all {
            for (verdict, said) in [("publication", part("text")), ("refusal", refusal("answer"))] {
                let reply = app.unchanged(tried.decided_by(who, verdict, said)).await;
                assert_eq!((reply.status, &reply.json()["code"]), (403, &json!(code)), "{name}: {verdict}");
            }
            assert_eq!(tasks(who, "&kind=moderate_review").await.len(), 0, "{name}");
            assert_eq!(who.get("/v1/reviews").await.ok(200)["data"], json!([]), "{name}");
        }
        let administrator = &all[3].1;
        let moved = json!({"vendor_id": seller(app).await.1, "reason": "Demo."});
        app.unchanged(administrator.post(&format!("{at}/transfer"), moved)).await.problem(403, "conflict_of_interest");

        // A rival reads nothing of what is stated and shown, nor what reviewers found; its own people read what is theirs, and no scores.
        let (own, rival) = (&all[0].1, &all[1].1);
        let listing = format!("/v1/listings/{platform}");
        for path in [listing.clone(), format!("{listing}/versions"), format!("{listing}/versions/1"), format!("{documents}/{hash}"), format!("/v1/vendors/{id}/listings-export")] {
            rival.get(&path).await.problem(404, "not_found");
            for who in [own, &all[5].1] {
                assert_eq!(who.get(&path).await.status, 200, "{path}");
            }
        }
        assert_eq!(rival.get("/v1/listings").await.ok(200)["data"], json!([]));
        for who in [own, rival] {
            who.get(&format!("{at}/vetting")).await.problem(403, "conflict_of_interest");
        }
        // Who has nothing to do with it decides.
        let stranger = app.reviewer().await;
        assert_eq!(tasks(&stranger, "&kind=moderate_review").await.len(), 1);
        tried.decided_by(&stranger, "publication", part("text")).await.ok(200);
        stranger.post(&format!("{at}/suspension"), json!({"reason_code": "other"})).await.ok(200);
        stranger.act(&format!("{at}/reinstatement")).await.ok(200);
        app.mails().await;
    }

    async fn who_brings_its_documents_or_sets_its_places_has_a_part_in_it(app) {
        let (owner, id) = seller(app).await;
        let vendor = firm(owner.clone(), "vendors", id.clone());
        let platform = text(&owner.post("/v1/platforms", app.platform_body(&id)).await.ok(201), "id");
        let (documents, file) = (format!("/v1/vendors/{id}/documents"), [("Content-Type", "application/octet-stream")]);
        let mut parts = Vec::new();
        for what in ["documents", "places", "nothing that counts"] {
            let (author, administrator) = (vendor.with(app, Manager).await, administrator(app).await);
            let in_their_place = acting(app, &administrator, &account(&author).await).await;
            if what == "places" {
                let headers = [("Content-Type", "application/json"), ("If-Match", "*")];
                in_their_place.send("PUT", &format!("/v1/platforms/{platform}/places"), &headers, json!({"places": 9}).to_string().into_bytes()).await.ok(200);
            } else {
                let hash = text(&in_their_place.send("POST", &documents, &file, format!("%PDF-1.7 {what}").into_bytes()).await.ok(201), "hash");
                if what == "documents" {
                    revised(&owner, &platform, json!({"statements": [{"criterion": 1, "text": "Demo.", "documents": [hash]}]})).await.ok(200);
                }
            }
            leaves(app, &author).await;
            parts.push((what, in_office(app, &author).await, administrator));
        }
        owner.act(&format!("/v1/platforms/{platform}/submission")).await.ok(200);
        app.mails().await;
        let review = format!("/v1/platforms/{platform}/review");
        for (what, author, administrator) in &parts[..2] {
            for who in [author, administrator] {
                app.unchanged(who.act(&review)).await.fault(403, "conflict_of_interest", "", "had_a_part");
                assert_eq!(tasks(who, "&kind=vet_listing").await.len(), 0, "{what}");
            }
        }
        // A document that nothing names says nothing of it, and is forgotten with who brought it.
        parts[2].1.act(&review).await.ok(200);
        app.advance(std::time::Duration::from_secs(8 * 86_400));
        assert_eq!(app.db.write(Cause::default(), dungthu::catalog::evidence::actions::forget_unnamed).await.expect("forgotten"), 1);
        app.mails().await;
    }

    async fn of_a_claim_others_decide(app) {
        let (owner, id) = seller(app).await;
        let (vendor, misa) = (firm(owner, "vendors", id.clone()), illustrative(app, "misa-amis").await);
        let write = async |author: &Client, _: &Client| {
            claimed(author, &id, &misa).await;
            misa.clone()
        };
        let (_, mut all) = kin(app, &vendor, write, async |_| ()).await;
        // Nobody claims in somebody's place (`in_person_only`), so that this one has no part in it.
        all.remove(3);
        let stranger = app.reviewer().await;
        let waits = stranger.get("/v1/platform-claims?status=pending").await.ok(200);
        let claim = format!("/v1/platform-claims/{}", text(&waits["data"][0], "id"));
        let acts = [(format!("{claim}/approval"), None), (format!("{claim}/rejection"), Some(json!({"reason_code": "not_shown"})))];
        refused(app, &all, &acts).await;
        for (name, who, ..) in &all {
            assert_eq!(tasks(who, "&kind=decide_platform_claim").await.len(), 0, "{name}");
        }
        all[1].1.get(&claim).await.problem(404, "not_found");
        let read = stranger.get(&format!("/v1/platforms/{misa}/vetting")).await.ok(200);
        assert_eq!((&read["version"], &read["status"], read["conflicts"].as_array().map(Vec::len)), (&Value::Null, &Value::Null, Some(1)));
        // What was approved is taken back by somebody who has nothing to do with it, too.
        stranger.act(&format!("{claim}/approval")).await.ok(200);
        app.mails().await;
        refused(app, &all, &acts[1..]).await;
        stranger.post(&format!("{claim}/rejection"), json!({"reason_code": "not_shown"})).await.ok(200);
        app.mails().await;
    }
}
