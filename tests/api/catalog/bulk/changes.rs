//! A cell that is changed changes exactly what its column says; what no column says stays.

use super::{XLSX, counts, csv, listed, of_slug, row, rows, saved, sent, sent_as, tricky, with};
use crate::catalog::{drafted, revised};
use crate::imported::workbook::{Cell, workbook};
use crate::support::client::text;
use crate::support::json;
use serde_json::Value;

/// A column, another cell of it, and where that stands in the listing.
const CELLS: [(&str, &str, &str); 30] = [
    ("name", "Tên khác (demo)", "/name"),
    ("category_code", "hr_organization", "/category_code"),
    ("summary_vi", "Khác.", "/summary_vi"),
    ("summary_en", "Other.", "/summary_en"),
    ("description_vi", "", "/profile/description_vi"),
    ("description_en", "Other.", "/profile/description_en"),
    ("problems_vi", "Một\nHai", "/profile/problems"),
    ("problems_en", "One\nTwo", "/profile/problems"),
    ("industries", "2018:I", "/profile/industries"),
    ("sizes", "", "/profile/sizes"),
    ("integrations", "VietQR", "/profile/integrations"),
    ("support_hours_vi", "7–9", "/profile/support/hours_vi"),
    ("support_hours_en", "7 to 9", "/profile/support/hours_en"),
    ("support_languages", "vi", "/profile/support/languages"),
    ("hosting_country", "SG", "/profile/hosting/country"),
    ("hosting_place", "", "/profile/hosting/place"),
    ("security_level", "", "/profile/security_level"),
    ("vietnamese_ownership_percent", "", "/profile/make_in_vietnam"),
    ("valid_from", "17/11/2026", "/offers/0/valid_from"),
    ("valid_until", "2026-12-30", "/offers/0/valid_until"),
    ("household_days", "", "/offers/0/days/household"),
    ("micro_days", "90", "/offers/0/days/micro"),
    ("small_days", "9", "/offers/0/days/small"),
    ("medium_days", "9", "/offers/0/days/medium"),
    ("max_employees", "", "/offers/0/max_employees"),
    ("discount_months", "36", "/offers/0/discount/months"),
    ("discount_price_vnd_per_month", "2", "/offers/0/discount/price_vnd_per_month"),
    ("price_vnd_per_month", "250000", "/offers/0/price_vnd_per_month"),
    ("included_vi", "Một\nHai", "/offers/0/included_vi"),
    ("at_end", "", "/offers/0/at_end"),
];

/// The pointers of the values that differ.
fn differing(one: &Value, two: &Value, at: &str, found: &mut Vec<String>) {
    match (one, two) {
        (Value::Object(one), Value::Object(two)) => {
            for (member, value) in one {
                differing(value, two.get(member).unwrap_or(&Value::Null), &format!("{at}/{member}"), found);
            }
        }
        (Value::Array(one), Value::Array(two)) if at == "/offers" && one.len() == two.len() => {
            for (place, value) in one.iter().enumerate() {
                differing(value, &two[place], &format!("{at}/{place}"), found);
            }
        }
        _ if one != two => found.push(at.to_owned()),
        _ => {}
    }
}

fn only(listing: &Value) -> Value {
    let mut said = listing.clone();
    for other in ["offer", "description_html_vi", "description_html_en", "working_version"] {
        said.as_object_mut().expect("a listing").remove(other);
    }
    said
}

