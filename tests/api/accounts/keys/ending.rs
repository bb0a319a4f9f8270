//! Keys end: by themselves, by a rotation, at once, with their maker.

use super::{DAY, Made, key_body, list_of, make, make_with, vendor};
use crate::members::firm;
use crate::support::app::NOW;
use crate::support::client::text;
use crate::support::{TestApp, json};
use dungthu::accounts::keys::Scope::TrialsRead;
use dungthu::accounts::members::MemberRole;
use futures_util::future::join_all;
use std::time::Duration;

async fn opens(app: &TestApp, made: &Made) -> bool {
    let reply = made.at(&app.anon).get("/v1/trials").await;
    if reply.status != 200 {
        reply.problem(401, "unauthenticated");
    }
    reply.status == 200
}

engines! {
    async fn a_key_ends_with_its_last_microsecond(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make_with(&tried.vendor, &vendor, &[TrialsRead], json!({"expires_in_days": 1})).await;
        app.one_mail().await;
        app.advance(DAY - Duration::from_micros(1));
        assert!(opens(app, &made).await);
        app.advance(Duration::from_micros(1));
        assert!(!opens(app, &made).await);
    }

    async fn a_revoked_key_opens_nothing_at_any_server(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make(&tried.vendor, &vendor, key_body()).await;
        let (server, client) = app.another(|_| {}).await;
        let system = made.at(&client);
        system.get("/v1/trials").await.ok(200);
        assert_eq!(made.revoked_by(&tried.vendor).await.status, 204);
        system.get("/v1/trials").await.problem(401, "unauthenticated");
        assert!(!opens(app, &made).await);
        assert_eq!(made.listed(&tried.vendor).await["status"], "revoked");
        assert_eq!(app.mails().await.len(), 2);
        assert_eq!(app.unchanged(made.revoked_by(&tried.vendor)).await.status, 204, "once more changes nothing");
        app.unchanged(made.rotation_by(&tried.vendor)).await.problem(409, "wrong_state");
        server.stop().await;
    }

    async fn a_rotated_key_holds_on_for_a_day(app) {
        let (tried, vendor) = vendor(app).await;
        let old = make_with(&tried.vendor, &vendor, &[TrialsRead], json!({"expires_in_days": 30, "networks": ["127.0.0.1"]})).await;
        let new = old.rotated_by(&tried.vendor).await;
        app.mails().await;
        assert_ne!(old.token, new.token);
        for same in ["name", "scopes", "networks", "made_by"] {
            assert_eq!(old.api_key[same], new.api_key[same]);
        }
        assert_eq!(new.api_key["expires_at"], NOW.plus_days(30).to_string());
        let listed = old.listed(&tried.vendor).await;
        assert_eq!((&listed["status"], &listed["expires_at"]), (&json!("rotated"), &json!(NOW.plus_days(1).to_string())));
        app.unchanged(old.rotation_by(&tried.vendor)).await.problem(409, "wrong_state");
        app.advance(DAY - Duration::from_micros(1));
        assert!(opens(app, &old).await && opens(app, &new).await);
        app.advance(Duration::from_micros(1));
        assert!(!opens(app, &old).await && opens(app, &new).await);
    }

    async fn an_overlap_ends_with_the_keys_own_end(app) {
        let (tried, vendor) = vendor(app).await;
        let old = make_with(&tried.vendor, &vendor, &[TrialsRead], json!({"expires_in_days": 1})).await;
        app.advance(Duration::from_secs(500));
        old.rotated_by(&tried.vendor).await;
        app.mails().await;
        assert_eq!(old.listed(&tried.vendor).await["expires_at"], NOW.plus_days(1).to_string());
    }

    async fn of_a_key_and_those_in_its_place_two_hold(app) {
        let (tried, vendor) = vendor(app).await;
        let first = make(&tried.vendor, &vendor, key_body()).await;
        let second = first.rotated_by(&tried.vendor).await;
        assert!(opens(app, &first).await && opens(app, &second).await);
        let third = second.rotated_by(&tried.vendor).await;
        assert!(!opens(app, &first).await && opens(app, &second).await && opens(app, &third).await);
        app.mails().await;
    }

    async fn of_rotations_at_once_one_makes_a_key(app) {
        let (tried, vendor) = vendor(app).await;
        let place = firm(tried.vendor.clone(), "vendors", vendor.clone());
        let other = place.with(app, MemberRole::Owner).await;
        let made = make(&tried.vendor, &vendor, key_body()).await;
        app.mails().await;
        let replies = join_all((0..16).map(|n| made.rotation_by(if n % 2 == 0 { &tried.vendor } else { &other }))).await;
        let done: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
        replies.iter().filter(|reply| reply.status != 201).for_each(|reply| drop(reply.problem(409, "wrong_state")));
        assert_eq!(done.len(), 1);
        let list = tried.vendor.get(&list_of(&vendor)).await.ok(200);
        assert_eq!(list["data"].as_array().map(Vec::len), Some(2));
        assert_eq!(app.mails().await.len(), 2, "each owner is told once");
    }

    async fn keys_made_at_once_are_not_too_many(app) {
        let (tried, vendor) = vendor(app).await;
        app.expect_unsent();
        for _ in 0..18 {
            make(&tried.vendor, &vendor, key_body()).await;
        }
        let list = list_of(&vendor);
        let replies = join_all((0..8).map(|_| tried.vendor.post(&list, key_body()))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 2);
    }

    async fn a_key_holds_while_its_maker_is_an_owner(app) {
        let (tried, vendor) = vendor(app).await;
        let place = firm(tried.vendor.clone(), "vendors", vendor.clone());
        let maker = place.with(app, MemberRole::Owner).await;
        let made = make(&maker, &vendor, key_body()).await;
        assert!(opens(app, &made).await);
        for role in ["manager", "member"] {
            place.give(&tried.vendor, &maker, role).await.ok(200);
            assert!(!opens(app, &made).await, "{role}");
            assert_eq!(made.listed(&tried.vendor).await["status"], "maker_gone");
        }
        // Who becomes an owner again brings none back to life: for a time the key was nobody's.
        app.advance(Duration::from_secs(1));
        place.give(&tried.vendor, &maker, "owner").await.ok(200);
        assert!(!opens(app, &made).await);
        assert_eq!(made.listed(&tried.vendor).await["status"], "maker_gone");
        let fresh = make(&maker, &vendor, key_body()).await;
        assert!(opens(app, &fresh).await);
        assert_eq!(place.remove(&tried.vendor, &maker).await.status, 204);
        assert!(!opens(app, &fresh).await);
        // Another owner takes it over: the new key acts under theirs.
        let new = made.rotated_by(&tried.vendor).await;
        assert!(opens(app, &new).await && !opens(app, &made).await);
        assert_eq!(new.api_key["made_by"], text(&tried.vendor.get("/v1/me").await.ok(200), "id"));
        app.mails().await;
    }

    async fn owners_are_told_two_weeks_before_a_key_ends(app) {
        let (tried, vendor) = vendor(app).await;
        let days = async |days: i64| make_with(&tried.vendor, &vendor, &[TrialsRead], json!({"expires_in_days": days, "name": format!("Demo {days}")})).await;
        let (_short, long, rotated, revoked) = (days(14).await, days(15).await, days(16).await, days(17).await);
        rotated.rotated_by(&tried.vendor).await;
        assert_eq!(revoked.revoked_by(&tried.vendor).await.status, 204);
        app.mails().await;
        let remind = async || app.server.worker.remind().await.expect("reminders");
        assert_eq!(app.unchanged(remind()).await, 0);
        app.advance(DAY - Duration::from_micros(1));
        assert_eq!(app.unchanged(remind()).await, 0);
        app.advance(Duration::from_micros(1));
        assert_eq!(remind().await, 1);
        let told = app.one_mail().await;
        assert!(told.subject.contains("expires on 1 December 2026") && told.text.contains("Demo 15"), "{told:?}");
        assert_eq!(app.unchanged(remind()).await, 0, "once");
        assert_eq!(long.revoked_by(&app.log_in(&tried.vendor_email).await).await.status, 204);
        app.one_mail().await;
    }

    async fn a_reminder_that_no_longer_fits_is_dropped(app) {
        let (tried, vendor) = vendor(app).await;
        let made = make_with(&tried.vendor, &vendor, &[TrialsRead], json!({"expires_in_days": 15})).await;
        app.one_mail().await;
        app.advance(DAY);
        assert_eq!(app.server.worker.remind().await.expect("reminders"), 1);
        made.rotated_by(&app.log_in(&tried.vendor_email).await).await;
        assert!(app.one_mail().await.subject.ends_with(" was replaced"));
    }
}
