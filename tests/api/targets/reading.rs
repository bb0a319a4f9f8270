//! Lists and their filters, and what of them a province officer sees.

use super::{ids, officer, path, saved, set, withdraw};
use crate::staff::administrator;
use crate::staff::keys::{make_for, of_province};
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::keys::Scope::ReportsRead;
use dungthu::accounts::model::StaffRole;

engines! {
    async fn lists_are_filtered_by_every_member(app) {
        let one = administrator(app, 1).await;
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        let mut made = Vec::new();
        for members in [
            json!({}),
            json!({"province_code": "79", "from": "2027-02-01", "to": "2027-02-28"}),
            json!({"province_code": "01", "ministry_code": "mof", "metric": "started"}),
            json!({"category_code": "hr_organization", "programme": "sme", "from": "2027-01-15", "to": "2027-04-15"}),
            json!({"vendor_id": vendor, "from": "2026-01-01", "to": "2026-12-31"}),
        ] {
            made.push(text(&set(&one, members).await, "id"));
        }
        withdraw(&one, &json!({"id": made[2]})).await.ok(200);
        let [q, february, started, hr, year] = [&made[0], &made[1], &made[2], &made[3], &made[4]].map(String::as_str);
        let vendor_id = format!("&vendor_id={vendor}");
        for (query, wanted) in [
            ("", vec![february, hr, started, q, year]),
            ("&metric=started", vec![started]),
            ("&metric=conversions&province_code=79", vec![february]),
            ("&province_code=79", vec![february]),
            ("&ministry_code=mof", vec![started]),
            ("&category_code=hr_organization", vec![hr]),
            ("&programme=sme", vec![hr]),
            (&vendor_id, vec![year]),
            ("&status=set", vec![february, hr, q, year]),
            ("&status=withdrawn", vec![started]),
            ("&on=2027-02-28", vec![february, hr, started, q]),
            ("&on=2027-03-01", vec![hr, started, q]),
            ("&on=2026-12-31", vec![year]),
            ("&on=2027-04-16", vec![]),
            ("&from=2027-01-15", vec![february, hr]),
            ("&to=2027-03-31", vec![february, started, q, year]),
            ("&from=2027-01-01&to=2027-03-31", vec![february, started, q]),
            ("&province_code=48", vec![]),
        ] {
            assert_eq!(ids(&one, query).await, wanted, "{query}");
        }
        for (query, parameter, fault) in [
            ("province_code=64", "province_code", "unknown_province"), ("category_code=x", "category_code", "unknown_category"), ("ministry_code=x", "ministry_code", "not_one_of"),
            ("programme=x", "programme", "not_one_of"), ("metric=x", "metric", "wrong_parameter"), ("status=gone", "status", "wrong_parameter"), ("on=yesterday", "on", "not_a_day"),
            ("from=2027-13-01", "from", "not_a_day"), ("to=", "to", "not_a_day"), ("vendor_id=ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "vendor_id", "unknown_reference"),
            ("vendor_id=x", "vendor_id", "wrong_parameter"),
        ] {
            one.get(&format!("/v1/targets?{query}")).await.fault(400, "invalid_query", parameter, fault);
        }
        let page = one.get("/v1/targets?limit=1").await.ok(200);
        let cursor = text(&page, "next_cursor");
        one.get(&format!("/v1/targets?metric=started&cursor={cursor}")).await.problem(400, "invalid_cursor");
        app.mails().await;
    }

    async fn a_province_officer_reads_the_targets_of_the_own_province_alone(app) {
        let one = administrator(app, 1).await;
        let who = officer(app, "79").await;
        let own = set(&one, json!({"province_code": "79", "category_code": "hr_organization"})).await;
        let foreign = set(&one, json!({"province_code": "01"})).await;
        let whole = set(&one, json!({})).await;
        assert_eq!(ids(&who, "").await, [text(&own, "id")]);
        assert_eq!(ids(&who, "&province_code=01").await, Vec::<String>::new());
        assert_eq!(who.get(&path(&own, "")).await.ok(200), own);
        assert_eq!(who.get(&path(&own, "/changes")).await.ok(200)["data"].as_array().map(Vec::len), Some(1));
        for target in [&foreign, &whole] {
            let none = who.get("/v1/targets/tgt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").await;
            assert_eq!(who.get(&path(target, "")).await.essence(), none.essence());
            who.get(&path(target, "/changes")).await.problem(404, "not_found");
        }
        let file = saved(&who, "").await;
        assert_eq!((file.lines().count(), file.contains(",79,hr_organization,")), (2, true), "{file}");
        for role in [StaffRole::Analyst, StaffRole::Auditor] {
            let all = app.person(&format!("{role}@demo.example"), Some(role)).await;
            assert_eq!(ids(&all, "").await.len(), 3);
            assert_eq!((all.get(&path(&foreign, "")).await.ok(200), all.get(&path(&whole, "/changes")).await.status), (foreign.clone(), 200));
        }
        for role in [StaffRole::Reviewer, StaffRole::DataProtectionOfficer] {
            let none = app.person(&format!("{role}@demo.example"), Some(role)).await;
            for at in ["/v1/targets".to_owned(), "/v1/targets/export".to_owned(), path(&own, ""), path(&own, "/changes")] {
                none.get(&at).await.problem(403, "forbidden");
            }
        }
        app.anon.get("/v1/targets").await.problem(401, "unauthenticated");
    }

    async fn a_provinces_system_reads_what_its_officer_reads(app) {
        let one = administrator(app, 1).await;
        let own = set(&one, json!({"province_code": "79"})).await;
        let foreign = set(&one, json!({"province_code": "01"})).await;
        let key = make_for(&one, of_province("79", &[ReportsRead])).await;
        let system = app.anon.with_token(&key.token);
        assert_eq!(ids(&system, "").await, [text(&own, "id")]);
        system.get(&path(&own, "")).await.ok(200);
        system.get(&path(&foreign, "")).await.problem(404, "not_found");
        system.get(&path(&own, "/changes")).await.problem(403, "session_needed");
        app.mails().await;
    }
}
