//! Two administrators change the holidays, never for the past.

use super::{changed, days_body, decide, listed, name, propose};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;
use std::time::Duration;

engines! {
    async fn a_second_administrator_agrees_and_everybody_reads_it(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let before = listed(&app.anon, "2026").await;
        let change = propose(&one, &["2026-12-24", "2026-11-18"], &["2026-11-24"]).await.ok(201);
        assert_eq!((&change["status"], &change["removed"], &change["decided_by"]), (&json!("pending"), &json!(["2026-11-24"]), &json!(null)));
        assert_eq!((&change["added"][0]["day"], &change["added"][1]["day"]), (&json!("2026-11-18"), &json!("2026-12-24")), "by day");
        assert_eq!(listed(&app.anon, "2026").await, before, "what waits is no holiday yet");
        app.unchanged(decide(&one, &change, "approval")).await.problem(409, "second_administrator_needed");
        let agreed = decide(&two, &change, "approval").await.ok(200);
        assert_eq!((&agreed["status"], agreed["proposed_by"] == agreed["decided_by"]), (&json!("agreed"), false));
        let mut wanted = before;
        wanted.retain(|(day, _)| day != "2026-11-24");
        wanted.extend(["2026-11-18", "2026-12-24"].map(|day| (day.to_owned(), "Demo holiday".to_owned())));
        wanted.sort();
        let shown = app.anon.get("/v1/holidays?year=2026").await;
        assert_eq!(shown.header("cache-control"), Some("no-store"), "nobody keeps what has changed");
        assert_eq!(listed(&app.anon, "2026").await, wanted);
        app.unchanged(decide(&two, &change, "approval")).await.problem(409, "wrong_state");
        app.unchanged(decide(&two, &change, "refusal")).await.problem(409, "wrong_state");
        assert_eq!(two.get(&format!("/v1/holiday-changes/{}", text(&change, "id"))).await.ok(200), agreed);
    }

    async fn what_was_done_is_in_the_events(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let days = json!({"added": ["2026-12-24"], "removed": ["2026-11-24"]});
        for (decision, kind, status) in [("refusal", "holidays.refused", "refused"), ("approval", "holidays.agreed", "agreed")] {
            let change = propose(&one, &["2026-12-24"], &["2026-11-24"]).await.ok(201);
            assert_eq!(decide(&two, &change, decision).await.ok(200)["status"], status);
            let facts = auditor.get(&format!("/v1/audit-events?subject={}", text(&change, "id"))).await.ok(200);
            let mut kinds: Vec<String> = facts["data"].as_array().expect("events").iter().map(|fact| text(fact, "kind")).collect();
            kinds.sort();
            let mut wanted = [kind, "holidays.proposed"];
            wanted.sort_unstable();
            assert_eq!(kinds, wanted);
            let proposed = facts["data"].as_array().expect("events").iter().find(|fact| fact["kind"] == "holidays.proposed").expect("it");
            assert_eq!((&proposed["body"]["added"], &proposed["body"]["removed"]), (&days["added"], &days["removed"]));
            let waiting = auditor.walk(&format!("/v1/holiday-changes?status={status}&limit=1")).await.concat();
            assert_eq!(waiting.iter().map(|it| &it["id"]).collect::<Vec<_>>(), [&change["id"]]);
        }
        assert_eq!(auditor.walk("/v1/holiday-changes?limit=1").await.concat().len(), 2);
        assert_eq!(auditor.walk("/v1/holiday-changes?status=pending&limit=1").await.concat().len(), 0);
    }

    async fn nobody_else_changes_them(app) {
        let one = administrator(app, 1).await;
        let change = propose(&one, &["2026-12-24"], &[]).await.ok(201);
        for role in [StaffRole::Auditor, StaffRole::Reviewer, StaffRole::Analyst, StaffRole::ProvinceOfficer, StaffRole::DataProtectionOfficer] {
            let other = app.person(&format!("{role}@demo.example"), Some(role)).await;
            propose(&other, &["2026-12-25"], &[]).await.problem(403, "forbidden");
            decide(&other, &change, "approval").await.problem(403, "forbidden");
            decide(&other, &change, "refusal").await.problem(403, "forbidden");
            let reads = if role == StaffRole::Auditor { 200 } else { 403 };
            for path in ["/v1/holiday-changes".to_owned(), format!("/v1/holiday-changes/{}", text(&change, "id"))] {
                assert_eq!(other.get(&path).await.status, reads, "{role}: {path}");
            }
        }
        propose(&app.anon, &["2026-12-25"], &[]).await.problem(401, "unauthenticated");
        assert_eq!((name(&app.anon, "2026-12-24").await, name(&app.anon, "2026-12-25").await), (None, None));
        assert_eq!(one.walk("/v1/holiday-changes?status=pending&limit=5").await.concat(), [change]);
    }

    async fn a_day_that_has_come_changes_no_more(app) {
        let one = administrator(app, 1).await;
        let change = propose(&one, &["2026-12-24", "2026-11-17"], &[]).await.ok(201);
        // 23:59:59 in Vietnam, then midnight.
        app.advance(Duration::from_secs(15 * 3_600 - 1));
        let two = administrator(app, 2).await;
        propose(&two, &["2026-11-17"], &[]).await.ok(201);
        app.advance(Duration::from_secs(1));
        app.unchanged(propose(&two, &["2026-11-17"], &[])).await.fault(422, "invalid_values", "/added/0/day", "out_of_range");
        let late = app.unchanged(decide(&two, &change, "approval")).await.problem(409, "holidays_too_late");
        assert!(text(&late, "detail").contains("2026-11-17"), "{late}");
        assert_eq!(decide(&two, &change, "refusal").await.ok(200)["status"], "refused");
        assert_eq!((name(&app.anon, "2026-11-17").await, name(&app.anon, "2026-12-24").await), (None, None));
    }

    async fn what_another_change_did_meanwhile_is_seen(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let both = propose(&one, &["2026-12-24", "2026-12-25"], &["2026-11-24"]).await.ok(201);
        changed(app, days_body(&["2026-12-24"], &["2026-11-24"])).await;
        let refused = app.unchanged(decide(&two, &both, "approval")).await.problem(409, "holidays_changed");
        assert!(text(&refused, "detail").contains("2026-12-24, 2026-11-24"), "{refused}");
        // What staff took away is added anew, and taken away what they added.
        changed(app, days_body(&["2026-11-24"], &["2026-12-24"])).await;
        assert_eq!(name(&app.anon, "2026-11-24").await.as_deref(), Some("Demo holiday"));
        decide(&two, &both, "approval").await.ok(200);
        assert_eq!((name(&app.anon, "2026-11-24").await, name(&app.anon, "2026-12-25").await.as_deref()), (None, Some("Demo holiday")));
    }

    async fn who_is_dismissed_proposes_nothing_any_more(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let change = propose(&one, &["2026-12-24"], &[]).await.ok(201);
        app.set_office("admin1@demo.example", Some(StaffRole::Auditor.into())).await;
        app.unchanged(decide(&two, &change, "approval")).await.problem(409, "proposer_gone");
        decide(&two, &change, "refusal").await.ok(200);
    }
}
