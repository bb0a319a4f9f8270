//! Whether a conversion lasts: who is asked when, who answers what, and what an answer is worth.

use super::evidence::{invoice, seller};
use super::unsettled::{anew, at, claimed_today};
use super::withdrawals::confirmed;
use super::{claimed, join as member_of};
use crate::database::schema::take_back;
use crate::rules::{ruled, with};
use crate::support::client::text;
use crate::support::smtp::Received;
use crate::support::{Client, Reply, TestApp, Tried, json};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use dungthu::db::Cause;
use dungthu::db::schema::deadlines as d;
use dungthu::server;
use futures_util::future::{join, join_all};
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// A conversion of 16 November 2026, on the morning 90 days later: both sides logged in anew, and the mails that each got.
async fn asked(app: &TestApp) -> (Tried, Received, Received) {
    let tried = confirmed(app).await;
    at(app, "2027-02-14T02:00:00Z");
    let mut mails = app.mails().await;
    assert_eq!(mails.len(), 2);
    mails.sort_by_key(|mail| mail.to != tried.sme_email);
    let (vendor, business) = (mails.remove(1), mails.remove(0));
    assert_eq!((&business.to, &vendor.to), (&tried.sme_email, &tried.vendor_email));
    (anew(app, tried).await, business, vendor)
}

async fn checks(tried: &Tried, who: &Client) -> Vec<Value> {
    who.walk(&tried.path("/conversion/retention-checks?limit=3")).await.concat()
}

/// The id of the newest check of a side.
async fn check(tried: &Tried, side: &str) -> String {
    let all = checks(tried, &tried.sme).await;
    text(all.iter().rev().find(|check| check["side"] == side).expect("a check"), "id")
}

async fn retained(who: &Client, check: &str) -> Reply {
    who.act(&format!("/v1/retention-checks/{check}/confirmation")).await
}

async fn ended(who: &Client, check: &str, reason: &str) -> Reply {
    let reason = json!({"reason_code": reason, "reason_text": "Demo."});
    who.post(&format!("/v1/retention-checks/{check}/ending"), reason).await
}

async fn conversion(tried: &Tried) -> Value {
    tried.sme.get(&tried.path("/conversion")).await.ok(200)
}

/// Bodies of the trial's facts of a kind, oldest first.
async fn facts(tried: &Tried, kind: &str) -> Vec<Value> {
    let events = tried.sme.get(&tried.path("/events?limit=100")).await.ok(200);
    let events = events["data"].as_array().expect("events").iter().filter(|event| event["kind"] == kind);
    events.map(|event| event["body"].clone()).collect()
}

