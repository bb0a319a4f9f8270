//! What is counted by the holidays: from then on, on every server, and nothing of what was set before.

use super::{changed, days_body, listed, propose};
use crate::staff::administrator;
use crate::support::{Client, TestApp, Tried};

/// The end of the day by which the vendor is to answer.
async fn respond_by(app: &TestApp, tried: &Tried, asking: &Client) -> String {
    app.mails().await;
    let trial = asking.get(&tried.path("")).await.ok(200);
    trial["respond_by"].as_str().expect("an instant")[..10].to_owned()
}

async fn requested(app: &TestApp) -> String {
    let tried = app.requested().await;
    respond_by(app, &tried, &tried.sme).await
}

engines! {
    async fn a_request_is_answered_by_the_holidays_of_its_day_and_keeps_them(app) {
        let (other, there) = app.another(|_| ()).await;
        // Monday, 16 November: two working days.
        let first = app.requested().await;
        assert_eq!(respond_by(app, &first, &first.sme).await, "2026-11-18");
        changed(app, days_body(&["2026-11-17", "2026-11-18"], &[])).await;
        assert_eq!(requested(app).await, "2026-11-20");
        assert_eq!(respond_by(app, &first, &first.sme).await, "2026-11-18", "what was set stays");
        // The other server counts likewise.
        assert_eq!(listed(&there, "2026").await, listed(&app.anon, "2026").await);
        let asker = app.person("asker@demo.example", None).await;
        let business = app.business(&asker).await;
        let asked = asker.at(&there).post("/v1/trials", app.trial_body(&business, &first.platform_id)).await.ok(201);
        assert_eq!(asked["respond_by"], "2026-11-20T16:59:59.999999Z");
        changed(app, days_body(&["2026-11-20"], &["2026-11-17"])).await;
        assert_eq!(requested(app).await, "2026-11-19");
        app.mails().await;
        other.stop().await;
    }

    async fn however_many_holidays_there_are_each_counts(app) {
        // All of the next 80 days: the 79th is 3 February.
        let days: Vec<String> = (17..=30).map(|n| format!("2026-11-{n}"))
            .chain((1..=31).map(|n| format!("2026-12-{n:02}")))
            .chain((1..=31).map(|n| format!("2027-01-{n:02}")))
            .chain((1..=3).map(|n| format!("2027-02-{n:02}"))).collect();
        let taken = [listed(&app.anon, "2026").await, listed(&app.anon, "2027").await].concat();
        let free: Vec<&str> = days.iter().map(String::as_str).filter(|day| !taken.iter().any(|(known, _)| known == day)).collect();
        for some in free.chunks(30) {
            changed(app, days_body(some, &[])).await;
        }
        // Thursday, 4 February 2027, is Tết already; the seed's last day of it is the 10th.
        assert_eq!(requested(app).await, "2027-02-12");
    }

    async fn what_waits_or_is_refused_counts_for_nothing(app) {
        propose(&administrator(app, 1).await, &["2026-11-17", "2026-11-18"], &[]).await.ok(201);
        assert_eq!(requested(app).await, "2026-11-18");
    }
}
