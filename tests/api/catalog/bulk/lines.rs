//! NDJSON: a listing in each line, with its pictures and what is stated of the criteria.

use super::{FORMATS, counts, of_slug, saved, sent_as};
use crate::catalog::{drafted, revised};
use crate::support::client::text;
use crate::support::{Client, Reply, json};
use image::{ImageFormat, RgbImage};
use serde_json::Value;
use std::io::Cursor;

async fn lines(who: &Client, vendor: &str, lines: &[Value]) -> Reply {
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    sent_as(who, vendor, "application/x-ndjson", "", text.join("\n").into_bytes()).await
}

fn listing(slug: &str) -> Value {
    json!({"slug": slug, "name": "Sổ Sách Demo (demo)", "category_code": "accounting_finance", "summary_vi": "Sổ sách.", "summary_en": "Books.",
        "offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 250_000, "days": {"micro": 90}}]})
}

engines! {
    async fn pictures_and_statements_are_brought_in_and_kept(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let mut png = Vec::new();
        RgbImage::new(32, 24).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("an image");
        let sent = seller.send("POST", &format!("/v1/vendors/{vendor}/images"), &[("Content-Type", "image/png")], png).await.ok(201);
        let statements = json!([{"criterion": 1, "text": "Đã được phê duyệt.", "documents": []}]);
        let shown = json!({"profile": {"logo": sent["hash"]}, "statements": statements});
        revised(&seller, &draft, shown).await.ok(200);
        for (format, media_type) in FORMATS.into_iter().filter(|(format, _)| *format != "xlsx") {
            let file = String::from_utf8(saved(&seller, &vendor, format).await).expect("UTF-8");
            let changed = file.replace("(demo)", "2 (demo)").into_bytes();
            assert_eq!(counts(&sent_as(&seller, &vendor, media_type, "", changed).await), [0, 1, 0], "{format}");
            let after = seller.get(&format!("/v1/listings/{draft}")).await.ok(200);
            assert_eq!((&after["profile"]["logo"], &after["statements"]), (&sent["hash"], &statements), "{format}");
        }
    }

    async fn what_a_line_leaves_out_stays(app) {
        let (seller, vendor, _) = drafted(app).await;
        let mut whole = listing("demo-mot");
        whole["profile"] = json!({"sizes": ["micro"], "security_level": 3});
        assert_eq!(counts(&lines(&seller, &vendor, &[whole.clone(), listing("demo-hai")]).await), [2, 0, 0]);
        let before = of_slug(&seller, "demo-mot").await;
        let change = json!({"slug": "demo-mot", "name": "Tên khác (demo)"});
        assert_eq!(counts(&lines(&seller, &vendor, std::slice::from_ref(&change)).await), [0, 1, 0]);
        let after = of_slug(&seller, "demo-mot").await;
        assert_eq!((&after["name"], &after["profile"], &after["offers"]), (&json!("Tên khác (demo)"), &before["profile"], &before["offers"]));
        assert_eq!(counts(&app.unchanged(lines(&seller, &vendor, &[change])).await), [0, 0, 1]);
    }

    async fn every_fault_of_a_line_is_told_by_its_member(app) {
        let (seller, vendor, _) = drafted(app).await;
        let wrong_types = json!({"slug": "demo-ba", "name": 7, "nam": "x", "summary_vi": "", "summary_en": "Books.", "category_code": "nothing",
            "offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 1.5, "days": {"micro": "90", "tiny": 1}}]});
        let images = json!({"logo": "0".repeat(64), "screenshots": [{"image": "1", "caption_vi": "", "caption_en": "x"}]});
        let mut unknown = listing("demo-bon");
        (unknown["profile"], unknown["statements"]) = (images, json!([{"criterion": 9, "text": "x", "documents": ["0"]}]));
        let text = [wrong_types.to_string(), String::new(), "{\"slug\": ".to_owned(), unknown.to_string(), listing("demo-mot").to_string(), listing("demo-mot").to_string(),
            json!({"slug": "demo-nam", "vendor_id": vendor}).to_string(), "[1]".to_owned(), "\u{0}".to_owned()].join("\n");
        for query in ["?dry_run=true", ""] {
            let reply = app.unchanged(sent_as(&seller, &vendor, "application/x-ndjson", query, text.clone().into_bytes())).await;
            let mut told = reply.faults(422, "faulty_file");
            told.sort();
            let mut wanted = [
                ("/rows/1/name", "wrong_type"), ("/rows/1/nam", "unknown_field"), ("/rows/1/summary_vi", "empty"), ("/rows/1/category_code", "unknown_category"),
                ("/rows/1/offers/0/price_vnd_per_month", "wrong_type"), ("/rows/1/offers/0/days/micro", "wrong_type"), ("/rows/1/offers/0/days/tiny", "unknown_field"),
                ("/rows/3/slug", "syntax"), ("/rows/4/profile/logo", "unknown_reference"), ("/rows/4/profile/screenshots/0/image", "unknown_reference"),
                ("/rows/4/profile/screenshots/0/caption_vi", "empty"), ("/rows/4/statements/0/criterion", "not_one_of"), ("/rows/4/statements/0/documents/0", "unknown_reference"),
                ("/rows/6/slug", "repeated"), ("/rows/7/vendor_id", "unknown_field"), ("/rows/7/name", "empty"), ("/rows/7/category_code", "empty"),
                ("/rows/7/summary_vi", "empty"), ("/rows/7/summary_en", "empty"), ("/rows/7/offers", "no_offer"), ("/rows/8", "wrong_type"), ("/rows/9", "syntax"),
            ].map(|(pointer, code)| (pointer.to_owned(), code.to_owned()));
            wanted.sort();
            assert_eq!(told, wanted);
        }
    }

    async fn broken_files_of_lines_are_refused(app) {
        let (seller, vendor, _) = drafted(app).await;
        for empty in ["", "\n \r\n", "\u{feff}\n"] {
            let reply = app.unchanged(sent_as(&seller, &vendor, "application/x-ndjson", "", empty.into())).await;
            reply.fault(422, "invalid_values", "", "empty_file");
        }
        let broken = b"{\"slug\": \"demo-\xff\"}".to_vec();
        let told = app.unchanged(sent_as(&seller, &vendor, "application/x-ndjson", "", broken)).await.faults(422, "faulty_file");
        assert_eq!((told.len(), told[0].1.as_str()), (1, "syntax"));
        let many: Vec<Value> = (0..1001).map(|number| json!({"slug": format!("demo-{number}")})).collect();
        app.unchanged(lines(&seller, &vendor, &many)).await.fault(422, "invalid_values", "/rows", "too_many");
        let marked = format!("\u{feff}{}\r\n", listing("demo-mot"));
        assert_eq!(counts(&sent_as(&seller, &vendor, "application/x-ndjson", "", marked.into_bytes()).await), [1, 0, 0]);
        let slug = text(&of_slug(&seller, "demo-mot").await, "slug");
        assert_eq!(slug, "demo-mot");
    }
}
