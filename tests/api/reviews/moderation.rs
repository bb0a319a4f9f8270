//! What waits for staff, who of them decides, and what an erasure takes from it.

use super::{TEXT, another, part, refusal, review, shown, told, waiting};
use crate::catalog::transfers::{administrator, moved, receiver};
use crate::conversions::{join, join_branch};
use crate::members::firm;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use crate::tasks::{as_migrated, tasks};
use diesel::connection::SimpleConnection;
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::db::Cause;
use std::time::Duration;

async fn staff(app: &TestApp, role: StaffRole) -> Client {
    app.person(&format!("{role}{}@demo.example", app.next()), Some(role)).await
}

const NONE: [&str; 0] = [];

/// The trials of reviews that somebody has to decide on, as their tasks say.
async fn moderated(who: &Client) -> Vec<String> {
    tasks(who, "&kind=moderate_review").await.iter().map(|it| text(it, "trial_id")).collect()
}

engines! {
    async fn what_waits_is_listed_the_longest_first(app) {
        let first = app.activated().await;
        let (second, third) = (another(app, &first).await, another(app, &first).await);
        for tried in [&third, &first, &second] {
            let body = if tried.trial_id == first.trial_id { review() } else { told() };
            tried.reviewed_by(&tried.sme, body).await.ok(201);
            app.advance(Duration::from_secs(1));
        }
        first.answered_by(&first.vendor).await.ok(200);
        app.mails().await;
        let trials = async |who: &Client| waiting(who).await.iter().map(|it| text(&it["review"], "trial_id")).collect::<Vec<_>>();
        let all = [&third, &second, &first].map(|tried| tried.trial_id.clone());
        for role in [StaffRole::Reviewer, StaffRole::Auditor, StaffRole::Administrator] {
            let who = staff(app, role).await;
            assert_eq!(trials(&who).await, all, "{role}");
            assert_eq!(moderated(&who).await, all, "{role}");
        }
        for role in [StaffRole::Analyst, StaffRole::ProvinceOfficer, StaffRole::DataProtectionOfficer] {
            let who = staff(app, role).await;
            who.get("/v1/reviews").await.problem(403, "forbidden");
            assert_eq!(moderated(&who).await, NONE, "{role}");
        }
        assert_eq!(as_migrated(app).await, 3);
        first.sme.get("/v1/reviews").await.problem(403, "forbidden");
        let reviewer = app.reviewer().await;
        second.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        first.decided_by(&reviewer, "refusal", refusal("answer")).await.ok(200);
        assert_eq!((trials(&reviewer).await, moderated(&reviewer).await), (all[..1].to_vec(), all[..1].to_vec()));
        // Who belongs to a side neither sees nor decides what waits there.
        let own = staff(app, StaffRole::Reviewer).await;
        join(app, &own, &third, true, false).await;
        assert_eq!((trials(&own).await, moderated(&own).await), (Vec::new(), Vec::new()));
        app.mails().await;
    }

    async fn nobody_decides_in_their_own_case(app) {
        let tried = app.activated().await;
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        let writer = app.person("writer@demo.example", None).await;
        join(app, &writer, &tried, false, true).await;
        tried.answered_by(&writer).await.ok(200);
        app.mails().await;
        for (business, vendor) in [(true, false), (false, true), (true, true)] {
            let own = staff(app, StaffRole::Administrator).await;
            join(app, &own, &tried, business, vendor).await;
            app.unchanged(tried.decided_by(&own, "publication", part("text"))).await.problem(403, "conflict_of_interest");
            app.unchanged(tried.decided_by(&own, "refusal", refusal("answer"))).await.problem(403, "conflict_of_interest");
            assert_eq!((waiting(&own).await.len(), moderated(&own).await.len()), (0, 0));
        }
        let own = staff(app, StaffRole::Administrator).await;
        join_branch(app, &own, &tried).await;
        app.unchanged(tried.decided_by(&own, "publication", part("text"))).await.problem(403, "conflict_of_interest");
        app.unchanged(tried.decided_by(&own, "refusal", refusal("answer"))).await.problem(403, "conflict_of_interest");
        assert_eq!((waiting(&own).await.len(), moderated(&own).await.len()), (0, 0));
        // Whose platform the trial's has become since.
        let ((owner, other, _), by) = (receiver(app).await, administrator(app).await);
        moved(&by, &tried.platform_id, &other).await.ok(200);
        let own = staff(app, StaffRole::Reviewer).await;
        firm(owner, "vendors", other).admit(app, &own, Member).await;
        app.mails().await;
        app.unchanged(tried.decided_by(&own, "publication", part("text"))).await.problem(403, "conflict_of_interest");
        assert_eq!((waiting(&own).await.len(), moderated(&own).await.len()), (0, 0));
        // Who asked for the trial, wrote or answered, and left since.
        for email in [&tried.sme_email, "writer@demo.example"] {
            let left = format!("DELETE FROM memberships WHERE account_id = (SELECT id FROM accounts WHERE email = '{email}')");
            app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&left)?)).await.expect("left");
            let who = app.take_office(email, Office { role: StaffRole::Reviewer, province: None }).await;
            app.mails().await;
            app.unchanged(tried.decided_by(&who, "publication", part("text"))).await.problem(403, "conflict_of_interest");
            assert_eq!((waiting(&who).await.len(), moderated(&who).await.len()), (0, 0), "{email}");
        }
        let reviewer = app.reviewer().await;
        assert_eq!(moderated(&reviewer).await, std::slice::from_ref(&tried.trial_id));
        for role in [StaffRole::Auditor, StaffRole::Analyst, StaffRole::ProvinceOfficer, StaffRole::DataProtectionOfficer] {
            app.unchanged(tried.decided_by(&staff(app, role).await, "publication", part("text"))).await.problem(403, "forbidden");
        }
        app.advance(Duration::from_secs(601));
        app.unchanged(tried.decided_by(&reviewer, "publication", part("text"))).await.problem(401, "reauthentication_needed");
        let unknown = "/v1/trials/trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/review/publication";
        let headers = [("Content-Type", "application/json"), ("If-Match", "*")];
        let reply = app.reviewer().await.send("POST", unknown, &headers, part("text").to_string().into_bytes()).await;
        reply.problem(404, "not_found");
    }

    async fn texts_are_for_those_who_decide_on_them_before_they_are_published(app) {
        let tried = app.activated().await;
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        app.mails().await;
        for (role, seen) in [(StaffRole::Reviewer, json!(TEXT)), (StaffRole::Auditor, json!(TEXT)), (StaffRole::Administrator, json!(TEXT)), (StaffRole::ProvinceOfficer, json!(null))] {
            assert_eq!(tried.review(&staff(app, role).await).await["text"], seen, "{role}");
        }
        staff(app, StaffRole::Analyst).await.get(&tried.path("/review")).await.problem(404, "not_found");
        tried.decided_by(&app.reviewer().await, "publication", part("text")).await.ok(200);
        assert_eq!(tried.review(&staff(app, StaffRole::ProvinceOfficer).await).await["text"], TEXT);
    }

    async fn what_is_erased_waits_for_nobody_and_its_scores_count(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        tried.answered_by(&tried.vendor).await.ok(200);
        tried.decided_by(&reviewer, "publication", part("answer")).await.ok(200);
        app.mails().await;
        let officer = staff(app, StaffRole::DataProtectionOfficer).await;
        assert_eq!(officer.post(&tried.path("/text-erasure"), json!({"reason_code": "asked_for"})).await.status, 204);
        assert_eq!(waiting(&reviewer).await.len(), 0);
        let seen = &shown(app, &tried.platform_id).await[0];
        assert_eq!((&seen["text"], &seen["answer"], &seen["answered_on"], &seen["fits_need"]), (&json!(null), &json!(null), &json!(null), &json!(5)));
        let mine = tried.review(&tried.sme).await;
        assert_eq!((&mine["text_state"], &mine["answer_state"]), (&json!("absent"), &json!("absent")));
        app.unchanged(tried.decided_by(&reviewer, "publication", part("text"))).await.problem(409, "wrong_state");
        // Both may write again.
        tried.sme.patch(&tried.path("/review"), "*", json!({"text": "Demo."})).await.ok(200);
        tried.answered_by(&tried.vendor).await.ok(200);
        assert_eq!(waiting(&reviewer).await.len(), 1);
        app.mails().await;
    }

    async fn mails_that_wait_say_only_what_still_holds(app) {
        let (tried, reviewer) = (app.activated().await, app.reviewer().await);
        tried.reviewed_by(&tried.sme, told()).await.ok(201);
        tried.answered_by(&tried.vendor).await.ok(200);
        app.mails().await;
        // Refused and then published, published and then refused: neither mail fits any more.
        tried.decided_by(&reviewer, "refusal", refusal("text")).await.ok(200);
        tried.decided_by(&reviewer, "publication", part("text")).await.ok(200);
        tried.decided_by(&reviewer, "publication", part("answer")).await.ok(200);
        tried.decided_by(&reviewer, "refusal", refusal("answer")).await.ok(200);
        let mails = app.mails().await;
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [tried.vendor_email.as_str()]);
        // Who left the vendor is told nothing of its review.
        let second = another(app, &tried).await;
        let gone = app.person("gone@demo.example", None).await;
        join(app, &gone, &second, false, true).await;
        second.reviewed_by(&second.sme, review()).await.ok(201);
        let left = "DELETE FROM memberships WHERE account_id = (SELECT id FROM accounts WHERE email = 'gone@demo.example')";
        app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(left)?)).await.expect("left");
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }
}
