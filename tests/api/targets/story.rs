//! A target is set, changed and withdrawn; what became of it can be read.

use super::{path, quarter, set, with, withdraw};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::json;
use diesel::prelude::*;
use dungthu::db::schema::events;
use serde_json::Value;
use std::time::Duration;

engines! {
    async fn a_target_is_set_changed_and_withdrawn_and_all_of_it_is_kept(app) {
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let made = one.post("/v1/targets", with(&json!({"province_code": "79", "category_code": "accounting_finance"}))).await;
        let target = made.ok(201);
        assert_eq!((made.header("location"), made.header("etag")), (Some(path(&target, "").as_str()), Some("\"1\"")));
        for (member, value) in [
            ("metric", json!("conversions")), ("unit", json!("count")), ("programme", json!(null)), ("ministry_code", json!(null)), ("province_code", json!("79")),
            ("category_code", json!("accounting_finance")), ("vendor_id", json!(null)), ("vendor_name", json!(null)), ("from", json!("2027-01-01")), ("to", json!("2027-03-31")),
            ("period_kind", json!("quarter")), ("value", json!(400)), ("status", json!("set")),
        ] {
            assert_eq!(target[member], value, "{member}");
        }
        app.advance(Duration::from_secs(60));
        let change = json!({"value": 450, "reason": "Demo: thêm hai chiến dịch."});
        let changed = two.patch(&path(&target, ""), "\"1\"", change.clone()).await;
        assert_eq!((changed.ok(200)["value"].clone(), changed.header("etag")), (json!(450), Some("\"2\"")));
        app.unchanged(one.patch(&path(&target, ""), "\"1\"", json!({"value": 460, "reason": "Demo."}))).await.problem(412, "version_stale");
        app.unchanged(one.patch(&path(&target, ""), "\"2\"", change.clone())).await.fault(422, "invalid_values", "/value", "same_value");
        let at = path(&target, "");
        let without = one.send("PATCH", &at, &[("Content-Type", "application/json")], change.to_string().into_bytes());
        app.unchanged(without).await.problem(428, "version_missing");
        app.advance(Duration::from_secs(60));
        let withdrawn = withdraw(&one, &target).await.ok(200);
        assert_eq!((&withdrawn["status"], &withdrawn["value"]), (&json!("withdrawn"), &json!(450)));
        for reply in [withdraw(&two, &target).await, two.patch(&path(&target, ""), "\"3\"", change).await] {
            assert_eq!(reply.problem(409, "wrong_state")["state"], "withdrawn");
        }
        // It can still be read, and so can all that became of it.
        assert_eq!(one.get(&path(&target, "")).await.ok(200), withdrawn);
        let changes = two.get(&path(&target, "/changes?limit=2")).await.ok(200);
        let rest = two.get(&path(&target, &format!("/changes?limit=2&cursor={}", text(&changes, "next_cursor")))).await.ok(200);
        let told = |change: &Value| (change["number"].clone(), change["old_value"].clone(), change["new_value"].clone(), text(change, "reason"));
        let all: Vec<_> = [&changes, &rest].iter().flat_map(|page| page["data"].as_array().expect("a page")).map(told).collect();
        assert_eq!(all, [
            (json!(3), json!(450), json!(null), "Demo: bỏ.".to_owned()),
            (json!(2), json!(400), json!(450), "Demo: thêm hai chiến dịch.".to_owned()),
            (json!(1), json!(null), json!(400), "Demo: kế hoạch quý.".to_owned()),
        ]);
        let (by, at) = (|page: &Value, n: usize| text(&page["data"][n], "changed_by"), |page: &Value, n: usize| text(&page["data"][n], "changed_at"));
        assert_eq!(by(&changes, 0), by(&rest, 0));
        assert_ne!(by(&changes, 0), by(&changes, 1));
        assert_eq!([at(&rest, 0), at(&changes, 0)], [text(&withdrawn, "set_at"), text(&withdrawn, "updated_at")]);
        // Another one of the same can be set since.
        let again = set(&one, json!({"province_code": "79", "category_code": "accounting_finance", "value": 500})).await;
        assert_ne!(again["id"], target["id"]);
    }

    async fn every_change_is_an_event_without_what_was_typed(app) {
        let one = administrator(app, 1).await;
        let target = set(&one, json!({"ministry_code": "mof"})).await;
        one.patch(&path(&target, ""), "\"1\"", json!({"value": 1, "reason": "Demo: bí mật."})).await.ok(200);
        withdraw(&one, &target).await.ok(200);
        let id = text(&target, "id");
        let recorded: Vec<(String, String)> = app.query({
            let id = id.clone();
            move |conn| events::table.filter(events::subject_id.eq(id)).order(events::id).select((events::kind, events::body)).load(conn).expect("events")
        }).await;
        let wanted = [
            ("target.set", json!({"target": id, "aim": {"metric": "conversions", "programme": null, "ministry_code": "mof", "province_code": null, "category_code": null, "vendor_id": null, "from": "2027-01-01", "to": "2027-03-31"}, "value": 400})),
            ("target.changed", json!({"target": id, "old_value": 400, "new_value": 1})),
            ("target.withdrawn", json!({"target": id, "old_value": 1})),
        ];
        let recorded: Vec<(&str, Value)> = recorded.iter().map(|(kind, body)| (kind.as_str(), serde_json::from_str(body).expect("JSON"))).collect();
        assert_eq!(recorded, wanted);
    }

    async fn each_scope_metric_and_period_has_its_own_target(app) {
        let one = administrator(app, 1).await;
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        let all = [
            json!({}), json!({"metric": "started"}), json!({"to": "2027-03-30"}), json!({"from": "2027-01-02"}), json!({"programme": "sme"}), json!({"ministry_code": "mof"}),
            json!({"province_code": "01"}), json!({"category_code": "accounting_finance"}), json!({"vendor_id": vendor}),
            json!({"programme": "sme", "ministry_code": "mof", "province_code": "01", "category_code": "accounting_finance", "vendor_id": vendor}),
            json!({"metric": "cohort_rate", "value": 125}), json!({"metric": "accepted_in_time", "value": 1_000}), json!({"metric": "activated_by_day_30", "value": 1}), json!({"metric": "ended_rate", "value": 1}),
            json!({"metric": "requested", "value": 1_000_000_000}), json!({"metric": "activated"}), json!({"metric": "engaged", "from": "2027-01-01", "to": "2027-01-01"}),
        ];
        for members in &all {
            let target = set(&one, members.clone()).await;
            let there = app.unchanged(one.post("/v1/targets", with(members))).await.problem(409, "target_exists");
            assert!(text(&there, "detail").contains(&text(&target, "id")), "{there}");
            // The value is no part of what it is about.
            let mut other = with(members);
            other["value"] = json!(7);
            app.unchanged(one.post("/v1/targets", other)).await.problem(409, "target_exists");
        }
        let named = one.get(&format!("/v1/targets?vendor_id={vendor}&province_code=01")).await.ok(200);
        assert_eq!((&named["data"][0]["vendor_id"], named["data"][0]["vendor_name"].is_string()), (&json!(vendor), true));
        assert_eq!(one.get("/v1/targets?metric=cohort_rate").await.ok(200)["data"][0]["unit"], "tenths_of_percent");
        app.mails().await;
    }

    async fn the_same_request_again_sets_nothing_more(app) {
        let one = administrator(app, 1).await;
        let first = one.post_with_key("/v1/targets", "demo-1", quarter()).await;
        let again = app.unchanged(one.post_with_key("/v1/targets", "demo-1", quarter())).await;
        assert_eq!((first.ok(201), again.header("idempotent-replayed")), (again.ok(201), Some("true")));
        app.unchanged(one.post_with_key("/v1/targets", "demo-1", with(&json!({"value": 1})))).await.problem(422, "idempotency_mismatch");
    }
}
