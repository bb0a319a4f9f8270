//! API keys of provinces' and ministries' systems: who makes them, how far they see, how they end.

use super::administrator;
use crate::access::offices::of_danang;
use crate::accounts::keys::{DAY, Made};
use crate::members::account;
use crate::support::app::NOW;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::keys;
use dungthu::accounts::keys::Scope::{self, ConversionsRead, ReportsRead, TrialsRead};
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::config::Config;
use dungthu::db::Cause;
use dungthu::db::schema::events as e;
use futures_util::future::join_all;
use serde_json::Value;
use std::time::Duration;

const LIST: &str = "/v1/authority-api-keys";

/// All that a province's key can be made for.
const OF_PROVINCES: [Scope; 3] = [TrialsRead, ConversionsRead, ReportsRead];

/// The body of a province's key.
pub fn of_province(code: &str, scopes: &[Scope]) -> Value {
    json!({"authority": "province", "province_code": code, "name": format!("Demo {code}"), "scopes": scopes})
}

fn of_ministry() -> Value {
    json!({"authority": "ministry", "name": "Demo Bộ", "scopes": ["reports.read"]})
}

pub async fn make_for(by: &Client, body: Value) -> Made {
    Made::read(&by.post(LIST, body).await, LIST)
}

/// A member of staff of each kind that sees keys or is told of them, by name.
async fn officer(app: &TestApp, name: &str, province: &str) -> Client {
    let email = format!("{name}@demo.example");
    app.person(&email, None).await;
    app.take_office(&email, Office { role: StaffRole::ProvinceOfficer, province: Some(province.to_owned()) }).await
}

/// To whom the mails went that wait, and the subject of the first.
async fn told(app: &TestApp) -> (Vec<String>, String) {
    let mails = app.mails().await;
    let mut to: Vec<String> = mails.iter().map(|mail| mail.to.clone()).collect();
    to.sort();
    (to, mails.first().map(|mail| mail.subject.clone()).unwrap_or_default())
}

async fn opens(app: &TestApp, made: &Made) -> bool {
    let reply = made.at(&app.anon).get("/v1/reports/funnel").await;
    if reply.status != 200 {
        reply.problem(401, "unauthenticated");
    }
    reply.status == 200
}

/// Bodies of every GET of this path that two people are shown alike.
async fn seen_alike(one: &Client, other: &Client, path: &str) -> Reply {
    let (one, other) = (one.get(path).await, other.get(path).await);
    assert_eq!(one.essence(), other.essence(), "{path}");
    one
}

