//! Sessions: how long they hold, and what is no session.

use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use dungthu::db::schema::accounts as a;
use std::time::Duration;

const WHO: &str = "who@demo.example";
const DAY: Duration = Duration::from_secs(86_400);
const HOUR: Duration = Duration::from_secs(3_600);
const FIVE_MINUTES: Duration = Duration::from_secs(300);
const MOMENT: Duration = Duration::from_micros(1);

/// Uses a session so many times, each so long after the one before.
async fn used(app: &TestApp, who: &Client, times: usize, pause: Duration) {
    for _ in 0..times {
        app.advance(pause);
        who.get("/v1/me").await.ok(200);
        app.server.worker.note_uses().await.expect("noted");
    }
}

fn is_unauthenticated(reply: &Reply) {
    reply.problem(401, "unauthenticated");
    assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"dungthu\""));
}

engines! {
    async fn logging_out_ends_that_session_alone(app) {
        let here = app.person(WHO, None).await;
        let there = app.log_in(WHO).await;
        let out = here.send("DELETE", "/v1/sessions/current", &[], Vec::new()).await;
        assert_eq!((out.status, out.bytes.len()), (204, 0));
        is_unauthenticated(&here.get("/v1/me").await);
        is_unauthenticated(&app.unchanged(here.send("DELETE", "/v1/sessions/current", &[], Vec::new())).await);
        is_unauthenticated(&app.unchanged(here.post("/v1/businesses", app.business_body())).await);
        there.get("/v1/me").await.ok(200);
    }

    async fn a_session_in_use_holds_for_seven_days(app) {
        app.person(WHO, None).await;
        let session = app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.ok(201);
        assert_eq!(session["expires_at"], "2026-11-23T02:00:00.000000Z");
        let who = app.anon.with_token(&text(&session, "token"));
        used(app, &who, 13, DAY / 2).await;
        app.advance(DAY / 2 - MOMENT);
        who.get("/v1/me").await.ok(200);
        app.advance(MOMENT);
        is_unauthenticated(&who.get("/v1/me").await);
        app.log_in(WHO).await.get("/v1/me").await.ok(200);
    }

    async fn a_session_of_staff_in_use_holds_for_twelve_hours(app) {
        let who = app.person(WHO, Some(StaffRole::Analyst)).await;
        assert_eq!(who.get("/v1/me/sessions").await.ok(200)["data"][0]["expires_at"], "2026-11-16T14:00:00.000000Z");
        used(app, &who, 23, HOUR / 2).await;
        app.advance(HOUR / 2 - MOMENT);
        who.get("/v1/me").await.ok(200);
        app.advance(MOMENT);
        is_unauthenticated(&who.get("/v1/me").await);
    }

    async fn a_session_that_is_not_used_ends(app) {
        for (role, idle) in [(None, DAY), (Some(StaffRole::Reviewer), HOUR)] {
            let who = app.person(&format!("who{}@demo.example", app.next()), role).await;
            app.advance(idle - MOMENT);
            who.get("/v1/me").await.ok(200);
            // Used, and the worker has written it down: it begins anew.
            assert_eq!(app.server.worker.note_uses().await.expect("noted"), 1);
            app.advance(idle - MOMENT);
            who.get("/v1/me").await.ok(200);
            // Used, and not written down.
            app.advance(MOMENT);
            is_unauthenticated(&app.unchanged(who.get("/v1/me")).await);
            app.server.worker.note_uses().await.expect("for the next round");
        }
    }

    async fn who_becomes_staff_has_staffs_time(app) {
        let account = app.account(WHO, None).await;
        let who = app.log_in(WHO).await;
        app.advance(HOUR);
        who.get("/v1/me").await.ok(200);
        let appoint = move |tx: &mut dungthu::db::Tx<'_>| {
            let row = diesel::update(a::table.filter(a::id.eq(account)));
            Ok(row.set(a::staff_role.eq(StaffRole::Analyst)).execute(&mut **tx)?)
        };
        app.db.write(Cause::default(), appoint).await.expect("a member of staff");
        is_unauthenticated(&who.get("/v1/me").await);
    }

    async fn no_request_waits_for_a_use_to_be_written_down(app) {
        let who = app.person(WHO, None).await;
        app.advance(FIVE_MINUTES - MOMENT);
        who.get("/v1/me").await.ok(200);
        assert_eq!(app.server.worker.note_uses().await.expect("nothing"), 0, "written at the log-in");
        app.advance(MOMENT);
        for _ in 0..3 {
            app.unchanged(who.get("/v1/me")).await.ok(200);
        }
        let before = app.digest().await;
        assert_eq!(app.server.worker.note_uses().await.expect("noted"), 1);
        assert_ne!(app.digest().await, before);
        app.advance(FIVE_MINUTES - MOMENT);
        who.get("/v1/me").await.ok(200);
        assert_eq!(app.server.worker.note_uses().await.expect("nothing"), 0);
    }

    async fn every_server_writes_down_what_it_saw(app) {
        let who = app.person(WHO, None).await;
        let (other, there) = app.another(|_| {}).await;
        app.advance(FIVE_MINUTES);
        who.get("/v1/me").await.ok(200);
        app.advance(DAY - FIVE_MINUTES - MOMENT);
        who.at(&there).get("/v1/me").await.ok(200);
        assert_eq!(other.worker.note_uses().await.expect("noted"), 1);
        // The earlier use does not take the place of the later one.
        assert_eq!(app.server.worker.note_uses().await.expect("noted"), 1);
        app.advance(DAY - MOMENT);
        who.get("/v1/me").await.ok(200);
        app.server.worker.note_uses().await.expect("noted");
        app.advance(DAY - MOMENT);
        who.at(&there).get("/v1/me").await.ok(200);
        other.stop().await;
    }

    async fn what_is_no_token_opens_nothing(app) {
        app.person(WHO, None).await;
        let session = app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.ok(201);
        let token = text(&session, "token");
        let unknown = app.anon.get("/v1/me").await;
        for header in [
            "", "Bearer", "Bearer ", token.as_str(), &format!("Bearer {}", &token[..42]), &format!("Bearer {token}A"), &format!("Bearer {}", token.to_lowercase()),
            &format!("Basic {token}"), &format!("Bearer  {token}"), &format!("Bearer {token} {token}"), &format!("Bearer {}", "A".repeat(43)), "Bearer ' OR 1=1 --",
        ] {
            let refused = app.unchanged(app.anon.send("GET", "/v1/me", &[("Authorization", header)], Vec::new())).await;
            is_unauthenticated(&refused);
            assert_eq!(refused.essence(), unknown.essence(), "{header}");
        }
        let lower = format!("bearer {token}");
        app.anon.send("GET", "/v1/me", &[("Authorization", &lower)], Vec::new()).await.ok(200);
    }

    async fn a_token_is_kept_as_its_digest_alone(app) {
        app.person(WHO, None).await;
        let (one, two) = (app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.ok(201), app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.ok(201));
        let (one, two) = (text(&one, "token"), text(&two, "token"));
        assert_ne!(one, two);
        assert_eq!(one.len(), 43);
        let digest = app.digest().await;
        assert!(!digest.contains(&one) && !digest.contains(&two));
    }
}
