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
}
