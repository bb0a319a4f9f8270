//! Signals of one conversion: each opens one case with its facts, and changes nothing else.

use super::cases;
use super::deciding::figures;
use crate::conversions::evidence::{another_buyer, invoice, seller};
use crate::conversions::withdrawals::confirmed;
use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use diesel::connection::SimpleConnection;
use dungthu::db::Cause;
use futures_util::future::join;
use serde_json::Value;
use std::time::Duration;

/// Changes the data of signals.
pub async fn set(app: &TestApp, change: &'static str) {
    let changed = app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(change)?)).await;
    changed.expect("changed");
}

/// The kinds of the cases that are open, in their order.
pub async fn kinds(reviewer: &Client) -> Vec<String> {
    let mut kinds: Vec<String> = cases(reviewer, "&state=open").await.iter().map(|case| text(case, "kind")).collect();
    kinds.sort();
    kinds
}

/// The one case of a kind.
pub async fn only(reviewer: &Client, kind: &str) -> Value {
    let found = cases(reviewer, &format!("&kind={kind}")).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

/// An activated trial between these two, whose contact is the business's own address.
async fn activated_between(app: &TestApp, sme_email: &str, vendor_email: &str) -> Tried {
    let (sme, vendor) = (app.person(sme_email, None).await, app.person(vendor_email, None).await);
    let business_id = app.business(&sme).await;
    let vendor_id = app.vendor(&vendor).await;
    let platform_id = app.platform(&vendor, &vendor_id).await;
    let mut body = app.trial_body(&business_id, &platform_id);
    body["contact_email"] = json!(sme_email);
    let trial_id = text(&sme.post("/v1/trials", body).await.ok(201), "id");
    let (sme_email, vendor_email) = (sme_email.to_owned(), vendor_email.to_owned());
    let tried = Tried { sme, vendor, sme_email, vendor_email, business_id, platform_id, trial_id };
    tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
    tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
    tried.vendor.act(&tried.path("/activation")).await.ok(200);
    app.mails().await;
    tried
}

/// So long after the first use the vendor claims, and so long after that the business confirms.
async fn converted_after(app: &TestApp, tried: &Tried, used: Duration, answer: Duration) {
    app.advance(used);
    let vendor = app.log_in(&tried.vendor_email).await;
    vendor.post(&tried.path("/conversion"), claim()).await.ok(201);
    app.advance(answer);
    let sme = app.log_in(&tried.sme_email).await;
    tried.confirmed_by(&sme).await.ok(200);
    app.mails().await;
}

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);

