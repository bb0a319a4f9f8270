//! Each step of a trial, and whose turn it is then.

use super::{as_migrated, kinds, tasks};
use crate::cases::{complained, decided_by};
use crate::conversions::join;
use crate::conversions::unsettled::{anew, at};
use crate::conversions::withdrawals::confirmed;
use crate::rules::{ruled, with};
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use crate::trials::places::{firm, limited};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::time::Duration;

const NOTHING: [&str; 0] = [];

/// Somebody who sees all that waits for the staff.
async fn staff(app: &TestApp) -> Client {
    app.person(&format!("admin{}@demo.example", app.next()), Some(StaffRole::Administrator)).await
}

/// What waits for the business, the vendor and the staff.
async fn waits(app: &TestApp, tried: &Tried) -> [Vec<String>; 3] {
    [kinds(&tried.sme).await, kinds(&tried.vendor).await, kinds(&staff(app).await).await]
}

fn only(side: usize, kind: &str) -> [Vec<String>; 3] {
    let mut all = [vec![], vec![], vec![]];
    all[side].push(kind.to_owned());
    all
}

async fn ask(who: &Client, tried: &Tried) -> Value {
    who.post(&tried.path("/extension-requests"), json!({"days": 10, "reason_code": "late_setup"})).await.ok(201)
}

const BUSINESS: usize = 0;
const VENDOR: usize = 1;
const STAFF: usize = 2;

