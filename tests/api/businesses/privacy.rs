//! A foreign business is not there.

use crate::support::json;

const UNKNOWN: &str = "biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";

engines! {
    async fn a_foreign_business_answers_like_an_unknown_one(app) {
        let tried = app.requested().await;
        let other = app.person("other@demo.example", None).await;
        app.business(&other).await;
        for who in [&other, &tried.vendor, &app.reviewer().await, &app.analyst().await] {
            let foreign = app.unchanged(who.get(&format!("/v1/businesses/{}", tried.business_id))).await;
            foreign.problem(404, "not_found");
            assert_eq!(foreign.essence(), who.get(&format!("/v1/businesses/{UNKNOWN}")).await.essence());
            let change = json!({"employees": 9});
            let foreign = app.unchanged(who.patch(&format!("/v1/businesses/{}", tried.business_id), "\"1\"", change.clone())).await;
            foreign.problem(404, "not_found");
            assert_eq!(foreign.essence(), who.patch(&format!("/v1/businesses/{UNKNOWN}"), "\"1\"", change).await.essence());
        }
        app.anon.get(&format!("/v1/businesses/{}", tried.business_id)).await.problem(401, "unauthenticated");
        app.anon.post("/v1/businesses", app.business_body()).await.problem(401, "unauthenticated");
    }

    async fn who_registers_a_business_reads_it(app) {
        let who = app.person("who@demo.example", None).await;
        let made = who.post("/v1/businesses", app.business_body()).await;
        let place = made.header("location").expect("a place").to_owned();
        let read = who.get(&place).await;
        assert_eq!((read.ok(200), read.header("etag")), (made.ok(201), made.header("etag")));
        let known = [("If-None-Match", read.header("etag").expect("an etag"))];
        let again = who.send("GET", &place, &known, Vec::new()).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0));
    }
}