engines! {
    async fn a_provinces_system_sees_what_its_officer_sees(app) {
        let tried = app.activated().await;
        let (_, elsewhere) = of_danang(app, &tried).await;
        tried.vendor.post(&tried.path("/conversion"), crate::support::actors::claim()).await.ok(201);
        let admin = administrator(app, 1).await;
        let officer = officer(app, "officer", "79").await;
        let system = make_for(&admin, of_province("79", &OF_PROVINCES)).await.at(&app.anon);
        app.mails().await;
        let list = seen_alike(&system, &officer, "/v1/trials").await.ok(200);
        assert_eq!((list["data"].as_array().map(Vec::len), &list["data"][0]["id"], &list["data"][0]["need"]), (Some(1), &json!(tried.trial_id), &Value::Null));
        for (path, status) in [
            ("/v1/reports/funnel".to_owned(), 200), ("/v1/reports/funnel?group_by=province".to_owned(), 200),
            (tried.path(""), 200), (tried.path("/events"), 200), (tried.path("/extension-requests"), 200), (tried.path("/conversion"), 200),
            (format!("/v1/trials/{elsewhere}"), 404), (format!("/v1/trials/{elsewhere}/events"), 404), (format!("/v1/trials/{elsewhere}/conversion"), 404),
        ] {
            assert_eq!(seen_alike(&system, &officer, &path).await.status, status, "{path}");
        }
        let funnel = system.get("/v1/reports/funnel").await.ok(200);
        assert_eq!((&funnel["about"]["province_code"], &funnel["total"]["started"]), (&json!("79"), &json!(1)));
        let other = make_for(&admin, of_province("48", &OF_PROVINCES)).await.at(&app.anon);
        assert_eq!(other.get("/v1/reports/funnel").await.ok(200)["about"]["province_code"], "48");
        other.get(&tried.path("")).await.problem(404, "not_found");
        other.get(&format!("/v1/trials/{elsewhere}")).await.ok(200);
        app.mails().await;
    }

    async fn a_ministrys_system_sees_the_figures_of_the_country_and_nothing_else(app) {
        let tried = app.activated().await;
        of_danang(app, &tried).await;
        let admin = administrator(app, 1).await;
        let analyst = app.person("analyst@demo.example", Some(StaffRole::Analyst)).await;
        let system = make_for(&admin, of_ministry()).await.at(&app.anon);
        app.mails().await;
        let funnel = seen_alike(&system, &analyst, "/v1/reports/funnel").await.ok(200);
        assert_eq!((&funnel["about"]["province_code"], &funnel["total"]["started"]), (&Value::Null, &json!(2)));
        app.unchanged(system.get(&tried.path(""))).await.problem(403, "insufficient_scope");
        app.unchanged(system.get("/v1/audit-events")).await.problem(403, "session_needed");
    }

    async fn it_reads_and_changes_nothing(app) {
        let tried = app.requested().await;
        let admin = administrator(app, 1).await;
        let made = make_for(&admin, of_province("79", &OF_PROVINCES)).await;
        let system = made.at(&app.anon);
        app.mails().await;
        app.unchanged(system.act(&tried.path("/acceptance"))).await.problem(403, "insufficient_scope");
        app.unchanged(system.post(&tried.path("/conversion/confirmation"), json!({"already_customer": false}))).await.problem(403, "session_needed");
        app.unchanged(system.post(LIST, of_ministry())).await.problem(403, "session_needed");
        app.unchanged(system.act(&format!("{}/rotation", made.path()))).await.problem(403, "session_needed");
        app.unchanged(system.get(LIST)).await.problem(403, "session_needed");
        app.unchanged(system.get("/v1/me")).await.problem(403, "session_needed");
        // Whatever its scopes say, no write is done with it.
        let (digest, now) = (keys::Token::read(&made.token).expect("a key").digest(), app.db.now());
        let standing = app.query(move |conn| keys::standing(conn, &digest, now)).await.expect("a look").expect("a key");
        let shown = standing.key().expect("a key").clone();
        assert!(!app.db.write(Cause::default(), move |tx| keys::holds(tx, &shown)).await.expect("a look"));
    }

    async fn administrators_make_keys_and_those_who_watch_see_them(app) {
        let (admin, officer) = (administrator(app, 1).await, officer(app, "officer", "48").await);
        let body = json!({"authority": "province", "province_code": "48", "name": " Sở Demo ", "scopes": ["reports.read", "trials.read"], "networks": ["203.0.113.9/24"], "expires_in_days": 30});
        let reply = admin.post(LIST, body).await;
        assert_eq!(reply.header("location"), Some(LIST));
        let made = reply.ok(201);
        let token = text(&made, "token");
        let known = json!({"id": made["api_key"]["id"], "authority": "province", "province_code": "48", "name": "Sở Demo", "prefix": &token[..12], "status": "active",
            "scopes": ["trials.read", "reports.read"], "networks": ["203.0.113.0/24"], "made_by": account(&admin).await, "created_at": NOW.to_string(),
            "expires_at": NOW.plus_days(30).to_string(), "rotated_at": null, "revoked_at": null, "last_used_at": null});
        assert_eq!(made["api_key"], known);
        let mail = app.mails().await;
        assert_eq!(mail.len(), 2, "the administrator and the province's officer");
        assert!(mail.iter().all(|it| it.text.contains("Sở Demo") && it.text.contains("Thành phố Đà Nẵng") && it.text.contains(&token[..12]) && !it.raw.contains(&token[13..])), "{mail:?}");
        for role in [StaffRole::Auditor, StaffRole::DataProtectionOfficer] {
            let who = app.person(&format!("{role}@demo.example"), Some(role)).await;
            let list = who.get(LIST).await;
            assert_eq!(list.ok(200)["data"], json!([known]));
            assert!(!list.text().contains(&token[13..]), "the secret is shown once");
            app.unchanged(who.post(LIST, of_ministry())).await.problem(403, "forbidden");
        }
        app.unchanged(officer.get(LIST)).await.problem(403, "forbidden");
        app.unchanged(officer.post(LIST, of_province("48", &[ReportsRead]))).await.problem(403, "forbidden");
        let facts = admin.get(&format!("/v1/audit-events?subject={}", text(&known, "id"))).await.ok(200);
        let body = json!({"key": known["id"], "vendor": null, "authority": "province", "province": "48", "scopes": ["trials.read", "reports.read"], "expires_at": known["expires_at"]});
        assert_eq!((&facts["data"][0]["kind"], &facts["data"][0]["body"], &facts["data"][0]["account_id"]), (&json!("api_key.created"), &body, &known["made_by"]));
    }

    async fn who_answers_for_a_key_is_told_and_nobody_else(app) {
        let (one, _) = (administrator(app, 1).await, administrator(app, 2).await);
        officer(app, "danang", "48").await;
        officer(app, "saigon", "79").await;
        app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let with_danang = ["admin1@demo.example", "admin2@demo.example", "danang@demo.example"];
        let key = make_for(&one, of_province("48", &[ReportsRead])).await;
        let (to, subject) = told(app).await;
        assert!(to == with_danang && subject == "A new API key of Thành phố Đà Nẵng", "{to:?} {subject}");
        let new = key.rotated_by(&one).await;
        let (to, subject) = told(app).await;
        assert!(to == with_danang && subject.ends_with(" was replaced"), "{to:?} {subject}");
        assert_eq!(new.revoked_by(&one).await.status, 204);
        let (to, subject) = told(app).await;
        assert!(to == with_danang && subject.ends_with(" was revoked"), "{to:?} {subject}");
        make_for(&one, of_ministry()).await;
        let (to, subject) = told(app).await;
        assert!(to == with_danang[..2] && subject == "A new API key of the ministries", "{to:?} {subject}");
    }

    async fn wrong_values_are_named(app) {
        let admin = administrator(app, 1).await;
        let refused = |change: Value| {
            let mut body = of_province("48", &[ReportsRead]);
            change.as_object().expect("members").iter().for_each(|(name, value)| body[name] = value.clone());
            app.unchanged(admin.post(LIST, body))
        };
        for (change, pointer, fault) in [
            (json!({"province_code": null}), "/province_code", "unknown_province"),
            (json!({"province_code": "00"}), "/province_code", "unknown_province"),
            // A code of the list of 63 alone.
            (json!({"province_code": "02"}), "/province_code", "unknown_province"),
            (json!({"authority": "ministry"}), "/province_code", "unknown_province"),
            (json!({"scopes": ["reports.read", "trials.write"]}), "/scopes", "not_one_of"),
            (json!({"scopes": ["listings.read"]}), "/scopes", "not_one_of"),
            (json!({"authority": "ministry", "province_code": null, "scopes": ["trials.read"]}), "/scopes", "not_one_of"),
            (json!({"scopes": []}), "/scopes", "out_of_range"),
            (json!({"name": " "}), "/name", "empty"),
            (json!({"expires_in_days": 367}), "/expires_in_days", "out_of_range"),
            (json!({"networks": ["example.vn"]}), "/networks/0", "not_a_network"), (json!({"networks": ["0.0.0.0/0"]}), "/networks/0", "network_too_wide"),
        ] {
            refused(change).await.fault(422, "invalid_values", pointer, fault);
        }
        for change in [json!({"authority": "city"}), json!({"authority": null}), json!({"scopes": ["all"]}), json!({"vendor_id": null})] {
            refused(change).await.problem(400, "malformed_json");
        }
    }

    async fn making_and_rotating_want_proof_anew_and_revoking_does_not(app) {
        let admin = administrator(app, 1).await;
        let made = make_for(&admin, of_ministry()).await;
        app.one_mail().await;
        admin.post_with_key(LIST, "one", of_ministry()).await.ok(201);
        app.one_mail().await;
        app.unchanged(admin.post_with_key(LIST, "one", of_ministry())).await.problem(409, "answer_not_kept");
        app.advance(Duration::from_secs(601));
        app.unchanged(admin.post(LIST, of_ministry())).await.problem(401, "reauthentication_needed");
        app.unchanged(made.rotation_by(&admin)).await.problem(401, "reauthentication_needed");
        assert_eq!(made.revoked_by(&admin).await.status, 204);
        app.one_mail().await;
    }

    async fn a_key_holds_while_its_maker_is_an_administrator(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let made = make_for(&one, of_province("79", &[ReportsRead])).await;
        assert!(opens(app, &made).await);
        for office in [None, Some(StaffRole::Auditor)] {
            app.set_office("admin1@demo.example", office.map(Office::from)).await;
            assert!(!opens(app, &made).await);
            assert_eq!(made.listed(&two).await["status"], "maker_gone");
        }
        app.set_office("admin1@demo.example", Some(StaffRole::Administrator.into())).await;
        assert!(opens(app, &made).await, "looked up at each request");
        app.set_office("admin1@demo.example", None).await;
        // Another administrator takes it over.
        let new = made.rotated_by(&two).await;
        assert!(opens(app, &new).await && !opens(app, &made).await);
        assert_eq!(new.api_key["made_by"], json!(account(&two).await));
        app.mails().await;
    }

    async fn a_key_ends_by_itself_by_a_rotation_and_at_once_on_every_server(app) {
        let admin = administrator(app, 1).await;
        let mut brief = of_province("79", &[ReportsRead]);
        brief["expires_in_days"] = json!(1);
        let (short, old, revoked) = (make_for(&admin, brief).await, make_for(&admin, of_ministry()).await, make_for(&admin, of_ministry()).await);
        let new = old.rotated_by(&admin).await;
        assert_eq!(old.listed(&admin).await["expires_at"], NOW.plus_days(1).to_string());
        app.mails().await;
        app.unchanged(old.rotation_by(&admin)).await.problem(409, "wrong_state");
        let (server, client) = app.another(|_| {}).await;
        revoked.at(&client).get("/v1/reports/funnel").await.ok(200);
        assert_eq!(revoked.revoked_by(&admin).await.status, 204);
        revoked.at(&client).get("/v1/reports/funnel").await.problem(401, "unauthenticated");
        app.one_mail().await;
        assert_eq!(app.unchanged(revoked.revoked_by(&admin)).await.status, 204, "once more changes nothing");
        app.advance(DAY - Duration::from_micros(1));
        assert!(opens(app, &short).await && opens(app, &old).await && opens(app, &new).await);
        app.advance(Duration::from_micros(1));
        assert!(!opens(app, &short).await && !opens(app, &old).await && opens(app, &new).await);
        server.stop().await;
    }

    async fn who_answers_for_it_is_told_two_weeks_before_its_end(app) {
        let admin = administrator(app, 1).await;
        let mut body = of_ministry();
        body["expires_in_days"] = json!(15);
        make_for(&admin, body).await;
        app.one_mail().await;
        app.advance(DAY);
        assert_eq!(app.server.worker.remind().await.expect("reminders"), 1);
        let mail = app.one_mail().await;
        assert!(mail.to == "admin1@demo.example" && mail.subject.contains("expires on 1 December 2026"), "{mail:?}");
    }

    async fn it_is_used_from_its_networks_and_its_last_use_is_written_down(app) {
        let admin = administrator(app, 1).await;
        let mut body = of_ministry();
        body["networks"] = json!(["203.0.113.0/24"]);
        let made = make_for(&admin, body).await;
        app.one_mail().await;
        let (server, client) = app.another(|config: &mut Config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
        let system = made.at(&client);
        let from = async |address: &str| system.send("GET", "/v1/reports/funnel", &[("X-Forwarded-For", address)], Vec::new()).await;
        app.unchanged(from("203.0.114.9")).await.problem(403, "address_not_allowed");
        app.unchanged(made.at(&app.anon).get("/v1/reports/funnel")).await.problem(403, "address_not_allowed");
        from("203.0.113.9").await.ok(200);
        server.worker.note_uses().await.expect("noted");
        assert_eq!(made.listed(&admin).await["last_used_at"], app.clock.now().to_string());
        server.stop().await;
    }

    async fn twenty_of_a_province_hold_at_a_time_also_when_made_at_once(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        app.expect_unsent();
        let made = join_all((0..24).map(|n| (if n % 2 == 0 { &one } else { &two }).post(LIST, of_province("48", &[ReportsRead])))).await;
        assert_eq!(made.iter().filter(|reply| reply.status == 201).count(), 20);
        made.iter().filter(|reply| reply.status != 201).for_each(|reply| drop(reply.problem(409, "too_many_keys")));
        app.unchanged(one.post(LIST, of_province("48", &[ReportsRead]))).await.problem(409, "too_many_keys");
        // Others have their own count.
        make_for(&one, of_province("79", &[ReportsRead])).await;
        make_for(&one, of_ministry()).await;
        assert_eq!(one.walk(&format!("{LIST}?limit=7")).await.concat().len(), 22);
    }

    async fn of_rotations_at_once_one_makes_a_key(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let made = make_for(&one, of_ministry()).await;
        app.mails().await;
        let replies = join_all((0..16).map(|n| made.rotation_by(if n % 2 == 0 { &one } else { &two }))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
        replies.iter().filter(|reply| reply.status != 201).for_each(|reply| drop(reply.problem(409, "wrong_state")));
        assert_eq!(app.mails().await.len(), 2, "each administrator is told once");
    }

    async fn keys_of_vendors_and_of_authorities_are_not_each_others(app) {
        let admin = administrator(app, 1).await;
        let (tried, vendor) = crate::accounts::keys::vendor(app).await;
        let of_vendor = crate::accounts::keys::make(&tried.vendor, &vendor, json!({"name": "Demo", "scopes": ["trials.read"]})).await;
        let of_authority = make_for(&admin, of_ministry()).await;
        app.mails().await;
        let at_authorities = format!("{LIST}/{}", of_vendor.id);
        let at_vendor = format!("{}/{}", crate::accounts::keys::list_of(&vendor), of_authority.id);
        for (who, path) in [(&admin, at_authorities), (&tried.vendor, at_vendor)] {
            app.unchanged(who.act(&format!("{path}/rotation"))).await.problem(404, "not_found");
            app.unchanged(who.send("DELETE", &path, &[], Vec::new())).await.problem(404, "not_found");
        }
        assert_eq!(admin.get(LIST).await.ok(200)["data"].as_array().map(Vec::len), Some(1));
    }

    async fn what_it_is_refused_is_recorded_with_the_key(app) {
        let admin = administrator(app, 1).await;
        let made = make_for(&admin, of_ministry()).await;
        app.one_mail().await;
        made.at(&app.anon).get("/v1/trials").await.problem(403, "insufficient_scope");
        let id = made.id.clone();
        let facts: Vec<(String, String)> = app.query(move |conn| {
            e::table.filter(e::api_key_id.eq(id)).select((e::kind, e::body)).load(conn).expect("facts")
        }).await;
        assert!(facts.len() == 1 && facts[0].0 == "access.refused" && facts[0].1.contains("list_trials"), "{facts:?}");
    }
}
