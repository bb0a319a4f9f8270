//! A new password for who forgot it, by a mail's link.

use super::{OTHER_PASSWORD, ask_for_reset, change_password, complete_reset, log_in, register, reset_link, token};
use crate::support::actors::{PASSWORD, TOTP_SECRET};
use crate::support::client::text;
use crate::support::{Reply, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::model::StaffRole;
use dungthu::db::schema::outbox as o;
use dungthu::limits::Quotas;
use dungthu::mail::Kind;
use futures_util::future::join_all;
use std::time::Duration;

const WHO: &str = "who@demo.example";
const HALF_AN_HOUR: Duration = Duration::from_secs(1_800);

async fn with_code(app: &TestApp, link: &str, code: &str) -> Reply {
    let body = json!({"token": token(link), "password": OTHER_PASSWORD, "code": code});
    app.anon.post("/v1/password-resets/completion", body).await
}

/// What the page's form sends.
fn form(password: &str, code: Option<&str>) -> String {
    serde_urlencoded::to_string([("password", Some(password)), ("code", code)]).expect("a form")
}

async fn holds_no_more(app: &TestApp, link: &str) {
    assert_eq!(app.unchanged(app.anon.get(link)).await.status, 410);
    assert_eq!(app.unchanged(app.anon.press(link, &form(OTHER_PASSWORD, None))).await.status, 410);
    app.unchanged(complete_reset(app, link, OTHER_PASSWORD)).await.problem(410, "link_gone");
}

/// The password was set: what was open is not, the owner is told, and the new one opens.
async fn is_set(app: &TestApp, code: Option<&str>) {
    let told = app.one_mail().await;
    assert_eq!(
        (told.to.as_str(), told.subject.as_str()),
        (WHO, "The password of your account at Dùng thử (Try it out) was changed")
    );
    log_in(app, WHO, PASSWORD).await.problem(401, "wrong_credentials");
    app.anon.post("/v1/sessions", json!({"email": WHO, "password": OTHER_PASSWORD, "code": code})).await.ok(201);
}

engines! {
    async fn the_page_of_the_link_sets_a_new_password(app) {
        let sessions = [app.person(WHO, None).await, app.log_in(WHO).await];
        let (server, other) = app.another(|_| {}).await;
        let link = reset_link(app, WHO).await;
        let page = app.unchanged(app.anon.get(&link)).await;
        assert!(page.status == 200 && page.text().contains("Hello Demo Person") && !page.text().contains("name=\"code\""), "{}", page.text());
        for session in &sessions {
            session.get("/v1/me").await.ok(200);
        }
        assert_eq!(app.anon.press(&link, &form(OTHER_PASSWORD, None)).await.status, 200);
        for session in &sessions {
            session.get("/v1/me").await.problem(401, "unauthenticated");
            session.at(&other).get("/v1/me").await.problem(401, "unauthenticated");
        }
        is_set(app, None).await;
        holds_no_more(app, &link).await;
        server.stop().await;
    }

    async fn its_field_hides_what_is_typed_and_password_managers_fill_it(app) {
        app.account(WHO, None).await;
        let reset = reset_link(app, WHO).await;
        register(app, "new@demo.example", PASSWORD).await.ok(202);
        let verification = app.one_mail().await.link(&app.config.public_url);
        for link in [reset, verification] {
            let page = app.anon.get(&link).await;
            let html = page.text();
            let field = html.split("<input ").find(|part| part.contains("name=\"password\"")).expect("the field");
            let field = field.split('>').next().expect("its end");
            assert!(field.contains("type=\"password\"") && field.contains("autocomplete=\"new-password\""), "{field}");
            assert_eq!(html.matches("name=\"password\"").count(), 1, "typed once: who pastes need not paste twice");
            // Nothing could forbid pasting: no script stands there, none is let in, and no attribute holds one.
            assert!(page.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'") && !policy.contains("script-src")));
            assert!(!html.contains("<script") && !html.contains("onpaste"), "{html}");
        }
    }

    async fn so_does_the_api(app) {
        app.person(WHO, None).await;
        let link = reset_link(app, "who@demo.example").await;
        let body = json!({"token": token(&link), "password": OTHER_PASSWORD});
        let done = app.anon.post_with_key("/v1/password-resets/completion", "one", body.clone()).await;
        assert_eq!((done.status, done.bytes.len()), (204, 0));
        let again = app.unchanged(app.anon.post_with_key("/v1/password-resets/completion", "one", body)).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (204, Some("true")));
        is_set(app, None).await;
        holds_no_more(app, &link).await;
    }

    async fn a_link_works_once_also_where_it_is_used_many_times_at_once(app) {
        for n in 0..3 {
            let email = format!("who{n}@demo.example");
            app.account(&email, None).await;
            let link = reset_link(app, &email).await;
            let passwords: Vec<String> = (0..4).map(|n| format!("ao cá mùa thu 7{n}")).collect();
            let answers = join_all(passwords.iter().map(|password| complete_reset(app, &link, password))).await;
            let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            let won = statuses.iter().position(|status| *status == 204).expect("one");
            log_in(app, &email, &passwords[won]).await.ok(201);
            statuses.sort_unstable();
            assert_eq!(statuses, [204, 410, 410, 410]);
            app.one_mail().await;
        }
    }

    async fn a_link_holds_for_half_an_hour(app) {
        app.account(WHO, None).await;
        let link = reset_link(app, WHO).await;
        app.advance(HALF_AN_HOUR - Duration::from_micros(1));
        assert_eq!(app.anon.get(&link).await.status, 200);
        app.advance(Duration::from_micros(1));
        holds_no_more(app, &link).await;
        log_in(app, WHO, PASSWORD).await.ok(201);
    }

    async fn one_link_makes_the_others_void(app) {
        app.account(WHO, None).await;
        let links = [reset_link(app, WHO).await, reset_link(app, WHO).await];
        assert_eq!(complete_reset(app, &links[0], OTHER_PASSWORD).await.status, 204);
        app.one_mail().await;
        for link in &links {
            holds_no_more(app, link).await;
        }
    }

    async fn a_mail_that_waited_while_the_password_was_changed_is_not_sent(app) {
        let who = app.person(WHO, None).await;
        ask_for_reset(app, WHO).await.ok(202);
        app.relay.refuse(Some("421 4.3.2 come back later"));
        app.work().await;
        app.advance(Duration::from_secs(60));
        assert_eq!(change_password(&who, PASSWORD, OTHER_PASSWORD).await.status, 204);
        app.relay.refuse(None);
        app.advance(Duration::from_secs(60));
        is_set(app, None).await;
        let dropped = o::table.filter(o::state.eq("dropped")).select((o::kind, o::answer));
        let dropped: Vec<(Kind, Option<String>)> = app.query(move |conn| dropped.load(conn).expect("the outbox")).await;
        assert_eq!(dropped, [(Kind::PasswordReset, Some("changed meanwhile".to_owned()))]);
        // Whoever forgets the new one as well gets a link.
        let link = reset_link(app, WHO).await;
        assert_eq!(complete_reset(app, &link, PASSWORD).await.status, 204);
        app.one_mail().await;
    }

    async fn a_weak_password_is_refused_and_the_link_holds_on(app) {
        app.account(WHO, None).await;
        let link = reset_link(app, WHO).await;
        for (password, fault, vi, en) in [
            ("kurz", "password_too_short", "Mật khẩu cần 12 – 128 ký tự.", "A password needs 12 – 128 characters."),
            ("Demo Person 42 7", "password_guessable", "dễ đoán", "easy to guess"), ("password1234", "common_password", "Nhiều người", "Many people"),
            ("doanh nghiệp 2026", "context_word", "hầu như chỉ gồm", "little more than"),
        ] {
            app.unchanged(complete_reset(app, &link, password)).await.fault(422, "invalid_values", "/password", fault);
            for (language, sentence) in [("vi", vi), ("en", en)] {
                let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept-Language", language)];
                let press = app.anon.send("POST", &link, &headers, form(password, None).into_bytes());
                let page = app.unchanged(press).await;
                assert!(page.status == 422 && page.text().contains(sentence) && !page.text().contains(password), "{}", page.text());
            }
        }
        for odd in ["", "password=", "code=123456", "password=a&password=b", "password=a&zz=1", "%ff"] {
            let page = app.unchanged(app.anon.press(&link, odd)).await;
            assert!([400, 422].contains(&page.status) && page.text().contains("name=\"password\""), "{odd}: {}", page.text());
        }
        assert_eq!(complete_reset(app, &link, OTHER_PASSWORD).await.status, 204);
        is_set(app, None).await;
    }

    async fn the_second_factor_is_asked_for_all_the_same(app) {
        let account = app.account(WHO, Some(StaffRole::Analyst)).await;
        app.install_totp(account).await;
        let link = reset_link(app, WHO).await;
        let asked = app.unchanged(complete_reset(app, &link, OTHER_PASSWORD)).await.problem(401, "second_factor_needed");
        // No password was looked at.
        assert!(text(&asked, "detail").starts_with("This account has a second factor; send «code» too"), "{asked}");
        with_code(app, &link, "nonsense").await.problem(401, "wrong_second_factor");
        with_code(app, &link, &app.code(TOTP_SECRET)).await;
        app.advance(Duration::from_secs(30));
        is_set(app, Some(&app.code(TOTP_SECRET))).await;
    }

    async fn the_page_asks_for_it_too_and_wrong_codes_are_counted(app) {
        let account = app.account(WHO, None).await;
        app.install_totp(account).await;
        let link = reset_link(app, WHO).await;
        assert!(app.anon.get(&link).await.text().contains("name=\"code\""));
        let without = app.unchanged(app.anon.press(&link, &form(OTHER_PASSWORD, Some(" ")))).await;
        assert!(without.status == 401 && without.text().contains("send «code» too"), "{}", without.text());
        for _ in 0..5 {
            let wrong = app.anon.press(&link, &form(OTHER_PASSWORD, Some("nonsense"))).await;
            assert!(wrong.status == 401 && wrong.text().contains("The code is wrong"), "{}", wrong.text());
        }
        app.one_mail().await;
        let code = app.code(TOTP_SECRET);
        let paused = app.unchanged(app.anon.press(&link, &form(OTHER_PASSWORD, Some(&code)))).await;
        assert!(paused.status == 429 && paused.text().contains("Try again in 60 seconds"), "{}", paused.text());
        app.advance(Duration::from_secs(60));
        assert_eq!(app.anon.press(&link, &form(OTHER_PASSWORD, Some(&app.code(TOTP_SECRET)))).await.status, 200);
        app.advance(Duration::from_secs(30));
        is_set(app, Some(&app.code(TOTP_SECRET))).await;
    }

    async fn whose_address_is_not_verified_gets_no_link(app) {
        register(app, WHO, PASSWORD).await.ok(202);
        app.one_mail().await;
        for email in [WHO, "nobody@demo.example"] {
            ask_for_reset(app, email).await.ok(202);
            assert_eq!(app.mails().await.len(), 0, "{email}");
        }
    }

    async fn an_address_gets_a_link_each_20_minutes_and_a_client_asks_so_often(app) {
        app.account(WHO, None).await;
        let (server, client) = app.another(|config| config.limits = Quotas { resets: 1, inquiries: 5, ..config.limits.clone() }).await;
        let ask = |email: &'static str| client.post("/v1/password-resets", json!({"email": email}));
        let first = ask(WHO).await;
        first.ok(202);
        for _ in 0..3 {
            assert_eq!(ask(WHO).await.essence(), first.essence());
        }
        app.one_mail().await;
        ask("nobody@demo.example").await.ok(202);
        app.unchanged(ask("nobody@demo.example")).await.problem(429, "too_many_requests");
        app.unchanged(client.post("/v1/accounts/verification-mails", json!({"email": WHO}))).await.problem(429, "too_many_requests");
        app.mails().await;
        server.stop().await;
    }

    async fn what_is_asked_is_forgotten_when_it_is_answered(app) {
        for path in ["/v1/password-resets", "/v1/accounts/verification-mails"] {
            app.anon.post(path, json!({"email": "somebody@demo.example"})).await.ok(202);
        }
        assert!(app.digest().await.contains("somebody@demo.example"));
        app.mails().await;
        assert!(!app.digest().await.contains("somebody"));
    }

    async fn the_secret_is_in_no_table(app) {
        app.account(WHO, None).await;
        let link = reset_link(app, WHO).await;
        assert!(!app.digest().await.contains(token(&link)));
        for wrong in ["", "x", &token(&link)[..42], &format!("{}A", token(&link)), &token(&link).to_lowercase(), "\0"] {
            app.unchanged(complete_reset(app, wrong, OTHER_PASSWORD)).await.problem(410, "link_gone");
        }
    }
}
