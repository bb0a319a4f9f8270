//! A vendor's system works with a key.

use super::{OF_VENDORS, make, make_with, vendor};
use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::keys::Scope::TrialsRead;
use dungthu::accounts::model::StaffRole;
use dungthu::config::Config;
use dungthu::db::schema::events as e;
use dungthu::limits::Quotas;
use serde_json::Value;
use std::time::Duration;

/// What those who watch see of something: which key caused each fact, the oldest first.
async fn keys_of(auditor: &Client, subject: &str) -> Vec<(String, Value)> {
    let all = auditor.get(&format!("/v1/audit-events?subject={subject}&limit=100")).await.ok(200);
    let facts = all["data"].as_array().expect("a list").iter().rev();
    facts.map(|fact| (text(fact, "kind"), fact["api_key_id"].clone())).collect()
}

/// How much was done with these keys.
pub async fn caused_by(app: &TestApp, keys: &[&str]) -> usize {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let count = move |conn: &mut dungthu::db::Conn| {
        e::table
            .filter(e::api_key_id.eq_any(keys))
            .filter(e::kind.ne("access.refused"))
            .count()
            .get_result::<i64>(conn)
            .expect("a count")
    };
    usize::try_from(app.query(count).await).expect("a count")
}

fn behind_a_proxy(config: &mut Config) {
    config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
}

async fn from(client: &Client, address: &str) -> crate::support::Reply {
    client.send("GET", "/v1/trials", &[("X-Forwarded-For", address)], Vec::new()).await
}

