//! What came of platforms' trials: kept as it happens, the same as counted from the trials, and what lists are ordered by.

use crate::conversions::withdrawals::confirmed;
use crate::database::schema::take_back;
use crate::support::client::text;
use crate::support::{TestApp, json};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use dungthu::catalog::figures::{self, Figures};
use dungthu::db::{Cause, Conn, Tx};
use dungthu::events::Event;
use dungthu::server;
use dungthu::values::{PlatformId, TypedId};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

#[derive(Debug, PartialEq, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = Text)]
    platform_id: String,
    #[diesel(sql_type = BigInt)]
    started: i64,
    #[diesel(sql_type = BigInt)]
    answered: i64,
    #[diesel(sql_type = BigInt)]
    answer_seconds: i64,
    #[diesel(sql_type = BigInt)]
    confirmed: i64,
}

/// The figures that were kept, and those that the trials and conversions come to.
pub fn kept_and_counted(conn: &mut Conn) -> [Vec<Row>; 2] {
    let kept =
        "SELECT platform_id, started, answered, answer_seconds, confirmed FROM platform_figures ORDER BY platform_id";
    let answered = "COALESCE(t.accepted_at, t.unanswered_at)";
    let counted = format!(
        "SELECT t.platform_id, COUNT(t.provisioned_at) AS started, COUNT({answered}) AS answered, \
         CAST(COALESCE(SUM(({answered} - t.requested_at) / 1000000), 0) AS BIGINT) AS answer_seconds, COUNT(c.id) AS confirmed \
         FROM trials t LEFT JOIN conversions c ON c.trial_id = t.id AND c.status = 'confirmed' AND NOT c.already_customer \
         WHERE NOT t.granted GROUP BY t.platform_id ORDER BY t.platform_id"
    );
    [kept.to_owned(), counted].map(|sql| {
        let rows: Vec<Row> = diesel::sql_query(sql).load(conn).expect("figures");
        rows.into_iter().filter(|row| row.started + row.answered > 0).collect()
    })
}

/// Platforms with these figures, as they stand in a list that is ordered so.
async fn in_order(app: &TestApp, sort: &str, of: &[Figures]) -> Vec<usize> {
    let seller = app.person("seller@demo.example", None).await;
    let vendor = app.vendor(&seller).await;
    let mut ids = Vec::new();
    for _ in of {
        ids.push(app.platform(&seller, &vendor).await);
    }
    app.mails().await;
    let rows: Vec<(PlatformId, Figures)> =
        ids.iter().map(|id| PlatformId::parse(id).expect("an id")).zip(of.iter().copied()).collect();
    let write = move |tx: &mut Tx<'_>| {
        rows.iter().try_for_each(|(platform, it)| figures::add(tx, *platform, *it))?;
        tx.record(Event::SeedLoaded { digest: "of the test".to_owned() })
    };
    app.db.write(Cause::default(), write).await.expect("figures");
    app.server.catalog.follow(&app.db).await.expect("a look");
    let list = app.anon.get(&format!("/v1/platforms?limit=100&with_offer=true&sort={sort}")).await.ok(200);
    let place = |row: &_| ids.iter().position(|id| *id == text(row, "id")).expect("one of them");
    list["data"].as_array().expect("a list").iter().map(place).collect()
}

engines! {
    async fn they_are_what_the_trials_come_to(app) {
        let (stays, tried) = (confirmed(app).await, confirmed(app).await);
        app.advance(HOUR);
        tried.withdrawn_by(&tried.sme, "never_paid").await;
        let refused = app.requested().await;
        app.advance(HOUR + Duration::from_millis(2_700));
        refused.vendor.post(&refused.path("/decline"), json!({"reason_code": "no_capacity"})).await.ok(200);
        let old = app.activated().await;
        old.claimed_by(&old.vendor).await.ok(201);
        old.sme.post(&old.path("/conversion/confirmation"), json!({"already_customer": true})).await.ok(200);
        let silent = app.requested().await;
        app.mails().await;
        let [kept, counted] = app.query(kept_and_counted).await;
        assert_eq!(kept, counted);
        let of = |platform: &str| kept.iter().find(|row| row.platform_id == platform).map(|row| (row.started, row.answered, row.answer_seconds, row.confirmed));
        assert_eq!(of(&stays.platform_id), Some((1, 1, 0, 1)));
        assert_eq!(of(&tried.platform_id), Some((1, 1, 0, 0)), "taken back");
        assert_eq!(of(&refused.platform_id), None, "a refusal is no answer that anybody wants");
        assert_eq!(of(&old.platform_id), Some((1, 1, 0, 0)), "a customer before");
        assert_eq!(of(&silent.platform_id), None);
        // Nobody answers, to the end.
        for _ in 0..40 {
            app.advance(24 * HOUR);
            while app.server.worker.settle_deadlines().await.expect("deadlines") > 0 {}
        }
        app.mails().await;
        let [kept, counted] = app.query(kept_and_counted).await;
        assert_eq!(kept, counted);
        let seconds = kept.iter().find(|row| row.platform_id == silent.platform_id).map(|row| (row.answered, row.answer_seconds > 86_400));
        assert_eq!(seconds, Some((1, true)), "silence is no short answer");
        // What was before there were figures is counted when they are made.
        take_back(app, "0087_answers_that_accept").await;
        take_back(app, "0043_platform_figures").await;
        server::migrate(&app.config).await.expect("migrated");
        assert_eq!(app.query(kept_and_counted).await, [kept, counted]);
    }

    async fn the_most_confirmed_stand_first_where_there_are_enough_trials(app) {
        let of = |started, confirmed| Figures { started, confirmed, ..Figures::default() };
        let order = in_order(app, "most_confirmed", &[of(9, 9), of(10, 2), of(40, 3), of(10, 0)]).await;
        assert_eq!(order, [2, 1, 3, 0]);
    }

    async fn who_answers_soonest_stands_first_where_enough_was_asked(app) {
        let of = |answered, answer_seconds| Figures { answered, answer_seconds, ..Figures::default() };
        let order = in_order(app, "shortest_answer", &[of(9, 9), of(10, 2_000), of(40, 4_000), of(10, 40_000_000)]).await;
        assert_eq!(order, [2, 1, 3, 0]);
    }
}
