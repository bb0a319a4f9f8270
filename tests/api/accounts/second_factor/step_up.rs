//! Dangerous acts want proof from the last ten minutes (RFC 9470).

use super::*;
use crate::support::actors::assessment;
use crate::support::locks::{locked, meeting};

const TEN_MINUTES: Duration = Duration::from_secs(600);

fn is_stale(reply: &Reply) {
    reply.problem(401, "reauthentication_needed");
    let header = "Bearer error=\"insufficient_user_authentication\", max_age=600";
    assert_eq!(reply.header("www-authenticate"), Some(header));
}

engines! {
    async fn dangerous_acts_of_staff_want_proof_of_the_last_ten_minutes(app) {
        let tried = app.activated().await;
        let vendor = text(&tried.vendor.post("/v1/vendors", json!({"tax_code": app.tax_code(), "name": "Demo (demo)"})).await.ok(201), "id");
        let own = tried.vendor.get("/v1/me").await.ok(200)["vendors"][0].as_str().expect("a vendor").to_owned();
        let draft = text(&tried.vendor.post("/v1/platforms", app.platform_body(&own)).await.ok(201), "id");
        tried.vendor.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        let grant = json!({"business_id": tried.business_id, "platform_id": tried.platform_id, "reason": "Demo"});
        let reviewer = app.reviewer().await;
        reviewer.act(&format!("/v1/platforms/{draft}/review")).await.ok(200);
        for who in [&reviewer, &app.reviewer().await] {
            who.post(&format!("/v1/platforms/{draft}/assessments"), assessment([2; 6])).await.ok(201);
        }
        let (approval, publication) = (format!("/v1/vendors/{vendor}/approval"), format!("/v1/platforms/{draft}/publication"));
        app.advance(TEN_MINUTES + Duration::from_micros(1));
        is_stale(&app.unchanged(reviewer.act(&approval)).await);
        is_stale(&app.unchanged(reviewer.act(&publication)).await);
        is_stale(&app.unchanged(reviewer.post("/v1/trial-grants", grant.clone())).await);
        reviewer.get("/v1/vendors").await.ok(200);
        tried.sme.act(&approval).await.problem(403, "forbidden");
        reauthenticate(&reviewer, PASSWORD, None).await.problem(401, "second_factor_needed");
        app.unchanged(reauthenticate(&reviewer, "ao cá mùa thu 77", Some(&app.code(TOTP_SECRET)))).await.problem(401, "wrong_credentials");
        assert_eq!(reauthenticate(&reviewer, PASSWORD, Some(&app.code(TOTP_SECRET))).await.status, 200);
        app.advance(TEN_MINUTES);
        reviewer.act(&approval).await.ok(200);
        reviewer.act(&publication).await.ok(200);
        reviewer.post("/v1/trial-grants", grant).await.ok(201);
        app.mails().await;
    }

    async fn changes_of_the_second_factor_want_it_too(app) {
        let who = enrolled(app).await;
        app.advance(TEN_MINUTES);
        let code = app.code(&who.secret);
        is_stale(&app.unchanged(who.client.act("/v1/me/totp")).await);
        is_stale(&app.unchanged(activate(&who.client, &code)).await);
        is_stale(&app.unchanged(renew(&who.client, &code)).await);
        is_stale(&app.unchanged(remove(&who.client, &code)).await);
        assert_eq!(reauthenticate(&who.client, PASSWORD, Some(&code)).await.status, 200);
        reauthenticate(&who.client, PASSWORD, Some(&code)).await.problem(401, "wrong_second_factor");
        app.advance(STEP);
        renew(&who.client, &app.code(&who.secret)).await.ok(200);
        app.one_mail().await;
    }

    async fn who_has_no_second_factor_proves_it_by_the_password(app) {
        let who = app.person(WHO, None).await;
        app.advance(TEN_MINUTES + STEP);
        is_stale(&app.unchanged(who.act("/v1/me/totp")).await);
        app.unchanged(reauthenticate(&who, "", None)).await.problem(401, "wrong_credentials");
        assert_eq!(reauthenticate(&who, PASSWORD, None).await.status, 200);
        who.act("/v1/me/totp").await.ok(200);
    }

    async fn wrong_passwords_make_the_next_proof_wait_and_the_next_log_in(app) {
        let who = app.person(WHO, None).await;
        let (server, client) = app.another(|config| config.limits.tries = 3).await;
        let who = who.at(&client);
        for _ in 0..3 {
            app.unchanged(reauthenticate(&who, "ao cá mùa thu 77", None)).await.problem(401, "wrong_credentials");
        }
        let hashes = server.hasher.made();
        for refused in [
            app.unchanged(reauthenticate(&who, PASSWORD, None)).await,
            app.unchanged(client.post("/v1/sessions", json!({"email": WHO, "password": PASSWORD}))).await,
        ] {
            refused.problem(429, "too_many_log_ins");
            assert_eq!(refused.header("retry-after"), Some("1"));
        }
        assert_eq!(server.hasher.made(), hashes, "no hash is spent on them");
        app.advance(Duration::from_secs(1));
        assert_eq!(reauthenticate(&who, PASSWORD, None).await.status, 200);
        app.unchanged(reauthenticate(&who, "x", None)).await.problem(401, "wrong_credentials");
        assert_eq!(reauthenticate(&who, PASSWORD, None).await.status, 200, "the count began anew");
        server.stop().await;
    }

    // ASVS 5.0, 7.2.4: a token that was seen before is of no use afterwards.
    async fn proof_gives_the_session_a_new_token_and_ends_the_old_one(app) {
        app.person(WHO, None).await;
        let (server, other) = app.another(|_| ()).await;
        let old = text(&log_in(app, None).await.ok(201), "token");
        let (here, stolen) = (app.anon.with_token(&old), app.anon.with_token(&old));
        let session = |of: &Value| of["data"].as_array().expect("sessions").iter().find(|it| it["current"] == true).expect("mine")["id"].clone();
        let mine = session(&here.get("/v1/me/sessions").await.ok(200));
        app.unchanged(reauthenticate(&here, "x", None)).await.problem(401, "wrong_credentials");
        stolen.get("/v1/me").await.ok(200);
        let proved = reauthenticate(&here, PASSWORD, None).await.ok(200);
        assert_ne!(text(&proved, "token"), old);
        for client in [&stolen, &stolen.at(&other)] {
            app.unchanged(client.get("/v1/me")).await.problem(401, "unauthenticated");
            app.unchanged(client.act("/v1/me/totp")).await.problem(401, "unauthenticated");
        }
        assert_eq!(session(&here.at(&other).get("/v1/me/sessions").await.ok(200)), mine, "it is the same session");
        server.stop().await;
    }

    async fn of_two_proofs_by_one_token_one_goes_on(app) {
        app.person(WHO, None).await;
        let answer = log_in(app, None).await.ok(201);
        let token = text(&answer, "token");
        let (one, two) = (app.anon.with_token(&token), app.anon.with_token(&token));
        let both = futures_util::future::join(reauthenticate(&one, PASSWORD, None), reauthenticate(&two, PASSWORD, None));
        let of_account = format!("SELECT 1 FROM sessions WHERE account_id = '{}' FOR UPDATE", text(&answer, "account_id"));
        let (first, second) = meeting(app, locked(of_account), 2, both, async {}).await;
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        let went_on = if first.status == 200 { one } else { two };
        went_on.get("/v1/me").await.ok(200);
    }

    async fn proof_is_of_one_session_alone(app) {
        let here = app.person(WHO, None).await;
        let there = app.log_in(WHO).await;
        app.advance(TEN_MINUTES + STEP);
        assert_eq!(reauthenticate(&here, PASSWORD, None).await.status, 200);
        is_stale(&app.unchanged(there.act("/v1/me/totp")).await);
        here.act("/v1/me/totp").await.ok(200);
    }
}
