//! Random audits: drawn when a month is over, reproducible from the published seed.

use super::cases;
use super::deciding::figures;
use super::signals::set;
use crate::conversions::evidence::another_buyer;
use crate::conversions::unsettled::at;
use crate::conversions::withdrawals::confirmed;
use crate::support::client::text;
use crate::support::json;
use serde_json::Value;
use sha2::{Digest, Sha256};

const AFTER: &str = "2026-12-01T02:00:00Z";

/// The picks that anybody finds who has the seed and the list.
fn recomputed(seed: &str, percent: usize, trials: &[String]) -> Vec<String> {
    let seed: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&seed[2 * n..2 * n + 2], 16).expect("two digits")).collect();
    let mut drawn: Vec<(Vec<u8>, &String)> =
        trials.iter().map(|trial| (Sha256::digest([&seed, trial.as_bytes()].concat()).to_vec(), trial)).collect();
    drawn.sort();
    drawn.iter().take((trials.len() * percent).div_ceil(100)).map(|(_, trial)| (*trial).clone()).collect()
}

fn picked(found: &[Value]) -> Vec<String> {
    let mut found: Vec<(i64, String)> =
        found.iter().map(|it| (it["facts"]["place"].as_i64().expect("a place"), text(it, "trial_id"))).collect();
    found.sort();
    found.into_iter().map(|(_, trial)| trial).collect()
}

engines! {
    async fn an_audit_is_drawn_once_and_anybody_can_recompute_it(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'audit'; UPDATE signal_rules SET threshold = 50 WHERE name = 'audit'").await;
        let first = confirmed(app).await;
        let mut trials = vec![first.trial_id.clone()];
        for _ in 0..4 {
            trials.push(another_buyer(app, &first).await.trial_id);
        }
        first.withdrawn_by(&first.sme, "other").await.ok(200);
        let other = confirmed(app).await;
        app.mails().await;
        assert_eq!(app.anon.get("/v1/audits").await.ok(200)["data"], json!([]), "the month is not over");
        at(app, AFTER);
        let before = figures(app).await;
        app.mails().await;
        assert_eq!(figures(app).await, before, "an audit decides nothing");
        let audits = app.anon.get("/v1/audits").await.ok(200)["data"].clone();
        let audit = &audits[0];
        for (member, want) in [
            ("period", json!("2026-11")), ("percent", json!(50)), ("conversions", json!(6)), ("picked", json!(4)),
            ("drawn_at", json!("2026-12-01T02:00:00.000000Z")),
        ] {
            assert_eq!(audit[member], want, "{member}");
        }
        assert!(!audits.to_string().contains("trl_"), "which they are, staff alone see");
        let reviewer = app.reviewer().await;
        let vendor = text(&reviewer.get(&format!("/v1/cases?trial_id={}", other.trial_id)).await.ok(200)["data"][0], "vendor_id");
        let found = cases(&reviewer, "&kind=audit").await;
        let (others, own): (Vec<Value>, Vec<Value>) = found.into_iter().partition(|it| it["vendor_id"] == json!(vendor));
        assert_eq!(picked(&others), [other.trial_id], "at least one of each vendor");
        assert_eq!(picked(&own), recomputed(&text(audit, "seed"), 50, &trials), "also of who withdrew since");
        for (member, want) in [("conversions", json!(5)), ("picked", json!(3)), ("percent", json!(50))] {
            assert!(own.iter().all(|it| it["facts"][member] == want && it["period"] == "2026-11"), "{member}");
        }
        app.unchanged(app.mails()).await;
    }

    async fn a_month_of_few_is_audited_and_its_counts_are_withheld(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'audit'").await;
        let tried = confirmed(app).await;
        at(app, AFTER);
        app.mails().await;
        let audit = app.anon.get("/v1/audits").await.ok(200)["data"][0].clone();
        assert_eq!((&audit["conversions"], &audit["picked"], &audit["percent"]), (&json!(null), &json!(null), &json!(5)));
        assert_eq!(picked(&cases(&app.reviewer().await, "&kind=audit").await), [tried.trial_id]);
    }

    async fn nothing_is_drawn_of_a_month_without_conversions_or_where_it_is_switched_off(app) {
        let tried = app.activated().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        at(app, AFTER);
        app.mails().await;
        assert_eq!(app.anon.get("/v1/audits").await.ok(200)["data"], json!([]));
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name = 'audit'").await;
        let sme = app.log_in(&tried.sme_email).await;
        tried.confirmed_by(&sme).await.ok(200);
        at(app, "2027-01-01T02:00:00Z");
        app.mails().await;
        assert_eq!(app.anon.get("/v1/audits").await.ok(200)["data"], json!([]));
    }
}
