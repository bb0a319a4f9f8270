//! Household businesses: known by a personal number that is kept nowhere.

use super::body_with;
use crate::support::json;

const NUMBER: &str = "079185012347";

engines! {
    async fn the_personal_number_is_kept_nowhere(app) {
        let who = app.person("who@demo.example", None).await;
        let body = body_with(app, &[("tax_code", json!(NUMBER))]);
        let reply = who.post_with_key("/v1/businesses", "household-1", body).await;
        let made = reply.ok(201);
        for (member, want) in [("kind", json!("household")), ("size_class", json!("household")), ("tax_code", json!(null)), ("household_last3", json!("347"))] {
            assert_eq!(made[member], want, "{member}");
        }
        let read = who.get(&format!("/v1/businesses/{}", made["id"].as_str().expect("an id"))).await;
        let hex: String = NUMBER.bytes().map(|byte| format!("{byte:02x}")).collect();
        let digest = app.digest().await;
        for text in [reply.text(), read.text(), digest] {
            for trace in [NUMBER, "79185012347", "079185012", hex.as_str()] {
                assert!(!text.to_lowercase().contains(trace), "{trace} is kept");
            }
        }
    }

    async fn a_household_registers_once(app) {
        let (who, other) = (app.person("who@demo.example", None).await, app.person("other@demo.example", None).await);
        who.post("/v1/businesses", body_with(app, &[("tax_code", json!(NUMBER))])).await.ok(201);
        for again in [&who, &other] {
            let refused = app.unchanged(again.post("/v1/businesses", body_with(app, &[("tax_code", json!(NUMBER))]))).await;
            refused.problem(409, "tax_code_taken");
            assert!(!refused.essence().2.contains("347"), "{}", refused.text());
        }
        let same_end = body_with(app, &[("tax_code", json!("001185012347"))]);
        assert_eq!(other.post("/v1/businesses", same_end).await.ok(201)["household_last3"], "347");
    }

    async fn a_household_needs_no_figures_and_stays_a_household(app) {
        let who = app.person("who@demo.example", None).await;
        let mut body = body_with(app, &[("tax_code", json!(NUMBER)), ("employees", json!(3))]);
        body.as_object_mut().expect("an object").remove("revenue_vnd");
        let reply = who.post("/v1/businesses", body).await;
        let made = reply.ok(201);
        assert_eq!((&made["size_class"], &made["revenue_vnd"]), (&json!("household"), &json!(null)));
        let path = format!("/v1/businesses/{}", made["id"].as_str().expect("an id"));
        let grown = who.patch(&path, reply.header("etag").expect("an etag"), json!({"employees": 40, "revenue_vnd": 60_000_000_000_i64})).await;
        assert_eq!(grown.ok(200)["size_class"], "household");
    }

    async fn what_cannot_be_a_personal_number_is_refused(app) {
        let who = app.person("who@demo.example", None).await;
        // No such province, none at all, a century to come, and who is born next year.
        for wrong in ["000000000000", "003085001234", "100085001234", "079485001234", "079227001234"] {
            let body = body_with(app, &[("tax_code", json!(wrong))]);
            app.unchanged(who.post("/v1/businesses", body)).await.fault(422, "invalid_values", "/tax_code", "personal_number_form");
            let asked = json!({"kind": "business", "tax_code": wrong});
            app.unchanged(who.post("/v1/join-requests", asked)).await.fault(422, "invalid_values", "/tax_code", "personal_number_form");
        }
        for (n, fine) in ["079211001234", "096199001234", "101085001234"].into_iter().enumerate() {
            let made = who.post("/v1/businesses", body_with(app, &[("tax_code", json!(fine))])).await.ok(201);
            assert_eq!(made["kind"], "household", "{n}");
        }
    }

    async fn a_number_is_nobodys_name(app) {
        let who = app.person("who@demo.example", None).await;
        let made = who.post("/v1/businesses", app.business_body()).await;
        let (place, etag) = (made.header("location").expect("a place").to_owned(), made.header("etag").expect("an ETag").to_owned());
        let me = who.get("/v1/me").await.header("etag").expect("an ETag").to_owned();
        for typed in [NUMBER, "Hộ 079 185 012 347", "Hộ 079.185.012.347", "079-185-012-347", "０７９１８５０１２３４７", "0 7 9 1 8 5 0 1 2 3 4 7"] {
            let named = [("tax_code", json!(NUMBER)), ("name", json!(typed))];
            app.unchanged(who.post("/v1/businesses", body_with(app, &named))).await.fault(422, "invalid_values", "/name", "personal_number");
            let name = json!({"name": typed});
            app.unchanged(who.patch(&place, &etag, name.clone())).await.fault(422, "invalid_values", "/name", "personal_number");
            app.unchanged(who.patch("/v1/me", &me, name)).await.fault(422, "invalid_values", "/name", "personal_number");
            let vendor = json!({"tax_code": app.tax_code(), "name": typed});
            app.unchanged(who.post("/v1/vendors", vendor)).await.fault(422, "invalid_values", "/name", "personal_number");
            let person = json!({"email": "new@demo.example", "name": typed, "password": crate::support::actors::PASSWORD, "locale": "vi"});
            app.unchanged(app.anon.post("/v1/accounts", person)).await.fault(422, "invalid_values", "/name", "personal_number");
        }
        // Nor with any other signs between.
        for typed in ["Hộ 079/185/012/347", "Hộ (079) 185, 012: 347", "0791850123 47"] {
            let vendor = json!({"tax_code": app.tax_code(), "name": typed});
            app.unchanged(who.post("/v1/vendors", vendor)).await.fault(422, "invalid_values", "/name", "personal_number");
        }
        // A household's own is known even within a longer row.
        let own = body_with(app, &[("tax_code", json!(NUMBER)), ("name", json!("Hộ 1079/185/012/3479"))]);
        app.unchanged(who.post("/v1/businesses", own)).await.fault(422, "invalid_values", "/name", "personal_number");
        let household = who.post("/v1/businesses", body_with(app, &[("tax_code", json!(NUMBER))])).await;
        let (at, etag) = (household.header("location").expect("a place").to_owned(), household.header("etag").expect("an ETag").to_owned());
        let renamed = who.patch(&at, &etag, json!({"name": "Hộ (1079) 185,012,347"})).await;
        renamed.fault(422, "invalid_values", "/name", "personal_number");
        who.patch(&at, &etag, json!({"name": "Hộ (1079) 185,012,348"})).await.ok(200);
        // Other numbers are names' to have.
        for fine in ["Demo 0901 234 567 (demo)", "Demo 100.000.000.000 (demo)", "Demo 0314409058 15/07 (demo)"] {
            let etag = who.get(&place).await.header("etag").expect("an ETag").to_owned();
            who.patch(&place, &etag, json!({"name": fine})).await.ok(200);
        }
    }
}
