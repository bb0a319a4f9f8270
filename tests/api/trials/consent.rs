//! A business takes back its consent: the contact disappears, and the vendor is told.

use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::model::StaffRole;

const CONTACT: [&str; 3] = ["contact_name", "contact_email", "contact_phone"];

engines! {
    async fn the_contact_disappears_and_the_vendor_is_told(app) {
        let tried = app.activated().await;
        let before = tried.vendor.get(&tried.path("")).await.ok(200);
        assert_eq!((&before["contact_email"], &before["consent_withdrawn_at"]), (&json!("contact@demo.example"), &json!(null)));
        let after = tried.sme.act(&tried.path("/consent-withdrawal")).await.ok(200);
        assert_eq!(after["status"], "activated", "the trial goes on");
        for who in [&tried.sme, &tried.vendor] {
            let seen = who.get(&tried.path("")).await.ok(200);
            assert!(CONTACT.iter().all(|member| seen[member].is_null()), "{seen}");
            assert_eq!(seen["consent_withdrawn_at"], after["consent_withdrawn_at"]);
            assert!(after["consent_withdrawn_at"].is_string());
        }
        let mail = app.one_mail().await;
        assert_eq!(mail.to, tried.vendor_email);
        assert!(mail.subject.starts_with("Please erase the contact") && mail.text.contains(&tried.trial_id), "{}", mail.text);
        assert!(!mail.text.contains("contact@demo.example") && !mail.html.contains("contact@demo.example"));
        // No row of the database holds it any more, but the mail that was sent and the kept answers are not rows of it.
        let rows = app.digest().await;
        let trials = rows.lines().filter(|line| line.contains(&tried.trial_id) && line.contains("contact@demo.example"));
        assert_eq!(trials.count(), 0);
        app.unchanged(tried.sme.act(&tried.path("/consent-withdrawal"))).await.problem(409, "consent_withdrawn");
        tried.vendor.post(&tried.path("/heartbeats"), json!({"week_of": "2026-11-16"})).await.ok(200);
    }

    async fn a_mail_that_waits_does_not_name_the_contact_any_more(app) {
        let (asked, other) = (app.requested().await, app.requested().await);
        let vendor = text(&asked.sme.get(&asked.path("")).await.ok(200), "vendor_id");
        let platform = app.platform(&asked.vendor, &vendor).await;
        app.mails().await;
        let trial = asked.sme.post("/v1/trials", app.trial_body(&asked.business_id, &platform)).await.ok(201);
        asked.sme.act(&format!("/v1/trials/{}/consent-withdrawal", text(&trial, "id"))).await.ok(200);
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        for mail in mails {
            assert!(mail.to == asked.vendor_email && !mail.raw.contains("contact@demo.example"), "{}", mail.raw);
        }
        other.sme.get(&other.path("")).await.ok(200);
    }

    async fn only_the_business_takes_it_back(app) {
        let (tried, other) = (app.activated().await, app.activated().await);
        app.unchanged(tried.vendor.act(&tried.path("/consent-withdrawal"))).await.problem(403, "forbidden");
        app.unchanged(other.sme.act(&tried.path("/consent-withdrawal"))).await.problem(404, "not_found");
        let officer = app.person("officer@demo.example", Some(StaffRole::ProvinceOfficer)).await;
        app.unchanged(officer.act(&tried.path("/consent-withdrawal"))).await.problem(403, "forbidden");
        app.anon.act(&tried.path("/consent-withdrawal")).await.problem(401, "unauthenticated");
        assert_eq!(tried.vendor.get(&tried.path("")).await.ok(200)["contact_email"], "contact@demo.example");
    }

    async fn also_after_the_end(app) {
        let tried = app.activated().await;
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        let after = tried.sme.act(&tried.path("/consent-withdrawal")).await.ok(200);
        assert_eq!((&after["status"], &after["contact_name"]), (&json!("cancelled"), &json!(null)));
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }
}
