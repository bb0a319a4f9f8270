//! Mails that strangers can cause to an address: they keep nobody out, and flood no mailbox.

use super::{JSON, limited, log_in_from, register_from, tries_wait};
use crate::members::firms;
use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::smtp::Received;
use crate::support::{Client, Reply, json};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

const WHO: &str = "who@demo.example";
const STRANGER: &str = "192.0.2.1";
const OWNER: &str = "203.0.113.1";
const WRONG: &str = "ao cá mùa thu 77";
const NEW: &str = "vườn cau sau mưa 7";

/// What is allowed where nobody sets anything.
const AS_USUAL: &str = "tries=5,failed-log-ins=30,resets=1,mails-a-day=10,mails-by-one=3";

async fn ask_from(client: &Client, address: &str, path: &str, body: Value) -> Reply {
    client.send("POST", path, &[JSON, ("X-Forwarded-For", address)], body.to_string().into_bytes()).await
}

async fn reset_from(client: &Client, address: &str) {
    ask_from(client, address, "/v1/password-resets", json!({"email": WHO})).await.ok(202);
}

async fn complete_from(client: &Client, address: &str, link: &str, password: &str) -> u16 {
    let body = json!({"token": link.rsplit('/').next().expect("a token"), "password": password});
    ask_from(client, address, "/v1/password-resets/completion", body).await.status
}

/// Mails to an address by their subjects.
fn counted(mails: &[Received], to: &str, so_far: &mut BTreeMap<String, usize>) {
    for mail in mails.iter().filter(|mail| mail.to == to) {
        *so_far.entry(mail.subject.clone()).or_default() += 1;
    }
}

