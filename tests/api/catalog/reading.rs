//! Reading the catalog again costs nothing while it has not changed.

use super::drafted;
use crate::support::{Client, Reply};

async fn again(who: &Client, path: &str, etag: &str) -> Reply {
    who.send("GET", path, &[("If-None-Match", etag)], Vec::new()).await
}

engines! {
    async fn what_has_not_changed_is_not_sent_again(app) {
        let (seller, _, draft) = drafted(app).await;
        app.vetted(&seller, &draft).await;
        app.mails().await;
        let versions = format!("/v1/platforms/{draft}/versions");
        for path in ["/v1/platforms", "/v1/platforms?q=misa", "/v1/platforms/misa-amis", &versions, &format!("{versions}/1")] {
            let first = app.anon.get(path).await;
            first.ok(200);
            let etag = first.header("etag").expect("an etag").to_owned();
            assert!(etag.starts_with('"') && etag.len() > 10, "{etag}");
            for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
                let reply = app.unchanged(again(&app.anon, path, &known)).await;
                assert_eq!((reply.status, reply.bytes.len()), (304, 0), "{path} {known}");
                assert_eq!((reply.header("etag"), reply.header("cache-control")), (first.header("etag"), first.header("cache-control")));
            }
            for other in ["\"other\"", "", "other"] {
                assert_eq!(again(&app.anon, path, other).await.ok(200), first.json(), "{path} {other}");
            }
        }
    }

    async fn the_etag_of_a_list_changes_with_it(app) {
        let (seller, _, draft) = drafted(app).await;
        let path = "/v1/platforms?q=so+sach+demo";
        let before = app.anon.get(path).await;
        seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        assert_eq!(again(&app.anon, path, before.header("etag").expect("an etag")).await.status, 304, "nothing is published yet");
        app.published(&app.reviewer().await, &draft).await;
        app.mails().await;
        let after = again(&app.anon, path, before.header("etag").expect("an etag")).await;
        assert_eq!(after.ok(200)["data"][0]["id"], draft);
        assert_ne!(after.header("etag"), before.header("etag"));
    }

    async fn everybody_reads_the_same(app) {
        let (seller, _, _) = drafted(app).await;
        for path in ["/v1/platforms", "/v1/platforms/misa-amis"] {
            assert_eq!(seller.get(path).await.essence(), app.anon.get(path).await.essence());
        }
    }

    async fn what_is_not_in_the_catalog_is_not_found(app) {
        for name in ["no-such", "MISA-AMIS", "misa-amis ", "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "plt_", "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "%25"] {
            app.anon.get(&format!("/v1/platforms/{}", name.replace(' ', "%20"))).await.problem(404, "not_found");
        }
    }
}
