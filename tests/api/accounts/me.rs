//! Changing one's own account.

use super::ask_for_reset;
use crate::support::{Client, TestApp, json};
use futures_util::future::join_all;
use serde_json::Value;

const WHO: &str = "who@demo.example";

async fn etag(who: &Client) -> String {
    who.get("/v1/me").await.header("etag").expect("an ETag").to_owned()
}

async fn change(who: &Client, body: Value) -> crate::support::Reply {
    who.patch("/v1/me", &etag(who).await, body).await
}

async fn named(app: &TestApp, who: &Client) -> (Value, Value) {
    let me = who.get("/v1/me").await.ok(200);
    app.mails().await;
    (me["name"].clone(), me["locale"].clone())
}

engines! {
    async fn a_person_changes_name_and_language(app) {
        let who = app.person(WHO, None).await;
        let changed = change(&who, json!({"name": "  Chủ Mới "})).await;
        assert_eq!(changed.ok(200), who.get("/v1/me").await.ok(200));
        assert_eq!(changed.header("etag"), Some(etag(&who).await.as_str()));
        assert_eq!(named(app, &who).await, (json!("Chủ Mới"), json!("en")));
        change(&who, json!({"locale": "vi"})).await.ok(200);
        assert_eq!(named(app, &who).await, (json!("Chủ Mới"), json!("vi")));
        app.unchanged(change(&who, json!({}))).await.ok(200);
        app.unchanged(change(&who, json!({"name": "Chủ Mới", "locale": "vi"}))).await.ok(200);
        ask_for_reset(app, WHO).await.ok(202);
        assert_eq!(app.one_mail().await.subject, "Chọn mật khẩu mới tại Dùng thử", "the language of mails");
    }

    async fn what_others_give_cannot_be_changed(app) {
        let who = app.person(WHO, None).await;
        for member in ["id", "email", "staff_role", "businesses", "vendors", "second_factor", "password"] {
            let refused = app.unchanged(change(&who, json!({"name": "Demo", member: "x"}))).await;
            refused.fault(400, "malformed_json", &format!("/{member}"), "unknown_field");
        }
        app.unchanged(change(&who, json!({"name": " "}))).await.fault(422, "invalid_values", "/name", "empty");
        app.unchanged(change(&who, json!({"locale": "fr"}))).await.fault(400, "malformed_json", "/locale", "wrong_type");
        app.unchanged(app.anon.patch("/v1/me", "\"1\"", json!({"name": "Demo"}))).await.problem(401, "unauthenticated");
    }

    async fn only_what_was_read_is_changed(app) {
        let who = app.person(WHO, None).await;
        let body = json!({"name": "Demo"}).to_string().into_bytes();
        let without = app.unchanged(who.send("PATCH", "/v1/me", &[("Content-Type", "application/json")], body)).await;
        without.problem(428, "version_missing");
        let read = etag(&who).await;
        change(&who, json!({"name": "Một"})).await.ok(200);
        app.unchanged(who.patch("/v1/me", &read, json!({"name": "Hai"}))).await.problem(412, "version_stale");
        let read = etag(&who).await;
        app.business(&who).await;
        app.unchanged(who.patch("/v1/me", &read, json!({"name": "Hai"}))).await.problem(412, "version_stale");
        who.patch("/v1/me", "*", json!({"name": "Hai"})).await.ok(200);
    }

    async fn a_reader_is_told_when_nothing_changed(app) {
        let who = app.person(WHO, None).await;
        let read = etag(&who).await;
        let again = async || who.send("GET", "/v1/me", &[("If-None-Match", &read)], Vec::new()).await;
        assert_eq!(again().await.status, 304);
        app.business(&who).await;
        assert_eq!(again().await.status, 200, "there is another business");
    }

    async fn of_changes_at_once_one_counts(app) {
        let who = app.person(WHO, None).await;
        let read = etag(&who).await;
        let names: Vec<String> = (0..5).map(|n| format!("Demo {n}")).collect();
        let answers = join_all(names.iter().map(|name| who.patch("/v1/me", &read, json!({"name": name})))).await;
        let done: Vec<&String> = names.iter().zip(&answers).filter(|(_, answer)| answer.status == 200).map(|(name, _)| name).collect();
        assert!(done.len() == 1 && answers.iter().all(|answer| [200, 412].contains(&answer.status)), "{answers:?}");
        assert_eq!(named(app, &who).await.0, json!(done[0]));
    }
}
