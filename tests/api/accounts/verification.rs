//! The link of a verification mail: looking changes nothing, it works once, and for two days.

use super::{OTHER_PASSWORD, log_in, register, token};
use crate::support::actors::PASSWORD;
use crate::support::{Reply, TestApp, json};
use futures_util::future::join_all;
use std::time::Duration;

const NEW: &str = "new@demo.example";

/// A registration that waits, and its link's path.
async fn waiting(app: &TestApp) -> String {
    register(app, NEW, PASSWORD).await.ok(202);
    app.one_mail().await.link(&app.config.public_url)
}

async fn verify(app: &TestApp, token: &str) -> Reply {
    app.anon.post("/v1/accounts/verification", json!({"token": token, "password": PASSWORD})).await
}

fn is_gone(page: &Reply) {
    assert_eq!((page.status, page.header("content-type")), (410, Some("text/html; charset=utf-8")), "{}", page.text());
    assert!(page.text().contains("This link no longer works"), "{}", page.text());
}

async fn holds_no_more(app: &TestApp, link: &str) {
    is_gone(&app.unchanged(app.anon.get(link)).await);
    is_gone(&app.unchanged(app.anon.press(link, "")).await);
    is_gone(&app.unchanged(app.anon.verify(link, PASSWORD)).await);
    app.unchanged(verify(app, token(link))).await.problem(410, "link_gone");
}

engines! {
    async fn looking_at_the_page_changes_nothing(app) {
        let link = waiting(app).await;
        for _ in 0..2 {
            let page = app.unchanged(app.anon.get(&link)).await;
            assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
            assert!(page.text().contains("<form method=\"post\""), "{}", page.text());
        }
        log_in(app, NEW, PASSWORD).await.problem(401, "wrong_credentials");
    }

    async fn the_page_speaks_the_readers_language(app) {
        let link = waiting(app).await;
        let vi = app.anon.send("GET", &link, &[("Accept-Language", "vi")], Vec::new()).await.text();
        let en = app.anon.send("GET", &link, &[("Accept-Language", "en")], Vec::new()).await.text();
        assert!(vi.contains("<html lang=\"vi\"") && en.contains("<html lang=\"en\""));
        let gone = app.anon.send("GET", "/pages/verification/unknown", &[("Accept-Language", "vi")], Vec::new()).await;
        assert!(gone.status == 410 && gone.text().contains("Liên kết không còn dùng được"), "{}", gone.text());
    }

    async fn a_link_is_used_once(app) {
        let link = waiting(app).await;
        assert_eq!(app.anon.verify(&link, PASSWORD).await.status, 200);
        holds_no_more(app, &link).await;
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn a_token_verifies_over_the_api_too(app) {
        let link = waiting(app).await;
        let done = verify(app, token(&link)).await;
        assert_eq!((done.status, done.bytes.len()), (204, 0));
        holds_no_more(app, &link).await;
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn of_a_link_pressed_at_once_one_press_holds(app) {
        let link = waiting(app).await;
        let mut statuses: Vec<u16> = join_all((0..5).map(|_| app.anon.verify(&link, PASSWORD))).await.iter().map(|press| press.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 410, 410, 410, 410]);
    }

    async fn a_link_holds_for_two_days(app) {
        let link = waiting(app).await;
        app.advance(Duration::from_secs(48 * 3_600) - Duration::from_micros(1));
        assert_eq!(app.anon.get(&link).await.status, 200);
        app.advance(Duration::from_micros(1));
        holds_no_more(app, &link).await;
        log_in(app, NEW, PASSWORD).await.problem(401, "wrong_credentials");
    }

    async fn after_an_expired_link_one_registers_again(app) {
        let old = waiting(app).await;
        app.advance(Duration::from_secs(48 * 3_600));
        let new = waiting(app).await;
        holds_no_more(app, &old).await;
        assert_eq!(app.anon.verify(&new, PASSWORD).await.status, 200);
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn a_lost_mail_is_sent_again(app) {
        let lost = waiting(app).await;
        app.advance(Duration::from_secs(72 * 3_600));
        app.anon.post("/v1/accounts/verification-mails", json!({"email": "New@demo.example"})).await.ok(202);
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (NEW, "Confirm your email address at Dùng thử (Try it out)"));
        holds_no_more(app, &lost).await;
        let link = mail.link(&app.config.public_url);
        assert_eq!(app.anon.verify(&link, PASSWORD).await.status, 200);
        holds_no_more(app, &link).await;
        log_in(app, NEW, PASSWORD).await.ok(201);
        app.anon.post("/v1/accounts/verification-mails", json!({"email": NEW})).await.ok(202);
        assert_eq!(app.mails().await.len(), 0, "verified already");
    }

    async fn where_several_registrations_wait_the_link_of_the_newest_is_sent_again(app) {
        for password in [PASSWORD, OTHER_PASSWORD] {
            register(app, NEW, password).await.ok(202);
        }
        app.mails().await;
        app.anon.post("/v1/accounts/verification-mails", json!({"email": NEW})).await.ok(202);
        let link = app.one_mail().await.link(&app.config.public_url);
        assert_eq!(app.anon.verify(&link, PASSWORD).await.status, 200);
        log_in(app, NEW, PASSWORD).await.ok(201);
        log_in(app, NEW, OTHER_PASSWORD).await.problem(401, "wrong_credentials");
    }

    // Both mails look alike: the owner of the address may follow the stranger's.
    async fn the_password_of_a_strangers_registration_opens_nothing(app) {
        for by_page in [true, false] {
            let email = format!("new{by_page}@demo.example");
            register(app, &email, OTHER_PASSWORD).await.ok(202);
            let strangers = app.one_mail().await.link(&app.config.public_url);
            register(app, &email, PASSWORD).await.ok(202);
            let own = app.one_mail().await.link(&app.config.public_url);
            let verified = if by_page { app.anon.verify(&strangers, PASSWORD).await } else { verify(app, token(&strangers)).await };
            assert_eq!(verified.status, if by_page { 200 } else { 204 });
            log_in(app, &email, OTHER_PASSWORD).await.problem(401, "wrong_credentials");
            log_in(app, &email, PASSWORD).await.ok(201);
            holds_no_more(app, &own).await;
        }
    }

    async fn a_password_that_may_not_be_used_verifies_nothing(app) {
        let link = waiting(app).await;
        for (password, fault) in [("", "password_too_short"), ("aaaaaaaaaaaaaaaa", "password_guessable"), ("Demo Person 42 7", "password_guessable")] {
            let body = json!({"token": token(&link), "password": password});
            app.unchanged(app.anon.post("/v1/accounts/verification", body)).await.fault(422, "invalid_values", "/password", fault);
            let page = app.unchanged(app.anon.verify(&link, password)).await;
            assert!(page.status == 422 && page.text().contains("role=\"alert\""), "{}", page.text());
        }
        for odd in ["", "x=1", "password=a&password=b"] {
            let page = app.unchanged(app.anon.press(&link, odd)).await;
            assert!(page.status == 400 && page.text().contains("<form method=\"post\""), "{}", page.text());
        }
        assert_eq!(app.anon.verify(&link, PASSWORD).await.status, 200);
    }

    async fn no_other_token_verifies(app) {
        let link = waiting(app).await;
        let token = token(&link);
        for wrong in ["", "x", &token[..42], &format!("{token}A"), &token.to_lowercase(), "\0", &"A".repeat(5_000)] {
            app.unchanged(verify(app, wrong)).await.problem(410, "link_gone");
        }
        assert!(!app.digest().await.contains(token), "the token is in a table");
    }
}
