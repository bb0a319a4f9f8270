//! Illustrative platforms: real ones that no vendor has claimed. They are found, and offer nothing.

use super::drafted;
use crate::support::client::text;
use crate::support::json;

engines! {
    async fn an_illustrative_platform_is_found_without_an_offer(app) {
        let seed: Vec<csv::StringRecord> = csv::Reader::from_path("seed/platforms.csv").expect("the seed").into_records().flatten().collect();
        assert_eq!(seed.len(), 64);
        for row in &seed {
            let platform = app.anon.get(&format!("/v1/platforms/{}", &row[0])).await.ok(200);
            for (member, want) in [
                ("slug", json!(&row[0])), ("name", json!(&row[1])), ("vendor_name", json!(&row[2])), ("category_code", json!(&row[3])),
                ("summary_vi", json!(&row[4])), ("summary_en", json!(&row[5])),
                ("illustrative", json!(true)), ("offer", json!(null)), ("vendor_id", json!(null)), ("status", json!("published")),
            ] {
                assert_eq!(platform[member], want, "{} {member}", &row[0]);
            }
            let by_id = app.anon.get(&format!("/v1/platforms/{}", text(&platform, "id"))).await.ok(200);
            assert_eq!(by_id, platform);
        }
    }

    async fn nobody_changes_or_publishes_an_illustrative_platform(app) {
        let (seller, _, _) = drafted(app).await;
        let reviewer = app.reviewer().await;
        let id = text(&app.anon.get("/v1/platforms/misa-amis").await.ok(200), "id");
        app.unchanged(seller.patch(&format!("/v1/platforms/{id}"), "\"1\"", json!({"name": "Mine"}))).await.problem(404, "not_found");
        app.unchanged(seller.act(&format!("/v1/platforms/{id}/submission"))).await.problem(404, "not_found");
        app.unchanged(reviewer.act(&format!("/v1/platforms/{id}/publication"))).await.problem(404, "not_found");
        seller.get(&format!("/v1/listings/{id}")).await.problem(404, "not_found");
    }

    async fn the_slug_of_an_illustrative_platform_is_taken(app) {
        let (seller, vendor, _) = drafted(app).await;
        let mut body = app.platform_body(&vendor);
        body["slug"] = json!("misa-amis");
        app.unchanged(seller.post("/v1/platforms", body)).await.problem(409, "slug_taken");
    }

    async fn none_of_them_is_among_the_platforms_with_an_offer(app) {
        for query in ["with_offer=true", "size=micro", "size=household", "with_offer=true&category=accounting_finance"] {
            let found = app.anon.get(&format!("/v1/platforms?{query}")).await.ok(200);
            assert_eq!((&found["data"], &found["next_cursor"]), (&json!([]), &json!(null)), "{query}");
        }
    }
}