engines! {
    async fn one_cell_changes_one_member(app) {
        let (seller, vendor, draft) = drafted(app).await;
        revised(&seller, &draft, tricky()).await.ok(200);
        let slug = text(&seller.get(&format!("/v1/listings/{draft}")).await.ok(200), "slug");
        for (column, cell, pointer) in CELLS {
            let before = only(&of_slug(&seller, &slug).await);
            let mut all = rows(&saved(&seller, &vendor, "csv").await);
            assert_ne!(all[0][column], cell, "{column}");
            let was = all[0].insert(column.to_owned(), cell.to_owned());
            let changed = csv(&all);
            assert_eq!(counts(&sent(&seller, &vendor, &changed).await), [0, 1, 0], "{column}");
            let mut found = Vec::new();
            differing(&before, &only(&of_slug(&seller, &slug).await), "", &mut found);
            assert_eq!(found, [pointer], "{column}, which was {was:?}");
            assert_eq!(counts(&app.unchanged(sent(&seller, &vendor, &changed)).await), [0, 0, 1]);
        }
    }

    async fn what_no_column_says_stays(app) {
        let (seller, vendor, draft) = drafted(app).await;
        revised(&seller, &draft, tricky()).await.ok(200);
        let slug = text(&seller.get(&format!("/v1/listings/{draft}")).await.ok(200), "slug");
        let mut before = only(&of_slug(&seller, &slug).await);
        let mut change = async |cells: &[(&str, &str)], pointers: &[&str]| {
            let file = csv(&[with(row(&[("slug", &slug)]), cells)]);
            assert_eq!(counts(&sent(&seller, &vendor, &file).await), [0, 1, 0], "{cells:?}");
            let after = only(&of_slug(&seller, &slug).await);
            let mut found = Vec::new();
            differing(&before, &after, "", &mut found);
            assert_eq!(found, pointers, "{cells:?}");
            before = after;
        };
        change(&[("name", "Tên khác (demo)")], &["/name"]).await;
        change(&[("security_level", "")], &["/profile/security_level"]).await;
        change(&[("problems_en", "One\nTwo")], &["/profile/problems"]).await;
        change(&[("valid_from", "16/11/2026"), ("micro_days", "90")], &["/offers"]).await;
        let offers = of_slug(&seller, &slug).await["offers"].clone();
        assert_eq!(offers.as_array().map(Vec::len), Some(1), "the offers of a file are all offers");
        assert_eq!((&offers[0]["days"]["micro"], &offers[0]["days"]["household"], &offers[0]["discount"]["months"]), (&json!(90), &json!(30), &json!(6)));
    }

    async fn a_workbook_has_numbers_and_dates(app) {
        let (seller, vendor, _) = drafted(app).await;
        let whole = with(listed("demo-mot"), &[("valid_from", "DAY"), ("micro_days", "NUMBER"), ("price_vnd_per_month", "NUMBER"), ("valid_until", "DAY"), ("max_employees", "NUMBER")]);
        let text = |text: &str| Cell::Text(text.to_owned());
        let head: Vec<Cell> = whole.keys().map(|heading| text(heading)).collect();
        // 46342 is 16 November 2026.
        let cells = |number: f64, day: u32| -> Vec<Cell> {
            whole.values().map(|cell| match cell.as_str() { "DAY" => Cell::Day(day), "NUMBER" => Cell::Number(number), other => text(other) }).collect()
        };
        let post = async |rows: &[Vec<Cell>]| sent_as(&seller, &vendor, XLSX, "", workbook(rows)).await;
        let broken = app.unchanged(post(&[head.clone(), cells(1.5, 46_342)])).await;
        assert_eq!(broken.faults(422, "faulty_file").iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect::<Vec<_>>(),
            [("/rows/2/max_employees", "not_a_number"), ("/rows/2/micro_days", "not_a_number"), ("/rows/2/price_vnd_per_month", "not_a_number")]);
        // The error of a formula, and one whose result is not in the file: neither is a blank cell.
        for (cell, fault) in [(Cell::Error, "unreadable_cell"), (Cell::Uncomputed, "not_computed")] {
            let mut wrong = cells(90.0, 46_342);
            wrong[whole.keys().position(|heading| heading == "name").expect("a name")] = cell;
            let refused = app.unchanged(post(&[head.clone(), wrong])).await;
            refused.fault(422, "faulty_file", "/rows/2/name", fault);
            assert!(fault == "unreadable_cell" || refused.text().contains("(=A1&B1)"), "{}", refused.text());
        }
        assert_eq!(counts(&post(&[head.clone(), cells(90.0, 46_342)]).await), [1, 0, 0]);
        let made = of_slug(&seller, "demo-mot").await;
        assert_eq!((&made["offers"][0]["valid_from"], &made["offers"][0]["days"]["micro"]), (&json!("2026-11-16"), &json!(90)));
    }

    async fn faults_are_in_the_rows_that_are_seen_whatever_ends_a_line(app) {
        let (seller, vendor, _) = drafted(app).await;
        for end in ["\n", "\r\n", "\r"] {
            let file = ["slug,name", "demo-mot,Một", "", "demo-hai,\"Hai\nba\"", "demo-ba,Ba\0", ""].join(end);
            let refused = app.unchanged(sent_as(&seller, &vendor, "text/csv", "", file.into_bytes())).await;
            let faults = refused.faults(422, "faulty_file");
            for wanted in [("/rows/2", "column_needed"), ("/rows/4/name", "line_break"), ("/rows/5/name", "forbidden_character")] {
                assert!(faults.contains(&(wanted.0.to_owned(), wanted.1.to_owned())), "{end:?}: {faults:?}");
            }
        }
    }

    async fn the_example_of_the_documentation_is_brought_in(app) {
        let (seller, vendor, _) = drafted(app).await;
        let example = std::fs::read("docs/listings_example.csv").expect("the example");
        assert_eq!(counts(&sent_as(&seller, &vendor, "text/csv", "", example.clone()).await), [2, 0, 0]);
        assert_eq!(counts(&app.unchanged(sent_as(&seller, &vendor, "text/csv", "", example)).await), [0, 0, 2]);
        let page = std::fs::read_to_string("docs/listing.md").expect("the page");
        let file = rows(&saved(&seller, &vendor, "csv").await);
        for column in file[0].keys() {
            assert!(page.contains(&format!("| `{column}` |")), "docs/listing.md does not have {column}");
        }
        assert_eq!(file[0].len(), 32);
    }
}
