//! Limits in the database: registrations, mails, trials. Who is refused leaves nothing but counts.

use super::{JSON, counters, limited, register_from, too_many};
use crate::members::firms;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::members::MemberRole;
use dungthu::db::schema::events;
use dungthu::limits::Quotas;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn withheld(app: &TestApp) -> i64 {
    app.query(|conn| events::table.filter(events::kind.eq("mail.withheld")).count().get_result(conn).expect("a count"))
        .await
}

engines! {
    async fn registrations_of_a_client_are_limited_across_servers_and_restarts(app) {
        let limits = "registrations=3";
        let (server, client) = app.another(limited(limits)).await;
        let (other, there) = app.another(limited(limits)).await;
        for (n, client) in [&client, &there, &client].into_iter().enumerate() {
            register_from(client, "192.0.2.1", &format!("p{n}@demo.example")).await.ok(202);
        }
        app.mails().await;
        for client in [&client, &there] {
            let refused = app.unchanged(register_from(client, "192.0.2.1", "p9@demo.example")).await;
            assert_eq!(too_many(&refused), 3_600);
            let said = text(&refused.json(), "detail");
            assert!(said.ends_with("Try again in 3600 seconds. The limit: 3 within 1 hour."), "{said}");
        }
        server.stop().await;
        other.stop().await;
        let (server, client) = app.another(limited(limits)).await;
        too_many(&app.unchanged(register_from(&client, "192.0.2.1", "p9@demo.example")).await);
        register_from(&client, "192.0.2.2", "p8@demo.example").await.ok(202);
        app.advance(Duration::from_secs(3_600));
        register_from(&client, "192.0.2.1", "p9@demo.example").await.ok(202);
        assert_eq!(app.mails().await.len(), 2);
        server.stop().await;
    }

    async fn of_many_registrations_at_once_no_more_than_the_limit_are_taken(app) {
        let (server, client) = app.another(limited("registrations=5")).await;
        let emails: Vec<String> = (0..12).map(|n| format!("p{n}@demo.example")).collect();
        let asked = emails.iter().map(|email| register_from(&client, "192.0.2.1", email));
        let answers = futures_util::future::join_all(asked).await;
        let taken = answers.iter().filter(|answer| answer.status == 202).count();
        let refused = answers.iter().filter(|answer| answer.status == 429).count();
        assert_eq!((taken, refused), (5, 7));
        assert_eq!(app.mails().await.len(), 5);
        server.stop().await;
    }

    async fn an_address_gets_so_many_mails_of_a_kind_a_day_and_nobody_learns_it(app) {
        app.person("known@demo.example", None).await;
        let (server, client) = app.another(limited("mails-a-day=3")).await;
        for email in ["known@demo.example", "unknown@demo.example"] {
            let before = withheld(app).await;
            let mut answers = Vec::new();
            for n in 0..4 {
                answers.push(register_from(&client, &format!("192.0.2.{n}"), email).await);
                assert_eq!(app.mails().await.len(), usize::from(n < 3), "{email} {n}");
            }
            assert!(answers.iter().all(|answer| answer.essence() == answers[0].essence() && answer.status == 202));
            assert_eq!(withheld(app).await - before, 1);
        }
        for (later, sent) in [(DAY - Duration::from_secs(1), 0), (Duration::from_secs(1), 1)] {
            app.advance(later);
            register_from(&client, "192.0.2.1", "Known@demo.example").await.ok(202);
            assert_eq!(app.mails().await.len(), sent, "the day's");
        }
        server.stop().await;
    }

    async fn an_organization_asks_for_so_many_trials_a_day(app) {
        let tried = app.requested().await;
        let (server, client) = app.another(limited("trials-a-day=2")).await;
        let sme = tried.sme.at(&client);
        let vendor_id = tried.vendor.get("/v1/me").await.ok(200)["vendors"][0].as_str().expect("a vendor").to_owned();
        let (second, third) = (app.platform(&tried.vendor, &vendor_id).await, app.platform(&tried.vendor, &vendor_id).await);
        app.mails().await;
        sme.post("/v1/trials", app.trial_body(&tried.business_id, &second)).await.ok(201);
        app.mails().await;
        let refused = app.unchanged(sme.post("/v1/trials", app.trial_body(&tried.business_id, &third))).await;
        let problem = refused.problem(429, "too_many_trials");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("at most 2 trials")), "{problem}");
        assert_eq!(refused.header("retry-after"), Some("86400"));
        // A business that is not one's own is not counted for its owner.
        let (stranger, other) = (app.person("stranger@demo.example", None).await, app.business(&tried.sme).await);
        app.business(&stranger).await;
        app.unchanged(stranger.at(&client).post("/v1/trials", app.trial_body(&other, &third))).await.fault(422, "invalid_values", "/business_id", "unknown_reference");
        sme.post("/v1/trials", app.trial_body(&other, &third)).await.ok(201);
        app.mails().await;
        server.stop().await;
    }

    async fn a_person_registers_so_many_organizations_a_day_and_those_refused_count(app) {
        let (who, other) = (app.person("who@demo.example", None).await, app.person("other@demo.example", None).await);
        let limits = "organizations-a-day=4";
        let (server, client) = app.another(limited(limits)).await;
        let (second, there) = app.another(limited(limits)).await;
        let (here, there) = (who.at(&client), who.at(&there));
        let vendor = |code: &str| json!({"tax_code": code, "name": "Demo (demo)"});
        let (taken, free) = (app.tax_code(), app.tax_code());
        app.business(&here).await;
        here.post("/v1/vendors", vendor(&taken)).await.ok(201);
        // What cannot be registered at all tells nothing, and does not count.
        app.unchanged(here.post("/v1/vendors", vendor("1"))).await.problem(422, "invalid_values");
        app.unchanged(there.post("/v1/vendors", vendor(&taken))).await.problem(409, "tax_code_taken");
        let business = |code: &str| json!({"tax_code": code, "name": "Demo (demo)", "province_code": "79", "industry_section": "G", "employees": 8, "revenue_vnd": 4_000_000_000_i64});
        let registered = app.tax_code();
        other.post("/v1/businesses", business(&registered)).await.ok(201);
        app.unchanged(here.post("/v1/businesses", business(&registered))).await.problem(409, "tax_code_taken");
        for asking in [&here, &there] {
            for code in [&taken, &free] {
                assert_eq!(too_many(&app.unchanged(asking.post("/v1/vendors", vendor(code))).await), 86_400);
                assert_eq!(too_many(&app.unchanged(asking.post("/v1/businesses", business(code))).await), 86_400);
            }
        }
        other.at(&client).post("/v1/vendors", vendor(&app.tax_code())).await.ok(201);
        app.advance(Duration::from_secs(86_399));
        let who = app.log_in("who@demo.example").await;
        too_many(&app.unchanged(who.at(&client).post("/v1/vendors", vendor(&free))).await);
        app.advance(Duration::from_secs(1));
        who.at(&client).post("/v1/vendors", vendor(&free)).await.ok(201);
        server.stop().await;
        second.stop().await;
    }

    async fn looking_for_organizations_counts_as_registering_them_and_a_restart_forgets_none(app) {
        let who = app.person("who@demo.example", None).await;
        let limits = "organizations-a-day=3";
        let (server, client) = app.another(limited(limits)).await;
        let here = who.at(&client);
        let [there, vendor] = firms(app).await;
        let asked = |code: &str| json!({"kind": "business", "tax_code": code});
        let contested = |code: &str| json!({"kind": "business", "tax_code": code, "statement": "Demo.", "evidence_reference": "Demo."});
        // What is asked of somebody is no probe; what cannot be a code tells nothing.
        there.asked_by(&here).await.ok(201);
        app.unchanged(here.post("/v1/join-requests", asked("1"))).await.problem(422, "invalid_values");
        app.unchanged(here.post("/v1/join-requests", asked("079085001234"))).await.fault(422, "invalid_values", "/tax_code", "not_registered");
        app.unchanged(here.post("/v1/contests", contested(&app.tax_code()))).await.fault(422, "invalid_values", "/tax_code", "not_registered");
        // So is what is refused for another reason, which tells that it is registered.
        app.unchanged(there.asked_by(&here)).await.problem(409, "join_request_exists");
        server.stop().await;
        let (server, client) = app.another(limited(limits)).await;
        let here = who.at(&client);
        // From here on, what is registered answers as what is not.
        let known = vendor.public().await;
        for body in [asked("079085001234"), asked(&app.tax_code()), known.clone()] {
            assert_eq!(too_many(&app.unchanged(here.post("/v1/join-requests", body)).await), 86_400);
        }
        too_many(&app.unchanged(here.post("/v1/contests", contested("079085001234"))).await);
        too_many(&app.unchanged(here.post("/v1/businesses", app.business_body())).await);
        app.mails().await;
        app.advance(DAY);
        let who = app.log_in("who@demo.example").await;
        who.at(&client).post("/v1/join-requests", known).await.ok(201);
        app.mails().await;
        server.stop().await;
    }

    async fn an_organization_invites_fifty_a_day_taken_back_or_not_and_a_restart_forgets_none(app) {
        let quota = format!("invitations-a-day={}", Quotas::default().invitations_a_day);
        for firm in firms(app).await {
            let (server, client) = app.another(limited(&quota)).await;
            let (firm, second) = (firm.anew(app).await, firm.with(app, MemberRole::Owner).await);
            let colleague = |n: u32| format!("colleague{n}@demo.example");
            for n in 0..50 {
                let by = if n % 2 == 0 { &firm.owner } else { &second };
                let made = firm.invite(&by.at(&client), &colleague(n), "member").await.ok(201);
                app.one_mail().await;
                assert_eq!(firm.revoke(by, &text(&made, "id")).await.status, 204);
            }
            server.stop().await;
            let (server, client) = app.another(limited(&quota)).await;
            for by in [&firm.owner, &second] {
                let refused = app.unchanged(firm.invite(&by.at(&client), &colleague(50), "member")).await;
                let problem = refused.problem(429, "too_many_invited");
                assert!(problem["detail"].as_str().is_some_and(|text| text.contains("at most 50 invitations")), "{problem}");
                assert_eq!(refused.header("retry-after"), Some("86400"));
            }
            app.advance(DAY - Duration::from_secs(1));
            let firm = firm.anew(app).await;
            app.unchanged(firm.invite(&firm.owner.at(&client), &colleague(50), "member")).await.problem(429, "too_many_invited");
            app.advance(Duration::from_secs(1));
            firm.invite(&firm.owner.at(&client), &colleague(50), "member").await.ok(201);
            app.one_mail().await;
            server.stop().await;
        }
    }

    async fn two_organizations_of_one_account_share_what_it_may_invite(app) {
        let [firm, other] = firms(app).await;
        other.admit(app, &firm.owner, MemberRole::Owner).await;
        let (server, client) = app.another(limited("invitations-a-day=3")).await;
        let (both, second) = (firm.owner.at(&client), other.owner.at(&client));
        for (firm, email) in [(&firm, "a@demo.example"), (&other, "b@demo.example"), (&firm, "c@demo.example")] {
            firm.invite(&both, email, "member").await.ok(201);
        }
        for firm in [&firm, &other] {
            app.unchanged(firm.invite(&both, "d@demo.example", "member")).await.problem(429, "too_many_invited");
        }
        // Whom the account invited elsewhere is not counted for this organization; what is refused is counted for nobody.
        app.unchanged(other.invite(&second, "b@demo.example", "member")).await.problem(409, "invitation_exists");
        for email in ["d@demo.example", "e@demo.example"] {
            other.invite(&second, email, "member").await.ok(201);
        }
        app.unchanged(other.invite(&second, "f@demo.example", "member")).await.problem(429, "too_many_invited");
        assert_eq!(app.mails().await.len(), 5);
        server.stop().await;
    }

    async fn an_account_asks_for_so_many_other_addresses_a_day_from_wherever(app) {
        let (who, other) = (app.person("who@demo.example", None).await, app.person("other@demo.example", None).await);
        let (server, client) = app.another(limited("address-changes-a-day=2")).await;
        let ask = async |who: &Client, from: &str, email: &str| {
            let body = json!({"email": email}).to_string().into_bytes();
            who.at(&client).send("POST", "/v1/me/address", &[JSON, ("X-Forwarded-For", from)], body).await
        };
        for n in 0..2 {
            ask(&who, &format!("192.0.2.{n}"), &format!("new{n}@demo.example")).await.ok(202);
            assert_eq!(app.mails().await.len(), 2);
        }
        assert_eq!(too_many(&app.unchanged(ask(&who, "192.0.2.9", "new9@demo.example")).await), 86_400);
        ask(&other, "192.0.2.0", "new9@demo.example").await.ok(202);
        app.advance(DAY);
        let who = app.log_in("who@demo.example").await;
        ask(&who, "192.0.2.0", "new8@demo.example").await.ok(202);
        assert_eq!(app.mails().await.len(), 4);
        server.stop().await;
    }

    async fn what_means_nothing_any_more_is_forgotten(app) {
        let (server, client) = app.another(limited("registrations=3")).await;
        client.post("/v1/sessions", json!({"email": "a@demo.example", "password": "x"})).await.problem(401, "wrong_credentials");
        assert_eq!(counters(app).await, 3);
        server.worker.tidy().await.expect("tidied");
        assert_eq!(counters(app).await, 3, "it still means something");
        app.advance(Duration::from_secs(15 * 60));
        server.worker.tidy().await.expect("tidied");
        assert_eq!(counters(app).await, 2);
        app.advance(Duration::from_secs(86_400));
        server.worker.tidy().await.expect("tidied");
        assert_eq!(counters(app).await, 0);
        server.stop().await;
    }
}