engines! {
    async fn a_stranger_keeps_no_owner_out(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited(AS_USUAL)).await;
        for _ in 0..10 {
            register_from(&client, STRANGER, WHO).await.ok(202);
            ask_from(&client, STRANGER, "/v1/accounts/verification-mails", json!({"email": WHO})).await.ok(202);
        }
        for _ in 0..5 {
            log_in_from(&client, STRANGER, WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        assert_eq!(app.mails().await.len(), 3);
        // What the stranger asks for is as good as what the owner asks for, and holds beside what comes later.
        reset_from(&client, STRANGER).await;
        let strangers = app.one_mail().await.link(&app.config.public_url);
        server.stop().await;
        let (server, client) = app.another(limited(AS_USUAL)).await;
        tries_wait(&log_in_from(&client, OWNER, WHO, PASSWORD).await);
        reset_from(&client, OWNER).await;
        assert_eq!(app.mails().await.len(), 0);
        app.advance(Duration::from_secs(20 * 60));
        for _ in 0..6 {
            log_in_from(&client, STRANGER, WHO, WRONG).await;
        }
        tries_wait(&log_in_from(&client, OWNER, WHO, PASSWORD).await);
        reset_from(&client, OWNER).await;
        app.one_mail().await.link(&app.config.public_url);
        assert_eq!(complete_from(&client, OWNER, &strangers, NEW).await, 204);
        app.one_mail().await;
        log_in_from(&client, OWNER, WHO, NEW).await.ok(201);
        server.stop().await;
    }

    async fn at_every_time_there_is_a_link_that_opens_or_one_to_be_had(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited(AS_USUAL)).await;
        let mut newest = String::new();
        for minute in 0..60 {
            reset_from(&client, STRANGER).await;
            reset_from(&client, OWNER).await;
            let mails = app.mails().await;
            assert_eq!(mails.len(), usize::from(minute % 20 == 0), "{minute}");
            if let Some(mail) = mails.first() {
                newest = mail.link(&app.config.public_url);
            }
            assert_eq!(client.get(&newest).await.status, 200, "{minute}");
            app.advance(Duration::from_secs(60));
        }
        server.stop().await;
    }

    async fn a_link_that_was_used_or_holds_no_more_keeps_no_other_from_coming(app) {
        let owner = app.person(WHO, None).await;
        let (server, client) = app.another(limited(AS_USUAL)).await;
        // A stranger who knows the password asks first, and changes it then: the link in the owner's mailbox is void.
        reset_from(&client, STRANGER).await;
        let first = app.one_mail().await.link(&app.config.public_url);
        let changed = owner.post("/v1/me/password", json!({"current_password": PASSWORD, "new_password": NEW})).await;
        assert_eq!(changed.status, 204, "{}", changed.text());
        app.one_mail().await;
        assert_eq!(complete_from(&client, OWNER, &first, WRONG).await, 410);
        reset_from(&client, OWNER).await;
        let second = app.one_mail().await.link(&app.config.public_url);
        reset_from(&client, OWNER).await;
        assert_eq!(app.mails().await.len(), 0, "the second holds");
        assert_eq!(complete_from(&client, OWNER, &second, WRONG).await, 204);
        app.one_mail().await;
        reset_from(&client, OWNER).await;
        app.one_mail().await.link(&app.config.public_url);
        server.stop().await;
    }

    async fn a_stranger_holds_up_no_first_registration(app) {
        let (server, client) = app.another(limited(AS_USUAL)).await;
        for _ in 0..12 {
            register_from(&client, STRANGER, WHO).await.ok(202);
        }
        assert_eq!(app.mails().await.len(), 3);
        server.stop().await;
        let (server, client) = app.another(limited(AS_USUAL)).await;
        register_from(&client, "192.0.2.200", WHO).await.ok(202);
        assert_eq!(app.mails().await.len(), 0, "the stranger's network");
        register_from(&client, OWNER, WHO).await.ok(202);
        let link = app.one_mail().await.link(&app.config.public_url);
        let token = json!({"token": link.rsplit('/').next().expect("a token"), "password": PASSWORD});
        assert_eq!(ask_from(&client, OWNER, "/v1/accounts/verification", token).await.status, 204);
        log_in_from(&client, OWNER, WHO, PASSWORD).await.ok(201);
        server.stop().await;
    }

    // 10 of registrations, 10 of changes of an address, 10 of invitations, 72 of links for a new password; and of an address
    // that is verified on that day, 10 verification mails more: 112.
    async fn strangers_cause_so_many_mails_a_day_to_an_address_and_no_more(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited(AS_USUAL)).await;
        let mut so_far = BTreeMap::new();
        for network in 0..5 {
            let stranger = app.person(&format!("stranger{network}@demo.example"), None).await;
            for n in 0..4 {
                register_from(&client, &format!("192.0.{network}.{n}"), WHO).await.ok(202);
                stranger.at(&client).post("/v1/me/address", json!({"email": WHO})).await.ok(202);
            }
        }
        counted(&app.mails().await, WHO, &mut so_far);
        for firm in firms(app).await.into_iter().chain(firms(app).await) {
            for _ in 0..4 {
                let made = firm.invite(&firm.owner.at(&client), WHO, "member").await.ok(201);
                counted(&app.mails().await, WHO, &mut so_far);
                assert_eq!(firm.revoke(&firm.owner, &text(&made, "id")).await.status, 204);
            }
        }
        assert_eq!(so_far.values().sum::<usize>(), 30, "{so_far:?}");
        for _ in 0..144 {
            reset_from(&client, STRANGER).await;
            app.advance(Duration::from_secs(10 * 60));
        }
        counted(&app.mails().await, WHO, &mut so_far);
        assert_eq!(so_far.values().sum::<usize>(), 102, "{so_far:?}");
        server.stop().await;
    }

    async fn a_waiting_address_gets_ten_verification_mails_a_day_beside_those_of_registrations(app) {
        let (server, client) = app.another(limited(AS_USUAL)).await;
        register_from(&client, STRANGER, WHO).await.ok(202);
        let first = app.one_mail().await.link(&app.config.public_url);
        for network in 0..5 {
            for n in 0..4 {
                ask_from(&client, &format!("198.51.{network}.{n}"), "/v1/accounts/verification-mails", json!({"email": WHO})).await.ok(202);
            }
        }
        assert_eq!(app.mails().await.len(), 10);
        // The first one's link holds on.
        let token = json!({"token": first.rsplit('/').next().expect("a token"), "password": PASSWORD});
        assert_eq!(ask_from(&client, OWNER, "/v1/accounts/verification", token).await.status, 204);
        server.stop().await;
    }
}
