//! Every wrong value of a change is named, with its place.

use super::{days_body, propose};
use crate::staff::administrator;
use crate::support::json;
use serde_json::Value;

/// So many days in a row, from the first of March of this year.
fn in_a_row(year: i32, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{year}-{:02}-{:02}", 3 + n / 28, 1 + n % 28)).collect()
}

engines! {
    async fn only_days_ahead_and_only_as_they_stand(app) {
        let one = administrator(app, 1).await;
        for (added, removed, pointer, code) in [
            (vec!["2026-11-16"], vec![], "/added/0/day", "out_of_range"),
            (vec!["2026-12-24", "2026-11-15"], vec![], "/added/1/day", "out_of_range"),
            (vec!["2100-01-01"], vec![], "/added/0/day", "out_of_range"),
            (vec![], vec!["2026-09-02"], "/removed/0", "out_of_range"),
            (vec!["2026-11-24"], vec![], "/added/0/day", "already_a_holiday"),
            (vec![], vec!["2026-11-24", "2026-11-25"], "/removed/1", "not_a_holiday"),
            (vec!["2026-12-24"], vec!["2026-12-24"], "/removed/0", "not_a_holiday"),
            (vec!["2026-12-24", "2026-12-25", "2026-12-24"], vec![], "/added/2/day", "repeated_day"),
            (vec![], vec!["2026-11-24", "2026-11-24"], "/removed/1", "repeated_day"),
            (vec!["2026-02-30"], vec![], "/added/0/day", "not_a_day"),
            (vec![], vec!["24/11/2026"], "/removed/0", "not_a_day"),
            (vec![], vec![], "/added", "no_days"),
        ] {
            let refused = app.unchanged(propose(&one, &added, &removed)).await;
            refused.fault(422, "invalid_values", pointer, code);
        }
        propose(&one, &["2026-11-17", "2099-12-31"], &["2026-11-24"]).await.ok(201);
    }

    async fn every_fault_is_named_at_once(app) {
        let one = administrator(app, 1).await;
        let nameless = json!({"day": "tomorrow", "name_vi": "", "name_en": "n".repeat(201)});
        let wrong = json!({"added": [nameless], "removed": ["x"], "reason": " "});
        let faults = app.unchanged(one.post("/v1/holiday-changes", wrong)).await.faults(422, "invalid_values");
        let found: Vec<(&str, &str)> = faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
        let wanted = [("/reason", "empty"), ("/added/0/day", "not_a_day"), ("/added/0/name_vi", "empty"), ("/added/0/name_en", "too_long"), ("/removed/0", "not_a_day")];
        assert_eq!(found, wanted);
        let refused = app.unchanged(propose(&one, &["2026-11-16", "2026-11-24"], &["2026-11-25"])).await;
        assert_eq!(refused.faults(422, "invalid_values").len(), 3);
        let unknown = json!({"added": [{"day": "2026-12-24", "name": "x"}], "reason": "Demo."});
        app.unchanged(one.post("/v1/holiday-changes", unknown)).await.problem(400, "malformed_json");
    }

    async fn a_change_has_thirty_days_of_each_kind_at_most(app) {
        let one = administrator(app, 1).await;
        let days = in_a_row(2028, 31);
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        app.unchanged(propose(&one, &days, &[])).await.fault(422, "invalid_values", "/added", "too_many");
        app.unchanged(propose(&one, &[], &days)).await.fault(422, "invalid_values", "/removed", "too_many");
        let mut longest = days_body(&days[..30], &[]);
        for holiday in longest["added"].as_array_mut().expect("a list") {
            let names: [Value; 2] = ["ễ", "w"].map(|letter| json!(letter.repeat(200)));
            (holiday["name_vi"], holiday["name_en"]) = (names[0].clone(), names[1].clone());
        }
        assert_eq!(one.post("/v1/holiday-changes", longest.clone()).await.ok(201)["added"], longest["added"]);
    }
}
