//! What staff say of a dispute, and that it moves no figure.

use super::withdrawals::{confirmed, history};
use super::{claimed, join, join_branch};
use crate::support::{Client, Reply, TestApp, Tried, json};
use diesel::connection::SimpleConnection;
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use std::time::Duration;

impl Tried {
    pub async fn resolved_by(&self, who: &Client, how: &str, reason: &str) -> Reply {
        who.post(
            &self.path(&format!("/conversion/dispute/{how}")),
            json!({"reason_code": reason, "reason_text": "Demo."}),
        )
        .await
    }
}

/// A claim of the vendor that the business disputed; the mails are put away.
pub async fn disputed(app: &TestApp) -> Tried {
    let (tried, _) = claimed(app).await;
    tried.disputed_by(&tried.sme, "not_asked").await.ok(200);
    app.mails().await;
    tried
}

engines! {
    async fn staff_resolve_a_dispute_and_it_counts_neither_way(app) {
        for (how, status, finding) in [
            ("upholding", "dispute_upheld", "The objection is well founded"), ("dismissal", "dispute_dismissed", "The objection is not well founded"),
        ] {
            let tried = disputed(app).await;
            app.advance(Duration::from_secs(90));
            let reviewer = app.reviewer().await;
            let was = tried.sme.get(&tried.path("/conversion")).await.ok(200);
            let resolved = tried.resolved_by(&reviewer, how, "documents_support_claim").await.ok(200);
            for (member, want) in [
                ("status", json!(status)), ("counts", json!(false)), ("converted_at", json!(null)), ("evidence_level", json!(0)),
                ("reason_code", json!("not_asked")), ("resolution_code", json!("documents_support_claim")), ("resolution_text", json!("Demo.")),
                ("disputed_at", was["disputed_at"].clone()),
            ] {
                assert_eq!(resolved[member], want, "{member}");
            }
            assert_ne!(resolved["resolved_at"], was["disputed_at"]);
            let mails = app.mails().await;
            let mut told: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
            told.sort_unstable();
            let mut both = [tried.sme_email.as_str(), tried.vendor_email.as_str()];
            both.sort_unstable();
            assert_eq!(told, both);
            assert!(mails.iter().all(|mail| mail.text.contains(finding) && mail.text.contains("supports what was claimed")), "{}", mails[0].text);
            assert_eq!(history(&tried).await, ["conversion.claimed", "conversion.disputed", "conversion.dispute_resolved"]);
            for again in ["upholding", "dismissal"] {
                app.unchanged(tried.resolved_by(&reviewer, again, "other")).await.problem(409, "wrong_state");
            }
            app.unchanged(tried.confirmed_by(&tried.sme)).await.problem(409, "wrong_state");
        }
        let total = app.analyst().await.get("/v1/reports/funnel").await.ok(200)["total"].clone();
        assert_eq!((&total["claimed"], &total["confirmed"]), (&json!(2), &json!(0)));
    }

    async fn after_a_resolution_the_other_side_is_asked_anew(app) {
        for how in ["upholding", "dismissal"] {
            let tried = disputed(app).await;
            tried.resolved_by(&app.reviewer().await, how, "parties_agreed").await.ok(200);
            app.mails().await;
            tried.claimed_by(&tried.vendor).await.ok(201);
            assert_eq!(app.one_mail().await.to, tried.sme_email);
            assert_eq!(tried.confirmed_by(&tried.sme).await.ok(200)["counts"], json!(true));
            app.mails().await;
        }
    }

    async fn a_dispute_that_a_new_claim_followed_is_resolved_no_more(app) {
        let tried = disputed(app).await;
        tried.claimed_by(&tried.sme).await.ok(201);
        app.mails().await;
        app.unchanged(tried.resolved_by(&app.reviewer().await, "upholding", "other")).await.problem(409, "wrong_state");
    }

    async fn only_staff_of_neither_side_resolve_for_a_reason_of_the_list(app) {
        let tried = disputed(app).await;
        let reviewer = app.reviewer().await;
        for how in ["upholding", "dismissal"] {
            for who in [&tried.sme, &tried.vendor, &app.analyst().await] {
                app.unchanged(tried.resolved_by(who, how, "other")).await.problem(403, "forbidden");
            }
            for reason in ["because", "not_asked", "Other"] {
                let refused = app.unchanged(tried.resolved_by(&reviewer, how, reason)).await;
                refused.fault(422, "invalid_values", "/reason_code", "not_one_of");
            }
            for (business, vendor) in [(true, false), (false, true)] {
                let of_a_side = app.person(&format!("staff{}@demo.example", app.next()), Some(StaffRole::Reviewer)).await;
                join(app, &of_a_side, &tried, business, vendor).await;
                app.unchanged(tried.resolved_by(&of_a_side, how, "other")).await.problem(403, "conflict_of_interest");
            }
            let of_branch = app.person(&format!("staff{}@demo.example", app.next()), Some(StaffRole::Reviewer)).await;
            join_branch(app, &of_branch, &tried).await;
            app.unchanged(tried.resolved_by(&of_branch, how, "other")).await.problem(403, "conflict_of_interest");
            let (waiting, counted) = (claimed(app).await.0, confirmed(app).await);
            for other in [&waiting, &counted] {
                app.unchanged(other.resolved_by(&reviewer, how, "other")).await.problem(409, "wrong_state");
            }
        }
    }

    async fn who_once_spoke_for_a_side_resolves_nothing_of_it(app) {
        for claimer in [true, false] {
            let tried = disputed(app).await;
            let email = if claimer { tried.vendor_email.clone() } else { tried.sme_email.clone() };
            let left = format!("DELETE FROM memberships WHERE account_id = (SELECT id FROM accounts WHERE email = '{email}')");
            app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&left)?)).await.expect("left");
            let reviewer = app.take_office(&email, StaffRole::Reviewer.into()).await;
            app.mails().await;
            app.unchanged(tried.resolved_by(&reviewer, "dismissal", "other")).await.problem(403, "conflict_of_interest");
        }
    }

    async fn reviewers_read_what_they_decide_about(app) {
        let tried = disputed(app).await;
        let read = app.reviewer().await.get(&tried.path("/conversion")).await.ok(200);
        assert_eq!((&read["status"], &read["reason_code"]), (&json!("disputed"), &json!("not_asked")));
        let told = app.reviewer().await.get(&tried.path("/events?limit=100")).await.ok(200);
        assert_eq!(told["data"].as_array().and_then(|all| all.last()).expect("an event")["kind"], "conversion.disputed");
        app.analyst().await.get(&tried.path("/conversion")).await.problem(404, "not_found");
    }
}
