//! Sessions: how long they hold, and what is no session.

use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Reply, json};
use std::time::Duration;

const WHO: &str = "who@demo.example";
const DAY: Duration = Duration::from_secs(86_400);

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

    async fn a_session_holds_for_seven_days(app) {
        app.person(WHO, None).await;
        let session = app.anon.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.ok(201);
        assert_eq!(session["expires_at"], "2026-11-23T02:00:00.000000Z");
        let who = app.anon.with_token(&text(&session, "token"));
        app.advance(7 * DAY - Duration::from_micros(1));
        who.get("/v1/me").await.ok(200);
        app.advance(Duration::from_micros(1));
        is_unauthenticated(&who.get("/v1/me").await);
        app.log_in(WHO).await.get("/v1/me").await.ok(200);
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
