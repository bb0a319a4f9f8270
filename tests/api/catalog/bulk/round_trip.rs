//! What is saved and brought in again changes nothing.

use super::{FORMATS, counts, csv, of_slug, rows, saved, sent, sent_as, tricky};
use crate::accounts::keys::make_with;
use crate::catalog::{drafted, revised};
use crate::members::firm;
use crate::support::client::text;
use crate::support::json;
use diesel::connection::SimpleConnection;
use dungthu::accounts::keys::Scope;
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use unicode_normalization::UnicodeNormalization;

engines! {
    async fn what_was_saved_is_brought_in_without_a_change(app) {
        let (seller, vendor, plain) = drafted(app).await;
        let rich = text(&seller.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
        revised(&seller, &rich, tricky()).await.ok(200);
        let published = text(&seller.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
        app.vetted(&seller, &published).await;
        app.mails().await;
        seller.act(&format!("/v1/platforms/{plain}/submission")).await.ok(200);
        for (format, media_type) in FORMATS {
            let file = saved(&seller, &vendor, format).await;
            for query in ["?dry_run=true", ""] {
                let reply = app.unchanged(sent_as(&seller, &vendor, media_type, query, file.clone())).await;
                assert_eq!(counts(&reply), [0, 0, 3], "{format}");
            }
            assert_eq!(saved(&seller, &vendor, format).await, file, "the same listings are the same bytes");
        }
        let file = String::from_utf8(saved(&seller, &vendor, "csv").await).expect("UTF-8");
        for cell in rows(file.as_bytes()).iter().flat_map(|row| row.values()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        let apart: String = file.nfd().collect();
        assert_ne!(apart, file);
        assert_eq!(counts(&app.unchanged(sent(&seller, &vendor, &apart)).await), [0, 0, 3]);
        let semicolons = csv(&rows(file.as_bytes()));
        assert_eq!(counts(&app.unchanged(sent(&seller, &vendor, &semicolons)).await), [0, 0, 3], "in whichever order of columns");
    }

    async fn what_was_said_under_other_rules_is_not_judged_anew(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let mut said = tricky();
        (said["name"], said["summary_vi"], said["profile"]["description_vi"], said["offers"][0]["included_vi"][0]) = (json!("ten-cu"), json!("tom-tat-cu"), json!("mo-ta-cu"), json!("gom-cu"));
        revised(&seller, &draft, said).await.ok(200);
        // As if it had been written before there were these rules.
        let older = [("ten-cu", "www.demo.example (demo)"), ("tom-tat-cu", "Sổ\u{202e}sách"), ("mo-ta-cu", "[về kho.Xin mời](https://demo.example)"), ("gom-cu", "Ba\u{202e}người")];
        let sql: String = older.iter().map(|(old, new)| format!("UPDATE listing_versions SET content = replace(content, '{old}', '{new}') WHERE platform_id = '{draft}';")).collect();
        app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&sql)?)).await.expect("written");
        let at = format!("/v1/listings/{draft}");
        let there = seller.get(&at).await.ok(200);
        assert_eq!((&there["name"], &there["profile"]["description_vi"]), (&json!(older[0].1), &json!(older[2].1)));
        for (format, media_type) in FORMATS {
            let file = saved(&seller, &vendor, format).await;
            for query in ["?dry_run=true", ""] {
                assert_eq!(counts(&app.unchanged(sent_as(&seller, &vendor, media_type, query, file.clone())).await), [0, 0, 1], "{format}");
            }
        }
        // Beside what stays something is changed: that is judged, and nothing else.
        let mut cells = rows(&saved(&seller, &vendor, "csv").await);
        cells[0].insert("security_level".to_owned(), "4".to_owned());
        assert_eq!(counts(&sent(&seller, &vendor, &csv(&cells)).await), [0, 1, 0]);
        revised(&seller, &draft, json!({"summary_en": "Other."})).await.ok(200);
        let mut profile = there["profile"].clone();
        profile["hosting"]["place"] = json!("Hà Nội");
        revised(&seller, &draft, json!({"profile": profile, "offers": there["offers"], "name": there["name"]})).await.ok(200);
        let now = seller.get(&at).await.ok(200);
        for pointer in ["/name", "/summary_vi", "/profile/description_vi", "/profile/problems", "/offers"] {
            assert_eq!(now.pointer(pointer), there.pointer(pointer), "{pointer}");
        }
        assert_eq!((&now["profile"]["hosting"]["place"], &now["profile"]["security_level"]), (&json!("Hà Nội"), &json!(3)));
        for (pointer, sent, fault) in [
            ("/name", json!({"name": "www.other.example (demo)"}), "address_in_name"),
            ("/profile/description_vi", json!({"profile": {"description_vi": format!("{}.", older[2].1)}}), "other_address"),
            ("/profile/description_en", json!({"profile": {"description_en": older[2].1}}), "other_address"),
            ("/summary_vi", json!({"summary_vi": "Sổ\u{202e}sách."}), "forbidden_character"),
        ] {
            app.unchanged(revised(&seller, &draft, sent)).await.fault(422, "invalid_values", pointer, fault);
        }
        // Nobody else begins with it.
        let (other, new, _) = drafted(app).await;
        let copied = String::from_utf8(saved(&seller, &vendor, "csv").await).expect("UTF-8").replace(&text(&there, "slug"), "demo-ban-sao");
        let faults = app.unchanged(sent(&other, &new, &copied)).await.faults(422, "faulty_file");
        assert_eq!(faults.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), ["address_in_name", "forbidden_character", "other_address", "forbidden_character"], "{faults:?}");
    }

    async fn a_file_makes_the_same_listing_elsewhere(app) {
        let (seller, vendor, draft) = drafted(app).await;
        revised(&seller, &draft, tricky()).await.ok(200);
        let shown = seller.get(&format!("/v1/listings/{draft}")).await.ok(200);
        for (format, media_type) in FORMATS {
            let (other, new, _) = drafted(app).await;
            let file = saved(&seller, &vendor, format).await;
            app.unchanged(sent_as(&other, &new, media_type, "", file.clone())).await.problem(422, "faulty_file");
            let slug = text(&shown, "slug");
            let copied = match format {
                "csv" => String::from_utf8(file).expect("UTF-8").replace(&slug, &format!("demo-{format}")).into_bytes(),
                "ndjson" => String::from_utf8(file).expect("UTF-8").replace(&slug, &format!("demo-{format}")).into_bytes(),
                _ => continue,
            };
            assert_eq!(counts(&sent_as(&other, &new, media_type, "", copied).await), [1, 0, 0]);
            let made = of_slug(&other, &format!("demo-{format}")).await;
            for member in ["name", "summary_vi", "summary_en", "category_code", "profile", "offers", "statements"] {
                assert_eq!(made[member], shown[member], "{format}: {member}");
            }
        }
        app.mails().await;
    }

    async fn a_file_is_for_the_vendors_people_and_who_sees_vetting(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let file = saved(&seller, &vendor, "csv").await;
        let member = firm(seller.clone(), "vendors", vendor.clone()).with(app, Member).await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        for who in [&member, &app.reviewer().await, &auditor] {
            assert_eq!(saved(who, &vendor, "csv").await, file);
        }
        let at = format!("/v1/vendors/{vendor}/listings-export");
        let (other, _, _) = drafted(app).await;
        other.get(&at).await.problem(404, "not_found");
        app.analyst().await.get(&at).await.problem(404, "not_found");
        app.anon.get(&at).await.problem(401, "unauthenticated");
        app.reviewer().await.get("/v1/vendors/ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/listings-export").await.problem(404, "not_found");
        let key = make_with(&seller, &vendor, &[Scope::ListingsRead], json!({})).await.at(&app.anon);
        assert_eq!(saved(&key, &vendor, "csv").await, file);
        sent(&key, &vendor, "slug\n").await.problem(403, "insufficient_scope");
        let writing = make_with(&seller, &vendor, &[Scope::ListingsWrite], json!({})).await.at(&app.anon);
        assert_eq!(counts(&sent_as(&writing, &vendor, "text/csv; charset=utf-8", "", file.clone()).await), [0, 0, 1]);
        assert_eq!(rows(&seller.get(&format!("{at}?after=demo-so-sach-zz")).await.bytes), []);
        assert_eq!(seller.get(&format!("{at}?after=demo")).await.bytes, file);
        for wrong in ["format=pdf", "after=", "after=Demo", "limit=1"] {
            seller.get(&format!("{at}?{wrong}")).await.problem(400, "invalid_query");
        }
        seller.post("/v1/sessions/current/reauthentication", json!({"password": crate::support::actors::PASSWORD})).await;
        seller.act(&format!("/v1/platforms/{draft}/archive")).await.ok(200);
        assert_eq!(rows(&saved(&seller, &vendor, "csv").await), [], "what is archived is in no file");
        app.mails().await;
    }
}
