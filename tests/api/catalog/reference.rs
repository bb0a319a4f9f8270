//! Reference lists: whole, public, the same for everybody.

use crate::support::json;
use std::collections::BTreeSet;

engines! {
    async fn every_list_is_whole(app) {
        for (path, rows, key) in [
            ("/v1/provinces", 34, "code"), ("/v1/provinces?list=34", 34, "code"), ("/v1/provinces?list=63", 63, "code"), ("/v1/industries", 21, "section"),
            ("/v1/categories", 12, "code"), ("/v1/criteria", 6, "number"), ("/v1/holidays", 14, "day"), ("/v1/holidays?year=2027", 15, "day"), ("/v1/holidays?year=2030", 0, "day"),
        ] {
            let reply = app.unchanged(app.anon.get(path)).await;
            let list = reply.ok(200);
            let keys: BTreeSet<String> = list["data"].as_array().expect("a list").iter().map(|row| row[key].to_string()).collect();
            assert_eq!((keys.len(), list["data"].as_array().map(Vec::len), &list["next_cursor"]), (rows, Some(rows), &json!(null)), "{path}");
            // Holidays staff change: nobody keeps them.
            let kept = if path.contains("holidays") { "no-store" } else { "public, max-age=3600, stale-while-revalidate=60" };
            assert_eq!(reply.header("cache-control"), Some(kept), "{path}");
            let known = [("If-None-Match", reply.header("etag").expect("an etag"))];
            assert_eq!(app.anon.send("GET", path, &known, Vec::new()).await.status, 304, "{path}");
        }
    }

    async fn the_reasons_of_a_list_stand_in_their_order(app) {
        let reasons = app.anon.get("/v1/reasons").await.ok(200);
        let given: Vec<[String; 4]> = reasons["data"].as_array().expect("a list").iter()
            .map(|row| ["list", "code", "text_vi", "text_en"].map(|member| row[member].as_str().expect("a text").to_owned())).collect();
        let seed: Vec<[String; 4]> = csv::Reader::from_path("seed/reasons.csv").expect("the seed").into_records().flatten()
            .map(|row| [0, 1, 2, 3].map(|column| row[column].to_owned())).collect();
        assert_eq!(given, seed);
    }

    async fn every_category_has_its_ministry(app) {
        let categories = app.anon.get("/v1/categories").await.ok(200);
        let ministries: BTreeSet<String> = csv::Reader::from_path("seed/ministries.csv").expect("the seed").into_records().flatten().map(|row| row[0].to_owned()).collect();
        for category in categories["data"].as_array().expect("a list") {
            assert!(ministries.contains(category["ministry_code"].as_str().expect("a code")), "{category}");
        }
    }

    async fn the_holidays_of_a_year_are_those_of_the_seed(app) {
        for year in ["2020", "2026", "2027"] {
            let seed: Vec<[String; 3]> = csv::Reader::from_path("seed/holidays.csv").expect("the seed").into_records().flatten()
                .map(|row| [0, 1, 2].map(|column| row[column].to_owned())).filter(|row| row[0].starts_with(year)).collect();
            let list = app.anon.get(&format!("/v1/holidays?year={year}")).await.ok(200);
            let given: Vec<[String; 3]> = list["data"].as_array().expect("a list").iter()
                .map(|row| ["day", "name_vi", "name_en"].map(|member| row[member].as_str().expect("a text").to_owned())).collect();
            assert_eq!(given, seed, "{year}");
        }
        // 23:59 of New Year's Eve in Vietnam, and midnight.
        for (instant, year) in [("2026-12-31T16:59:59Z", "2026"), ("2026-12-31T17:00:00Z", "2027")] {
            crate::conversions::unsettled::at(app, instant);
            let list = app.anon.get("/v1/holidays").await.ok(200);
            assert!(list["data"][0]["day"].as_str().is_some_and(|day| day.starts_with(year)), "{list}");
        }
        for (query, fault) in [("year=2019", "out_of_range"), ("year=2100", "out_of_range"), ("year=-1", "out_of_range"), ("year=x", "wrong_parameter"), ("year=", "wrong_parameter")] {
            app.anon.get(&format!("/v1/holidays?{query}")).await.fault(400, "invalid_query", "year", fault);
        }
    }
}
