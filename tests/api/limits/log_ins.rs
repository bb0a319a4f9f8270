//! Tries to log in: brute force is slowed, and the owner still gets in.

use super::{JSON, limited, log_in_from, register_from, tries_wait};
use crate::support::actors::PASSWORD;
use crate::support::{json, lookups};
use std::time::Duration;

const WHO: &str = "who@demo.example";
const HOME: &str = "198.51.100.7";
const WRONG: &str = "ao cá mùa thu 77";

engines! {
    async fn failures_in_a_row_make_the_next_try_wait_alike_for_known_and_unknown(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=5")).await;
        let mut told = Vec::new();
        for email in [WHO, "unknown@demo.example"] {
            let mut waits = Vec::new();
            for n in 0..8 {
                let refused = app.unchanged(log_in_from(&client, &format!("192.0.{n}.1"), email, WRONG)).await;
                if n < 5 {
                    refused.problem(401, "wrong_credentials");
                    continue;
                }
                waits.push(tries_wait(&refused));
                // Even the right password waits.
                tries_wait(&log_in_from(&client, "203.0.113.1", email, PASSWORD).await);
                app.advance(Duration::from_secs(waits[n - 5]));
                log_in_from(&client, "203.0.113.1", email, WRONG).await.problem(401, "wrong_credentials");
                app.advance(Duration::from_millis(1));
            }
            told.push(waits);
        }
        assert_eq!(told, [[1, 2, 4], [1, 2, 4]]);
        // Nobody is locked out: a quarter of an hour later at most, the right password opens, and the count begins anew.
        app.advance(Duration::from_secs(15 * 60));
        log_in_from(&client, "203.0.113.1", "WHO@demo.example", PASSWORD).await.ok(201);
        log_in_from(&client, "203.0.113.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        log_in_from(&client, "203.0.113.1", WHO, PASSWORD).await.ok(201);
        server.stop().await;
    }

    async fn a_restart_and_another_server_know_of_the_attack(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=2")).await;
        let (other, there) = app.another(limited("tries=2")).await;
        for client in [&client, &there] {
            log_in_from(client, "192.0.2.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        tries_wait(&log_in_from(&client, "192.0.2.1", WHO, WRONG).await);
        tries_wait(&log_in_from(&there, "192.0.2.1", WHO, WRONG).await);
        server.stop().await;
        other.stop().await;
        let (server, client) = app.another(limited("tries=2")).await;
        tries_wait(&log_in_from(&client, "192.0.2.1", WHO, PASSWORD).await);
        server.stop().await;
    }

    async fn the_owner_gets_in_from_home_while_strangers_fail(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=3")).await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        for n in 0..3 {
            log_in_from(&client, &format!("192.0.{n}.1"), WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        tries_wait(&log_in_from(&client, "203.0.113.1", WHO, PASSWORD).await);
        tries_wait(&log_in_from(&client, "198.51.100.200", WHO, WRONG).await);
        log_in_from(&client, "198.51.100.200", WHO, PASSWORD).await.ok(201);
        tries_wait(&log_in_from(&client, "203.0.113.1", WHO, PASSWORD).await);
        // Home is where somebody logged in within thirty days.
        app.advance(Duration::from_secs(30 * 86_400));
        for _ in 0..3 {
            log_in_from(&client, "203.0.113.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        tries_wait(&log_in_from(&client, HOME, WHO, PASSWORD).await);
        server.stop().await;
    }

    async fn nobody_guesses_more_often_because_the_owner_comes_and_goes(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=5,failed-log-ins=1000")).await;
        let mut tried = Vec::new();
        // Every second, from a neighbourhood of its own each time, now before the owner and now after.
        for second in 0..40 {
            let guess = async || log_in_from(&client, &format!("192.0.{second}.1"), WHO, WRONG).await;
            let early = if second % 2 == 0 { Some(guess().await) } else { None };
            log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
            let refused = match early {
                Some(refused) => refused,
                None => guess().await,
            };
            if refused.status == 401 {
                tried.push(second);
            } else {
                tries_wait(&refused);
            }
            app.advance(Duration::from_secs(1));
        }
        // As the pauses have it when the owner stays away: 1, 2, 4, 8, 16 seconds.
        assert_eq!(tried, [0, 1, 2, 3, 4, 5, 7, 11, 19, 35]);
        server.stop().await;
    }

    async fn an_owners_own_slips_are_forgotten_once_they_are_in(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=3")).await;
        for _ in 0..2 {
            for _ in 0..2 {
                log_in_from(&client, HOME, WHO, WRONG).await.problem(401, "wrong_credentials");
            }
            log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        }
        // What a stranger failed is not: the third of theirs makes tries wait.
        for n in 0..3 {
            log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
            log_in_from(&client, &format!("192.0.{n}.1"), WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        tries_wait(&log_in_from(&client, "203.0.113.1", WHO, PASSWORD).await);
        // Nor does an owner who is let in at home end the pause of strangers.
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        tries_wait(&log_in_from(&client, "203.0.113.1", WHO, PASSWORD).await);
        server.stop().await;
    }

    async fn a_new_password_lets_the_owner_in_wherever_they_are(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=3")).await;
        let reset = async |from: &str, password: &str| {
            client.post("/v1/password-resets", json!({"email": WHO})).await.ok(202);
            let link = app.one_mail().await.link(&app.config.public_url);
            let body = json!({"token": link.rsplit('/').next().expect("a token"), "password": password}).to_string();
            let set = client.send("POST", "/v1/password-resets/completion", &[JSON, ("X-Forwarded-For", from)], body.into_bytes()).await;
            assert_eq!(set.status, 204, "{}", set.text());
            app.one_mail().await;
        };
        let attack = async |from: &str| {
            for _ in 0..3 {
                log_in_from(&client, from, WHO, WRONG).await.problem(401, "wrong_credentials");
            }
            tries_wait(&log_in_from(&client, "198.18.0.1", WHO, PASSWORD).await);
        };
        attack("192.0.2.1").await;
        reset("203.0.113.1", "vườn cau sau mưa 7").await;
        log_in_from(&client, "203.0.113.9", WHO, "vườn cau sau mưa 7").await.ok(201);
        // From then on that is home: strangers who go on do not make the owner wait.
        reset("198.51.100.7", PASSWORD).await;
        attack("192.0.2.1").await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        // Also where somebody behind the owner's own address failed.
        for _ in 0..3 {
            tries_wait(&log_in_from(&client, "198.51.100.9", WHO, WRONG).await);
        }
        tries_wait(&log_in_from(&client, HOME, WHO, PASSWORD).await);
        reset("198.51.100.7", "vườn cau sau mưa 7").await;
        log_in_from(&client, HOME, WHO, "vườn cau sau mưa 7").await.ok(201);
        server.stop().await;
    }

    async fn who_verifies_an_address_gets_in_though_strangers_failed_before(app) {
        let (server, client) = app.another(limited("tries=3")).await;
        for path in ["page", "api"] {
            let email = format!("{path}@demo.example");
            register_from(&client, "203.0.113.1", &email).await.ok(202);
            let link = app.one_mail().await.link(&app.config.public_url);
            for _ in 0..3 {
                log_in_from(&client, "192.0.2.1", &email, WRONG).await.problem(401, "wrong_credentials");
            }
            tries_wait(&log_in_from(&client, "203.0.113.1", &email, PASSWORD).await);
            let from = ("X-Forwarded-For", "203.0.113.1");
            let form = serde_urlencoded::to_string([("password", PASSWORD)]).expect("a form");
            let status = if path == "page" {
                client.send("POST", &link, &[from, ("Content-Type", "application/x-www-form-urlencoded")], form.into_bytes()).await.status
            } else {
                let body = json!({"token": link.rsplit('/').next().expect("a token"), "password": PASSWORD}).to_string();
                client.send("POST", "/v1/accounts/verification", &[from, JSON], body.into_bytes()).await.status
            };
            assert!([200, 204].contains(&status), "{status}");
            log_in_from(&client, "203.0.113.1", &email, PASSWORD).await.ok(201);
        }
        server.stop().await;
    }

    async fn the_owner_gets_in_from_home_though_others_behind_its_address_failed(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("failed-log-ins=4,tries=3")).await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        for n in 0..4 {
            log_in_from(&client, HOME, &format!("p{n}@demo.example"), WRONG).await.problem(401, "wrong_credentials");
        }
        tries_wait(&log_in_from(&client, HOME, "other@demo.example", PASSWORD).await);
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        // Who guesses there is held back by the count of that home.
        for _ in 0..3 {
            tries_wait(&log_in_from(&client, HOME, WHO, WRONG).await);
        }
        tries_wait(&log_in_from(&client, HOME, WHO, PASSWORD).await);
        server.stop().await;
    }

    async fn once_tries_wait_one_of_many_at_once_is_tried(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=2")).await;
        for _ in 0..2 {
            log_in_from(&client, "192.0.2.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        app.advance(Duration::from_secs(1));
        let asked = (0..10).map(|_| log_in_from(&client, "192.0.2.1", WHO, WRONG));
        let answers = futures_util::future::join_all(asked).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 9);
        server.stop().await;
    }

    async fn many_at_once_are_no_more_than_as_many_one_after_the_other(app) {
        app.person(WHO, None).await;
        for (limits, emails, tried) in [
            ("tries=5", vec![WHO.to_owned(); 60], 5),
            ("tries=5", vec!["unknown@demo.example".to_owned(); 60], 5),
            ("failed-log-ins=30", (0..60).map(|n| format!("p{n}@demo.example")).collect(), 30),
        ] {
            let (server, client) = app.another(limited(limits)).await;
            log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
            let before = server.hasher.made();
            let burst = futures_util::future::join_all(emails.iter().map(|email| log_in_from(&client, "192.0.2.1", email, WRONG)));
            let (answers, owner) = futures_util::future::join(burst, log_in_from(&client, HOME, WHO, PASSWORD)).await;
            let [failed, waits] = [401, 429].map(|status| answers.iter().filter(|answer| answer.status == status).count());
            // The owner's own try with the same address may be under way meanwhile, and counts as one.
            let least = if emails.iter().any(|email| email == WHO) { tried - 1 } else { tried };
            assert!(failed + waits == 60 && (least..=tried).contains(&failed), "{limits}: {failed} failed, {waits} wait");
            // Beside it the owner gets in at home, and what is looked at all the same is bounded too.
            owner.ok(201);
            assert!(server.hasher.made() - before <= 2 * tried as u64 + 1, "{limits}: {}", server.hasher.made() - before);
            // Nobody is under way any more.
            app.advance(Duration::from_secs(15 * 60));
            log_in_from(&client, "192.0.2.1", WHO, PASSWORD).await.ok(201);
            server.stop().await;
        }
    }

    async fn tries_that_wait_are_recorded_once_a_pause(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=2")).await;
        let waited = async || {
            let events = app.query(lookups::refused_log_ins).await;
            let of_pause: Vec<String> = events.lines().filter(|it| it.contains("too_many_requests")).map(str::to_owned).collect();
            (of_pause.len(), of_pause.iter().filter(|it| it.contains("unknown")).count())
        };
        for (email, before) in [(WHO, (0, 0)), ("unknown@demo.example", (2, 0))] {
            let of_nobody = usize::from(email != WHO);
            for _ in 0..2 {
                log_in_from(&client, "192.0.2.1", email, WRONG).await.problem(401, "wrong_credentials");
            }
            for pause in 1..=2 {
                let asked = (0..6).map(|_| log_in_from(&client, "192.0.2.1", email, PASSWORD));
                for reply in futures_util::future::join_all(asked).await {
                    tries_wait(&reply);
                }
                assert_eq!(waited().await, (before.0 + pause, before.1 + pause * of_nobody), "{email}");
                app.advance(Duration::from_secs(2));
                log_in_from(&client, "192.0.2.1", email, WRONG).await.problem(401, "wrong_credentials");
            }
        }
        server.stop().await;
    }

    async fn a_client_that_fails_with_many_addresses_waits(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("failed-log-ins=4")).await;
        for n in 0..4 {
            log_in_from(&client, "192.0.2.1", &format!("p{n}@demo.example"), WRONG).await.problem(401, "wrong_credentials");
        }
        assert_eq!(tries_wait(&app.unchanged(log_in_from(&client, "192.0.2.1", WHO, PASSWORD)).await), 15 * 60);
        let before = app.query(lookups::refused_log_ins).await;
        assert_eq!(tries_wait(&app.unchanged(log_in_from(&client, "192.0.2.1", "p9@demo.example", PASSWORD)).await), 15 * 60);
        assert_eq!(app.query(lookups::refused_log_ins).await, before, "it is recorded once a pause");
        assert_eq!(before.matches("too_many_requests").count(), 1, "{before}");
        log_in_from(&client, "192.0.2.2", WHO, PASSWORD).await.ok(201);
        app.advance(Duration::from_secs(15 * 60));
        log_in_from(&client, "192.0.2.1", WHO, PASSWORD).await.ok(201);
        server.stop().await;
    }

    async fn who_finds_the_queue_of_hashes_full_is_told_so_and_others_are_served(app) {
        app.person(WHO, None).await;
        let asked = (0..200).map(|_| app.anon.post("/v1/sessions", crate::support::json!({"email": WHO, "password": PASSWORD})));
        let all = futures_util::future::join_all(asked);
        let (answers, beside) = futures_util::future::join(all, app.anon.get("/v1/criteria")).await;
        beside.ok(200);
        let (mut served, mut busy) = (0, 0);
        for answer in &answers {
            match answer.status {
                201 => served += 1,
                _ => {
                    answer.problem(503, "busy");
                    assert!(answer.header("retry-after").is_some());
                    busy += 1;
                }
            }
        }
        assert!(served >= 64 && busy > 0, "{served} served, {busy} busy");
    }
}
