//! Who sees what waits for whom.

use super::{kinds, tasks};
use crate::accounts::keys::make_with;
use crate::cases::complained;
use crate::conversions::join;
use crate::conversions::unsettled::{anew, at};
use crate::support::client::text;
use crate::support::{Tried, json};
use dungthu::accounts::keys::Scope::TrialsRead;
use dungthu::accounts::model::{Office, StaffRole};

engines! {
    async fn strangers_see_nothing_and_everybody_at_once_sees_each_once(app) {
        let tried = app.requested().await;
        let other = app.requested().await;
        assert_eq!(kinds(&app.person("nobody@demo.example", None).await).await, [""; 0]);
        assert_eq!(tasks(&tried.vendor, "").await[0]["subject_id"], json!(tried.trial_id));
        assert_eq!(kinds(&other.sme).await, [""; 0]);
        // On both sides, and in office besides: one request in two lists.
        at(app, "2026-11-23T17:00:00Z");
        app.mails().await;
        at(app, "2026-11-26T17:00:00Z");
        app.mails().await;
        let tried = anew(app, tried).await;
        let all = app.person("all@demo.example", Some(StaffRole::Administrator)).await;
        join(app, &all, &tried, true, true).await;
        let other = anew(app, other).await;
        let seen: Vec<_> = tasks(&all, "").await.iter().map(|it| (text(it, "holder"), text(it, "subject_id"))).collect();
        let id = |tried: &Tried| tried.trial_id.clone();
        assert_eq!(seen, [("vendor".to_owned(), id(&tried)), ("staff".to_owned(), id(&other))], "nobody looks after what is their own");
        let pages = all.walk("/v1/tasks?limit=1").await.concat();
        assert_eq!(pages, tasks(&all, "").await);
        app.anon.get("/v1/tasks").await.problem(401, "unauthenticated");
    }

    async fn officers_see_what_waits_in_their_own_province_and_some_staff_nothing(app) {
        complained(app).await;
        for role in [StaffRole::Reviewer, StaffRole::Auditor, StaffRole::Administrator, StaffRole::ProvinceOfficer] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            assert_eq!(kinds(&staff).await, ["decide_case"], "{role}");
        }
        for role in [StaffRole::Analyst, StaffRole::DataProtectionOfficer] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            assert_eq!(kinds(&staff).await, [""; 0], "{role}");
        }
        app.account("officer@demo.example", None).await;
        let office = Office { role: StaffRole::ProvinceOfficer, province: Some("01".to_owned()) };
        let elsewhere = app.take_office("officer@demo.example", office).await;
        app.mails().await;
        assert_eq!(tasks(&elsewhere, "").await.len(), 0);
        assert_eq!(tasks(&elsewhere, "&province_code=79").await.len(), 0);
    }

    async fn a_vendors_key_sees_what_waits_for_the_vendor(app) {
        let tried = app.requested().await;
        let vendor = text(&tried.vendor.get(&tried.path("")).await.ok(200), "vendor_id");
        let key = app.anon.with_token(&make_with(&tried.vendor, &vendor, &[TrialsRead], json!({})).await.token);
        assert_eq!(tasks(&key, "").await, tasks(&tried.vendor, "").await);
        assert_eq!(kinds(&key).await, ["answer_request"]);
        app.mails().await;
    }
}
