//! What the facts say of a conversion: which side said it, and why.

use super::disputes::disputed;
use super::evidence::{invoice, seller as seller_of};
use super::withdrawals::confirmed;
use super::{claimed, join};
use crate::support::{TestApp, Tried, json};
use serde_json::Value;

/// The members of the trial's newest fact of this kind, without its ids.
async fn said(app: &TestApp, tried: &Tried, kind: &str) -> Value {
    app.mails().await;
    let events = tried.sme.get(&tried.path("/events?limit=100")).await.ok(200);
    let mut of_kind = events["data"].as_array().expect("events").iter().filter(|event| event["kind"] == kind);
    let mut body = of_kind.next_back().unwrap_or_else(|| panic!("no {kind}"))["body"].clone();
    for id in ["trial", "conversion"] {
        body.as_object_mut().expect("an object").remove(id).expect("an id");
    }
    body
}

engines! {
    async fn a_fact_names_the_side_that_spoke(app) {
        for by_business in [true, false] {
            let tried = app.activated().await;
            let (claimer, other) = if by_business { (&tried.sme, &tried.vendor) } else { (&tried.vendor, &tried.sme) };
            let (own, others) = if by_business { ("business", "vendor") } else { ("vendor", "business") };
            tried.claimed_by(claimer).await.ok(201);
            assert_eq!(said(app, &tried, "conversion.claimed").await["side"], own);
            tried.retracted_by(claimer).await.ok(200);
            assert_eq!(said(app, &tried, "conversion.retracted").await, json!({"side": own}));
            tried.claimed_by(claimer).await.ok(201);
            tried.disputed_by(other, "wrong_plan").await.ok(200);
            assert_eq!(said(app, &tried, "conversion.disputed").await, json!({"side": others, "reason": "wrong_plan"}));
            tried.claimed_by(claimer).await.ok(201);
            tried.confirmed_by(other).await.ok(200);
            assert_eq!(said(app, &tried, "conversion.confirmed").await, json!({"side": others, "already_customer": false}));
            tried.withdrawn_by(other, "never_paid").await.ok(200);
            assert_eq!(said(app, &tried, "conversion.withdrawn").await, json!({"side": others, "reason": "never_paid"}));
        }
    }

    async fn a_fact_says_what_staff_found(app) {
        for (how, upheld) in [("upholding", true), ("dismissal", false)] {
            let tried = disputed(app).await;
            tried.resolved_by(&app.reviewer().await, how, "parties_agreed").await.ok(200);
            assert_eq!(said(app, &tried, "conversion.dispute_resolved").await, json!({"upheld": upheld, "reason": "parties_agreed"}));
        }
    }

    async fn who_is_on_both_sides_claims_for_the_business(app) {
        let tried = app.activated().await;
        join(app, &tried.vendor, &tried, true, false).await;
        assert_eq!(tried.claimed_by(&tried.vendor).await.ok(201)["claimed_by_side"], "business");
        app.mails().await;
    }

    async fn a_fact_says_which_level_an_invoice_gave(app) {
        for (tried, level) in [(claimed(app).await.0, 0), (confirmed(app).await, 2)] {
            let seller = seller_of(&tried).await;
            tried.shown_by(&tried.vendor, invoice(&seller, 1)).await.ok(200);
            assert_eq!(said(app, &tried, "conversion.invoice_shown").await["level"], level);
        }
    }
}
