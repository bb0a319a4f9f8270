//! The main job: from a person who registers to the programme's funnel.

use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};

/// Registers over HTTP, follows the mail's link and presses the button of its page.
async fn register(app: &TestApp, email: &str, name: &str, locale: &str) -> Client {
    let person = json!({"email": email, "name": name, "password": PASSWORD, "locale": locale});
    assert_eq!(app.anon.post("/v1/accounts", person).await.ok(202), json!({"status": "verification_mail_sent"}));
    app.anon
        .post("/v1/sessions", json!({"email": email, "password": PASSWORD}))
        .await
        .problem(401, "wrong_credentials");
    let mail = app.one_mail().await;
    assert_eq!(mail.to, email);
    let link = mail.link(&app.config.public_url);
    let page = app.anon.get(&link).await;
    assert_eq!((page.status, page.header("referrer-policy")), (200, Some("no-referrer")));
    assert!(page.text().contains("<button"), "{}", page.text());
    app.anon
        .post("/v1/sessions", json!({"email": email, "password": PASSWORD}))
        .await
        .problem(401, "wrong_credentials");
    assert_eq!(app.anon.verify(&link, PASSWORD).await.status, 200);
    assert_eq!(app.anon.verify(&link, PASSWORD).await.status, 410);
    app.log_in(email).await
}

