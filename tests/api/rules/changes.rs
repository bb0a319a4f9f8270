//! Two administrators change the rules, never for the past.

use super::{decide, rules_body, with};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;
use futures_util::future::join;
use std::time::Duration;

const FIRST: &str = "rul_01936a00000070008000000000000001";

engines! {
    async fn a_second_administrator_agrees_and_everybody_reads_it(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let first = app.anon.get("/v1/rules").await.ok(200);
        assert_eq!(first["data"].as_array().map(Vec::len), Some(1), "{first}");
        assert_eq!(text(&first["data"][0], "id"), FIRST);
        let change = one.post("/v1/rule-changes", with("2026-11-17", "largest_employees", json!(50))).await.ok(201);
        assert_eq!((&change["status"], &change["largest_employees"], &change["decided_by"]), (&json!("pending"), &json!(50), &json!(null)));
        assert_eq!(app.anon.get("/v1/rules").await.ok(200), first, "what waits holds for nobody");
        app.unchanged(decide(&one, &change, "approval")).await.problem(409, "second_administrator_needed");
        let agreed = decide(&two, &change, "approval").await.ok(200);
        assert_eq!((&agreed["status"], agreed["proposed_by"] == agreed["decided_by"]), (&json!("agreed"), false));
        let now = app.anon.get("/v1/rules").await.ok(200);
        assert_eq!((&now["data"][0]["id"], &now["data"][1]["id"]), (&change["id"], &json!(FIRST)));
        assert_eq!((&now["data"][0]["proposed_by"], &now["data"][0]["decided_by"]), (&json!(null), &json!(null)), "who decided is for staff");
        app.unchanged(decide(&two, &change, "refusal")).await.problem(409, "wrong_state");
        assert_eq!(two.get(&format!("/v1/rule-changes/{}", text(&change, "id"))).await.ok(200), agreed);
    }

    async fn rules_never_hold_for_the_past(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        for day in ["2026-11-15", "2026-11-16", "2028-11-17"] {
            app.unchanged(one.post("/v1/rule-changes", rules_body(day))).await.fault(422, "invalid_values", "/holds_from", "out_of_range");
        }
        let change = one.post("/v1/rule-changes", rules_body("2026-11-17")).await.ok(201);
        // 23:59:59 in Vietnam, then midnight.
        app.advance(Duration::from_secs(15 * 3_600));
        let two = { drop(two); app.person("late@demo.example", Some(StaffRole::Administrator)).await };
        let late = app.unchanged(decide(&two, &change, "approval")).await.problem(409, "rules_too_late");
        assert!(late["detail"].as_str().is_some_and(|detail| detail.contains("2026-11-17")), "{late}");
        assert_eq!(decide(&two, &change, "refusal").await.ok(200)["status"], "refused");
        assert_eq!(app.anon.get("/v1/rules").await.ok(200)["data"].as_array().map(Vec::len), Some(1));
    }

    async fn one_change_waits_at_a_time(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let (a, b) = join(one.post("/v1/rule-changes", rules_body("2026-12-01")), two.post("/v1/rule-changes", rules_body("2026-12-02"))).await;
        let (made, refused) = if a.status == 201 { (a, b) } else { (b, a) };
        refused.problem(409, "rules_pending");
        let change = made.ok(201);
        app.unchanged(one.post("/v1/rule-changes", rules_body("2026-12-03"))).await.problem(409, "rules_pending");
        // Who proposed it takes it back, and the way is free.
        decide(&one, &change, "refusal").await.ok(200);
        one.post("/v1/rule-changes", rules_body("2026-12-03")).await.ok(201);
        let all = two.get("/v1/rule-changes?status=refused").await.ok(200);
        assert_eq!(all["data"].as_array().map(Vec::len), Some(1));
    }

    async fn of_an_approval_and_a_refusal_one_holds(app) {
        for n in 0..3 {
            let (one, two) = (administrator(app, 10 + n).await, administrator(app, 20 + n).await);
            let change = one.post("/v1/rule-changes", rules_body("2026-12-01")).await.ok(201);
            let (yes, no) = join(decide(&two, &change, "approval"), decide(&one, &change, "refusal")).await;
            let mut statuses = [yes.status, no.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
        }
    }

    async fn who_is_dismissed_proposes_nothing_any_more(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let three = administrator(app, 3).await;
        let change = one.post("/v1/rule-changes", rules_body("2026-12-01")).await.ok(201);
        let dismissal = crate::staff::propose(&two, "admin1@demo.example", None).await.ok(201);
        crate::staff::decide(&three, &dismissal, "approval").await.ok(200);
        app.unchanged(decide(&two, &change, "approval")).await.problem(409, "proposer_gone");
        app.mails().await;
    }

    async fn every_wrong_value_is_named(app) {
        let one = administrator(app, 1).await;
        let mut body = rules_body("2026-12-01");
        for (member, value) in [
            ("longest_trial_days", json!(367)), ("largest_employees", json!(0)), ("extensions", json!(-1)), ("extension_days", json!(367)), ("window_days", json!(0)),
            ("answer_working_days", json!(31)), ("escalation_working_days", json!(0)), ("unanswered_working_days", json!(31)), ("reminder_days", json!([0, 0])),
            ("claim_reminder_days", json!([0])), ("retention_days", json!([90, 3_661])), ("reason", json!("")), ("holds_from", json!("1 December")),
        ] {
            body[member] = value;
        }
        let faults = app.unchanged(one.post("/v1/rule-changes", body)).await.faults(422, "invalid_values");
        assert_eq!(faults.len(), 13, "{faults:?}");
        let missing = json!({"holds_from": "2026-12-01"});
        app.unchanged(one.post("/v1/rule-changes", missing)).await.problem(400, "malformed_json");
    }
}
