//! From a shown secret to an active second factor, and back.

use super::*;

engines! {
    async fn nothing_is_asked_before_the_first_right_code(app) {
        let who = app.person(WHO, None).await;
        assert_eq!(told(&who).await, (false, 0));
        app.unchanged(activate(&who, "123456")).await.problem(409, "no_enrolment");
        let started = who.act("/v1/me/totp").await.ok(200);
        let (secret, url) = (text(&started, "secret"), text(&started, "otpauth_url"));
        assert_eq!(url, format!("otpauth://totp/dungthu:who%40demo.example?secret={secret}&issuer=dungthu"));
        app.unchanged(activate(&who, &wrong_code(app, &secret))).await.fault(422, "invalid_values", "/code", "wrong_code");
        app.unchanged(activate(&who, "")).await.fault(422, "invalid_values", "/code", "wrong_code");
        assert_eq!(told(&who).await, (false, 0));
        log_in(app, None).await.ok(201);
        log_in(app, Some("123456")).await.ok(201);
        assert!(app.mails().await.is_empty());
        let codes = recovery_codes(&activate(&who, &app.code(&secret)).await.ok(200));
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (WHO, "A second factor was set up for your account at Dùng thử (Try it out)"));
        // «Forgot password» asks for a code of whoever set it up: it helps once the programme has taken the factor away.
        let advised = ["tell the programme at once", "Only then does «forgot password» help"].map(|it| mail.text.replace('\n', " ").find(it));
        assert!(advised[0].is_some() && advised[0] < advised[1], "{}", mail.text);
        assert!(!mail.text.contains(&secret) && codes.iter().all(|code| !mail.text.contains(code)), "{}", mail.text);
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
        assert_eq!(told(&who).await, (true, 10));
        app.unchanged(log_in(app, None)).await.problem(401, "second_factor_needed");
    }

    async fn the_activating_code_is_used_up(app) {
        let client = app.person(WHO, None).await;
        let who = enrol(app, client).await;
        log_in(app, Some(&app.code(&who.secret))).await.problem(401, "wrong_second_factor");
        app.advance(STEP);
        log_in(app, Some(&app.code(&who.secret))).await.ok(201);
    }

    async fn starting_again_shows_another_secret(app) {
        let who = app.person(WHO, None).await;
        let first = text(&who.act("/v1/me/totp").await.ok(200), "secret");
        let second = text(&who.act("/v1/me/totp").await.ok(200), "secret");
        assert_ne!(first, second);
        app.unchanged(activate(&who, &app.code(&first))).await.fault(422, "invalid_values", "/code", "wrong_code");
        activate(&who, &app.code(&second)).await.ok(200);
        app.one_mail().await;
        app.advance(STEP);
        app.unchanged(activate(&who, &app.code(&second))).await.problem(409, "no_enrolment");
    }

    async fn an_app_is_replaced_without_a_time_between(app) {
        let who = enrolled(app).await;
        let elsewhere = app.anon.with_token(&text(&log_in(app, Some(&app.code(&who.secret))).await.ok(201), "token"));
        let new = text(&who.client.act("/v1/me/totp").await.ok(200), "secret");
        app.advance(STEP);
        log_in(app, Some(&app.code(&new))).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&app.code(&who.secret))).await.ok(201);
        let codes = recovery_codes(&activate(&who.client, &app.code(&new)).await.ok(200));
        elsewhere.get("/v1/me").await.problem(401, "unauthenticated");
        assert!(app.one_mail().await.subject.starts_with("A second factor was set up"));
        assert_eq!(told(&who.client).await, (true, 10));
        app.advance(STEP);
        log_in(app, Some(&app.code(&who.secret))).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&who.recovery_codes[0])).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&app.code(&new))).await.ok(201);
        log_in(app, Some(&codes[0])).await.ok(201);
        app.mails().await;
    }

    async fn a_person_goes_back_to_the_password_alone(app) {
        let who = enrolled(app).await;
        let elsewhere = app.anon.with_token(&text(&log_in(app, Some(&who.recovery_codes[1])).await.ok(201), "token"));
        app.mails().await;
        remove(&who.client, &wrong_code(app, &who.secret)).await.problem(401, "wrong_second_factor");
        assert!(app.mails().await.is_empty());
        elsewhere.get("/v1/me").await.ok(200);
        let removed = remove(&who.client, &app.code(&who.secret)).await;
        assert_eq!((removed.status, removed.bytes.len()), (204, 0), "{}", removed.text());
        elsewhere.get("/v1/me").await.problem(401, "unauthenticated");
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (WHO, "The second factor of your account at Dùng thử (Try it out) was removed"));
        assert_eq!(told(&who.client).await, (false, 0));
        log_in(app, None).await.ok(201);
        app.unchanged(remove(&who.client, &who.recovery_codes[0])).await.problem(409, "no_second_factor");
        app.unchanged(renew(&who.client, &who.recovery_codes[0])).await.problem(409, "no_second_factor");
    }

    async fn answers_with_secrets_are_not_kept(app) {
        let who = app.person(WHO, None).await;
        let secret = text(&who.post_with_key("/v1/me/totp", "a", json!(null)).await.ok(200), "secret");
        app.unchanged(who.post_with_key("/v1/me/totp", "a", json!(null))).await.problem(409, "answer_not_kept");
        let code = json!({"code": app.code(&secret)});
        who.post_with_key("/v1/me/totp/activation", "b", code.clone()).await.ok(200);
        app.one_mail().await;
        app.unchanged(who.post_with_key("/v1/me/totp/activation", "b", code)).await.problem(409, "answer_not_kept");
    }

    async fn activation_gives_the_session_a_new_token(app) {
        app.person(WHO, None).await;
        let old = text(&log_in(app, None).await.ok(201), "token");
        let (here, stolen) = (app.anon.with_token(&old), app.anon.with_token(&old));
        let secret = text(&here.act("/v1/me/totp").await.ok(200), "secret");
        app.unchanged(activate(&here, &wrong_code(app, &secret))).await.problem(422, "invalid_values");
        stolen.get("/v1/me").await.ok(200);
        let answer = activate(&here, &app.code(&secret)).await.ok(200);
        app.one_mail().await;
        assert_ne!(text(&answer["session"], "token"), old);
        app.unchanged(stolen.get("/v1/me")).await.problem(401, "unauthenticated");
        assert_eq!(told(&here).await, (true, 10));
    }

    async fn of_activations_at_once_one_shows_codes(app) {
        let who = app.person(WHO, None).await;
        let secret = text(&who.act("/v1/me/totp").await.ok(200), "secret");
        let code = app.code(&secret);
        let mut statuses: Vec<u16> = futures_util::future::join_all((0..10).map(|_| activate(&who, &code))).await.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        // The first takes the token with it under which all asked.
        assert!(statuses[0] == 200 && statuses[1..].iter().all(|status| [401, 409].contains(status)), "{statuses:?}");
        app.one_mail().await;
        assert_eq!(told(&who).await, (true, 10));
    }
}
