//! Who may bring in a file, and what is none.

use super::{XLSX, counts, csv, listed, of_slug, row, saved, sent, sent_as, with};
use crate::catalog::{drafted, revised};
use crate::imported::workbook::{
    ADDRESSES, Cell, addressed, archive, promising, saying, sharing, with_texts, workbook,
};
use crate::members::{firm, person};
use crate::support::client::text;
use crate::support::json;
use dungthu::accounts::members::MemberRole::{Manager, Member};
use std::time::Duration;

fn one() -> String {
    csv(&[listed("demo-mot")])
}

/// A workbook of sheets with one cell each, or none.
fn sheets(cells: &[&str]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for cell in cells {
        let sheet = book.add_worksheet();
        if !cell.is_empty() {
            sheet.write_string(0, 0, *cell).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

engines! {
    async fn only_managers_and_owners_of_an_approved_vendor_bring_in(app) {
        let (seller, vendor, _) = drafted(app).await;
        let of_it = firm(seller.clone(), "vendors", vendor.clone());
        let (member, manager) = (of_it.with(app, Member).await, of_it.with(app, Manager).await);
        for query in ["?dry_run=true", ""] {
            let (stranger, reviewer) = (person(app).await, app.reviewer().await);
            for (who, status, code) in [(&member, 403, "forbidden"), (&stranger, 404, "not_found"), (&reviewer, 404, "not_found"), (&app.anon, 401, "unauthenticated")] {
                app.unchanged(sent_as(who, &vendor, "text/csv", query, one().into_bytes())).await.problem(status, code);
            }
        }
        assert_eq!(counts(&sent(&manager, &vendor, &one()).await), [1, 0, 0]);
        let pending = person(app).await;
        let body = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Chờ Demo (demo)"});
        let waiting = text(&pending.post("/v1/vendors", body).await.ok(201), "id");
        for query in ["?dry_run=true", ""] {
            app.unchanged(sent_as(&pending, &waiting, "text/csv", query, one().into_bytes())).await.problem(409, "vendor_pending");
        }
        app.mails().await;
    }

    async fn what_is_no_such_file_is_refused(app) {
        let (seller, vendor, _) = drafted(app).await;
        let post = async |media_type: &'static str, bytes: Vec<u8>| app.unchanged(sent_as(&seller, &vendor, media_type, "", bytes)).await;
        for other in ["application/json", "application/octet-stream", "text/plain", ""] {
            post(other, one().into_bytes()).await.problem(415, "unsupported_media_type");
        }
        post("text/csv", vec![b'a'; 2 * 1024 * 1024 + 1]).await.problem(413, "body_too_large");
        let book = workbook(&[vec![Cell::Text("slug".to_owned())]]);
        let bomb = archive(&[("xl/sharedStrings.xml", &"0".repeat(20 * 1_048_576))]);
        let latin = [one().as_bytes(), b"demo-\xe9,x\n"].concat();
        for (media_type, bytes, said, code) in [
            ("text/csv", Vec::new(), "is empty", "empty_file"),
            ("text/csv", b"\xef\xbb\xbf\n\n".to_vec(), "is empty", "empty_file"),
            (XLSX, Vec::new(), "is empty", "empty_file"),
            (XLSX, one().into_bytes(), "of another type", "other_type"),
            ("text/csv", book.clone(), "of another type", "other_type"),
            (XLSX, book[..200].to_vec(), "no spreadsheet", "no_spreadsheet"),
            (XLSX, bomb, "unpacks to more than 16 MB", "unpacks_too_large"),
            (XLSX, sharing(&"a".repeat(300_000), 100), "unpacks to more than 16 MB", "unpacks_too_large"),
            (XLSX, promising("10000000000000"), "more formats or texts than it can", "too_many_formats"),
            ("text/csv", latin, "row 3: not UTF-8", "not_utf_8"),
            ("text/csv", one().replace("Books", "\"Books").into_bytes(), "row 2: a cell begins with a quotation mark", "open_quotation"),
            (XLSX, sheets(&["slug", "", "slug"]), "in several sheets: Sheet1, Sheet3.", "several_sheets"),
            ("text/csv", b"\xff\xfes\0".to_vec(), "UTF-16", "utf_16"),
            ("text/csv", format!("slug{}", ",".repeat(200)).into_bytes(), "more than 100 cells", "row_too_long"),
            ("text/csv", format!("slug\n{}", "x\n".repeat(2)).into_bytes(), "", ""),
        ] {
            let reply = post(media_type, bytes).await;
            if said.is_empty() {
                reply.problem(422, "faulty_file");
                continue;
            }
            reply.fault(422, "invalid_values", "", code);
            let detail = text(&reply.json()["errors"][0], "detail");
            assert!(detail.contains(said), "{detail}");
        }
        let headers = [("Content-Type", "text/csv"), ("Accept-Language", "vi")];
        let vietnamese = seller.send("POST", &format!("/v1/vendors/{vendor}/listings-import"), &headers, Vec::new()).await;
        assert_eq!(vietnamese.json()["errors"][0]["detail"], "Tệp trống.");
        assert_eq!(counts(&post(XLSX, book).await), [0, 0, 0], "headings alone say nothing");
        let second = sheets(&["", "slug"]);
        assert_eq!(counts(&post(XLSX, second).await), [0, 0, 0], "the one with anything in it is meant");
        for wrong in ["?dry_run=maybe", "?dry=true", "?dry_run=true&dry_run=true"] {
            app.unchanged(sent_as(&seller, &vendor, "text/csv", wrong, one().into_bytes())).await.problem(400, "invalid_query");
        }
    }

    async fn what_no_column_says_is_told_of_the_row(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let file = "slug,name,valid_from,price_vnd_per_month\ndemo-mot,Demo (demo),2026-11-16,0\n";
        let refused = app.unchanged(sent(&seller, &vendor, file)).await;
        let problem = refused.problem(422, "faulty_file");
        let told: Vec<(String, String, String)> = problem["errors"].as_array().expect("faults").iter().map(|it| (text(it, "pointer"), text(it, "code"), text(it, "detail"))).collect();
        let columns = ["category_code", "summary_vi", "summary_en", "household_days, micro_days, small_days, medium_days"];
        assert_eq!(told.len(), columns.len(), "{told:?}");
        for column in columns {
            assert!(told.iter().any(|it| it.0 == "/rows/2" && it.1 == "column_needed" && it.2.ends_with(&format!(": {column}."))), "{column}: {told:?}");
        }
        // One of several columns that would do is there.
        let file = "slug,valid_from,price_vnd_per_month,small_days\ndemo-mot,2026-11-16,0,\n";
        let faults = app.unchanged(sent(&seller, &vendor, file)).await.faults(422, "faulty_file");
        assert!(faults.contains(&("/rows/2/small_days".to_owned(), "no_length".to_owned())), "{faults:?}");
        // States are told in words.
        seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        let slug = text(&seller.get(&format!("/v1/listings/{draft}")).await.ok(200), "slug");
        let file = format!("slug,name\n{slug},Khác (demo)\n").into_bytes();
        for (language, said) in [("vi", "«đã gửi thẩm định»"), ("en", "«submitted»")] {
            let headers = [("Content-Type", "text/csv"), ("Accept-Language", language)];
            let reply = seller.send("POST", &format!("/v1/vendors/{vendor}/listings-import"), &headers, file.clone()).await;
            reply.fault(422, "faulty_file", "/rows/2/slug", "not_changeable");
            assert!(text(&reply.json()["errors"][0], "detail").contains(said), "{}", reply.text());
        }
        app.mails().await;
    }

    async fn a_cell_that_no_sheet_has_is_a_damaged_file(app) {
        let (seller, vendor, _) = drafted(app).await;
        for address in ADDRESSES {
            for query in ["?dry_run=true", ""] {
                let refused = app.unchanged(sent_as(&seller, &vendor, XLSX, query, addressed(address))).await;
                refused.fault(422, "invalid_values", "", "no_spreadsheet");
            }
        }
        // The last column is one of a sheet, and more than a row has here; in the last row a listing lacks everything but its slug.
        let wide = app.unchanged(sent_as(&seller, &vendor, XLSX, "", addressed("XFD2"))).await;
        wide.fault(422, "invalid_values", "", "row_too_long");
        app.unchanged(sent_as(&seller, &vendor, XLSX, "", addressed("A1048576"))).await.problem(422, "faulty_file");
    }

    async fn an_archive_that_lies_of_its_size_is_no_bomb_either(app) {
        let (seller, vendor, _) = drafted(app).await;
        let texts = format!("<sst><si><t>{}</t></si></sst>", "0".repeat(20 * 1_048_576));
        let mut lies = with_texts(&texts);
        let said = u32::try_from(texts.len()).expect("its size").to_le_bytes();
        let places: Vec<usize> = (0..lies.len() - 4).filter(|place| lies[*place..*place + 4] == said).collect();
        for place in &places {
            lies[*place..*place + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
        assert!(!places.is_empty(), "the archive says how much is in it");
        let refused = app.unchanged(sent_as(&seller, &vendor, XLSX, "", lies)).await;
        refused.fault(422, "invalid_values", "", "no_spreadsheet");
        // No more was read than was said, and that is no text.
        assert!(refused.text().contains("no spreadsheet"), "{}", refused.text());
    }

    async fn what_a_workbook_declares_for_itself_is_never_resolved(app) {
        let (seller, vendor, _) = drafted(app).await;
        let nested: String = (1..=9).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
        let declared = [
            "<!DOCTYPE sst [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned(),
            "<!DOCTYPE sst [<!ENTITY x SYSTEM \"http://127.0.0.1:1/x\">]>".to_owned(),
            "<!DOCTYPE sst [<!ENTITY x \"demo\">]>".to_owned(),
            format!("<!DOCTYPE sst [<!ENTITY l0 \"ha\">{nested}<!ENTITY x \"&l9;\">]>"),
        ];
        let text = |text: &str| format!("<sst><si><t>{text}</t></si></sst>");
        // The workbook is read where the text is one.
        assert_eq!(counts(&sent_as(&seller, &vendor, XLSX, "", saying(&text("slug"))).await), [0, 0, 0]);
        for declared in declared {
            for book in [saying(&format!("{declared}{}", text("&x;"))), workbook(&[vec![Cell::Text("&x;".to_owned())]])] {
                let refused = app.unchanged(sent_as(&seller, &vendor, XLSX, "", book)).await;
                refused.fault(422, "invalid_values", "", "no_spreadsheet");
                assert!(refused.text().contains("no spreadsheet that can be read") && !refused.text().contains("root:"), "{}", refused.text());
            }
        }
    }

    async fn headings_are_known_and_stand_once(app) {
        let (seller, vendor, _) = drafted(app).await;
        for (head, faults) in [
            ("name", &[("/rows/1/slug", "missing_column")][..]),
            ("slug,nmae,id/x", &[("/rows/1/nmae", "unknown_column"), ("/rows/1/id~1x", "unknown_column")]),
            ("slug,Tên rút gọn,name,NAME", &[("/rows/1/Tên rút gọn", "repeated_column"), ("/rows/1/NAME", "repeated_column")]),
            ("slug,price_vnd_per_month", &[("/rows/1/valid_from", "missing_column")]),
        ] {
            let told = app.unchanged(sent(&seller, &vendor, &format!("{head}\ndemo-mot,x,y,z\n"))).await.faults(422, "faulty_file");
            assert_eq!(told.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect::<Vec<_>>(), faults, "{head}");
        }
        let vietnamese = one().replace("slug", "Tên rút gọn").replace("micro_days", "số ngày cho doanh nghiệp siêu nhỏ");
        assert_eq!(counts(&sent(&seller, &vendor, &vietnamese).await), [1, 0, 0]);
    }

    async fn an_offer_that_no_cell_tells_of_is_asked_for(app) {
        let (seller, vendor, _) = drafted(app).await;
        let file = csv(&[with(listed("demo-mot"), &[("valid_from", ""), ("micro_days", ""), ("price_vnd_per_month", "")]), with(listed("demo-hai"), &[("valid_from", "")])]);
        let refused = app.unchanged(sent(&seller, &vendor, &file)).await;
        let told = refused.faults(422, "faulty_file");
        assert_eq!(told, [("/rows/2/valid_from".to_owned(), "no_offer".to_owned()), ("/rows/3/valid_from".to_owned(), "missing_field".to_owned())]);
        let said = text(&refused.json()["errors"][0], "detail");
        assert!(said.contains("its first day (valid_from)") && !said.contains("12"), "{said}");
    }

    async fn the_entry_of_a_list_is_named(app) {
        let (seller, vendor, _) = drafted(app).await;
        let long = format!("Zalo OA\n{}\nVietQR", "x".repeat(81));
        let file = csv(&[with(listed("demo-mot"), &[("integrations", &long), ("industries", "2018:G; 2018:ZZ")])]);
        let refused = app.unchanged(sent(&seller, &vendor, &file)).await;
        let told: Vec<(String, String)> = refused.json()["errors"].as_array().expect("faults").iter().map(|it| (text(it, "pointer"), text(it, "detail"))).collect();
        let said = |pointer: &str| told.iter().find(|it| it.0 == pointer).map(|it| it.1.as_str()).unwrap_or_else(|| panic!("{told:?}"));
        assert!(said("/rows/2/integrations/1").starts_with("Entry 2: Too long"), "{told:?}");
        assert!(said("/rows/2/industries/1").starts_with("Entry 2: "), "{told:?}");
        let line = json!({"slug": "demo-mot", "profile": {"integrations": ["VietQR", "x".repeat(81)]}});
        let refused = app.unchanged(sent_as(&seller, &vendor, "application/x-ndjson", "", line.to_string().into_bytes())).await;
        assert!(refused.text().contains("Entry 2: Too long"), "{}", refused.text());
    }

    async fn rows_that_stand_apart_are_one_fault(app) {
        let (seller, vendor, _) = drafted(app).await;
        let offer = |slug: &str, from: &str| row(&[("slug", slug), ("valid_from", from), ("small_days", "9"), ("price_vnd_per_month", "0")]);
        let until = |slug: &str| with(listed(slug), &[("valid_until", "2026-12-31")]);
        let file = csv(&[until("demo-mot"), until("demo-hai"), offer("demo-mot", "2027-01-01"), offer("demo-mot", "2028-01-01"), offer("demo-hai", "2027-01-01")]);
        let refused = app.unchanged(sent(&seller, &vendor, &file)).await;
        let told = refused.faults(422, "faulty_file");
        let apart = |row: i64| (format!("/rows/{row}/slug"), "rows_apart".to_owned());
        assert_eq!(told, [apart(4), apart(6)]);
        let said = text(&refused.json()["errors"][0], "detail");
        assert!(said.contains("in row 2 already"), "{said}");
    }

    async fn what_reviewers_have_and_what_is_archived_cannot_be_changed(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let file = String::from_utf8(saved(&seller, &vendor, "csv").await).expect("UTF-8");
        let change = || file.replace("Books for small shops.", "Books and more.");
        let refused = async |state: &str| {
            let reply = app.unchanged(sent(&seller, &vendor, &change())).await;
            reply.fault(422, "faulty_file", "/rows/2/slug", "not_changeable");
            let detail = text(&reply.json()["errors"][0], "detail");
            assert!(detail.contains(&format!("«{state}»")), "{detail}");
        };
        seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        refused("submitted").await;
        let reviewer = app.reviewer().await;
        reviewer.act(&format!("/v1/platforms/{draft}/review")).await.ok(200);
        refused("in_review").await;
        let asked = json!({"fields": [{"pointer": "/summary_en", "comment": "Say more."}]});
        reviewer.post(&format!("/v1/platforms/{draft}/change-request"), asked).await.ok(200);
        assert_eq!(counts(&sent(&seller, &vendor, &change()).await), [0, 1, 0]);
        let shown = seller.get(&format!("/v1/listings/{draft}")).await.ok(200);
        assert_eq!((&shown["status"], &shown["summary_en"]), (&json!("changes_requested"), &json!("Books and more.")));
        seller.act(&format!("/v1/platforms/{draft}/archive")).await.ok(200);
        let again = app.unchanged(sent(&seller, &vendor, &file)).await;
        again.fault(422, "faulty_file", "/rows/2/slug", "not_changeable");
        assert!(text(&again.json()["errors"][0], "detail").contains("«archived»"));
        app.mails().await;
    }

    async fn a_key_makes_a_retry_safe(app) {
        let (seller, vendor, _) = drafted(app).await;
        let path = format!("/v1/vendors/{vendor}/listings-import");
        let send = async |file: String, query: &str| seller.send("POST", &format!("{path}{query}"), &[("Content-Type", "text/csv"), ("Idempotency-Key", "one")], file.into_bytes()).await;
        let first = send(one(), "").await;
        assert_eq!(counts(&first), [1, 0, 0]);
        let again = app.unchanged(send(one(), "")).await;
        assert_eq!((again.header("idempotent-replayed"), &again.bytes), (Some("true"), &first.bytes));
        app.unchanged(send(csv(&[listed("demo-hai")]), "")).await.problem(422, "idempotency_mismatch");
        app.unchanged(send(one(), "?dry_run=true")).await.problem(422, "idempotency_mismatch");
    }

    async fn of_two_files_at_once_one_comes_after_the_other(app) {
        let (seller, vendor, _) = drafted(app).await;
        let file = csv(&(0..40).map(|number| listed(&format!("demo-{number}"))).collect::<Vec<_>>());
        let (one, two) = futures_util::future::join(sent(&seller, &vendor, &file), sent(&seller, &vendor, &file)).await;
        let mut both = [counts(&one), counts(&two)];
        both.sort();
        assert_eq!(both, [[0, 0, 40], [40, 0, 0]]);
    }

    async fn a_published_listing_gets_its_next_version(app) {
        let (seller, vendor, draft) = drafted(app).await;
        app.vetted(&seller, &draft).await;
        app.mails().await;
        let public = app.anon.get(&format!("/v1/platforms/{draft}")).await.ok(200);
        let slug = text(&public, "slug");
        let change = csv(&[row(&[("slug", &slug), ("summary_en", "Books and more.")])]);
        assert_eq!(counts(&sent(&seller, &vendor, &change).await), [0, 1, 0]);
        assert_eq!(app.anon.get(&format!("/v1/platforms/{draft}")).await.ok(200), public, "people read what is published");
        let mine = of_slug(&seller, &slug).await;
        assert_eq!((&mine["status"], &mine["working_version"]["number"], &mine["working_version"]["status"]), (&json!("published"), &json!(2), &json!("draft")));
        assert_eq!(counts(&app.unchanged(sent(&seller, &vendor, &change)).await), [0, 0, 1]);
        revised(&seller, &draft, json!({"summary_en": "Third."})).await.ok(200);
        assert_eq!(counts(&sent(&seller, &vendor, &csv(&[with(row(&[("slug", &slug)]), &[("summary_en", "Fourth.")])])).await), [0, 1, 0]);
        assert_eq!(of_slug(&seller, &slug).await["working_version"]["number"], 2);
        app.advance(Duration::from_secs(1));
    }
}
