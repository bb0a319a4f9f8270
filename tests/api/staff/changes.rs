//! One administrator gives an office; two make or dismiss an administrator.

use super::*;
use crate::support::Engine;
use crate::support::locks::{gathered, meeting, row};
use dungthu::db::{Cause, Tx};
use dungthu::staff::changes::model::NewChange;
use dungthu::values::TypedId;
use futures_util::future::{join, join_all};
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(7 * 86_400);

engines! {
    async fn one_administrator_gives_an_office_at_once(app) {
        let admin = administrator(app, 1).await;
        let who = app.person("new@demo.example", None).await;
        let made = propose(&admin, "NEW@demo.example", Some("reviewer")).await.ok(201);
        assert_eq!((&made["status"], &made["role"]), (&json!("applied"), &json!("reviewer")));
        let mail = app.one_mail().await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("new@demo.example", "Your office at Dùng thử (Try it out) has changed"));
        assert!(mail.text.replace('\n', " ").contains("is now: reviewer."), "{}", mail.text);
        // What was opened without the office is over; without a second factor the office opens nothing.
        who.get("/v1/me").await.problem(401, "unauthenticated");
        let again = app.log_in("new@demo.example").await;
        again.get("/v1/vendors").await.problem(403, "second_factor_required");
        let taken = propose(&admin, "new@demo.example", None).await.ok(201);
        assert_eq!((&taken["status"], &taken["role"]), (&json!("applied"), &Value::Null));
        assert!(app.one_mail().await.text.contains("in no office"));
        assert_eq!(role(&admin, "new@demo.example").await, None);
        app.log_in("new@demo.example").await.get("/v1/vendors").await.problem(403, "forbidden");
    }

    async fn a_province_officer_is_given_a_province_and_nobody_else(app) {
        let admin = administrator(app, 1).await;
        app.person("new@demo.example", None).await;
        let ask = |role: &'static str, province: Option<&'static str>| {
            let mut body = json!({"email": "new@demo.example", "role": role, "reason": "Demo."});
            if let Some(province) = province {
                body["province_code"] = json!(province);
            }
            admin.post("/v1/staff-changes", body)
        };
        for (role, province, fault) in [
            ("province_officer", None, "unknown_province"),
            ("province_officer", Some("99"), "unknown_province"),
            ("auditor", Some("48"), "takes_no_province"),
            ("analyst", Some("99"), "takes_no_province"),
        ] {
            app.unchanged(ask(role, province)).await.fault(422, "invalid_values", "/province_code", fault);
        }
        assert_eq!(ask("province_officer", Some("48")).await.ok(201)["province_code"], "48");
        assert!(app.one_mail().await.text.contains("officer (Đà Nẵng)"));
        app.unchanged(ask("province_officer", Some("48"))).await.problem(409, "same_office");
        assert_eq!(ask("province_officer", Some("79")).await.ok(201)["province_code"], "79");
        app.mails().await;
    }

    async fn a_change_of_who_ended_the_account_waits_no_more(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let who = app.person("new@demo.example", None).await;
        let change = text(&propose(&one, "new@demo.example", Some("administrator")).await.ok(201), "id");
        assert_eq!(who.act("/v1/me/deactivation").await.status, 204);
        app.mails().await;
        let at = format!("/v1/staff-changes/{change}");
        assert_eq!(one.get(&at).await.ok(200)["status"], "expired");
        assert_eq!(one.get("/v1/staff-changes?status=pending").await.ok(200)["data"], json!([]));
        for what in ["approval", "refusal"] {
            let over = app.unchanged(two.act(&format!("{at}/{what}"))).await.problem(409, "wrong_state");
            assert_eq!((&over["state"], &over["possible"]), (&json!("expired"), &json!([])));
        }
    }

    async fn two_administrators_make_another(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        app.person("new@demo.example", None).await;
        let change = propose(&one, "new@demo.example", Some("administrator")).await.ok(201);
        assert_eq!((&change["status"], &change["decided_by"]), (&json!("pending"), &Value::Null));
        assert_eq!(role(&one, "new@demo.example").await, None);
        app.unchanged(decide(&one, &change, "approval")).await.problem(409, "second_administrator_needed");
        app.unchanged(propose(&two, "new@demo.example", Some("reviewer"))).await.problem(409, "change_pending");
        let waiting = two.get("/v1/staff-changes?status=pending").await.ok(200);
        assert_eq!(waiting["data"].as_array().map(Vec::len), Some(1));
        let done = decide(&two, &change, "approval").await.ok(200);
        assert_eq!(done["status"], "applied");
        assert_ne!(done["decided_by"], done["proposed_by"]);
        assert_eq!(role(&one, "new@demo.example").await.as_deref(), Some("administrator"));
        app.mails().await;
        for decision in ["approval", "refusal"] {
            app.unchanged(decide(&two, &change, decision)).await.problem(409, "wrong_state");
        }
        assert_eq!(one.get(&format!("/v1/staff-changes/{}", text(&change, "id"))).await.ok(200), done);
    }

    async fn two_administrators_dismiss_one_and_nobody_themselves(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        app.unchanged(propose(&one, "admin1@demo.example", None)).await.problem(409, "own_office");
        let change = propose(&one, "admin3@demo.example", None).await.ok(201);
        assert_eq!(change["status"], "pending");
        for decision in ["approval", "refusal"] {
            app.unchanged(decide(&three, &change, decision)).await.problem(409, "own_office");
        }
        three.get("/v1/staff").await.ok(200);
        decide(&two, &change, "approval").await.ok(200);
        three.get("/v1/staff").await.problem(401, "unauthenticated");
        app.mails().await;
    }

    async fn a_change_is_refused_or_taken_back(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        app.person("new@demo.example", None).await;
        for by in [&one, &two] {
            let change = propose(&one, "new@demo.example", Some("administrator")).await.ok(201);
            assert_eq!(decide(by, &change, "refusal").await.ok(200)["status"], "refused");
            app.unchanged(decide(&two, &change, "approval")).await.problem(409, "wrong_state");
            assert_eq!(role(&one, "new@demo.example").await, None);
        }
    }

    async fn of_decisions_at_once_one_holds(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        for n in 0..4 {
            let email = format!("new{n}@demo.example");
            app.person(&email, None).await;
            let change = propose(&one, &email, Some("administrator")).await.ok(201);
            let (approved, refused) = join(decide(&two, &change, "approval"), decide(&three, &change, "refusal")).await;
            let mut statuses = [approved.status, refused.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409], "{} {}", approved.text(), refused.text());
            let made = role(&one, &email).await.is_some();
            assert_eq!(made, approved.status == 200);
            app.mails().await;
        }
        app.person("twice@demo.example", None).await;
        let change = propose(&one, "twice@demo.example", Some("administrator")).await.ok(201);
        let both = join_all([decide(&two, &change, "approval"), decide(&three, &change, "approval")]).await;
        let mut statuses: Vec<u16> = both.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(app.mails().await.len(), 1);
    }

    async fn of_proposals_at_once_one_waits(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        app.person("new@demo.example", None).await;
        let (left, right) = join(propose(&one, "new@demo.example", Some("administrator")), propose(&two, "new@demo.example", Some("administrator"))).await;
        let mut statuses = [left.status, right.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
    }

    async fn who_is_dismissed_has_proposed_nothing(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        app.person("new@demo.example", None).await;
        let change = propose(&three, "new@demo.example", Some("administrator")).await.ok(201);
        let dismissal = propose(&one, "admin3@demo.example", None).await.ok(201);
        decide(&two, &dismissal, "approval").await.ok(200);
        app.mails().await;
        app.unchanged(decide(&one, &change, "approval")).await.problem(409, "proposer_gone");
        decide(&one, &change, "refusal").await.ok(200);
    }

    async fn a_deactivated_account_gets_no_office(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let who = app.person("new@demo.example", None).await;
        let change = propose(&one, "new@demo.example", Some("administrator")).await.ok(201);
        assert_eq!(who.act("/v1/me/deactivation").await.status, 204);
        app.mails().await;
        app.unchanged(decide(&two, &change, "approval")).await.problem(409, "wrong_state");
        assert_eq!(role(&one, "new@demo.example").await, None);
    }

    async fn dismissals_in_a_circle_leave_an_administrator(app) {
        let (one, two, three) = (administrator(app, 1).await, administrator(app, 2).await, administrator(app, 3).await);
        let (a, b, c) = (
            propose(&three, "admin1@demo.example", None).await.ok(201), propose(&one, "admin2@demo.example", None).await.ok(201),
            propose(&two, "admin3@demo.example", None).await.ok(201),
        );
        let all = join_all([decide(&two, &a, "approval"), decide(&three, &b, "approval"), decide(&one, &c, "approval")]).await;
        let done = all.iter().filter(|reply| reply.status == 200).count();
        assert!((1..3).contains(&done), "{all:?}");
        let mut left = 0;
        for who in [&one, &two, &three] {
            left += usize::from(who.get("/v1/staff").await.status == 200);
        }
        assert_eq!(left, 3 - done, "{all:?}");
        app.mails().await;
    }

    async fn what_nobody_decides_within_seven_days_has_expired(app) {
        let one = administrator(app, 1).await;
        administrator(app, 2).await;
        app.person("new@demo.example", None).await;
        let change = propose(&one, "new@demo.example", Some("administrator")).await.ok(201);
        let path = format!("/v1/staff-changes/{}", text(&change, "id"));
        let listed = async |by: &Client, status: &str| by.get(&format!("/v1/staff-changes?status={status}")).await.ok(200)["data"].as_array().map(Vec::len);
        app.advance(WEEK - Duration::from_micros(1));
        let two = app.log_in_with_code("admin2@demo.example").await;
        assert_eq!((&two.get(&path).await.ok(200)["status"], listed(&two, "pending").await, listed(&two, "expired").await), (&json!("pending"), Some(1), Some(0)));
        app.advance(Duration::from_micros(1));
        for _ in 0..2 {
            let seen = two.get(&path).await.ok(200);
            assert_eq!((&seen["status"], &seen["decided_by"], &seen["decided_at"]), (&json!("expired"), &Value::Null, &Value::Null));
            for decision in ["approval", "refusal"] {
                app.unchanged(decide(&two, &change, decision)).await.problem(409, "wrong_state");
            }
            // Another is proposed in its place, and it still has expired.
            let again = propose(&two, "new@demo.example", Some("administrator")).await;
            assert!([201, 409].contains(&again.status), "{}", again.text());
        }
        assert_eq!((listed(&two, "pending").await, listed(&two, "expired").await), (Some(1), Some(1)));
        assert_eq!(role(&two, "new@demo.example").await, None);
    }

    async fn an_office_is_looked_at_when_nobody_else_is_changing_it(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        app.person("new@demo.example", None).await;
        let change = propose(&one, "new@demo.example", Some("administrator")).await.ok(201);
        // The second administrator's approval has done all but commit.
        let (id, by) = (text(&change, "id"), crate::members::account(&two).await);
        let approve = move |tx: &mut Tx<'_>| {
            let (id, by) = (TypedId::parse(&id).expect("an id"), TypedId::parse(&by).expect("an id"));
            dungthu::staff::changes::actions::approve(tx, by, id).map(drop)
        };
        let again = meeting(app, approve, 1, propose(&one, "new@demo.example", Some("reviewer")), async {}).await;
        // Alone, nobody dismisses an administrator who has just been made.
        assert_eq!(again.ok(201)["status"], "pending");
        assert_eq!(role(&two, "new@demo.example").await.as_deref(), Some("administrator"));
        app.mails().await;
    }

    // Also of one that was proposed after the end of the account had begun, and before it took hold.
    async fn of_a_change_and_the_end_of_the_account_at_once_none_waits(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let who = app.person("new@demo.example", None).await;
        let (by, office) = (crate::members::account(&one).await, Some(StaffRole::Administrator.into()));
        let propose = move |tx: &mut Tx<'_>| {
            let new = NewChange { email: "new@demo.example".to_owned(), office: office.clone(), reason: "Demo.".to_owned() };
            dungthu::staff::changes::actions::propose(tx, TypedId::parse(&by).expect("an id"), &new).map(drop)
        };
        let ended = meeting(app, propose, 1, who.act("/v1/me/deactivation"), async {}).await;
        assert_eq!(ended.status, 204, "{}", ended.text());
        app.mails().await;
        let all = two.get("/v1/staff-changes").await.ok(200)["data"].clone();
        assert_eq!((all.as_array().map(Vec::len), &all[0]["status"]), (Some(1), &json!("expired")));
        app.unchanged(decide(&two, &all[0], "approval")).await.problem(409, "wrong_state");
    }

    async fn of_the_end_of_the_account_and_a_change_at_once_nobody_gone_gets_an_office(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let who = app.person("new@demo.example", None).await;
        let change = text(&propose(&one, "new@demo.example", Some("administrator")).await.ok(201), "id");
        // The end has done all but close the change when another one, which holds at once, is proposed.
        let later = async {
            gathered(app, 1).await;
            propose(&two, "new@demo.example", Some("reviewer")).await
        };
        let both = join(who.act("/v1/me/deactivation"), later);
        let (ended, proposed) = meeting(app, row("staff_changes", &change), 2, both, async {}).await;
        assert_eq!(ended.status, 204, "{}", ended.text());
        // SQLite writes in the order in which they come.
        let before_the_end = app.engine == Engine::Sqlite && proposed.status == 409;
        assert!(before_the_end || proposed.status == 422, "{}", proposed.text());
        app.mails().await;
        assert_eq!(role(&one, "new@demo.example").await, None);
        assert_eq!(one.get("/v1/staff-changes?status=pending").await.ok(200)["data"], json!([]));
    }

    async fn an_unknown_address_is_told_so(app) {
        let admin = administrator(app, 1).await;
        app.unchanged(propose(&admin, "nobody@demo.example", Some("reviewer"))).await.fault(422, "invalid_values", "/email", "unknown_reference");
    }

    async fn the_command_line_dismisses_all_but_the_last(app) {
        let (one, _two) = (administrator(app, 1).await, administrator(app, 2).await);
        let dismiss = |email: &'static str| app.db.write(Cause::default(), move |tx| dungthu::staff::changes::actions::dismiss(tx, email));
        dismiss("admin2@demo.example").await.expect("dismissed");
        assert!(app.one_mail().await.text.contains("in no office"));
        for (email, code) in [("admin2@demo.example", "same_office"), ("admin1@demo.example", "last_administrator"), ("nobody@demo.example", "not_found")] {
            assert_eq!(app.unchanged(dismiss(email)).await.expect_err("refused").code().as_str(), code);
        }
        one.get("/v1/staff").await.ok(200);
    }
}
