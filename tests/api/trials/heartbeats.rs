//! Weekly reports of use: per organization and week, never per person.

use crate::support::{Client, Reply, Tried, json};
use std::time::Duration;

async fn report(who: &Client, tried: &Tried, week: &str) -> Reply {
    who.post(&tried.path("/heartbeats"), json!({"week_of": week})).await
}

engines! {
    async fn the_first_report_makes_a_trial_engaged(app) {
        let tried = app.activated().await;
        app.advance(Duration::from_secs(3_600));
        let engaged = report(&tried.vendor, &tried, "2026-11-16").await.ok(200);
        assert_eq!((&engaged["status"], &engaged["engaged_at"]), (&json!("engaged"), &json!("2026-11-16T03:00:00.000000Z")));
        app.advance(Duration::from_secs(7 * 86_400));
        let vendor = app.log_in(&tried.vendor_email).await;
        let again = report(&vendor, &tried, "2026-11-23").await.ok(200);
        assert_eq!(again["engaged_at"], engaged["engaged_at"], "the stamp is the first report's");
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn the_same_week_again_changes_nothing(app) {
        let tried = app.activated().await;
        let first = report(&tried.vendor, &tried, "2026-11-16").await.ok(200);
        app.advance(Duration::from_secs(60));
        let second = app.unchanged(report(&tried.vendor, &tried, "2026-11-16")).await;
        assert_eq!(second.ok(200), first);
    }

    async fn a_week_may_be_reported_late(app) {
        let tried = app.activated().await;
        app.advance(Duration::from_secs(15 * 86_400));
        let vendor = app.log_in(&tried.vendor_email).await;
        for week in ["2026-11-30", "2026-11-16", "2026-11-23"] {
            report(&vendor, &tried, week).await.ok(200);
        }
        app.unchanged(report(&vendor, &tried, "2026-12-07")).await.fault(422, "invalid_values", "/week_of", "not_monday");
        let events = vendor.get(&tried.path("/events")).await.ok(200);
        let weeks: Vec<&str> = events["data"].as_array().expect("events").iter().filter_map(|event| event["body"]["week_of"].as_str()).collect();
        assert_eq!(weeks, ["2026-11-30", "2026-11-16", "2026-11-23"]);
    }

    async fn the_week_turns_at_midnight_in_vietnam(app) {
        let tried = app.activated().await;
        // Sunday, 22 November 2026, 23:59:59 in Vietnam, then a second later.
        app.advance(Duration::from_secs(6 * 86_400 + 15 * 3_600 - 1));
        let vendor = app.log_in(&tried.vendor_email).await;
        app.unchanged(report(&vendor, &tried, "2026-11-23")).await.problem(422, "invalid_values");
        app.advance(Duration::from_secs(1));
        report(&vendor, &tried, "2026-11-23").await.ok(200);
    }
}
