//! What a vendor states of the criteria, and the documents that show it: for its people and who vets alone.

use super::{drafted, revised};
use crate::members::{firm, person};
use crate::support::client::text;
use crate::support::{Client, Reply, json};
use dungthu::accounts::members::MemberRole::Member;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;

const PDF: &[u8] = b"%PDF-1.7\n<script>alert(1)</script>";

async fn upload(who: &Client, vendor: &str, media_type: &str, bytes: &[u8]) -> Reply {
    who.send("POST", &format!("/v1/vendors/{vendor}/documents"), &[("Content-Type", media_type)], bytes.to_vec()).await
}

pub async fn sent(who: &Client, vendor: &str, bytes: &[u8]) -> String {
    text(&upload(who, vendor, "application/octet-stream", bytes).await.ok(201), "hash")
}

fn stated(criterion: i64, documents: &[&str]) -> Value {
    json!({"criterion": criterion, "text": "Hồ sơ cấp độ 3 đã được phê duyệt.", "documents": documents})
}

/// A text as Word keeps it, as far as it is looked at.
fn docx() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
    }
    zip.finish().expect("finished").into_inner()
}

engines! {
    async fn a_document_is_seen_by_the_vendors_people_and_reviewers_alone(app) {
        let (seller, vendor, _) = drafted(app).await;
        let made = upload(&seller, &vendor, "application/octet-stream", PDF).await;
        let hash = dungthu::secrets::hex(&Sha256::digest(PDF));
        assert_eq!(made.ok(201), json!({"hash": hash, "media_type": "application/pdf", "size": PDF.len()}));
        let at = format!("/v1/vendors/{vendor}/documents/{hash}");
        assert_eq!(made.header("location"), Some(at.as_str()));
        let member = firm(seller.clone(), "vendors", vendor.clone()).with(app, Member).await;
        let administrator = app.person("admin@demo.example", Some(dungthu::accounts::model::StaffRole::Administrator)).await;
        for who in [&seller, &member, &app.reviewer().await, &administrator] {
            let file = who.get(&at).await;
            assert_eq!((file.status, file.text().as_bytes()), (200, PDF));
            for (header, value) in [("content-type", "application/octet-stream"), ("x-content-type-options", "nosniff"), ("cache-control", "no-store"),
                ("content-disposition", &format!("attachment; filename=\"{hash}.pdf\""))] {
                assert_eq!(file.header(header), Some(value), "{header}");
            }
        }
        let (other, own, _) = drafted(app).await;
        other.get(&at).await.problem(404, "not_found");
        other.get(&format!("/v1/vendors/{own}/documents/{hash}")).await.problem(404, "not_found");
        app.analyst().await.get(&at).await.problem(404, "not_found");
        app.anon.get(&at).await.problem(401, "unauthenticated");
        seller.get(&format!("/v1/vendors/{vendor}/documents/{}", "0".repeat(64))).await.problem(404, "not_found");
    }

    async fn a_document_is_sent_by_its_own_type_or_by_none(app) {
        let (seller, vendor, _) = drafted(app).await;
        let word = docx();
        let types = ["application/pdf", "image/png", "image/jpeg", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"];
        let files = [PDF, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", &word];
        for (number, (kind, bytes)) in types.iter().zip(files).enumerate() {
            for said in [*kind, "application/octet-stream", &format!("{kind}; charset=binary")] {
                assert_eq!(upload(&seller, &vendor, said, bytes).await.ok(201)["media_type"], *kind);
            }
            let another = types[(number + 1) % types.len()];
            app.unchanged(upload(&seller, &vendor, another, bytes)).await.fault(422, "invalid_values", "", "other_type");
        }
        for wrong in ["text/html", "application/zip", "image/webp", ""] {
            let problem = app.unchanged(upload(&seller, &vendor, wrong, PDF)).await.problem(415, "unsupported_media_type");
            let detail = text(&problem, "detail");
            assert!(types.iter().all(|kind| detail.contains(kind)) && detail.contains("application/octet-stream"), "{detail}");
        }
        // Whatever it is, no browser opens it.
        let file = seller.get(&format!("/v1/vendors/{vendor}/documents/{}", sent(&seller, &vendor, &word).await)).await;
        for (header, value) in [("content-type", "application/octet-stream"), ("x-content-type-options", "nosniff")] {
            assert_eq!(file.header(header), Some(value));
        }
        assert!(file.header("content-disposition").is_some_and(|it| it.starts_with("attachment") && it.ends_with(".docx\"")));
    }

    async fn only_documents_are_kept_whatever_their_name_says(app) {
        let (seller, vendor, _) = drafted(app).await;
        for bytes in [&b"<html>"[..], b"PK\x03\x04", b"GIF89a", b" %PDF-1.7", b"MZ"] {
            app.unchanged(upload(&seller, &vendor, "application/octet-stream", bytes)).await.fault(422, "invalid_values", "", "not_a_document");
        }
        let large = [PDF, &vec![b' '; 2 * 1024 * 1024]].concat();
        app.unchanged(upload(&seller, &vendor, "application/octet-stream", &large)).await.problem(413, "body_too_large");
        for (bytes, kind) in [(&b"\x89PNG\r\n\x1a\n"[..], "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg")] {
            assert_eq!(upload(&seller, &vendor, "application/octet-stream", bytes).await.ok(201)["media_type"], kind);
        }
    }

    async fn statements_name_criteria_and_the_vendors_own_documents(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let (other, foreign_vendor, _) = drafted(app).await;
        let (own, foreign) = (sent(&seller, &vendor, PDF).await, sent(&other, &foreign_vendor, b"%PDF-1.4 other").await);
        let say = async |statements: Value| revised(&seller, &draft, json!({"statements": statements})).await;
        for (statements, pointer, fault) in [
            (json!([stated(7, &[])]), "/statements/0/criterion", "not_one_of"),
            (json!([stated(1, &[]), stated(1, &[])]), "/statements/1/criterion", "repeated"),
            (json!([{"criterion": 1, "text": ""}]), "/statements/0/text", "empty"),
            (json!([{"criterion": 1, "text": "x".repeat(2001)}]), "/statements/0/text", "too_long"),
            (json!([stated(1, &[&own, &foreign])]), "/statements/0/documents/1", "unknown_reference"),
            (json!([stated(1, &[own.as_str(); 11])]), "/statements/0/documents", "too_many"),
            (Value::Array(vec![stated(1, &[]); 21]), "/statements", "too_many"),
        ] {
            app.unchanged(say(statements)).await.fault(422, "invalid_values", pointer, fault);
        }
        let statements = json!([stated(2, &[&own]), stated(1, &[])]);
        assert_eq!(say(statements.clone()).await.ok(200)["statements"], statements);
        revised(&seller, &draft, json!({"name": "Tên khác (demo)"})).await.ok(200);
        assert_eq!(seller.get(&format!("/v1/listings/{draft}")).await.ok(200)["statements"], statements, "what is left out stays");
        app.vetted(&seller, &draft).await;
        let public = app.anon.get(&format!("/v1/platforms/{draft}")).await.ok(200);
        let version = app.anon.get(&format!("/v1/platforms/{draft}/versions/1")).await.ok(200);
        assert_eq!((&public["statements"], &version["content"]["statements"]), (&Value::Null, &Value::Null));
        let seen = app.reviewer().await.get(&format!("/v1/listings/{draft}/versions/1")).await.ok(200);
        assert_eq!(seen["content"]["statements"], statements);
        let changed = say(json!([stated(2, &[])])).await.ok(200);
        assert_eq!(changed["statements"], json!([stated(2, &[])]));
        let handed_in = seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        assert_eq!((&handed_in["working_version"]["lane"], &handed_in["working_version"]["changed"]), (&json!("full"), &json!(["/statements"])));
        app.mails().await;
    }

    async fn a_draft_for_another_vendor_tells_nothing_of_its_documents(app) {
        let ((seller, vendor, _), (other, _, _)) = (drafted(app).await, drafted(app).await);
        let known = sent(&seller, &vendor, PDF).await;
        let mut told = Vec::new();
        for hash in [known, "0".repeat(64)] {
            let mut body = app.platform_body(&vendor);
            (body["slug"], body["statements"]) = (json!("demo-so-sach-nua"), json!([stated(1, &[&hash])]));
            told.push(app.unchanged(other.post("/v1/platforms", body)).await.essence());
        }
        assert_eq!(told[0], told[1]);
    }

    async fn a_document_that_no_listing_names_is_forgotten_after_a_week(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let (named, lost) = (sent(&seller, &vendor, PDF).await, sent(&seller, &vendor, b"%PDF-1.4 lost").await);
        revised(&seller, &draft, json!({"statements": [stated(1, &[&named])]})).await.ok(200);
        app.advance(Duration::from_secs(7 * 86_400 + 1));
        app.server.worker.tidy().await.expect("tidied");
        let reviewer = app.reviewer().await;
        assert_eq!(reviewer.get(&format!("/v1/vendors/{vendor}/documents/{named}")).await.status, 200);
        reviewer.get(&format!("/v1/vendors/{vendor}/documents/{lost}")).await.problem(404, "not_found");
    }

    async fn documents_that_no_listing_names_are_few(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let mut all = Vec::new();
        for number in 0..60 {
            all.push(sent(&seller, &vendor, format!("%PDF-1.4 {number}").as_bytes()).await);
        }
        app.unchanged(upload(&seller, &vendor, "application/octet-stream", PDF)).await.problem(409, "too_many_documents");
        sent(&seller, &vendor, b"%PDF-1.4 0").await;
        revised(&seller, &draft, json!({"statements": [stated(1, &[&all[0]])]})).await.ok(200);
        sent(&seller, &vendor, PDF).await;
        let stranger = person(app).await;
        app.unchanged(upload(&stranger, &vendor, "application/octet-stream", PDF)).await.problem(404, "not_found");
        let member = firm(seller, "vendors", vendor.clone()).with(app, Member).await;
        app.unchanged(upload(&member, &vendor, "application/octet-stream", PDF)).await.problem(403, "forbidden");
    }
}
