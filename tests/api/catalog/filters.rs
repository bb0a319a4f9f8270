//! Filters that combine, and facets that tell what each would leave.

use super::search::encoded;
use crate::support::client::text;
use crate::support::{TestApp, json};
use serde_json::Value;
use std::collections::BTreeSet;

/// Published platforms with differing offers and profiles.
async fn stocked(app: &TestApp) {
    let seller = app.person("seller@demo.example", None).await;
    let vendor = app.vendor(&seller).await;
    for (price, days, profile) in [
        (
            0,
            json!({"household": 30, "micro": 180}),
            json!({"security_level": 3, "industries": [{"version": "2018", "section": "G"}]}),
        ),
        (250_000, json!({"micro": 90, "small": 60}), json!({"security_level": 1})),
        (
            5_000_000,
            json!({"medium": 59}),
            json!({"industries": [{"version": "2018", "section": "A"}, {"version": "2018", "section": "C"}]}),
        ),
    ] {
        let mut body = app.platform_body(&vendor);
        let offer = json!({"valid_from": "2026-11-16", "price_vnd_per_month": price, "days": days});
        (body["offers"], body["profile"]) = (json!([offer]), profile);
        let id = text(&seller.post("/v1/platforms", body).await.ok(201), "id");
        app.vetted(&seller, &id).await;
    }
    app.mails().await;
}

async fn found(app: &TestApp, query: &str) -> usize {
    app.anon.walk(&format!("/v1/platforms?{query}&limit=50")).await.concat().len()
}

async fn facets(app: &TestApp, query: &str) -> Value {
    app.unchanged(app.anon.get(&format!("/v1/platforms?{query}&facets=true&limit=1"))).await.ok(200)["facets"].clone()
}

engines! {
    async fn each_filter_narrows(app) {
        stocked(app).await;
        for (query, count) in [
            ("with_offer=true", 3), ("price_band=free", 1), ("price_band=up_to_500000", 1), ("price_band=above_3000000", 1), ("price_band=up_to_200000", 0),
            ("trial_days_min=60", 2), ("trial_days_min=59", 3), ("trial_days_min=61&size=small", 0), ("trial_days_min=60&size=small", 1), ("trial_days_min=181", 0),
            ("security_level=1", 2), ("security_level=2", 1), ("security_level=4", 0), ("with_offer=true&industry=2018:G", 2),
            ("with_offer=true&industry=2018:G", 2), ("with_offer=true&industry=2018:C", 2), ("with_offer=true&industry=2018:B", 1),
            ("size=micro&price_band=free&security_level=3&industry=2018:G&category=accounting_finance&trial_days_min=180", 1), ("size=medium&security_level=1", 0),
        ] {
            assert_eq!(found(app, query).await, count, "{query}");
        }
    }

    async fn a_facet_tells_what_its_filter_would_leave(app) {
        stocked(app).await;
        let q = format!("q={}", encoded("sổ sách kế toán"));
        let filters = ["category=accounting_finance", "industry=2018:G", "size=micro", "price_band=free", "trial_days_min=60", "security_level=1"];
        for base in ["with_offer=false".to_owned(), q.clone(), "with_offer=true".to_owned(), format!("{q}&with_offer=true")] {
            for set in [vec![], vec![2], vec![0, 3], vec![1, 4, 5], vec![0, 1, 2, 3, 4, 5]] {
                let query = |but: &str| set.iter().map(|place: &usize| filters[*place]).filter(|it| !it.starts_with(but)).fold(base.clone(), |query, it| format!("{query}&{it}"));
                let counted = facets(app, &query("none")).await;
                for (name, values) in counted.as_object().expect("facets") {
                    let listed: BTreeSet<String> = values.as_array().expect("values").iter().map(|value| text(value, "value")).collect();
                    for value in values.as_array().expect("values").iter().take(3) {
                        let alone = format!("{}&{name}={}", query(name), text(value, "value"));
                        assert_eq!(json!(found(app, &alone).await), value["count"], "{alone}");
                    }
                    assert_eq!(listed.len(), values.as_array().map(Vec::len).unwrap_or_default(), "{name}");
                }
            }
        }
    }

    async fn facets_are_counted_only_when_asked_for(app) {
        assert_eq!(app.anon.get("/v1/platforms").await.ok(200)["facets"], json!(null));
        let counted = facets(app, "with_offer=false").await;
        assert_eq!(counted["category"].as_array().map(Vec::len), Some(11), "no platform is in the twelfth");
        assert_eq!(counted["industry"][0]["count"], 64, "illustrative platforms are for every industry");
        assert_eq!((&counted["size"], &counted["price_band"], &counted["security_level"]), (&json!([]), &json!([]), &json!([])));
    }
}
