//! Asking to join: by tax code, once at a time, and not too often.

use super::{household, status, withdraw};
use crate::members::{account, firms, person};
use crate::support::app::NOW;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Member, Owner};
use dungthu::limits::Quotas;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

engines! {
    async fn a_second_registration_says_what_is_possible(app) {
        let [business, _] = firms(app).await;
        let second = person(app).await;
        let mut body = app.business_body();
        body["tax_code"] = business.public().await["tax_code"].clone();
        let problem = app.unchanged(second.post("/v1/businesses", body)).await.problem(409, "tax_code_taken");
        let detail = text(&problem, "detail");
        assert!(detail.contains("POST /v1/join-requests") && detail.contains("POST /v1/contests"), "{problem}");
        business.asked_by(&second).await.ok(201);
        app.mails().await;
    }

    async fn owners_are_told_and_see_who_asks(app) {
        for firm in firms(app).await {
            let (who, other) = (person(app).await, firm.with(app, Owner).await);
            let me = who.get("/v1/me").await.ok(200);
            let mut body = firm.public().await;
            body["message"] = json!("Tôi là kế toán.\nXin cảm ơn.");
            let made = who.post("/v1/join-requests", body).await;
            let request = made.ok(201);
            assert_eq!(made.header("location").expect("a place"), format!("/v1/join-requests/{}", text(&request, "id")));
            assert_eq!((&request["status"], &request["message"]), (&json!("open"), &json!("Tôi là kế toán.\nXin cảm ơn.")));
            assert_eq!((&request["account_id"], &request["name"], &request["email"]), (&me["id"], &me["name"], &me["email"]));
            assert_eq!((text(&request, "created_at"), text(&request, "respond_by")), (NOW.to_string(), NOW.plus(14 * DAY).to_string()));
            let mails = app.mails().await;
            assert_eq!(mails.len(), 2, "each owner is told");
            for mail in &mails {
                assert!(mail.subject.starts_with("Demo Person asks to join ") && mail.text.contains(me["email"].as_str().expect("an address")), "{mail:?}");
                assert!(!mail.text.contains("kế toán"), "what a stranger wrote is in no mail");
            }
            for owner in [&firm.owner, &other] {
                let list = owner.get(&format!("{}/join-requests", firm.path)).await.ok(200);
                assert_eq!(list["data"], json!([request]));
            }
            let mine = who.get("/v1/me/join-requests").await.ok(200);
            assert_eq!(mine["data"], json!([request]));
            who.get(&firm.path).await.problem(404, "not_found");
        }
    }

    async fn a_household_is_found_by_its_number(app) {
        let (owner, who) = (person(app).await, person(app).await);
        let mut body = app.business_body();
        body["tax_code"] = json!("079082345678");
        let id = text(&owner.post("/v1/businesses", body).await.ok(201), "id");
        let asked = who.post("/v1/join-requests", json!({"kind": "business", "tax_code": "079082345678"})).await.ok(201);
        assert_eq!((&asked["business_id"], &asked["organization_name"]), (&json!(id), &json!(null)), "a stranger learns no name");
        assert_eq!(asked["named_tax_code"], json!(null), "nothing is kept of the number");
        app.mails().await;
        assert!(!app.digest().await.contains("079082345678"), "the number is stored nowhere");
        let unknown = json!({"kind": "business", "tax_code": "079082345679"});
        app.unchanged(who.post("/v1/join-requests", unknown)).await.fault(422, "invalid_values", "/tax_code", "not_registered");
    }

    async fn a_households_number_is_refused_in_every_text(app) {
        let (firm, who) = (household(app, "079082345678").await, person(app).await);
        let by_number = json!({"kind": "business", "tax_code": "079082345678"});
        let with = |more: serde_json::Value| {
            let mut body = by_number.clone();
            body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            body
        };
        for typed in ["079082345678", "Tôi có CCCD 079 082-345.678", "０７９０８２３４５６７８", "x079082345678"] {
            let message = with(json!({"message": typed}));
            app.unchanged(who.post("/v1/join-requests", message)).await.fault(422, "invalid_values", "/message", "personal_number");
            let contest = with(json!({"statement": typed, "evidence_reference": typed}));
            let faults = app.unchanged(who.post("/v1/contests", contest)).await.faults(422, "invalid_values");
            assert_eq!(faults.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect::<Vec<_>>(), [("/statement", "personal_number"), ("/evidence_reference", "personal_number")]);
        }
        // Nor is anybody's in a text to a company or a vendor.
        for firm in firms(app).await {
            let mut message = firm.public().await;
            message["message"] = json!("CCCD 001.185.012.347");
            app.unchanged(who.post("/v1/join-requests", message)).await.fault(422, "invalid_values", "/message", "personal_number");
        }
        // Another number is not the household's, and a firm's code is public.
        let request = text(&who.post("/v1/join-requests", with(json!({"message": "Gọi 0901 234 567 890"}))).await.ok(201), "id");
        let [firm_with_code, _] = firms(app).await;
        let mut public = firm_with_code.public().await;
        public["message"] = public["tax_code"].clone();
        who.post("/v1/join-requests", public).await.ok(201);
        let refusal = json!({"reason_code": "other", "reason_text": "079082345678"});
        let refused = firm.owner.post(&format!("{}/join-requests/{request}/refusal", firm.path), refusal).await;
        refused.fault(422, "invalid_values", "/reason_text", "personal_number");
        let fine = with(json!({"statement": "Tôi là chủ hộ.", "evidence_reference": "Giấy đăng ký hộ kinh doanh"}));
        let contest = text(&who.post("/v1/contests", fine).await.ok(201), "id");
        let (reviewer, at) = (app.reviewer().await, format!("/v1/contests/{contest}"));
        let number = json!({"statement": "079082345678"});
        app.unchanged(firm.owner.post(&format!("{at}/answer"), number)).await.fault(422, "invalid_values", "/statement", "personal_number");
        let rejection = json!({"reason_code": "other", "reason_text": "079082345678"});
        app.unchanged(reviewer.post(&format!("{at}/rejection"), rejection)).await.fault(422, "invalid_values", "/reason_text", "personal_number");
        firm.owner.post(&format!("{at}/answer"), json!({"statement": "Không phải."})).await.ok(200);
        let handover = json!({"reason": "079082345678"});
        app.unchanged(reviewer.post(&format!("{at}/handover"), handover)).await.fault(422, "invalid_values", "/reason", "personal_number");
        app.mails().await;
        assert!(!app.digest().await.contains("079082345678"), "the number is stored nowhere");
    }

    async fn nobody_learns_whose_number_it_is_before_they_are_let_in(app) {
        let (firm, who, other) = (household(app, "079082345678").await, person(app).await, person(app).await);
        let named = |reply: &crate::support::Reply| reply.ok(200)["organization_name"].clone();
        let name = firm.owner.get(&firm.path).await.ok(200)["name"].clone();
        let by_number = json!({"kind": "business", "tax_code": "079082345678"});
        let request = text(&who.post("/v1/join-requests", by_number.clone()).await.ok(201), "id");
        let mut contest = by_number.clone();
        contest["statement"] = json!("Tôi là chủ hộ.");
        contest["evidence_reference"] = json!("Giấy đăng ký hộ kinh doanh");
        let opened = other.post("/v1/contests", contest).await.ok(201);
        assert_eq!(opened["organization_name"], json!(null));
        let (request_at, contest_at) = (format!("/v1/join-requests/{request}"), format!("/v1/contests/{}", text(&opened, "id")));
        for (asker, at) in [(&who, &request_at), (&other, &contest_at)] {
            assert_eq!(named(&asker.get(at).await), json!(null));
        }
        for list in ["join-requests", "contests"] {
            let asker = if list == "contests" { &other } else { &who };
            assert_eq!(asker.get(&format!("/v1/me/{list}")).await.ok(200)["data"][0]["organization_name"], json!(null));
        }
        // Its owners and staff know it.
        let reviewer = app.reviewer().await;
        assert_eq!(named(&firm.owner.get(&contest_at).await), name);
        for at in [&request_at, &contest_at] {
            assert_eq!(named(&reviewer.get(at).await), name);
        }
        app.mails().await;
        // Nor by a refusal's mail.
        firm.refuse(&firm.owner, &request, "not_of_the_organization").await.ok(200);
        let told = app.one_mail().await;
        assert!(told.subject.contains("whose personal number ends in 678") && !told.text.contains(name.as_str().expect("a name")), "{told:?}");
        crate::joining::contests::reject(&reviewer, &text(&opened, "id"), "owners_entitled").await.ok(200);
        let mails = app.mails().await;
        let email = text(&other.get("/v1/me").await.ok(200), "email");
        assert_eq!(mails.len(), 2);
        for mail in &mails {
            assert_eq!(mail.text.contains(name.as_str().expect("a name")), mail.to != email, "{mail:?}");
        }
        assert_eq!(named(&other.get(&contest_at).await), json!(null));
        // Who is let in knows it.
        let again = text(&who.post("/v1/join-requests", by_number).await.ok(201), "id");
        firm.approve(&firm.owner, &again, "member").await.ok(200);
        assert_eq!(named(&who.get(&format!("/v1/join-requests/{again}")).await), name);
        app.mails().await;
    }

    async fn what_nobody_has_registered_cannot_be_joined(app) {
        let who = person(app).await;
        let [business, vendor] = firms(app).await;
        for firm in [&business, &vendor] {
            let mut body = firm.public().await;
            body["tax_code"] = json!(app.tax_code());
            app.unchanged(who.post("/v1/join-requests", body.clone())).await.fault(422, "invalid_values", "/tax_code", "not_registered");
            // A business's code is no vendor's, and the other way round.
            body = firm.public().await;
            body["kind"] = json!(if body["kind"] == "vendor" { "business" } else { "vendor" });
            app.unchanged(who.post("/v1/join-requests", body.clone())).await.fault(422, "invalid_values", "/tax_code", "not_registered");
            body["tax_code"] = json!("123");
            app.unchanged(who.post("/v1/join-requests", body)).await.fault(422, "invalid_values", "/tax_code", "tax_code_form");
        }
        let household = json!({"kind": "vendor", "tax_code": "079082345678"});
        app.unchanged(who.post("/v1/join-requests", household)).await.fault(422, "invalid_values", "/tax_code", "tax_code_form");
        let other = json!({"kind": "ministry", "tax_code": "9900000016"});
        app.unchanged(who.post("/v1/join-requests", other)).await.fault(400, "malformed_json", "/kind", "wrong_type");
    }

    async fn members_do_not_ask_and_one_request_is_open(app) {
        for firm in firms(app).await {
            let member = firm.with(app, Member).await;
            app.unchanged(firm.asked_by(&member)).await.problem(409, "already_member");
            app.unchanged(firm.asked_by(&firm.owner)).await.problem(409, "already_member");
            let who = person(app).await;
            let id = firm.request_of(app, &who).await;
            app.unchanged(firm.asked_by(&who)).await.problem(409, "join_request_exists");
            assert_eq!(withdraw(&who, &id).await.ok(200)["status"], "withdrawn");
            // After that one may ask again, and others may ask all the while.
            firm.request_of(app, &who).await;
            firm.request_of(app, &person(app).await).await;
        }
    }

    async fn of_requests_at_once_one_is_made(app) {
        for firm in firms(app).await {
            let who = person(app).await;
            let body = firm.public().await;
            let all = futures_util::future::join_all((0..3).map(|_| who.post("/v1/join-requests", body.clone()))).await;
            let mut statuses: Vec<u16> = all.iter().map(|reply| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409, 409]);
            app.one_mail().await;
        }
    }

    async fn a_person_asks_so_often_a_day(app) {
        let (server, client) = app.another(|config| config.limits = Quotas { joining_a_day: 1, ..config.limits.clone() }).await;
        let [one, other] = firms(app).await;
        let who = person(app).await;
        let email = text(&who.get("/v1/me").await.ok(200), "email");
        let there = who.at(&client);
        one.asked_by(&there).await.ok(201);
        app.one_mail().await;
        app.unchanged(other.asked_by(&there)).await.problem(429, "too_many_requests");
        app.advance(DAY);
        other.anew(app).await.asked_by(&app.log_in(&email).await.at(&client)).await.ok(201);
        app.one_mail().await;
        server.stop().await;
    }

    async fn a_request_is_read_and_withdrawn_by_who_made_it(app) {
        for firm in firms(app).await {
            let (who, stranger) = (person(app).await, person(app).await);
            let id = firm.request_of(app, &who).await;
            app.reviewer().await.get(&format!("/v1/join-requests/{id}")).await.ok(200);
            for other in [&stranger, &firm.owner] {
                other.get(&format!("/v1/join-requests/{id}")).await.problem(404, "not_found");
                app.unchanged(withdraw(other, &id)).await.problem(404, "not_found");
            }
            withdraw(&who, &id).await.ok(200);
            assert_eq!(status(&who, &id).await, "withdrawn");
            app.unchanged(withdraw(&who, &id)).await.problem(409, "wrong_state");
            assert_eq!(account(&who).await.len(), 36);
        }
    }

    async fn own_requests_are_paged_newest_first(app) {
        let who = person(app).await;
        let mut made = Vec::new();
        for _ in 0..2 {
            for firm in firms(app).await {
                made.insert(0, firm.request_of(app, &who).await);
            }
        }
        let pages = who.walk("/v1/me/join-requests?limit=1").await;
        assert_eq!(pages.concat().iter().map(|it| text(it, "id")).collect::<Vec<_>>(), made);
        assert_eq!(pages.len(), 4);
    }

    async fn a_mail_about_a_withdrawn_request_is_dropped(app) {
        let firm = &firms(app).await[0];
        let who = person(app).await;
        let id = text(&firm.asked_by(&who).await.ok(201), "id");
        withdraw(&who, &id).await.ok(200);
        assert!(app.mails().await.is_empty());
    }
}
