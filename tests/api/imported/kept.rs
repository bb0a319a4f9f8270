//! What is kept of a row, by what it is known again, and in which period it is counted.

use super::{csv, import, imported, platform};
use crate::support::{TestApp, json};
use diesel::prelude::*;
use dungthu::db::schema::{imported_trials as i, imports};
use sha2::{Digest, Sha256};

const CELLS: [&str; 10] =
    ["Công ty Demo (demo)", "34", "79", "2018", "G", "micro", "", "2022-03-01", "2022-05-30", "2022-06-01"];

/// A row of a firm with these cells; that of the platform is filled in.
fn cells(code: &str, slug: &str, change: Option<(usize, &str)>) -> String {
    let mut cells = CELLS;
    if let Some((place, value)) = change {
        cells[place] = value;
    }
    if cells[6].is_empty() {
        cells[6] = slug;
    }
    format!("{code},{}", cells.join(","))
}

async fn counted(app: &TestApp, period: &str) -> [i64; 4] {
    let seen = app.analyst().await.get(&format!("/v1/reports/funnel?{period}")).await.ok(200);
    ["trials", "firms", "firms_registered", "converted"].map(|name| seen["imported"][name].as_i64().expect(name))
}

engines! {
    async fn a_row_is_kept_as_it_was_told(app) {
        let (id, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let code = app.tax_code();
        let file = csv(&[String::new(), cells(&code, &slug, None)]);
        assert_eq!(imported(app, file.path()).await, [1, 1, 0]);
        let kept: Vec<Option<String>> = app.query(|conn| {
            type Texts = (String, Option<String>, String, String, String, String, String, Option<String>, Option<String>, Option<String>);
            let told = (i::name, i::tax_code, i::kind, i::platform_id, i::province_list, i::province_given, i::started_on, i::ended_on, i::converted_on, i::size_class);
            let it: Texts = i::table.select(told).first(conn).expect("the row");
            vec![Some(it.0), it.1, Some(it.2), Some(it.3), Some(it.4), Some(it.5), Some(it.6), it.7, it.8, it.9]
        }).await;
        let wanted = ["Công ty Demo (demo)", &code, "company", &id, "34", "79", "2022-03-01", "2022-05-30", "2022-06-01", "micro"];
        assert_eq!(kept.iter().map(Option::as_deref).collect::<Vec<_>>(), wanted.map(Some));
        let (numbers, digests): (Vec<i64>, Vec<Vec<u8>>) = app.query(|conn| (
            i::table.select(i::row_number).load(conn).expect("rows"),
            imports::table.select(imports::file_digest).load(conn).expect("files"),
        )).await;
        assert_eq!(numbers, [3], "the second row of the file is blank");
        assert_eq!(digests, [Sha256::digest(std::fs::read(file.path()).expect("the file")).to_vec()]);
    }

    async fn a_row_that_says_anything_else_is_not_the_same(app) {
        let owner = app.person("vendor@demo.example", None).await;
        let (_, slug) = platform(app, &owner).await;
        let code = app.tax_code();
        assert_eq!(imported(app, csv(&[cells(&code, &slug, None)]).path()).await, [1, 1, 0]);
        for change in [
            (0, "Công ty Demo hai (demo)"), (1, "63"), (2, "01"), (4, "I"), (5, "small"), (5, ""), (7, "2022-03-02"),
            (8, "2022-05-31"), (8, ""), (9, "2022-06-02"), (9, ""),
        ] {
            let (outcome, faults) = app.unchanged(import(app, csv(&[cells(&code, &slug, Some(change))]).path(), false)).await;
            assert_eq!(outcome.map(|it| (it.faults, it.known, it.added)), Ok((1, 0, 0)), "{change:?}");
            assert!(faults[0].starts_with("row 2, tax_code: this firm and platform were imported before with other values"), "{change:?}: {faults:?}");
        }
        let branch = csv(&[cells(&format!("{code}-001"), &slug, None)]);
        assert_eq!(app.unchanged(import(app, branch.path(), false)).await.0.map(|it| it.faults), Ok(1));
        // The same in other words.
        for same in [(0, " Công ty Demo (demo) "), (3, ""), (7, "1/3/2022")] {
            assert_eq!(app.unchanged(imported(app, csv(&[cells(&code, &slug, Some(same))]).path())).await, [1, 0, 1], "{same:?}");
        }
    }

    async fn trials_are_counted_in_the_period_of_their_start_and_firms_once(app) {
        let owner = app.person("vendor@demo.example", None).await;
        let ((_, one), (_, two)) = (platform(app, &owner).await, platform(app, &owner).await);
        let (first, second) = (app.tax_code(), app.tax_code());
        let registered = app.person("sme@demo.example", None).await;
        let mut body = app.business_body();
        body["tax_code"] = json!(first);
        registered.post("/v1/businesses", body).await.ok(201);
        let before = app.analyst().await.get("/v1/reports/funnel?from=2022-01-01&to=2022-12-31").await.ok(200);
        let row = |code: &str, slug: &str, day: &str| {
            format!("{code},Công ty Demo (demo),34,79,,,,{slug},{day},,{}", if code == first { day } else { "" })
        };
        let file = csv(&[row(&first, &one, "2022-01-01"), row(&first, &two, "2022-12-31"), row(&second, &one, "2021-12-31"), row(&second, &two, "2023-01-01")]);
        assert_eq!(imported(app, file.path()).await, [4, 4, 0]);
        for (period, wanted) in [
            ("from=2022-01-01&to=2022-12-31", [2, 1, 1, 2]),
            ("from=2021-12-31&to=2023-01-01", [4, 2, 1, 2]),
            ("from=2022-01-02&to=2022-12-30", [0, 0, 0, 0]),
            ("from=2021-01-01&to=2021-12-31", [1, 1, 0, 0]),
            ("from=2023-01-01&to=2023-12-31", [1, 1, 0, 0]),
        ] {
            assert_eq!(counted(app, period).await, wanted, "{period}");
        }
        let mut after = app.analyst().await.get("/v1/reports/funnel?from=2022-01-01&to=2022-12-31").await.ok(200);
        after["imported"] = before["imported"].clone();
        after["about"]["as_of"] = before["about"]["as_of"].clone();
        assert_eq!(after, before, "no other figure knows of them");
    }
}
