//! What the answer to a claim makes of it.

use super::claimed;
use crate::support::json;
use std::time::Duration;

engines! {
    async fn the_other_side_confirms_whoever_claimed(app) {
        for by_business in [true, false] {
            let tried = app.activated().await;
            let (claimer, other) = if by_business { (&tried.sme, &tried.vendor) } else { (&tried.vendor, &tried.sme) };
            let (claimer_email, other_email) =
                if by_business { (&tried.sme_email, &tried.vendor_email) } else { (&tried.vendor_email, &tried.sme_email) };
            tried.claimed_by(claimer).await.ok(201);
            assert_eq!(&app.one_mail().await.to, other_email);
            app.advance(Duration::from_secs(90));
            let confirmed = tried.confirmed_by(other).await.ok(200);
            for (member, want) in [("status", json!("confirmed")), ("evidence_level", json!(1)), ("counts", json!(true))] {
                assert_eq!(confirmed[member], want, "{member}");
            }
            assert_ne!(confirmed["converted_at"], confirmed["claimed_at"], "the confirmation's instant");
            assert_eq!(&app.one_mail().await.to, claimer_email);
        }
    }

    async fn an_answer_is_given_once(app) {
        for confirm in [true, false] {
            let (tried, _) = claimed(app).await;
            if confirm {
                tried.confirmed_by(&tried.sme).await.ok(200);
            } else {
                tried.disputed_by(&tried.sme, "not_asked").await.ok(200);
            }
            app.mails().await;
            app.unchanged(tried.confirmed_by(&tried.sme)).await.problem(409, "wrong_state");
            app.unchanged(tried.disputed_by(&tried.sme, "other")).await.problem(409, "wrong_state");
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn a_dispute_needs_a_reason_of_its_list(app) {
        let (tried, _) = claimed(app).await;
        for reason in ["because", "no_capacity", "price_after_trial", "Other"] {
            let refused = app.unchanged(tried.disputed_by(&tried.sme, reason)).await;
            refused.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        let reason = json!({"reason_code": "wrong_plan", "reason_text": "Gói khác."});
        let disputed = tried.sme.post(&tried.path("/conversion/dispute"), reason).await.ok(200);
        for (member, want) in [
            ("status", json!("disputed")), ("counts", json!(false)), ("converted_at", json!(null)), ("evidence_level", json!(0)),
            ("reason_code", json!("wrong_plan")), ("reason_text", json!("Gói khác.")), ("disputed_at", json!("2026-11-16T02:00:00.000000Z")),
        ] {
            assert_eq!(disputed[member], want, "{member}");
        }
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.vendor_email);
        assert!(mail.text.contains("The plan is wrong"), "{}", mail.text);
    }
}
