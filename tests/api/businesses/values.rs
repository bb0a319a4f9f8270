//! Sizes, figures and other values: what is computed, and what is refused with its place.

use super::body_with;
use crate::support::{TestApp, json};
use serde_json::Value;

/// A whole number of billions of VND.
fn billions(amount: i64) -> Value {
    json!(amount * 1_000_000_000)
}

async fn registered(app: &TestApp, members: &[(&str, Value)]) -> crate::support::Reply {
    let who = app.person(&format!("who{}@demo.example", app.next()), None).await;
    let body = body_with(app, members);
    let before = app.digest().await;
    let reply = who.post("/v1/businesses", body).await;
    assert_eq!(reply.status == 201, app.digest().await != before, "a refusal changes nothing: {}", reply.text());
    reply
}

engines! {
    async fn the_size_follows_from_industry_people_and_figures(app) {
        for (section, employees, revenue, capital, class) in [
            ("G", 10, Some(10), None, "micro"), ("G", 10, Some(11), None, "small"), ("G", 10, Some(11), Some(3), "micro"), ("G", 11, Some(1), Some(1), "small"),
            ("C", 10, Some(3), None, "micro"), ("C", 10, Some(4), None, "small"), ("C", 100, Some(50), None, "small"), ("A", 200, None, Some(100), "medium"),
            ("G", 100, Some(300), None, "medium"), ("F", 0, Some(0), None, "micro"),
        ] {
            let figures = [
                ("industry_section", json!(section)), ("employees", json!(employees)),
                ("revenue_vnd", revenue.map_or(json!(null), billions)), ("capital_vnd", capital.map_or(json!(null), billions)),
            ];
            assert_eq!(registered(app, &figures).await.ok(201)["size_class"], class, "{figures:?}");
        }
    }

    async fn a_company_says_its_revenue_or_its_capital(app) {
        registered(app, &[("revenue_vnd", json!(null))]).await.fault(422, "invalid_values", "/revenue_vnd", "figure_missing");
        let with_capital = registered(app, &[("revenue_vnd", json!(null)), ("capital_vnd", billions(1))]).await.ok(201);
        assert_eq!((&with_capital["revenue_vnd"], &with_capital["capital_vnd"]), (&json!(null), &billions(1)));
    }

    async fn all_faults_are_named_at_once(app) {
        let wrong = [
            ("tax_code", json!("0100233480")), ("name", json!("a\u{0}b")), ("province_code", json!("")), ("industry_section", json!("too long")),
            ("employees", json!(-1)), ("revenue_vnd", json!(-1)), ("capital_vnd", json!(-1)),
        ];
        let faults = registered(app, &wrong).await.faults(422, "invalid_values");
        let faults: Vec<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
        assert_eq!(faults, [
            ("/tax_code", "tax_code_check_digit"), ("/name", "forbidden_character"), ("/province_code", "empty"), ("/industry_section", "too_long"),
            ("/employees", "out_of_range"), ("/revenue_vnd", "out_of_range"), ("/capital_vnd", "out_of_range"),
        ]);
        let unknown = [("province_code", json!("00")), ("industry_section", json!("Z"))];
        let faults = registered(app, &unknown).await.faults(422, "invalid_values");
        let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
        assert_eq!(codes, ["unknown_province", "unknown_industry"]);
    }

    async fn a_name_is_trimmed_and_composed(app) {
        let made = registered(app, &[("name", json!("  Co\u{0302}ng ty Demo (demo) "))]).await.ok(201);
        assert_eq!(made["name"], "Công ty Demo (demo)");
        for (name, fault) in [("   ", "empty"), (&*"x".repeat(201), "too_long"), ("a\tb", "forbidden_character"), ("a\u{feff}b", "forbidden_character")] {
            registered(app, &[("name", json!(name))]).await.fault(422, "invalid_values", "/name", fault);
        }
        registered(app, &[("name", json!("ộ".repeat(200)))]).await.ok(201);
    }
}
