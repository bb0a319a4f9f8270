//! The catalog's pages: every platform once, whatever the page's length.

use crate::support::client::text;
use std::collections::BTreeSet;

engines! {
    async fn a_walk_meets_every_platform_exactly_once(app) {
        let seed: BTreeSet<String> = csv::Reader::from_path("seed/platforms.csv").expect("the seed").into_records().flatten().map(|row| row[0].to_owned()).collect();
        assert_eq!(seed.len(), 64);
        let mut orders = Vec::new();
        for (limit, lengths) in [(7, [vec![7; 9], vec![1]].concat()), (64, vec![64]), (63, vec![63, 1]), (100, vec![64])] {
            let pages = app.anon.walk(&format!("/v1/platforms?limit={limit}")).await;
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths, "limit {limit}");
            let slugs: Vec<String> = pages.concat().iter().map(|platform| text(platform, "slug")).collect();
            assert_eq!(slugs.iter().cloned().collect::<BTreeSet<_>>(), seed, "limit {limit}");
            orders.push(slugs);
        }
        assert!(orders.windows(2).all(|pair| pair[0] == pair[1]), "one order, whatever the limit");
    }

    async fn a_narrowed_walk_stays_narrowed(app) {
        let pages = app.anon.walk("/v1/platforms?category=accounting_finance&limit=3").await;
        assert!(pages.len() > 2 && pages.concat().iter().all(|platform| platform["category_code"] == "accounting_finance"));
        let whole = app.anon.walk("/v1/platforms?category=accounting_finance&limit=100").await;
        assert_eq!(pages.concat(), whole.concat());
    }

    async fn a_cursor_holds_for_its_list_and_filters_alone(app) {
        let reviewer = app.reviewer().await;
        let cursor = text(&app.anon.get("/v1/platforms?category=accounting_finance&limit=3").await.ok(200), "next_cursor");
        for path in [
            format!("/v1/platforms?cursor={cursor}"), format!("/v1/platforms?category=hr_organization&cursor={cursor}"),
            format!("/v1/platforms?category=accounting_finance&q=a&cursor={cursor}"), format!("/v1/listings?cursor={cursor}"), format!("/v1/vendors?cursor={cursor}"),
            "/v1/platforms?cursor=".to_owned(), "/v1/platforms?cursor=nonsense".to_owned(), format!("/v1/platforms?cursor={}", &cursor[1..]),
            format!("/v1/platforms?category=accounting_finance&cursor={cursor}A"), "/v1/platforms?cursor=W10".to_owned(),
        ] {
            reviewer.get(&path).await.problem(400, "invalid_cursor");
        }
        app.anon.get(&format!("/v1/platforms?category=accounting_finance&limit=50&cursor={cursor}")).await.ok(200);
    }

    async fn a_page_has_twenty_items_unless_asked(app) {
        assert_eq!(app.anon.get("/v1/platforms").await.ok(200)["data"].as_array().map(Vec::len), Some(20));
    }

    async fn listings_and_vendors_are_paged_too(app) {
        let (seller, reviewer) = (app.person("seller@demo.example", None).await, app.reviewer().await);
        let mut vendors = Vec::new();
        for _ in 0..3 {
            vendors.push(app.vendor(&seller).await);
        }
        for vendor in &vendors {
            seller.post("/v1/platforms", app.platform_body(vendor)).await.ok(201);
        }
        app.mails().await;
        let ids: Vec<String> = reviewer.walk("/v1/vendors?limit=2").await.concat().iter().map(|row| text(row, "id")).collect();
        assert_eq!(ids, vendors, "oldest first");
        let listings = seller.walk("/v1/listings?limit=2").await;
        assert_eq!(listings.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(reviewer.walk("/v1/listings?limit=60").await.concat().len(), 67);
    }
}
