//! By which terms is looked: read by who follows the figures, changed by administrators, with every change and its reason.

use super::staged::{Lived, pattern};
use super::{ANALYST, DAY, analyst, later, listed, morning, officer};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::model::StaffRole;
use dungthu::accounts::offices;
use dungthu::db::{Cause, Tx};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

const SILENCE: &str = "/v1/warning-rules/no_sign_up";

async fn change(who: &Client, rule: &str, version: i64, mut terms: Value) -> Reply {
    if terms.get("reason").is_none() {
        terms["reason"] = json!("Demo: thử.");
    }
    who.patch(&format!("/v1/warning-rules/{rule}"), &format!("\"{version}\""), terms).await
}

/// Proposes by one administrator, and agrees by another: the rule's version grows by two.
async fn agreed(both: [&Client; 2], rule: &str, version: i64, terms: Value) -> Reply {
    let proposed = change(both[0], rule, version, terms.clone()).await;
    if proposed.status == 200 { change(both[1], rule, version + 1, terms).await } else { proposed }
}

/// What of a rule is data.
fn terms(rule: &Value) -> Value {
    let members = ["active", "threshold", "days", "least_cases", "due_working_days"];
    members.into_iter().map(|it| (it.to_owned(), rule[it].clone())).collect::<serde_json::Map<_, _>>().into()
}

async fn silence_of_a_province(app: &TestApp) {
    let pattern = pattern(app).await;
    app.advance(DAY * 100);
    pattern.lived(app, 12, Lived { requested: 16, accepted: Some(15), ..Lived::default() }).await;
}

