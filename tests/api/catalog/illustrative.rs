//! Illustrative platforms: real ones that no vendor has claimed. They are found, and offer nothing.

use super::claims::{claimed, seller};
use super::drafted;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;

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

    async fn reviewers_take_one_out_of_the_catalog_and_put_it_back(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let before = app.anon.get("/v1/platforms/misa-amis").await.ok(200);
        let id = text(&before, "id");
        let (at, listing) = (format!("/v1/platforms/{id}"), format!("/v1/listings/{id}"));
        let waiting = claimed(&owner, &vendor, &id).await;
        let suspend = async |code: &str| reviewer.post(&format!("{at}/suspension"), json!({"reason_code": code, "reason_text": "Demo: trùng với nền tảng khác."})).await;
        app.unchanged(suspend("no_such_reason")).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        let refused = app.unchanged(reviewer.act(&format!("{at}/reinstatement"))).await.problem(409, "wrong_state");
        assert_eq!(refused["possible"], json!(["suspend_platform"]));
        let out = suspend("other").await.ok(200);
        assert_eq!((&out["status"], &out["suspension"]["reason_code"], &out["illustrative"]), (&json!("suspended"), &json!("other"), &json!(true)));
        assert_eq!(reviewer.get(&listing).await.ok(200), out);
        app.anon.get("/v1/platforms/misa-amis").await.problem(404, "not_found");
        assert!(app.anon.get("/v1/platforms?q=misa+amis").await.ok(200)["data"].as_array().expect("a list").iter().all(|it| it["id"] != *id));
        let refused = app.unchanged(suspend("other")).await.problem(409, "wrong_state");
        assert_eq!((&refused["state"], &refused["possible"]), (&json!("suspended"), &json!(["reinstate_platform"])));
        // Nobody gets it, who would have it back as it was.
        let other = seller(app).await;
        let claim = json!({"vendor_id": other.1, "statement": "Demo."});
        app.unchanged(other.0.post(&format!("{at}/claims"), claim)).await.problem(404, "not_found");
        app.unchanged(reviewer.act(&format!("{waiting}/approval"))).await.problem(409, "wrong_state");
        // The seed that is loaded again leaves it where it is.
        app.db.write(dungthu::db::Cause::default(), dungthu::catalog::load_illustrative).await.expect("the seed");
        app.anon.get("/v1/platforms/misa-amis").await.problem(404, "not_found");
        reviewer.act(&format!("{at}/reinstatement")).await.ok(200);
        assert_eq!(app.anon.get("/v1/platforms/misa-amis").await.ok(200), before);
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let facts = auditor.get(&format!("/v1/audit-events?subject={id}&limit=2")).await.ok(200);
        assert_eq!((&facts["data"][0]["kind"], &facts["data"][1]["kind"]), (&json!("platform.reinstated"), &json!("platform.suspended")));
        reviewer.act(&format!("{waiting}/approval")).await.ok(200);
        assert_eq!(app.mails().await.len(), 1, "of the approval alone");
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
