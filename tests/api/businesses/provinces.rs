//! Provinces: the code as it was given, of the list it was given in, and what it is called today.

use super::body_with;
use crate::bad_input::firms::{AMBIGUOUS, provinces};
use crate::support::json;

engines! {
    async fn an_ambiguous_code_means_what_its_list_says(app) {
        let (old, today) = (provinces("legacy_provinces.csv"), provinces("provinces.csv"));
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
}
