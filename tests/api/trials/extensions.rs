//! More days: one side asks, the other agrees or refuses; the end moves and the cohort stays.

use crate::conversions::join as member_of;
use crate::rules::{ruled, with};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use dungthu::accounts::model::StaffRole;
use dungthu::values::Timestamp;
use futures_util::future::{join, join_all};
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn ask(who: &Client, tried: &Tried, days: i64) -> Reply {
    who.post(
        &tried.path("/extension-requests"),
        json!({"days": days, "reason_code": "late_setup", "reason_text": "Demo."}),
    )
    .await
}

async fn agree(who: &Client, extension: &Value) -> Reply {
    who.act(&format!("/v1/extension-requests/{}/agreement", text(extension, "id"))).await
}

async fn refuse(who: &Client, extension: &Value) -> Reply {
    who.post(
        &format!("/v1/extension-requests/{}/refusal", text(extension, "id")),
        json!({"reason_code": "time_suffices"}),
    )
    .await
}

async fn withdraw(who: &Client, extension: &Value) -> Reply {
    who.act(&format!("/v1/extension-requests/{}/withdrawal", text(extension, "id"))).await
}

async fn agreed(tried: &Tried, days: i64) -> Value {
    let extension = ask(&tried.sme, tried, days).await.ok(201);
    agree(&tried.vendor, &extension).await.ok(200)
}

fn at(app: &TestApp, instant: &str) {
    let to: jiff::Timestamp = instant.parse().expect("an instant");
    app.clock.advance_to(Timestamp::from_micros(to.as_microsecond()));
}

