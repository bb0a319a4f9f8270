//! Who paid before the trial is confirmed, and never counted.

use super::claimed;
use crate::support::actors::claim;
use crate::support::json;

engines! {
    async fn who_paid_before_is_confirmed_and_never_counted(app) {
        for (at_claim, at_answer) in [(true, false), (false, true), (true, true)] {
            let tried = app.activated().await;
            let mut claim = claim();
            claim["already_customer"] = json!(at_claim);
            tried.vendor.post(&tried.path("/conversion"), claim).await.ok(201);
            let answer = json!({"already_customer": at_answer});
            let answered = tried.sme.post(&tried.path("/conversion/confirmation"), answer).await.ok(200);
            assert_eq!((&answered["status"], &answered["counts"]), (&json!("confirmed"), &json!(false)));
            assert_eq!(answered["already_customer"], true);
        }
        app.mails().await;
        let total = app.analyst().await.get("/v1/reports/funnel").await.ok(200)["total"].clone();
        assert_eq!((&total["started"], &total["claimed"]), (&json!(3), &json!(3)));
        assert_eq!((&total["confirmed"], &total["already_customer"]), (&json!(0), &json!(3)));
    }

    async fn the_business_says_it_on_the_page_too(app) {
        let (tried, link) = claimed(app).await;
        assert_eq!(app.anon.press(&link, "answer=confirm&already_customer=true").await.status, 200);
        let answered = tried.vendor.get(&tried.path("/conversion")).await.ok(200);
        assert_eq!((&answered["status"], &answered["counts"]), (&json!("confirmed"), &json!(false)));
        app.mails().await;
    }
}
