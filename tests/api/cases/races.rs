//! Two in the same moment: one complaint of a trial waits, and one decision of a case is taken.

use super::{cases, complained, decided_by};
use crate::conversions::join as joins;
use crate::staff::changes::gathered;
use crate::support::client::text;
use crate::support::{Engine, Reply, TestApp, json};
use diesel::prelude::*;
use dungthu::db::schema::events;
use dungthu::db::{Cause, Conn, Tx};
use futures_util::future::join;

/// Rounds of each race: the two meet in different ways.
const ROUNDS: i64 = 3;

/// Sends both while a row that they need is held, and lets go once both wait. SQLite writes one at a time anyway.
async fn at_once(
    app: &TestApp,
    row: String,
    one: impl Future<Output = Reply>,
    two: impl Future<Output = Reply>,
) -> (Reply, Reply) {
    if app.engine == Engine::Sqlite {
        return join(one, two).await;
    }
    let (held, mut is_held) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let may_go_on = std::sync::Mutex::new(may_go_on);
    let hold = move |tx: &mut Tx<'_>| {
        let Conn::Postgres(conn) = &mut **tx else { panic!("PostgreSQL") };
        diesel::sql_query(format!("SELECT 1 FROM {row} FOR UPDATE")).execute(conn)?;
        held.send(()).expect("the test waits");
        may_go_on.lock().expect("one at a time").recv().expect("the test goes on");
        Ok(())
    };
    let db = app.db.clone();
    let holding = actix_web::rt::spawn(async move { db.write(Cause::default(), hold).await });
    is_held.recv().await.expect("a lock");
    let release = async {
        gathered(app, 2).await;
        go_on.send(()).expect("it waits");
        holding.await.expect("it ends").expect("held");
    };
    join(join(one, two), release).await.0
}

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
            let trial = format!("trials WHERE id = '{}'", tried.trial_id);
            let (one, two) = at_once(app, trial, tried.complained_by(&tried.sme, "no_access"), tried.complained_by(&colleague, "other")).await;
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
            let row = format!("cases WHERE id = '{}'", case.rsplit('/').next().expect("an id"));
            let (one, two) = at_once(app, row, decided_by(&first, &case, "well_founded"), decided_by(&second, &case, "nothing_wrong")).await;
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
