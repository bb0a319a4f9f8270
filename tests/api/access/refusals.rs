//! Who was refused what is written down, with the request, and read by those who watch.

use crate::accounts::keys;
use crate::staff::{administrator, decide, propose};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::keys::Scope;
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::db::schema::events as e;
use dungthu::limits::Quotas;
use serde_json::Value;
use std::time::Duration;

/// The bodies of all refusals that are written down, and their request.
async fn refusals(app: &TestApp) -> Vec<(Option<String>, Value)> {
    let all = app.query(|conn| {
        let refused = e::table.filter(e::kind.eq("access.refused")).order(e::id).select((e::request_id, e::body));
        refused.load::<(Option<String>, String)>(conn).expect("the events")
    });
    all.await.into_iter().map(|(request, body)| (request, serde_json::from_str(&body).expect("a body"))).collect()
}

/// The answer is this refusal, and just one fact says so: who, what, why and the request, nothing else.
async fn is_one_fact(app: &TestApp, who: &Client, reply: &Reply, operation: &str, code: &str) {
    reply.problem(reply.status, code);
    let told = refusals(app).await;
    let of_request: Vec<&Value> = told
        .iter()
        .filter(|(request, _)| request.as_deref() == reply.header("request-id"))
        .map(|(_, body)| body)
        .collect();
    assert_eq!(of_request, [&json!({"account": account(who).await, "operation": operation, "code": code})]);
}

async fn account(who: &Client) -> String {
    text(&who.get("/v1/me").await.ok(200), "id")
}

async fn delete(who: &Client, path: &str) -> Reply {
    who.send("DELETE", path, &[], Vec::new()).await
}

