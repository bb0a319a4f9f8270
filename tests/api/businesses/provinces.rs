//! Provinces: the code as it was given, of the list it was given in, and what it is called today.

use super::body_with;
use crate::support::json;

/// Codes that name different provinces in the two lists.
const AMBIGUOUS: [&str; 7] = ["15", "24", "44", "52", "80", "82", "91"];

/// Code, name and, of the list of 63, the successor's code.
fn seed(file: &str) -> Vec<(String, String, String)> {
    let rows = csv::Reader::from_path(format!("seed/{file}")).expect("the seed").into_records();
    rows.map(|row| row.expect("a row")).map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect()
}

engines! {
    async fn a_code_of_the_old_list_is_kept_and_followed_to_its_successor(app) {
        let who = app.person("who@demo.example", None).await;
        let old = seed("legacy_provinces.csv");
        assert_eq!(old.len(), 63);
        for (code, name, successor) in old {
            let body = body_with(app, &[("province_code", json!(code)), ("province_list", json!("63"))]);
            let made = who.post("/v1/businesses", body).await.ok(201);
            assert_eq!((&made["province_list"], &made["province_given"]), (&json!("63"), &json!(code)), "{name}");
            assert_eq!(made["province_code"], successor, "{name}");
        }
    }

    async fn every_code_of_today_stands_for_itself(app) {
        let who = app.person("who@demo.example", None).await;
        for (code, name, _) in seed("provinces.csv") {
            let made = who.post("/v1/businesses", body_with(app, &[("province_code", json!(code))])).await.ok(201);
            assert_eq!((&made["province_list"], &made["province_given"], &made["province_code"]), (&json!("34"), &json!(code), &json!(code)), "{name}");
        }
    }

    async fn an_ambiguous_code_means_what_its_list_says(app) {
        let (old, today) = (seed("legacy_provinces.csv"), seed("provinces.csv"));
        let who = app.person("who@demo.example", None).await;
        for code in AMBIGUOUS {
            let (_, old_name, successor) = old.iter().find(|(known, _, _)| known == code).expect("an old code");
            let (_, new_name, _) = today.iter().find(|(known, _, _)| known == code).expect("a code of today");
            assert_ne!(old_name, new_name, "{code} names two provinces");
            for (list, current) in [("63", successor.as_str()), ("34", code)] {
                let body = body_with(app, &[("province_code", json!(code)), ("province_list", json!(list))]);
                let made = who.post("/v1/businesses", body).await.ok(201);
                assert_eq!((&made["province_list"], &made["province_code"]), (&json!(list), &json!(current)), "{code} of {list}");
            }
            for (list, name) in [("63", old_name), ("34", new_name)] {
                let provinces = app.anon.get(&format!("/v1/provinces?list={list}")).await.ok(200);
                let row = provinces["data"].as_array().expect("a list").iter().find(|row| row["code"] == code).expect("the code").clone();
                assert_eq!(row["name"], name.as_str());
            }
        }
    }

    async fn a_code_that_its_list_lacks_is_refused(app) {
        let who = app.person("who@demo.example", None).await;
        // 64 was Gia Lai's until 2025; 99 was nobody's.
        for (code, list) in [("64", "34"), ("99", "34"), ("99", "63"), ("1", "34"), ("Hue", "63")] {
            let body = body_with(app, &[("province_code", json!(code)), ("province_list", json!(list))]);
            let refused = app.unchanged(who.post("/v1/businesses", body)).await;
            refused.fault(422, "invalid_values", "/province_code", "unknown_province");
        }
        let body = body_with(app, &[("province_list", json!("64"))]);
        app.unchanged(who.post("/v1/businesses", body)).await.fault(400, "malformed_json", "/province_list", "wrong_type");
    }
}
