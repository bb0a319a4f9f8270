//! Two things at once happen to one trial: the tasks are those of both.

use super::{as_migrated, kinds};
use crate::staff::changes::gathered;
use crate::support::{TestApp, Tried, json};
use dungthu::db::{Cause, Tx};
use dungthu::values::{TrialId, TypedId};
use futures_util::future::{join, join3};

/// Sends two requests while somebody else holds the trial, and lets it go when both wait for it.
async fn both_at_once<A, B>(app: &TestApp, tried: &Tried, both: impl Future<Output = (A, B)>) -> (A, B) {
    let (held, mut is_held) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let (trial, may_go_on) = (TrialId::parse(&tried.trial_id).expect("an id"), std::sync::Mutex::new(may_go_on));
    let hold = move |tx: &mut Tx<'_>| {
        dungthu::trials::lock(tx, trial)?;
        held.send(()).expect("the test waits");
        may_go_on.lock().expect("one at a time").recv().expect("the test goes on");
        Ok(())
    };
    let db = app.db.clone();
    let holding = actix_web::rt::spawn(async move { db.write(Cause::default(), hold).await });
    is_held.recv().await.expect("a lock");
    let let_go = async {
        gathered(app, 2).await;
        go_on.send(()).expect("it waits");
        holding.await.expect("it ends").expect("held");
    };
    join(both, let_go).await.0
}

engines! {
    async fn a_claim_and_a_wish_at_once_both_wait(app) {
        let tried = app.activated().await;
        let wish = json!({"days": 10, "reason_code": "late_setup"});
        let at = tried.path("/extension-requests");
        let both = join(tried.claimed_by(&tried.vendor), tried.vendor.post(&at, wish));
        let (claimed, asked) = both_at_once(app, &tried, both).await;
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
