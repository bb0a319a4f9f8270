//! Staff decide: who may, when, and what is told.

use super::{ELEVEN_DAYS, answer, hand_over, reject};
use crate::members::{firms, person};
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::StaffRole;
use std::time::Duration;

engines! {
    async fn a_rejection_is_told_to_both_sides(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.contest_of(app, &who).await;
            app.unchanged(reject(&reviewer, &id, "no_capacity")).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
            let done = reject(&reviewer, &id, "owners_entitled").await.ok(200);
            assert_eq!((&done["status"], &done["reason_code"]), (&json!("rejected"), &json!("owners_entitled")));
            let mails = app.mails().await;
            assert_eq!(mails.len(), 2);
            for mail in &mails {
                assert!(mail.subject.ends_with("was rejected") && mail.text.replace('\n', " ").contains("owners are entitled"), "{mail:?}");
            }
            assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
            app.unchanged(reject(&reviewer, &id, "other")).await.problem(409, "wrong_state");
            app.unchanged(hand_over(&reviewer, &id)).await.problem(409, "wrong_state");
        }
    }

    async fn owners_are_heard_before_anything_is_handed_over(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let who = person(app).await;
            let id = firm.contest_of(app, &who).await;
            let problem = app.unchanged(hand_over(&app.reviewer().await, &id)).await.problem(409, "answer_awaited");
            let contest = who.get(&format!("/v1/contests/{id}")).await.ok(200);
            assert!(text(&problem, "detail").contains(&text(&contest, "answer_by")), "{problem}");
            answer(&firm.owner, &id).await.ok(200);
            hand_over(&app.reviewer().await, &id).await.ok(200);
            app.mails().await;
        }
    }

    async fn silence_does_not_hold_it_up_for_ever(app) {
        let firm = &firms(app).await[0];
        let id = firm.contest_of(app, &person(app).await).await;
        app.advance(ELEVEN_DAYS);
        hand_over(&app.reviewer().await, &id).await.ok(200);
        assert_eq!(app.mails().await.len(), 2);
    }

    async fn nobody_decides_in_their_own_case(app) {
        for firm in firms(app).await {
            let contester = person(app).await;
            let id = firm.answered(app, &contester).await;
            let email = text(&contester.get("/v1/me").await.ok(200), "email");
            let contester = app.take_office(&email, StaffRole::Reviewer.into()).await;
            let colleague = app.reviewer().await;
            firm.admit(app, &colleague, Member).await;
            for staff in [&contester, &colleague] {
                app.unchanged(hand_over(staff, &id)).await.problem(403, "conflict_of_interest");
                app.unchanged(reject(staff, &id, "other")).await.problem(403, "conflict_of_interest");
            }
            reject(&app.reviewer().await, &id, "other").await.ok(200);
            app.mails().await;
        }
    }

    async fn nobody_decides_on_a_contest_that_was_answered_meanwhile(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.contest_of(app, &who).await;
            let at = format!("/v1/contests/{id}");
            let read = async || reviewer.get(&at).await.header("etag").expect("an ETag").to_owned();
            let stale = read().await;
            assert_eq!(answer(&firm.owner, &id).await.header("etag"), Some("\"2\""));
            let decide = async |what: &str, etag: &str| {
                let body = if what == "handover" { json!({"reason": "Đã đối chiếu."}) } else { json!({"reason_code": "other"}) };
                let headers = [("Content-Type", "application/json"), ("If-Match", etag)];
                reviewer.send("POST", &format!("{at}/{what}"), &headers, body.to_string().into_bytes()).await
            };
            for what in ["handover", "rejection"] {
                app.unchanged(decide(what, &stale)).await.problem(412, "version_stale");
            }
            let fresh = read().await;
            assert_ne!(fresh, stale);
            decide("rejection", &fresh).await.ok(200);
            // Decided, and without a text beside the reason.
            assert_eq!(read().await, "\"4\"");
            app.mails().await;
        }
    }

    async fn staff_who_belong_to_it_read_nothing_that_is_hidden_from_it(app) {
        for firm in firms(app).await {
            let (who, colleague) = (person(app).await, app.reviewer().await);
            let id = firm.answered(app, &who).await;
            firm.admit(app, &colleague, Member).await;
            let seen = colleague.get(&format!("/v1/contests/{id}")).await.ok(200);
            assert_eq!((&seen["evidence_reference"], &seen["answer"]), (&json!(null), &json!(null)), "{seen}");
            let listed = colleague.get("/v1/contests?limit=100").await.ok(200);
            let listed = listed["data"].as_array().expect("a list").iter().find(|it| it["id"] == json!(id)).expect("the contest");
            assert_eq!(listed["evidence_reference"], json!(null));
            app.mails().await;
        }
        // Nor who belongs to another part of the firm.
        let [business, _] = firms(app).await;
        let (id, colleague) = (business.answered(app, &person(app).await).await, app.reviewer().await);
        assert_ne!(colleague.get(&format!("/v1/contests/{id}")).await.ok(200)["evidence_reference"], json!(null));
        business.branch(app).await.admit(app, &colleague, Member).await;
        let seen = colleague.get(&format!("/v1/contests/{id}")).await.ok(200);
        assert_eq!((&seen["evidence_reference"], &seen["answer"]), (&json!(null), &json!(null)), "{seen}");
        app.mails().await;
    }

    async fn reviewers_alone_decide_and_only_with_fresh_proof(app) {
        let firm = &firms(app).await[0];
        let who = person(app).await;
        let id = firm.answered(app, &who).await;
        for other in [&who, &firm.owner, &app.analyst().await] {
            app.unchanged(hand_over(other, &id)).await.problem(403, "forbidden");
            app.unchanged(reject(other, &id, "other")).await.problem(403, "forbidden");
            other.get("/v1/contests").await.problem(403, "forbidden");
        }
        let reviewer = app.reviewer().await;
        for unknown in ["cts_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "zz"] {
            hand_over(&reviewer, unknown).await.problem(404, "not_found");
        }
        app.advance(Duration::from_secs(601));
        app.unchanged(hand_over(&reviewer, &id)).await.problem(401, "reauthentication_needed");
        app.unchanged(reject(&reviewer, &id, "other")).await.problem(401, "reauthentication_needed");
    }

    async fn cases_are_listed_oldest_first_and_by_status(app) {
        let reviewer = app.person("chief@demo.example", Some(StaffRole::Administrator)).await;
        let mut made = Vec::new();
        for _ in 0..2 {
            for firm in firms(app).await {
                made.push(firm.contest_of(app, &person(app).await).await);
            }
        }
        reject(&reviewer, &made[1], "settled").await.ok(200);
        app.mails().await;
        let ids = async |query: &str| {
            let pages = reviewer.walk(&format!("/v1/contests?limit=1{query}")).await;
            pages.concat().iter().map(|it| text(it, "id")).collect::<Vec<_>>()
        };
        assert_eq!(ids("").await, made);
        assert_eq!(ids("&status=rejected").await, [made[1].clone()]);
        assert_eq!(ids("&status=open").await, [made[0].clone(), made[2].clone(), made[3].clone()]);
        assert!(ids("&status=handed_over").await.is_empty());
    }
}
