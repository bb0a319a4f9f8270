//! A trial that has converted: what becomes of its clocks, and of it when the confirmation is taken back.

use super::claimed;
use super::unsettled::{anew, at, claimed_today};
use super::withdrawals::confirmed;
use crate::database::schema::take_back;
use crate::rules::{ruled, with};
use crate::support::client::text;
use crate::support::{Reply, TestApp, Tried, json};
use crate::trials::places;
use dungthu::server;
use futures_util::future::join;
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

impl Tried {
    /// The trial's state, as the business sees it after logging in anew.
    pub async fn status(&self, app: &TestApp) -> Value {
        app.log_in(&self.sme_email).await.get(&self.path("")).await.ok(200)["status"].clone()
    }

    async fn cancelled_by_business(&self, app: &TestApp) -> Reply {
        app.log_in(&self.sme_email).await.post(&self.path("/cancellation"), json!({"reason_code": "other"})).await
    }

    async fn used(&self, app: &TestApp, week: &str) -> Reply {
        app.log_in(&self.vendor_email).await.post(&self.path("/heartbeats"), json!({"week_of": week})).await
    }
}

async fn funnel(app: &TestApp) -> Value {
    app.analyst().await.get("/v1/reports/funnel").await.ok(200)["total"].clone()
}

engines! {
    async fn a_confirmation_converts_the_trial_in_the_session_and_on_the_page(app) {
        for by_page in [true, false] {
            let (tried, link) = claimed(app).await;
            assert_eq!(tried.status(app).await, "activated", "a claim alone does not");
            if by_page {
                assert_eq!(app.anon.press(&link, "answer=confirm").await.status, 200);
            } else {
                tried.confirmed_by(&tried.sme).await.ok(200);
            }
            app.mails().await;
            assert_eq!(tried.status(app).await, "converted");
            let list = tried.sme.get("/v1/trials?status=converted").await.ok(200);
            assert_eq!(list["data"][0]["id"], json!(tried.trial_id));
        }
        let total = funnel(app).await;
        assert_eq!((&total["started"], &total["activated"], &total["confirmed"]), (&json!(2), &json!(2), &json!(2)));
    }

    async fn who_paid_before_and_who_disputes_converts_nothing(app) {
        let (paid, _) = claimed(app).await;
        paid.sme.post(&paid.path("/conversion/confirmation"), json!({"already_customer": true})).await.ok(200);
        let (refused, _) = claimed(app).await;
        refused.disputed_by(&refused.sme, "other").await.ok(200);
        refused.resolved_by(&app.reviewer().await, "upholding", "other").await.ok(200);
        app.mails().await;
        for tried in [&paid, &refused] {
            assert_eq!(tried.status(app).await, "activated");
        }
        paid.withdrawn_by(&paid.sme, "other").await.ok(200);
        app.mails().await;
        assert_eq!(paid.status(app).await, "activated");
    }

    async fn a_converted_trial_is_left_in_peace_and_does_not_expire(app) {
        ruled(app, with("2026-11-17", "retention_days", json!([]))).await;
        app.advance(DAY);
        // 90 days from Tuesday, 17 November: the last day is Monday, 15 February 2027.
        let tried = confirmed(app).await;
        for instant in ["2027-02-01T02", "2027-02-08T02", "2027-02-12T02", "2027-02-15T02", "2027-02-15T17", "2027-02-22T02"] {
            at(app, &format!("{instant}:00:00Z"));
            assert_eq!(app.mails().await.len(), 0, "{instant}");
        }
        assert_eq!(tried.status(app).await, "converted");
        let events = app.log_in(&tried.sme_email).await.get(&tried.path("/events?limit=100")).await.ok(200);
        let skipped = events["data"].as_array().expect("events").iter().filter(|event| event["kind"] == "deadline.skipped");
        let why: Vec<String> = skipped.map(|event| text(&event["body"], "why")).collect();
        assert_eq!(why.iter().filter(|why| *why == "the trial has converted").count(), 6, "{why:?}");
    }

    async fn a_converted_trial_is_neither_cancelled_nor_extended(app) {
        let tried = confirmed(app).await;
        let wish = json!({"days": 7, "reason_code": "late_setup"});
        for who in [&tried.sme, &tried.vendor] {
            let cancelled = app.unchanged(who.post(&tried.path("/cancellation"), json!({"reason_code": "other"}))).await;
            let extended = app.unchanged(who.post(&tried.path("/extension-requests"), wish.clone())).await;
            for refused in [cancelled, extended] {
                let problem = refused.problem(409, "wrong_state");
                assert!(text(&problem, "detail").contains("converted"), "{problem}");
            }
        }
        for step in ["acceptance", "activation"] {
            app.unchanged(tried.vendor.act(&tried.path(&format!("/{step}")))).await.problem(409, "wrong_state");
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_wish_for_more_days_lapses_with_the_conversion(app) {
        let (tried, _) = claimed(app).await;
        let wish = json!({"days": 7, "reason_code": "late_setup"});
        let asked = tried.sme.post(&tried.path("/extension-requests"), wish).await.ok(201);
        tried.confirmed_by(&tried.sme).await.ok(200);
        app.mails().await;
        let agreement = format!("/v1/extension-requests/{}/agreement", text(&asked, "id"));
        app.unchanged(tried.vendor.act(&agreement)).await.problem(409, "wrong_state");
    }

    async fn who_pays_is_still_used_until_the_trials_end(app) {
        let tried = confirmed(app).await;
        assert_eq!(tried.used(app, "2026-11-16").await.ok(200)["status"], "converted");
        assert_eq!(funnel(app).await["engaged"], 1);
        // The last day is Sunday, 14 February 2027.
        at(app, "2027-02-25T02:00:00Z");
        app.mails().await;
        tried.used(app, "2027-02-15").await.fault(422, "invalid_values", "/week_of", "not_monday");
        tried.used(app, "2027-02-08").await.ok(200);
        let vendor = app.log_in(&tried.vendor_email).await;
        let tried = Tried { sme: app.log_in(&tried.sme_email).await, vendor, ..tried };
        tried.withdrawn_by(&tried.sme, "other").await.problem(409, "window_closed");
    }

    async fn a_withdrawal_makes_the_trial_what_it_was(app) {
        for was in ["activated", "engaged", "cancelled"] {
            let (tried, _) = claimed(app).await;
            match was {
                "engaged" => drop(tried.used(app, "2026-11-16").await.ok(200)),
                "cancelled" => drop(tried.cancelled_by_business(app).await.ok(200)),
                _ => {}
            }
            tried.confirmed_by(&tried.sme).await.ok(200);
            assert_eq!(tried.status(app).await, "converted", "{was}");
            tried.withdrawn_by(&tried.sme, "other").await.ok(200);
            assert_eq!(tried.status(app).await, was);
            tried.claimed_by(&tried.vendor).await.ok(201);
            tried.confirmed_by(&tried.sme).await.ok(200);
            app.mails().await;
            assert_eq!(tried.status(app).await, "converted", "anew, after it was {was}");
        }
    }

    async fn a_withdrawal_sets_the_clocks_that_are_ahead_again(app) {
        let tried = confirmed(app).await;
        // The first reminder passed while it had converted; the withdrawal is within the 60 days.
        at(app, "2027-01-14T02:00:00Z");
        let tried = anew(app, tried).await;
        tried.withdrawn_by(&tried.sme, "never_paid").await.ok(200);
        app.mails().await;
        for (instant, subject) in [("2027-01-31T02:00:00Z", "14 day(s) left"), ("2027-02-14T02:00:00Z", "Today is the last day")] {
            at(app, instant);
            let subjects: Vec<String> = app.mails().await.into_iter().map(|mail| mail.subject).collect();
            assert!(subjects.iter().any(|it| it.starts_with(subject)), "{subjects:?}");
        }
        at(app, "2027-02-14T17:00:00Z");
        app.mails().await;
        assert_eq!(tried.status(app).await, "expired");
    }

    async fn a_trial_whose_end_passed_meanwhile_expires_at_once(app) {
        ruled(app, with("2026-11-17", "longest_trial_days", json!(10))).await;
        app.advance(DAY);
        // Ends with 27 November.
        let tried = confirmed(app).await;
        at(app, "2026-12-05T02:00:00Z");
        app.mails().await;
        assert_eq!(tried.status(app).await, "converted");
        let tried = anew(app, tried).await;
        tried.withdrawn_by(&tried.sme, "other").await.ok(200);
        app.mails().await;
        assert_eq!(tried.status(app).await, "expired");
        // From there too it may convert, within the window, and comes back to it.
        tried.claimed_by(&tried.vendor).await.ok(201);
        tried.confirmed_by(&tried.sme).await.ok(200);
        assert_eq!(tried.status(app).await, "converted");
        tried.withdrawn_by(&tried.sme, "other").await.ok(200);
        app.mails().await;
        assert_eq!(tried.status(app).await, "expired");
    }

    async fn the_window_is_that_of_the_rules_by_which_the_trial_started(app) {
        let mut body = with("2026-11-17", "window_days", json!(5));
        body["longest_trial_days"] = json!(10);
        ruled(app, body).await;
        let old = confirmed(app).await;
        app.advance(DAY);
        let (late, in_time) = (claimed(app).await.0, claimed(app).await.0);
        let counted = confirmed(app).await;
        // Confirmed on the 17th: taken back until the 22nd, of the day before until January.
        app.advance(5 * DAY);
        let other = confirmed(app).await;
        let counted = anew(app, counted).await;
        counted.withdrawn_by(&counted.sme, "other").await.ok(200);
        counted.claimed_by(&counted.vendor).await.ok(201);
        counted.confirmed_by(&counted.sme).await.ok(200);
        app.mails().await;
        app.advance(5 * DAY + Duration::from_micros(1));
        let (counted, other, old) = (anew(app, counted).await, anew(app, other).await, anew(app, old).await);
        for tried in [&counted, &other] {
            app.unchanged(tried.withdrawn_by(&tried.sme, "other")).await.problem(409, "window_closed");
        }
        old.withdrawn_by(&old.sme, "other").await.ok(200);
        app.mails().await;
        // The window of a trial that ended with the 27th closes with the second of December.
        at(app, "2026-12-02T16:59:59.999999Z");
        let in_time = anew(app, in_time).await;
        in_time.confirmed_by(&in_time.sme).await.ok(200);
        app.mails().await;
        assert_eq!(in_time.status(app).await, "converted");
        app.advance(Duration::from_micros(1));
        let late = anew(app, late).await;
        assert_eq!(late.confirmed_by(&late.sme).await.ok(200)["counts"], true);
        app.mails().await;
        assert_eq!(late.status(app).await, "expired", "too late for its cohort");
        late.withdrawn_by(&late.sme, "other").await.ok(200);
        app.mails().await;
        assert_eq!(late.status(app).await, "expired");
    }

    async fn a_conversion_leaves_its_place_and_a_withdrawal_holds_one_again(app) {
        let (tried, _) = claimed(app).await;
        let taken = async || tried.vendor.get(&places::at(&tried)).await.ok(200)["taken"].clone();
        places::limit(&tried, 1).await.ok(200);
        assert_eq!(taken().await, 1);
        tried.confirmed_by(&tried.sme).await.ok(200);
        assert_eq!(taken().await, 0, "who pays needs no place");
        tried.withdrawn_by(&tried.sme, "other").await.ok(200);
        assert_eq!(taken().await, 1, "it goes on, where a place is free");
        tried.cancelled_by_business(app).await.ok(200);
        assert_eq!(taken().await, 0);
        app.mails().await;
    }

    async fn of_a_confirmation_and_a_cancellation_the_trial_has_converted(app) {
        for _ in 0..4 {
            let (tried, _) = claimed(app).await;
            let path = tried.path("/cancellation");
            let cancel = tried.vendor.post(&path, json!({"reason_code": "other"}));
            let (confirmed, cancelled) = join(tried.confirmed_by(&tried.sme), cancel).await;
            confirmed.ok(200);
            if cancelled.status != 200 {
                cancelled.problem(409, "wrong_state");
            }
            app.mails().await;
            assert_eq!(tried.status(app).await, "converted");
        }
        assert_eq!(funnel(app).await["confirmed"], 4);
    }

    async fn of_a_confirmation_and_the_end_both_stand(app) {
        ruled(app, with("2026-11-17", "longest_trial_days", json!(10))).await;
        app.advance(DAY);
        for _ in 0..4 {
            let tried = claimed_today(app).await;
            app.advance(11 * DAY);
            let tried = anew(app, tried).await;
            let (confirmed, settled) = join(tried.confirmed_by(&tried.sme), app.server.worker.settle_deadlines()).await;
            confirmed.ok(200);
            settled.expect("the worker");
            app.mails().await;
            assert_eq!(tried.status(app).await, "converted");
        }
    }

    async fn what_converted_before_there_was_the_state_has_it(app) {
        let (converted, waits, left) = (confirmed(app).await, claimed(app).await.0, confirmed(app).await);
        left.withdrawn_by(&left.sme, "other").await.ok(200);
        let (cancelled, _) = claimed(app).await;
        cancelled.cancelled_by_business(app).await.ok(200);
        cancelled.confirmed_by(&cancelled.sme).await.ok(200);
        app.mails().await;
        let all = [&converted, &waits, &left, &cancelled];
        let mut before = Vec::new();
        for tried in all {
            before.push(tried.status(app).await);
        }
        assert_eq!(before, ["converted", "activated", "activated", "converted"]);
        take_back(app, "0020_converted").await;
        assert_eq!((converted.status(app).await, cancelled.status(app).await), (json!("activated"), json!("cancelled")));
        server::migrate(&app.config).await.expect("migrated");
        let mut after = Vec::new();
        for tried in all {
            after.push(tried.status(app).await);
        }
        assert_eq!(after, before);
    }
}
