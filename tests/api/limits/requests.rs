//! Requests in memory: the fields, the refusal, and who counts as one.

use super::{limited, too_many};
use crate::support::{Client, Reply, json};
use std::time::Duration;

async fn from(client: &Client, header: (&str, &str)) -> Reply {
    client.send("GET", "/v1/criteria", &[header], Vec::new()).await
}

/// The items of a structured field that is a list of strings with integers as parameters (RFC 9651).
fn items(reply: &Reply, name: &str) -> Vec<(String, Vec<(String, u64)>)> {
    let item = |text: &str| {
        let mut parts = text.split(';');
        let name = parts.next().and_then(|name| name.strip_prefix('"')?.strip_suffix('"')).expect("a string");
        let parameters = parts.map(|part| part.split_once('=').expect("a parameter"));
        (
            name.to_owned(),
            parameters.map(|(key, number)| (key.to_owned(), number.parse().expect("an integer"))).collect(),
        )
    };
    reply.header(name).expect(name).split(", ").map(item).collect()
}

fn one(name: &str, parameters: [(&str, u64); 2]) -> (String, Vec<(String, u64)>) {
    (name.to_owned(), parameters.map(|(key, number)| (key.to_owned(), number)).to_vec())
}

engines! {
    async fn an_answer_tells_what_is_left_and_the_clock_brings_it_back(app) {
        let (server, client) = app.another(limited("anonymous=6")).await;
        for left in (0..6).rev() {
            let reply = client.get("/v1/criteria").await;
            assert_eq!(reply.status, 200);
            assert_eq!(items(&reply, "ratelimit-policy"), [one("anonymous", [("q", 6), ("w", 60)])]);
            assert_eq!(items(&reply, "ratelimit"), [one("anonymous", [("r", left), ("t", 10)])]);
        }
        app.advance(Duration::from_millis(500));
        let refused = app.unchanged(client.get("/v1/criteria")).await;
        assert_eq!(too_many(&refused), 10);
        assert_eq!(items(&refused, "ratelimit"), [one("anonymous", [("r", 0), ("t", 10)])]);
        assert!(refused.text().contains("10"));
        app.advance(Duration::from_millis(9_500));
        assert_eq!(client.get("/v1/criteria").await.status, 200);
        assert_eq!(too_many(&client.get("/nowhere").await), 10, "what is not there counts too");
        for free in ["/livez", "/readyz"] {
            let reply = client.get(free).await;
            assert!(reply.status == 200 && reply.header("ratelimit").is_none(), "{free}");
        }
        server.stop().await;
    }

    async fn what_changes_something_counts_twice(app) {
        let (server, client) = app.another(limited("anonymous=60,anonymous-writes=2")).await;
        for _ in 0..2 {
            client.post("/v1/accounts", json!({})).await.problem(400, "malformed_json");
        }
        let refused = app.unchanged(client.post("/v1/accounts", json!({}))).await;
        assert_eq!(too_many(&refused), 30);
        assert_eq!(items(&refused, "ratelimit"), [one("anonymous", [("r", 58), ("t", 1)]), one("anonymous-writes", [("r", 0), ("t", 30)])]);
        assert_eq!(client.get("/v1/criteria").await.status, 200);
        server.stop().await;
    }

    async fn an_account_counts_by_itself_wherever_it_asks(app) {
        let (one, two) = (app.person("one@demo.example", None).await, app.person("two@demo.example", None).await);
        let (server, client) = app.another(limited("account=3,account-writes=1,anonymous=2")).await;
        let (one, two) = (one.at(&client), two.at(&client));
        let me = |who: &Client, address: &'static str| {
            let who = who.clone();
            async move { who.send("GET", "/v1/me", &[("X-Forwarded-For", address)], Vec::new()).await }
        };
        assert_eq!(me(&one, "192.0.2.1").await.header("ratelimit"), Some("\"account\";r=2;t=20"));
        me(&one, "192.0.2.2").await.ok(200);
        me(&one, "192.0.2.3").await.ok(200);
        assert_eq!(too_many(&me(&one, "192.0.2.4").await), 20);
        me(&two, "192.0.2.4").await.ok(200);
        assert_eq!(one.post("/v1/businesses", json!({})).await.status, 429);
        two.post("/v1/businesses", json!({})).await.problem(400, "malformed_json");
        assert_eq!(too_many(&two.post("/v1/businesses", json!({})).await), 60);
        // Guessed tokens count by address, and leave whoever is logged in elsewhere alone.
        let thief = client.with_token(&"A".repeat(43));
        for _ in 0..2 {
            me(&thief, "192.0.2.9").await.problem(401, "unauthenticated");
        }
        assert_eq!(too_many(&me(&thief, "192.0.2.9").await), 30);
        me(&two, "192.0.2.4").await.ok(200);
        server.stop().await;
    }

    async fn what_an_untrusted_peer_writes_counts_for_nothing(app) {
        let (server, client) = app.another(|config| { limited("anonymous=2")(config); config.trusted_proxies.clear(); }).await;
        from(&client, ("X-Forwarded-For", "192.0.2.1")).await.ok(200);
        from(&client, ("Forwarded", "for=192.0.2.2")).await.ok(200);
        too_many(&from(&client, ("X-Forwarded-For", "192.0.2.3")).await);
        server.stop().await;
    }

    async fn behind_a_trusted_proxy_the_one_before_it_counts(app) {
        let (server, client) = app.another(limited("anonymous=1")).await;
        from(&client, ("X-Forwarded-For", "192.0.2.1")).await.ok(200);
        too_many(&from(&client, ("X-Forwarded-For", "198.51.100.9, 192.0.2.1, 127.0.0.9")).await);
        too_many(&from(&client, ("Forwarded", "for=198.51.100.9, for=\"192.0.2.1:4711\"")).await);
        from(&client, ("Forwarded", "for=192.0.2.2")).await.ok(200);
        from(&client, ("X-Forwarded-For", "2001:db8:1:2::1")).await.ok(200);
        too_many(&from(&client, ("X-Forwarded-For", "2001:db8:1:2:ffff::1")).await);
        from(&client, ("X-Forwarded-For", "2001:db8:1:3::1")).await.ok(200);
        server.stop().await;
    }
}
