//! What a business complains of, and who sees it.

use super::{cases, complained, decided_by};
use crate::conversions::join;
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;
use std::time::Duration;

engines! {
    async fn a_business_complains_in_one_step_and_reads_the_decision(app) {
        let tried = app.activated().await;
        app.advance(Duration::from_secs(60));
        let reply = tried.complained_by(&tried.sme, "pressed_to_confirm").await;
        assert_eq!(reply.header("location"), Some(tried.path("/complaints").as_str()));
        let made = reply.ok(201);
        for (member, want) in [
            ("state", json!("open")), ("reason_code", json!("pressed_to_confirm")), ("reason_text", json!("Chưa nhận được tài khoản.")),
            ("trial_id", json!(tried.trial_id)), ("opened_at", json!("2026-11-16T02:01:00.000000Z")), ("decided_at", json!(null)),
            ("decision_code", json!(null)), ("decision_text", json!(null)),
        ] {
            assert_eq!(made[member], want, "{member}");
        }
        let list = tried.path("/complaints?limit=1");
        assert_eq!(tried.sme.walk(&list).await, [[made.clone()]]);
        let reviewer = app.reviewer().await;
        let case = cases(&reviewer, "&kind=complaint&state=open").await;
        let trial = tried.sme.get(&tried.path("")).await.ok(200);
        for (member, want) in [
            ("id", made["id"].clone()), ("trial_id", json!(tried.trial_id)), ("business_id", json!(tried.business_id)), ("platform_id", json!(tried.platform_id)),
            ("business_name", json!("Công ty Demo (demo)")), ("vendor_name", json!("Nhà cung cấp Demo (demo)")), ("platform_name", trial["platform_name"].clone()),
            ("vendor_id", trial["vendor_id"].clone()), ("province_code", json!("79")), ("period", json!(null)),
            ("facts", json!({"reason": "pressed_to_confirm", "trial": tried.trial_id, "trial_status": "activated"})),
            ("reason_text", json!("Chưa nhận được tài khoản.")), ("decided_by", json!(null)),
        ] {
            assert_eq!(case[0][member], want, "{member}");
        }
        assert_eq!(app.mails().await.len(), 0, "staff see it in their list, and the business at once");
        decided_by(&reviewer, &format!("/v1/cases/{}", text(&made, "id")), "vendor_reminded").await.ok(200);
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.sme_email);
        for said in ["The vendor was reminded of the programme's rules", "Pressed or promised a gift", &tried.trial_id, "16 November 2026"] {
            assert!(mail.text.contains(said), "{said}: {}", mail.text);
        }
        assert!(!mail.text.contains("Đã gọi"), "what was typed stands in the programme alone");
        let read = tried.sme.get(&list).await.ok(200)["data"][0].clone();
        assert_eq!((&read["state"], &read["decision_code"], &read["decision_text"]), (&json!("closed"), &json!("vendor_reminded"), &json!("Đã gọi cho hai bên.")));
    }

    async fn one_complaint_of_a_trial_waits_at_a_time(app) {
        let (tried, case) = complained(app).await;
        let refused = app.unchanged(tried.complained_by(&tried.sme, "other")).await.problem(409, "complaint_open");
        let id = case.rsplit('/').next().expect("an id");
        assert!(text(&refused, "detail").contains(id), "{refused}");
        decided_by(&app.reviewer().await, &case, "explained").await.ok(200);
        app.mails().await;
        let second = tried.complained_by(&tried.sme, "other").await.ok(201);
        assert_ne!(text(&second, "id"), id);
        let listed = tried.sme.walk(&tried.path("/complaints?limit=1")).await;
        assert_eq!(listed.len(), 2);
        assert_eq!((&listed[0][0]["id"], &listed[1][0]["id"]), (&json!(id), &second["id"]));
    }

    async fn only_the_business_complains_and_the_vendor_sees_nothing_of_it(app) {
        let (tried, case) = complained(app).await;
        let other = app.requested().await;
        for foreign in [&other.sme, &other.vendor] {
            let refused = app.unchanged(tried.complained_by(foreign, "other")).await;
            assert!([403, 404].contains(&refused.status), "{}", refused.text());
            let refused = foreign.get(&tried.path("/complaints")).await;
            assert!([403, 404].contains(&refused.status), "{}", refused.text());
        }
        app.unchanged(tried.complained_by(&tried.vendor, "other")).await.problem(403, "forbidden");
        tried.vendor.get(&tried.path("/complaints")).await.problem(403, "forbidden");
        tried.vendor.get(&case).await.problem(403, "forbidden");
        let events = tried.vendor.get(&tried.path("/events?limit=100")).await.ok(200).to_string();
        assert!(!events.contains("case.") && !events.contains("complaint"), "{events}");
        // A business of the vendor's people does not open the door either.
        app.business(&tried.vendor).await;
        let vendor = app.log_in(&tried.vendor_email).await;
        vendor.get(&tried.path("/complaints")).await.problem(404, "not_found");
        app.unchanged(tried.complained_by(&vendor, "other")).await.problem(404, "not_found");
        for reason in ["because", "not_asked", "Other"] {
            app.unchanged(other.complained_by(&other.sme, reason)).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
    }

    async fn a_colleague_complains_too_and_is_told_while_they_belong_to_the_business(app) {
        let tried = app.requested().await;
        let colleague = app.person("colleague@demo.example", None).await;
        join(app, &colleague, &tried, true, false).await;
        let case = tried.complained_by(&colleague, "personal_data").await.ok(201);
        app.unchanged(tried.complained_by(&tried.sme, "other")).await.problem(409, "complaint_open");
        let path = format!("/v1/cases/{}", text(&case, "id"));
        decided_by(&app.reviewer().await, &path, "referred").await.ok(200);
        assert_eq!(app.one_mail().await.to, "colleague@demo.example");
        let second = tried.complained_by(&colleague, "other").await.ok(201);
        let me = text(&colleague.get("/v1/me").await.ok(200), "id");
        let left = format!("/v1/businesses/{}/members/{me}", tried.business_id);
        assert_eq!(colleague.send("DELETE", &left, &[("If-Match", "*")], Vec::new()).await.status, 204);
        decided_by(&app.reviewer().await, &format!("/v1/cases/{}", text(&second, "id")), "nothing_wrong").await.ok(200);
        assert!(app.mails().await.iter().all(|mail| !mail.text.contains("Nothing wrong")), "who left is not told");
    }

    async fn staff_read_the_complaints_of_the_trials_that_they_follow(app) {
        let (tried, _) = complained(app).await;
        for role in [StaffRole::Reviewer, StaffRole::ProvinceOfficer, StaffRole::Auditor, StaffRole::Administrator] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            assert_eq!(staff.get(&tried.path("/complaints")).await.ok(200)["data"].as_array().map(Vec::len), Some(1), "{role}");
        }
        for role in [StaffRole::Analyst, StaffRole::DataProtectionOfficer] {
            app.person(&format!("{role}@demo.example"), Some(role)).await.get(&tried.path("/complaints")).await.problem(403, "forbidden");
        }
        let reviewer = app.person("own@demo.example", Some(StaffRole::Reviewer)).await;
        join(app, &reviewer, &tried, false, true).await;
        reviewer.get(&tried.path("/complaints")).await.problem(404, "not_found");
    }
}
