//! Two in the same moment: one complaint of a trial waits, and one decision of a case is taken.

use super::{cases, complained, decided_by};
use crate::conversions::join as joins;
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{TestApp, json};
use diesel::prelude::*;
use dungthu::db::schema::events;
use futures_util::future::join;

/// Rounds of each race: the two meet in different ways.
const ROUNDS: i64 = 3;

/// How often this happened.
async fn happened(app: &TestApp, kind: &'static str) -> i64 {
    app.query(move |conn| events::table.filter(events::kind.eq(kind)).count().get_result(conn).expect("a count")).await
}

engines! {
    async fn of_two_complaints_at_once_one_waits(app) {
        let reviewer = app.reviewer().await;
        for round in 1..=ROUNDS {
            let (tried, colleague) = (app.requested().await, app.person(&format!("colleague{round}@demo.example"), None).await);
            joins(app, &colleague, &tried, true, false).await;
            let both = join(tried.complained_by(&tried.sme, "no_access"), tried.complained_by(&colleague, "other"));
            let (one, two) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
            let (held, refused, reason) = if one.status == 201 { (one, two, "no_access") } else { (two, one, "other") };
            let (held, refused) = (held.ok(201), refused.problem(409, "complaint_open"));
            assert!(text(&refused, "detail").contains(&text(&held, "id")), "{refused}");
            assert_eq!((&held["state"], &held["reason_code"]), (&json!("open"), &json!(reason)));
            let all = cases(&reviewer, &format!("&trial_id={}", tried.trial_id)).await;
            assert_eq!(all.iter().map(|case| &case["id"]).collect::<Vec<_>>(), [&held["id"]]);
            assert_eq!(happened(app, "case.opened").await, round);
            let later = app.unchanged(tried.complained_by(&tried.sme, "no_access")).await.problem(409, "complaint_open");
            assert_eq!((&later["detail"], &later["title"]), (&refused["detail"], &refused["title"]), "as a repeat that comes later");
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn of_two_decisions_at_once_one_is_taken(app) {
        let (first, second) = (app.reviewer().await, app.reviewer().await);
        for round in 1..=ROUNDS {
            let (tried, case) = complained(app).await;
            let both = join(decided_by(&first, &case, "well_founded"), decided_by(&second, &case, "nothing_wrong"));
            let id = case.rsplit('/').next().expect("an id");
            let (one, two) = meeting(app, row("cases", id), 2, both, async {}).await;
            let (taken, refused, who) = if one.status == 200 { (one, two, &first) } else { (two, one, &second) };
            let (taken, refused) = (taken.ok(200), refused.problem(409, "wrong_state"));
            assert!(text(&refused, "detail").contains("closed"), "{refused}");
            assert_eq!(taken["decided_by"], who.get("/v1/me").await.ok(200)["id"]);
            assert_eq!(first.get(&case).await.ok(200), taken, "what was answered is what stands");
            assert_eq!(happened(app, "case.closed").await, round);
            assert_eq!(app.one_mail().await.to, tried.sme_email);
        }
    }
}
