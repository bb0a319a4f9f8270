//! Registrations: each waits until its own link is followed.

use super::{OTHER_PASSWORD, log_in, register};
use crate::support::actors::PASSWORD;
use crate::support::json;

const NEW: &str = "new@demo.example";

engines! {
    async fn a_person_registers_verifies_and_logs_in(app) {
        assert_eq!(register(app, NEW, PASSWORD).await.ok(202), json!({"status": "verification_mail_sent"}));
        log_in(app, NEW, PASSWORD).await.problem(401, "wrong_credentials");
        let mail = app.one_mail().await;
        assert_eq!(mail.to, NEW);
        assert_eq!(app.anon.verify(&mail.link(&app.config.public_url), PASSWORD).await.status, 200);
        log_in(app, NEW, PASSWORD).await.ok(201);
    }

    async fn of_two_registrations_of_an_address_the_verified_one_counts(app) {
        for first_wins in [true, false] {
            let email = format!("new{}@demo.example", app.next());
            let mut links = Vec::new();
            for password in [PASSWORD, OTHER_PASSWORD] {
                register(app, &email, password).await.ok(202);
                let mail = app.one_mail().await;
                assert_eq!(mail.to, email);
                links.push(mail.link(&app.config.public_url));
            }
            assert_ne!(links[0], links[1]);
            let (won, lost) = if first_wins { (0, 1) } else { (1, 0) };
            let passwords = [PASSWORD, OTHER_PASSWORD];
            assert_eq!(app.anon.verify(&links[won], passwords[won]).await.status, 200);
            for link in &links {
                assert_eq!(app.unchanged(app.anon.verify(link, passwords[lost])).await.status, 410);
            }
            log_in(app, &email, passwords[won]).await.ok(201);
            app.unchanged(log_in(app, &email, passwords[lost])).await.problem(401, "wrong_credentials");
        }
    }

    async fn a_registration_cannot_take_an_account_over(app) {
        let owner = app.person(NEW, None).await;
        let before = owner.get("/v1/me").await.ok(200);
        let thief = json!({"email": NEW, "name": "Somebody Else", "password": OTHER_PASSWORD, "locale": "vi"});
        app.anon.post("/v1/accounts", thief).await.ok(202);
        let mail = app.one_mail().await;
        assert!(mail.to == NEW && !mail.text.contains("/pages/") && !mail.text.contains("Somebody Else"), "{}", mail.text);
        log_in(app, NEW, OTHER_PASSWORD).await.problem(401, "wrong_credentials");
        log_in(app, NEW, PASSWORD).await.ok(201);
        assert_eq!(owner.get("/v1/me").await.ok(200), before);
    }

    async fn addresses_that_differ_in_case_are_one_persons(app) {
        app.person(NEW, None).await;
        register(app, "New@Demo.EXAMPLE", OTHER_PASSWORD).await.ok(202);
        assert_eq!(app.one_mail().await.to, NEW);
        log_in(app, "NEW@demo.example", PASSWORD).await.ok(201);
    }

    async fn what_is_no_address_is_refused(app) {
        for email in ["", "nobody", "a@b", "a b@demo.example", "a@demo.example\r\nBcc: b@demo.example", "Demo <a@demo.example>", "a@[127.0.0.1]", "a@demo.example, b@demo.example", "a\u{0}@demo.example", "ạ@demo.example"] {
            let refused = app.unchanged(register(app, email, PASSWORD)).await;
            refused.fault(422, "invalid_values", "/email", "not_an_email");
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_registration_names_its_language_from_the_two(app) {
        let person = |locale: &str| json!({"email": NEW, "name": "Demo Person", "password": PASSWORD, "locale": locale});
        app.unchanged(app.anon.post("/v1/accounts", person("fr"))).await.fault(400, "malformed_json", "/locale", "wrong_type");
        app.anon.post("/v1/accounts", json!({"email": NEW, "name": "Demo Person", "password": PASSWORD})).await.ok(202);
        let without = app.one_mail().await;
        app.anon.post("/v1/accounts", person("vi")).await.ok(202);
        assert_eq!(app.one_mail().await.subject, without.subject, "Vietnamese when left out");
        app.anon.post("/v1/accounts", person("en")).await.ok(202);
        assert_ne!(app.one_mail().await.subject, without.subject);
    }
}
