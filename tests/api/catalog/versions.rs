//! Versions of a listing: what is published stays until the next one is, and is kept for ever.

use super::bulk::sent_as;
use super::{as_public, drafted, revised};
use crate::database::schema::take_back;
use crate::support::actors::assessment;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use diesel::connection::SimpleConnection;
use dungthu::db::{Cause, Tx};
use serde_json::Value;

/// A published listing, and its vendor's person; the mails on the way are put away.
async fn published(app: &TestApp) -> (Client, String) {
    let (seller, _, draft) = drafted(app).await;
    app.vetted(&seller, &draft).await;
    app.mails().await;
    (seller, draft)
}

async fn numbers(who: &Client, path: &str) -> Vec<(i64, String)> {
    let list = who.get(path).await.ok(200);
    let rows = list["data"].as_array().expect("a list");
    rows.iter().map(|it| (it["number"].as_i64().expect("a number"), text(it, "status"))).collect()
}

/// What the database says to a statement that nobody should send.
async fn refused(app: &TestApp, sql: &'static str) -> bool {
    app.db.write(Cause::default(), move |tx: &mut Tx<'_>| Ok(tx.batch_execute(sql)?)).await.is_err()
}

engines! {
    async fn people_read_what_is_published_until_the_next_version_is(app) {
        let (seller, id) = published(app).await;
        let (at, public) = (format!("/v1/listings/{id}"), format!("/v1/platforms/{id}"));
        let before = app.anon.get(&public).await.ok(200);
        let change = json!({"name": "Sổ Sách Mới (demo)", "category_code": "retail_pos", "profile": {"security_level": 3}});
        let changed = revised(&seller, &id, change).await.ok(200);
        assert_eq!((&changed["name"], &changed["status"], &changed["profile"]["security_level"]), (&json!("Sổ Sách Mới (demo)"), &json!("published"), &json!(3)));
        assert_eq!((&changed["working_version"]["number"], &changed["working_version"]["lane"]), (&json!(2), &Value::Null));
        assert_eq!(seller.get(&at).await.ok(200), changed);
        let (reviewer, second) = (app.reviewer().await, app.reviewer().await);
        for step in ["submission", "review"] {
            let who = if step == "review" { &reviewer } else { &seller };
            who.act(&format!("{public}/{step}")).await.ok(200);
            assert_eq!(app.anon.get(&public).await.ok(200), before, "{step}");
        }
        for who in [&reviewer, &second] {
            who.post(&format!("{public}/assessments"), assessment([2; 6])).await.ok(201);
        }
        let asked = app.anon.get("/v1/platforms?category=retail_pos&with_offer=true").await.ok(200);
        assert_eq!(asked["data"], json!([]));
        let now = app.published_only(&reviewer, &id).await;
        assert_eq!(app.anon.get(&public).await.ok(200), as_public(now.clone()));
        assert_eq!((&now["name"], &now["category_code"], &now["published_at"]), (&json!("Sổ Sách Mới (demo)"), &json!("retail_pos"), &before["published_at"]));
        assert_eq!(app.anon.get("/v1/platforms?category=retail_pos&with_offer=true").await.ok(200)["data"][0]["id"], id);
        app.mails().await;
    }

    async fn every_published_version_is_kept_and_read_by_everybody(app) {
        let (seller, id) = published(app).await;
        let public = format!("/v1/platforms/{id}/versions");
        let first = app.anon.get(&format!("{public}/1")).await.ok(200);
        revised(&seller, &id, json!({"summary_en": "Books for small shop."})).await.ok(200);
        assert_eq!(numbers(&app.anon, &public).await, [(1, "published".to_owned())]);
        app.anon.get(&format!("{public}/2")).await.problem(404, "not_found");
        let handed_in = seller.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
        assert_eq!(handed_in["working_version"]["changed"], json!(["/summary_en"]));
        let reviewer = app.reviewer().await;
        app.published_only(&reviewer, &id).await;
        let both = [(2, "published".to_owned()), (1, "superseded".to_owned())];
        assert_eq!(numbers(&app.anon, &public).await, both);
        let slug = text(&seller.get(&format!("/v1/listings/{id}")).await.ok(200), "slug");
        let by_slug = format!("/v1/platforms/{slug}/versions");
        assert_eq!(numbers(&app.anon, &by_slug).await, both);
        assert_eq!(app.anon.get(&format!("{by_slug}/1")).await.ok(200), app.anon.get(&format!("{public}/1")).await.ok(200));
        let kept = app.anon.get(&format!("{public}/1")).await.ok(200);
        assert_eq!((&kept["content"], &kept["version"]["digest"]), (&first["content"], &first["version"]["digest"]));
        let second = app.anon.get(&format!("{public}/2")).await.ok(200);
        assert_eq!((&second["content"]["summary_en"], &second["version"]["lane"]), (&json!("Books for small shop."), &json!("fast")));
        assert_ne!(second["version"]["digest"], first["version"]["digest"]);
        let walked: Vec<Vec<Value>> = app.anon.walk(&format!("{public}?limit=1")).await;
        assert_eq!(walked.len(), 2);
        revised(&seller, &id, json!({"summary_en": "Books, once more."})).await.ok(200);
        let all = format!("/v1/listings/{id}/versions");
        for who in [&seller, &reviewer] {
            assert_eq!(numbers(who, &all).await.len(), 3);
            assert_eq!(who.get(&format!("{all}/3")).await.ok(200)["content"]["summary_en"], "Books, once more.");
        }
        let (other, _, _) = drafted(app).await;
        for path in [all.clone(), format!("{all}/1")] {
            other.get(&path).await.problem(404, "not_found");
            app.anon.get(&path).await.problem(401, "unauthenticated");
        }
        for path in ["/v1/platforms/demo-nowhere/versions", "/v1/platforms/plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/versions"] {
            app.anon.get(path).await.problem(404, "not_found");
        }
        app.mails().await;
    }

    async fn only_slips_take_the_fast_lane(app) {
        let (seller, id) = published(app).await;
        let lane = async |change: Value| {
            revised(&seller, &id, change).await.ok(200);
            let handed_in = seller.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
            app.reviewer().await.act(&format!("/v1/platforms/{id}/review")).await.ok(200);
            let back = json!({"fields": [{"pointer": "/summary_en", "comment": "Demo."}]});
            app.reviewer().await.post(&format!("/v1/platforms/{id}/change-request"), back).await.ok(200);
            app.mails().await;
            (text(&handed_in["working_version"], "lane"), handed_in["working_version"]["changed"].clone())
        };
        let same = json!({"summary_vi": "Sổ sách kế toán cho cửa hàng nhỏ.", "summary_en": "Books for small shops."});
        for (member, text, wanted) in [
            ("summary_vi", "Sổ sách kế toan cho cửa hàng nhỏ", "fast"), ("summary_en", "Books for 100 small shops.", "full"),
            ("summary_en", "Books for small shops and large ones.", "full"), ("name", "Sổ Sách Demo (demo)", "full"),
        ] {
            let mut change = same.clone();
            change[member] = json!(text);
            assert_eq!(lane(change).await, (wanted.to_owned(), json!([format!("/{member}")])), "{text}");
        }
    }

    async fn slips_of_slips_come_to_no_more_than_one_may(app) {
        let (seller, id) = published(app).await;
        let slips = [("toan cho cửa hàng nhỏ", "fast"), ("toan cho cửa hàng nhở", "full"), ("toán cho cửa hàng nhở", "fast"), ("toan cho cửa hàng nhở", "fast"), ("toán cho cửa hàng nhỏ", "full")];
        for (text, lane) in slips {
            revised(&seller, &id, json!({"summary_vi": format!("Sổ sách kế {text}.")})).await.ok(200);
            let handed_in = seller.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
            assert_eq!(handed_in["working_version"]["lane"], lane, "{text}");
            app.published(&app.reviewer().await, &id).await;
        }
        app.mails().await;
    }

    async fn an_address_that_turns_into_another_is_no_slip(app) {
        let (seller, _, id) = drafted(app).await;
        let said = "Sổ sách kế toan cho cửa hàng nhỏ. Hỏi someone@demo.example hoặc @demosen, xem www.demo.test, ban.demo.example, fb/demosen, zalo/demo_sen \
            và [hướng dẫn](https://demo.example/huongdan).";
        revised(&seller, &id, json!({"profile": {"description_vi": said}})).await.ok(200);
        app.vetted(&seller, &id).await;
        for (before, after, wanted) in [
            ("toan", "toán", "fast"), ("hướng dẫn](", "hướng dân](", "fast"), ("xem www", "xme www", "fast"), ("fb/demosen,", "fb/demosen;", "fast"),
            ("someone@", "someome@", "full"), ("@demo.example", "@demos.example", "full"), ("@demosen", "@demosem", "full"), ("www.demo.test", "www.demos.test", "full"),
            ("ban.demo", "bam.demo", "full"), ("fb/demosen", "fb/demosem", "full"), ("demo_sen", "demo_sem", "full"), ("fb/demosen", "fb demosen", "full"),
            ("/huongdan", "/huongdam", "full"), ("//demo.example", "//demos.example", "full"),
        ] {
            assert!(said.contains(before), "{before}");
            revised(&seller, &id, json!({"profile": {"description_vi": said.replacen(before, after, 1)}})).await.ok(200);
            let handed_in = seller.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
            assert_eq!(handed_in["working_version"]["lane"], wanted, "{before} → {after}");
            let reviewer = app.reviewer().await;
            if wanted == "full" {
                reviewer.act(&format!("/v1/platforms/{id}/review")).await.ok(200);
            }
            let back = json!({"fields": [{"pointer": "/profile/description_vi", "comment": "Demo."}]});
            reviewer.post(&format!("/v1/platforms/{id}/change-request"), back).await.ok(200);
            app.mails().await;
        }
    }

    async fn no_name_imitates_another_in_letters_of_another_script(app) {
        let (seller, vendor, id) = drafted(app).await;
        for name in ["\u{41c}\u{406}\u{405}\u{410}", "\u{421}\u{410}\u{420}\u{41e} 365", "\u{39a}\u{399}\u{39f}\u{3a4}"] {
            app.unchanged(revised(&seller, &id, json!({"name": name}))).await.fault(422, "invalid_values", "/name", "looks_latin");
            let mut other = app.platform_body(&vendor);
            other["name"] = json!(name);
            app.unchanged(seller.post("/v1/platforms", other)).await.fault(422, "invalid_values", "/name", "looks_latin");
            let line = json!({"slug": "demo-mao-danh", "name": name, "category_code": "accounting_finance", "summary_vi": "Sổ sách.", "summary_en": "Books.",
                "offers": [{"valid_from": "2026-11-16", "days": {"micro": 90}, "price_vnd_per_month": 250_000}]});
            let file = sent_as(&seller, &vendor, "application/x-ndjson", "", line.to_string().into_bytes());
            app.unchanged(file).await.fault(422, "faulty_file", "/rows/1/name", "looks_latin");
        }
        for (mixed, fault) in [("M\u{406}SA", "mixed_scripts"), ("www.demo.example", "address_in_name")] {
            app.unchanged(revised(&seller, &id, json!({"name": mixed}))).await.fault(422, "invalid_values", "/name", fault);
        }
        revised(&seller, &id, json!({"name": "Сбербанк Демо"})).await.ok(200);
    }

    async fn the_event_of_a_publication_names_what_was_published(app) {
        let (_, id) = published(app).await;
        let kept = app.anon.get(&format!("/v1/platforms/{id}/versions/1")).await.ok(200);
        let auditor = app.person("auditor@demo.example", Some(dungthu::accounts::model::StaffRole::Auditor)).await;
        let facts = auditor.get(&format!("/v1/audit-events?subject={id}&limit=100")).await.ok(200);
        let fact = facts["data"].as_array().expect("a list").iter().find(|it| it["kind"] == "platform.published").expect("the fact");
        assert_eq!((&fact["body"]["version"], &fact["body"]["digest"]), (&json!(1), &kept["version"]["digest"]));
    }

    async fn nothing_changes_a_published_version(app) {
        let (seller, id) = published(app).await;
        revised(&seller, &id, json!({"summary_en": "Books for small shop."})).await.ok(200);
        let before = app.digest().await;
        for statement in [
            "UPDATE listing_versions SET content = '{}' WHERE number = 1",
            "UPDATE listing_versions SET status = 'draft' WHERE number = 1",
            "UPDATE listing_versions SET number = 9 WHERE number = 1",
            "UPDATE listing_versions SET published_at = 1 WHERE number = 1",
            "DELETE FROM listing_versions WHERE number = 1",
            // One is published, and one is worked on.
            "UPDATE listing_versions SET status = 'published' WHERE number = 2",
            "INSERT INTO listing_versions (platform_id, number, status, content, created_at, updated_at, vendor_id) SELECT platform_id, 3, 'submitted', content, 1, 1, vendor_id FROM listing_versions WHERE number = 1",
        ] {
            assert!(refused(app, statement).await, "{statement}");
            assert_eq!(app.digest().await, before);
        }
        assert!(!refused(app, "UPDATE listing_versions SET content = content WHERE number = 2").await, "a draft is written");
    }

    async fn what_was_listed_before_there_were_versions_has_its_first(app) {
        let (seller, id) = published(app).await;
        let (_, _, draft) = drafted(app).await;
        let public = app.anon.get(&format!("/v1/platforms/{id}")).await.ok(200);
        let kept = app.anon.get(&format!("/v1/platforms/{id}/versions/1")).await.ok(200);
        for migration in ["0100_document_uploaders", "0066_listing_columns", "0039_rechecks_and_transfers", "0038_vetting", "0037_listing_versions"] {
            take_back(app, migration).await;
        }
        dungthu::server::migrate(&app.config).await.expect("migrated");
        let again = app.anon.get(&format!("/v1/platforms/{id}/versions/1")).await.ok(200);
        assert_eq!((&again["content"], &again["version"]["digest"], &again["version"]["status"]), (&kept["content"], &kept["version"]["digest"], &json!("published")));
        assert_eq!(as_public(seller.get(&format!("/v1/listings/{id}")).await.ok(200)), public);
        let reviewer = app.reviewer().await;
        assert_eq!(reviewer.get(&format!("/v1/listings/{draft}")).await.ok(200)["working_version"]["status"], "draft");
    }
}
