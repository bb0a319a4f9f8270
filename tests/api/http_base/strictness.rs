//! What looks almost right is refused, and named.

use crate::support::json;

engines! {
    async fn faults_of_form_and_of_reference_are_named_together(app) {
        let who = app.person("who@demo.example", None).await;
        let mut body = app.business_body();
        body["tax_code"] = json!("0100233480");
        body["province_code"] = json!("00");
        body["industry_section"] = json!("Z");
        let faults = app.unchanged(who.post("/v1/businesses", body)).await.faults(422, "invalid_values");
        let pointers: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/tax_code", "/province_code", "/industry_section"]);
    }

    async fn a_wrong_method_names_the_right_ones_outside_the_api_too(app) {
        let pages = ["verification", "conversion", "retention", "invitation", "password-reset", "address", "address-stop", "address-return"];
        let pages = pages.map(|page| ("DELETE", format!("/pages/{page}/x"), "GET, HEAD, POST"));
        let health = ["/livez", "/readyz"].map(|path| ("POST", path.to_owned(), "GET, HEAD"));
        for (method, path, allowed) in pages.into_iter().chain(health) {
            let path = path.as_str();
            let reply = app.anon.send(method, path, &[], Vec::new()).await;
            reply.problem(405, "method_not_allowed");
            assert_eq!(reply.header("allow"), Some(allowed), "{method} {path}");
        }
    }

    async fn the_key_of_a_person_outlives_the_session(app) {
        let who = app.person("who@demo.example", None).await;
        let body = app.business_body();
        let first = who.post_with_key("/v1/businesses", "key-1", body.clone()).await.ok(201);
        let anew = app.log_in("who@demo.example").await;
        let again = app.unchanged(anew.post_with_key("/v1/businesses", "key-1", body)).await;
        assert_eq!((again.ok(201), again.header("idempotent-replayed")), (first, Some("true")));
    }
}
