//! The owner gets in at home while tries wait, and nobody there learns whose home it is.

use super::{JSON, limited, log_in_from, tries_wait};
use crate::support::actors::{PASSWORD, TOTP_SECRET};
use crate::support::{Client, TestApp, json, lookups};
use dungthu::server::Server;
use std::time::Duration;

const WHO: &str = "who@demo.example";
const ELSEWHERE: &str = "elsewhere@demo.example";
const HOME: &str = "198.51.100.7";
const NEIGHBOUR: &str = "198.51.100.200";
const WRONG: &str = "ao cá mùa thu 77";

/// What a neighbour can see of some tries in a row: status, seconds to wait, statements and hashes of each.
type Seen = Vec<(u16, u64, Vec<String>, u64)>;

async fn seen_by_the_neighbour(app: &TestApp, server: &Server, client: &Client, email: &str, password: &str) -> Seen {
    let mut seen = Vec::new();
    for _ in 0..5 {
        let before = server.hasher.made();
        let (reply, work) = lookups::work(app, log_in_from(client, NEIGHBOUR, email, password)).await;
        seen.push((reply.status, tries_wait(&reply), work.statements, server.hasher.made() - before));
    }
    seen
}

fn hashes(seen: &Seen) -> Vec<u64> {
    seen.iter().map(|(.., hashes)| *hashes).collect()
}

