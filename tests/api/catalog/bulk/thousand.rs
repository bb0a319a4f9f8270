//! A thousand listings, without faults and with some of every kind.

use super::{FORMATS, Row, counts, csv, listed, of_slug, row, rows, saved, sent, sent_as, with};
use crate::catalog::claims::seller;
use crate::catalog::drafted;
use crate::support::client::text;
use crate::support::json;
use diesel::prelude::*;
use dungthu::db::Conn;
use dungthu::db::schema::events;

/// The listing of this number: what it needs, and of some what else can be said.
fn numbered(number: usize) -> Row {
    let slug = format!("demo-hang-loat-{number:04}");
    let name = format!("Nền tảng Hàng Loạt {number} (demo)");
    let whole = with(listed(&slug), &[("name", &name), ("price_vnd_per_month", &(1000 * number).to_string())]);
    if !number.is_multiple_of(10) {
        return whole;
    }
    with(
        whole,
        &[
            ("description_vi", "- Sổ sách\n- Hóa đơn"),
            ("problems_vi", "Chậm tờ khai\nMất hóa đơn"),
            ("problems_en", "Late returns\nLost invoices"),
            ("industries", "2018:G; 2018:C"),
            ("sizes", "micro; small"),
            ("integrations", "VietQR\nZalo OA"),
            ("support_hours_vi", "8:00–17:30"),
            ("support_hours_en", "8 to 5:30"),
            ("support_languages", "vi; en"),
            ("hosting_country", "VN"),
            ("security_level", "3"),
            ("valid_until", "31/12/2026"),
        ],
    )
}

/// A thousand listings, every tenth with a second offer in a further row.
fn thousand() -> Vec<Row> {
    let further = |number: usize| {
        let slug = format!("demo-hang-loat-{number:04}");
        let next = [
            ("slug", slug.as_str()),
            ("valid_from", "01/01/2027"),
            ("small_days", "60"),
            ("price_vnd_per_month", "99000"),
        ];
        number.is_multiple_of(10).then(|| row(&next))
    };
    (1..=1000).flat_map(|number| [Some(numbered(number)), further(number)]).flatten().collect()
}

/// What stands in which cell instead, and the fault: its column where it is told in another one.
const FAULTS: [(&str, &str, &str, &str); 56] = [
    ("slug", "Demo", "not_a_slug", ""),
    ("slug", "", "not_a_slug", ""),
    ("slug", "demo--hai", "not_a_slug", ""),
    ("name", "", "empty", ""),
    ("name", "LONG121", "too_long", ""),
    ("name", "Xem www.demo.example", "address_in_name", ""),
    ("name", "đổi\u{202e}hướng", "forbidden_character", ""),
    ("category_code", "", "empty", ""),
    ("category_code", "nothing", "unknown_category", ""),
    ("summary_vi", "", "empty", ""),
    ("summary_vi", "LONG501", "too_long", ""),
    ("summary_en", "hai\ndòng", "line_break", ""),
    ("description_vi", "<script>alert(1)</script>", "unsafe_markdown", ""),
    ("description_en", "LONG8001", "too_long", ""),
    ("problems_vi", "LINES11", "too_many", ""),
    ("problems_en", "only one", "empty", "problems_vi/0"),
    ("problems_vi", "một", "empty", "problems_en/0"),
    ("industries", "2018:ZZ", "unknown_industry", "industries/0"),
    ("industries", "2018:G; G", "unknown_industry", "industries/1"),
    ("sizes", "huge", "not_one_of", "sizes/0"),
    ("sizes", "micro; tiny", "not_one_of", "sizes/1"),
    ("integrations", "LINES31", "too_many", ""),
    ("integrations", "LONG81", "too_long", "integrations/0"),
    ("hosting_country", "Vietnam", "two_letters", ""),
    ("hosting_place", "Hà Nội", "two_letters", "hosting_country"),
    ("security_level", "6", "out_of_range", ""),
    ("security_level", "1.5", "not_a_number", ""),
    ("vietnamese_ownership_percent", "50", "out_of_range", ""),
    ("vietnamese_ownership_percent", "100%", "not_a_number", ""),
    ("valid_from", "", "missing_field", ""),
    ("valid_from", "31/02/2026", "not_a_day", ""),
    ("valid_until", "2026-11-15", "out_of_range", ""),
    ("valid_until", "soon", "not_a_day", ""),
    ("household_days", "0", "out_of_range", ""),
    ("micro_days", "", "no_length", "household_days"),
    ("micro_days", "367", "out_of_range", ""),
    ("micro_days", "90 ngày", "not_a_number", ""),
    ("small_days", "-1", "out_of_range", ""),
    ("medium_days", "1e2", "not_a_number", ""),
    ("max_employees", "0", "out_of_range", ""),
    ("max_employees", "1,000", "not_a_number", ""),
    ("discount_months", "6", "missing_field", "discount_price_vnd_per_month"),
    ("discount_price_vnd_per_month", "1000", "missing_field", "discount_months"),
    ("price_vnd_per_month", "", "missing_field", ""),
    ("price_vnd_per_month", "1.000", "not_a_number", ""),
    ("price_vnd_per_month", "9223372036854775808", "out_of_range", ""),
    ("price_vnd_per_month", "-1", "out_of_range", ""),
    ("price_vnd_per_month", "1000000000000001", "out_of_range", ""),
    ("price_vnd_per_month", "-", "not_a_number", ""),
    ("included_vi", "Ba người dùng", "other_number_of_lines", "included_en"),
    ("included_en", "LINES21", "too_many", ""),
    ("at_end", "charges", "not_one_of", ""),
    ("", "more", "no_heading", ""),
    ("slug", "demo-hang-loat-0002", "rows_apart", ""),
    ("slug", "ANOTHERS", "slug_of_another", ""),
    ("slug", "IN_REVIEW", "not_changeable", ""),
];