engines! {
    async fn a_system_walks_a_trial_to_its_claim(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make_with(&tried.vendor, &vendor, OF_VENDORS, json!({})).await;
        let system = made.at(&app.anon);
        assert_eq!(system.get("/v1/trials?status=requested").await.ok(200)["data"][0]["id"], tried.trial_id);
        system.act(&tried.path("/acceptance")).await.ok(200);
        system.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        system.act(&tried.path("/activation")).await.ok(200);
        system.post(&tried.path("/heartbeats"), json!({"week_of": "2026-11-16"})).await.ok(200);
        assert_eq!(system.post(&tried.path("/conversion"), claim()).await.ok(201)["claimed_by_side"], "vendor");
        assert_eq!(system.get(&tried.path("/conversion")).await.ok(200)["status"], "claimed");
        assert_eq!(system.get(&tried.path("/events")).await.ok(200)["data"].as_array().map(Vec::len), Some(6));
        app.unchanged(system.post(&tried.path("/conversion/confirmation"), json!({"already_customer": false}))).await.problem(403, "session_needed");
        let listing = text(&system.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
        system.act(&format!("/v1/platforms/{listing}/submission")).await.ok(200);
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let by = keys_of(&auditor, &tried.trial_id).await;
        let of_business = ("trial.requested".to_owned(), json!(null));
        assert!(by.len() == 6 && by[0] == of_business && by[1..].iter().all(|(_, key)| *key == json!(made.id)), "{by:?}");
        app.mails().await;
    }

    async fn a_refusal_names_what_the_key_can_do(app) {
        let (tried, vendor) = vendor(app).await;
        let system = make_with(&tried.vendor, &vendor, OF_VENDORS, json!({})).await.at(&app.anon);
        system.act(&tried.path("/acceptance")).await.ok(200);
        let told = app.unchanged(system.act(&tried.path("/acceptance"))).await.problem(409, "wrong_state");
        assert_eq!((&told["state"], &told["possible"]), (&json!("accepted"), &json!(["provision_trial", "cancel_trial"])), "{told}");
        system.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        system.act(&tried.path("/activation")).await.ok(200);
        tried.sme.post(&tried.path("/conversion"), claim()).await.ok(201);
        // Only people confirm, dispute and show invoices.
        for (who, possible) in [(&system, json!([])), (&tried.vendor, json!(["confirm_conversion", "dispute_conversion", "show_invoice"]))] {
            let told = app.unchanged(who.post(&tried.path("/conversion"), claim())).await.problem(409, "conversion_exists");
            assert_eq!((&told["state"], &told["possible"]), (&json!("claimed"), &possible), "{told}");
        }
        app.mails().await;
    }

    async fn a_key_reaches_no_further_than_its_vendor(app) {
        let (tried, vendor) = vendor(app).await;
        let owner = &tried.vendor;
        // Of the same person: another vendor, a business, and a trial of each.
        let (other, business) = (app.vendor(owner).await, app.business(owner).await);
        let platform = app.platform(owner, &other).await;
        let elsewhere = app.requested().await;
        let asked = text(&owner.post("/v1/trials", app.trial_body(&business, &elsewhere.platform_id)).await.ok(201), "id");
        let at_other = text(&elsewhere.sme.post("/v1/trials", app.trial_body(&elsewhere.business_id, &platform)).await.ok(201), "id");
        let system = make_with(owner, &vendor, OF_VENDORS, json!({})).await.at(&app.anon);
        app.mails().await;
        assert_eq!(owner.get("/v1/trials").await.ok(200)["data"].as_array().map(Vec::len), Some(3));
        let seen = system.get("/v1/trials").await.ok(200);
        assert_eq!((seen["data"].as_array().map(Vec::len), &seen["data"][0]["id"]), (Some(1), &json!(tried.trial_id)));
        for trial in [asked, at_other] {
            for path in [format!("/v1/trials/{trial}"), format!("/v1/trials/{trial}/events"), format!("/v1/trials/{trial}/conversion")] {
                system.get(&path).await.problem(404, "not_found");
            }
            app.unchanged(system.post(&format!("/v1/trials/{trial}/cancellation"), json!({"reason_code": "other"}))).await.problem(404, "not_found");
            app.unchanged(system.act(&format!("/v1/trials/{trial}/acceptance"))).await.problem(404, "not_found");
        }
        app.unchanged(system.post("/v1/platforms", app.platform_body(&other))).await.fault(422, "invalid_values", "/vendor_id", "unknown_reference");
        system.get(&format!("/v1/listings/{platform}")).await.problem(404, "not_found");
        assert_eq!(system.get("/v1/listings").await.ok(200)["data"].as_array().map(Vec::len), Some(1));
    }

    async fn what_a_key_is_refused_says_why(app) {
        let (tried, vendor) = vendor(app).await;
        let system = make(&tried.vendor, &vendor, json!({"name": "Demo", "scopes": ["listings.read"]})).await.at(&app.anon);
        app.one_mail().await;
        let refused = app.unchanged(system.act(&tried.path("/acceptance"))).await.problem(403, "insufficient_scope");
        assert!(text(&refused, "detail").contains("trials.write"), "{refused}");
        for path in ["/v1/me", "/v1/vendors/", "/v1/reports/funnel"] {
            let path = if path.ends_with('/') { format!("{path}{vendor}/api-keys") } else { path.to_owned() };
            assert!([403].contains(&app.unchanged(system.get(&path)).await.status), "{path}");
        }
        app.unchanged(system.send("DELETE", "/v1/sessions/current", &[], Vec::new())).await.problem(403, "session_needed");
    }

    async fn a_key_is_used_from_its_networks_alone(app) {
        let (tried, vendor) = vendor(app).await;
        let (server, client) = app.another(behind_a_proxy).await;
        let bound = json!({"networks": ["203.0.113.0/24", "2001:db8:1:2::/64"]});
        let system = make_with(&tried.vendor, &vendor, &[TrialsRead], bound).await.at(&client);
        app.one_mail().await;
        for address in ["203.0.113.1", "203.0.113.254", "2001:db8:1:2:ffff::1", "198.51.100.1, 203.0.113.9"] {
            from(&system, address).await.ok(200);
        }
        for address in ["203.0.114.1", "127.0.0.1", "2001:db8:1:3::1", "203.0.113.9, 198.51.100.1", "::ffff:203.0.114.1"] {
            let refused = app.unchanged(from(&system, address)).await;
            refused.problem(403, "address_not_allowed");
            assert!(!refused.text().contains("203.0.113"), "it does not tell from where");
        }
        server.stop().await;
    }

    async fn a_key_counts_by_itself(app) {
        let (tried, vendor) = vendor(app).await;
        let (one, two) = (make_with(&tried.vendor, &vendor, &[TrialsRead], json!({})).await, make_with(&tried.vendor, &vendor, &[TrialsRead], json!({})).await);
        app.mails().await;
        let limits = Quotas::parse(&format!("{},account=2", crate::support::database::GENEROUS)).expect("limits");
        let (server, client) = app.another(move |config| config.limits = limits).await;
        for _ in 0..2 {
            one.at(&client).get("/v1/trials").await.ok(200);
        }
        app.unchanged(one.at(&client).get("/v1/trials")).await.problem(429, "too_many_requests");
        two.at(&client).get("/v1/trials").await.ok(200);
        tried.vendor.at(&client).get("/v1/trials").await.ok(200);
        server.stop().await;
    }

    async fn a_retry_finds_its_answer_after_a_rotation_and_no_other_vendors(app) {
        let (tried, vendor) = vendor(app).await;
        // The same person owns another vendor, whose system happens to use the same idempotency keys.
        let other = app.vendor(&tried.vendor).await;
        let (mine, others) = (make_with(&tried.vendor, &vendor, OF_VENDORS, json!({})).await, make_with(&tried.vendor, &other, OF_VENDORS, json!({})).await);
        let body = app.platform_body(&vendor);
        let first = mine.at(&app.anon).post_with_key("/v1/platforms", "1", body.clone()).await;
        let new = mine.rotated_by(&tried.vendor).await;
        app.mails().await;
        let again = app.unchanged(new.at(&app.anon).post_with_key("/v1/platforms", "1", body.clone())).await;
        assert_eq!((again.ok(201), again.header("idempotent-replayed")), (first.ok(201), Some("true")));
        app.unchanged(others.at(&app.anon).post_with_key("/v1/platforms", "1", body.clone())).await.fault(422, "invalid_values", "/vendor_id", "unknown_reference");
        app.unchanged(tried.vendor.post_with_key("/v1/platforms", "1", body)).await.problem(409, "slug_taken");
    }

    async fn the_last_use_is_written_down_once_an_hour_and_by_the_worker(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make_with(&tried.vendor, &vendor, &[TrialsRead], json!({})).await;
        app.one_mail().await;
        let system = made.at(&app.anon);
        let seen = async || made.listed(&tried.vendor).await["last_used_at"].clone();
        app.unchanged(system.get("/v1/trials")).await.ok(200);
        assert_eq!(seen().await, json!(null), "no request waits for the write");
        let noted = async || {
            app.server.worker.note_uses().await.expect("noted");
            seen().await
        };
        let first = json!(app.clock.now().to_string());
        assert_eq!(noted().await, first);
        app.advance(Duration::from_secs(3_599));
        system.get("/v1/trials").await.ok(200);
        assert_eq!(noted().await, first, "once an hour");
        app.advance(Duration::from_secs(1));
        app.unchanged(system.act(&tried.path("/acceptance"))).await.problem(403, "insufficient_scope");
        assert_eq!(noted().await, first, "what is refused is no use");
        system.get("/v1/trials").await.ok(200);
        assert_eq!(noted().await, json!(app.clock.now().to_string()));
    }
}
