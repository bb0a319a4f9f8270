//! Who may not, and what cannot be.

use super::{ids, officer, path, quarter, sent, set, with, withdraw};
use crate::staff::administrator;
use crate::support::{Reply, json};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;

fn without(member: &str) -> Value {
    let mut whole = quarter();
    whole.as_object_mut().expect("members").remove(member);
    whole
}

engines! {
    async fn administrators_alone_write(app) {
        let one = administrator(app, 1).await;
        let target = set(&one, json!({"province_code": "79"})).await;
        let mut others = vec![officer(app, "79").await, app.person("somebody@demo.example", None).await];
        for role in [StaffRole::Analyst, StaffRole::Auditor, StaffRole::Reviewer, StaffRole::DataProtectionOfficer] {
            others.push(app.person(&format!("{role}@demo.example"), Some(role)).await);
        }
        for who in &others {
            let refused: Vec<Reply> = vec![
                who.post("/v1/targets", quarter()).await,
                who.patch(&path(&target, ""), "\"1\"", json!({"value": 1, "reason": "Demo."})).await,
                withdraw(who, &target).await,
                sent(who, "metric,from,to,value\n").await,
            ];
            for reply in refused {
                reply.problem(403, "forbidden");
            }
        }
        assert_eq!((one.get(&path(&target, "")).await.ok(200), ids(&one, "").await.len()), (target, 1));
    }

    async fn every_wrong_value_is_named(app) {
        let one = administrator(app, 1).await;
        for (members, pointer, fault) in [
            (json!({"value": -1}), "/value", "out_of_range"),
            (json!({"value": 0}), "/value", "out_of_range"),
            (json!({"value": 1_000_000_001}), "/value", "out_of_range"),
            (json!({"value": i64::MAX}), "/value", "out_of_range"),
            (json!({"metric": "cohort_rate", "value": 1_001}), "/value", "out_of_range"),
            (json!({"metric": "ended_rate", "value": 0}), "/value", "out_of_range"),
            (json!({"to": "2026-12-31"}), "/to", "out_of_range"),
            (json!({"to": "2037-01-08"}), "/to", "out_of_range"),
            (json!({"from": "2027-02-30"}), "/from", "not_a_day"),
            (json!({"from": "1999-12-31"}), "/from", "not_a_day"),
            (json!({"to": "31/03/2027"}), "/to", "not_a_day"),
            (json!({"programme": "large"}), "/programme", "not_one_of"),
            (json!({"programme": ""}), "/programme", "not_one_of"),
            (json!({"ministry_code": "mod"}), "/ministry_code", "not_one_of"),
            (json!({"province_code": "64"}), "/province_code", "unknown_province"),
            (json!({"province_code": "1"}), "/province_code", "unknown_province"),
            (json!({"category_code": "Accounting"}), "/category_code", "unknown_category"),
            (json!({"category_code": "accounting_finance", "ministry_code": "moha"}), "/ministry_code", "other_ministry"),
            (json!({"vendor_id": "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"}), "/vendor_id", "unknown_reference"),
            (json!({"reason": ""}), "/reason", "empty"),
            (json!({"reason": " \n"}), "/reason", "empty"),
            (json!({"reason": "a".repeat(1_001)}), "/reason", "too_long"),
            (json!({"reason": "a\u{202e}b"}), "/reason", "forbidden_character"),
        ] {
            app.unchanged(one.post("/v1/targets", with(&members))).await.fault(422, "invalid_values", pointer, fault);
        }
        let last = set(&one, json!({"to": "2037-01-07"})).await;
        assert_eq!(last["period_kind"], "other");
        let all = json!({"value": -1, "to": "2026-12-31", "programme": "x", "ministry_code": "x", "province_code": "x", "category_code": "x", "vendor_id": "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "reason": ""});
        let faults = app.unchanged(one.post("/v1/targets", with(&all))).await.faults(422, "invalid_values");
        assert_eq!(faults.len(), 8, "{faults:?}");
    }

    async fn every_wrong_shape_is_named(app) {
        let one = administrator(app, 1).await;
        let past = serde_json::from_str::<Value>("9223372036854775808").expect("2^63");
        app.unchanged(one.post("/v1/targets", with(&json!({"value": past})))).await.fault(422, "invalid_values", "/value", "out_of_range");
        for (body, pointer, fault) in [
            (with(&json!({"value": 1.5})), "/value", "wrong_type"),
            (with(&json!({"value": "400"})), "/value", "wrong_type"),
            (with(&json!({"value": null})), "/value", "wrong_type"),
            (with(&json!({"metric": "firms"})), "/metric", "wrong_type"),
            (with(&json!({"vendor_id": "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"})), "/vendor_id", "wrong_type"),
            (with(&json!({"actual": 380})), "/actual", "unknown_field"),
            (without("value"), "/value", "missing_field"),
            (without("reason"), "/reason", "missing_field"),
            (without("metric"), "/metric", "missing_field"),
            (without("to"), "/to", "missing_field"),
        ] {
            let faults = app.unchanged(one.post("/v1/targets", body.clone())).await.faults(400, "malformed_json");
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].1 == fault && (faults[0].0 == pointer || fault == "missing_field"), "{body}: {faults:?}");
        }
        assert_eq!(set(&one, json!({"value": 8.0})).await["value"], 8, "8.0 is the number 8");
    }

    async fn what_a_change_says_is_read_as_what_sets(app) {
        let one = administrator(app, 1).await;
        let rate = set(&one, json!({"metric": "cohort_rate", "value": 125})).await;
        let (at, over) = (path(&rate, ""), path(&rate, "/withdrawal"));
        let patch = |body: Value| app.unchanged(one.patch(&at, "\"1\"", body));
        patch(json!({"value": 1_001, "reason": "Demo."})).await.fault(422, "invalid_values", "/value", "out_of_range");
        patch(json!({"value": 130, "reason": ""})).await.fault(422, "invalid_values", "/reason", "empty");
        let both = patch(json!({"value": 0, "reason": ""})).await.faults(422, "invalid_values");
        assert_eq!(both.len(), 2, "{both:?}");
        patch(json!({"value": 130})).await.problem(400, "malformed_json");
        patch(json!({"value": 130, "reason": "Demo.", "to": "2027-06-30"})).await.problem(400, "malformed_json");
        let nowhere = "/v1/targets/tgt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";
        app.unchanged(one.patch(nowhere, "\"1\"", json!({"value": 1, "reason": "Demo."}))).await.problem(404, "not_found");
        app.unchanged(one.post(&format!("{nowhere}/withdrawal"), json!({"reason": "Demo."}))).await.problem(404, "not_found");
        app.unchanged(one.post(&over, json!({"reason": ""}))).await.fault(422, "invalid_values", "/reason", "empty");
        let of_another = [("Content-Type", "application/json"), ("If-Match", "\"7\"")];
        let stale = one.send("POST", &over, &of_another, json!({"reason": "Demo."}).to_string().into_bytes());
        app.unchanged(stale).await.problem(412, "version_stale");
    }
}
