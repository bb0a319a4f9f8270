//! Headers that every answer carries.

use crate::support::{Reply, json};

fn is_dressed(reply: &Reply, caching: &str) {
    for (name, want) in [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", caching),
    ] {
        assert_eq!(reply.header(name), Some(want), "{name}");
    }
    let id = reply.header("request-id").expect("a request id");
    assert!(id.len() == 36 && id.starts_with("req_"), "{id}");
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert!(reply.header("server").is_none() && reply.header("x-powered-by").is_none());
}

engines! {
    async fn every_answer_is_guarded(app) {
        let who = app.person("who@demo.example", None).await;
        is_dressed(&who.get("/v1/me").await, "no-store");
        is_dressed(&who.get("/v1/trials").await, "no-store");
        is_dressed(&app.anon.get("/v1/me").await, "no-store");
        is_dressed(&app.anon.get("/nowhere").await, "no-store");
        is_dressed(&app.anon.post("/v1/sessions", json!({})).await, "no-store");
        is_dressed(&app.anon.send("DELETE", "/v1/platforms", &[], Vec::new()).await, "no-store");
        is_dressed(&app.anon.get("/v1/platforms").await, "public, max-age=30, stale-while-revalidate=60");
        is_dressed(&app.anon.get("/v1/provinces").await, "public, max-age=3600, stale-while-revalidate=60");
        is_dressed(&app.anon.get("/livez").await, "no-store");
    }

    async fn no_two_requests_share_an_id(app) {
        let first = app.anon.get("/v1/criteria").await;
        let second = app.anon.get("/v1/criteria").await;
        assert_ne!(first.header("request-id"), second.header("request-id"));
        let own = app.anon.send("GET", "/v1/criteria", &[("Request-Id", "req_mine")], Vec::new()).await;
        assert_ne!(own.header("request-id"), Some("req_mine"), "an id is the server's");
    }

    async fn a_page_for_people_is_guarded_too(app) {
        let page = app.anon.get("/pages/verification/unknown").await;
        assert_eq!((page.status, page.header("cache-control"), page.header("referrer-policy")), (410, Some("no-store"), Some("no-referrer")));
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
    }

    async fn the_server_says_that_it_lives_and_is_ready(app) {
        for (path, says) in [("/livez", "ok"), ("/readyz", "ready")] {
            let reply = app.anon.get(path).await;
            assert_eq!((reply.status, reply.text().as_str()), (200, says));
        }
    }
}