engines! {
    async fn every_refusal_of_somebody_is_a_fact_with_its_request(app) {
        let who = app.person("who@demo.example", None).await;
        let account = text(&who.get("/v1/me").await.ok(200), "id");
        let forbidden = who.get("/v1/vendors").await;
        forbidden.problem(403, "forbidden");
        let foreign = who.get("/v1/businesses/biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").await;
        foreign.problem(404, "not_found");
        app.advance(Duration::from_secs(601));
        let stale = who.act("/v1/me/totp").await;
        stale.problem(401, "reauthentication_needed");
        let dpo = app.person("dpo@demo.example", Some(StaffRole::DataProtectionOfficer)).await;
        let seen = dpo.get(&format!("/v1/audit-events?account_id={account}&limit=3")).await.ok(200);
        let facts: Vec<(&Value, &Value, &Value, &Value)> = seen["data"].as_array().expect("a list").iter()
            .map(|fact| (&fact["kind"], &fact["request_id"], &fact["body"]["operation"], &fact["body"]["code"])).collect();
        let line = |reply: &crate::support::Reply, operation: &str, code: &str| {
            (json!("access.refused"), json!(reply.header("request-id")), json!(operation), json!(code))
        };
        let wanted = [line(&stale, "start_totp", "reauthentication_needed"), line(&foreign, "get_business", "not_found"), line(&forbidden, "list_vendors", "forbidden")];
        assert_eq!(facts, wanted.iter().map(|(a, b, c, d)| (a, b, c, d)).collect::<Vec<_>>());
        assert!(seen["data"].as_array().expect("a list").iter().all(|fact| fact["subject_id"] == account.as_str() && fact["account_id"] == account.as_str()));
    }

    async fn what_a_row_refuses_is_a_fact_too(app) {
        let (tried, other) = (app.activated().await, app.person("other@demo.example", None).await);
        let wish = json!({"days": 7, "reason_code": "late_setup", "reason_text": "Demo."});
        let extension = text(&tried.vendor.post(&tried.path("/extension-requests"), wish).await.ok(201), "id");
        let sessions = tried.sme.get("/v1/me/sessions").await.ok(200);
        let (session, at_extension) = (text(&sessions["data"][0], "id"), format!("/v1/extension-requests/{extension}"));
        for (reply, operation) in [
            (other.get(&tried.path("")).await, "get_trial"),
            (other.get("/v1/trials/1").await, "get_trial"),
            (other.get(&tried.path("/events")).await, "list_trial_events"),
            (other.act(&format!("{at_extension}/agreement")).await, "agree_to_extension"),
            (delete(&other, &format!("/v1/me/sessions/{session}")).await, "end_session"),
            (other.get("/v1/contests/cts_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").await, "get_contest"),
            (other.act("/v1/invitations/inv_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/acceptance").await, "accept_invitation"),
        ] {
            is_one_fact(app, &other, &reply, operation, "not_found").await;
        }
        let own = tried.vendor.act(&format!("{at_extension}/agreement")).await;
        is_one_fact(app, &tried.vendor, &own, "agree_to_extension", "extension_other_side").await;
        app.mails().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        let own = tried.confirmed_by(&tried.vendor).await;
        is_one_fact(app, &tried.vendor, &own, "confirm_conversion", "confirmed_by_claimer").await;
        app.mails().await;
    }

    async fn what_a_key_or_an_officer_of_another_province_is_refused_is_a_fact(app) {
        let (tried, (seller, vendor)) = (app.activated().await, keys::vendor(app).await);
        let made = keys::make_with(&seller.vendor, &vendor, &[Scope::TrialsRead], json!({})).await;
        app.mails().await;
        let by_key = made.at(&app.anon);
        let foreign = by_key.get(&tried.path("")).await;
        is_one_fact(app, &seller.vendor, &foreign, "get_trial", "not_found").await;
        app.person("officer@demo.example", None).await;
        let office = Office { role: StaffRole::ProvinceOfficer, province: Some("48".to_owned()) };
        let officer = app.take_office("officer@demo.example", office).await;
        let trial = officer.get(&tried.path("")).await;
        is_one_fact(app, &officer, &trial, "get_trial", "not_found").await;
        let business = officer.get(&format!("/v1/businesses/{}", tried.business_id)).await;
        is_one_fact(app, &officer, &business, "get_business", "not_found").await;
    }

    async fn the_own_case_of_staff_is_a_fact(app) {
        let (one, _two) = (administrator(app, 1).await, administrator(app, 2).await);
        let own = propose(&one, "admin1@demo.example", None).await;
        is_one_fact(app, &one, &own, "propose_staff_change", "own_office").await;
        app.account("new@demo.example", None).await;
        let change = propose(&one, "new@demo.example", Some("administrator")).await.ok(201);
        let alone = decide(&one, &change, "approval").await;
        is_one_fact(app, &one, &alone, "approve_staff_change", "second_administrator_needed").await;
        let seller = app.person("seller@demo.example", None).await;
        let body = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
        let vendor = text(&seller.post("/v1/vendors", body).await.ok(201), "id");
        let reviewer = app.take_office("seller@demo.example", StaffRole::Reviewer.into()).await;
        let vetted = reviewer.act(&format!("/v1/vendors/{vendor}/approval")).await;
        is_one_fact(app, &reviewer, &vetted, "approve_vendor", "conflict_of_interest").await;
        app.mails().await;
    }

    async fn who_is_not_known_and_what_is_no_operation_leave_none(app) {
        let (tried, who) = (app.requested().await, app.person("who@demo.example", None).await);
        app.anon.get(&tried.path("")).await.problem(401, "unauthenticated");
        app.anon.get("/v1/platforms/no-such-platform").await.problem(404, "not_found");
        who.get("/v1/nowhere").await.problem(404, "not_found");
        who.get("/v1/trials?limit=0").await.problem(400, "invalid_query");
        tried.vendor.act(&tried.path("/activation")).await.problem(409, "wrong_state");
        tried.sme.get(&tried.path("")).await.ok(200);
        assert_eq!(refusals(app).await, []);
    }

    async fn who_is_refused_on_and_on_fills_no_table(app) {
        let (one, two) = (app.person("one@demo.example", None).await, app.person("two@demo.example", None).await);
        let quotas = format!("{},refusals=3", crate::support::database::GENEROUS);
        let (server, client) = app.another(|config| config.limits = Quotas::parse(&quotas).expect("limits")).await;
        let (one, two, foreign) = (one.at(&client), two.at(&client), "/v1/trials/trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        for _ in 0..6 {
            one.get(foreign).await.problem(404, "not_found");
        }
        assert_eq!(refusals(app).await.len(), 3);
        two.get(foreign).await.problem(404, "not_found");
        app.advance(Duration::from_secs(20));
        one.get(foreign).await.problem(404, "not_found");
        assert_eq!(refusals(app).await.len(), 5);
        server.stop().await;
    }

    async fn what_was_done_is_read_page_by_page_newest_first(app) {
        let tried = app.activated().await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let about = auditor.walk(&format!("/v1/audit-events?subject={}&limit=2", tried.trial_id)).await;
        let kinds: Vec<String> = about.iter().flatten().map(|fact| text(fact, "kind")).collect();
        assert_eq!(kinds, ["trial.activated", "trial.provisioned", "trial.accepted", "trial.requested"]);
        let all = auditor.walk("/v1/audit-events?limit=100").await;
        let ids: Vec<String> = all.iter().flatten().map(|fact| text(fact, "id")).collect();
        let mut sorted = ids.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        assert!(ids == sorted && ids.len() > 20, "{}", ids.len());
        for (path, parameter) in [("account_id=trl_1", "account_id"), ("topic=x", "topic"), ("limit=0", "limit")] {
            let refused = auditor.get(&format!("/v1/audit-events?{path}")).await;
            assert_eq!(refused.faults(400, "invalid_query")[0].0, parameter);
        }
        tried.sme.get("/v1/audit-events").await.problem(403, "forbidden");
    }
}
