//! Staff decide, on evidence, what owners have not answered in fourteen days.

use super::{admit, household, status, turn_down, withdraw};
use crate::joining::invitations::accept;
use crate::members::{firms, person};
use crate::support::client::text;
use crate::support::{Client, json};
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::StaffRole;
use std::time::Duration;

const FOURTEEN_DAYS: Duration = Duration::from_secs(14 * 86_400);

async fn email(who: &Client) -> String {
    text(&who.get("/v1/me").await.ok(200), "email")
}

engines! {
    async fn staff_let_in_whom_no_owner_answers(app) {
        for firm in firms(app).await {
            let (firm, who) = (firm.anew(app).await, person(app).await);
            let (id, address) = (firm.request_of(app, &who).await, email(&who).await);
            app.advance(FOURTEEN_DAYS);
            let reviewer = app.reviewer().await;
            let problem = app.unchanged(admit(&reviewer, &id, "manager")).await.problem(409, "answer_awaited");
            let (firm, who) = (firm.anew(app).await, app.log_in(&address).await);
            let request = who.get(&format!("/v1/join-requests/{id}")).await.ok(200);
            assert!(text(&problem, "detail").contains(&text(&request, "respond_by")), "{problem}");
            app.unchanged(turn_down(&reviewer, &id, "not_known")).await.problem(409, "answer_awaited");
            app.advance(Duration::from_micros(1));
            let done = admit(&reviewer, &id, "manager").await.ok(200);
            assert_eq!((&done["status"], &done["role"], &done["decided_by_staff"]), (&json!("approved"), &json!("manager"), &json!(true)));
            assert_eq!(done["evidence"], "Demo: hợp đồng lao động.");
            let mails = app.mails().await;
            assert_eq!(mails.len(), 2);
            for mail in mails {
                let text = mail.text.replace('\n', " ");
                let to_asker = mail.to == address;
                assert!(text.contains("the programme's staff") && text.contains("manager"), "{text}");
                assert_eq!(text.contains("remove them from its members"), !to_asker, "{text}");
                assert_eq!(text.contains(&address), !to_asker, "{text}");
            }
            assert_eq!(firm.roles(&firm.owner).await, ["owner", "manager"]);
            // By what, staff alone read.
            let of_owner = firm.owner.get(&format!("{}/join-requests", firm.path)).await.ok(200)["data"][0].clone();
            for seen in [of_owner, who.get(&format!("/v1/join-requests/{id}")).await.ok(200)] {
                assert_eq!((&seen["decided_by_staff"], &seen["evidence"]), (&json!(true), &json!(null)), "{seen}");
            }
            app.unchanged(admit(&reviewer, &id, "manager")).await.problem(409, "wrong_state");
            app.unchanged(firm.approve(&firm.owner, &id, "member")).await.problem(409, "wrong_state");
        }
    }

    async fn staff_turn_away_who_shows_nothing(app) {
        let firm = &firms(app).await[1];
        let who = person(app).await;
        let (id, address) = (firm.request_of(app, &who).await, email(&who).await);
        app.advance(FOURTEEN_DAYS + Duration::from_secs(1));
        let reviewer = app.reviewer().await;
        app.unchanged(turn_down(&reviewer, &id, "owners_entitled")).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        let done = turn_down(&reviewer, &id, "not_of_the_organization").await.ok(200);
        assert_eq!((&done["status"], &done["decided_by_staff"], &done["evidence"]), (&json!("refused"), &json!(true), &json!(null)));
        let mail = app.one_mail().await;
        assert!(mail.to == address && mail.text.replace('\n', " ").contains("No owner of"), "{mail:?}");
        assert_eq!(status(&app.log_in(&address).await, &id).await, "refused");
        assert_eq!(firm.anew(app).await.roles(&firm.anew(app).await.owner).await, ["owner"]);
    }

    async fn nobody_makes_an_owner_or_decides_in_their_own_case(app) {
        let [firm, _] = firms(app).await;
        let who = person(app).await;
        let (id, address) = (firm.request_of(app, &who).await, email(&who).await);
        app.advance(FOURTEEN_DAYS + Duration::from_secs(1));
        let firm = firm.anew(app).await;
        let reviewer = app.reviewer().await;
        app.unchanged(admit(&reviewer, &id, "owner")).await.fault(422, "invalid_values", "/role", "not_one_of");
        app.unchanged(async {
            reviewer.post(&format!("/v1/join-requests/{id}/approval"), json!({"role": "member", "evidence": " "})).await
        }).await.fault(422, "invalid_values", "/evidence", "empty");
        let own = app.take_office(&address, StaffRole::Reviewer.into()).await;
        let colleague = app.reviewer().await;
        firm.admit(app, &colleague, Member).await;
        for staff in [&own, &colleague] {
            app.unchanged(admit(staff, &id, "member")).await.problem(403, "conflict_of_interest");
            app.unchanged(turn_down(staff, &id, "other")).await.problem(403, "conflict_of_interest");
        }
        for who in [app.analyst().await, firm.owner.clone()] {
            app.unchanged(admit(&who, &id, "member")).await.problem(403, "forbidden");
            app.unchanged(turn_down(&who, &id, "other")).await.problem(403, "forbidden");
        }
        app.mails().await;
    }

    async fn of_an_owner_and_staff_the_first_decides(app) {
        let firm = &firms(app).await[0];
        let (one, two) = (person(app).await, person(app).await);
        let ids = [firm.request_of(app, &one).await, firm.request_of(app, &two).await];
        let address = email(&two).await;
        app.advance(FOURTEEN_DAYS + Duration::from_secs(1));
        let (firm, reviewer) = (firm.anew(app).await, app.reviewer().await);
        let (ours, theirs) = futures_util::join!(admit(&reviewer, &ids[0], "member"), firm.refuse(&firm.owner, &ids[0], "other"));
        let mut each = [ours.status, theirs.status];
        each.sort_unstable();
        assert_eq!(each, [200, 409], "{} {}", ours.text(), theirs.text());
        let two = app.log_in(&address).await;
        withdraw(&two, &ids[1]).await.ok(200);
        app.mails().await;
        app.unchanged(admit(&reviewer, &ids[1], "member")).await.problem(409, "wrong_state");
        assert_eq!(firm.roles(&firm.owner).await.len(), if ours.status == 200 { 2 } else { 1 });
    }

    async fn who_was_invited_meanwhile_asks_for_nothing_any_more(app) {
        for firm in firms(app).await {
            let (firm, who) = (firm.anew(app).await, person(app).await);
            let (id, address) = (firm.request_of(app, &who).await, email(&who).await);
            let invitation = firm.invited(&address, "member").await;
            app.mails().await;
            accept(&who, &invitation).await.ok(200);
            assert_eq!(status(&who, &id).await, "withdrawn");
            app.advance(FOURTEEN_DAYS + Duration::from_secs(1));
            let reviewer = app.reviewer().await;
            assert_eq!(reviewer.get("/v1/join-requests").await.ok(200)["data"], json!([]));
            for reply in [app.unchanged(admit(&reviewer, &id, "manager")).await, app.unchanged(turn_down(&reviewer, &id, "other")).await] {
                reply.problem(409, "wrong_state");
            }
            app.mails().await;
        }
    }

    async fn evidence_holds_no_households_number(app) {
        let number = "079123456789";
        household(app, number).await;
        let asked = json!({"kind": "business", "tax_code": number});
        let id = text(&person(app).await.post("/v1/join-requests", asked).await.ok(201), "id");
        app.mails().await;
        app.advance(FOURTEEN_DAYS + Duration::from_secs(1));
        let reviewer = app.reviewer().await;
        let body = json!({"role": "member", "evidence": format!("Demo: CCCD {number}")});
        app.unchanged(async { reviewer.post(&format!("/v1/join-requests/{id}/approval"), body).await })
            .await
            .fault(422, "invalid_values", "/evidence", "personal_number");
        admit(&reviewer, &id, "member").await.ok(200);
        assert_eq!(app.mails().await.len(), 2);
    }
}
