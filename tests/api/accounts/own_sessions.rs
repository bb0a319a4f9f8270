//! Where one is logged in, and how that is ended.

use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::time::Duration;

const WHO: &str = "who@demo.example";

/// A log-in by a program that calls itself so, from this address.
async fn logged_in(app: &TestApp, client: &Client, program: &str, address: &str) -> Client {
    let body = json!({"email": WHO, "password": PASSWORD}).to_string().into_bytes();
    let headers = [("Content-Type", "application/json"), ("User-Agent", program), ("X-Forwarded-For", address)];
    app.advance(Duration::from_secs(1));
    client.with_token(&text(&client.send("POST", "/v1/sessions", &headers, body).await.ok(201), "token"))
}

async fn listed(who: &Client) -> Vec<Value> {
    who.get("/v1/me/sessions").await.ok(200)["data"].as_array().expect("a list").clone()
}

async fn end(who: &Client, id: &str) -> Reply {
    who.send("DELETE", &format!("/v1/me/sessions/{id}"), &[], Vec::new()).await
}

async fn end_others(who: &Client) -> Reply {
    who.send("DELETE", "/v1/me/sessions", &[], Vec::new()).await
}

async fn current(who: &Client) -> String {
    let sessions = listed(who).await;
    text(sessions.iter().find(|it| it["current"] == true).expect("this one"), "id")
}

