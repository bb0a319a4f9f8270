//! A file of more rows than are held against the tables at once: nothing of it is lost where one part meets the next.

use super::{csv, import, imported, platform, row};
use crate::support::TestApp;
use diesel::prelude::*;
use dungthu::db::schema::imported_trials as i;

/// Rows of the file: two whole parts and a piece.
const ROWS: usize = 1_100;

fn rows(app: &TestApp, slug: &str) -> Vec<String> {
    (0..ROWS).map(|_| row(&app.tax_code(), slug, "")).collect()
}

engines! {
    async fn every_row_of_a_long_file_is_kept(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let rows = rows(app, &slug);
        let known = csv(&rows[400..600]);
        assert_eq!(imported(app, known.path()).await, [200, 200, 0]);
        assert_eq!(imported(app, csv(&rows).path()).await, [1_100, 900, 200]);
        assert_eq!(app.unchanged(imported(app, csv(&rows).path())).await, [1_100, 0, 1_100]);
        let numbers: Vec<i64> = app.query(|conn| i::table.order(i::row_number).select(i::row_number).load(conn).expect("rows")).await;
        // Of the first file the rows 2 to 201, of the second all others.
        let mut wanted: Vec<i64> = (2..=201).chain(2..=401).chain(602..=1_101).collect();
        wanted.sort_unstable();
        assert_eq!(numbers, wanted);
    }

    async fn every_fault_of_a_long_file_is_named_in_the_order_of_its_rows(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let good = rows(app, &slug);
        assert_eq!(imported(app, csv(&good[7..8]).path()).await, [1, 1, 0]);
        let mut bad = good.clone();
        for place in [0, 9, 498, 499, 500, 1_099] {
            bad[place] = bad[place].replace("Công ty Demo (demo)", "");
        }
        bad[7] = bad[7].replace("micro", "small");
        bad[1_000] = good[3].clone();
        let wanted: Vec<String> = [
            (2, "name: must not be blank"),
            (9, "tax_code: this firm and platform were imported before with other values"),
            (11, "name: must not be blank"),
            (500, "name: must not be blank"),
            (501, "name: must not be blank"),
            (502, "name: must not be blank"),
            (1_002, "tax_code: row 5 has the same firm"),
            (1_101, "name: must not be blank"),
        ].map(|(number, what)| format!("row {number}, {what}")).into();
        for dry_run in [true, false] {
            let (outcome, faults) = app.unchanged(import(app, csv(&bad).path(), dry_run)).await;
            let outcome = outcome.expect("an outcome");
            assert_eq!((outcome.rows, outcome.faults), (1_100, 8));
            assert_eq!(faults.len(), wanted.len(), "{faults:#?}");
            assert!(faults.iter().zip(&wanted).all(|(fault, wanted)| fault.starts_with(wanted)), "{faults:#?}");
        }
    }
}
