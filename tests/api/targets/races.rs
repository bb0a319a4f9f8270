//! In the same moment: two that set the same target, two that change it, a change and a withdrawal, two files.

use super::{counts, ids, path, quarter, sent, set, withdraw};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::json;
use crate::support::locks::{locked, meeting, row};
use futures_util::future::join;

engines! {
    async fn of_two_that_set_the_same_target_one_does(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        // Both have looked at nothing by the time that the first of them is let into the table.
        let lock = locked("LOCK TABLE targets IN SHARE MODE".to_owned());
        let both = join(one.post("/v1/targets", quarter()), two.post("/v1/targets", quarter()));
        let (a, b) = meeting(app, lock, 2, both, async {}).await;
        let (made, refused) = if a.status == 201 { (a, b) } else { (b, a) };
        let (made, refused) = (made.ok(201), refused.problem(409, "target_exists"));
        assert!(text(&refused, "detail").contains(&text(&made, "id")), "{refused}");
        assert_eq!(ids(&one, "").await, [text(&made, "id")]);
    }

    async fn of_two_changes_of_what_was_read_one_holds(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let target = set(&one, json!({})).await;
        let at = path(&target, "");
        let both = join(one.patch(&at, "\"1\"", json!({"value": 1, "reason": "Demo 1."})), two.patch(&at, "\"1\"", json!({"value": 2, "reason": "Demo 2."})));
        let (a, b) = meeting(app, row("targets", &text(&target, "id")), 2, both, async {}).await;
        let (done, refused) = if a.status == 200 { (a, b) } else { (b, a) };
        refused.problem(412, "version_stale");
        assert_eq!(one.get(&at).await.ok(200), done.ok(200));
        let changes = one.get(&path(&target, "/changes")).await.ok(200);
        assert_eq!(changes["data"].as_array().map(Vec::len), Some(2));
        assert_eq!(changes["data"][0]["new_value"], done.ok(200)["value"]);
    }

    async fn a_target_is_withdrawn_once(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let target = set(&one, json!({})).await;
        let both = join(withdraw(&one, &target), withdraw(&two, &target));
        let (a, b) = meeting(app, row("targets", &text(&target, "id")), 2, both, async {}).await;
        let (done, refused) = if a.status == 200 { (a, b) } else { (b, a) };
        done.ok(200);
        refused.problem(409, "wrong_state");
        assert_eq!(one.get(&path(&target, "/changes")).await.ok(200)["data"].as_array().map(Vec::len), Some(2));
    }

    async fn of_two_files_that_say_the_same_one_sets(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let head = "metric,province_code,from,to,value,reason\n";
        let rows = ["started,79,2027-01-01,2027-01-31,10,Demo\n", "started,01,2027-01-01,2027-01-31,20,Demo\n"];
        let lock = locked("LOCK TABLE targets IN SHARE MODE".to_owned());
        // Each in its own order.
        let both = join(sent(&one, format!("{head}{}{}", rows[0], rows[1])), sent(&two, format!("{head}{}{}", rows[1], rows[0])));
        let (a, b) = meeting(app, lock, 2, both, async {}).await;
        let mut all = [counts(&a), counts(&b)];
        all.sort_unstable();
        assert_eq!(all, [[0, 0, 2], [2, 0, 0]]);
        assert_eq!(ids(&one, "").await.len(), 2);
    }
}
