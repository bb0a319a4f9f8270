//! Files with faults of every kind: each is told by row and column, and nothing is brought in.

use super::{counts, ids, sent, sent_with, set};
use crate::staff::administrator;
use crate::support::json;

const HEADINGS: [&str; 10] = [
    "metric",
    "programme",
    "ministry_code",
    "province_code",
    "category_code",
    "vendor_id",
    "from",
    "to",
    "value",
    "reason",
];
const GOOD: [&str; 10] = ["conversions", "", "", "79", "", "", "2027-01-01", "2027-03-31", "400", "Demo"];

/// What stands in which cells instead, and the fault: where it is told in another column, its name.
const FAULTS: [(&str, &str, &str, &str); 33] = [
    ("metric", "", "not_one_of", ""),
    ("metric", "Conversions", "not_one_of", ""),
    ("metric", "firms_started", "not_one_of", ""),
    ("programme", "large", "not_one_of", ""),
    ("ministry_code", "mod", "not_one_of", ""),
    ("province_code", "64", "unknown_province", ""),
    ("province_code", "079", "unknown_province", ""),
    ("province_code", "Hà Nội", "unknown_province", ""),
    ("category_code", "books", "unknown_category", ""),
    ("vendor_id", "Demo", "unknown_reference", ""),
    ("vendor_id", "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "unknown_reference", ""),
    ("vendor_id", "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "unknown_reference", ""),
    ("from", "", "not_a_day", ""),
    ("from", "2027-02-29", "not_a_day", ""),
    ("from", "Q1", "not_a_day", ""),
    ("from", "2028-04-01", "out_of_range", "to"),
    ("to", "", "not_a_day", ""),
    ("to", "13/13/2027", "not_a_day", ""),
    ("to", "2026-12-31", "out_of_range", ""),
    ("to", "2037-01-08", "out_of_range", ""),
    ("value", "", "not_a_number", ""),
    ("value", "-1", "out_of_range", ""),
    ("value", "0", "out_of_range", ""),
    ("value", "1.5", "not_a_number", ""),
    ("value", "\"1,000\"", "not_a_number", ""),
    ("value", "12%", "not_a_number", ""),
    ("value", "9223372036854775807", "out_of_range", ""),
    ("value", "9223372036854775808", "not_a_number", ""),
    ("value", "=400", "not_a_number", ""),
    ("reason", "", "empty", ""),
    ("reason", "   ", "empty", ""),
    ("reason", "LONG1001", "too_long", ""),
    ("reason", "a\u{202e}b", "forbidden_character", ""),
];

fn row(changed: &[(&str, &str)]) -> String {
    let cell = |(heading, good): (&&str, &&str)| {
        let other = changed.iter().rev().find(|(name, _)| name == heading).map(|(_, cell)| (*cell).to_owned());
        other.map_or((*good).to_owned(), |cell| if cell == "LONG1001" { "a".repeat(1_001) } else { cell })
    };
    HEADINGS.iter().zip(&GOOD).map(cell).collect::<Vec<_>>().join(",")
}

fn file(rows: &[String]) -> String {
    format!("{}\n{}\n", HEADINGS.join(","), rows.join("\n"))
}

engines! {
    async fn each_fault_is_told_by_row_and_column(app) {
        let one = administrator(app, 1).await;
        for (column, cell, fault, told_in) in FAULTS {
            let (column_told, rows) = (if told_in.is_empty() { column } else { told_in }, [row(&[("metric", "started")]), row(&[(column, cell)])]);
            let (wanted, refused) = (format!("/rows/3/{column_told}"), sent(&one, file(&rows)).await);
            assert_eq!(refused.faults(422, "faulty_file"), [(wanted, fault.to_owned())], "{column} «{cell}»");
        }
        assert_eq!(ids(&one, "").await, Vec::<String>::new());
    }

    async fn all_faults_are_told_at_once_and_nothing_is_brought_in(app) {
        let one = administrator(app, 1).await;
        set(&one, json!({"province_code": "01"})).await;
        let good = [row(&[]), row(&[("province_code", "01"), ("value", "500")])];
        // Each is about something of its own, as far as it can be read.
        let ends: Vec<String> = (0..FAULTS.len()).map(|n| format!("2027-{:02}-{:02}", 4 + n / 28, 1 + n % 28)).collect();
        let faulty: Vec<String> = FAULTS.iter().zip(&ends).map(|((column, cell, ..), end)| row(&[("to", end), (column, cell)])).collect();
        let twice = [row(&[]), row(&[("metric", "cohort_rate"), ("value", "1001")]), row(&[("category_code", "hr_organization"), ("ministry_code", "mof")])];
        let rows = [&good[..], &faulty, &twice].concat();
        for query in ["?dry_run=true", ""] {
            let refused = app.unchanged(sent_with(&one, query, file(&rows))).await;
            let faults = refused.faults(422, "faulty_file");
            let beyond = FAULTS.len() + 4;
            for (n, (column, _, fault, told_in)) in FAULTS.iter().enumerate() {
                let told = (format!("/rows/{}/{}", n + 4, if told_in.is_empty() { column } else { told_in }), (*fault).to_owned());
                assert!(faults.contains(&told), "{told:?}: {faults:?}");
            }
            for (n, (column, fault)) in [("metric", "repeated"), ("value", "out_of_range"), ("ministry_code", "other_ministry")].iter().enumerate() {
                assert!(faults.contains(&(format!("/rows/{}/{column}", beyond + n), (*fault).to_owned())), "{faults:?}");
            }
            assert_eq!(faults.len(), FAULTS.len() + 3, "{faults:?}");
            let said = refused.json()["detail"].as_str().expect("a detail").to_owned();
            assert!(said.contains(&(FAULTS.len() + 3).to_string()), "{said}");
        }
        assert_eq!(counts(&sent(&one, file(&good)).await), [1, 1, 0]);
    }

    async fn headings_are_looked_at_first(app) {
        let one = administrator(app, 1).await;
        for (head, faults) in [
            ("metric,from,to", vec![("/rows/1/value", "missing_column")]),
            ("from,to,value,actual", vec![("/rows/1/metric", "missing_column"), ("/rows/1/actual", "unknown_column")]),
            ("metric,from,to,value,Chỉ tiêu", vec![("/rows/1/Chỉ tiêu", "repeated_column")]),
            ("x/y,metric,from,to,value", vec![("/rows/1/x~1y", "unknown_column")]),
        ] {
            let mut told = app.unchanged(sent(&one, format!("{head}\nstarted,2027-01-01,2027-01-31,1,x\n"))).await.faults(422, "faulty_file");
            let mut wanted: Vec<(String, String)> = faults.iter().map(|(pointer, fault)| ((*pointer).to_owned(), (*fault).to_owned())).collect();
            told.sort();
            wanted.sort();
            assert_eq!(told, wanted, "{head}");
        }
        let beside = "metric,from,to,value,reason,\nstarted,2027-01-01,2027-01-31,1,Demo,x\n";
        app.unchanged(sent(&one, beside)).await.fault(422, "faulty_file", "/rows/2", "no_heading");
        assert_eq!(counts(&app.unchanged(sent(&one, "metric,from,to,value\n")).await), [0, 0, 0]);
    }

    async fn what_is_no_csv_is_refused(app) {
        let one = administrator(app, 1).await;
        for other in ["application/json", "application/octet-stream", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""] {
            app.unchanged(one.send("POST", "/v1/targets/import", &[("Content-Type", other)], file(&[row(&[])]).into_bytes())).await.problem(415, "unsupported_media_type");
        }
        app.unchanged(sent(&one, vec![b'a'; 2 * 1024 * 1024 + 1])).await.problem(413, "body_too_large");
        for (bytes, code) in [
            (Vec::new(), "empty_file"),
            (b"\xef\xbb\xbf\n".to_vec(), "empty_file"),
            (b"PK\x03\x04".to_vec(), "other_type"),
            (b"\xff\xfem\0".to_vec(), "utf_16"),
            ([file(&[]).as_bytes(), b"\xe9,\n"].concat(), "not_utf_8"),
        ] {
            app.unchanged(sent(&one, bytes)).await.fault(422, "invalid_values", "", code);
        }
        app.unchanged(sent_with(&one, "?dry_run=yes", file(&[row(&[])]))).await.fault(400, "invalid_query", "dry_run", "wrong_parameter");
    }
}
