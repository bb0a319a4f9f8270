//! Log-in with a code: which codes are right, that each works once, and what follows wrong ones.

use super::*;
use futures_util::future::join_all;

/// An account with the seed of RFC 6238.
async fn of_the_rfc(app: &TestApp) {
    let account = app.account(WHO, None).await;
    app.install_totp(account).await;
}

/// How long to wait, by the answer.
fn pause(reply: &Reply) -> &str {
    reply.problem(429, "too_many_wrong_codes");
    reply.header("retry-after").expect("a Retry-After")
}

/// So many wrong codes, each refused as such.
async fn guess(app: &TestApp, times: usize) {
    for _ in 0..times {
        log_in(app, Some(&wrong_code(app, TOTP_SECRET))).await.problem(401, "wrong_second_factor");
    }
}

engines! {
    async fn the_codes_are_those_of_rfc_6238(app) {
        of_the_rfc(app).await;
        for (second, code) in [(2_000_000_000_u64, "279037"), (20_000_000_000, "353130")] {
            let now = u64::try_from(app.clock.now().as_micros() / 1_000_000).expect("a time");
            app.advance(Duration::from_secs(second - now));
            log_in(app, Some("287082")).await.problem(401, "wrong_second_factor");
            log_in(app, Some(code)).await.ok(201);
        }
    }

    // A precondition that is refused is refused before anything is tried: it is no way to try uncounted.
    async fn what_names_a_version_tries_nothing(app) {
        of_the_rfc(app).await;
        let named = async |password: &str, code: &str| {
            let body = json!({"email": WHO, "password": password, "code": code}).to_string().into_bytes();
            app.anon.send("POST", "/v1/sessions", &[("If-Match", "\"1\""), ("Content-Type", "application/json")], body).await
        };
        let hashes = app.server.hasher.made();
        let (right, wrong) = (app.code(TOTP_SECRET), wrong_code(app, TOTP_SECRET));
        let first = app.unchanged(named(PASSWORD, &right)).await;
        first.problem(400, "version_not_taken");
        for (password, code) in [(PASSWORD, &wrong), ("ao cá mùa thu 77", &right)] {
            assert_eq!(app.unchanged(named(password, code)).await.essence(), first.essence());
        }
        assert_eq!(app.server.hasher.made(), hashes, "no password is looked at");
        log_in(app, Some(&right)).await.ok(201);
    }

    async fn a_code_holds_for_its_step_and_the_next(app) {
        of_the_rfc(app).await;
        app.advance(Duration::from_secs(3_600));
        let code = app.code(TOTP_SECRET);
        app.advance(2 * STEP);
        log_in(app, Some(&code)).await.problem(401, "wrong_second_factor");
        let ahead = Seed::parse(TOTP_SECRET).expect("a seed").code_at(app.clock.now().plus(STEP)).expect("a code");
        log_in(app, Some(&ahead)).await.problem(401, "wrong_second_factor");
        let code = app.code(TOTP_SECRET);
        app.advance(2 * STEP - Duration::from_micros(1));
        log_in(app, Some(&code)).await.ok(201);
        let spaced = app.code(TOTP_SECRET);
        log_in(app, Some(&format!("{} {}", &spaced[..3], &spaced[3..]))).await.ok(201);
    }

    async fn a_code_works_once_and_none_before_it_afterwards(app) {
        of_the_rfc(app).await;
        let before = app.code(TOTP_SECRET);
        app.advance(STEP);
        let code = app.code(TOTP_SECRET);
        log_in(app, Some(&code)).await.ok(201);
        log_in(app, Some(&code)).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&before)).await.problem(401, "wrong_second_factor");
        app.advance(STEP);
        log_in(app, Some(&code)).await.problem(401, "wrong_second_factor");
        log_in(app, Some(&app.code(TOTP_SECRET))).await.ok(201);
    }

    async fn of_one_code_given_at_once_one_opens_a_session(app) {
        of_the_rfc(app).await;
        for _ in 0..3 {
            app.advance(Duration::from_secs(7_200));
            let code = app.code(TOTP_SECRET);
            let answers = join_all((0..5).map(|_| log_in(app, Some(&code)))).await;
            let mut statuses: Vec<u16> = answers.iter().map(|reply| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 401, 401, 401, 401]);
        }
    }

    async fn nothing_is_told_before_the_right_password(app) {
        of_the_rfc(app).await;
        app.account("plain@demo.example", None).await;
        let code = app.code(TOTP_SECRET);
        let ask = |email: &str, code: Option<&str>| app.anon.post("/v1/sessions", json!({"email": email, "password": "ao cá mùa thu 77", "code": code}));
        let unknown = app.unchanged(ask("nobody@demo.example", None)).await;
        unknown.problem(401, "wrong_credentials");
        for email in ["nobody@demo.example", "plain@demo.example", WHO] {
            for code in [None, Some(code.as_str()), Some("000000"), Some("nonsense")] {
                let refused = app.unchanged(ask(email, code)).await;
                assert_eq!(refused.essence(), unknown.essence(), "{email} {code:?}");
            }
        }
        log_in(app, Some(&code)).await.ok(201);
    }

    async fn five_wrong_codes_bring_a_pause_that_grows(app) {
        of_the_rfc(app).await;
        guess(app, 5).await;
        for seconds in ["60", "120", "240", "480", "960", "1920", "3600", "3600"] {
            let right = app.code(TOTP_SECRET);
            assert_eq!(pause(&app.unchanged(log_in(app, Some(&right))).await), seconds);
            let wait = Duration::from_secs(seconds.parse().expect("a number"));
            app.advance(wait - Duration::from_millis(1500));
            assert_eq!(pause(&app.unchanged(log_in(app, Some("nonsense"))).await), "2");
            app.advance(Duration::from_millis(1500));
            guess(app, 1).await;
        }
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (WHO, "Wrong codes were given for your account at Dùng thử (Try it out)"));
        app.advance(Duration::from_secs(3_600));
        log_in(app, Some(&app.code(TOTP_SECRET))).await.ok(201);
        app.advance(STEP);
        guess(app, 4).await;
        log_in(app, Some(&app.code(TOTP_SECRET))).await.ok(201);
    }

    async fn wrong_codes_given_at_once_are_all_counted(app) {
        of_the_rfc(app).await;
        let wrong = wrong_code(app, TOTP_SECRET);
        let mut statuses: Vec<u16> = join_all((0..9).map(|_| log_in(app, Some(&wrong)))).await.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429, 429]);
        app.one_mail().await;
    }

    async fn what_is_no_code_is_a_wrong_one(app) {
        of_the_rfc(app).await;
        for code in ["", "12345", "1234567", "１２３４５６"] {
            log_in(app, Some(code)).await.problem(401, "wrong_second_factor");
        }
        log_in(app, Some(&app.code(TOTP_SECRET))).await.ok(201);
    }

    async fn a_refused_code_leaves_its_idempotency_key_free(app) {
        of_the_rfc(app).await;
        let ask = |code: &str| app.anon.post_with_key("/v1/sessions", "one", json!({"email": WHO, "password": PASSWORD, "code": code}));
        ask(&wrong_code(app, TOTP_SECRET)).await.problem(401, "wrong_second_factor");
        let code = app.code(TOTP_SECRET);
        ask(&code).await.ok(201);
        app.unchanged(ask(&code)).await.problem(409, "answer_not_kept");
    }
}
