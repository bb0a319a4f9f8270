//! Contesting an organization, and the owners' answer.

use super::{ELEVEN_DAYS, answer, hand_over, reject};
use crate::members::{account, firms, person};
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::limits::Quotas;
use std::time::Duration;

engines! {
    async fn owners_are_told_and_have_ten_days(app) {
        for firm in firms(app).await {
            let (who, member) = (person(app).await, firm.with(app, Member).await);
            let made = firm.contested_by(&who).await;
            let contest = made.ok(201);
            assert_eq!((&contest["status"], text(&contest, "account_id")), (&json!("open"), account(&who).await));
            assert_eq!(made.header("location").expect("a place"), format!("/v1/contests/{}", text(&contest, "id")));
            // The end of the tenth local day after that of the contest.
            assert_eq!(contest["answer_by"], "2026-11-26T16:59:59.999999Z");
            let told = app.one_mail().await;
            assert!(told.subject.starts_with("The ownership of ") && told.text.contains("26 November 2026"), "{told:?}");
            assert!(!told.text.contains("giám đốc") && !told.text.contains("GCN"), "what was typed is in no mail");
            firm.owner.get(&firm.path).await.ok(200);
            member.get(&firm.path).await.ok(200);
            who.get(&firm.path).await.problem(404, "not_found");
        }
    }

    async fn each_reader_sees_what_is_theirs_to_see(app) {
        let reviewer = app.reviewer().await;
        for firm in firms(app).await {
            let who = person(app).await;
            let id = firm.answered(app, &who).await;
            let path = format!("/v1/contests/{id}");
            let (mine, owners, staffs) = (who.get(&path).await.ok(200), firm.owner.get(&path).await.ok(200), reviewer.get(&path).await.ok(200));
            for seen in [&mine, &owners, &staffs] {
                assert!(text(seen, "statement").contains("giám đốc") && seen["answered_at"].is_string(), "{seen}");
            }
            let typed = |seen: &serde_json::Value| (seen["evidence_reference"].is_string(), seen["answer"].is_string());
            assert_eq!((typed(&mine), typed(&owners), typed(&staffs)), ((true, false), (false, true), (true, true)));
            for list in [&who, &firm.owner] {
                assert_eq!(list.get("/v1/me/contests").await.ok(200)["data"].as_array().map(Vec::len), Some(1));
            }
            for other in [firm.with(app, Manager).await, person(app).await, app.analyst().await] {
                other.get(&path).await.problem(404, "not_found");
                assert_eq!(other.get("/v1/me/contests").await.ok(200)["data"], json!([]));
            }
        }
    }

    async fn what_was_typed_is_in_no_event(app) {
        let firm = &firms(app).await[0];
        let who = person(app).await;
        let id = firm.answered(app, &who).await;
        hand_over(&app.reviewer().await, &id).await.ok(200);
        app.mails().await;
        let digest = app.digest().await;
        for typed in ["Tôi là giám đốc", "GCN 9900000016", "giám đốc hiện tại", "Đã đối chiếu"] {
            assert!(digest.contains(typed), "{typed} is in its row, which can be erased");
            for table in ["events:", "outbox:"] {
                let rows = digest.lines().find(|line| line.starts_with(table)).expect("the table");
                assert!(!rows.contains(typed), "{typed} is in {table}");
            }
        }
    }

    async fn owners_do_not_contest_and_one_contest_of_each_is_open(app) {
        for firm in firms(app).await {
            app.unchanged(firm.contested_by(&firm.owner)).await.problem(409, "already_owner");
            // A member may be the real owner.
            let (manager, other) = (firm.with(app, Manager).await, person(app).await);
            let id = firm.contest_of(app, &manager).await;
            app.unchanged(firm.contested_by(&manager)).await.problem(409, "contest_exists");
            // Nobody keeps another one's evidence from the staff.
            let second = firm.contest_of(app, &other).await;
            let reviewer = app.reviewer().await;
            let open = reviewer.walk("/v1/contests?status=open&limit=100").await.concat();
            assert!([&id, &second].iter().all(|id| open.iter().any(|it| it["id"] == json!(id))), "{open:?}");
            reject(&reviewer, &id, "other").await.ok(200);
            app.mails().await;
        }
    }

    async fn so_many_contests_of_one_organization_are_open_at_a_time(app) {
        for firm in firms(app).await {
            let (first, late) = (person(app).await, person(app).await);
            let id = firm.contest_of(app, &first).await;
            for _ in 1..10 {
                firm.contest_of(app, &person(app).await).await;
            }
            let problem = app.unchanged(firm.contested_by(&late)).await.problem(409, "too_many_contests");
            assert!(text(&problem, "detail").starts_with("At most 10 "), "{problem}");
            app.unchanged(firm.contested_by(&first)).await.problem(409, "contest_exists");
            first.act(&format!("/v1/contests/{id}/withdrawal")).await.ok(200);
            firm.contest_of(app, &late).await;
        }
    }

    async fn what_nobody_has_registered_cannot_be_contested(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let mut body = firm.contest_body().await;
            body["tax_code"] = json!(app.tax_code());
            app.unchanged(who.post("/v1/contests", body.clone())).await.fault(422, "invalid_values", "/tax_code", "not_registered");
            body["tax_code"] = json!("x");
            body["statement"] = json!(" ");
            body["evidence_reference"] = json!("a\nb");
            let faults = app.unchanged(who.post("/v1/contests", body)).await.faults(422, "invalid_values");
            let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
            assert_eq!(codes, ["tax_code_form", "empty", "line_break"]);
        }
    }

    async fn of_contests_of_one_person_at_once_one_is_opened(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let body = firm.contest_body().await;
            let (left, right) = futures_util::future::join(who.post("/v1/contests", body.clone()), who.post("/v1/contests", body.clone())).await;
            let mut statuses = [left.status, right.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409]);
            app.one_mail().await;
        }
    }

    async fn a_person_contests_so_often_a_day(app) {
        let (server, client) = app.another(|config| config.limits = Quotas { joining_a_day: 1, ..config.limits.clone() }).await;
        let [one, other] = firms(app).await;
        let who = person(app).await.at(&client);
        one.contested_by(&who).await.ok(201);
        app.unchanged(other.contested_by(&who)).await.problem(429, "too_many_requests");
        // It is one quota with requests to join.
        app.unchanged(other.asked_by(&who)).await.problem(429, "too_many_requests");
        app.one_mail().await;
        server.stop().await;
    }

    async fn owners_answer_once_and_in_time(app) {
        for firm in firms(app).await {
            let firm = firm.anew(app).await;
            let (who, manager) = (person(app).await, firm.with(app, Manager).await);
            let id = firm.contest_of(app, &who).await;
            app.unchanged(answer(&manager, &id)).await.problem(403, "forbidden");
            for stranger in [&who, &person(app).await, &app.reviewer().await] {
                app.unchanged(answer(stranger, &id)).await.problem(404, "not_found");
            }
            let path = format!("/v1/contests/{id}/answer");
            let empty = app.unchanged(firm.owner.post(&path, json!({"statement": " "}))).await;
            empty.fault(422, "invalid_values", "/statement", "empty");
            assert_eq!(answer(&firm.owner, &id).await.ok(200)["answer"], "Tôi là giám đốc hiện tại.");
            app.unchanged(answer(&firm.owner, &id)).await.problem(409, "wrong_state");
            reject(&app.reviewer().await, &id, "owners_entitled").await.ok(200);
            app.unchanged(answer(&firm.owner, &id)).await.problem(409, "wrong_state");
            let late = firm.contest_of(app, &person(app).await).await;
            app.advance(ELEVEN_DAYS);
            let firm = firm.anew(app).await;
            app.unchanged(answer(&firm.owner, &late)).await.problem(409, "wrong_state");
        }
    }

    async fn the_last_instant_of_the_tenth_day_is_in_time(app) {
        let firm = &firms(app).await[0];
        let id = firm.contest_of(app, &person(app).await).await;
        // Now it is 09:00 in Vietnam.
        app.advance(Duration::from_secs(10 * 86_400 + 15 * 3_600) - Duration::from_micros(1));
        let firm = firm.anew(app).await;
        answer(&firm.owner, &id).await.ok(200);
    }
}
