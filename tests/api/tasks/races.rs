//! Two things at once happen to one trial: the tasks are those of both.

use super::{as_migrated, kinds};
use crate::support::json;
use crate::support::locks::{meeting, row};
use futures_util::future::{join, join3};

engines! {
    async fn a_claim_and_a_wish_at_once_both_wait(app) {
        let tried = app.activated().await;
        let wish = json!({"days": 10, "reason_code": "late_setup"});
        let at = tried.path("/extension-requests");
        let both = join(tried.claimed_by(&tried.vendor), tried.vendor.post(&at, wish));
        let (claimed, asked) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
        claimed.ok(201);
        asked.ok(201);
        let mut found = kinds(&tried.sme).await;
        found.sort_unstable();
        assert_eq!(found, ["answer_claim", "answer_extension"]);
        app.mails().await;
        assert_eq!(as_migrated(app).await, 2);
    }

    async fn whatever_happens_at_once_the_tasks_are_those_of_what_was_left(app) {
        for _ in 0..4 {
            let tried = app.activated().await;
            let wish = json!({"days": 10, "reason_code": "late_setup"});
            let (ask, end) = (tried.path("/extension-requests"), tried.path("/cancellation"));
            let (claimed, asked, ended) = join3(
                tried.claimed_by(&tried.vendor),
                tried.sme.post(&ask, wish),
                tried.sme.post(&end, json!({"reason_code": "other"})),
            )
            .await;
            assert!(claimed.status == 201 && ended.status == 200, "{} {}", claimed.status, ended.status);
            assert!([201, 409].contains(&asked.status));
        }
        app.mails().await;
        assert_eq!(as_migrated(app).await, 4, "the claims wait, and nothing of trials that have ended");
    }
}
