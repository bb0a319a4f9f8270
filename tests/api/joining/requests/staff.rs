//! What owners have not answered in fourteen days, the programme's staff see.

use crate::members::{firms, person};
use crate::support::client::text;
use std::time::Duration;

engines! {
    async fn requests_that_nobody_answers_are_staffs_to_see(app) {
        let [business, vendor] = firms(app).await;
        let (one, two) = (person(app).await, person(app).await);
        let mut late = Vec::new();
        for firm in [&business, &vendor] {
            late.push(firm.request_of(app, &one).await);
        }
        let answered = business.request_of(app, &two).await;
        business.refuse(&business.owner, &answered, "other").await.ok(200);
        app.advance(Duration::from_secs(43_200));
        let email = text(&two.get("/v1/me").await.ok(200), "email");
        let in_time = vendor.request_of(app, &two).await;
        app.mails().await;
        app.advance(Duration::from_secs(27 * 43_200));
        let reviewer = app.reviewer().await;
        let unanswered = async || reviewer.walk("/v1/join-requests?limit=1").await.concat().iter().map(|it| text(it, "id")).collect::<Vec<_>>();
        assert!(unanswered().await.is_empty(), "not before the fourteenth day has ended");
        app.advance(Duration::from_micros(1));
        assert_eq!(unanswered().await, late, "oldest first");
        // An owner's late answer takes it off the list.
        let vendor = vendor.anew(app).await;
        vendor.approve(&vendor.owner, &late[1], "member").await.ok(200);
        assert_eq!(unanswered().await, late[..1]);
        app.mails().await;
        for who in [app.log_in(&email).await, app.analyst().await, vendor.owner.clone()] {
            who.get("/v1/join-requests").await.problem(403, "forbidden");
        }
        assert_eq!(in_time.len(), 36);
    }
}
