//! Lists of trials: each side's own, page by page.

use crate::support::client::text;
use crate::support::{TestApp, Tried, json};
use serde_json::Value;

fn ids(pages: &[Vec<Value>]) -> Vec<String> {
    pages.iter().flatten().map(|item| text(item, "id")).collect()
}

/// Five trials of one business with one vendor, oldest first; the first one is declined.
async fn five(app: &TestApp) -> (Tried, Vec<String>) {
    let tried = app.requested().await;
    let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
    let mut trials = vec![tried.trial_id.clone()];
    for _ in 0..4 {
        let platform = app.platform(&tried.vendor, &vendor).await;
        let trial = tried.sme.post("/v1/trials", app.trial_body(&tried.business_id, &platform)).await.ok(201);
        trials.push(text(&trial, "id"));
    }
    tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "other"})).await.ok(200);
    app.mails().await;
    (tried, trials)
}

engines! {
    async fn both_sides_page_through_their_trials_newest_first(app) {
        let (tried, mut trials) = five(app).await;
        app.requested().await;
        trials.reverse();
        for who in [&tried.sme, &tried.vendor] {
            let pages = who.walk("/v1/trials?limit=2").await;
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
            assert_eq!(ids(&pages), trials);
            assert_eq!(ids(&who.walk("/v1/trials?limit=5").await), trials);
        }
        let stranger = app.person("stranger@demo.example", None).await;
        assert_eq!(stranger.get("/v1/trials").await.ok(200), json!({"data": [], "next_cursor": null}));
        app.anon.get("/v1/trials").await.problem(401, "unauthenticated");
    }

    async fn trials_are_narrowed_by_status_and_platform(app) {
        let (tried, trials) = five(app).await;
        let declined = tried.sme.walk("/v1/trials?status=declined&limit=2").await;
        assert_eq!(ids(&declined), trials[..1]);
        let waiting = tried.sme.walk("/v1/trials?status=requested&limit=3").await;
        assert_eq!((waiting.len(), ids(&waiting).len()), (2, 4));
        let of_platform = tried.vendor.walk(&format!("/v1/trials?platform_id={}&limit=2", tried.platform_id)).await;
        assert_eq!(ids(&of_platform), trials[..1]);
        let neither = tried.vendor.walk(&format!("/v1/trials?platform_id={}&status=accepted&limit=2", tried.platform_id)).await;
        assert_eq!(ids(&neither).len(), 0);
    }

    async fn a_cursor_holds_for_its_owner_and_filters_alone(app) {
        let (tried, _) = five(app).await;
        let cursor = text(&tried.sme.get("/v1/trials?limit=2").await.ok(200), "next_cursor");
        for (who, path) in [
            (&tried.vendor, format!("/v1/trials?limit=2&cursor={cursor}")),
            (&tried.sme, format!("/v1/trials?limit=2&status=requested&cursor={cursor}")),
            (&tried.sme, tried.path(&format!("/events?cursor={cursor}"))),
            (&tried.sme, "/v1/trials?cursor=nonsense".to_owned()),
        ] {
            who.get(&path).await.problem(400, "invalid_cursor");
        }
        tried.sme.get(&format!("/v1/trials?limit=3&cursor={cursor}")).await.ok(200);
    }
}
