//! What cannot be done about a warning, and what cannot be said of it.

use super::{ANALYST, DAY, acknowledge, analyst, later, listed, look, only, path, resolve, silent, snooze};
use crate::support::json;
use serde_json::Value;

engines! {
    async fn every_wrong_value_is_named(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = only(&who).await;
        let [seen, quiet, done] = ["/acknowledgement", "/snooze", "/resolution"].map(|below| path(&warning, below));
        for (at, body, pointer, fault) in [
            (&seen, json!({"note": ""}), "/note", "empty"),
            (&seen, json!({"note": "a".repeat(1_001)}), "/note", "too_long"),
            (&quiet, json!({"until": "2026-11-16", "note": "Demo"}), "/until", "out_of_range"),
            (&quiet, json!({"until": "2026-11-15", "note": "Demo"}), "/until", "out_of_range"),
            (&quiet, json!({"until": "2027-02-15", "note": "Demo"}), "/until", "out_of_range"),
            (&quiet, json!({"until": "2026-11-31", "note": "Demo"}), "/until", "not_a_day"),
            (&quiet, json!({"until": "mai", "note": "Demo"}), "/until", "not_a_day"),
            (&quiet, json!({"until": "2026-11-20", "note": " "}), "/note", "empty"),
            (&done, json!({"note": " \n "}), "/note", "empty"),
            (&done, json!({"note": "a\u{202e}b"}), "/note", "forbidden_character"),
        ] {
            app.unchanged(who.post(at, body)).await.fault(422, "invalid_values", pointer, fault);
        }
        let both = app.unchanged(who.post(&quiet, json!({"until": "2026-11-16", "note": ""}))).await.faults(422, "invalid_values");
        assert_eq!(both.len(), 2, "{both:?}");
        for (at, body) in [
            (&done, json!({})), (&quiet, json!({"until": "2026-11-20"})), (&quiet, json!({"note": "Demo"})), (&done, json!({"note": 1})), (&seen, json!({"by": "me"})), (&quiet, json!({"until": 20, "note": "Demo"})),
        ] {
            app.unchanged(who.post(at, body)).await.problem(400, "malformed_json");
        }
        // The last day that is possible.
        snooze(&who, &warning, "2027-02-14").await.ok(200);
    }

    async fn each_can_be_done_where_it_makes_sense(app) {
        let who = analyst(app).await;
        look(app, ["01", "48", "79", "92"].map(|it| silent(app, it, 14)).to_vec()).await;
        app.mails().await;
        let all = listed(&who, "").await;
        let of = |province: &str| all.iter().find(|it| it["subject_id"] == province).expect("its warning").clone();
        let refused = |reply: crate::support::Reply, state: &str, possible: &[&str]| {
            let problem = reply.problem(409, "wrong_state");
            assert!(problem["detail"].as_str().is_some_and(|it| it.contains(state)), "{problem}");
            assert_eq!(problem["possible"], json!(possible), "{problem}");
        };
        let (seen, quiet, done) = (of("01"), of("48"), of("79"));
        acknowledge(&who, &seen).await.ok(200);
        refused(app.unchanged(acknowledge(&who, &seen)).await, "acknowledged", &["snooze_warning", "resolve_warning"]);
        snooze(&who, &quiet, "2026-11-20").await.ok(200);
        refused(app.unchanged(acknowledge(&who, &quiet)).await, "snoozed", &["snooze_warning", "resolve_warning"]);
        resolve(&who, &done).await.ok(200);
        for reply in [app.unchanged(acknowledge(&who, &done)).await, app.unchanged(snooze(&who, &done, "2026-11-20")).await, app.unchanged(resolve(&who, &done)).await] {
            refused(reply, "resolved", &[]);
        }
        app.advance(DAY);
        look(app, Vec::new()).await;
        app.mails().await;
        let who = app.log_in_with_code(ANALYST).await;
        for reply in [app.unchanged(acknowledge(&who, &of("92"))).await, app.unchanged(snooze(&who, &of("92"), "2026-11-20")).await, app.unchanged(resolve(&who, &of("92"))).await] {
            refused(reply, "ended", &[]);
        }
        // Resolved before, and over now: it stays what it was.
        refused(app.unchanged(resolve(&who, &done)).await, "resolved", &[]);
    }

    async fn of_another_version_nothing_is_done(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = only(&who).await;
        assert_eq!(who.get(&path(&warning, "")).await.header("etag"), Some("\"1\""));
        let body = json!({"note": "Demo"}).to_string();
        let meant_for = async |version: &str| {
            let headers = [("Content-Type", "application/json"), ("If-Match", version)];
            who.send("POST", &path(&warning, "/resolution"), &headers, body.clone().into_bytes()).await
        };
        app.unchanged(meant_for("\"2\"")).await.problem(412, "version_stale");
        meant_for("\"1\"").await.ok(200);
        drop(later(app, 1, ANALYST).await);
    }

    async fn the_same_key_does_it_once(app) {
        let who = analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let at = path(&only(&who).await, "/acknowledgement");
        let first: Value = who.post_with_key(&at, "demo-key-1", json!({})).await.ok(200);
        let again = app.unchanged(who.post_with_key(&at, "demo-key-1", json!({}))).await;
        assert_eq!((again.ok(200), again.header("idempotent-replayed")), (first, Some("true")));
    }
}
