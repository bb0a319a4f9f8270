//! Drafts: written by their vendor's people alone, seen by nobody else.

use super::drafted;
use crate::support::client::text;
use crate::support::json;
use futures_util::future::join;

engines! {
    async fn a_draft_is_in_no_catalog(app) {
        let (seller, _, draft) = drafted(app).await;
        let slug = text(&seller.get(&format!("/v1/listings/{draft}")).await.ok(200), "slug");
        for _ in ["draft", "submitted"] {
            for who in [&app.anon, &seller, &app.reviewer().await] {
                who.get(&format!("/v1/platforms/{draft}")).await.problem(404, "not_found");
                who.get(&format!("/v1/platforms/{slug}")).await.problem(404, "not_found");
                assert_eq!(who.get("/v1/platforms?with_offer=true").await.ok(200)["data"], json!([]));
                let found = who.get("/v1/platforms?q=so+sach+demo").await.ok(200);
                assert!(!found.to_string().contains(&slug), "{found}");
            }
            seller.act(&format!("/v1/platforms/{draft}/submission")).await;
        }
    }

    async fn a_draft_is_changed_by_who_has_read_it(app) {
        let (seller, _, draft) = drafted(app).await;
        let (path, read) = (format!("/v1/platforms/{draft}"), seller.get(&format!("/v1/listings/{draft}")).await);
        let etag = read.header("etag").expect("an etag").to_owned();
        let change = json!({"name": "Kho Hàng Demo (demo)", "offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 0, "max_employees": 49, "days": {"medium": 366}}]});
        let json_type = [("Content-Type", "application/json")];
        let blind = app.unchanged(seller.send("PATCH", &path, &json_type, change.to_string().into_bytes())).await;
        blind.problem(428, "version_missing");
        let changed = seller.patch(&path, &etag, change.clone()).await;
        let after = changed.ok(200);
        assert_eq!((&after["name"], &after["slug"], &after["status"]), (&json!("Kho Hàng Demo (demo)"), &read.json()["slug"], &json!("draft")));
        assert_eq!(after["offer"], json!({"valid_from": "2026-11-16", "valid_until": null, "days": {"household": null, "micro": null, "small": null, "medium": 366},
            "max_employees": 49, "discount": null, "price_vnd_per_month": 0, "included_vi": [], "included_en": [], "at_end": "stops"}));
        assert_eq!(after["summary_vi"], read.json()["summary_vi"], "what is left out stays");
        for stale in [etag.as_str(), "\"77\"", "nonsense"] {
            let problem = app.unchanged(seller.patch(&path, stale, json!({"name": "Other"}))).await.problem(412, "version_stale");
            assert_eq!((&problem["state"], &problem["possible"]), (&json!("draft"), &json!(["change_platform", "submit_platform", "archive_platform"])));
        }
        assert_eq!(seller.get(&format!("/v1/listings/{draft}")).await.header("etag"), changed.header("etag"));
    }

    async fn a_change_that_says_the_same_changes_nothing(app) {
        let (seller, _, draft) = drafted(app).await;
        let (path, read) = (format!("/v1/platforms/{draft}"), seller.get(&format!("/v1/listings/{draft}")).await);
        let (etag, said) = (read.header("etag").expect("an etag").to_owned(), read.ok(200));
        let same = json!({"name": said["name"], "summary_en": said["summary_en"], "offers": said["offers"], "profile": said["profile"]});
        for change in [json!({}), same.clone()] {
            let reply = app.unchanged(seller.patch(&path, &etag, change)).await;
            assert_eq!((reply.header("etag"), &reply.ok(200)), (Some(etag.as_str()), &said));
        }
        app.unchanged(seller.patch(&path, "\"77\"", json!({}))).await.problem(412, "version_stale");
        app.vetted(&seller, &draft).await;
        app.mails().await;
        let after = app.unchanged(seller.patch(&path, "*", same)).await.ok(200);
        assert_eq!((&after["status"], &after["working_version"]), (&json!("published"), &json!(null)), "no next version begins");
    }

    async fn what_is_handed_in_has_an_offer_that_is_not_over(app) {
        let (seller, _, draft) = drafted(app).await;
        let (path, submission) = (format!("/v1/platforms/{draft}"), format!("/v1/platforms/{draft}/submission"));
        let ends = async |first: &str, last: &str| {
            let offer = json!({"valid_from": first, "valid_until": last, "price_vnd_per_month": 0, "days": {"medium": 30}});
            seller.patch(&path, "*", json!({"offers": [offer]})).await.ok(200);
        };
        ends("2026-11-01", "2026-11-15").await;
        let refused = app.unchanged(seller.act(&submission)).await;
        refused.fault(409, "offer_missing", "/offers", "offers_over");
        assert!(text(&refused.json()["errors"][0], "detail").contains("2026-11-15 was the last day"), "{}", refused.text());
        ends("2026-11-01", "2026-11-16").await;
        seller.act(&submission).await.ok(200);
        app.mails().await;
    }

    async fn of_two_changes_of_one_version_one_holds(app) {
        let (seller, _, draft) = drafted(app).await;
        let path = format!("/v1/platforms/{draft}");
        let (one, two) = join(seller.patch(&path, "\"1\"", json!({"name": "Tên A"})), seller.patch(&path, "\"1\"", json!({"name": "Tên B"}))).await;
        let (held, refused) = if one.status == 200 { (one, two) } else { (two, one) };
        refused.problem(412, "version_stale");
        assert_eq!(seller.get(&format!("/v1/listings/{draft}")).await.ok(200), held.ok(200));
    }

    async fn a_name_that_was_changed_is_found_and_the_old_one_is_not(app) {
        let (seller, _, draft) = drafted(app).await;
        let change = json!({"name": "Kho Hàng Thông Minh (demo)", "summary_vi": "Tồn kho.", "summary_en": "Stock."});
        seller.patch(&format!("/v1/platforms/{draft}"), "\"1\"", change).await.ok(200);
        seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        app.published(&app.reviewer().await, &draft).await;
        app.mails().await;
        assert_eq!(app.anon.get("/v1/platforms?q=kho+hang+thong+minh").await.ok(200)["data"][0]["id"], draft);
        let old = app.anon.get("/v1/platforms?q=so+sach&with_offer=true").await.ok(200);
        assert_eq!(old["data"][0]["match"]["snippets"], json!([]), "only its category has to do with it");
    }

    async fn a_change_to_nonsense_changes_nothing(app) {
        let (seller, _, draft) = drafted(app).await;
        let path = format!("/v1/platforms/{draft}");
        for (change, pointer, fault) in [
            (json!({"name": ""}), "/name", "empty"), (json!({"summary_vi": "x".repeat(501)}), "/summary_vi", "too_long"),
            (json!({"category_code": "nothing"}), "/category_code", "unknown_category"),
            (json!({"offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": -1, "days": {"micro": 1}}]}), "/offers/0/price_vnd_per_month", "out_of_range"),
            (json!({"offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 1, "days": {}}]}), "/offers/0/days", "no_length"),
        ] {
            app.unchanged(seller.patch(&path, "\"1\"", change)).await.fault(422, "invalid_values", pointer, fault);
        }
        for (change, pointer) in [(json!({"slug": "other"}), "/slug"), (json!({"status": "published"}), "/status"), (json!({"vendor_id": "x"}), "/vendor_id")] {
            app.unchanged(seller.patch(&path, "\"1\"", change)).await.fault(400, "malformed_json", pointer, "unknown_field");
        }
    }

    async fn a_foreign_draft_answers_like_an_unknown_one(app) {
        let ((_, _, draft), (other, _, _)) = (drafted(app).await, drafted(app).await);
        let unknown = "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";
        let change = || json!({"name": "Mine"});
        let foreign = app.unchanged(other.patch(&format!("/v1/platforms/{draft}"), "\"1\"", change())).await;
        foreign.problem(404, "not_found");
        assert_eq!(foreign.essence(), other.patch(&format!("/v1/platforms/{unknown}"), "\"1\"", change()).await.essence());
        let foreign = app.unchanged(other.act(&format!("/v1/platforms/{draft}/submission"))).await;
        assert_eq!(foreign.essence(), other.act(&format!("/v1/platforms/{unknown}/submission")).await.essence());
        foreign.problem(404, "not_found");
        let foreign = other.get(&format!("/v1/listings/{draft}")).await;
        assert_eq!(foreign.essence(), other.get(&format!("/v1/listings/{unknown}")).await.essence());
    }
}
