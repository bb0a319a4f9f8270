//! How trials end: declined by the vendor, cancelled by either side, with a reason of the closed lists.

use crate::support::{TestApp, json};

async fn unknown_reasons_are_refused(app: &TestApp, command: &str, foreign: &str) {
    let tried = app.requested().await;
    let at = tried.path(command);
    for reason in ["because", "Other", foreign] {
        let refused = app.unchanged(tried.vendor.post(&at, json!({"reason_code": reason}))).await;
        refused.fault(422, "invalid_values", "/reason_code", "not_one_of");
    }
    let empty = app.unchanged(tried.vendor.post(&at, json!({"reason_code": ""}))).await;
    empty.fault(422, "invalid_values", "/reason_code", "empty");
    let long = json!({"reason_code": "other", "reason_text": "x".repeat(1_001)});
    app.unchanged(tried.vendor.post(&at, long)).await.fault(422, "invalid_values", "/reason_text", "too_long");
    app.unchanged(tried.vendor.post(&at, json!({}))).await.fault(
        400,
        "malformed_json",
        "/reason_code",
        "missing_field",
    );
}

engines! {
    async fn a_decline_needs_a_reason_of_its_list(app) {
        unknown_reasons_are_refused(app, "/decline", "price_after_trial").await;
    }

    async fn a_cancellation_needs_a_reason_of_its_list(app) {
        unknown_reasons_are_refused(app, "/cancellation", "no_capacity").await;
    }

    async fn a_declined_request_never_started(app) {
        let tried = app.requested().await;
        let reason = json!({"reason_code": "outside_service_area", "reason_text": "Chỉ phục vụ\nmiền Nam."});
        let declined = tried.vendor.post(&tried.path("/decline"), reason).await.ok(200);
        assert_eq!((&declined["status"], &declined["reason_code"]), (&json!("declined"), &json!("outside_service_area")));
        assert_eq!(declined["reason_text"], "Chỉ phục vụ\nmiền Nam.");
        assert_eq!((&declined["started_at"], &declined["trial_end"]), (&json!(null), &json!(null)));
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.sme_email);
        assert!(mail.text.contains("The business is outside the service area"), "{}", mail.text);
    }

    async fn who_cancels_tells_the_other_side(app) {
        for by_business in [true, false] {
            let tried = app.activated().await;
            let (who, other) = if by_business { (&tried.sme, &tried.vendor_email) } else { (&tried.vendor, &tried.sme_email) };
            let cancelled = who.post(&tried.path("/cancellation"), json!({"reason_code": "price_after_trial"})).await.ok(200);
            assert_eq!(cancelled["cancelled_by"], if by_business { "business" } else { "vendor" });
            let mail = app.one_mail().await;
            assert_eq!(&mail.to, other);
            assert!(mail.text.contains("The price after the trial does not suit"), "{}", mail.text);
        }
    }

    async fn the_agreed_end_stays_after_a_cancellation(app) {
        let tried = app.activated().await;
        let before = tried.sme.get(&tried.path("")).await.ok(200);
        assert_eq!(before["trial_end"], "2027-02-14T16:59:59.999999Z");
        app.advance(std::time::Duration::from_secs(3 * 86_400));
        let (sme, vendor) = (app.log_in(&tried.sme_email).await, app.log_in(&tried.vendor_email).await);
        let cancelled = sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        assert_eq!(cancelled["trial_end"], before["trial_end"]);
        assert_eq!(cancelled["started_at"], before["started_at"]);
        assert_eq!(cancelled["cancelled_at"], "2026-11-19T02:00:00.000000Z");
        assert_eq!(vendor.get(&tried.path("")).await.ok(200), cancelled);
        app.mails().await;
    }
}
