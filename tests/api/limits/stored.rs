//! Limits in the database: registrations, mails, trials. Who is refused leaves nothing but counts.

use super::{counters, limited, register_from, too_many};
use crate::support::{TestApp, json};
use diesel::prelude::*;
use dungthu::db::schema::events;
use std::time::Duration;

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
            assert_eq!(too_many(&app.unchanged(register_from(client, "192.0.2.1", "p9@demo.example")).await), 3_600);
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

    async fn an_address_gets_three_mails_an_hour_and_ten_a_day_and_nobody_learns_it(app) {
        app.person("known@demo.example", None).await;
        let (server, client) = app.another(limited("mails-an-hour=3,mails-a-day=4")).await;
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
        app.advance(Duration::from_secs(3_600));
        for sent in [1, 0] {
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

    async fn what_means_nothing_any_more_is_forgotten(app) {
        let (server, client) = app.another(limited("registrations=3")).await;
        client.post("/v1/sessions", json!({"email": "a@demo.example", "password": "x"})).await.problem(401, "wrong_credentials");
        assert_eq!(counters(app).await, 2);
        server.worker.tidy().await.expect("tidied");
        assert_eq!(counters(app).await, 2, "it still means something");
        app.advance(Duration::from_secs(15 * 60));
        server.worker.tidy().await.expect("tidied");
        assert_eq!(counters(app).await, 1);
        app.advance(Duration::from_secs(86_400));
        server.worker.tidy().await.expect("tidied");
        assert_eq!(counters(app).await, 0);
        server.stop().await;
    }
}