/// The vendor drafts and submits a listing, staff publish it.
async fn list(app: &TestApp, seller: &Client, reviewer: &Client, vendor_id: &str) -> String {
    let platform = json!({"vendor_id": vendor_id, "slug": "demo-so-sach", "name": "Sổ Sách Đại Việt (demo)", "category_code": "accounting_finance",
        "summary_vi": "Sổ sách và hóa đơn cho cửa hàng nhỏ.", "summary_en": "Books and invoices for small shops.",
        "offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 250_000, "days": {"micro": 90, "small": 60}}]});
    let platform_id = text(&seller.post("/v1/platforms", platform).await.ok(201), "id");
    app.anon.get("/v1/platforms/demo-so-sach").await.problem(404, "not_found");
    seller.act(&format!("/v1/platforms/{platform_id}/submission")).await.ok(200);
    let waiting = reviewer.get("/v1/listings?status=submitted").await.ok(200);
    assert_eq!(waiting["data"][0]["id"], platform_id);
    app.published(reviewer, &platform_id).await;
    assert!(app.one_mail().await.subject.contains("Sổ Sách Đại Việt"));
    platform_id
}

/// One trial, from its start to its confirmed conversion, in every group.
async fn the_funnel_shows_it(app: &TestApp, platform_id: &str, vendor_id: &str) {
    let analyst = app.analyst().await;
    let share = |numerator: i64| json!({"numerator": numerator, "denominator": 1, "rate": null});
    for (group_by, group) in [
        ("province", "79"),
        ("industry", "2018:G"),
        ("size_class", "micro"),
        ("category", "accounting_finance"),
        ("ministry", "mof"),
        ("platform", platform_id),
        ("vendor", vendor_id),
        ("programme", "sme"),
        ("channel", "direct"),
        ("offer_days", "90"),
    ] {
        let funnel = analyst.get(&format!("/v1/reports/funnel?interval=month&group_by={group_by}")).await.ok(200);
        let stages = json!({"cell": {"period": "2026-11", "groups": [group]}, "started": 1, "activated": 1, "engaged": 0, "claimed": 1,
            "confirmed": 1, "evidenced": 0, "checked": 0, "retained": 0, "already_customer": 0, "cancelled": 0,
            "maturity": {"closed": 0, "members": 1, "provisional": true}, "activation": share(1), "confirmed_so_far": share(1), "cohort_rate": share(1)});
        assert_eq!(funnel["data"], json!([stages]), "{group_by}");
        assert_eq!(funnel["firms"], 1);
        assert_eq!(funnel["about"]["withheld"], json!({"below": 10, "figures": 3}));
        assert_eq!(funnel["about"]["definition"], "funnel/2");
    }
}

engines! {
    async fn a_business_finds_tries_and_stays(app) {
        let reviewer = app.reviewer().await;
        let sme = register(app, "sme1@demo.example", "Chủ Doanh Nghiệp Demo", "vi").await;
        let business = json!({"tax_code": "9900000016", "name": "Công ty TNHH Demo 1 (demo)", "province_code": "79",
            "industry_section": "G", "employees": 8, "revenue_vnd": 4_000_000_000_i64});
        let business = sme.post("/v1/businesses", business).await.ok(201);
        assert_eq!(business["size_class"], "micro");

        let seller = register(app, "vendor1@demo.example", "Demo Vendor Person", "en").await;
        let vendor = seller.post("/v1/vendors", json!({"tax_code": "9900000023", "name": "Demo Vendor Một (demo)"})).await.ok(201);
        let vendor_id = text(&vendor, "id");
        seller.post("/v1/platforms", app.platform_body(&vendor_id)).await.problem(409, "vendor_pending");
        let pending = reviewer.get("/v1/vendors?status=pending").await.ok(200);
        assert_eq!(pending["data"][0]["id"], vendor_id);
        reviewer.act(&format!("/v1/vendors/{vendor_id}/approval")).await.ok(200);
        assert_eq!(app.one_mail().await.to, "vendor1@demo.example");

        let platform_id = list(app, &seller, &reviewer, &vendor_id).await;
        for query in ["so%20sach%20dai%20viet", "S%E1%BB%95%20S%C3%A1ch%20%C4%90%E1%BA%A1i%20Vi%E1%BB%87t", "DAI+viet"] {
            let found = sme.get(&format!("/v1/platforms?q={query}&with_offer=true&size=micro")).await.ok(200);
            assert_eq!(found["data"][0]["id"], platform_id, "{query}");
        }

        let trial = json!({"business_id": business["id"], "platform_id": platform_id, "need": "Quản lý sổ sách và hóa đơn.",
            "contact_name": "Chủ Doanh Nghiệp Demo", "contact_email": "sme1@demo.example", "contact_phone": "0900 000 000",
            "consent_to_pass_contact": true, "channel": "direct"});
        let trial = sme.post("/v1/trials", trial).await.ok(201);
        let at = format!("/v1/trials/{}", text(&trial, "id"));
        assert_eq!((&trial["status"], &trial["respond_by"]), (&json!("requested"), &json!("2026-11-18T16:59:59.999999Z")));
        let mail = app.one_mail().await;
        assert_eq!(mail.to, "vendor1@demo.example");
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("0900 000 000") && part.contains("Công ty TNHH Demo 1 (demo)"), "{part}");
        }

        seller.act(&format!("{at}/acceptance")).await.ok(200);
        assert_eq!(app.one_mail().await.to, "sme1@demo.example");
        let started = seller.post(&format!("{at}/provisioning"), json!({"access_reference": "demo-workspace-1"})).await.ok(200);
        assert_eq!(started["trial_end"], "2027-02-14T16:59:59.999999Z");
        let mail = app.one_mail().await;
        assert!(mail.text.contains("demo-workspace-1") && mail.text.contains("14/02/2027"), "{}", mail.text);
        seller.act(&format!("{at}/activation")).await.ok(200);
        assert_eq!(app.one_mail().await.to, "sme1@demo.example");

        let claim = json!({"plan": "Demo cơ bản", "amount_vnd_per_month": 250_000, "starts_on": "2027-02-15", "already_customer": false});
        seller.post(&format!("{at}/conversion"), claim).await.ok(201);
        let mail = app.one_mail().await;
        assert_eq!(mail.to, "sme1@demo.example");
        let link = mail.link(&app.config.public_url);
        let page = app.anon.send("GET", &link, &[("Accept-Language", "vi")], Vec::new()).await;
        assert!(page.text().contains("250.000 đ") && page.text().contains("Demo cơ bản"), "{}", page.text());
        assert_eq!(sme.get(&format!("{at}/conversion")).await.ok(200)["status"], "claimed");
        assert_eq!(app.anon.press(&link, "answer=confirm").await.status, 200);
        assert_eq!(app.one_mail().await.to, "vendor1@demo.example");
        let conversion = sme.get(&format!("{at}/conversion")).await.ok(200);
        assert_eq!((&conversion["status"], &conversion["evidence_level"], &conversion["counts"]), (&json!("confirmed"), &json!(1), &json!(true)));

        the_funnel_shows_it(app, &platform_id, &vendor_id).await;

        let events = sme.get(&format!("{at}/events")).await.ok(200);
        let kinds: Vec<&str> = events["data"].as_array().expect("events").iter().filter_map(|event| event["kind"].as_str()).collect();
        assert_eq!(kinds, ["trial.requested", "trial.accepted", "trial.provisioned", "trial.activated", "conversion.claimed", "conversion.confirmed"]);
    }
}
