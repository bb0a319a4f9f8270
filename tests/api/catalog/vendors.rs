//! Vendors: they register, staff approve them once.

use crate::joining::contests::{ELEVEN_DAYS, hand_over};
use crate::members::{firm, person};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use dungthu::accounts::members::MemberRole::Manager;

async fn register(app: &TestApp, who: &Client) -> String {
    let vendor = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
    let made = who.post("/v1/vendors", vendor).await.ok(201);
    assert_eq!((&made["status"], &made["approved_at"]), (&json!("pending"), &json!(null)));
    text(&made, "id")
}

engines! {
    async fn a_vendor_is_approved_once(app) {
        let (seller, reviewer) = (app.person("seller@demo.example", None).await, app.reviewer().await);
        let vendor = register(app, &seller).await;
        app.unchanged(seller.act(&format!("/v1/vendors/{vendor}/approval"))).await.problem(403, "forbidden");
        assert_eq!(reviewer.act(&format!("/v1/vendors/{vendor}/approval")).await.ok(200)["status"], "approved");
        assert_eq!(app.one_mail().await.to, "seller@demo.example");
        app.unchanged(reviewer.act(&format!("/v1/vendors/{vendor}/approval"))).await.problem(409, "wrong_state");
        app.unchanged(reviewer.act("/v1/vendors/ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/approval")).await.problem(404, "not_found");
        assert_eq!(seller.get(&format!("/v1/vendors/{vendor}")).await.ok(200)["status"], "approved");
    }

    async fn nobody_vets_what_is_their_own(app) {
        let vendor = register(app, &app.person("seller@demo.example", None).await).await;
        let reviewer = app.take_office("seller@demo.example", dungthu::accounts::model::StaffRole::Reviewer.into()).await;
        app.unchanged(reviewer.act(&format!("/v1/vendors/{vendor}/approval"))).await.problem(403, "conflict_of_interest");
        app.reviewer().await.act(&format!("/v1/vendors/{vendor}/approval")).await.ok(200);
        let platform = text(&reviewer.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
        reviewer.act(&format!("/v1/platforms/{platform}/submission")).await.ok(200);
        app.unchanged(reviewer.act(&format!("/v1/platforms/{platform}/publication"))).await.problem(403, "conflict_of_interest");
        app.mails().await;
    }

    async fn a_vendor_is_read_by_its_people_and_reviewers(app) {
        let (seller, other) = (app.person("seller@demo.example", None).await, app.person("other@demo.example", None).await);
        let (vendor, _) = (register(app, &seller).await, register(app, &other).await);
        seller.get(&format!("/v1/vendors/{vendor}")).await.ok(200);
        app.reviewer().await.get(&format!("/v1/vendors/{vendor}")).await.ok(200);
        let foreign = other.get(&format!("/v1/vendors/{vendor}")).await;
        foreign.problem(404, "not_found");
        assert_eq!(foreign.essence(), other.get("/v1/vendors/ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").await.essence());
    }

    async fn a_vendors_tax_code_is_taken_once(app) {
        let (seller, other) = (app.person("seller@demo.example", None).await, app.person("other@demo.example", None).await);
        let vendor = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
        seller.post("/v1/vendors", vendor.clone()).await.ok(201);
        app.unchanged(other.post("/v1/vendors", vendor)).await.problem(409, "tax_code_taken");
        for wrong in ["0100233480", "079185012347", ""] {
            let refused = app.unchanged(other.post("/v1/vendors", json!({"tax_code": wrong, "name": "Demo (demo)"}))).await;
            assert_eq!(refused.faults(422, "invalid_values")[0].0, "/tax_code", "{wrong}");
        }
    }

    async fn a_part_of_a_vendors_firm_is_nobody_elses_to_register(app) {
        let (seller, other, code) = (app.person("seller@demo.example", None).await, app.person("other@demo.example", None).await, app.tax_code());
        let body = |code: &str| json!({"tax_code": code, "name": "Nhà cung cấp Demo (demo)"});
        let vendor = firm(seller.clone(), "vendors", text(&seller.post("/v1/vendors", body(&format!("{code}-001"))).await.ok(201), "id"));
        let same = app.unchanged(other.post("/v1/vendors", body(&format!("{code}-001")))).await;
        // What staff have not looked at keeps nobody out of another part.
        person(app).await.post("/v1/vendors", body(&format!("{code}-009"))).await.ok(201);
        let approve = async |id: &str| app.reviewer().await.act(&format!("/v1/vendors/{id}/approval")).await.ok(200);
        approve(&vendor.id).await;
        for part in [code.clone(), format!("{code}-002")] {
            assert_eq!(app.unchanged(other.post("/v1/vendors", body(&part))).await.essence(), same.essence(), "{part}");
            // Whoever means the firm asks its owners, or contests it, by the code that they know.
            let contest = json!({"kind": "vendor", "tax_code": part, "statement": "Tôi là giám đốc.", "evidence_reference": "Giấy chứng nhận đăng ký doanh nghiệp"});
            let made = person(app).await.post("/v1/contests", contest).await.ok(201);
            assert_eq!(made["vendor_id"], json!(vendor.id));
        }
        same.problem(409, "tax_code_taken");
        vendor.admit(app, &other, Manager).await;
        app.unchanged(other.post("/v1/vendors", body(&code))).await.problem(403, "forbidden");
        // Once the head is a vendor, too, its owners say who registers what, whoever was there first.
        let head = firm(seller.clone(), "vendors", text(&seller.post("/v1/vendors", body(&code)).await.ok(201), "id"));
        approve(&head.id).await;
        let (contest, next) = (head.contest_body().await, app.person("next@demo.example", None).await);
        let contest = text(&next.post("/v1/contests", contest).await.ok(201), "id");
        app.advance(ELEVEN_DAYS);
        hand_over(&app.reviewer().await, &contest).await.ok(200);
        let (seller, next) = (app.log_in("seller@demo.example").await, app.log_in("next@demo.example").await);
        app.unchanged(seller.post("/v1/vendors", body(&format!("{code}-003")))).await.problem(409, "tax_code_taken");
        next.post("/v1/vendors", body(&format!("{code}-003"))).await.ok(201);
        app.mails().await;
    }
}
