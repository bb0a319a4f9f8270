//! What a listing says of itself: every wrong value is named with its place.

use super::drafted;
use crate::support::{Reply, TestApp, json};
use serde_json::Value;

/// A draft with this value at this place.
async fn draft_with(app: &TestApp, changes: &[(&str, Value)]) -> Reply {
    let (seller, vendor, _) = drafted(app).await;
    let mut body = app.platform_body(&vendor);
    for (pointer, value) in changes {
        match body.pointer_mut(pointer) {
            Some(place) => *place = value.clone(),
            None => {
                let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
                body.pointer_mut(parent).expect("a parent")[member] = value.clone();
            }
        }
    }
    let before = app.digest().await;
    let reply = seller.post("/v1/platforms", body).await;
    assert_eq!(reply.status == 201, app.digest().await != before, "a refusal changes nothing: {}", reply.text());
    reply
}

engines! {
    async fn a_slug_is_plain(app) {
        for slug in ["", "ab", "-ab", "ab-", "a--b", "Abc", "kế-toán", "a_b", "a b", "a/b", "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", &*"a".repeat(61)] {
            draft_with(app, &[("/slug", json!(slug))]).await.fault(422, "invalid_values", "/slug", "not_a_slug");
        }
        let longest = "a".repeat(60);
        assert_eq!(draft_with(app, &[("/slug", json!(longest))]).await.ok(201)["slug"], longest);
    }

    async fn a_slug_is_taken_once(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let slug = seller.get(&format!("/v1/listings/{draft}")).await.ok(200)["slug"].clone();
        let mut body = app.platform_body(&vendor);
        body["slug"] = slug.clone();
        app.unchanged(seller.post("/v1/platforms", body)).await.problem(409, "slug_taken");
        draft_with(app, &[("/slug", slug)]).await.problem(409, "slug_taken");
    }

    async fn a_wrong_term_of_an_offer_is_named(app) {
        for (pointer, wrong, fault) in [
            ("/offers/0/price_vnd_per_month", json!(-1), "out_of_range"), ("/offers/0/price_vnd_per_month", json!(1_000_000_000_000_001_i64), "out_of_range"),
            ("/offers/0/max_employees", json!(0), "out_of_range"), ("/offers/0/max_employees", json!(1_000_001), "out_of_range"),
            ("/offers/0/days/micro", json!(0), "out_of_range"), ("/offers/0/days/small", json!(367), "out_of_range"), ("/offers/0/days/household", json!(-5), "out_of_range"),
            ("/offers/0/days", json!({}), "no_length"), ("/offers/0/days", json!({"micro": null, "medium": null}), "no_length"),
            ("/category_code", json!("nothing"), "unknown_category"), ("/summary_en", json!("\u{202e}"), "forbidden_character"),
        ] {
            draft_with(app, &[(pointer, wrong)]).await.fault(422, "invalid_values", pointer, fault);
        }
        for (pointer, wrong) in [("/offers/0/price_vnd_per_month", json!(1.5)), ("/offers/0/days/micro", json!("90")), ("/offers/0/days/medium", json!(0.5))] {
            draft_with(app, &[(pointer, wrong)]).await.fault(400, "malformed_json", pointer, "wrong_type");
        }
        let large = draft_with(app, &[("/offers/0/days/large", json!(30))]).await;
        large.fault(400, "malformed_json", "/offers/0/days/large", "unknown_field");
    }

    async fn the_limits_themselves_are_taken(app) {
        let limits = [("/offers/0/days", json!({"household": 1, "micro": 366})), ("/offers/0/price_vnd_per_month", json!(0)), ("/offers/0/max_employees", json!(1))];
        let made = draft_with(app, &limits).await.ok(201);
        let offer = &made["offer"];
        assert_eq!((&offer["price_vnd_per_month"], &offer["max_employees"]), (&json!(0), &json!(1)));
        assert_eq!(offer["days"], json!({"household": 1, "micro": 366, "small": null, "medium": null}));
        draft_with(app, &[("/offers/0/price_vnd_per_month", json!(1_000_000_000_000_000_i64))]).await.ok(201);
    }

    async fn all_faults_are_named_at_once(app) {
        let wrong = [
            ("/slug", json!("X")), ("/name", json!("")), ("/category_code", json!("")), ("/summary_vi", json!("x".repeat(501))), ("/summary_en", json!("")),
            ("/offers/0/days/micro", json!(0)), ("/offers/0/days/small", json!(400)), ("/offers/0/max_employees", json!(0)), ("/offers/0/price_vnd_per_month", json!(-1)),
        ];
        let faults = draft_with(app, &wrong).await.faults(422, "invalid_values");
        let pointers: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, wrong.iter().map(|(pointer, _)| *pointer).collect::<Vec<_>>());
    }
}
