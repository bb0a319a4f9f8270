//! Recovery codes: for who has lost the app.

use super::*;
use crate::accounts::address_back::{moved, reverse};
use crate::accounts::{OTHER_PASSWORD, token};
use futures_util::future::join_all;

engines! {
    async fn a_recovery_code_works_once_and_its_owner_is_told(app) {
        let who = enrolled(app).await;
        let code = &who.recovery_codes[3];
        let session = log_in(app, Some(&code.to_lowercase())).await.ok(201);
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (WHO, "A recovery code of your account at Dùng thử (Try it out) was used"));
        assert!(mail.text.contains("\n9 recovery codes are left") && mail.html.contains("<strong>9</strong>"), "{}", mail.text);
        assert!(!mail.text.contains(code) && !mail.text.contains("/pages/"), "{}", mail.text);
        let client = app.anon.with_token(&text(&session, "token"));
        assert_eq!(told(&client).await, (true, 9));
        log_in(app, Some(code)).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&who.recovery_codes[4].replace('-', ""))).await.ok(201);
        app.one_mail().await;
    }

    async fn of_one_recovery_code_given_at_once_one_opens_a_session(app) {
        let who = enrolled(app).await;
        let mut statuses: Vec<u16> = join_all((0..5).map(|_| log_in(app, Some(&who.recovery_codes[0])))).await.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 401, 401, 401, 401]);
        app.one_mail().await;
    }

    async fn recovery_codes_work_during_a_pause_and_end_it(app) {
        let who = enrolled(app).await;
        for _ in 0..5 {
            log_in(app, Some("nonsense")).await.problem(401, "wrong_second_factor");
        }
        assert!(app.one_mail().await.subject.starts_with("Wrong codes"));
        let code = app.code(&who.secret);
        app.unchanged(log_in(app, Some(&code))).await.problem(429, "too_many_wrong_codes");
        app.unchanged(log_in(app, Some("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"))).await.problem(429, "too_many_wrong_codes");
        log_in(app, Some(&who.recovery_codes[9])).await.ok(201);
        app.one_mail().await;
        log_in(app, Some(&code)).await.ok(201);
    }

    async fn a_new_set_makes_the_old_one_void(app) {
        let who = enrolled(app).await;
        renew(&who.client, &wrong_code(app, &who.secret)).await.problem(401, "wrong_second_factor");
        let new = recovery_codes(&renew(&who.client, &app.code(&who.secret)).await.ok(200));
        assert!(new.len() == 10 && new.iter().all(|code| !who.recovery_codes.contains(code)));
        log_in(app, Some(&who.recovery_codes[0])).await.problem(401, "wrong_second_factor");
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (WHO, "New recovery codes were made for your account at Dùng thử (Try it out)"));
        assert!(new.iter().all(|code| !mail.text.contains(code)), "{}", mail.text);
        log_in(app, Some(&new[0])).await.ok(201);
        app.one_mail().await;
        let newest = recovery_codes(&renew(&who.client, &new[1]).await.ok(200));
        assert_eq!(app.mails().await.len(), 2);
        log_in(app, Some(&new[2])).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&newest[0])).await.ok(201);
        assert_eq!(told(&who.client).await, (true, 9));
        app.one_mail().await;
    }

    async fn a_recovery_code_is_its_owners_alone(app) {
        let other = enrol(app, app.person("other@demo.example", None).await).await;
        enrolled(app).await;
        log_in(app, Some(&other.recovery_codes[0])).await.problem(401, "wrong_second_factor");
        assert_eq!(told(&other.client).await, (true, 10));
    }

    // Who had taken the account over and renewed them would keep a way around the second factor.
    async fn those_from_since_a_change_of_address_are_void_when_it_is_taken_back(app) {
        let who = enrolled(app).await;
        let link = moved(app, &who.client, "new@demo.example").await;
        let renewed = recovery_codes(&renew(&who.client, &app.code(&who.secret)).await.ok(200));
        app.one_mail().await;
        let page = app.anon.press(&link, "").await;
        assert!(page.status == 200 && page.text().contains("recovery codes that were made since are void"), "{}", page.text());
        app.advance(STEP);
        let reset = app.mails().await.last().expect("a mail").link(&app.config.public_url);
        let complete = |code: String| {
            let body = json!({"token": token(&reset), "password": OTHER_PASSWORD, "code": code});
            app.anon.post("/v1/password-resets/completion", body)
        };
        complete(renewed[0].clone()).await.problem(401, "wrong_second_factor");
        // The owner, who has the app, is not locked out.
        assert_eq!(complete(app.code(&who.secret)).await.status, 204);
        app.one_mail().await;
        app.advance(STEP);
        let body = json!({"email": WHO, "password": OTHER_PASSWORD, "code": app.code(&who.secret)});
        let session = app.anon.post("/v1/sessions", body).await.ok(201);
        let owner = app.anon.with_token(&text(&session, "token"));
        assert_eq!(told(&owner).await, (true, 0));
        let events = owner.get("/v1/me/sign-ins").await.ok(200)["data"].to_string();
        assert!(events.contains("recovery_codes.taken_back"), "{events}");
        app.advance(STEP);
        assert_eq!(recovery_codes(&renew(&owner, &app.code(&who.secret)).await.ok(200)).len(), 10);
        app.one_mail().await;
    }

    async fn those_from_before_a_change_of_address_stay_when_it_is_taken_back(app) {
        let who = enrolled(app).await;
        let link = moved(app, &who.client, "new@demo.example").await;
        assert_eq!(reverse(app, &link).await.status, 204);
        let reset = app.mails().await.last().expect("a mail").link(&app.config.public_url);
        let body = json!({"token": token(&reset), "password": OTHER_PASSWORD, "code": who.recovery_codes[0]});
        assert_eq!(app.anon.post("/v1/password-resets/completion", body).await.status, 204);
        assert_eq!(app.mails().await.len(), 2);
    }
}
