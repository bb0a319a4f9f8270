//! What happened to a trial: both sides read it, page by page.

use crate::support::client::text;
use serde_json::Value;

engines! {
    async fn events_are_paged_oldest_first_and_name_nobody(app) {
        let tried = app.activated().await;
        let pages = tried.vendor.walk(&tried.path("/events?limit=3")).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
        let kinds: Vec<String> = pages.iter().flatten().map(|event| text(event, "kind")).collect();
        assert_eq!(kinds, ["trial.requested", "trial.accepted", "trial.provisioned", "trial.activated"]);
        let all = Value::from(pages.concat()).to_string();
        for personal in ["contact@demo.example", "Demo Owner", "sổ sách", "demo-1", tried.sme_email.as_str()] {
            assert!(!all.contains(personal), "{personal} in {all}");
        }
        let other = app.activated().await;
        let cursor = text(&tried.vendor.get(&tried.path("/events?limit=3")).await.ok(200), "next_cursor");
        other.vendor.get(&other.path(&format!("/events?limit=3&cursor={cursor}"))).await.problem(400, "invalid_cursor");
    }
}
