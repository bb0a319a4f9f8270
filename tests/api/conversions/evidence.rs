//! Invoices that are shown and checks by staff: what they make of the evidence level, and who may.

use super::withdrawals::{confirmed, history};
use super::{claimed, join, join_branch};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::time::Duration;

/// The tax code of the trial's vendor.
pub async fn seller(tried: &Tried) -> String {
    let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
    text(&tried.vendor.get(&format!("/v1/vendors/{vendor}")).await.ok(200), "tax_code")
}

pub fn invoice(seller: &str, number: i64) -> Value {
    json!({"seller_tax_code": seller, "symbol": "1C26TAA", "number": number, "year": 2026})
}

impl Tried {
    pub async fn shown_by(&self, who: &Client, invoice: Value) -> Reply {
        who.post(&self.path("/conversion/evidence"), invoice).await
    }

    pub async fn checked_by(&self, who: &Client) -> Reply {
        who.post(&self.path("/conversion/check"), json!({"note": "Đã xem sao kê."})).await
    }
}

async fn level(tried: &Tried) -> Value {
    tried.sme.get(&tried.path("/conversion")).await.ok(200)["evidence_level"].clone()
}

async fn invoices(tried: &Tried, who: &Client) -> Vec<Value> {
    who.get(&tried.path("/conversion/evidence")).await.ok(200)["data"].as_array().expect("a list").clone()
}

/// A second platform of the trial's vendor, tried by another business, confirmed by both sides.
pub async fn another_buyer(app: &TestApp, tried: &Tried) -> Tried {
    let sme_email = format!("sme{}@demo.example", app.next());
    let sme = app.person(&sme_email, None).await;
    let business_id = app.business(&sme).await;
    let trial = sme.post("/v1/trials", app.trial_body(&business_id, &tried.platform_id)).await.ok(201);
    let other = Tried {
        sme,
        sme_email,
        business_id,
        vendor: tried.vendor.clone(),
        vendor_email: tried.vendor_email.clone(),
        platform_id: tried.platform_id.clone(),
        trial_id: text(&trial, "id"),
    };
    other.vendor.act(&other.path("/acceptance")).await.ok(200);
    other.vendor.post(&other.path("/provisioning"), json!({"access_reference": "demo-2"})).await.ok(200);
    other.vendor.act(&other.path("/activation")).await.ok(200);
    other.claimed_by(&other.vendor).await.ok(201);
    other.confirmed_by(&other.sme).await.ok(200);
    app.mails().await;
    other
}