engines! {
    async fn either_side_asks_and_the_other_agrees(app) {
        for by_business in [true, false] {
            let tried = app.activated().await;
            let before = tried.sme.get(&tried.path("")).await.ok(200);
            let (asker, other) = if by_business { (&tried.sme, &tried.vendor) } else { (&tried.vendor, &tried.sme) };
            let (asker_mail, other_mail) = if by_business { (&tried.sme_email, &tried.vendor_email) } else { (&tried.vendor_email, &tried.sme_email) };
            let asked = ask(asker, &tried, 30).await.ok(201);
            assert_eq!((&asked["status"], &asked["trial_end"]), (&json!("asked"), &before["trial_end"]), "nothing moves yet");
            let mail = app.one_mail().await;
            assert!(mail.to == *other_mail && mail.subject.contains("30 more days") && mail.text.contains("Setting up"), "{}", mail.text);
            app.unchanged(agree(asker, &asked)).await.problem(409, "extension_other_side");
            app.unchanged(refuse(asker, &asked)).await.problem(409, "extension_other_side");
            app.unchanged(withdraw(other, &asked)).await.problem(409, "extension_other_side");
            let done = agree(other, &asked).await.ok(200);
            assert_eq!((&done["status"], &done["trial_end"]), (&json!("agreed"), &json!("2027-03-16T16:59:59.999999Z")));
            let mut told: Vec<String> = app.mails().await.into_iter().map(|mail| mail.to).collect();
            told.sort_unstable();
            let mut both = vec![asker_mail.clone(), other_mail.clone()];
            both.sort_unstable();
            assert_eq!(told, both);
            let after = tried.sme.get(&tried.path("")).await.ok(200);
            assert_eq!((&after["started_at"], &after["days"]), (&before["started_at"], &before["days"]), "the cohort stays");
            assert_eq!(after["window_end"], "2027-05-15T16:59:59.999999Z");
            app.unchanged(agree(other, &asked)).await.problem(409, "wrong_state");
        }
    }

    async fn reminders_and_the_end_move_along(app) {
        // The last day is 14 February 2027; then 16 March.
        let tried = app.activated().await;
        at(app, "2027-02-07T02:00:00Z");
        assert_eq!(app.mails().await.len(), 1, "seven days are left");
        let tried = Tried { sme: app.log_in(&tried.sme_email).await, vendor: app.log_in(&tried.vendor_email).await, ..tried };
        agreed(&tried, 30).await;
        app.mails().await;
        at(app, "2027-03-01T02:00:00Z");
        assert_eq!(app.mails().await.len(), 0, "the old end has passed, and nothing happened");
        for (morning, left) in [("2027-03-02", 14), ("2027-03-09", 7), ("2027-03-13", 3)] {
            at(app, &format!("{morning}T02:00:00Z"));
            let mail = app.one_mail().await;
            assert!(mail.subject.starts_with(&format!("{left} day(s)")), "{}", mail.subject);
        }
        at(app, "2027-03-16T17:00:00Z");
        app.mails().await;
        let ended = app.log_in(&tried.sme_email).await.get(&tried.path("")).await.ok(200);
        assert_eq!((&ended["status"], &ended["expired_at"]), (&json!("expired"), &json!("2027-03-16T17:00:00.000000Z")));
    }

    async fn the_cap_holds(app) {
        let tried = app.activated().await;
        app.unchanged(ask(&tried.sme, &tried, 91)).await.fault(422, "invalid_values", "/days", "out_of_range");
        agreed(&tried, 60).await;
        let detail = app.unchanged(ask(&tried.sme, &tried, 31)).await.faults(422, "invalid_values");
        assert_eq!(detail.len(), 1);
        agreed(&tried, 30).await;
        let none = app.unchanged(ask(&tried.vendor, &tried, 1)).await.problem(409, "extensions_used_up");
        assert!(none["detail"].as_str().is_some_and(|detail| detail.contains("2 × 90")), "{none}");
        let trial = tried.sme.get(&tried.path("")).await.ok(200);
        assert_eq!(trial["trial_end"], "2027-05-15T16:59:59.999999Z");
        app.mails().await;
    }

    async fn twice_is_the_most_however_short(app) {
        let tried = app.activated().await;
        agreed(&tried, 1).await;
        agreed(&tried, 1).await;
        app.mails().await;
        app.unchanged(ask(&tried.sme, &tried, 1)).await.problem(409, "extensions_used_up");
    }

    async fn the_cap_is_ruled(app) {
        let mut body = with("2026-11-17", "extensions", json!(1));
        body["extension_days"] = json!(10);
        ruled(app, body).await;
        let old = app.activated().await;
        app.advance(DAY);
        let tried = app.activated().await;
        app.unchanged(ask(&tried.sme, &tried, 11)).await.fault(422, "invalid_values", "/days", "out_of_range");
        agreed(&tried, 9).await;
        app.unchanged(ask(&tried.sme, &tried, 1)).await.problem(409, "extensions_used_up");
        // A trial of the day before keeps its own rules.
        let old = Tried { sme: app.log_in(&old.sme_email).await, vendor: app.log_in(&old.vendor_email).await, ..old };
        agreed(&old, 80).await;
        app.mails().await;
    }

    async fn a_refusal_says_why_and_a_wish_can_be_withdrawn(app) {
        let tried = app.activated().await;
        let before = tried.sme.get(&tried.path("")).await.ok(200);
        let asked = ask(&tried.sme, &tried, 14).await.ok(201);
        app.mails().await;
        app.unchanged(ask(&tried.vendor, &tried, 14)).await.problem(409, "extension_waits");
        let refused = refuse(&tried.vendor, &asked).await.ok(200);
        assert_eq!((&refused["status"], &refused["answer_code"]), (&json!("refused"), &json!("time_suffices")));
        let mail = app.one_mail().await;
        assert!(mail.to == tried.sme_email && mail.text.contains("The time of the trial suffices"), "{}", mail.text);
        let again = ask(&tried.sme, &tried, 7).await.ok(201);
        assert_eq!(withdraw(&tried.sme, &again).await.ok(200)["status"], "withdrawn");
        assert_eq!(app.mails().await.len(), 0, "who was to answer is not bothered");
        app.unchanged(agree(&tried.vendor, &again)).await.problem(409, "wrong_state");
        assert_eq!(tried.sme.get(&tried.path("")).await.ok(200), before);
        let list = tried.vendor.get(&tried.path("/extension-requests")).await.ok(200);
        let states: Vec<&Value> = list["data"].as_array().expect("a list").iter().map(|it| &it["status"]).collect();
        assert_eq!(states, [&json!("withdrawn"), &json!("refused")]);
    }

    async fn a_wish_lapses_with_its_trial(app) {
        let tried = app.activated().await;
        let asked = ask(&tried.sme, &tried, 14).await.ok(201);
        tried.vendor.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        let detail = app.unchanged(agree(&tried.vendor, &asked)).await.problem(409, "wrong_state");
        assert!(detail["detail"].as_str().is_some_and(|detail| detail.contains("lapsed")), "{detail}");
        assert_eq!(tried.sme.get(&tried.path("/extension-requests")).await.ok(200)["data"][0]["status"], "lapsed");
    }

    async fn only_a_trial_that_runs_is_extended(app) {
        let tried = app.requested().await;
        app.unchanged(ask(&tried.sme, &tried, 14)).await.problem(409, "wrong_state");
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        app.mails().await;
        app.unchanged(ask(&tried.vendor, &tried, 14)).await.problem(409, "wrong_state");
        let ended = app.activated().await;
        at(app, "2027-02-14T17:00:00Z");
        app.mails().await;
        let sme = app.log_in(&ended.sme_email).await;
        app.unchanged(ask(&sme, &ended, 14)).await.problem(409, "wrong_state");
    }

    async fn strangers_find_nothing_and_who_is_on_both_sides_does_not_agree_alone(app) {
        let (tried, other) = (app.activated().await, app.activated().await);
        let asked = ask(&tried.sme, &tried, 14).await.ok(201);
        app.mails().await;
        for who in [&other.sme, &other.vendor] {
            app.unchanged(ask(who, &tried, 14)).await.problem(404, "not_found");
            app.unchanged(agree(who, &asked)).await.problem(404, "not_found");
            app.unchanged(refuse(who, &asked)).await.problem(404, "not_found");
            app.unchanged(withdraw(who, &asked)).await.problem(404, "not_found");
        }
        member_of(app, &tried.sme, &tried, false, true).await;
        app.unchanged(agree(&tried.sme, &asked)).await.problem(409, "extension_other_side");
        let wrong = json!({"days": 0, "reason_code": "", "reason_text": "x"});
        assert_eq!(app.unchanged(tried.vendor.post(&tried.path("/extension-requests"), wrong)).await.faults(422, "invalid_values").len(), 2);
        let unknown = json!({"days": 1, "reason_code": "no_such_reason"});
        app.unchanged(tried.vendor.post(&tried.path("/extension-requests"), unknown)).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        let officer = app.person("officer@demo.example", Some(StaffRole::ProvinceOfficer)).await;
        let seen = officer.get(&tried.path("/extension-requests")).await.ok(200);
        assert_eq!((&seen["data"][0]["days"], &seen["data"][0]["reason_text"]), (&json!(14), &json!(null)));
    }

    async fn of_simultaneous_answers_and_wishes_one_holds(app) {
        for _ in 0..3 {
            let tried = app.activated().await;
            let wishes = join_all((0..4).map(|n| ask(if n % 2 == 0 { &tried.sme } else { &tried.vendor }, &tried, 10))).await;
            let made: Vec<&Reply> = wishes.iter().filter(|wish| wish.status == 201).collect();
            assert_eq!(made.len(), 1);
            let asked = made[0].ok(201);
            let (asker, other) = if asked["asked_by_side"] == "business" { (&tried.sme, &tried.vendor) } else { (&tried.vendor, &tried.sme) };
            let (yes, back) = join(agree(other, &asked), withdraw(asker, &asked)).await;
            let mut statuses = [yes.status, back.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            let end = tried.sme.get(&tried.path("")).await.ok(200)["trial_end"].clone();
            assert_eq!(end, json!(if yes.status == 200 { "2027-02-24T16:59:59.999999Z" } else { "2027-02-14T16:59:59.999999Z" }));
        }
        app.mails().await;
    }
}
