//! Which passwords are refused, and how they are kept.

use super::{OTHER_PASSWORD, change_password, log_in, register};
use crate::support::actors::PASSWORD;
use crate::support::{Client, TestApp, json};
use unicode_normalization::UnicodeNormalization;

/// 128 letters whose last is «ế»; decomposed they are three characters each.
fn longest() -> String {
    let letters = "ấếốứẫễỗữậệộựầềồừẩểổử".chars().cycle().take(127).chain(['ế']);
    letters.collect()
}

async fn registered(app: &TestApp, password: &str) -> String {
    let email = format!("who{}@demo.example", app.next());
    register(app, &email, password).await.ok(202);
    let link = app.one_mail().await.link(&app.config.public_url);
    app.anon.verify(&link, password).await;
    email
}

/// Every place that asks somebody for the present password refuses this one.
async fn is_wrong(app: &TestApp, who: &Client, email: &str, password: &str) {
    app.unchanged(log_in(app, email, password)).await.problem(401, "wrong_credentials");
    let proof = who.post("/v1/sessions/current/reauthentication", json!({"password": password}));
    app.unchanged(proof).await.problem(401, "wrong_credentials");
    app.unchanged(change_password(who, password, OTHER_PASSWORD)).await.problem(401, "wrong_credentials");
}

engines! {
    async fn a_weak_password_is_refused_with_its_reason(app) {
        for (password, fault) in [
            ("", "password_too_short"), ("kurz", "password_too_short"), ("elf Zeichen", "password_too_short"), (&*"x y z w v u ".repeat(11), "password_too_short"),
            ("aaaaaaaaaaaaaaaa", "password_guessable"), ("abababababababab", "password_guessable"), ("Demo Person 42 7", "password_guessable"),
            ("DEMOPERSON-42-xyz", "password_guessable"), ("xx chu.cua.hang xx", "password_guessable"), ("dungthu dungthu 12", "password_guessable"),
            ("123412341234", "password_guessable"),
        ] {
            let refused = app.unchanged(register(app, "chu.cua.hang@demo.example", password)).await;
            refused.fault(422, "invalid_values", "/password", fault);
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn common_passwords_and_words_of_the_programme_are_refused(app) {
        for (password, fault) in [
            ("password1234", "common_password"), ("PassWord1234", "common_password"), ("matkhau123456", "common_password"), ("Mật khẩu 123456", "common_password"), ("MẬT KHẨU 123456", "common_password"),
            ("qwerty-123456", "common_password"), ("1234567890123456", "common_password"),
            ("doanh nghiệp 2026", "context_word"), ("Doanh-Nghiep-2026!", "context_word"), ("nhà cung cấp số 1", "context_word"), ("chuyển đổi số 7777", "context_word"), ("Mật khẩu Việt Nam", "context_word"),
            ("demo.example 2026", "context_word"),
            ("correcthorsebatterystaple", "context_word"), ("P@ssw0rd1234", "common_password"), ("p4ssw0rd2026", "common_password"), ("trustno1trustno1", "context_word"),
            ("emyeuanh123456", "common_password"), ("iloveu123456789", "common_password"), ("maiyeuem12345", "common_password"), ("Anh yêu em 2026", "common_password"), ("Em nhớ anh lắm 2026", "context_word"),
            ("football12345", "common_password"), ("12345-Superman", "common_password"), ("sinhvien123456", "context_word"), ("nguyenvana1990", "context_word"), ("Trần Thị B 123456", "context_word"), ("try-it-out-2026", "context_word"), ("f00tball12345", "common_password"), ("monkey123456", "common_password"), ("P@ssw0rd134501345", "common_password"), ("Viettel@12345", "context_word"),
            ("123456789a@A", "password_guessable"), ("Aa123456789!", "password_guessable"), ("0901 234 567 890", "password_guessable"),
        ] {
            let refused = app.unchanged(register(app, "chu.cua.hang@demo.example", password)).await;
            refused.fault(422, "invalid_values", "/password", fault);
        }
    }

    async fn a_password_of_any_letters_and_length_is_taken_whole(app) {
        for password in [&*format!("{}!", "bảy mươi sáu ".repeat(9)), "密码密碼很长的句子一二三", "   khoảng trắng   "] {
            let email = format!("who{}@demo.example", app.next());
            register(app, &email, password).await.ok(202);
            let link = app.one_mail().await.link(&app.config.public_url);
            app.anon.verify(&link, password).await;
            log_in(app, &email, password).await.ok(201);
            let (short, _) = password.char_indices().last().expect("a character");
            log_in(app, &email, &password[..short]).await.problem(401, "wrong_credentials");
            log_in(app, &email, &format!("{password}x")).await.problem(401, "wrong_credentials");
        }
    }

    async fn nothing_behind_a_password_is_ignored(app) {
        let password = longest();
        let email = registered(app, &password).await;
        let who = app.anon.with_token(&crate::support::client::text(&log_in(app, &email, &password).await.ok(201), "token"));
        let begin = password.strip_suffix('ế').expect("its last letter");
        // The first 129 characters of the last one are, composed, the password.
        for wrong in [format!("{password}x"), format!("{password}{}", "x".repeat(10_000)), format!("{begin}ê"), format!("{begin}ê\u{301}x"), format!("{begin}ê\u{301}\u{301}")] {
            is_wrong(app, &who, &email, &wrong).await;
        }
        log_in(app, &email, &format!("{begin}ê\u{301}")).await.ok(201);
    }

    async fn case_counts(app) {
        let who = app.person("who@demo.example", None).await;
        for wrong in [PASSWORD.to_uppercase(), PASSWORD.replace('b', "B")] {
            is_wrong(app, &who, "who@demo.example", &wrong).await;
        }
    }

    async fn letters_count_composed_however_they_are_typed(app) {
        let whole = longest();
        for length in [64, 128] {
            let password: String = whole.chars().take(length).collect();
            let typed: String = password.nfd().collect();
            assert_eq!((password.chars().count(), typed.chars().count()), (length, 3 * length));
            let email = registered(app, &typed).await;
            log_in(app, &email, &password).await.ok(201);
            log_in(app, &email, &typed).await.ok(201);
        }
        // Twelve characters, but six letters; and one letter too many.
        for wrong in ["ôếấộứẫ".nfd().collect(), format!("{whole}ế"), format!("{whole}ế").nfd().collect()] {
            let wrong: String = wrong;
            assert!(wrong.chars().count() > 12);
            app.unchanged(register(app, "new@demo.example", &wrong)).await.fault(422, "invalid_values", "/password", "password_too_short");
        }
    }

    async fn only_the_hash_of_a_password_is_kept(app) {
        register(app, "new@demo.example", PASSWORD).await.ok(202);
        app.mails().await;
        let digest = app.digest().await;
        assert!(digest.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!digest.contains(PASSWORD) && !digest.contains("bông sen"));
    }

    async fn a_refused_password_is_not_repeated(app) {
        let refused = register(app, "new@demo.example", "geheim").await;
        assert!(refused.status == 422 && !refused.text().contains("geheim"), "{}", refused.text());
        let wrong = app.anon.post("/v1/sessions", json!({"email": "new@demo.example", "password": 12_345_678})).await;
        assert!(wrong.status == 400 && !wrong.text().contains("new@demo.example"), "{}", wrong.text());
    }
}