engines! {
    async fn after_a_clients_failures_a_neighbour_learns_nothing(app) {
        app.person(WHO, None).await;
        app.person(ELSEWHERE, None).await;
        let (server, client) = app.another(limited("failed-log-ins=4,tries=3")).await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        for n in 0..4 {
            log_in_from(&client, NEIGHBOUR, &format!("p{n}@demo.example"), WRONG).await.problem(401, "wrong_credentials");
        }
        // The first one notes that somebody tries.
        tries_wait(&log_in_from(&client, NEIGHBOUR, "p9@demo.example", WRONG).await);
        let unknown = seen_by_the_neighbour(app, &server, &client, "unknown@demo.example", WRONG).await;
        assert_eq!(hashes(&unknown), [1, 1, 1, 0, 0]);
        assert_eq!(unknown[0].1, 15 * 60);
        assert_eq!(seen_by_the_neighbour(app, &server, &client, WHO, WRONG).await, unknown);
        // Also with the right password of somebody who is not at home there.
        assert_eq!(seen_by_the_neighbour(app, &server, &client, ELSEWHERE, PASSWORD).await, unknown);
        server.stop().await;
    }

    async fn after_failures_from_elsewhere_a_neighbour_learns_nothing(app) {
        app.person(WHO, None).await;
        app.person(ELSEWHERE, None).await;
        let (server, client) = app.another(limited("tries=3")).await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        let mut all = Vec::new();
        for (email, password) in [("first@demo.example", WRONG), ("unknown@demo.example", WRONG), (WHO, WRONG), (ELSEWHERE, PASSWORD)] {
            for n in 0..3 {
                log_in_from(&client, &format!("192.0.{n}.1"), email, WRONG).await.problem(401, "wrong_credentials");
            }
            all.push(seen_by_the_neighbour(app, &server, &client, email, password).await);
        }
        assert_eq!(hashes(&all[1]), [1, 1, 1, 0, 0]);
        assert_eq!((&all[2], &all[3]), (&all[1], &all[1]));
        // Where the neighbour failed before, strangers from elsewhere meet the same, whoever's home it is.
        app.advance(Duration::from_secs(86_400));
        for email in ["unknown@demo.example", WHO] {
            for _ in 0..3 {
                log_in_from(&client, NEIGHBOUR, email, WRONG).await.problem(401, "wrong_credentials");
            }
            assert_eq!(tries_wait(&log_in_from(&client, "203.0.113.1", email, WRONG).await), 1, "{email}");
        }
        server.stop().await;
    }

    async fn who_is_asked_for_the_code_gives_it_at_once_also_while_tries_wait(app) {
        let account = app.account(WHO, None).await;
        app.install_totp(account).await;
        let (server, client) = app.another(limited("tries=3")).await;
        for n in 0..3 {
            log_in_from(&client, &format!("192.0.{n}.1"), WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        tries_wait(&log_in_from(&client, HOME, WHO, PASSWORD).await);
        app.advance(Duration::from_secs(1));
        for _ in 0..3 {
            log_in_from(&client, HOME, WHO, PASSWORD).await.problem(401, "second_factor_needed");
        }
        // A guess counts, and waits as long as if nobody had been there meanwhile.
        log_in_from(&client, "203.0.113.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        assert_eq!(tries_wait(&log_in_from(&client, "203.0.113.1", WHO, PASSWORD).await), 2);
        app.advance(Duration::from_secs(2));
        log_in_from(&client, HOME, WHO, PASSWORD).await.problem(401, "second_factor_needed");
        let body = json!({"email": WHO, "password": PASSWORD, "code": app.code(TOTP_SECRET)}).to_string().into_bytes();
        client.send("POST", "/v1/sessions", &[JSON, ("X-Forwarded-For", HOME)], body).await.ok(201);
        // At home by now: the half of a log-in is no look either.
        log_in_from(&client, "203.0.113.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        for _ in 0..9 {
            tries_wait(&log_in_from(&client, "203.0.113.1", WHO, WRONG).await);
            log_in_from(&client, HOME, WHO, PASSWORD).await.problem(401, "second_factor_needed");
        }
        server.stop().await;
    }

    async fn a_client_whose_tries_wait_is_looked_at_so_often_and_a_restart_forgets_nothing(app) {
        app.person(WHO, None).await;
        let limits = "failed-log-ins=4,tries=3,looks=5";
        let (server, client) = app.another(limited(limits)).await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        for n in 0..4 {
            log_in_from(&client, HOME, &format!("p{n}@demo.example"), WRONG).await.problem(401, "wrong_credentials");
        }
        // However many are asked about at once.
        let before = server.hasher.made();
        let emails: Vec<String> = (10..30).map(|n| format!("p{n}@demo.example")).collect();
        let asked = emails.iter().map(|email| log_in_from(&client, HOME, email, WRONG));
        for reply in futures_util::future::join_all(asked).await {
            assert_eq!(tries_wait(&reply), 15 * 60);
        }
        assert_eq!(server.hasher.made() - before, 5);
        server.stop().await;
        let (server, client) = app.another(limited(limits)).await;
        assert_eq!(tries_wait(&log_in_from(&client, HOME, WHO, PASSWORD).await), 15 * 60);
        assert_eq!(server.hasher.made(), 0);
        // Others of the same network have their own, and a quarter of an hour later all is forgotten.
        log_in_from(&client, NEIGHBOUR, WHO, PASSWORD).await.ok(201);
        app.advance(Duration::from_secs(15 * 60));
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        server.stop().await;
    }

    // What was counted in its neighbourhood alone is taken off from nothing else; what was counted in both is.
    async fn who_gets_in_at_home_takes_off_what_failed_there_and_nothing_else(app) {
        app.person(WHO, None).await;
        let (server, client) = app.another(limited("tries=3")).await;
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        for n in 0..3 {
            log_in_from(&client, &format!("192.0.{n}.1"), WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        for _ in 0..2 {
            tries_wait(&log_in_from(&client, HOME, WHO, WRONG).await);
        }
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        app.advance(Duration::from_secs(1));
        log_in_from(&client, "192.0.9.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        assert_eq!(tries_wait(&log_in_from(&client, "192.0.9.1", WHO, WRONG).await), 2, "the fourth failure in a row");
        // Slips at home count no longer, also where a stranger has made tries wait.
        app.advance(Duration::from_secs(2 * 86_400));
        for from in [HOME, HOME, "192.0.9.1"] {
            log_in_from(&client, from, WHO, WRONG).await.problem(401, "wrong_credentials");
        }
        log_in_from(&client, HOME, WHO, PASSWORD).await.ok(201);
        app.advance(Duration::from_secs(1));
        log_in_from(&client, HOME, WHO, WRONG).await.problem(401, "wrong_credentials");
        log_in_from(&client, "203.0.113.1", WHO, WRONG).await.problem(401, "wrong_credentials");
        server.stop().await;
    }
}
