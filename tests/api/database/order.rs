//! The order of events: gapless, given after the commit, and never given anew.

use crate::support::app::NOW;
use crate::support::{Engine, TestApp, locks};
use diesel::prelude::*;
use dungthu::db::schema::{event_order as o, events as e};
use dungthu::db::{Cause, Db};
use dungthu::events::Event;
use dungthu::values::{AccountId, SessionId, TypedId};
use futures_util::future::{join, join_all};

/// Records two facts of one account in a transaction.
async fn record(db: &Db) {
    let two = |tx: &mut dungthu::db::Tx<'_>| {
        let account = AccountId::new_at(NOW);
        tx.record(Event::AccountVerified { account })?;
        tx.record(Event::SessionEnded { account, session: SessionId::new_at(NOW) })
    };
    db.write(Cause::default(), two).await.expect("two facts");
}

type Placed = (Option<i64>, String, String);

/// Place, subject and kind of all facts, in their order; those without a place at either end.
async fn placed(app: &TestApp) -> Vec<Placed> {
    app.query(|conn| e::table.order(e::seq).select((e::seq, e::subject_id, e::kind)).load(conn).expect("facts")).await
}

fn is_gapless(facts: &[Placed]) -> bool {
    facts.iter().zip(1..).all(|((seq, ..), place)| *seq == Some(place))
}

engines! {
    async fn every_fact_gets_a_place_and_none_is_left_out(app) {
        // Two servers give places while forty transactions commit.
        let many = join_all((0..40).map(|_| record(&app.db)));
        let ordering = async || {
            for _ in 0..10 {
                app.db.order_events().await.expect("an order");
            }
        };
        join(many, join(ordering(), ordering())).await;
        let last = app.db.order_events().await.expect("an order");
        let facts = placed(app).await;
        assert!(is_gapless(&facts), "{facts:?}");
        assert!(last >= 80 && facts.len() as i64 == last, "{last} of {}", facts.len());
        for (_, subject, _) in facts.iter().filter(|(.., kind)| kind == "account.verified") {
            let of_one: Vec<&str> = facts.iter().filter(|it| it.1 == *subject).map(|it| it.2.as_str()).collect();
            assert_eq!(of_one, ["account.verified", "session.ended"], "as they were recorded");
        }
        assert_eq!(app.db.order_events().await.expect("an order"), last);
        assert_eq!(placed(app).await, facts, "no place is given twice");
    }

    async fn more_than_a_batch_is_ordered_at_once(app) {
        let many = |tx: &mut dungthu::db::Tx<'_>| {
            (0..2_500).try_for_each(|_| tx.record(Event::AccountVerified { account: AccountId::new_at(NOW) }))
        };
        app.db.write(Cause::default(), many).await.expect("facts");
        let last = app.db.order_events().await.expect("an order");
        let facts = placed(app).await;
        assert!(last > 2_500 && is_gapless(&facts) && facts.len() as i64 == last, "{last} of {}", facts.len());
    }

    async fn what_commits_late_stands_after_what_was_seen(app) {
        // A transaction that has recorded its fact, and has not committed. SQLite has one writer: nobody overtakes it.
        let early = AccountId::new_at(NOW);
        let lock = move |tx: &mut dungthu::db::Tx<'_>| tx.record(Event::AccountVerified { account: early });
        app.advance(std::time::Duration::from_millis(1));
        let meanwhile = async {
            if app.engine == Engine::Postgres {
                record(&app.db).await;
                let last = app.db.order_events().await.expect("an order");
                let facts = placed(app).await;
                assert!(is_gapless(&facts) && facts.len() as i64 == last, "{facts:?}");
            }
        };
        locks::meeting(app, lock, 0, async {}, meanwhile).await;
        let last = app.db.order_events().await.expect("an order");
        let facts = placed(app).await;
        assert!(is_gapless(&facts), "{facts:?}");
        assert_eq!(facts.last().map(|(seq, subject, _)| (*seq, subject.as_str())), Some((Some(last), early.as_str())));
        assert_eq!(app.query(|conn| o::table.select(o::last).load::<i64>(conn).expect("one row")).await, [last]);
    }
}
