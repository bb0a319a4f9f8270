//! Questions that cannot be asked, and who may ask which.

use crate::support::json;
use dungthu::accounts::model::{Office, StaffRole};

const REPORTS: [&str; 7] = super::asked::REPORTS;

engines! {
    async fn what_cannot_be_asked_is_named(app) {
        let analyst = app.analyst().await;
        let many = ["1"; 51].join(",");
        for (query, name, fault) in [
            ("interval=fortnight", "interval", "wrong_parameter"),
            ("interval=month&interval=day", "interval", "repeated_parameter"),
            ("group_by=", "group_by", "not_one_of"),
            ("group_by=province,", "group_by", "not_one_of"),
            ("group_by=province,province", "group_by", "too_many_groupings"),
            ("group_by=province,vendor,platform", "group_by", "too_many_groupings"),
            ("as_of=2026-11-16", "as_of", "not_over_yet"),
            ("as_of=2027-01-01", "as_of", "not_over_yet"),
            ("as_of=yesterday", "as_of", "not_a_day"),
            ("province=64", "province", "unknown_value"),
            ("province=01,", "province", "unknown_value"),
            ("province=", "province", "unknown_value"),
            ("province=01%20", "province", "unknown_value"),
            ("legacy_province=96x", "legacy_province", "unknown_value"),
            ("category=crypto", "category", "unknown_value"),
            ("ministry=mystery", "ministry", "unknown_value"),
            ("programme=sme2", "programme", "unknown_value"),
            ("offer_days=090", "offer_days", "unknown_value"),
            ("offer_days=0", "offer_days", "unknown_value"),
            ("offer_days=367", "offer_days", "unknown_value"),
            ("offer_days=-1", "offer_days", "unknown_value"),
            ("industry=G", "industry", "unknown_value"),
            ("size_class=giant", "size_class", "unknown_value"),
            ("channel=radio", "channel", "unknown_value"),
            ("platform=plt_x", "platform", "unknown_value"),
            ("vendor=%27%20OR%201=1", "vendor", "unknown_value"),
            ("channel=direct%00", "channel", "forbidden_character"),
            ("format=pdf", "format", "wrong_parameter"),
            ("set=12", "set", "unknown_parameter"),
            ("weeks=10", "weeks", "unknown_parameter"),
            (&format!("offer_days={many}"), "offer_days", "out_of_range"),
            ("interval=day&from=2020-01-01&to=2026-11-16", "interval", "too_many_cells"),
        ] {
            let reply = analyst.get(&format!("/v1/reports/funnel?{query}")).await;
            assert_eq!(reply.faults(400, "invalid_query"), [(name.to_owned(), fault.to_owned())], "{query}");
        }
        for weeks in ["0", "105", "-1"] {
            analyst.get(&format!("/v1/reports/cohorts?weeks={weeks}")).await.fault(400, "invalid_query", "weeks", "out_of_range");
        }
        let many = analyst.get("/v1/reports/cohorts?interval=day&from=2026-01-01&to=2026-12-31&weeks=52").await;
        many.fault(400, "invalid_query", "weeks", "too_many_cells");
    }

    async fn nobody_sets_a_figure(app) {
        let analyst = app.analyst().await;
        for report in REPORTS {
            let path = format!("/v1/reports/{report}");
            let reply = app.unchanged(analyst.post(&path, json!({"started": 1_000_000}))).await;
            reply.problem(405, "method_not_allowed");
            assert_eq!(reply.header("allow"), Some("GET, HEAD"), "{report}");
        }
    }

    async fn a_province_officer_sees_the_own_province(app) {
        let tried = app.activated().await;
        let officer = |province: &str| Office { role: StaffRole::ProvinceOfficer, province: Some(province.to_owned()) };
        for email in ["o1-test@demo.example", "o2-test@demo.example"] {
            app.account(email, None).await;
        }
        let here = app.take_office("o1-test@demo.example", officer("79")).await;
        let elsewhere = app.take_office("o2-test@demo.example", officer("01")).await;
        for (who, own, started) in [(&here, "79", 1), (&elsewhere, "01", 0)] {
            for query in ["".to_owned(), format!("?province={own}"), "?group_by=province".to_owned(), format!("?province=79,{own}")] {
                let answer = who.get(&format!("/v1/reports/funnel{query}")).await.ok(200);
                assert_eq!((&answer["about"]["province_code"], &answer["total"]["started"]), (&json!(own), &json!(started)), "{query}");
            }
        }
        let refused = here.get("/v1/reports/funnel?province=01").await;
        refused.problem(403, "forbidden");
        assert!(refused.text().contains("This operation is for: province officers, for province 79 alone."), "{}", refused.text());
        let in_vietnamese = here.send("GET", "/v1/reports/funnel?province=01", &[("Accept-Language", "vi")], Vec::new()).await;
        assert!(in_vietnamese.text().contains("Thao tác này dành cho: cán bộ tỉnh, chỉ với tỉnh 79."), "{}", in_vietnamese.text());
        for report in REPORTS {
            tried.vendor.get(&format!("/v1/reports/{report}")).await.problem(403, "forbidden");
            app.anon.get(&format!("/v1/reports/{report}")).await.problem(401, "unauthenticated");
            here.get(&format!("/v1/reports/{report}")).await.ok(200);
        }
    }
}
