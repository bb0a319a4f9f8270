//! Writes: many at once, none lost, and nothing of what failed.

use crate::support::app::NOW;
use diesel::prelude::*;
use dungthu::db::{Cause, Db, schema::marks};
use dungthu::error::{Code, Error, Result};
use dungthu::events::Event;
use dungthu::values::{AccountId, TypedId};
use futures_util::future::join_all;

async fn add_one(db: &Db) -> Result<i64> {
    db.write(Cause::default(), |tx| {
        let row = marks::table.filter(marks::name.eq("counter"));
        let read: String = row.select(marks::value).first(&mut **tx)?;
        let (before, after) = (read.clone(), read.parse::<i64>().expect("a number") + 1);
        let changed = diesel::update(row.filter(marks::value.eq(before)))
            .set(marks::value.eq(after.to_string()))
            .execute(&mut **tx)?;
        if changed == 1 { Ok(after) } else { Err(Error::transient(Code::Busy, "somebody was faster")) }
    })
    .await
}

async fn start_counter(db: &Db) {
    let start = |tx: &mut dungthu::db::Tx<'_>| {
        let row = (marks::name.eq("counter"), marks::value.eq("0"), marks::at.eq(0));
        Ok(diesel::insert_into(marks::table).values(row).execute(&mut **tx)?)
    };
    db.write(Cause::default(), start).await.expect("a counter");
}

engines! {
    async fn read_then_write_loses_nothing(app) {
        start_counter(&app.db).await;
        let mut done = 0;
        // Two at a time on PostgreSQL: a stale version is retried a few times, not for ever.
        for _ in 0..40 {
            done += join_all((0..2).map(|_| add_one(&app.db))).await.into_iter().filter(Result::is_ok).count();
        }
        assert_eq!(done, 80);
        let value = app.query(|conn| marks::table.filter(marks::name.eq("counter")).select(marks::value).first::<String>(conn)).await;
        assert_eq!(value.expect("a counter"), "80");
    }

    async fn a_failed_write_leaves_nothing_and_spoils_no_neighbour(app) {
        start_counter(&app.db).await;
        let before = app.digest().await;
        let failing = |n: usize| {
            app.db.write(Cause::default(), move |tx| {
                tx.record(Event::AccountVerified { account: AccountId::new_at(NOW) })?;
                match n % 3 {
                    0 => Err::<(), _>(Error::new(Code::Conflict)),
                    1 => panic!("a write that panics"),
                    _ => {
                        diesel::insert_into(marks::table).values((marks::name.eq("counter"), marks::value.eq("x"), marks::at.eq(0))).execute(&mut **tx)?;
                        Ok(())
                    }
                }
            })
        };
        let failed = join_all((0..9).map(failing)).await;
        assert!(failed.iter().all(Result::is_err));
        assert_eq!(app.digest().await, before);
        assert_eq!(add_one(&app.db).await.expect("the writer goes on"), 1);
    }

    async fn an_event_and_its_mail_are_in_the_same_transaction(app) {
        let rolled_back = app.db.write(Cause::default(), |tx| {
            let account = tx.new_id();
            // The recipient does not exist: the outbox row cannot be written, so the event is not either.
            tx.record(Event::AccountRegistered { account })
        });
        let before = app.digest().await;
        assert!(rolled_back.await.is_err());
        assert_eq!(app.digest().await, before);
    }
}