fn spelled(cell: &str, anothers: &str, in_review: &str) -> String {
    let long = |many: usize| "x".repeat(many);
    let lines = |many: usize| (0..many).map(|number| format!("x{number}")).collect::<Vec<_>>().join("\n");
    match cell {
        "ANOTHERS" => anothers.to_owned(),
        "IN_REVIEW" => in_review.to_owned(),
        "LONG81" => long(81),
        "LONG121" => long(121),
        "LONG501" => long(501),
        "LONG8001" => long(8001),
        "LINES11" | "LINES21" | "LINES31" => lines(cell[5..].parse().expect("a number")),
        other => other.to_owned(),
    }
}

engines! {
    async fn a_thousand_are_brought_in_once(app) {
        let (seller, vendor) = seller(app).await;
        let file = csv(&thousand());
        let dry = app.unchanged(sent_as(&seller, &vendor, "text/csv", "?dry_run=true", file.clone().into_bytes())).await;
        assert_eq!(counts(&dry), [1000, 0, 0]);
        let done = sent(&seller, &vendor, &file).await;
        assert_eq!(counts(&done), [1000, 0, 0]);
        assert_eq!((&dry.json()["dry_run"], &done.json()["dry_run"], &dry.json()["rows"]), (&json!(true), &json!(false), &done.json()["rows"]));
        assert_eq!(done.json()["rows"][10], json!({"row": 13, "slug": "demo-hang-loat-0011", "outcome": "new"}));
        assert_eq!(counts(&app.unchanged(sent(&seller, &vendor, &file)).await), [0, 0, 1000]);
        let tenth = of_slug(&seller, "demo-hang-loat-0010").await;
        assert_eq!((&tenth["status"], &tenth["profile"]["sizes"], &tenth["offers"][0]["valid_until"]), (&json!("draft"), &json!(["micro", "small"]), &json!("2026-12-31")));
        assert_eq!((&tenth["offers"][1]["valid_from"], &tenth["offers"][1]["days"]["small"]), (&json!("2027-01-01"), &json!(60)));
        let drafted = |conn: &mut Conn| events::table.filter(events::kind.eq("platform.drafted")).count().get_result::<i64>(conn);
        assert_eq!(app.query(move |conn| drafted(conn).expect("a count")).await, 1000);
        for (format, media_type) in FORMATS {
            let file = saved(&seller, &vendor, format).await;
            assert!(file.len() <= 2 * 1024 * 1024, "{format}: {}", file.len());
            assert_eq!(counts(&app.unchanged(sent_as(&seller, &vendor, media_type, "", file)).await)[..2], [0, 0], "{format}");
        }
        // That is as many as may wait for their first publication; each holds a slug for good, an archived one as well.
        let one = csv(&[listed("demo-nua")]);
        seller.act(&format!("/v1/platforms/{}/archive", text(&tenth, "id"))).await.ok(200);
        let refused = app.unchanged(sent(&seller, &vendor, &one)).await;
        refused.fault(422, "faulty_file", "/rows/2/slug", "too_many_drafts");
        let told = text(&refused.json()["errors"][0], "detail");
        assert!(told.contains("at most 1000") && told.contains("do not count"), "{told}");
        // Changes do not count, nor does a file that is full of them.
        let mut changed: Vec<Row> = rows(&saved(&seller, &vendor, "csv").await);
        changed[0].insert("summary_vi".to_owned(), "Khác.".to_owned());
        assert_eq!(counts(&sent(&seller, &vendor, &csv(&changed)).await), [0, 1, 998]);
        changed.push(listed("demo-nua"));
        app.unchanged(sent(&seller, &vendor, &csv(&changed))).await.fault(422, "faulty_file", &format!("/rows/{}/slug", changed.len() + 1), "too_many_drafts");
        let problem = app.unchanged(seller.post("/v1/platforms", app.platform_body(&vendor))).await.problem(409, "too_many_unpublished");
        assert!(text(&problem, "detail").contains("1000"), "{problem}");
        let other = of_slug(&seller, "demo-hang-loat-0011").await;
        app.vetted(&seller, &text(&other, "id")).await;
        assert_eq!(counts(&sent(&seller, &vendor, &one).await), [1, 0, 0]);
        app.mails().await;
    }

    async fn every_fault_of_a_thousand_is_told_by_row_and_column(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let (other, _, foreign) = drafted(app).await;
        let slug = async |who: &crate::support::Client, id: &str| text(&who.get(&format!("/v1/listings/{id}")).await.ok(200), "slug");
        let (in_review, anothers) = (slug(&seller, &draft).await, slug(&other, &foreign).await);
        seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
        let mut rows: Vec<Row> = (1..=1000).map(numbered).collect();
        let mut wanted = Vec::new();
        for (place, (column, cell, code, told)) in FAULTS.iter().enumerate() {
            let number = 12 + place * 17;
            // Not one of those that say more, and of those that an earlier fault has not touched.
            let number = if number.is_multiple_of(10) { number + 1 } else { number };
            rows[number - 1].insert((*column).to_owned(), spelled(cell, &anothers, &in_review));
            let told = if told.is_empty() { column } else { told };
            let below = if column.is_empty() { String::new() } else { format!("/{told}") };
            wanted.push((format!("/rows/{}{below}", number + 1), (*code).to_owned()));
            if *column == "included_en" {
                wanted.push((format!("/rows/{}/included_en", number + 1), "other_number_of_lines".to_owned()));
            }
            if *cell == "LINES11" {
                rows[number - 1].insert("problems_en".to_owned(), spelled(cell, "", ""));
            }
        }
        // Languages lacking, a discount that is none, days twice, and more than an offer in a further row.
        for (number, cells, told, code) in [
            (3, &[("support_hours_vi", "8–17"), ("support_hours_en", "8–5")][..], "support_languages", "no_language"),
            (6, &[("support_hours_en", "8–5"), ("support_languages", "vi")][..], "support_hours_vi", "empty"),
            (7, &[("support_hours_vi", "8–17"), ("support_hours_en", "8–5"), ("support_languages", "vi; vie")][..], "support_languages/1", "two_letters"),
            (4, &[("discount_months", "37"), ("discount_price_vnd_per_month", "1")][..], "discount_months", "out_of_range"),
            (5, &[("discount_months", "6"), ("discount_price_vnd_per_month", "5000")][..], "discount_price_vnd_per_month", "not_below_price"),
        ] {
            rows[number - 1] = with(rows[number - 1].clone(), cells);
            wanted.push((format!("/rows/{}/{told}", number + 1), code.to_owned()));
        }
        let again = row(&[("slug", "demo-hang-loat-0999"), ("valid_from", "2026-12-01"), ("small_days", "9"), ("price_vnd_per_month", "0"), ("name", "Nữa (demo)")]);
        rows.insert(999, again);
        wanted.push(("/rows/1001/valid_from".to_owned(), "overlapping_offers".to_owned()));
        wanted.push(("/rows/1001/name".to_owned(), "first_row_only".to_owned()));
        wanted.sort();
        let file = csv(&rows).into_bytes();
        assert!(wanted.len() > 60);
        for query in ["?dry_run=true", "?dry_run=false", ""] {
            let reply = app.unchanged(sent_as(&seller, &vendor, "text/csv", query, file.clone())).await;
            let mut told = reply.faults(422, "faulty_file");
            let in_order: Vec<i64> = told.iter().map(|(pointer, _)| pointer.split('/').nth(2).and_then(|row| row.parse().ok()).expect("a row")).collect();
            assert!(in_order.is_sorted());
            told.sort();
            assert_eq!(told, wanted);
            let detail = text(&reply.json(), "detail");
            assert!(detail.contains(&format!("Faults in the file: {}", wanted.len())), "{detail}");
        }
        app.mails().await;
    }

    async fn of_very_many_faults_the_first_are_told_and_all_are_counted(app) {
        let (seller, vendor, _) = drafted(app).await;
        let rows: Vec<Row> = (1..=600).map(|number| with(numbered(number), &[("micro_days", "x")])).collect();
        let reply = app.unchanged(sent(&seller, &vendor, &csv(&rows))).await;
        assert_eq!(reply.faults(422, "faulty_file").len(), 500);
        assert!(text(&reply.json(), "detail").contains("Faults in the file: 600;"));
        let many: Vec<Row> = (1..=1001).map(numbered).collect();
        app.unchanged(sent(&seller, &vendor, &csv(&many))).await.fault(422, "invalid_values", "/rows", "too_many");
    }
}
