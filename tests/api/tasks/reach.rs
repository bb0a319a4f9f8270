//! Who sees what waits for whom.

use super::{kinds, tasks};
use crate::accounts::keys::make_with;
use crate::cases::complained;
use crate::conversions::unsettled::{anew, at};
use crate::conversions::{join, join_branch};
use crate::staff::keys::{make_for, of_province};
use crate::support::client::text;
use crate::support::{Tried, json};
use dungthu::accounts::keys::Scope::{self, ConversionsRead, TrialsRead};
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

    async fn a_vendors_key_sees_what_waits_for_the_vendor_as_far_as_its_scopes_go(app) {
        let tried = app.requested().await;
        let vendor = text(&tried.vendor.get(&tried.path("")).await.ok(200), "vendor_id");
        let key = async |scopes: &[Scope]| app.anon.with_token(&make_with(&tried.vendor, &vendor, scopes, json!({})).await.token);
        let trials = key(&[TrialsRead]).await;
        assert_eq!(kinds(&trials).await, ["answer_request"]);
        assert_eq!(kinds(&tried.vendor).await, ["answer_request"]);
        // The claim of the business is for the vendor to answer.
        tried.vendor.act(&tried.path("/acceptance")).await.ok(200);
        tried.vendor.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        tried.vendor.act(&tried.path("/activation")).await.ok(200);
        tried.claimed_by(&tried.sme).await.ok(201);
        assert_eq!(kinds(&trials).await, [""; 0]);
        assert_eq!(kinds(&key(&[TrialsRead, ConversionsRead]).await).await, ["answer_claim"]);
        assert_eq!(tasks(&key(&[TrialsRead, ConversionsRead]).await, "").await, tasks(&tried.vendor, "").await);
        key(&[ConversionsRead]).await.get("/v1/tasks").await.problem(403, "insufficient_scope");
        app.mails().await;
    }

    async fn an_authoritys_key_sees_nothing_of_what_waits_for_people(app) {
        complained(app).await;
        let admin = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        assert_eq!(kinds(&admin).await, ["decide_case"]);
        for body in [of_province("79", &[TrialsRead]), of_province("48", &[TrialsRead])] {
            let key = app.anon.with_token(&make_for(&admin, body).await.token);
            assert_eq!(kinds(&key).await, [""; 0]);
        }
        app.mails().await;
    }

    async fn staff_see_neither_what_is_about_their_own_business_nor_requests_that_they_cannot_read(app) {
        let (tried, _) = complained(app).await;
        let reviewer = app.person("own@demo.example", Some(StaffRole::Reviewer)).await;
        assert_eq!(kinds(&reviewer).await, ["decide_case"]);
        at(app, "2026-11-23T17:00:00Z");
        app.mails().await;
        at(app, "2026-11-26T17:00:00Z");
        app.mails().await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        assert_eq!(kinds(&auditor).await, ["decide_case", "look_after_request"]);
        let reviewer = app.log_in_with_code("own@demo.example").await;
        assert_eq!(kinds(&reviewer).await, ["decide_case"]);
        let (tried, other) = (anew(app, tried).await, app.person("other@demo.example", Some(StaffRole::Reviewer)).await);
        join(app, &reviewer, &tried, true, false).await;
        assert_eq!(kinds(&other).await, ["decide_case"]);
        join_branch(app, &other, &tried).await;
        for own in [&reviewer, &other] {
            assert_eq!(kinds(own).await, [""; 0]);
        }
        app.mails().await;
    }
}
