//! Keys are made, shown once and listed.

use super::{DAY, Made, key_body, list_of, make, vendor};
use crate::members::firm;
use crate::support::app::NOW;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole;
use std::time::Duration;

engines! {
    async fn a_key_is_shown_once_and_listed_without_its_secret(app) {
        let (tried, vendor) = vendor(app).await;
        let owner = &tried.vendor;
        let body = json!({"name": " Demo CRM ", "scopes": ["trials.write", "trials.read", "trials.write"], "networks": ["203.0.113.9/24", "198.51.100.7"]});
        let reply = owner.post(&list_of(&vendor), body).await;
        assert_eq!(reply.header("location"), Some(list_of(&vendor).as_str()));
        let made = reply.ok(201);
        let (token, key) = (text(&made, "token"), &made["api_key"]);
        assert!(token.len() == 63 && token.starts_with(key["prefix"].as_str().expect("a prefix")), "{made}");
        let account = owner.get("/v1/me").await.ok(200)["id"].clone();
        let known = json!({"id": key["id"], "name": "Demo CRM", "prefix": &token[..12], "status": "active", "authority": null, "province_code": null, "scopes": ["trials.read", "trials.write"],
            "networks": ["203.0.113.0/24", "198.51.100.7/32"], "made_by": account, "created_at": NOW.to_string(),
            "expires_at": NOW.plus_days(90).to_string(), "rotated_at": null, "revoked_at": null, "last_used_at": null});
        assert_eq!(*key, known);
        let list = owner.get(&list_of(&vendor)).await;
        assert_eq!(list.ok(200)["data"], json!([known]));
        assert!(!list.text().contains(&token[13..]), "the secret is shown once");
        let told = app.one_mail().await;
        assert!(told.to == tried.vendor_email && told.text.contains("Demo CRM") && told.text.contains(&token[..12]), "{told:?}");
        assert!(!told.raw.contains(&token[13..]));
    }

    async fn all_owners_are_told_and_nobody_else(app) {
        let (tried, vendor) = vendor(app).await;
        let place = firm(tried.vendor.clone(), "vendors", vendor.clone());
        let other = place.with(app, MemberRole::Owner).await;
        place.with(app, MemberRole::Manager).await;
        let mut owners = vec![tried.vendor_email.clone(), text(&other.get("/v1/me").await.ok(200), "email")];
        owners.sort();
        let made = make(&other, &vendor, key_body()).await;
        let told = async || {
            let mails = app.mails().await;
            let mut to: Vec<String> = mails.iter().map(|mail| mail.to.clone()).collect();
            to.sort();
            assert_eq!(to, owners);
            mails[0].subject.clone()
        };
        assert!(told().await.starts_with("A new API key of "));
        let new = made.rotated_by(&tried.vendor).await;
        assert!(told().await.ends_with(" was replaced"));
        assert_eq!(new.revoked_by(&other).await.status, 204);
        assert!(told().await.ends_with(" was revoked"));
    }

    async fn twenty_hold_at_a_time(app) {
        let (tried, vendor) = vendor(app).await;
        app.expect_unsent();
        let mut all = Vec::new();
        for _ in 0..20 {
            all.push(make(&tried.vendor, &vendor, key_body()).await);
        }
        let list = list_of(&vendor);
        let one_more = || tried.vendor.post(&list, key_body());
        app.unchanged(one_more()).await.problem(409, "too_many_keys");
        let first = all[0].rotated_by(&tried.vendor).await;
        app.unchanged(one_more()).await.problem(409, "too_many_keys");
        assert_eq!(first.revoked_by(&tried.vendor).await.status, 204);
        one_more().await.ok(201);
        app.unchanged(one_more()).await.problem(409, "too_many_keys");
        assert_eq!(tried.vendor.walk(&format!("{}?limit=7", list_of(&vendor))).await.concat().len(), 22);
    }

    async fn wrong_values_are_named(app) {
        let (tried, vendor) = vendor(app).await;
        let list = list_of(&vendor);
        let with = |member: &str, value: serde_json::Value| {
            let mut body = key_body();
            body[member] = value;
            app.unchanged(tried.vendor.post(&list, body))
        };
        let networks: Vec<String> = (0..21).map(|n| format!("203.0.113.{n}")).collect();
        for (member, value, pointer, fault) in [
            ("name", json!(" "), "/name", "empty"),
            ("name", json!("x".repeat(101)), "/name", "too_long"),
            ("scopes", json!([]), "/scopes", "out_of_range"),
            ("scopes", json!(vec!["trials.read"; 11]), "/scopes", "out_of_range"),
            ("scopes", json!(["trials.read", "reports.read"]), "/scopes", "not_one_of"),
            ("expires_in_days", json!(0), "/expires_in_days", "out_of_range"),
            ("expires_in_days", json!(367), "/expires_in_days", "out_of_range"),
            ("networks", json!(networks), "/networks", "out_of_range"),
            ("networks", json!(["203.0.113.0/24", "example.vn"]), "/networks/1", "not_a_network"),
            ("networks", json!(["2001:db8::1"]), "/networks/0", "not_a_network"),
            ("networks", json!(["203.0.113.0/24", "0.0.0.0/0"]), "/networks/1", "network_too_wide"), ("networks", json!(["::/0"]), "/networks/0", "network_too_wide"),
        ] {
            with(member, value).await.fault(422, "invalid_values", pointer, fault);
        }
        for (member, value) in [("scopes", json!(["reports.write"])), ("scopes", json!("trials.read")), ("expires_in_days", json!(1.5)), ("networks", json!("10.0.0.0/8"))] {
            with(member, value).await.problem(400, "malformed_json");
        }
        let whole = make(&tried.vendor, &vendor, json!({"name": "Demo", "scopes": ["listings.read"], "expires_in_days": 366.0, "networks": []})).await;
        assert_eq!(whole.api_key["expires_at"], NOW.plus_days(366).to_string());
        app.mails().await;
    }

    async fn a_retry_is_told_that_the_answer_was_not_kept(app) {
        let (tried, vendor) = vendor(app).await;
        tried.vendor.post_with_key(&list_of(&vendor), "one", key_body()).await.ok(201);
        app.one_mail().await;
        app.unchanged(tried.vendor.post_with_key(&list_of(&vendor), "one", key_body())).await.problem(409, "answer_not_kept");
    }

    async fn making_and_rotating_want_proof_anew_and_revoking_does_not(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make(&tried.vendor, &vendor, key_body()).await;
        app.one_mail().await;
        app.advance(Duration::from_secs(601));
        app.unchanged(tried.vendor.post(&list_of(&vendor), key_body())).await.problem(401, "reauthentication_needed");
        app.unchanged(made.rotation_by(&tried.vendor)).await.problem(401, "reauthentication_needed");
        assert_eq!(made.revoked_by(&tried.vendor).await.status, 204);
        app.one_mail().await;
    }

    async fn what_is_anothers_is_not_there(app) {
        let ((tried, vendor), (other, others)) = (vendor(app).await, super::vendor(app).await);
        let made = make(&tried.vendor, &vendor, key_body()).await;
        app.one_mail().await;
        let elsewhere = Made { list: list_of(&others), ..made.clone() };
        for (owner, made) in [(&other.vendor, &elsewhere), (&other.vendor, &made)] {
            app.unchanged(made.rotation_by(owner)).await.problem(404, "not_found");
            app.unchanged(made.revoked_by(owner)).await.problem(404, "not_found");
        }
        app.advance(DAY / 2);
        made.at(&app.anon).get("/v1/trials").await.ok(200);
    }
}