engines! {
    async fn an_invoice_makes_level_two_of_a_confirmed_conversion(app) {
        for by_business in [true, false] {
            let tried = confirmed(app).await;
            let (seller, who) = (seller(&tried).await, if by_business { &tried.sme } else { &tried.vendor });
            let shown = tried.shown_by(who, invoice(&seller, 1_234)).await.ok(200);
            assert_eq!((&shown["evidence_level"], &shown["counts"]), (&json!(2), &json!(true)));
            app.unchanged(tried.shown_by(who, invoice(&seller, 1_234))).await.ok(200);
            app.unchanged(tried.shown_by(&tried.sme, invoice(&seller, 1_234))).await.ok(200);
            tried.shown_by(&tried.vendor, invoice(&format!("{seller}-001"), 1_234)).await.ok(200);
            assert_eq!(level(&tried).await, json!(2));
            assert_eq!(invoices(&tried, &tried.sme).await.len(), 2, "a branch counts for itself");
            assert_eq!(history(&tried).await[2..], ["conversion.invoice_shown", "conversion.invoice_shown"]);
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn what_is_shown_of_a_claim_counts_once_it_is_confirmed(app) {
        let (tried, _) = claimed(app).await;
        let shown = tried.shown_by(&tried.vendor, invoice(&seller(&tried).await, 7)).await.ok(200);
        assert_eq!((&shown["status"], &shown["evidence_level"], &shown["counts"]), (&json!("claimed"), &json!(0), &json!(false)));
        let answered = tried.confirmed_by(&tried.sme).await.ok(200);
        assert_eq!((&answered["evidence_level"], &answered["counts"]), (&json!(2), &json!(true)));
        app.mails().await;
    }

    async fn an_invoice_is_the_vendors_and_of_its_symbols_year(app) {
        let tried = confirmed(app).await;
        let (own, other) = (seller(&tried).await, app.tax_code());
        for (member, value, pointer, fault) in [
            ("seller_tax_code", json!(other), "/seller_tax_code", "foreign_seller"),
            ("seller_tax_code", json!("0123456789"), "/seller_tax_code", "tax_code_check_digit"),
            ("seller_tax_code", json!(""), "/seller_tax_code", "tax_code_form"),
            ("symbol", json!("C26TAA"), "/symbol", "invoice_symbol"),
            ("symbol", json!("1c26taa"), "/symbol", "invoice_symbol"),
            ("symbol", json!("1C26TAA\u{0}"), "/symbol", "invoice_symbol"),
            ("symbol", json!("1C25TAA"), "/year", "out_of_range"),
            ("number", json!(0), "/number", "out_of_range"),
            ("number", json!(100_000_000), "/number", "out_of_range"),
            ("year", json!(2025), "/year", "out_of_range"),
            ("year", json!(2019), "/year", "out_of_range"),
        ] {
            let mut wrong = invoice(&own, 1);
            wrong[member] = value;
            let refused = app.unchanged(tried.shown_by(&tried.vendor, wrong)).await;
            refused.fault(422, "invalid_values", pointer, fault);
        }
        let ahead = json!({"seller_tax_code": own, "symbol": "1C27TAA", "number": 1, "year": 2027});
        app.unchanged(tried.shown_by(&tried.vendor, ahead)).await.fault(422, "invalid_values", "/year", "out_of_range");
        let last = json!({"seller_tax_code": own, "symbol": "1K25TYY", "number": 99_999_999, "year": 2025});
        tried.shown_by(&tried.vendor, last).await.ok(200);
        let again = json!({"seller_tax_code": own, "symbol": "1K26TYY", "number": 99_999_999, "year": 2026});
        tried.shown_by(&tried.vendor, again).await.ok(200);
        assert_eq!(invoices(&tried, &tried.vendor).await.len(), 2, "numbers begin anew each year");
    }

    async fn nothing_is_shown_of_what_neither_waits_nor_counts(app) {
        let (disputed, _) = claimed(app).await;
        disputed.disputed_by(&disputed.sme, "other").await.ok(200);
        let withdrawn = confirmed(app).await;
        withdrawn.withdrawn_by(&withdrawn.sme, "other").await.ok(200);
        app.mails().await;
        for tried in [&disputed, &withdrawn] {
            for who in [&tried.sme, &tried.vendor] {
                app.unchanged(tried.shown_by(who, invoice(&seller(tried).await, 1))).await.problem(409, "wrong_state");
            }
        }
        app.unchanged(withdrawn.shown_by(&disputed.vendor, invoice(&seller(&withdrawn).await, 1))).await.problem(404, "not_found");
    }

    async fn the_same_invoice_of_another_buyer_is_found_and_only_staff_see_it(app) {
        let tried = confirmed(app).await;
        let other = another_buyer(app, &tried).await;
        let seller = seller(&tried).await;
        for it in [&tried, &other] {
            it.shown_by(&it.vendor, invoice(&seller, 5)).await.ok(200);
            assert_eq!(level(it).await, json!(2), "a signal never decides");
        }
        tried.shown_by(&tried.vendor, invoice(&seller, 6)).await.ok(200);
        let reviewer = app.reviewer().await;
        let seen: Vec<Value> = invoices(&tried, &reviewer).await.iter().map(|it| it["other_buyers"].clone()).collect();
        assert_eq!(seen, [json!(1), json!(0)]);
        for who in [&tried.sme, &tried.vendor] {
            assert!(invoices(&tried, who).await.iter().all(|it| it["other_buyers"].is_null()));
        }
        let pages = reviewer.walk(&format!("{}?limit=1", tried.path("/conversion/evidence"))).await;
        assert_eq!(pages.len(), 2);
        other.sme.get(&tried.path("/conversion/evidence")).await.problem(404, "not_found");
    }

    async fn one_invoice_may_cover_two_platforms_of_a_buyer(app) {
        let tried = confirmed(app).await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let platform_id = app.platform(&tried.vendor, &vendor).await;
        let trial = tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &platform_id)).await.ok(201);
        let second = Tried {
            sme: tried.sme.clone(), vendor: tried.vendor.clone(), sme_email: tried.sme_email.clone(), vendor_email: tried.vendor_email.clone(),
            business_id: tried.business_id.clone(), platform_id, trial_id: text(&trial, "id"),
        };
        second.vendor.act(&second.path("/acceptance")).await.ok(200);
        second.vendor.post(&second.path("/provisioning"), json!({"access_reference": "demo-2"})).await.ok(200);
        second.vendor.act(&second.path("/activation")).await.ok(200);
        second.claimed_by(&second.vendor).await.ok(201);
        second.confirmed_by(&second.sme).await.ok(200);
        app.mails().await;
        for it in [&tried, &second] {
            it.shown_by(&it.vendor, invoice(&seller(it).await, 9)).await.ok(200);
        }
        let reviewer = app.reviewer().await;
        assert_eq!(invoices(&second, &reviewer).await[0]["other_buyers"], json!(0));
    }

    async fn staff_check_what_is_confirmed_once_and_their_note_is_theirs(app) {
        let tried = confirmed(app).await;
        let reviewer = app.reviewer().await;
        app.advance(Duration::from_secs(60));
        let checked = tried.checked_by(&reviewer).await.ok(200);
        for (member, want) in [
            ("status", json!("confirmed")), ("evidence_level", json!(3)), ("counts", json!(true)), ("check_note", json!("Đã xem sao kê.")),
            ("checked_at", json!("2026-11-16T02:01:00.000000Z")),
        ] {
            assert_eq!(checked[member], want, "{member}");
        }
        for who in [&tried.sme, &tried.vendor] {
            let seen = who.get(&tried.path("/conversion")).await.ok(200);
            assert_eq!((&seen["evidence_level"], &seen["check_note"]), (&json!(3), &json!(null)));
        }
        let read = reviewer.get(&tried.path("/conversion")).await.ok(200);
        assert_eq!(read["check_note"], "Đã xem sao kê.");
        let again = app.unchanged(tried.checked_by(&app.reviewer().await)).await.problem(409, "checked_before");
        assert_eq!((&again["state"], &again["possible"]), (&json!("confirmed"), &json!([])), "{again}");
        tried.shown_by(&tried.vendor, invoice(&seller(&tried).await, 1)).await.ok(200);
        assert_eq!(level(&tried).await, json!(3), "a level is never lost");
        assert_eq!(history(&tried).await[2..], ["conversion.checked", "conversion.invoice_shown"]);
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn staff_check_nothing_else_and_not_in_their_own_case(app) {
        let (waiting, _) = claimed(app).await;
        let (counted, reviewer) = (confirmed(app).await, app.reviewer().await);
        app.unchanged(waiting.checked_by(&reviewer)).await.problem(409, "wrong_state");
        app.unchanged(counted.checked_by(&counted.vendor)).await.problem(403, "forbidden");
        for (business, vendor) in [(true, false), (false, true), (true, true)] {
            let of_a_side = app.person(&format!("staff{}@demo.example", app.next()), Some(StaffRole::Administrator)).await;
            join(app, &of_a_side, &counted, business, vendor).await;
            app.unchanged(counted.checked_by(&of_a_side)).await.problem(403, "conflict_of_interest");
        }
        let of_branch = app.person(&format!("staff{}@demo.example", app.next()), Some(StaffRole::Administrator)).await;
        join_branch(app, &of_branch, &counted).await;
        app.unchanged(counted.checked_by(&of_branch)).await.problem(403, "conflict_of_interest");
        let note = json!({"note": " "});
        let empty = app.unchanged(reviewer.post(&counted.path("/conversion/check"), note)).await;
        empty.fault(422, "invalid_values", "/note", "empty");
        app.advance(Duration::from_secs(601));
        app.unchanged(counted.checked_by(&reviewer)).await.problem(401, "reauthentication_needed");
        app.mails().await;
    }
}
