//! Nobody learns from an answer whether an address is known.

use super::{OTHER_PASSWORD, log_in, register};
use crate::support::actors::PASSWORD;
use crate::support::{json, lookups};

engines! {
    async fn registering_answers_alike_for_known_and_unknown(app) {
        app.person("known@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        app.mails().await;
        let unknown = register(app, "unknown@demo.example", PASSWORD).await;
        unknown.ok(202);
        for email in ["known@demo.example", "waiting@demo.example", "KNOWN@demo.example"] {
            assert_eq!(register(app, email, PASSWORD).await.essence(), unknown.essence(), "{email}");
        }
        let mut to: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
        to.sort();
        assert_eq!(to, ["known@demo.example", "known@demo.example", "unknown@demo.example", "waiting@demo.example"]);
    }

    async fn registering_takes_the_same_work_for_known_and_unknown(app) {
        app.person("known@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        register(app, "first@demo.example", PASSWORD).await.ok(202);
        let (_, unknown) = lookups::work(app, register(app, "unknown@demo.example", PASSWORD)).await;
        assert!(unknown.hashes == 1 && unknown.statements.len() > 4, "{unknown:?}");
        for email in ["known@demo.example", "KNOWN@demo.example", "waiting@demo.example"] {
            assert_eq!(lookups::work(app, register(app, email, PASSWORD)).await.1, unknown, "{email}");
        }
        app.mails().await;
        // What waits for an address that is somebody's opens nothing.
        log_in(app, "known@demo.example", OTHER_PASSWORD).await.problem(401, "wrong_credentials");
        app.log_in("known@demo.example").await.get("/v1/me").await.ok(200);
    }

    async fn the_owner_of_a_known_address_is_told_by_mail(app) {
        app.person("known@demo.example", None).await;
        register(app, "known@demo.example", OTHER_PASSWORD).await.ok(202);
        let told = app.one_mail().await;
        register(app, "unknown@demo.example", OTHER_PASSWORD).await.ok(202);
        let asked = app.one_mail().await;
        assert_eq!((told.to.as_str(), asked.to.as_str()), ("known@demo.example", "unknown@demo.example"));
        assert_ne!(told.subject, asked.subject);
    }

    async fn a_wrong_log_in_answers_alike_for_known_and_unknown(app) {
        app.person("known@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        app.mails().await;
        let unknown = app.unchanged(log_in(app, "unknown@demo.example", PASSWORD)).await;
        unknown.problem(401, "wrong_credentials");
        for (email, password) in [
            ("known@demo.example", OTHER_PASSWORD), ("known@demo.example", ""), ("waiting@demo.example", OTHER_PASSWORD),
            ("", ""), ("not an address", PASSWORD),
        ] {
            let refused = app.unchanged(log_in(app, email, password)).await;
            assert_eq!(refused.essence(), unknown.essence(), "{email}");
        }
    }

    async fn a_wrong_log_in_takes_the_same_work_for_known_and_unknown(app) {
        app.person("known@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        app.mails().await;
        log_in(app, "first@demo.example", PASSWORD).await.problem(401, "wrong_credentials");
        let (_, unknown) = lookups::work(app, log_in(app, "unknown@demo.example", PASSWORD)).await;
        assert!(unknown.hashes == 1 && unknown.statements.len() > 3, "{unknown:?}");
        for (email, password) in [("known@demo.example", OTHER_PASSWORD), ("waiting@demo.example", OTHER_PASSWORD), ("", "")] {
            assert_eq!(lookups::work(app, log_in(app, email, password)).await.1, unknown, "{email}");
        }
    }

    async fn who_registers_an_address_and_tries_the_own_password_learns_nothing(app) {
        app.person("known@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        log_in(app, "first@demo.example", PASSWORD).await.problem(401, "wrong_credentials");
        for email in ["unknown@demo.example", "known@demo.example", "waiting@demo.example"] {
            register(app, email, OTHER_PASSWORD).await.ok(202);
        }
        app.mails().await;
        let (answer, unknown) = lookups::work(app, log_in(app, "unknown@demo.example", OTHER_PASSWORD)).await;
        answer.problem(401, "wrong_credentials");
        for email in ["known@demo.example", "waiting@demo.example"] {
            let (same, as_much) = lookups::work(app, log_in(app, email, OTHER_PASSWORD)).await;
            assert_eq!((same.essence(), &as_much), (answer.essence(), &unknown), "{email}");
        }
    }

    async fn asking_for_a_mail_is_the_same_for_every_address(app) {
        app.person("known@demo.example", None).await;
        register(app, "waiting@demo.example", PASSWORD).await.ok(202);
        app.mails().await;
        for path in ["/v1/password-resets", "/v1/accounts/verification-mails"] {
            let ask = |email: &'static str| app.anon.post(path, json!({"email": email}));
            ask("first@demo.example").await.ok(202);
            let (answer, work) = lookups::work(app, ask("unknown@demo.example")).await;
            assert_eq!(answer.ok(202), json!({"status": "mail_sent_if_known"}));
            assert!(work.hashes == 0 && work.statements.len() > 3, "{work:?}");
            for email in ["known@demo.example", "KNOWN@demo.example", "waiting@demo.example"] {
                let (same, as_much) = lookups::work(app, ask(email)).await;
                assert_eq!((same.essence(), &as_much), (answer.essence(), &work), "{email}");
            }
            let to: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
            let told = if path == "/v1/password-resets" { vec!["known@demo.example"; 2] } else { vec!["waiting@demo.example"] };
            assert_eq!(to, told);
        }
    }

    async fn a_weak_password_is_refused_alike_for_known_and_unknown(app) {
        app.person("known@demo.example", None).await;
        let known = app.unchanged(register(app, "known@demo.example", "kurz")).await;
        let unknown = app.unchanged(register(app, "fresh@demo.example", "kurz")).await;
        known.problem(422, "invalid_values");
        assert_eq!(known.essence(), unknown.essence());
    }
}