engines! {
    async fn both_sides_are_asked_on_the_morning_of_the_ninetieth_day(app) {
        let tried = confirmed(app).await;
        at(app, "2027-02-14T01:59:59.999999Z");
        assert_eq!(app.mails().await.len(), 0);
        at(app, "2027-02-14T02:00:00Z");
        let mails = app.mails().await;
        let mut told: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, [tried.sme_email.as_str(), &tried.vendor_email]);
        for mail in &mails {
            assert!(mail.subject.starts_with("Does ") && mail.text.contains("90 days ago") && mail.text.contains("16 November 2026"), "{}", mail.text);
        }
        let tried = anew(app, tried).await;
        for who in [&tried.sme, &tried.vendor, &app.reviewer().await] {
            let all = checks(&tried, who).await;
            let seen: Vec<(&str, &str, &Value)> = all.iter().map(|it| (it["side"].as_str().expect("a side"), it["status"].as_str().expect("a status"), &it["days"])).collect();
            assert_eq!(seen, [("business", "asked", &json!(90)), ("vendor", "asked", &json!(90))]);
        }
        assert_eq!((&conversion(&tried).await["evidence_level"], app.mails().await.len()), (&json!(1), 0), "nothing is assumed");
    }

    async fn the_businesss_word_makes_level_four_and_the_vendors_does_not(app) {
        let (tried, _, _) = asked(app).await;
        let (of_business, of_vendor) = (check(&tried, "business").await, check(&tried, "vendor").await);
        let answer = retained(&tried.vendor, &of_vendor).await.ok(200);
        assert_eq!((&answer["status"], &answer["answered_at"]), (&json!("retained"), &json!("2027-02-14T02:00:00.000000Z")));
        assert_eq!(conversion(&tried).await["evidence_level"], 1);
        assert_eq!(retained(&tried.sme, &of_business).await.ok(200)["status"], "retained");
        let now = conversion(&tried).await;
        assert_eq!((&now["evidence_level"], &now["counts"], &now["status"]), (&json!(4), &json!(true), &json!("confirmed")));
        let said: Vec<(Value, Value, Value)> = facts(&tried, "retention.answered").await.into_iter().map(|it| (it["side"].clone(), it["retained"].clone(), it["level"].clone())).collect();
        assert_eq!(said, [(json!("vendor"), json!(true), json!(1)), (json!("business"), json!(true), json!(4))]);
        for id in [&of_business, &of_vendor] {
            let who = if id == &of_business { &tried.sme } else { &tried.vendor };
            let again = app.unchanged(retained(who, id)).await.problem(409, "wrong_state");
            assert!(text(&again, "detail").contains("retained"), "{again}");
            app.unchanged(ended(who, id, "other")).await.problem(409, "wrong_state");
        }
        tried.shown_by(&tried.vendor, invoice(&seller(&tried).await, 1)).await.ok(200);
        tried.checked_by(&app.reviewer().await).await.ok(200);
        assert_eq!(conversion(&tried).await["evidence_level"], 4, "a level is never lost");
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn who_has_ended_says_why_and_the_conversion_still_counts(app) {
        let (tried, _, _) = asked(app).await;
        let id = check(&tried, "business").await;
        for reason in ["because", "never_paid", "Other"] {
            app.unchanged(ended(&tried.sme, &id, reason)).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        let answer = ended(&tried.sme, &id, "too_expensive").await.ok(200);
        assert_eq!((&answer["status"], &answer["reason_code"], &answer["reason_text"]), (&json!("ended"), &json!("too_expensive"), &json!("Demo.")));
        let now = conversion(&tried).await;
        assert_eq!((&now["evidence_level"], &now["counts"]), (&json!(1), &json!(true)));
        let said = facts(&tried, "retention.answered").await;
        assert_eq!((&said[0]["retained"], &said[0]["reason"], &said[0]["level"]), (&json!(false), &json!("too_expensive"), &json!(1)));
        assert_eq!(checks(&tried, &tried.vendor).await[0]["reason_text"], "Demo.");
        let staff = checks(&tried, &app.reviewer().await).await;
        assert_eq!((&staff[0]["reason_code"], &staff[0]["reason_text"]), (&json!("too_expensive"), &Value::Null));
        app.unchanged(retained(&tried.sme, &id)).await.problem(409, "wrong_state");
    }

    async fn each_side_answers_its_own_question_alone(app) {
        let (tried, _, _) = asked(app).await;
        let (of_business, of_vendor) = (check(&tried, "business").await, check(&tried, "vendor").await);
        for (who, id) in [(&tried.vendor, &of_business), (&tried.sme, &of_vendor)] {
            app.unchanged(retained(who, id)).await.problem(409, "for_one_side");
            app.unchanged(ended(who, id, "other")).await.problem(409, "for_one_side");
        }
        for who in [&app.person("stranger@demo.example", None).await, &app.reviewer().await] {
            app.unchanged(retained(who, &of_business)).await.problem(404, "not_found");
            app.unchanged(ended(who, &of_business, "other")).await.problem(404, "not_found");
        }
        app.analyst().await.get(&tried.path("/conversion/retention-checks")).await.problem(404, "not_found");
        member_of(app, &tried.vendor, &tried, true, false).await;
        app.unchanged(retained(&tried.vendor, &of_vendor)).await.problem(409, "for_one_side");
        retained(&tried.vendor, &of_business).await.ok(200);
    }

    async fn the_page_of_the_mail_answers(app) {
        let (tried, business, vendor) = asked(app).await;
        let (business, vendor) = (business.link(&app.config.public_url), vendor.link(&app.config.public_url));
        for link in [&business, &vendor] {
            let page = app.unchanged(app.anon.get(link)).await;
            assert_eq!((page.status, page.header("referrer-policy"), page.header("cache-control")), (200, Some("no-referrer"), Some("no-store")));
            assert!(page.text().contains("Demo cơ bản") && page.text().contains("16 November 2026"), "{}", page.text());
        }
        for form in ["", "answer=maybe", "answer=ended", "answer=ended&reason=because", "answer=retained&answer=ended", "answer=retained&plan=x", "reason=other"] {
            let refused = app.unchanged(app.anon.press(&business, form)).await;
            assert!(refused.status == 422 && refused.text().contains("<form method=\"post\""), "{form}: {}", refused.text());
        }
        assert!(app.anon.press(&business, "answer=retained").await.text().contains("still in use"));
        assert!(app.anon.press(&vendor, "answer=ended&reason=business_closed").await.text().contains("no longer in use"));
        let answers: Vec<Value> = checks(&tried, &tried.sme).await.iter().map(|it| json!([it["side"], it["status"], it["reason_code"]])).collect();
        assert_eq!(answers, [json!(["business", "retained", null]), json!(["vendor", "ended", "business_closed"])]);
        assert_eq!(conversion(&tried).await["evidence_level"], 4);
        for link in [&business, &vendor] {
            assert_eq!(app.unchanged(app.anon.get(link)).await.status, 410);
            assert_eq!(app.unchanged(app.anon.press(link, "answer=retained")).await.status, 410);
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_link_holds_no_more_once_it_was_answered_withdrawn_left_or_unverified(app) {
        ruled(app, with("2026-11-17", "window_days", json!(366))).await;
        app.advance(DAY);
        for how in ["answered", "withdrawn", "left", "unverified"] {
            let tried = claimed_today(app).await;
            tried.confirmed_by(&tried.sme).await.ok(200);
            app.mails().await;
            app.advance(90 * DAY);
            let mails = app.mails().await;
            let link = mails.iter().find(|mail| mail.to == tried.sme_email).expect("a mail").link(&app.config.public_url);
            let tried = anew(app, tried).await;
            assert_eq!(app.anon.get(&link).await.status, 200);
            let sql = match how {
                "answered" => { retained(&tried.sme, &check(&tried, "business").await).await.ok(200); None }
                "withdrawn" => { tried.withdrawn_by(&tried.sme, "other").await.ok(200); None }
                "left" => Some("DELETE FROM memberships WHERE account_id = (SELECT id FROM accounts WHERE email = '{}')"),
                _ => Some("UPDATE accounts SET verified_at = NULL WHERE email = '{}'"),
            };
            if let Some(sql) = sql.map(|sql| sql.replace("{}", &tried.sme_email)) {
                app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&sql)?)).await.expect("changed");
            }
            app.mails().await;
            assert_eq!(app.unchanged(app.anon.get(&link)).await.status, 410, "{how}");
            assert_eq!(app.unchanged(app.anon.press(&link, "answer=retained")).await.status, 410, "{how}");
        }
    }

    async fn silence_says_nothing_and_the_next_question_comes(app) {
        let (tried, _, _) = asked(app).await;
        at(app, "2027-05-15T02:00:00Z");
        assert_eq!(app.mails().await.len(), 2, "180 days");
        at(app, "2027-11-16T02:00:00Z");
        assert_eq!(app.mails().await.len(), 2, "a year");
        app.advance(400 * DAY);
        assert_eq!(app.mails().await.len(), 0);
        let tried = anew(app, tried).await;
        let all = checks(&tried, &tried.sme).await;
        let days: Vec<&Value> = all.iter().filter(|it| it["status"] == "asked").map(|it| &it["days"]).collect();
        assert_eq!(days, [&json!(90), &json!(90), &json!(180), &json!(180), &json!(365), &json!(365)]);
        assert_eq!(conversion(&tried).await["evidence_level"], 1);
        // A late answer is one: to the first question as to the last.
        let first = text(&all[0], "id");
        retained(&tried.sme, &first).await.ok(200);
        assert_eq!(conversion(&tried).await["evidence_level"], 4);
    }

    async fn after_a_stop_each_side_is_asked_once(app) {
        let tried = confirmed(app).await;
        // A week after the morning of the ninetieth day; then both later mornings at once.
        at(app, "2027-02-21T05:00:00Z");
        assert_eq!(app.mails().await.len(), 2);
        at(app, "2027-12-01T05:00:00Z");
        assert_eq!(app.mails().await.len(), 2);
        let tried = anew(app, tried).await;
        let asked: Vec<Value> = facts(&tried, "retention.asked").await.into_iter().map(|it| json!([it["side"], it["days"]])).collect();
        assert_eq!(asked, [json!(["business", 90]), json!(["vendor", 90]), json!(["business", 365]), json!(["vendor", 365])]);
        let skipped = facts(&tried, "deadline.skipped").await;
        let of_checks: Vec<Value> = skipped.iter().filter(|it| it["deadline"] == "retention.check").map(|it| json!([it["step"], it["why"]])).collect();
        assert_eq!(of_checks, [json!([180, "overtaken by a later check"])]);
    }

    async fn who_counts_no_longer_or_never_did_is_not_asked(app) {
        let withdrawn = confirmed(app).await;
        withdrawn.withdrawn_by(&withdrawn.sme, "other").await.ok(200);
        let (paid, _) = claimed(app).await;
        paid.sme.post(&paid.path("/conversion/confirmation"), json!({"already_customer": true})).await.ok(200);
        app.mails().await;
        at(app, "2027-02-14T02:00:00Z");
        let asked = app.mails().await.into_iter().filter(|mail| mail.subject.starts_with("Does ")).count();
        assert_eq!(asked, 0);
        let withdrawn = anew(app, withdrawn).await;
        let skipped = facts(&withdrawn, "deadline.skipped").await;
        assert!(skipped.iter().any(|it| it["step"] == 90 && it["why"] == "the conversion counts no longer"), "{skipped:?}");
        assert_eq!(checks(&withdrawn, &withdrawn.sme).await.len(), 0);
        let paid = anew(app, paid).await;
        assert_eq!((checks(&paid, &paid.sme).await.len(), facts(&paid, "retention.asked").await.len()), (0, 0));
    }

    async fn what_was_withdrawn_meanwhile_is_neither_asked_nor_answered(app) {
        ruled(app, with("2026-11-17", "window_days", json!(366))).await;
        app.advance(DAY);
        let tried = confirmed(app).await;
        app.advance(90 * DAY);
        while app.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        let tried = anew(app, tried).await;
        tried.withdrawn_by(&tried.sme, "other").await.ok(200);
        assert_eq!(app.one_mail().await.to, tried.vendor_email, "of the withdrawal alone");
        for (who, side) in [(&tried.sme, "business"), (&tried.vendor, "vendor")] {
            let id = check(&tried, side).await;
            let refused = app.unchanged(retained(who, &id)).await.problem(409, "wrong_state");
            assert!(text(&refused, "detail").contains("withdrawn"), "{refused}");
        }
    }

    async fn the_days_are_ruled_and_an_early_word_is_no_evidence(app) {
        ruled(app, with("2026-11-17", "retention_days", json!([30, 100]))).await;
        app.advance(DAY);
        let mut tried = confirmed(app).await;
        for (days, level) in [(30, 1), (70, 4)] {
            app.advance(days * DAY);
            app.mails().await;
            tried = anew(app, tried).await;
            retained(&tried.sme, &check(&tried, "business").await).await.ok(200);
            assert_eq!(conversion(&tried).await["evidence_level"], level);
        }
    }

    async fn of_two_answers_one_holds(app) {
        for _ in 0..4 {
            let tried = claimed_today(app).await;
            tried.confirmed_by(&tried.sme).await.ok(200);
            app.advance(90 * DAY);
            app.mails().await;
            let tried = anew(app, tried).await;
            let id = check(&tried, "business").await;
            let (yes, no) = join(retained(&tried.sme, &id), ended(&tried.sme, &id, "other")).await;
            let held = yes.status == 200;
            let refused = if held { no.status } else { no.ok(200); yes.status };
            assert_eq!(refused, 409);
            assert_eq!(conversion(&tried).await["evidence_level"], if held { 4 } else { 1 });
            assert_eq!(facts(&tried, "retention.answered").await.len(), 1);
        }
    }

    async fn of_an_answer_and_a_withdrawal_nothing_is_lost(app) {
        ruled(app, with("2026-11-17", "window_days", json!(366))).await;
        app.advance(DAY);
        for _ in 0..4 {
            let tried = claimed_today(app).await;
            tried.confirmed_by(&tried.sme).await.ok(200);
            app.advance(90 * DAY);
            app.mails().await;
            let tried = anew(app, tried).await;
            let id = check(&tried, "business").await;
            let (answered, withdrawn) = join(retained(&tried.sme, &id), tried.withdrawn_by(&tried.sme, "other")).await;
            withdrawn.ok(200);
            app.mails().await;
            let now = conversion(&tried).await;
            let level = if answered.status == 200 { 4 } else { answered.problem(409, "wrong_state"); 1 };
            assert_eq!((&now["status"], &now["counts"], &now["evidence_level"]), (&json!("withdrawn"), &json!(false), &json!(level)));
        }
    }

    async fn of_many_presses_one_holds_and_two_workers_ask_once(app) {
        let tried = confirmed(app).await;
        let (server, _) = app.another(|_| ()).await;
        app.advance(90 * DAY);
        let (one, two) = join(app.server.worker.settle_deadlines(), server.worker.settle_deadlines()).await;
        assert!(one.is_ok() && two.is_ok());
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        let link = mails.iter().find(|mail| mail.to == tried.sme_email).expect("a mail").link(&app.config.public_url);
        let mut statuses: Vec<u16> = join_all((0..4).map(|_| app.anon.press(&link, "answer=retained"))).await.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 410, 410, 410]);
        server.stop().await;
    }

    async fn a_check_is_always_one_that_can_be(app) {
        let (tried, _, _) = asked(app).await;
        let id = check(&tried, "business").await;
        let holds = async |sql: String| app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&sql)?)).await.is_ok();
        let before = app.digest().await;
        for set in [
            "status = 'retained'", "answered_at = asked_at", "answered_by = (SELECT min(id) FROM accounts)", "status = 'lasting'", "side = 'staff'", "days = 0", "side = 'vendor'",
            "reason_code = 'other'", "reason_text = 'x'", "status = 'retained', answered_at = asked_at",
            "status = 'retained', answered_at = asked_at - 1, answered_by = (SELECT min(id) FROM accounts)",
            "status = 'ended', answered_at = asked_at, answered_by = (SELECT min(id) FROM accounts)",
            "status = 'retained', answered_at = asked_at, answered_by = (SELECT min(id) FROM accounts), reason_text = 'x'",
        ] {
            assert!(!holds(format!("UPDATE retention_checks SET {set} WHERE id = '{id}'")).await, "{set}");
        }
        assert_eq!(app.digest().await, before);
        let ended = "status = 'ended', answered_at = asked_at, answered_by = (SELECT min(id) FROM accounts), reason_code = 'other'";
        assert!(holds(format!("UPDATE retention_checks SET {ended} WHERE id = '{id}'")).await);
    }

    async fn what_counted_before_there_were_checks_is_asked_too(app) {
        let of_checks = async || app.query(|conn| {
            let all = d::table.filter(d::kind.eq("retention.check")).order((d::subject_id, d::step));
            all.select((d::subject_id, d::step, d::trial_id, d::due_at)).load::<(String, i64, Option<String>, i64)>(conn).expect("deadlines")
        }).await;
        confirmed(app).await;
        // Late in the evening in Vietnam, and past midnight there: another day.
        for instant in ["2026-11-20T16:59:59Z", "2026-11-20T17:00:00Z"] {
            at(app, instant);
            confirmed(app).await;
        }
        let (paid, _) = claimed(app).await;
        paid.sme.post(&paid.path("/conversion/confirmation"), json!({"already_customer": true})).await.ok(200);
        app.mails().await;
        let before = of_checks().await;
        assert_eq!(before.len(), 9);
        take_back(app, "0023_retention").await;
        assert_eq!(of_checks().await.len(), 0);
        server::migrate(&app.config).await.expect("migrated");
        assert_eq!(of_checks().await, before);
    }
}
