//! Recovery codes: for who has lost the app.

use super::*;
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
}
