//! Who was refused what is written down, with the request, and read by those who watch.

use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::time::Duration;

engines! {
    async fn every_refusal_of_somebody_is_a_fact_with_its_request(app) {
        let who = app.person("who@demo.example", None).await;
        let account = text(&who.get("/v1/me").await.ok(200), "id");
        let forbidden = who.get("/v1/vendors").await;
        forbidden.problem(403, "forbidden");
        let foreign = who.get("/v1/businesses/biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").await;
        foreign.problem(404, "not_found");
        app.advance(Duration::from_secs(601));
        let stale = who.act("/v1/me/totp").await;
        stale.problem(401, "reauthentication_needed");
        let dpo = app.person("dpo@demo.example", Some(StaffRole::DataProtectionOfficer)).await;
        let seen = dpo.get(&format!("/v1/audit-events?account_id={account}&limit=3")).await.ok(200);
        let facts: Vec<(&Value, &Value, &Value, &Value)> = seen["data"].as_array().expect("a list").iter()
            .map(|fact| (&fact["kind"], &fact["request_id"], &fact["body"]["operation"], &fact["body"]["code"])).collect();
        let line = |reply: &crate::support::Reply, operation: &str, code: &str| {
            (json!("access.refused"), json!(reply.header("request-id")), json!(operation), json!(code))
        };
        let wanted = [line(&stale, "start_totp", "reauthentication_needed"), line(&foreign, "get_business", "not_found"), line(&forbidden, "list_vendors", "forbidden")];
        assert_eq!(facts, wanted.iter().map(|(a, b, c, d)| (a, b, c, d)).collect::<Vec<_>>());
        assert!(seen["data"].as_array().expect("a list").iter().all(|fact| fact["subject_id"] == account.as_str() && fact["account_id"] == account.as_str()));
    }

    async fn what_was_done_is_read_page_by_page_newest_first(app) {
        let tried = app.activated().await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let about = auditor.walk(&format!("/v1/audit-events?subject={}&limit=2", tried.trial_id)).await;
        let kinds: Vec<String> = about.iter().flatten().map(|fact| text(fact, "kind")).collect();
        assert_eq!(kinds, ["trial.activated", "trial.provisioned", "trial.accepted", "trial.requested"]);
        let all = auditor.walk("/v1/audit-events?limit=100").await;
        let ids: Vec<String> = all.iter().flatten().map(|fact| text(fact, "id")).collect();
        let mut sorted = ids.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        assert!(ids == sorted && ids.len() > 20, "{}", ids.len());
        for (path, parameter) in [("account_id=trl_1", "account_id"), ("topic=x", "topic"), ("limit=0", "limit")] {
            let refused = auditor.get(&format!("/v1/audit-events?{path}")).await;
            assert_eq!(refused.faults(400, "invalid_query")[0].0, parameter);
        }
        tried.sme.get("/v1/audit-events").await.problem(403, "forbidden");
    }
}