engines! {
    async fn a_plain_conversion_opens_no_case(app) {
        let tried = activated_between(app, "chu@gmail.com", "ban@gmail.com").await;
        converted_after(app, &tried, 24 * HOUR, 31 * SECOND).await;
        assert_eq!(kinds(&app.reviewer().await).await, Vec::<String>::new());
    }

    async fn each_signal_of_a_conversion_opens_one_case_with_its_facts(app) {
        let tried = activated_between(app, "chu@demo-mot.example", "ban@demo-mot.example").await;
        app.advance(23 * HOUR);
        let vendor = app.log_in(&tried.vendor_email).await;
        vendor.post(&tried.path("/conversion"), claim()).await.ok(201);
        app.mails().await;
        app.advance(30 * SECOND);
        let sme = app.log_in(&tried.sme_email).await;
        let conversion = tried.confirmed_by(&sme).await.ok(200);
        let reviewer = app.reviewer().await;
        assert_eq!(kinds(&reviewer).await, Vec::<String>::new(), "not in the request");
        let before = figures(app).await;
        assert_eq!(app.mails().await.len(), 1, "the claimer is told of the confirmation, and nobody of the signals");
        assert_eq!(figures(app).await, before, "a signal decides nothing");
        assert_eq!(kinds(&reviewer).await, ["confirmed_within_seconds", "converted_never_activated", "shared_contact_domain"]);
        for (kind, measured, threshold, unit) in [
            ("confirmed_within_seconds", 30, 30, "seconds"), ("converted_never_activated", 23, 24, "hours"), ("shared_contact_domain", 1, 1, "domains"),
        ] {
            let case = only(&reviewer, kind).await;
            let facts = json!({"trial": tried.trial_id, "conversion": conversion["id"], "measured": measured, "threshold": threshold, "unit": unit});
            assert_eq!((&case["facts"], &case["trial_id"], &case["province_code"]), (&facts, &json!(tried.trial_id), &json!("79")), "{kind}");
            assert_eq!((&case["reason_code"], &case["reason_text"], &case["period"]), (&json!(null), &json!(null), &json!(null)));
        }
        for who in [&sme, &vendor] {
            let seen = [who.get(&tried.path("/events?limit=100")).await.text(), who.get(&tried.path("/conversion")).await.text()].concat();
            assert!(!seen.contains("case.") && !seen.contains("signal") && !seen.contains("cas_"), "{seen}");
        }
        app.unchanged(app.mails()).await;
        assert_eq!(sme.get(&tried.path("/complaints")).await.ok(200)["data"], json!([]), "no complaint");
    }

    async fn who_paid_before_and_what_was_withdrawn_meanwhile_is_not_looked_at(app) {
        let paid = app.activated().await;
        paid.claimed_by(&paid.vendor).await.ok(201);
        paid.sme.post(&paid.path("/conversion/confirmation"), json!({"already_customer": true})).await.ok(200);
        let withdrawn = app.activated().await;
        withdrawn.claimed_by(&withdrawn.vendor).await.ok(201);
        withdrawn.confirmed_by(&withdrawn.sme).await.ok(200);
        withdrawn.withdrawn_by(&withdrawn.sme, "other").await.ok(200);
        app.mails().await;
        assert_eq!(kinds(&app.reviewer().await).await, Vec::<String>::new());
    }

    async fn what_is_switched_off_is_not_looked_for_and_thresholds_are_data(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'converted_never_activated'; UPDATE signal_rules SET threshold = 1 WHERE name = 'converted_never_activated'").await;
        confirmed(app).await;
        let reviewer = app.reviewer().await;
        assert_eq!(kinds(&reviewer).await, ["converted_never_activated"]);
        assert_eq!(only(&reviewer, "converted_never_activated").await["facts"]["threshold"], json!(1));
    }

    async fn many_businesses_from_one_address_make_one_case_a_month(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'confirmations_from_one_address'").await;
        let tried = confirmed(app).await;
        for n in 2..=6 {
            let last = another_buyer(app, &tried).await;
            let reviewer = app.reviewer().await;
            assert_eq!(kinds(&reviewer).await.len(), usize::from(n >= 5), "{n}");
            if n == 5 {
                let case = only(&reviewer, "confirmations_from_one_address").await;
                assert_eq!((&case["facts"]["measured"], &case["facts"]["threshold"], &case["period"]), (&json!(5), &json!(5), &json!("2026-11")));
                assert_eq!(case["facts"]["trial"], json!(last.trial_id));
            }
        }
        let rows = app.digest().await;
        let kept: Vec<&str> = rows.lines().filter(|line| line.starts_with("confirmation_addresses")).collect();
        assert!(!kept.is_empty() && kept.iter().all(|line| !line.contains("127.0.0.1")), "{kept:?}");
    }

    async fn confirmations_of_more_than_a_week_ago_do_not_count(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'confirmations_from_one_address'; UPDATE signal_rules SET threshold = 2 WHERE name = 'confirmations_from_one_address'").await;
        let tried = confirmed(app).await;
        app.advance(7 * 24 * HOUR + SECOND);
        let again = Tried { vendor: app.log_in(&tried.vendor_email).await, ..tried };
        let second = another_buyer(app, &again).await;
        assert_eq!(kinds(&app.reviewer().await).await, Vec::<String>::new());
        app.advance(24 * HOUR);
        let again = Tried { vendor: app.log_in(&second.vendor_email).await, ..second };
        another_buyer(app, &again).await;
        assert_eq!(kinds(&app.reviewer().await).await, ["confirmations_from_one_address"]);
    }

    async fn the_same_invoice_of_another_buyer_opens_a_case_once(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'same_invoice_other_buyer'").await;
        let tried = confirmed(app).await;
        let (other, seller) = (another_buyer(app, &tried).await, seller(&tried).await);
        tried.shown_by(&tried.vendor, invoice(&seller, 5)).await.ok(200);
        app.mails().await;
        let reviewer = app.reviewer().await;
        assert_eq!(kinds(&reviewer).await, Vec::<String>::new(), "one buyer");
        other.shown_by(&other.vendor, invoice(&seller, 6)).await.ok(200);
        app.mails().await;
        assert_eq!(kinds(&reviewer).await, Vec::<String>::new(), "another invoice");
        other.shown_by(&other.sme, invoice(&seller, 5)).await.ok(200);
        let before = figures(app).await;
        app.mails().await;
        assert_eq!(figures(app).await, before, "a signal decides nothing");
        let case = only(&reviewer, "same_invoice_other_buyer").await;
        assert_eq!((&case["trial_id"], &case["facts"]["measured"]), (&json!(other.trial_id), &json!(1)));
        let shown = reviewer.get(&other.path("/conversion/evidence")).await.ok(200);
        assert_eq!(case["facts"]["invoice"], shown["data"][1]["id"]);
        other.shown_by(&other.vendor, invoice(&seller, 5)).await.ok(200);
        app.mails().await;
        only(&reviewer, "same_invoice_other_buyer").await;
    }

    async fn a_branch_of_the_seller_does_not_hide_the_same_invoice(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'same_invoice_other_buyer'").await;
        let reviewer = app.reviewer().await;
        for (round, (first, second)) in [("", "-002"), ("-001", ""), ("-001", "-002")].into_iter().enumerate() {
            let tried = confirmed(app).await;
            let (other, elsewhere, seller_of_all) = (another_buyer(app, &tried).await, confirmed(app).await, seller(&tried).await);
            let shown = async |it: &Tried, seller: String, number| {
                it.shown_by(&it.vendor, invoice(&seller, number)).await.ok(200);
                app.mails().await;
            };
            let (one, two) = (format!("{seller_of_all}{first}"), format!("{seller_of_all}{second}"));
            shown(&tried, one.clone(), 77).await;
            shown(&tried, two.clone(), 77).await;
            shown(&other, two.clone(), 78).await;
            shown(&elsewhere, format!("{}{second}", seller(&elsewhere).await), 77).await;
            assert_eq!(kinds(&reviewer).await.len(), round, "one buyer's, another number, another firm's");
            shown(&other, two, 77).await;
            let open = cases(&reviewer, "&state=open").await;
            assert_eq!(open.len(), round + 1, "«{first}» and «{second}»");
            assert_eq!((&open[round]["kind"], &open[round]["trial_id"], &open[round]["facts"]["measured"]), (&json!("same_invoice_other_buyer"), &json!(other.trial_id), &json!(1)));
            let evidence = reviewer.get(&tried.path("/conversion/evidence")).await.ok(200);
            assert!(evidence["data"].as_array().expect("a list").iter().all(|it| it["other_buyers"] == 1), "{evidence}");
            assert_eq!(other.sme.get(&other.path("/conversion")).await.ok(200)["counts"], true, "a signal decides nothing");
        }
    }

    async fn two_servers_open_each_case_once(app) {
        let (other, _) = app.another(|_| {}).await;
        let reviewer = app.reviewer().await;
        for round in 1..=3 {
            let tried = app.activated().await;
            tried.claimed_by(&tried.vendor).await.ok(201);
            tried.confirmed_by(&tried.sme).await.ok(200);
            let (one, two) = join(app.server.worker.settle_deadlines(), other.worker.settle_deadlines()).await;
            assert!(one.expect("settled") + two.expect("settled") >= 1);
            app.mails().await;
            assert_eq!(cases(&reviewer, "&kind=confirmed_within_seconds").await.len(), round);
        }
        other.stop().await;
    }
}
