//! Bodies are JSON of the right kind and size, and a typo never passes.

use crate::support::{Client, Reply, json};

async fn send(who: &Client, path: &str, kind: Option<&str>, body: &[u8]) -> Reply {
    let headers: Vec<(&str, &str)> = kind.map(|kind| ("Content-Type", kind)).into_iter().collect();
    who.send("POST", path, &headers, body.to_vec()).await
}

/// A registration whose name is this JSON, written as it is.
fn named(name: &str) -> Vec<u8> {
    format!("{{\"email\":\"a@demo.example\",\"name\":{name},\"password\":\"bông sen trắng 42\"}}").into_bytes()
}

engines! {
    async fn a_body_that_is_not_json_is_refused_with_its_first_fault(app) {
        for (body, pointer, fault) in [
            ("", "", "syntax"), ("{", "", "syntax"), ("null", "", "wrong_type"), ("\"text\"", "", "wrong_type"), ("{}", "/email", "missing_field"),
            ("{\"email\":\"a@demo.example\"}", "/password", "missing_field"),
            ("{\"email\":\"a@demo.example\",\"password\":\"x\",\"remember\":true}", "/remember", "unknown_field"),
            ("{\"email\":\"a@demo.example\",\"email\":\"b@demo.example\",\"password\":\"x\"}", "/email", "duplicate_field"),
            ("{\"email\":null,\"password\":\"x\"}", "/email", "wrong_type"), ("{\"email\":[],\"password\":\"x\"}", "/email", "wrong_type"),
            ("{\"email\":\"a@demo.example\",\"password\":\"x\"} {}", "", "syntax"), ("{\"email\":\"\\ud800\",\"password\":\"x\"}", "/email", "syntax"),
            ("{\"email\":\"a@demo.example\",\"password\":\"x\",}", "", "syntax"), ("{'email':'a'}", "", "syntax"),
        ] {
            let reply = app.unchanged(send(&app.anon, "/v1/sessions", Some("application/json"), body.as_bytes())).await;
            let faults = reply.faults(400, "malformed_json");
            assert_eq!((faults.len(), faults[0].1.as_str()), (1, fault), "{body}: {faults:?}");
            assert!(faults[0].0 == pointer || fault == "syntax", "{body}: {faults:?}");
        }
    }

    async fn a_deep_body_does_no_harm(app) {
        let brackets = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        for body in [brackets("[", "]", 10_000), brackets("{\"email\":", "}", 5_000), "[".repeat(10_000)] {
            let reply = app.unchanged(send(&app.anon, "/v1/sessions", Some("application/json"), body.as_bytes())).await;
            reply.problem(400, "malformed_json");
        }
        let nested = named(&brackets("[", "]", 10_000));
        app.unchanged(send(&app.anon, "/v1/accounts", Some("application/json"), &nested)).await.problem(400, "malformed_json");
    }

    async fn bytes_that_are_no_utf8_are_refused(app) {
        let body = [b"{\"email\":\"".as_slice(), b"\xff\xfe", b"\",\"password\":\"x\"}"].concat();
        app.unchanged(send(&app.anon, "/v1/sessions", Some("application/json"), &body)).await.problem(400, "malformed_json");
    }

    async fn characters_that_hide_or_deceive_are_refused(app) {
        for (name, what) in [
            ("\"Demo\\u0000Owner\"", "NUL"), ("\"Demo\\u202eOwner\"", "right-to-left override"), ("\"Demo\\u2066Owner\"", "isolate"),
            ("\"Demo\\r\\nBcc: x@demo.example\"", "line break"), ("\"Demo\\u200bOwner\"", "zero width"), ("\"Demo\\u007fOwner\"", "delete"),
        ] {
            let reply = app.unchanged(send(&app.anon, "/v1/accounts", Some("application/json"), &named(name))).await;
            assert_eq!(reply.faults(422, "invalid_values"), [("/name".to_owned(), "forbidden_character".to_owned())], "{what}");
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_lone_surrogate_is_no_text(app) {
        for name in ["\"\\ud800\"", "\"\\udc00 x\"", "\"\\ud800\\u0041\""] {
            let reply = app.unchanged(send(&app.anon, "/v1/accounts", Some("application/json"), &named(name))).await;
            reply.problem(400, "malformed_json");
        }
    }

    async fn a_body_of_another_kind_is_refused(app) {
        let body = json!({"email": "a@demo.example", "password": "x"}).to_string();
        for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp"), Some("application/merge-patch+json")] {
            let reply = app.unchanged(send(&app.anon, "/v1/sessions", kind, body.as_bytes())).await;
            reply.problem(415, "unsupported_media_type");
        }
        for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
            send(&app.anon, "/v1/sessions", Some(kind), body.as_bytes()).await.problem(401, "wrong_credentials");
        }
    }

    async fn a_large_body_is_refused(app) {
        let fill = |length: usize| {
            let frame = json!({"email": "a@demo.example", "password": ""}).to_string();
            frame.replace("\"\"", &format!("\"{}\"", "x".repeat(length - frame.len()))).into_bytes()
        };
        for length in [64 * 1024 + 1, 10 << 20] {
            let reply = app.unchanged(send(&app.anon, "/v1/sessions", Some("application/json"), &fill(length))).await;
            reply.problem(413, "body_too_large");
        }
        assert_eq!(fill(64 * 1024).len(), 64 * 1024);
        send(&app.anon, "/v1/sessions", Some("application/json"), &fill(64 * 1024)).await.problem(401, "wrong_credentials");
    }
}
