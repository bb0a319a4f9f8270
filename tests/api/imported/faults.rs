//! Every fault of a file is named by its row, what is possible beside it, and nothing of the file is imported.

use super::{HEAD, csv, import, imported, platform, row, written};
use crate::support::client::text;
use crate::support::{TestApp, json};

/// Refuses a file with exactly these faults, dry or not; nothing changes.
async fn refused(app: &TestApp, rows: &[String], wanted: &[String]) {
    let file = csv(rows);
    for dry_run in [true, false] {
        let (outcome, faults) = app.unchanged(import(app, file.path(), dry_run)).await;
        assert_eq!(faults.len(), wanted.len(), "{faults:#?}");
        for (fault, wanted) in faults.iter().zip(wanted) {
            assert!(fault.starts_with(wanted), "{fault}\nwanted: {wanted}");
        }
        assert_eq!(outcome.expect("an outcome").faults, wanted.len() as i64);
    }
}

engines! {
    async fn each_fault_of_a_value_is_named(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let code = || app.tax_code();
        let wrong_digit = {
            let code = code();
            format!("{}{}", &code[..9], (code[9..].parse::<u32>().expect("a digit") + 1) % 10)
        };
        let with = |place: usize, value: &str| {
            let good = row(&code(), &slug, "");
            let mut cells: Vec<&str> = good.split(',').collect();
            cells[place] = value;
            cells.join(",")
        };
        let cases: Vec<(String, &str)> = vec![
            (with(0, &wrong_digit), "tax_code: The tax code's check digit does not match."),
            (with(0, "99000000160"), "tax_code: has 11 digits; a zero at the front is missing?"),
            (with(0, "314409058"), "tax_code: has 9 digits; a zero at the front is missing?"),
            (with(0, "9900000016-000"), "tax_code: A branch's number is 001 to 999."),
            (with(0, "99 000"), "tax_code: A tax code has 10 digits, a branch's 13"),
            (with(0, ""), "tax_code: must not be blank"),
            (with(1, ""), "name: must not be blank"),
            (with(1, &"a".repeat(201)), "name: Too long (1 – 200 characters)."),
            (with(1, "Demo\u{202e}"), "name: Holds a control character"),
            (with(2, ""), "province_list: must not be blank"),
            (with(2, "2025"), "province_list: is none of: 34, 63"),
            (with(3, "02"), "province_code: is no code of this list; two digits, as in GET /v1/provinces?list=34"),
            (with(3, "7"), "province_code: is no code of this list"),
            (with(4, "2025"), "industry_section: No such industry section"),
            (with(5, "Z"), "industry_section: No such industry section"),
            (with(6, "large"), "size_class: is none of: household, micro, small, medium"),
            (with(6, "household"), "size_class: a firm is no «household»"),
            (with(7, ""), "platform: must not be blank"),
            (with(7, "demo-none"), "platform: no platform has the slug «demo-none»"),
            (with(7, "misa-amis"), "platform: «misa-amis» is illustrative"),
            (with(8, ""), "started_on: must not be blank"),
            (with(8, "2022-02-30"), "started_on: Not a day, for example: 2026-11-16."),
            (with(8, "13/13/2022"), "started_on: Not a day"),
            (with(8, "44621"), "started_on: Not a day"),
            (with(8, "17/11/2026"), "started_on: 2026-11-17 is out of order; possible: 2000-01-01 – 2026-11-16"),
            (with(9, "2022-02-28"), "ended_on: 2022-02-28 is out of order; possible: 2022-03-01 – 2026-11-16"),
            (with(9, "2026-12-01"), "ended_on: 2026-12-01 is out of order"),
            (with(10, "28/02/2022"), "converted_on: 2022-02-28 is out of order; possible: 2022-03-01 – 2026-11-16"),
            (format!("{},more", row(&code(), &slug, "")), "row: something stands in a cell under no heading"),
        ];
        let rows: Vec<String> = cases.iter().map(|(row, _)| row.clone()).collect();
        let wanted: Vec<String> = (2..).zip(&cases).map(|(number, (_, fault))| format!("row {number}, {fault}")).collect();
        refused(app, &rows, &wanted).await;
    }

    async fn all_faults_of_a_row_are_named_at_once_and_good_rows_beside_it_stay_out(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let (good, bad) = (row(&app.tax_code(), &slug, ""), "1,,35,1,,,,x,today,,never".to_owned());
        let columns = ["tax_code", "name", "province_list", "platform", "started_on", "converted_on"];
        let wanted = columns.map(|column| format!("row 3, {column}: "));
        refused(app, &[good.clone(), bad, good.replace("2022", "2023")], &[&wanted[..], &["row 4, tax_code: row 2 has the same firm".to_owned()]].concat()).await;
        refused(app, &[format!("999000000456,Hộ Demo (demo),34,79,,,micro,{slug},2022-03-01,,")],
            &["row 2, size_class: a household business is «household»".to_owned()]).await;
    }

    async fn no_pair_of_firm_and_platform_comes_twice(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let firm = app.tax_code();
        let rows = [row(&firm, &slug, ""), row(&format!("{firm}-003"), &slug, "")];
        refused(app, &rows, &["row 3, tax_code: row 2 has the same firm (its branches are one with it)".to_owned()]).await;
        assert_eq!(imported(app, csv(&rows[..1]).path()).await, [1, 1, 0]);
        let other = [row(&firm, &slug, "2022-07-01")];
        refused(app, &other, &["row 2, tax_code: this firm and platform were imported before with other values".to_owned()]).await;
        let more = [row(&firm, &slug, ""), row(&app.tax_code(), &slug, "")];
        assert_eq!(imported(app, csv(&more).path()).await, [2, 1, 1], "what is new of a longer list");
    }

    async fn who_has_a_trial_here_is_not_imported(app) {
        let tried = app.requested().await;
        let code = text(&tried.sme.get(&format!("/v1/businesses/{}", tried.business_id)).await.ok(200), "tax_code");
        let slug = text(&app.anon.get(&format!("/v1/platforms/{}", tried.platform_id)).await.ok(200), "slug");
        let rows = [row(&code, &slug, "")];
        let wanted = ["row 2, tax_code: this firm has a trial of the platform here; leave the row out".to_owned()];
        refused(app, &rows, &wanted).await;
        tried.vendor.post(&tried.path("/decline"), json!({"reason_code": "no_capacity"})).await.ok(200);
        app.mails().await;
        assert_eq!(imported(app, csv(&rows).path()).await, [1, 1, 0], "a request that never started uses nothing up");
    }

    async fn headings_are_known_each_once_and_none_is_missing(app) {
        let more = "is no column of an import; possible: tax_code, name";
        for (head, wanted) in [
            (format!("{HEAD},ghi chú"), vec![format!("row 1, ghi chú: {more}")]),
            (format!("{HEAD},Mã tỉnh"), vec!["row 1, Mã tỉnh: stands twice".to_owned()]),
            (HEAD.replace("tax_code,", "tax code no,"), vec![
                format!("row 1, tax code no: {more}"),
                "row 1, tax_code: there is no such column; its heading is «tax_code» or «Mã số thuế»".to_owned(),
            ]),
        ] {
            let file = written(format!("{head}\n").as_bytes());
            let (outcome, faults) = app.unchanged(import(app, file.path(), false)).await;
            assert!(outcome.is_err_and(|error| error.contains("the headings are wrong")), "{head}");
            assert_eq!(faults.len(), wanted.len(), "{faults:?}");
            assert!(faults.iter().zip(&wanted).all(|(fault, wanted)| fault.starts_with(wanted)), "{faults:?}");
        }
        let (outcome, faults) = app.unchanged(import(app, written(b",,\n,\n").path(), false)).await;
        assert!(faults.is_empty() && outcome.is_err_and(|error| error.contains("is empty")));
    }
}
