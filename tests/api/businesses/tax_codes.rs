//! Tax codes over HTTP: who was there first.

use super::body_with;
use crate::support::json;

engines! {
    async fn the_first_to_register_a_code_keeps_it(app) {
        let (who, other) = (app.person("who@demo.example", None).await, app.person("other@demo.example", None).await);
        let firm = app.tax_code();
        who.post("/v1/businesses", body_with(app, &[("tax_code", json!(firm))])).await.ok(201);
        for again in [&who, &other] {
            let refused = app.unchanged(again.post("/v1/businesses", body_with(app, &[("tax_code", json!(firm))]))).await;
            refused.problem(409, "tax_code_taken");
        }
        let branch = format!("{firm}-001");
        assert_eq!(who.post("/v1/businesses", body_with(app, &[("tax_code", json!(branch))])).await.ok(201)["tax_code"], branch);
        let plain = branch.replace('-', "");
        let refused = app.unchanged(who.post("/v1/businesses", body_with(app, &[("tax_code", json!(plain))]))).await;
        refused.problem(409, "tax_code_taken");
    }
}
