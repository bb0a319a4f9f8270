//! What each office sees: the auditor everything, the province officer the own province, nobody what people typed for
//! each other.

use super::world::World;
use crate::joining::contests::hand_over;
use crate::joining::invitations::mailed_link;
use crate::members::{firms, person};
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::{Office, StaffRole};
use serde_json::Value;

/// A trial of a business in Đà Nẵng, of the same vendor, provisioned.
pub async fn of_danang(app: &TestApp, tried: &Tried) -> (String, String) {
    let owner = app.person("danang@demo.example", None).await;
    let mut body = app.business_body();
    body["province_code"] = json!("48");
    let business = text(&owner.post("/v1/businesses", body).await.ok(201), "id");
    let trial = text(&owner.post("/v1/trials", app.trial_body(&business, &tried.platform_id)).await.ok(201), "id");
    tried.vendor.act(&format!("/v1/trials/{trial}/acceptance")).await.ok(200);
    tried
        .vendor
        .post(&format!("/v1/trials/{trial}/provisioning"), json!({"access_reference": "demo-48"}))
        .await
        .ok(200);
    app.mails().await;
    (business, trial)
}

/// Members that people typed, for the other side alone.
const TYPED: [&str; 6] = ["need", "contact_name", "contact_email", "contact_phone", "access_reference", "reason_text"];

fn listed(list: &Value) -> Vec<String> {
    list["data"].as_array().expect("a list").iter().map(|item| text(item, "id")).collect()
}

async fn officer(app: &TestApp, role: StaffRole) -> Client {
    app.person(&format!("{role}@demo.example"), Some(role)).await
}

