//! Headers that every answer carries.

use crate::support::{Client, Reply, json};

const HSTS: &str = "strict-transport-security";
const FOREIGN: (&str, &str) = ("Origin", "https://evil.example");

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
    let never = |name: &str| {
        name.starts_with("access-control-") || ["set-cookie", "server", "x-powered-by", HSTS].contains(&name)
    };
    let told: Vec<_> = reply.headers.iter().filter(|(name, _)| never(&name.to_lowercase())).collect();
    assert!(told.is_empty(), "{told:?}");
}

/// What a page of another site would ask.
async fn from_elsewhere(client: &Client, method: &str, path: &str) -> Reply {
    client.send(method, path, &[FOREIGN], Vec::new()).await
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
        is_dressed(&app.anon.get("/v1/platforms").await, "public, no-cache");
        is_dressed(&app.anon.get("/v1/provinces").await, "public, max-age=3600, stale-while-revalidate=60");
        is_dressed(&app.anon.get("/livez").await, "no-store");
    }

    async fn no_other_site_may_read_and_nothing_is_set_in_a_browser(app) {
        let who = app.person("who@demo.example", None).await;
        is_dressed(&from_elsewhere(&who, "GET", "/v1/me").await, "no-store");
        is_dressed(&from_elsewhere(&app.anon, "GET", "/v1/platforms").await, "public, no-cache");
        is_dressed(&from_elsewhere(&app.anon, "GET", "/v1/me").await, "no-store");
        for path in ["/v1/me", "/v1/platforms", "/v1/sessions"] {
            let wanted = [FOREIGN, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")];
            for method in ["OPTIONS", "TRACE"] {
                let refused = app.anon.send(method, path, &wanted, Vec::new()).await;
                refused.problem(405, "method_not_allowed");
                assert!(refused.header("allow").is_some_and(|allow| !allow.contains(method)), "{method} {path}");
                is_dressed(&refused, "no-store");
            }
        }
        let body = json!({"email": "who@demo.example", "password": crate::support::actors::PASSWORD}).to_string();
        let opened = app.anon.send("POST", "/v1/sessions", &[FOREIGN, ("Content-Type", "application/json")], body.into_bytes()).await;
        opened.ok(201);
        is_dressed(&opened, "no-store");
    }

    async fn behind_tls_every_answer_says_so(app) {
        let who = app.person("who@demo.example", None).await;
        let (server, client) = app.another(|config| config.public_url = "https://demo.example".to_owned()).await;
        for path in ["/v1/me", "/v1/platforms", "/nowhere", "/livez", "/docs/", "/openapi.json", "/pages/verification/unknown"] {
            for asking in [&client, &who.at(&client)] {
                assert_eq!(asking.get(path).await.header(HSTS), Some("max-age=63072000; includeSubDomains"), "{path}");
            }
            assert_eq!(app.anon.get(path).await.header(HSTS), None, "{path}");
        }
        assert_eq!(client.send("TRACE", "/v1/me", &[], Vec::new()).await.header(HSTS), Some("max-age=63072000; includeSubDomains"));
        server.stop().await;
    }

    async fn text_says_its_charset(app) {
        for (path, kind) in [
            ("/docs/", "text/html; charset=utf-8"), ("/docs/swagger-ui.css", "text/css; charset=utf-8"), ("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            ("/pages/verification/unknown", "text/html; charset=utf-8"), ("/livez", "text/plain; charset=utf-8"), ("/openapi.json", "application/json"),
        ] {
            assert_eq!(app.anon.get(path).await.header("content-type"), Some(kind), "{path}");
        }
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
