//! The catalog in memory, on several servers of one database.

use crate::support::{Client, lookups};
use dungthu::server::Server;

engines! {
    async fn another_server_takes_over_what_was_published(app) {
        let other = Server::start(&app.config, app.db.clone()).await.expect("a second server");
        let there = Client::new(format!("http://{}", other.address));
        let list = "/v1/platforms?with_offer=true";
        let before = there.get(list).await.ok(200);
        assert_eq!(before["data"], crate::support::json!([]));

        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        app.expect_unsent();
        let platform = app.platform(&seller, &vendor).await;
        let here = app.anon.get(list).await.ok(200);
        assert_eq!(here["data"][0]["id"], platform, "at once where it was published");
        assert_eq!(there.get(list).await.ok(200), before, "elsewhere only after a look");
        other.catalog.follow(&app.db).await.expect("a look");
        assert_eq!(there.get(list).await.ok(200), here);
        assert_eq!(there.get(&format!("/v1/platforms/{platform}")).await.ok(200)["id"], platform);
        other.stop().await;
    }

    async fn a_look_that_finds_nothing_new_keeps_the_snapshot(app) {
        let before = app.server.catalog.snapshot();
        app.server.catalog.follow(&app.db).await.expect("a look");
        assert!(std::sync::Arc::ptr_eq(&before, &app.server.catalog.snapshot()));
        // Nor does it make another one for what happens beside the catalog, and for what is not published yet.
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        app.expect_unsent();
        seller.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201);
        app.server.catalog.follow(&app.db).await.expect("a look");
        assert!(std::sync::Arc::ptr_eq(&before, &app.server.catalog.snapshot()));
    }

    async fn what_is_written_for_the_next_version_makes_no_other_snapshot(app) {
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        app.expect_unsent();
        let platform = app.platform(&seller, &vendor).await;
        let before = app.server.catalog.snapshot();
        seller.patch(&format!("/v1/platforms/{platform}"), "*", crate::support::json!({ "summary_en": "Another demo summary." })).await.ok(200);
        app.server.catalog.follow(&app.db).await.expect("a look");
        assert!(std::sync::Arc::ptr_eq(&before, &app.server.catalog.snapshot()));
    }

    async fn a_read_of_the_catalog_asks_no_database(app) {
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        app.expect_unsent();
        let platform = app.platform(&seller, &vendor).await;
        let public = format!("/v1/platforms/{platform}");
        let (reply, queries) = lookups::of(&platform, app.anon.get(&public)).await;
        assert_eq!((reply.ok(200)["id"].as_str(), queries), (Some(platform.as_str()), 0));
        let (reply, queries) = lookups::of(&platform, seller.get(&format!("/v1/listings/{platform}"))).await;
        assert_eq!(reply.ok(200)["id"].as_str(), Some(platform.as_str()));
        assert!(queries > 0, "its vendor reads what is stored");
    }
}
