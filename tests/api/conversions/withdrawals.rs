//! What was said is taken back: a claim while it waits, a confirmation within the window. What was stays readable.

use super::claimed;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

impl Tried {
    pub async fn retracted_by(&self, who: &Client) -> Reply {
        who.act(&self.path("/conversion/retraction")).await
    }

    pub async fn withdrawn_by(&self, who: &Client, reason: &str) -> Reply {
        who.post(&self.path("/conversion/withdrawal"), json!({"reason_code": reason})).await
    }
}

/// A trial whose conversion the vendor claimed and the business confirmed.
pub async fn confirmed(app: &TestApp) -> Tried {
    let (tried, _) = claimed(app).await;
    tried.confirmed_by(&tried.sme).await.ok(200);
    app.mails().await;
    tried
}

/// The kinds of the trial's events about its conversions, oldest first.
pub async fn history(tried: &Tried) -> Vec<String> {
    let events = tried.sme.get(&tried.path("/events?limit=100")).await.ok(200);
    let mut kinds: Vec<String> =
        events["data"].as_array().expect("events").iter().map(|event| text(event, "kind")).collect();
    kinds.retain(|kind| kind.starts_with("conversion."));
    if events["data"][0]["kind"] != "trial.requested" {
        kinds.reverse();
    }
    kinds
}

engines! {
    async fn a_claim_is_taken_back_by_the_side_that_made_it_while_it_waits(app) {
        let (tried, link) = claimed(app).await;
        app.unchanged(tried.retracted_by(&tried.sme)).await.problem(409, "for_one_side");
        let retracted = tried.retracted_by(&tried.vendor).await.ok(200);
        for (member, want) in [
            ("status", json!("retracted")), ("counts", json!(false)), ("evidence_level", json!(0)), ("converted_at", json!(null)),
            ("retracted_at", json!("2026-11-16T02:00:00.000000Z")),
        ] {
            assert_eq!(retracted[member], want, "{member}");
        }
        assert_eq!(app.unchanged(app.anon.get(&link)).await.status, 410);
        assert_eq!(app.unchanged(app.anon.press(&link, "answer=confirm")).await.status, 410);
        for who in [&tried.sme, &tried.vendor] {
            app.unchanged(tried.retracted_by(who)).await.problem(409, "wrong_state");
        }
        app.unchanged(tried.confirmed_by(&tried.sme)).await.problem(409, "wrong_state");
        assert_eq!(app.mails().await.len(), 0);
        assert_eq!(history(&tried).await, ["conversion.claimed", "conversion.retracted"]);
        tried.claimed_by(&tried.sme).await.ok(201);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
        tried.confirmed_by(&tried.vendor).await.ok(200);
        app.unchanged(tried.retracted_by(&tried.sme)).await.problem(409, "wrong_state");
        app.mails().await;
    }

    async fn a_mail_about_a_claim_that_was_taken_back_is_not_sent(app) {
        let tried = app.activated().await;
        tried.claimed_by(&tried.vendor).await.ok(201);
        tried.retracted_by(&tried.vendor).await.ok(200);
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_confirmation_is_withdrawn_by_the_side_that_gave_it_and_counts_no_longer(app) {
        let tried = confirmed(app).await;
        let counted = async || app.analyst().await.get("/v1/reports/funnel").await.ok(200)["total"]["confirmed"].clone();
        assert_eq!(counted().await, json!(1));
        app.advance(Duration::from_secs(90));
        app.unchanged(tried.withdrawn_by(&tried.vendor, "other")).await.problem(409, "for_one_side");
        for reason in ["because", "wrong_plan", "Other"] {
            let refused = app.unchanged(tried.withdrawn_by(&tried.sme, reason)).await;
            refused.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        let was = tried.sme.get(&tried.path("/conversion")).await.ok(200);
        let withdrawn = tried.withdrawn_by(&tried.sme, "never_paid").await.ok(200);
        for (member, want) in [
            ("status", json!("withdrawn")), ("counts", json!(false)), ("converted_at", was["converted_at"].clone()),
            ("evidence_level", json!(1)), ("reason_code", json!("never_paid")), ("withdrawn_at", json!("2026-11-16T02:01:30.000000Z")),
        ] {
            assert_eq!(withdrawn[member], want, "{member}");
        }
        assert_eq!(counted().await, json!(0));
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.vendor_email);
        assert!(mail.text.contains("The business has never paid"), "{}", mail.text);
        assert_eq!(history(&tried).await, ["conversion.claimed", "conversion.confirmed", "conversion.withdrawn"]);
        app.unchanged(tried.withdrawn_by(&tried.sme, "other")).await.problem(409, "wrong_state");
    }

    async fn after_a_withdrawal_the_other_side_is_asked_anew(app) {
        let tried = confirmed(app).await;
        tried.withdrawn_by(&tried.sme, "confirmed_by_mistake").await.ok(200);
        app.mails().await;
        let first = tried.sme.get(&tried.path("/conversion")).await.ok(200);
        let second = tried.claimed_by(&tried.vendor).await.ok(201);
        assert_ne!(second["id"], first["id"]);
        assert_eq!(app.one_mail().await.to, tried.sme_email);
        let counts = tried.confirmed_by(&tried.sme).await.ok(200);
        assert_eq!((&counts["id"], &counts["counts"]), (&second["id"], &json!(true)));
        app.mails().await;
        let total = app.analyst().await.get("/v1/reports/funnel").await.ok(200)["total"].clone();
        assert_eq!((&total["claimed"], &total["confirmed"]), (&json!(1), &json!(1)), "the trial is the unit");
    }

    async fn a_confirmation_can_be_withdrawn_for_sixty_days(app) {
        let (tried, late) = (confirmed(app).await, confirmed(app).await);
        app.advance(60 * DAY);
        tried.withdrawn_by(&app.log_in(&tried.sme_email).await, "other").await.ok(200);
        app.mails().await;
        app.advance(Duration::from_micros(1));
        let sme = app.log_in(&late.sme_email).await;
        // Nothing that is refused from now on names the withdrawal as possible.
        let refusals = [
            (app.unchanged(late.withdrawn_by(&sme, "other")).await, "window_closed"),
            (app.unchanged(late.confirmed_by(&sme)).await, "wrong_state"),
            (app.unchanged(late.claimed_by(&sme)).await, "conversion_exists"),
        ];
        for (refused, code) in refusals {
            let told = refused.problem(409, code);
            assert_eq!((&told["state"], &told["possible"]), (&json!("confirmed"), &json!(["show_invoice"])), "{told}");
        }
    }
}
