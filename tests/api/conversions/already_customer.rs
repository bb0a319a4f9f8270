//! Who paid before the trial is confirmed, and never counted.

use super::claimed;
use crate::support::actors::claim;
use crate::support::json;

engines! {
    async fn who_paid_before_is_confirmed_and_never_counted(app) {
        for by_business in [false, true] {
            for (at_claim, at_answer) in [(true, false), (false, true), (true, true)] {
                let tried = app.activated().await;
                let (claimer, other) = if by_business { (&tried.sme, &tried.vendor) } else { (&tried.vendor, &tried.sme) };
                let mut claim = claim();
                claim["already_customer"] = json!(at_claim);
                claimer.post(&tried.path("/conversion"), claim).await.ok(201);
                let answer = json!({"already_customer": at_answer});
                let answered = other.post(&tried.path("/conversion/confirmation"), answer).await.ok(200);
                assert_eq!((&answered["status"], &answered["counts"]), (&json!("confirmed"), &json!(false)));
                assert_eq!(answered["already_customer"], true);
            }
        }
        app.mails().await;
        for by in ["", "?interval=month", "?group_by=platform", "?group_by=province"] {
            let total = app.analyst().await.get(&format!("/v1/reports/funnel{by}")).await.ok(200)["total"].clone();
            assert_eq!((&total["started"], &total["claimed"]), (&json!(6), &json!(6)));
            assert_eq!((&total["confirmed"], &total["already_customer"]), (&json!(0), &json!(6)));
        }
    }

    async fn the_business_says_it_on_the_page_too(app) {
        let (tried, link) = claimed(app).await;
        assert_eq!(app.anon.press(&link, "answer=confirm&already_customer=true").await.status, 200);
        let answered = tried.vendor.get(&tried.path("/conversion")).await.ok(200);
        assert_eq!((&answered["status"], &answered["counts"]), (&json!("confirmed"), &json!(false)));
        app.mails().await;
    }
}