engines! {
    async fn everybody_sees_where_they_are_logged_in(app) {
        app.person("other@demo.example", None).await;
        app.account(WHO, None).await;
        let (server, client) = app.another(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
        let phone = logged_in(app, &client, "Demo Phone/1.0", "198.51.100.7").await;
        let desk = logged_in(app, &client, "Demo Desk/2.0", "2001:db8:1:2::1").await;
        let whole = json!({
            "current": false, "created_at": "2026-11-16T02:00:01.000000Z", "expires_at": "2026-11-23T02:00:01.000000Z", "last_used_at": "2026-11-16T02:00:01.000000Z",
            "network": "198.51.100.0/24", "user_agent": "Demo Phone/1.0", "second_factor": false, "acting_account_id": null,
        });
        let mut seen = listed(&desk).await;
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert_eq!((&seen[0]["current"], &seen[0]["network"], &seen[0]["user_agent"]), (&json!(true), &json!("2001:db8:1::/48"), &json!("Demo Desk/2.0")));
        let first = seen[1].as_object_mut().expect("a session");
        assert!(first.remove("id").is_some_and(|id| id.as_str().is_some_and(|id| id.starts_with("ses_"))));
        assert_eq!(seen[1], whole);
        assert_eq!(listed(&phone).await[1]["current"], true);
        server.stop().await;
    }

    async fn of_log_outs_at_once_one_ends_the_session(app) {
        let who = app.person(WHO, None).await;
        let log_out = || who.send("DELETE", "/v1/sessions/current", &[], Vec::new());
        let mut statuses: Vec<u16> = futures_util::future::join_all((0..10).map(|_| log_out())).await.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 401, 401, 401, 401, 401, 401, 401, 401, 401]);
    }

    async fn what_a_program_calls_itself_is_made_fit_to_be_shown(app) {
        app.account(WHO, None).await;
        for (said, kept) in [
            (format!("  {} and more", "x".repeat(195)), json!(format!("{} and", "x".repeat(195)))),
            ("tab\there".to_owned(), json!("tabhere")), ("trình duyệt \u{202e}1".to_owned(), json!("trình duyệt 1")), (" ".to_owned(), Value::Null),
        ] {
            let who = logged_in(app, &app.anon, &said, "").await;
            assert_eq!(listed(&who).await[0]["user_agent"], kept, "{said}");
        }
        let who = app.log_in(WHO).await;
        assert_eq!(listed(&who).await[0]["user_agent"], Value::Null);
    }

    async fn nothing_of_it_stands_in_an_event(app) {
        app.account(WHO, None).await;
        let who = logged_in(app, &app.anon, "Demo Phone/1.0", "").await;
        end_others(&who).await;
        let kept = app.digest().await;
        assert!(kept.contains("Demo Phone") && kept.contains("127.0.0.0/24"));
        let events = kept.lines().find(|line| line.starts_with("events:")).expect("the events");
        assert!(events.contains("session.started") && !events.contains("Demo Phone") && !events.contains("127.0.0"), "{events}");
    }

    async fn sessions_come_page_by_page_and_what_is_over_does_not(app) {
        let ended = app.person(WHO, None).await;
        assert_eq!(end(&ended, &current(&ended).await).await.status, 204);
        app.log_in(WHO).await;
        app.advance(Duration::from_secs(86_400));
        let mut last = app.log_in(WHO).await;
        for _ in 0..4 {
            last = app.log_in(WHO).await;
        }
        let whole: Vec<Value> = listed(&last).await;
        assert_eq!(whole.len(), 5);
        let ids: Vec<&str> = whole.iter().filter_map(|it| it["id"].as_str()).collect();
        assert!(ids.is_sorted_by(|a, b| a > b), "newest first: {ids:?}");
        let pages = last.walk("/v1/me/sessions?limit=2").await;
        assert_eq!((pages.iter().map(Vec::len).collect::<Vec<_>>(), pages.concat()), (vec![2, 2, 1], whole));
    }

    async fn at_most_fifty_are_open_and_the_longest_unused_is_ended(app) {
        let stranger = app.person("other@demo.example", None).await;
        let first = app.person(WHO, None).await;
        let mut all = Vec::new();
        for _ in 0..49 {
            app.advance(Duration::from_secs(1));
            all.push(app.log_in(WHO).await);
        }
        // The first is used once more, later than all others were.
        app.advance(Duration::from_secs(600));
        first.get("/v1/me").await.ok(200);
        app.server.worker.note_uses().await.expect("written down");
        app.advance(Duration::from_secs(1));
        let last = app.log_in(WHO).await;
        assert_eq!(last.walk("/v1/me/sessions?limit=100").await.concat().len(), 50);
        all[0].get("/v1/me").await.problem(401, "unauthenticated");
        for open in [&first, &all[1], &all[48], &last, &stranger] {
            open.get("/v1/me").await.ok(200);
        }
        let told = last.get("/v1/me/sign-ins?limit=3").await.ok(200)["data"].clone();
        let kinds: Vec<_> = told.as_array().expect("a list").iter().filter_map(|it| it["kind"].as_str()).collect();
        assert_eq!(kinds, ["session.started", "session.ended", "session.started"]);
    }

    async fn one_session_is_ended_on_every_server(app) {
        let here = app.person(WHO, None).await;
        let there = app.log_in(WHO).await;
        let (server, other) = app.another(|_| {}).await;
        let id = current(&there).await;
        assert_eq!(end(&here, &id).await.status, 204);
        there.get("/v1/me").await.problem(401, "unauthenticated");
        there.at(&other).get("/v1/me").await.problem(401, "unauthenticated");
        here.at(&other).get("/v1/me").await.ok(200);
        app.unchanged(end(&here, &id)).await.problem(404, "not_found");
        assert_eq!(end(&here, &current(&here).await).await.status, 204, "the present one too: that is logging out");
        here.at(&other).get("/v1/me").await.problem(401, "unauthenticated");
        server.stop().await;
    }

    async fn ending_others_wants_proof_of_the_last_ten_minutes_and_logging_out_none(app) {
        let (here, there) = (app.person(WHO, None).await, app.log_in(WHO).await);
        let id = current(&there).await;
        app.advance(Duration::from_secs(601));
        app.unchanged(end(&here, &id)).await.problem(401, "reauthentication_needed");
        app.unchanged(end_others(&here)).await.problem(401, "reauthentication_needed");
        there.get("/v1/me").await.ok(200);
        assert_eq!(here.post("/v1/sessions/current/reauthentication", json!({"password": PASSWORD})).await.status, 200);
        assert_eq!(end(&here, &id).await.status, 204);
        app.advance(Duration::from_secs(601));
        assert_eq!(here.send("DELETE", "/v1/sessions/current", &[], Vec::new()).await.status, 204);
    }

    async fn a_foreign_session_is_an_unknown_one(app) {
        let (who, other) = (app.person(WHO, None).await, app.person("other@demo.example", None).await);
        let staff = app.person("staff@demo.example", Some(StaffRole::Administrator)).await;
        let id = current(&other).await;
        for asking in [&who, &staff] {
            let unknown = app.unchanged(end(asking, "ses_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")).await;
            unknown.problem(404, "not_found");
            assert_eq!(app.unchanged(end(asking, &id)).await.essence(), unknown.essence());
        }
        other.get("/v1/me").await.ok(200);
        for path in ["/v1/me/sessions", "/v1/me/sessions/ses_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"] {
            app.unchanged(app.anon.send("DELETE", path, &[], Vec::new())).await.problem(401, "unauthenticated");
        }
    }

    async fn all_others_are_ended_and_this_one_goes_on(app) {
        let stranger = app.person("other@demo.example", None).await;
        let here = app.person(WHO, None).await;
        let others = [app.log_in(WHO).await, app.log_in(WHO).await];
        let (server, elsewhere) = app.another(|_| {}).await;
        assert_eq!(end_others(&here.at(&elsewhere)).await.status, 204);
        for other in &others {
            other.get("/v1/me").await.problem(401, "unauthenticated");
            other.at(&elsewhere).get("/v1/me").await.problem(401, "unauthenticated");
        }
        assert_eq!(listed(&here).await.len(), 1);
        stranger.get("/v1/me").await.ok(200);
        let again = app.unchanged(end_others(&here)).await;
        assert_eq!(again.status, 204, "there is nothing to end");
        server.stop().await;
    }
}
