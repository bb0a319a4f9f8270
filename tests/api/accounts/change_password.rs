//! Another password, chosen by who knows the present one.

use super::{OTHER_PASSWORD, change_password, log_in, reset_link};
use crate::support::actors::PASSWORD;
use crate::support::json;
use dungthu::limits::Quotas;
use futures_util::future::join_all;
use std::time::Duration;

const WHO: &str = "who@demo.example";
const THIRD_PASSWORD: &str = "núi đá vôi xanh 19";

engines! {
    async fn a_password_is_changed_and_the_owner_is_told(app) {
        let here = app.person(WHO, None).await;
        let there = app.log_in(WHO).await;
        let (server, other) = app.another(|_| {}).await;
        let changed = change_password(&here, PASSWORD, OTHER_PASSWORD).await;
        assert_eq!((changed.status, changed.bytes.len()), (204, 0));
        let told = app.one_mail().await;
        assert_eq!((told.to.as_str(), told.subject.as_str()), (WHO, "The password of your account at Dùng thử (Try it out) was changed"));
        there.get("/v1/me").await.problem(401, "unauthenticated");
        there.at(&other).get("/v1/me").await.problem(401, "unauthenticated");
        here.at(&other).get("/v1/me").await.ok(200);
        log_in(app, WHO, PASSWORD).await.problem(401, "wrong_credentials");
        log_in(app, WHO, OTHER_PASSWORD).await.ok(201);
        server.stop().await;
    }

    async fn the_present_password_is_asked_for_and_a_wrong_one_counts(app) {
        let who = app.person(WHO, None).await;
        let (server, client) = app.another(|config| config.limits = Quotas { tries: 3, ..config.limits.clone() }).await;
        let who = who.at(&client);
        for wrong in ["", "x", THIRD_PASSWORD] {
            app.unchanged(change_password(&who, wrong, OTHER_PASSWORD)).await.problem(401, "wrong_credentials");
        }
        app.unchanged(change_password(&who, PASSWORD, OTHER_PASSWORD)).await.problem(429, "too_many_log_ins");
        client.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD})).await.problem(429, "too_many_log_ins");
        app.advance(Duration::from_secs(1));
        assert_eq!(change_password(&who, PASSWORD, OTHER_PASSWORD).await.status, 204);
        assert_eq!(change_password(&who, OTHER_PASSWORD, THIRD_PASSWORD).await.status, 204, "the count began anew");
        app.mails().await;
        server.stop().await;
    }

    async fn it_wants_proof_of_the_last_ten_minutes(app) {
        let who = app.person(WHO, None).await;
        app.advance(Duration::from_secs(601));
        app.unchanged(change_password(&who, PASSWORD, OTHER_PASSWORD)).await.problem(401, "reauthentication_needed");
        app.unchanged(change_password(&app.anon, PASSWORD, OTHER_PASSWORD)).await.problem(401, "unauthenticated");
        assert_eq!(who.post("/v1/sessions/current/reauthentication", json!({"password": PASSWORD})).await.status, 200);
        assert_eq!(change_password(&who, PASSWORD, OTHER_PASSWORD).await.status, 204);
        app.one_mail().await;
    }

    async fn the_new_one_must_be_new_and_strong(app) {
        let who = app.person(WHO, None).await;
        let decomposed = PASSWORD.replace('ô', "o\u{302}");
        assert_ne!(decomposed, PASSWORD);
        for (new, fault) in [
            (PASSWORD, "same_password"), (&decomposed, "same_password"), ("kurz", "password_too_short"), ("aaaaaaaaaaaaaaaa", "password_guessable"),
            ("Demo Person 42 7", "password_guessable"), ("password1234", "common_password"), ("doanh nghiệp 2026", "context_word"),
        ] {
            app.unchanged(change_password(&who, PASSWORD, new)).await.fault(422, "invalid_values", "/new_password", fault);
        }
    }

    async fn of_two_changes_at_once_one_counts(app) {
        let who = app.person(WHO, None).await;
        let new = [OTHER_PASSWORD, THIRD_PASSWORD];
        let answers = join_all(new.map(|new| change_password(&who, PASSWORD, new))).await;
        let done: Vec<&str> = new.into_iter().zip(&answers).filter(|(_, answer)| answer.status == 204).map(|(new, _)| new).collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        let lost = answers.iter().find(|answer| answer.status != 204).expect("the other");
        lost.problem(401, "wrong_credentials");
        log_in(app, WHO, done[0]).await.ok(201);
        app.one_mail().await;
    }

    async fn a_retry_is_answered_again(app) {
        let who = app.person(WHO, None).await;
        let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
        assert_eq!(who.post_with_key("/v1/me/password", "one", body.clone()).await.status, 204);
        let again = app.unchanged(who.post_with_key("/v1/me/password", "one", body)).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (204, Some("true")));
        let other = json!({"current_password": OTHER_PASSWORD, "new_password": THIRD_PASSWORD});
        app.unchanged(who.post_with_key("/v1/me/password", "one", other)).await.problem(422, "idempotency_mismatch");
        app.one_mail().await;
    }

    async fn links_for_a_new_password_are_void_then(app) {
        let who = app.person(WHO, None).await;
        let link = reset_link(app, WHO).await;
        assert_eq!(change_password(&who, PASSWORD, OTHER_PASSWORD).await.status, 204);
        app.one_mail().await;
        assert_eq!(app.unchanged(app.anon.get(&link)).await.status, 410);
        assert_eq!(app.unchanged(app.anon.press(&link, "password=x")).await.status, 410);
    }
}
