//! What staff see of cases, narrowed and page by page.

use super::{cases, complained, decided_by};
use crate::conversions::join;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::{Office, StaffRole};
use serde_json::Value;

fn ids(cases: &[Value]) -> Vec<String> {
    cases.iter().map(|case| text(case, "id")).collect()
}

engines! {
    async fn a_list_is_narrowed_and_paged_oldest_first(app) {
        let reviewer = app.reviewer().await;
        let (one, first) = complained(app).await;
        let (_, second) = complained(app).await;
        decided_by(&reviewer, &first, "other").await.ok(200);
        app.mails().await;
        let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
        let (first, second) = (id(&first), id(&second));
        assert_eq!(ids(&cases(&reviewer, "").await), [first.clone(), second.clone()]);
        let pages = reviewer.walk("/v1/cases?limit=1").await;
        assert_eq!(pages.iter().map(|page| text(&page[0], "id")).collect::<Vec<_>>(), [first.clone(), second.clone()]);
        let vendor = text(&one.sme.get(&one.path("")).await.ok(200), "vendor_id");
        for (query, want) in [
            ("&state=open".to_owned(), vec![second.clone()]),
            ("&state=closed".to_owned(), vec![first.clone()]),
            ("&kind=complaint".to_owned(), vec![first.clone(), second.clone()]),
            (format!("&vendor_id={vendor}"), vec![first.clone()]),
            (format!("&trial_id={}", one.trial_id), vec![first.clone()]),
            ("&province_code=79".to_owned(), vec![first.clone(), second.clone()]),
            ("&province_code=01".to_owned(), vec![]),
        ] {
            assert_eq!(ids(&cases(&reviewer, &query).await), want, "{query}");
        }
        let cursor = text(&reviewer.get("/v1/cases?limit=1").await.ok(200), "next_cursor");
        reviewer.get(&format!("/v1/cases?limit=1&state=open&cursor={cursor}")).await.problem(400, "invalid_cursor");
        reviewer.get("/v1/cases?province_code=99").await.fault(400, "invalid_query", "province_code", "unknown_province");
        reviewer.get("/v1/cases?kind=else").await.problem(400, "invalid_query");
        reviewer.get(&format!("/v1/cases/{}", one.trial_id)).await.problem(404, "not_found");
    }

    async fn officers_see_their_own_province_and_some_staff_nothing(app) {
        let (tried, case) = complained(app).await;
        for role in [StaffRole::Reviewer, StaffRole::Auditor, StaffRole::Administrator, StaffRole::ProvinceOfficer] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            assert_eq!(cases(&staff, "").await.len(), 1, "{role}");
            assert_eq!(staff.get(&case).await.ok(200)["trial_id"], json!(tried.trial_id));
        }
        app.account("officer@demo.example", None).await;
        let elsewhere = app.take_office("officer@demo.example", Office { role: StaffRole::ProvinceOfficer, province: Some("01".to_owned()) }).await;
        app.mails().await;
        assert_eq!(cases(&elsewhere, "").await.len(), 0);
        assert_eq!(cases(&elsewhere, "&province_code=79").await.len(), 0);
        elsewhere.get(&case).await.problem(404, "not_found");
        for role in [StaffRole::Analyst, StaffRole::DataProtectionOfficer] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            staff.get("/v1/cases").await.problem(403, "forbidden");
            staff.get(&case).await.problem(403, "forbidden");
        }
    }

    async fn whoever_belongs_to_a_vendor_does_not_see_its_cases(app) {
        let (tried, case) = complained(app).await;
        let (_, other) = complained(app).await;
        let auditor = app.person("own@demo.example", Some(StaffRole::Auditor)).await;
        join(app, &auditor, &tried, false, true).await;
        assert_eq!(ids(&cases(&auditor, "").await), [other.rsplit('/').next().expect("an id")]);
        auditor.get(&case).await.problem(404, "not_found");
        auditor.get(&other).await.ok(200);
    }
}
