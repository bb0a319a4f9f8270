//! Staff close a case with a decision: once, and not in their own case.

use super::{complained, decided_by};
use crate::conversions::{join, join_branch, withdrawals::confirmed};
use crate::support::client::text;
use crate::support::{TestApp, json};
use diesel::connection::SimpleConnection;
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::db::Cause;
use std::time::Duration;

/// Everything that figures are made of, and the mails.
pub async fn figures(app: &TestApp) -> Vec<String> {
    let digest = app.digest().await;
    digest
        .lines()
        .filter(|line| ["trials", "conversions"].iter().any(|table| line.starts_with(table)))
        .map(str::to_owned)
        .collect()
}

engines! {
    async fn staff_close_a_case_once_and_no_figure_moves(app) {
        let tried = confirmed(app).await;
        let case = tried.complained_by(&tried.sme, "not_as_described").await.ok(201);
        let (path, before) = (format!("/v1/cases/{}", text(&case, "id")), figures(app).await);
        app.advance(Duration::from_secs(90));
        let reviewer = app.reviewer().await;
        let closed = decided_by(&reviewer, &path, "well_founded").await;
        let me = reviewer.get("/v1/me").await.ok(200);
        for (member, want) in [
            ("state", json!("closed")), ("decision_code", json!("well_founded")), ("decision_text", json!("Đã gọi cho hai bên.")),
            ("decided_by", me["id"].clone()), ("decided_at", json!("2026-11-16T02:01:30.000000Z")),
        ] {
            assert_eq!(closed.ok(200)[member], want, "{member}");
        }
        assert_eq!(reviewer.get(&path).await.bytes, closed.bytes);
        assert_eq!(figures(app).await, before, "a case decides nothing");
        let conversion = tried.sme.get(&tried.path("/conversion")).await.ok(200);
        assert_eq!((&conversion["counts"], &conversion["evidence_level"]), (&json!(true), &json!(1)));
        app.mails().await;
        let again = app.unchanged(decided_by(&app.reviewer().await, &path, "other")).await.problem(409, "wrong_state");
        assert!(text(&again, "detail").contains("closed"), "{again}");
    }

    async fn nobody_decides_in_their_own_case(app) {
        let (tried, case) = complained(app).await;
        for (business, vendor) in [(true, false), (false, true), (true, true)] {
            let of_a_side = app.person(&format!("staff{}@demo.example", app.next()), Some(StaffRole::Administrator)).await;
            join(app, &of_a_side, &tried, business, vendor).await;
            app.unchanged(decided_by(&of_a_side, &case, "other")).await.problem(403, "conflict_of_interest");
        }
        let of_branch = app.person(&format!("staff{}@demo.example", app.next()), Some(StaffRole::Administrator)).await;
        join_branch(app, &of_branch, &tried).await;
        app.unchanged(decided_by(&of_branch, &case, "other")).await.problem(403, "conflict_of_interest");
        // Who complained, or answered a claim, and left since.
        for (n, of_vendor) in [(1, false), (2, true)] {
            let (tried, email) = (app.activated().await, format!("left{n}@demo.example"));
            let person = app.person(&email, None).await;
            join(app, &person, &tried, !of_vendor, of_vendor).await;
            if of_vendor {
                tried.claimed_by(&person).await.ok(201);
            }
            let complainer = if of_vendor { &tried.sme } else { &person };
            let case = text(&tried.complained_by(complainer, "other").await.ok(201), "id");
            let me = text(&person.get("/v1/me").await.ok(200), "id");
            let place = match of_vendor {
                true => format!("/v1/vendors/{}", text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id")),
                false => format!("/v1/businesses/{}", tried.business_id),
            };
            assert_eq!(person.send("DELETE", &format!("{place}/members/{me}"), &[("If-Match", "*")], Vec::new()).await.status, 204);
            app.mails().await;
            let staff = app.take_office(&email, Office::from(StaffRole::Reviewer)).await;
            app.mails().await;
            app.unchanged(decided_by(&staff, &format!("/v1/cases/{case}"), "other")).await.problem(403, "conflict_of_interest");
        }
    }

    async fn decisions_are_for_few_with_a_reason_and_proof(app) {
        let (tried, case) = complained(app).await;
        for role in [StaffRole::Analyst, StaffRole::ProvinceOfficer, StaffRole::Auditor, StaffRole::DataProtectionOfficer] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            app.unchanged(decided_by(&staff, &case, "other")).await.problem(403, "forbidden");
        }
        app.unchanged(decided_by(&tried.sme, &case, "other")).await.problem(403, "forbidden");
        let reviewer = app.reviewer().await;
        for reason in ["because", "no_access", "Other"] {
            app.unchanged(decided_by(&reviewer, &case, reason)).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        let unknown = "/v1/cases/cas_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";
        app.unchanged(decided_by(&reviewer, unknown, "other")).await.problem(404, "not_found");
        app.advance(Duration::from_secs(601));
        app.unchanged(decided_by(&reviewer, &case, "other")).await.problem(401, "reauthentication_needed");
    }

    async fn the_table_holds_what_a_case_can_be(app) {
        complained(app).await;
        for wrong in [
            "UPDATE cases SET state = 'closed'",
            "UPDATE cases SET decision_code = 'other'",
            "UPDATE cases SET decision_text = 'x'",
            "UPDATE cases SET state = 'else'",
            "UPDATE cases SET trial_id = NULL",
            "UPDATE cases SET province_code = NULL",
            "UPDATE cases SET opened_by = NULL",
            "UPDATE cases SET reason_code = NULL",
            "UPDATE cases SET kind = 'audit'",
            "UPDATE cases SET state = 'closed', decision_code = 'other', decided_by = opened_by, decided_at = opened_at - 1",
        ] {
            let tried = app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(wrong)?)).await;
            assert!(tried.is_err(), "{wrong}");
        }
    }
}
