//! In the same moment: the same change agreed to twice, two changes of the same day, a change and a newer seed.

use super::seeds::older_seed;
use super::{decide, name, propose};
use crate::staff::administrator;
use crate::support::TestApp;
use crate::support::locks::{locked, meeting, row};
use diesel::prelude::*;
use dungthu::db::Tx;
use dungthu::db::schema::events;
use dungthu::error::Result;
use dungthu::server;
use futures_util::future::join;

/// What each approval takes first.
fn the_seed() -> impl Fn(&mut Tx<'_>) -> Result<()> + Send + use<> {
    locked("SELECT 1 FROM marks WHERE name = 'seed' FOR UPDATE".to_owned())
}

/// How often this happened.
async fn happened(app: &TestApp, kind: &'static str) -> i64 {
    app.query(move |conn| events::table.filter(events::kind.eq(kind)).count().get_result(conn).expect("a count")).await
}

engines! {
    async fn the_same_change_is_agreed_to_once(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        for (round, day) in (1i64..).zip(["2026-12-22", "2026-12-23", "2026-12-24"]) {
            let change = propose(&one, &[day], &[]).await.ok(201);
            let both = join(decide(&two, &change, "approval"), decide(&three, &change, "approval"));
            let (a, b) = meeting(app, the_seed(), 2, both, async {}).await;
            let (agreed, refused) = if a.status == 200 { (a, b) } else { (b, a) };
            agreed.ok(200);
            refused.problem(409, "wrong_state");
            assert_eq!(happened(app, "holidays.agreed").await, round);
            assert_eq!(name(&app.anon, day).await.as_deref(), Some("Demo holiday"));
        }
    }

    async fn of_an_approval_and_a_refusal_one_holds(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        for day in ["2026-12-22", "2026-12-23", "2026-12-24"] {
            let change = propose(&one, &[day], &[]).await.ok(201);
            let id = change["id"].as_str().expect("an id").to_owned();
            let both = join(decide(&two, &change, "approval"), decide(&one, &change, "refusal"));
            let (yes, no) = meeting(app, row("holiday_changes", &id), 2, both, async {}).await;
            let mut statuses = [yes.status, no.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            assert_eq!(name(&app.anon, day).await.is_some(), yes.status == 200);
        }
    }

    async fn of_two_changes_that_add_the_same_day_one_holds(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        let (first, second) = (propose(&one, &["2026-12-24"], &[]).await.ok(201), propose(&one, &["2026-12-24"], &[]).await.ok(201));
        let both = join(decide(&two, &first, "approval"), decide(&three, &second, "approval"));
        let (a, b) = meeting(app, the_seed(), 2, both, async {}).await;
        let (agreed, refused) = if a.status == 200 { (a, b) } else { (b, a) };
        agreed.ok(200);
        refused.problem(409, "holidays_changed");
        assert_eq!(happened(app, "holidays.agreed").await, 1);
    }

    async fn a_seed_that_is_loaded_meanwhile_undoes_nothing(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let change = propose(&one, &[], &["2026-11-24"]).await.ok(201);
        older_seed(app).await;
        let both = join(decide(&two, &change, "approval"), server::seed(&app.db));
        let (agreed, seeded) = meeting(app, the_seed(), 2, both, async {}).await;
        agreed.ok(200);
        assert!(seeded.expect("seeded"));
        assert_eq!(name(&app.anon, "2026-11-24").await, None);
    }
}