engines! {
    async fn a_province_officer_sees_the_own_province_alone(app) {
        let tried = app.activated().await;
        let (danang, elsewhere) = of_danang(app, &tried).await;
        let who = officer(app, StaffRole::ProvinceOfficer).await;
        assert_eq!(listed(&who.get("/v1/trials").await.ok(200)), std::slice::from_ref(&tried.trial_id));
        who.get(&tried.path("")).await.ok(200);
        who.get(&tried.path("/events")).await.ok(200);
        who.get(&format!("/v1/businesses/{}", tried.business_id)).await.ok(200);
        for path in [format!("/v1/trials/{elsewhere}"), format!("/v1/trials/{elsewhere}/events"), format!("/v1/trials/{elsewhere}/conversion"), format!("/v1/businesses/{danang}")] {
            who.get(&path).await.problem(404, "not_found");
        }
        let funnel = who.get("/v1/reports/funnel?group_by=province").await.ok(200);
        assert_eq!((&funnel["about"]["province_code"], &funnel["total"]["started"]), (&json!("79"), &json!(1)));
        assert_eq!(funnel["data"].as_array().map(Vec::len), Some(1));
        assert_eq!(funnel["not_started"], json!([]));
        let whole = officer(app, StaffRole::Analyst).await.get("/v1/reports/funnel").await.ok(200);
        assert_eq!((&whole["about"]["province_code"], &whole["total"]["started"]), (&Value::Null, &json!(2)));
    }

    async fn requests_that_never_started_are_counted_in_their_province(app) {
        let tried = app.requested().await;
        of_danang(app, &tried).await;
        let funnel = officer(app, StaffRole::ProvinceOfficer).await.get("/v1/reports/funnel").await.ok(200);
        assert_eq!(funnel["not_started"], json!([{"status": "requested", "reason_code": null, "requests": 1}]));
        assert_eq!(funnel["total"]["started"], 0);
    }

    async fn an_auditor_reads_everything_and_changes_nothing(app) {
        let world = World::made(app).await;
        let who = world.people.iter().find(|it| it.staff == Some(StaffRole::Auditor) && !it.unproved).expect("an auditor");
        let before = app.digest().await;
        for path in [
            "/v1/vendors".to_owned(), format!("/v1/vendors/{}", world.vendor.id), "/v1/listings".to_owned(), format!("/v1/listings/{}", world.foreign_listing),
            "/v1/trials".to_owned(), format!("/v1/trials/{}", world.trial), format!("/v1/trials/{}/events", world.trial), "/v1/reports/funnel".to_owned(),
            format!("/v1/businesses/{}", world.business.id), format!("/v1/businesses/{}/members", world.business.id), "/v1/audit-events".to_owned(),
        ] {
            who.client.get(&path).await.ok(200);
        }
        for path in [format!("/v1/vendors/{}/approval", world.vendor.id), format!("/v1/platforms/{}/publication", world.platform), format!("/v1/trials/{}/acceptance", world.trial)] {
            who.client.act(&path).await.problem(403, "forbidden");
        }
        who.client.post(&format!("/v1/trials/{}/cancellation", world.trial), json!({"reason_code": "other"})).await.problem(404, "not_found");
        assert_eq!(app.digest().await, before);
    }

    async fn staff_do_not_see_what_people_typed_for_each_other(app) {
        let tried = app.activated().await;
        let mut claim = crate::support::actors::claim();
        claim["plan"] = json!("Demo");
        tried.vendor.post(&tried.path("/conversion"), claim).await.ok(201);
        tried.sme.post(&tried.path("/conversion/dispute"), json!({"reason_code": "other", "reason_text": "Chúng tôi chưa mua."})).await.ok(200);
        app.mails().await;
        for side in [&tried.sme, &tried.vendor] {
            let seen = side.get(&tried.path("")).await.ok(200);
            assert_eq!((&seen["contact_email"], &seen["access_reference"]), (&json!("contact@demo.example"), &json!("demo-1")));
            assert_eq!(side.get(&tried.path("/conversion")).await.ok(200)["reason_text"], "Chúng tôi chưa mua.");
        }
        for role in [StaffRole::ProvinceOfficer, StaffRole::Auditor, StaffRole::Administrator] {
            let who = officer(app, role).await;
            let (one, list) = (who.get(&tried.path("")).await.ok(200), who.get("/v1/trials").await.ok(200));
            for typed in TYPED {
                assert_eq!((&one[typed], &list["data"][0][typed]), (&Value::Null, &Value::Null), "{role} {typed}");
            }
            let conversion = who.get(&tried.path("/conversion")).await.ok(200);
            assert_eq!((&conversion["reason_code"], &conversion["reason_text"]), (&json!("other"), &Value::Null), "{role}");
        }
    }

    async fn reviewers_read_any_trial_by_its_id_and_nothing_else_by_that(app) {
        let tried = app.activated().await;
        tried.sme.post(&tried.path("/extension-requests"), json!({"days": 10, "reason_code": "late_setup", "reason_text": "Chuyển dữ liệu."})).await.ok(201);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other", "reason_text": "Không hợp."})).await.ok(200);
        app.mails().await;
        let (who, auditor) = (officer(app, StaffRole::Reviewer).await, officer(app, StaffRole::Auditor).await);
        for below in ["", "/events", "/extension-requests"] {
            assert_eq!(who.get(&tried.path(below)).await.ok(200), auditor.get(&tried.path(below)).await.ok(200), "{below}");
        }
        let seen = who.get(&tried.path("")).await.ok(200);
        assert!(TYPED.iter().all(|typed| seen[typed].is_null()), "{seen}");
        assert_eq!((&seen["reason_code"], &who.get(&tried.path("/extension-requests")).await.ok(200)["data"][0]["reason_text"]), (&json!("other"), &Value::Null));
        assert_eq!(who.get("/v1/trials").await.ok(200)["data"], json!([]));
        assert_eq!(who.get("/v1/tasks").await.ok(200)["data"], json!([]));
        who.get(&format!("/v1/businesses/{}", tried.business_id)).await.problem(404, "not_found");
        who.get(&format!("/v1/businesses/{}/members", tried.business_id)).await.problem(404, "not_found");
        who.get("/v1/reports/funnel").await.problem(403, "forbidden");
        who.get("/v1/trials/trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").await.problem(404, "not_found");
        app.unchanged(who.post(&tried.path("/cancellation"), json!({"reason_code": "other"}))).await.problem(404, "not_found");
        for role in [StaffRole::Analyst, StaffRole::DataProtectionOfficer] {
            officer(app, role).await.get(&tried.path("")).await.problem(404, "not_found");
        }
    }

    async fn a_reviewer_of_a_side_reads_its_trials_as_that_side(app) {
        let tried = crate::conversions::withdrawals::confirmed(app).await;
        tried.checked_by(&app.reviewer().await).await.ok(200);
        tried.complained_by(&tried.sme, "no_access").await.ok(201);
        let paths = ["", "/events?limit=100", "/extension-requests", "/conversion", "/conversion/evidence", "/conversion/retention-checks"].map(|below| tried.path(below));
        let mut before = Vec::new();
        for path in &paths {
            before.push(tried.vendor.get(path).await.ok(200));
        }
        assert_eq!((&before[0]["contact_email"], &before[3]["check_note"]), (&json!("contact@demo.example"), &Value::Null));
        let who = app.take_office(&tried.vendor_email, Office::from(StaffRole::Reviewer)).await;
        app.mails().await;
        for (path, before) in paths.iter().zip(&before) {
            assert_eq!(&who.get(path).await.ok(200), before, "{path}");
        }
        assert_eq!(listed(&who.get("/v1/trials").await.ok(200)), std::slice::from_ref(&tried.trial_id));
        who.get(&tried.path("/complaints")).await.problem(404, "not_found");
    }

    async fn an_officer_who_belongs_somewhere_has_the_own_trials_listed_too(app) {
        let tried = app.activated().await;
        let (_, elsewhere) = of_danang(app, &tried).await;
        let who = app.take_office("danang@demo.example", Office { role: StaffRole::ProvinceOfficer, province: Some("79".to_owned()) }).await;
        let list = who.get("/v1/trials").await.ok(200);
        assert_eq!(listed(&list), [elsewhere.as_str(), tried.trial_id.as_str()]);
        assert_eq!((&list["data"][0]["need"], &list["data"][1]["need"]), (&json!("Quản lý sổ sách."), &Value::Null), "the own one as its members see it");
    }

    async fn nobody_in_office_registers_joins_or_contests(app) {
        let [firm, _] = firms(app).await;
        for role in StaffRole::ALL {
            let who = officer(app, *role).await;
            let invitation = firm.invited(&format!("{role}@demo.example"), "member").await;
            let link = mailed_link(app).await;
            for (path, body) in [
                ("/v1/businesses".to_owned(), Some(app.business_body())),
                ("/v1/vendors".to_owned(), Some(json!({"tax_code": app.tax_code(), "name": "Demo (demo)"}))),
                ("/v1/join-requests".to_owned(), Some(firm.public().await)),
                ("/v1/contests".to_owned(), Some(firm.contest_body().await)),
                (format!("/v1/invitations/{invitation}/acceptance"), None),
            ] {
                app.unchanged(who.ask(&path, body.as_ref())).await.problem(403, "in_office");
            }
            let page = app.unchanged(app.anon.press(&link, "")).await;
            assert!(page.status == 403 && page.text().contains("Nothing was changed:"), "{role}: {}", page.text());
        }
    }

    async fn who_took_an_office_after_asking_is_not_let_in(app) {
        let firm = &firms(app).await[0];
        let (asks, contests) = (person(app).await, person(app).await);
        let request = firm.request_of(app, &asks).await;
        let contest = firm.answered(app, &contests).await;
        for who in [&asks, &contests] {
            let email = text(&who.get("/v1/me").await.ok(200), "email");
            app.take_office(&email, StaffRole::Auditor.into()).await;
        }
        app.unchanged(firm.approve(&firm.owner, &request, "member")).await.problem(403, "member_in_office");
        let reviewer = app.reviewer().await;
        app.unchanged(hand_over(&reviewer, &contest)).await.problem(403, "member_in_office");
        assert_eq!(firm.roles(&firm.owner).await, ["owner"]);
    }

    async fn who_took_an_office_as_a_member_is_raised_no_further(app) {
        for firm in firms(app).await {
            let who = firm.with(app, MemberRole::Member).await;
            let email = text(&who.get("/v1/me").await.ok(200), "email");
            let who = app.take_office(&email, StaffRole::Reviewer.into()).await;
            for role in ["manager", "owner"] {
                app.unchanged(firm.give(&firm.owner, &who, role)).await.problem(403, "member_in_office");
            }
            app.unchanged(firm.transfer(&firm.owner, &who)).await.problem(403, "member_in_office");
            assert_eq!(firm.roles(&firm.owner).await, ["owner", "member"]);
            // Less than before is fine, and so is none.
            assert_eq!(firm.remove(&firm.owner, &who).await.status, 204);
            app.mails().await;
        }
    }

    async fn the_office_of_a_province_has_one(app) {
        let refused = app.db.write(dungthu::db::Cause::default(), |tx| {
            let person = dungthu::accounts::model::NewPerson { email: "x@demo.example".to_owned(), name: "Demo".to_owned(), locale: dungthu::values::Locale::En };
            dungthu::accounts::actions::create(tx, &person, None, Some(&StaffRole::ProvinceOfficer.into()))
        });
        assert_eq!(app.unchanged(refused).await.expect_err("refused").code().as_str(), "conflict");
    }
}