engines! {
    async fn each_step_of_a_trial_gives_its_task_to_whose_turn_it_is(app) {
        let tried = app.requested().await;
        assert_eq!(waits(app, &tried).await, only(VENDOR, "answer_request"));
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        assert_eq!(waits(app, &tried).await, only(VENDOR, "provision_access"));
        tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        assert_eq!(waits(app, &tried).await, [NOTHING; 3]);
        tried.vendor.act(&tried.path("/activation")).await.ok(200);
        for (asker, other, side) in [(&tried.sme, &tried.vendor, VENDOR), (&tried.vendor, &tried.sme, BUSINESS)] {
            let wish = ask(asker, &tried).await;
            assert_eq!(waits(app, &tried).await, only(side, "answer_extension"));
            other.act(&format!("/v1/extension-requests/{}/agreement", text(&wish, "id"))).await.ok(200);
            assert_eq!(waits(app, &tried).await, [NOTHING; 3]);
        }
        tried.claimed_by(&tried.sme).await.ok(201);
        assert_eq!(waits(app, &tried).await, only(VENDOR, "answer_claim"));
        tried.sme.act(&tried.path("/conversion/retraction")).await.ok(200);
        assert_eq!(waits(app, &tried).await, [NOTHING; 3]);
        tried.claimed_by(&tried.vendor).await.ok(201);
        assert_eq!(waits(app, &tried).await, only(BUSINESS, "answer_claim"));
        tried.disputed_by(&tried.sme, "not_asked").await.ok(200);
        assert_eq!(waits(app, &tried).await, only(STAFF, "resolve_dispute"));
        let upheld = json!({"reason_code": "documents_support_claim"});
        app.reviewer().await.post(&tried.path("/conversion/dispute/dismissal"), upheld).await.ok(200);
        assert_eq!(waits(app, &tried).await, [NOTHING; 3]);
        app.mails().await;
        assert_eq!(as_migrated(app).await, 0);
    }

    async fn a_task_says_what_waits_since_when_until_when_and_for_whom(app) {
        let tried = app.requested().await;
        let trial = tried.vendor.get(&tried.path("")).await.ok(200);
        let found = tasks(&tried.vendor, "").await;
        let mut want = json!({"kind": "answer_request", "holder": "vendor", "subject_id": trial["id"], "since": trial["requested_at"],
            "due_at": "2026-11-18T16:59:59.999999Z", "overdue": false, "trial_id": trial["id"], "stage": "requested", "province_code": "79"});
        for member in ["business_id", "business_name", "platform_id", "platform_name", "vendor_id", "vendor_name"] {
            want[member] = trial[member].clone();
        }
        assert_eq!(found, [want.clone()]);
        at(app, "2026-11-18T16:59:59.999999Z");
        app.mails().await;
        let tried = anew(app, tried).await;
        assert_eq!(tasks(&tried.vendor, "").await, [want.clone()], "in time until the last microsecond");
        at(app, "2026-11-18T17:00:00Z");
        app.mails().await;
        want["overdue"] = json!(true);
        assert_eq!(tasks(&tried.vendor, "").await, [want]);
    }

    async fn staff_look_after_what_its_vendor_leaves_unanswered(app) {
        let tried = app.requested().await;
        for (instant, looked_after) in [("2026-11-18T17:00:00Z", 0_usize), ("2026-11-23T16:59:59.999999Z", 0), ("2026-11-23T17:00:00Z", 1)] {
            at(app, instant);
            app.mails().await;
            assert_eq!(kinds(&app.log_in(&tried.vendor_email).await).await, ["answer_request"]);
            assert_eq!(tasks(&staff(app).await, "&kind=look_after_request").await.len(), looked_after, "{instant}");
        }
        let found = tasks(&staff(app).await, "").await;
        // Ten working days after Tuesday, the 24th, the request ends.
        let want = (&json!("staff"), &json!("2026-11-23T17:00:00.000000Z"), &json!("2026-12-08T16:59:59.999999Z"));
        assert_eq!((&found[0]["holder"], &found[0]["since"], &found[0]["due_at"]), want);
        assert_eq!(as_migrated(app).await, 2);
        at(app, "2026-12-08T17:00:00Z");
        app.mails().await;
        let tried = anew(app, tried).await;
        assert_eq!(waits(app, &tried).await, [NOTHING; 3], "it ended without an answer");
    }

    async fn a_claim_is_due_with_its_last_reminder_then_staff_settle_it_too(app) {
        let tried = app.activated().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        assert_eq!(tasks(&tried.sme, "").await[0]["due_at"], "2026-11-30T02:00:00.000000Z");
        at(app, "2026-11-30T02:00:00Z");
        app.mails().await;
        let tried = anew(app, tried).await;
        assert_eq!(waits(app, &tried).await, [vec!["answer_claim".to_owned()], vec![], vec!["follow_up_claim".to_owned()]]);
        assert_eq!(as_migrated(app).await, 2);
        tried.confirmed_by(&tried.sme).await.ok(200);
        assert_eq!(waits(app, &tried).await, [NOTHING; 3]);
        at(app, "2027-03-01T02:00:00Z");
        app.mails().await;
        let tried = anew(app, tried).await;
        let [business, vendor, _] = waits(app, &tried).await;
        assert_eq!((&business, &vendor), (&vec!["answer_retention_check".to_owned()], &business), "90 days later both are asked");
        let check = text(&tasks(&tried.sme, "").await[0], "subject_id");
        tried.sme.act(&format!("/v1/retention-checks/{check}/confirmation")).await.ok(200);
        assert_eq!(kinds(&tried.sme).await, NOTHING);
        assert_eq!(kinds(&tried.vendor).await, ["answer_retention_check"]);
        as_migrated(app).await;
    }

    async fn what_counts_no_longer_is_not_asked_about(app) {
        ruled(app, with("2026-11-17", "retention_days", json!([30, 100]))).await;
        app.advance(Duration::from_secs(86_400));
        let tried = confirmed(app).await;
        app.advance(Duration::from_secs(31 * 86_400));
        app.mails().await;
        let tried = anew(app, tried).await;
        assert_eq!([kinds(&tried.sme).await, kinds(&tried.vendor).await], [["answer_retention_check"], ["answer_retention_check"]]);
        tried.withdrawn_by(&tried.sme, "other").await.ok(200);
        assert_eq!([kinds(&tried.sme).await, kinds(&tried.vendor).await], [NOTHING; 2]);
        app.mails().await;
        as_migrated(app).await;
    }

    async fn an_extension_waits_until_the_trial_ends(app) {
        let tried = app.activated().await;
        ask(&tried.sme, &tried).await;
        assert_eq!(tasks(&tried.vendor, "").await[0]["due_at"], "2027-02-14T16:59:59.999999Z");
        assert_eq!(as_migrated(app).await, 1);
        at(app, "2027-02-14T17:00:00Z");
        app.mails().await;
        let tried = anew(app, tried).await;
        assert_eq!(waits(app, &tried).await, [NOTHING; 3]);
        assert_eq!(as_migrated(app).await, 0);
    }

    async fn a_kept_place_waits_for_its_business_until_it_lapses(app) {
        let tried = limited(app, 1).await;
        let (first, second) = (firm(app).await, firm(app).await);
        let one = first.waits(&tried.platform_id).await;
        let two = second.waits(&tried.platform_id).await;
        assert_eq!(kinds(&first.who).await, NOTHING);
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "no_capacity"})).await.ok(200);
        let found = tasks(&first.who, "").await;
        assert_eq!(found.len(), 1);
        for (member, want) in [
            ("kind", json!("take_place")), ("holder", json!("business")), ("subject_id", json!(one)), ("due_at", json!("2026-11-18T16:59:59.999999Z")),
            ("trial_id", json!(null)), ("stage", json!(null)), ("platform_id", json!(tried.platform_id)), ("province_code", json!("79")),
        ] {
            assert_eq!(found[0][member], want, "{member}");
        }
        assert_eq!(as_migrated(app).await, 1);
        at(app, "2026-11-18T17:00:00Z");
        app.mails().await;
        let (first, second) = (first.again(app).await, second.again(app).await);
        assert_eq!(kinds(&first.who).await, NOTHING);
        assert_eq!(tasks(&second.who, "").await[0]["subject_id"], json!(two));
        second.ask(app, &tried.platform_id).await.ok(201);
        assert_eq!(kinds(&second.who).await, NOTHING);
        app.mails().await;
    }

    async fn a_case_waits_for_its_decision(app) {
        let (_, case) = complained(app).await;
        let reviewer = app.reviewer().await;
        let found = tasks(&reviewer, "").await;
        assert_eq!((found.len(), &found[0]["kind"]), (1, &json!("decide_case")));
        assert_eq!(found[0]["subject_id"], json!(case.rsplit('/').next()));
        assert_eq!(as_migrated(app).await, 2);
        decided_by(&reviewer, &case, "other").await.ok(200);
        assert_eq!(kinds(&reviewer).await, NOTHING);
        app.mails().await;
    }

    async fn what_has_no_day_stands_where_it_began_and_pages_go_on(app) {
        let tried = app.requested().await;
        app.advance(Duration::from_secs(3_600));
        let late = app.requested().await;
        late.vendor.act(&late.path("/acceptance")).await.ok(200);
        join(app, &late.vendor, &tried, true, true).await;
        // Begun on Monday and without a day; due on Wednesday.
        assert_eq!(kinds(&late.vendor).await, ["provision_access", "answer_request"]);
        let pages = late.vendor.walk("/v1/tasks?limit=1").await;
        assert_eq!(pages.iter().map(|page| text(&page[0], "kind")).collect::<Vec<_>>(), ["provision_access", "answer_request"]);
        let cursor = text(&late.vendor.get("/v1/tasks?limit=1").await.ok(200), "next_cursor");
        late.vendor.get(&format!("/v1/tasks?limit=1&overdue=true&cursor={cursor}")).await.problem(400, "invalid_cursor");
        app.mails().await;
        at(app, "2026-11-18T17:00:00Z");
        app.mails().await;
        let who = app.log_in(&late.vendor_email).await;
        for (query, want) in [
            ("&overdue=true", vec!["answer_request"]), ("&overdue=false", vec!["provision_access"]),
            ("&kind=provision_access", vec!["provision_access"]), ("&stage=requested", vec!["answer_request"]), ("&stage=engaged", vec![]),
            (&format!("&platform_id={}", late.platform_id), vec!["provision_access"]),
            ("&province_code=79", vec!["provision_access", "answer_request"]), ("&province_code=01", vec![]),
            ("&overdue=true&stage=accepted", vec![]),
        ] {
            let found: Vec<String> = tasks(&who, query).await.iter().map(|task| text(task, "kind")).collect();
            assert_eq!(found, want, "{query}");
        }
        who.get("/v1/tasks?province_code=99").await.fault(400, "invalid_query", "province_code", "unknown_province");
        who.get("/v1/tasks?kind=else").await.problem(400, "invalid_query");
        who.get("/v1/tasks?overdue=perhaps").await.problem(400, "invalid_query");
    }
}
