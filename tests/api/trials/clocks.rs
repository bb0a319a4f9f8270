//! What time does to a trial: who is reminded when, and what ends by itself.

use crate::rules::{ruled, with};
use crate::support::locks::{meeting, row};
use crate::support::smtp::Received;
use crate::support::{TestApp, Tried, json};
use diesel::prelude::*;
use dungthu::db::Cause;
use dungthu::db::schema::deadlines as d;
use dungthu::values::Timestamp;
use serde_json::Value;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// Moves the clock to an instant, RFC 3339.
fn at(app: &TestApp, instant: &str) {
    let to: jiff::Timestamp = instant.parse().expect("an instant");
    app.clock.advance_to(Timestamp::from_micros(to.as_microsecond()));
}

/// To whom mails went, and how their subjects begin.
fn told(mails: &[Received]) -> Vec<(String, String)> {
    mails.iter().map(|mail| (mail.to.clone(), mail.subject.chars().take(24).collect())).collect()
}

async fn trial(app: &TestApp, tried: &Tried) -> Value {
    app.log_in(&tried.sme_email).await.get(&tried.path("")).await.ok(200)
}

/// Kinds of the trial's facts since it was requested.
async fn facts(app: &TestApp, tried: &Tried) -> Vec<String> {
    let events = app.log_in(&tried.sme_email).await.get(&tried.path("/events?limit=100")).await.ok(200);
    events["data"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event["kind"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Every deadline: kind, step and what became of it.
async fn deadlines(app: &TestApp) -> Vec<(String, i64, String)> {
    app.query(|conn| {
        // That of its platform's listing stands beside them.
        d::table
            .filter(d::kind.ne("listing.recheck"))
            .order((d::due_at, d::kind, d::step))
            .select((d::kind, d::step, d::state))
            .load(conn)
            .expect("deadlines")
    })
    .await
}

engines! {
    async fn a_silent_vendor_is_nudged_then_staff_and_business_are_told_then_the_request_ends(app) {
        // Monday, 16 November: the vendor has until the end of Wednesday.
        let tried = app.requested().await;
        let rival = app.platform(&tried.vendor, &app.vendor(&tried.vendor).await).await;
        let name = app.anon.get(&format!("/v1/platforms/{rival}")).await.ok(200)["name"].as_str().expect("a name").to_owned();
        app.mails().await;
        at(app, "2026-11-18T16:59:59.999999Z");
        assert_eq!(app.mails().await.len(), 0, "in time until the last microsecond");
        at(app, "2026-11-18T17:00:00Z");
        let nudge = app.one_mail().await;
        assert_eq!(nudge.to, tried.vendor_email);
        assert!(nudge.subject.starts_with("Again: ") && nudge.text.contains("16 November 2026"), "{}", nudge.text);
        assert_eq!(trial(app, &tried).await["nudged_at"], "2026-11-18T17:00:00.000000Z");
        // Thursday began: two working days more are over with Monday, the 23rd.
        at(app, "2026-11-23T16:59:59.999999Z");
        assert_eq!(app.mails().await.len(), 0);
        at(app, "2026-11-23T17:00:00Z");
        let delayed = app.one_mail().await;
        assert_eq!(delayed.to, tried.sme_email);
        assert!(delayed.text.contains(&name) && delayed.html.contains(&name), "{}", delayed.text);
        let officer = app.person("officer@demo.example", Some(dungthu::accounts::model::StaffRole::ProvinceOfficer)).await;
        let queue = officer.get("/v1/trials?escalated=true").await.ok(200);
        assert_eq!(queue["data"][0]["id"], json!(tried.trial_id));
        // The business may still be answered; here nobody does. Ten working days after Tuesday, the 24th.
        at(app, "2026-12-08T16:59:59.999999Z");
        assert_eq!(app.mails().await.len(), 0);
        at(app, "2026-12-08T17:00:00Z");
        let ended = app.one_mail().await;
        assert_eq!(ended.to, tried.sme_email);
        let now = trial(app, &tried).await;
        assert_eq!((&now["status"], &now["unanswered_at"]), (&json!("unanswered"), &json!("2026-12-08T17:00:00.000000Z")));
        assert_eq!(facts(app, &tried).await, ["trial.requested", "trial.nudged", "trial.escalated", "trial.unanswered"]);
        // It blocks nothing: the business asks again.
        let sme = app.log_in(&tried.sme_email).await;
        let officer = app.person("officer2@demo.example", Some(dungthu::accounts::model::StaffRole::ProvinceOfficer)).await;
        assert_eq!(officer.get("/v1/trials?escalated=true").await.ok(200)["data"], json!([]));
        sme.post("/v1/trials", app.trial_body(&tried.business_id, &tried.platform_id)).await.ok(201);
        app.mails().await;
    }

    async fn who_answers_in_time_is_not_nudged_and_that_is_recorded(app) {
        let tried = app.requested().await;
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        app.mails().await;
        app.advance(10 * DAY);
        assert_eq!(app.mails().await.len(), 0);
        assert_eq!(deadlines(app).await, [("trial.nudge".to_owned(), 0, "skipped".to_owned())]);
        let events = app.log_in(&tried.sme_email).await.get(&tried.path("/events")).await.ok(200);
        assert_eq!(events["data"][2]["body"], json!({"subject": tried.trial_id, "deadline": "trial.nudge", "step": 0, "why": "answered meanwhile"}));
    }

    async fn the_business_is_reminded_on_its_mornings_and_the_trial_ends(app) {
        // 90 days from Monday, 16 November: the last day is Sunday, 14 February 2027.
        let tried = app.activated().await;
        for (morning, subject) in [("2027-01-31", "14 day(s) left"), ("2027-02-07", "7 day(s) left"), ("2027-02-11", "3 day(s) left"), ("2027-02-14", "Today is the last day")] {
            at(app, &format!("{morning}T01:59:59.999999Z"));
            assert_eq!(app.mails().await.len(), 0, "{morning}");
            at(app, &format!("{morning}T02:00:00Z"));
            let mail = app.one_mail().await;
            assert_eq!(mail.to, tried.sme_email);
            assert!(mail.subject.starts_with(subject) && mail.text.contains("14 February 2027"), "{}", mail.subject);
        }
        at(app, "2027-02-14T16:59:59.999999Z");
        app.mails().await;
        assert_eq!(trial(app, &tried).await["status"], "activated", "free until the last microsecond");
        at(app, "2027-02-14T17:00:00Z");
        assert_eq!(app.mails().await.len(), 0);
        let ended = trial(app, &tried).await;
        assert_eq!((&ended["status"], &ended["expired_at"], &ended["trial_end"]), (&json!("expired"), &json!("2027-02-14T17:00:00.000000Z"), &json!("2027-02-14T16:59:59.999999Z")));
        at(app, "2027-02-21T02:00:00Z");
        let asked = app.mails().await;
        assert_eq!(told(&asked), [(tried.sme_email.clone(), "After the trial of Sổ Sá".to_owned()), (tried.vendor_email.clone(), "After the trial of Sổ Sá".to_owned())]);
        let (sme, vendor) = (app.log_in(&tried.sme_email).await, app.log_in(&tried.vendor_email).await);
        app.unchanged(vendor.post(&tried.path("/heartbeats"), json!({"week_of": "2027-02-15"}))).await.problem(409, "wrong_state");
        app.unchanged(sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"}))).await.problem(409, "wrong_state");
    }

    async fn after_a_stop_what_is_due_is_done_once_in_order_and_the_overtaken_is_skipped(app) {
        let tried = app.activated().await;
        // Nobody worked from January on: two reminders, the last day and the end have passed.
        at(app, "2027-02-16T03:00:00Z");
        assert_eq!(app.mails().await.len(), 0, "nobody is told of days that are over");
        let states = deadlines(app).await;
        let of = |kind: &str, step: i64| states.iter().find(|it| it.0 == kind && it.1 == step).map(|it| it.2.clone());
        for step in [-14, -7, -3] {
            assert_eq!(of("trial.reminder", step).as_deref(), Some("skipped"), "{step}");
        }
        assert_eq!((of("trial.reminder", 7).as_deref(), of("trial.end", 0).as_deref()), (Some("waiting"), Some("done")));
        assert_eq!(trial(app, &tried).await["status"], "expired");
        let kinds = facts(app, &tried).await;
        let last = kinds.iter().position(|kind| kind == "trial.expired").expect("an end");
        assert_eq!(kinds.iter().filter(|kind| *kind == "trial.expired").count(), 1);
        assert!(kinds[last + 1..].is_empty(), "{kinds:?}");
    }

    async fn a_cancelled_trial_is_left_alone(app) {
        let tried = app.activated().await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        app.advance(200 * DAY);
        assert_eq!(app.mails().await.len(), 0);
        let states = deadlines(app).await;
        assert!(states.iter().all(|it| it.2 == "skipped"), "{states:?}");
        assert_eq!(trial(app, &tried).await["status"], "cancelled");
    }

    async fn whose_outcome_is_known_is_not_asked_for_it(app) {
        let tried = app.activated().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        tried.confirmed_by(&tried.sme).await.ok(200);
        app.mails().await;
        at(app, "2027-02-14T17:00:00Z");
        app.mails().await;
        at(app, "2027-02-21T02:00:00Z");
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_claim_is_brought_up_again_and_silence_is_no_agreement(app) {
        let tried = app.activated().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        app.mails().await;
        for (day, link) in [("2026-11-19", true), ("2026-11-23", true), ("2026-11-30", true)] {
            at(app, &format!("{day}T02:00:00Z"));
            let mail = app.one_mail().await;
            assert_eq!((mail.to.as_str(), mail.subject.starts_with("Again: is")), (tried.sme_email.as_str(), true));
            let page = app.anon.get(&mail.link(&app.config.public_url)).await;
            assert_eq!(page.status == 200, link, "{}", page.text());
        }
        app.advance(100 * HOUR);
        assert_eq!(app.mails().await.len(), 0);
        let sme = app.log_in(&tried.sme_email).await;
        assert_eq!(sme.get(&tried.path("/conversion")).await.ok(200)["status"], "claimed");
        tried.confirmed_by(&sme).await.ok(200);
        app.mails().await;
    }

    async fn a_short_trial_has_fewer_reminders_and_the_days_are_ruled(app) {
        let mut body = with("2026-11-17", "reminder_days", json!([-60, -1]));
        body["longest_trial_days"] = json!(5);
        ruled(app, body).await;
        app.advance(DAY);
        let tried = app.activated().await;
        let of_trial = deadlines(app).await;
        let steps: Vec<(&str, i64)> = of_trial.iter().filter(|it| it.2 == "waiting").map(|it| (it.0.as_str(), it.1)).collect();
        assert_eq!(steps, [("trial.nudge", 0), ("trial.reminder", -1), ("trial.end", 0)]);
        at(app, "2026-11-21T02:00:00Z");
        let mail = app.one_mail().await;
        assert!(mail.to == tried.sme_email && mail.subject.starts_with("1 day(s) left"), "{}", mail.subject);
    }

    async fn what_no_longer_fits_at_sending_is_not_sent(app) {
        let tried = app.activated().await;
        at(app, "2027-02-11T02:00:00Z");
        while app.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        let sme = app.log_in(&tried.sme_email).await;
        sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let mails = app.mails().await;
        assert_eq!(told(&mails).len(), 1, "{:?}", told(&mails));
        assert_eq!(mails[0].to, tried.vendor_email, "the cancellation alone");
    }

    async fn of_two_workers_and_one_deadline_one_acts(app) {
        let (server, _) = app.another(|_| ()).await;
        let tried = app.requested().await;
        app.advance(8 * DAY);
        // Whoever has the turn is in the middle of its work while the other one looks.
        let both = futures_util::future::join(app.server.worker.settle_deadlines(), server.worker.settle_deadlines());
        let (one, two) = meeting(app, row("trials", &tried.trial_id), 1, both, async {}).await;
        assert_eq!(one.expect("a worker") + two.expect("a worker"), 1);
        while app.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        let mails = app.mails().await;
        assert_eq!(mails.iter().filter(|mail| mail.to == tried.vendor_email).count(), 1, "{:?}", told(&mails));
        assert_eq!(facts(app, &tried).await.iter().filter(|kind| *kind == "trial.nudged").count(), 1);
        server.stop().await;
    }

    async fn what_is_due_is_taken_in_the_order_of_its_instants(app) {
        // Made in another order than they fall due: reminders of the first, then requests that wait for an answer.
        app.activated().await;
        for _ in 0..3 {
            app.advance(5 * HOUR);
            app.requested().await;
        }
        app.advance(400 * DAY);
        let taken = |most: i64| async move {
            let due = app.db.write(Cause::default(), move |tx| dungthu::deadlines::due(tx, most)).await.expect("due");
            due.into_iter().map(|it| it.due_at.as_micros()).collect::<Vec<i64>>()
        };
        let mut all: Vec<i64> = app.query(|conn| d::table.select(d::due_at).load(conn).expect("deadlines")).await;
        assert!(all.len() > 7 && !all.is_sorted(), "{all:?}");
        all.sort_unstable();
        assert_eq!(taken(100).await, all);
        assert_eq!(taken(3).await, all[..3]);
        app.mails().await;
    }
}
