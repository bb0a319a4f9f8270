//! What is told first, when several things are wrong: who asks, what they may, then everything else. Always the same.

use crate::support::json;

engines! {
    async fn the_first_fault_told_is_always_the_same(app) {
        let tried = app.requested().await;
        let stranger = app.person("stranger@demo.example", None).await;
        let analyst = app.analyst().await;
        let trial = tried.path("");
        for _ in 0..12 {
            app.anon.get("/v1/trials/zz?zz=1").await.problem(401, "unauthenticated");
            app.anon.with_token("short").post(&format!("{trial}/provisioning"), json!([])).await.problem(401, "unauthenticated");
            analyst.act("/v1/trials/zz/acceptance").await.problem(403, "forbidden");
            analyst.post(&format!("{trial}/heartbeats"), json!({})).await.problem(403, "forbidden");
            stranger.get("/v1/vendors?status=zz").await.problem(403, "forbidden");
            stranger.patch("/v1/platforms/plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "x", json!({})).await.problem(403, "forbidden");
            tried.vendor.post("/v1/trials/zz/heartbeats", json!({})).await.problem(404, "not_found");
            tried.vendor.post(&format!("{trial}/heartbeats"), json!({})).await.problem(400, "malformed_json");
        }
    }
}
