//! What everybody is told of their own sign-ins.

use super::{OTHER_PASSWORD, change_password, complete_reset, log_in, register, reset_link, token};
use crate::support::actors::{PASSWORD, TOTP_SECRET};
use crate::support::client::text;
use crate::support::{Client, json, lookups};
use serde_json::Value;
use std::time::Duration;

const WHO: &str = "who@demo.example";

async fn told(who: &Client) -> Vec<Value> {
    who.walk("/v1/me/sign-ins?limit=3").await.concat()
}

fn kinds(told: &[Value]) -> Vec<&str> {
    told.iter().map(|it| it["kind"].as_str().expect("a kind")).collect()
}

engines! {
    async fn everybody_sees_what_happened_newest_first(app) {
        let other = app.person("other@demo.example", None).await;
        let who = app.person(WHO, None).await;
        log_in(app, WHO, OTHER_PASSWORD).await.problem(401, "wrong_credentials");
        let second = app.log_in(WHO).await;
        second.send("DELETE", "/v1/sessions/current", &[], Vec::new()).await;
        app.log_in(WHO).await;
        who.send("DELETE", "/v1/me/sessions", &[], Vec::new()).await;
        change_password(&who, "x", OTHER_PASSWORD).await.problem(401, "wrong_credentials");
        assert_eq!(change_password(&who, PASSWORD, OTHER_PASSWORD).await.status, 204);
        app.mails().await;
        let link = reset_link(app, WHO).await;
        assert_eq!(complete_reset(app, &link, PASSWORD).await.status, 204);
        app.mails().await;
        let who = app.log_in(WHO).await;
        assert_eq!(who.post("/v1/sessions/current/reauthentication", json!({"password": "x"})).await.status, 401);
        assert_eq!(who.post("/v1/sessions/current/reauthentication", json!({"password": PASSWORD})).await.status, 200);
        let all = told(&who).await;
        assert_eq!(kinds(&all), [
            "session.reauthenticated", "log_in.refused", "session.started", "password.reset", "password.changed", "log_in.refused", "sessions.ended",
            "session.started", "session.ended", "session.started", "log_in.refused", "session.started",
        ]);
        assert_eq!(all[11]["at"], "2026-11-16T02:00:00.000000Z");
        for it in &all {
            let of_session = it["session_id"].is_string();
            // Of what ended all others, that of the session that goes on; a link is of no session, and pressed somewhere.
            let tried = ["log_in.refused", "sessions.ended", "password.reset"].contains(&it["kind"].as_str().expect("a kind"));
            assert_eq!(of_session, ["session.started", "session.ended", "session.reauthenticated", "password.changed"].contains(&it["kind"].as_str().expect("a kind")), "{it}");
            assert_eq!(it["network"], if of_session || tried { json!("127.0.0.0/24") } else { Value::Null }, "{it}");
        }
        assert_eq!(kinds(&told(&other).await), ["session.started"], "nobody else's");
        app.anon.get("/v1/me/sign-ins").await.problem(401, "unauthenticated");
    }

    async fn wrong_codes_are_told_too(app) {
        let account = app.account(WHO, None).await;
        app.install_totp(account).await;
        let with = |code: String| app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD, "code": code}));
        with("nonsense".to_owned()).await.problem(401, "wrong_second_factor");
        let session = with(app.code(TOTP_SECRET)).await.ok(201);
        let who = app.anon.with_token(session["token"].as_str().expect("a token"));
        let all = told(&who).await;
        assert_eq!(kinds(&all), ["session.started", "second_factor.refused", "second_factor.installed"]);
        assert_eq!(all[1]["network"], "127.0.0.0/24", "from where it was tried");
    }

    async fn a_log_in_that_fails_after_the_right_password_is_told_with_its_reason(app) {
        let account = app.account(WHO, None).await;
        app.install_totp(account).await;
        log_in(app, WHO, OTHER_PASSWORD).await.problem(401, "wrong_credentials");
        log_in(app, WHO, PASSWORD).await.problem(401, "second_factor_needed");
        let who = app.log_in_with_code(WHO).await;
        who.post("/v1/sessions/current/reauthentication", json!({"password": PASSWORD})).await.problem(401, "second_factor_needed");
        let all = told(&who).await;
        assert!(all.iter().all(|it| it["network"].is_string() == (it["kind"] != "second_factor.installed")), "{all:?}");
        let reasons: Vec<(Value, Value)> = all.into_iter().filter(|it| it["kind"] != "second_factor.installed").map(|it| (it["kind"].clone(), it["reason"].clone())).collect();
        let refused = |reason: &str| (json!("log_in.refused"), json!(reason));
        assert_eq!(reasons, [refused("second_factor_needed"), (json!("session.started"), Value::Null), refused("second_factor_needed"), refused("wrong_credentials")]);
    }

    async fn changes_of_the_address_and_of_the_second_factor_are_told(app) {
        let who = app.person(WHO, None).await;
        let secret = text(&who.act("/v1/me/totp").await.ok(200), "secret");
        who.post("/v1/me/totp/activation", json!({"code": app.code(&secret)})).await.ok(200);
        who.post("/v1/me/address", json!({"email": "new@demo.example"})).await.ok(202);
        app.mails().await;
        let all = told(&who).await;
        assert_eq!(kinds(&all), ["address_change.asked", "second_factor.activated", "session.started"]);
        assert!(all.iter().all(|it| !it.to_string().contains("new@demo")), "{all:?}");
    }

    async fn a_log_in_before_the_address_is_verified_is_told_with_its_reason(app) {
        register(app, WHO, PASSWORD).await.ok(202);
        let link = app.one_mail().await.link(&app.config.public_url);
        log_in(app, WHO, PASSWORD).await.problem(401, "wrong_credentials");
        let events = app.query(lookups::refused_log_ins).await;
        assert!(events.lines().count() == 1 && events.contains("\"reason\":\"account_not_verified\"") && !events.contains("unknown"), "{events}");
        assert_eq!(app.anon.post("/v1/accounts/verification", json!({"token": token(&link), "password": PASSWORD})).await.status, 204);
        let told = told(&app.log_in(WHO).await).await;
        assert_eq!(kinds(&told), ["session.started", "log_in.refused"]);
        assert_eq!(told[1]["reason"], "account_not_verified");
    }

    async fn the_record_says_which_factors_were_given(app) {
        let account = app.account(WHO, None).await;
        let who = app.log_in(WHO).await;
        let secret = text(&who.act("/v1/me/totp").await.ok(200), "secret");
        let codes = who.post("/v1/me/totp/activation", json!({"code": app.code(&secret)})).await.ok(200);
        app.advance(Duration::from_secs(30));
        for code in [app.code(&secret), codes["recovery_codes"][0].as_str().expect("a code").to_owned()] {
            app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD, "code": code})).await.ok(201);
        }
        let code = codes["recovery_codes"][1].as_str().expect("a code");
        assert_eq!(who.post("/v1/sessions/current/reauthentication", json!({"password": PASSWORD, "code": code})).await.status, 200);
        app.mails().await;
        let facts = app.query(move |conn| dungthu::db::history_of(conn, account.as_str(), &["session.started", "session.reauthenticated"], None, 10)).await;
        let facts: Vec<(String, Value)> = facts.expect("the facts").into_iter().map(|it| (it.kind, it.body["factors"].clone())).collect();
        let fact = |kind: &str, factors: &str| (kind.to_owned(), json!(factors));
        let mut sorted = facts.clone();
        sorted.sort_by_key(|it| format!("{it:?}"));
        assert_eq!(sorted, [
            fact("session.reauthenticated", "password+recovery_code"), fact("session.started", "password"),
            fact("session.started", "password+recovery_code"), fact("session.started", "password+totp"),
        ]);
    }

    async fn a_refused_log_in_is_one_event_whosever_the_address_is(app) {
        app.account(WHO, None).await;
        let refused = |kept: &str| kept.matches("\"account\":\"unknown\"").count();
        for (email, of_nobody) in [("unknown@demo.example", 1), (WHO, 1), ("", 2)] {
            app.advance(Duration::from_secs(1));
            log_in(app, email, OTHER_PASSWORD).await.problem(401, "wrong_credentials");
            let events = app.query(lookups::refused_log_ins).await;
            assert_eq!(refused(&events), of_nobody, "{events}");
        }
        let events = app.query(lookups::refused_log_ins).await;
        assert!(events.lines().count() == 3 && !events.contains("demo.example"), "{events}");
    }
}
