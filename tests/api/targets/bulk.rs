//! Many targets as a file: saved, changed, brought in again.

use super::{counts, ids, path, saved, sent, sent_with, set, withdraw};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::json;
use serde_json::Value;

const HEAD: &str = "metric,programme,ministry_code,province_code,category_code,vendor_id,from,to,value,reason\n";

engines! {
    async fn a_file_sets_and_changes_and_the_same_file_again_changes_nothing(app) {
        let one = administrator(app, 1).await;
        let kept = set(&one, json!({"metric": "started"})).await;
        let file = format!("{HEAD}conversions,,,79,,,2027-01-01,2027-03-31,400,Demo: quý I\nconversions,sme,,,hr_organization,,2027-01-01,2027-12-31,90,\"Demo, cả năm\"\ncohort_rate,,,,,,2027-01-01,2027-03-31,125,Demo\n");
        let looked = app.unchanged(sent_with(&one, "?dry_run=true", &file)).await;
        assert_eq!((counts(&looked), looked.ok(200)["dry_run"].clone()), ([3, 0, 0], json!(true)));
        assert_eq!(counts(&sent(&one, &file).await), [3, 0, 0]);
        assert_eq!(counts(&app.unchanged(sent(&one, &file)).await), [0, 0, 3]);
        assert_eq!(counts(&app.unchanged(sent(&one, file.replace("Demo", ""))).await), [0, 0, 3], "what changes nothing needs no reason");
        let unreasoned = file.replace(",400,Demo: quý I", ",410,");
        app.unchanged(sent(&one, unreasoned)).await.fault(422, "faulty_file", "/rows/2/reason", "empty");
        let changed = sent(&one, file.replace(",400,", ",410,")).await;
        assert_eq!(counts(&changed), [0, 1, 2]);
        assert_eq!(changed.ok(200)["rows"][0], json!({"row": 2, "outcome": "changed", "old_value": 400, "value": 410}));
        assert_eq!(ids(&one, "").await.len(), 4, "what the file does not name stays");
        assert_eq!(one.get(&path(&kept, "")).await.ok(200), kept);
        let target = one.get("/v1/targets?province_code=79").await.ok(200)["data"][0].clone();
        assert_eq!((&target["value"], &target["from"]), (&json!(410), &json!("2027-01-01")));
        let changes = one.get(&path(&target, "/changes")).await.ok(200)["data"].clone();
        let told: Vec<(Value, Value, String)> = changes.as_array().expect("changes").iter().map(|it| (it["old_value"].clone(), it["new_value"].clone(), text(it, "reason"))).collect();
        assert_eq!(told, [(json!(400), json!(410), "Demo: quý I".to_owned()), (json!(null), json!(400), "Demo: quý I".to_owned())]);
    }

    async fn what_was_saved_changes_nothing_and_says_all_that_holds(app) {
        let one = administrator(app, 1).await;
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        assert_eq!(saved(&one, "").await, format!("\u{feff}{}", HEAD.replace('\n', "\r\n")));
        set(&one, json!({"programme": "sme", "ministry_code": "mof", "province_code": "01", "category_code": "accounting_finance", "vendor_id": vendor})).await;
        set(&one, json!({"metric": "ended_rate", "value": 1_000, "from": "2027-02-01"})).await;
        let gone = set(&one, json!({"metric": "requested"})).await;
        withdraw(&one, &gone).await.ok(200);
        let file = saved(&one, "").await;
        let lines = format!("ended_rate,,,,,,2027-02-01,2027-03-31,1000,\r\nconversions,sme,mof,01,accounting_finance,{vendor},2027-01-01,2027-03-31,400,\r\n");
        assert_eq!(file, format!("\u{feff}{}{lines}", HEAD.replace('\n', "\r\n")));
        assert_eq!(counts(&app.unchanged(sent(&one, &file)).await), [0, 0, 2]);
        // What a spreadsheet program in Vietnam makes of it.
        let local = file.replace("2027-02-01", "01/02/2027").replace("2027-03-31", "31/3/2027").replace(",01,", ",1,").replace(',', ";");
        assert_eq!(counts(&app.unchanged(sent(&one, &local)).await), [0, 0, 2]);
        let headed = local.replace("metric", "CHỈ SỐ").replace("from", "Từ ngày").replace("to;", "đến ngày;").replace("value", "Chỉ tiêu");
        assert_eq!(counts(&app.unchanged(sent(&one, &headed)).await), [0, 0, 2]);
        for (query, lines) in [("?metric=ended_rate", 2), ("?province_code=01", 2), ("?ministry_code=mof&from=2027-01-01&to=2027-03-31", 2), ("?from=2027-02-02", 1), ("?to=2027-03-30", 1)] {
            assert_eq!(saved(&one, query).await.lines().count(), lines, "{query}");
        }
        one.get("/v1/targets/export?province_code=64").await.fault(400, "invalid_query", "province_code", "unknown_province");
        one.get("/v1/targets/export?from=x").await.fault(400, "invalid_query", "from", "not_a_day");
        app.mails().await;
    }

    async fn the_example_can_be_brought_in(app) {
        let one = administrator(app, 1).await;
        let example = std::fs::read("docs/targets_example.csv").expect("the example");
        let [new, changed, unchanged] = counts(&sent(&one, &example).await);
        assert!(new >= 4 && (changed, unchanged) == (0, 0));
        assert_eq!(counts(&app.unchanged(sent(&one, &example)).await), [0, 0, new]);
    }

    async fn five_thousand_are_brought_in_at_once_and_saved(app) {
        let one = administrator(app, 1).await;
        let row = |n: u32| format!("started,2027-01-01,{},{},Demo\n", dungthu::values::LocalDay::parse("2027-01-01").expect("a day").plus_days(n % 3_000), 1 + n);
        let metric = |n: u32, row: String| if n < 3_000 { row } else { row.replace("started", "activated") };
        let rows: String = (0..5_000).map(|n| metric(n, row(n))).collect();
        let file = format!("metric,from,to,value,reason\n{rows}");
        assert_eq!(counts(&sent(&one, &file).await), [5_000, 0, 0]);
        assert_eq!(counts(&sent(&one, &file).await), [0, 0, 5_000]);
        let whole = saved(&one, "").await;
        assert_eq!(whole.lines().count(), 5_001);
        assert_eq!(counts(&sent(&one, &whole).await), [0, 0, 5_000]);
        set(&one, json!({})).await;
        one.get("/v1/targets/export").await.fault(400, "invalid_query", "from", "too_many");
        assert_eq!(saved(&one, "?metric=conversions").await.lines().count(), 2);
        app.unchanged(sent(&one, format!("{file}started,2027-01-02,2027-01-02,1,Demo\n"))).await.problem(422, "invalid_values");
    }
}