engines! {
    async fn the_rules_are_a_closed_list_with_their_terms(app) {
        let who = analyst(app).await;
        let all = who.get("/v1/warning-rules").await.ok(200);
        let told: Vec<(String, String, Value)> = all["data"].as_array().expect("rules").iter().map(|it| (text(it, "rule"), text(it, "unit"), terms(it))).collect();
        let rule = |name: &str, unit: &str, [threshold, days, least, due]: [i64; 4]| {
            (name.to_owned(), unit.to_owned(), json!({"active": true, "threshold": threshold, "days": days, "least_cases": least, "due_working_days": due}))
        };
        assert_eq!(told, [
            rule("activation_drop", "tenths_of_percent", [150, 30, 20, 5]),
            rule("behind_pace", "tenths_of_percent", [100, 14, 10, 5]),
            rule("conversion_far_from_category", "tenths_of_percent", [100, 90, 30, 10]),
            rule("no_sign_up", "days", [14, 28, 10, 5]),
            rule("unanswered_share", "tenths_of_percent", [300, 30, 10, 5]),
        ]);
        assert_eq!(all["next_cursor"], json!(null));
        let one = who.get(SILENCE).await;
        assert_eq!((one.ok(200), one.header("etag")), (all["data"][3].clone(), Some("\"1\"")));
        assert_eq!((text(&one.ok(200), "name_vi"), text(&one.ok(200), "name_en")), ("Không có yêu cầu dùng thử mới".to_owned(), "No new requests for trials".to_owned()));
        for nothing in ["no_such_rule", "NO_SIGN_UP", "wrn_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "%20"] {
            who.get(&format!("/v1/warning-rules/{nothing}")).await.problem(404, "not_found");
            who.get(&format!("/v1/warning-rules/{nothing}/changes")).await.problem(404, "not_found");
        }
        assert_eq!(who.get(&format!("{SILENCE}/changes")).await.ok(200)["data"], json!([]));
    }

    async fn every_change_is_kept_with_its_reason(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let before = terms(&one.get(SILENCE).await.ok(200));
        let wanted = json!({"threshold": 10, "days": 21, "reason": "Demo: hai tuần là quá lâu."});
        change(&one, "no_sign_up", 1, wanted.clone()).await.ok(200);
        let first = change(&two, "no_sign_up", 2, json!({"threshold": 10, "days": 21, "reason": "Demo: đồng ý."})).await;
        assert_eq!((first.header("etag"), first.ok(200)["threshold"].clone(), first.ok(200)["least_cases"].clone()), (Some("\"3\""), json!(10), json!(10)));
        agreed([&one, &two], "no_sign_up", 3, json!({"active": false})).await.ok(200);
        agreed([&one, &two], "no_sign_up", 5, json!({"active": true, "due_working_days": 30, "least_cases": 1})).await.ok(200);
        let pages = one.walk(&format!("{SILENCE}/changes?limit=2")).await;
        let changes: Vec<&Value> = pages.iter().flatten().collect();
        assert_eq!((pages.len(), changes.len()), (2, 3));
        let (me, other) = (one.get("/v1/me").await.ok(200)["id"].clone(), two.get("/v1/me").await.ok(200)["id"].clone());
        for (place, change) in changes.iter().enumerate() {
            assert_eq!((&change["number"], &change["changed_by"], &change["agreed_by"]), (&json!(7 - 2 * place), &me, &other));
            assert_eq!((&change["taken_back_by"], &change["taken_back_reason"]), (&json!(null), &json!(null)));
            let older = changes.get(place + 1).map_or(&before, |it| &it["new_terms"]);
            assert_eq!(&change["old_terms"], older);
        }
        assert_eq!((text(changes[2], "reason"), text(changes[2], "agreed_reason")), ("Demo: hai tuần là quá lâu.".to_owned(), "Demo: đồng ý.".to_owned()));
        assert_eq!(changes[0]["new_terms"], terms(&one.get(SILENCE).await.ok(200)));
        assert_eq!(terms(&one.get("/v1/warning-rules/unanswered_share").await.ok(200))["threshold"], 300, "the others stay");
    }

    async fn one_administrator_alone_changes_nothing(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let before = terms(&one.get(SILENCE).await.ok(200));
        let wanted = json!({"threshold": 10, "reason": "Demo: hai tuần là quá lâu."});
        let proposed = change(&one, "no_sign_up", 1, wanted.clone()).await.ok(200);
        assert_eq!((terms(&proposed), &proposed["proposal"]["terms"]["threshold"]), (before.clone(), &json!(10)));
        assert_eq!((&proposed["proposal"]["reason"], &proposed["proposal"]["proposed_by"]), (&wanted["reason"], &one.get("/v1/me").await.ok(200)["id"]));
        app.unchanged(change(&one, "no_sign_up", 2, wanted.clone())).await.problem(409, "second_administrator_needed");
        app.unchanged(change(&two, "no_sign_up", 1, wanted.clone())).await.problem(412, "version_stale");
        // Other terms are a proposal of their own: the first has to agree to that.
        let other = change(&two, "no_sign_up", 2, json!({"threshold": 11})).await.ok(200);
        assert_eq!((terms(&other), &other["proposal"]["terms"]["threshold"]), (before.clone(), &json!(11)));
        app.unchanged(change(&two, "no_sign_up", 3, json!({"threshold": 11}))).await.problem(409, "second_administrator_needed");
        // Whoever asks for what holds takes it back.
        let none = change(&one, "no_sign_up", 3, json!({"reason": "Demo: không cần nữa."})).await.ok(200);
        assert_eq!((terms(&none), &none["proposal"]), (before.clone(), &Value::Null));
        app.unchanged(change(&one, "no_sign_up", 4, json!({}))).await.fault(422, "invalid_values", "", "same_value");
        // What became of both is kept: who gave way to what, and why.
        let kept = one.get(&format!("{SILENCE}/changes")).await.ok(200)["data"].as_array().expect("what became of it").clone();
        let (me, other) = (one.get("/v1/me").await.ok(200)["id"].clone(), two.get("/v1/me").await.ok(200)["id"].clone());
        let row = |number: i64, by: &Value, threshold: i64, reason: &str, taken_back_by: &Value, why: &str| {
            (json!(number), by.clone(), json!(threshold), json!(reason), taken_back_by.clone(), json!(why), json!(null))
        };
        let members = |it: &Value| (it["number"].clone(), it["changed_by"].clone(), it["new_terms"]["threshold"].clone(), it["reason"].clone(), it["taken_back_by"].clone(), it["taken_back_reason"].clone(), it["agreed_by"].clone());
        assert_eq!(kept.iter().map(members).collect::<Vec<_>>(), [
            row(4, &other, 11, "Demo: thử.", &me, "Demo: không cần nữa."),
            row(3, &me, 10, "Demo: hai tuần là quá lâu.", &other, "Demo: thử."),
        ]);
        // Nobody agrees to what an administrator of before has proposed.
        change(&two, "no_sign_up", 4, wanted.clone()).await.ok(200);
        let dismiss = |tx: &mut Tx<'_>| {
            let account = offices::verified(tx, "admin2@demo.example")?.expect("an account").id;
            offices::set_office(tx, account, None)
        };
        app.db.write(Cause::default(), dismiss).await.expect("dismissed");
        let gone = app.unchanged(change(&one, "no_sign_up", 5, wanted.clone())).await.problem(409, "proposer_gone");
        assert!(text(&gone, "detail").contains("take it back"), "{gone}");
        assert_eq!(terms(&one.get(SILENCE).await.ok(200)), before);
    }

    async fn of_two_who_agree_at_once_one_does(app) {
        let all = [administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await];
        change(&all[0], "no_sign_up", 1, json!({"threshold": 10})).await.ok(200);
        let both = futures_util::future::join(change(&all[1], "no_sign_up", 2, json!({"threshold": 10})), change(&all[2], "no_sign_up", 2, json!({"threshold": 10}))).await;
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(all[0].get(&format!("{SILENCE}/changes")).await.ok(200)["data"].as_array().expect("changes").len(), 1);
    }

    async fn what_cannot_be_is_refused_and_changes_nothing(app) {
        let one = administrator(app, 1).await;
        let officer = officer(app, "79").await;
        for who in [&analyst(app).await, &officer, &app.person("auditor@demo.example", Some(StaffRole::Auditor)).await] {
            app.unchanged(change(who, "no_sign_up", 1, json!({"threshold": 10}))).await.problem(403, "forbidden");
        }
        for (rule, terms, pointer, fault) in [
            ("no_sign_up", json!({"threshold": 0}), "/threshold", "out_of_range"),
            ("no_sign_up", json!({"threshold": 367}), "/threshold", "out_of_range"),
            ("unanswered_share", json!({"threshold": 1_001}), "/threshold", "out_of_range"),
            ("no_sign_up", json!({"days": 367}), "/days", "out_of_range"),
            ("no_sign_up", json!({"least_cases": 0}), "/least_cases", "out_of_range"),
            ("activation_drop", json!({"least_cases": 9}), "/least_cases", "out_of_range"),
            ("no_sign_up", json!({"due_working_days": 31}), "/due_working_days", "out_of_range"),
            ("no_sign_up", json!({"threshold": 10, "reason": " "}), "/reason", "empty"),
            ("no_sign_up", json!({"threshold": 14, "active": true}), "", "same_value"),
            ("no_sign_up", json!({}), "", "same_value"),
        ] {
            app.unchanged(change(&one, rule, 1, terms)).await.fault(422, "invalid_values", pointer, fault);
        }
        let many = json!({"threshold": -1, "days": 0, "least_cases": i64::MAX, "due_working_days": 0, "reason": ""});
        assert_eq!(app.unchanged(change(&one, "no_sign_up", 1, many)).await.faults(422, "invalid_values").len(), 5);
        for shape in [json!({"threshold": 1.5}), json!({"active": "no"}), json!({"rule": "x"}), json!({"threshold": "10"})] {
            app.unchanged(change(&one, "no_sign_up", 1, shape)).await.problem(400, "malformed_json");
        }
        app.unchanged(change(&one, "no_sign_up", 2, json!({"threshold": 10}))).await.problem(412, "version_stale");
        let headers = [("Content-Type", "application/json")];
        let blind = one.send("PATCH", SILENCE, &headers, json!({"threshold": 10, "reason": "Demo"}).to_string().into_bytes());
        app.unchanged(blind).await.problem(428, "version_missing");
        app.unchanged(change(&one, "no_such_rule", 1, json!({"threshold": 10}))).await.problem(404, "not_found");
    }

    async fn any_terms_within_the_bounds_are_taken_and_no_others(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let (mut taken, mut version) = (0, [1; 4]);
        for _ in 0..60 {
            let place = rng.random_range(0..4_usize);
            let rule = ["unanswered_share", "activation_drop", "conversion_far_from_category", "no_sign_up"][place];
            // Mostly within, and just on both sides of each bound.
            let of_days = place == 3;
            let bounds = [("threshold", 1, if of_days { 366 } else { 1_000 }), ("days", 1, 366), ("least_cases", if of_days { 1 } else { 10 }, 100_000), ("due_working_days", 1, 30)];
            let mut wanted = json!({"active": rng.random_bool(0.5)});
            let mut faults = Vec::new();
            for (member, least, most) in bounds {
                let number = match rng.random_range(0..16) {
                    0 => least - 1,
                    1 => most + 1,
                    2 => least,
                    3 => most,
                    _ => rng.random_range(least..=most),
                };
                wanted[member] = json!(number);
                if !(least..=most).contains(&number) {
                    faults.push((format!("/{member}"), "out_of_range".to_owned()));
                }
            }
            let reply = agreed([&one, &two], rule, version[place], wanted.clone()).await;
            if faults.is_empty() {
                assert_eq!(terms(&reply.ok(200)), wanted);
                version[place] += 2;
                taken += 1;
            } else {
                assert_eq!(reply.faults(422, "invalid_values"), faults);
            }
        }
        assert!((15..50).contains(&taken), "{taken}");
    }

    async fn other_terms_hold_from_the_next_morning_on(app) {
        silence_of_a_province(app).await;
        let (who, one, two) = (analyst(app).await, administrator(app, 1).await, administrator(app, 2).await);
        assert_eq!(morning(app).await, 2, "fifteen days are over for the province and the platform");
        app.mails().await;
        agreed([&one, &two], "no_sign_up", 1, json!({"threshold": 18})).await.ok(200);
        assert_eq!(app.unchanged(morning(app)).await, 0);
        assert_eq!(listed(&who, "&status=raised").await.len(), 2);
        let who = later(app, 1, ANALYST).await;
        assert_eq!(morning(app).await, 2);
        let ended = listed(&who, "&status=ended").await;
        assert_eq!(ended.iter().map(|it| (it["end_facts"]["threshold"].clone(), it["end_facts"]["value"].clone())).collect::<Vec<_>>(), vec![(json!(18), json!(16)); 2]);
        assert_eq!(app.mails().await.len(), 2);
        app.advance(DAY * 2);
        assert_eq!(morning(app).await, 2, "eighteen days");
        app.mails().await;
        let (one, two) = (app.log_in_with_code("admin1@demo.example").await, app.log_in_with_code("admin2@demo.example").await);
        agreed([&one, &two], "no_sign_up", 3, json!({"active": false})).await.ok(200);
        let who = later(app, 1, ANALYST).await;
        assert_eq!(morning(app).await, 2, "what is not looked for any more");
        let mails = app.mails().await;
        assert!(mails.len() == 2 && mails[0].text.replace('\n', " ").contains("the rule is no longer applied"), "{}", mails[0].text);
        assert!(listed(&who, "&status=ended").await.iter().take(2).all(|it| it["end_facts"].is_null()));
        app.advance(DAY);
        assert_eq!(morning(app).await, 0);
    }
}
