//! Reports as files: the same lines, each with its definition and instant.

use crate::support::{Client, TestApp, json};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;

async fn saved(who: &Client, path: &str, format: &str) -> Vec<u8> {
    let reply = who.get(&format!("{path}&format={format}")).await;
    let text = String::from_utf8_lossy(&reply.bytes).into_owned();
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/octet-stream")), "{text}");
    let name = reply.header("content-disposition").expect("a name").to_owned();
    assert!(name.starts_with("attachment") && name.ends_with(&format!(".{format}\"")), "{name}");
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.bytes
}

fn cells(csv: &[u8]) -> Vec<Vec<String>> {
    let text = csv.strip_prefix(b"\xef\xbb\xbf").expect("a mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn sheet(xlsx: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        cell => cell.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

async fn started(app: &TestApp) -> Client {
    app.activated().await;
    app.activated().await;
    app.analyst().await
}

engines! {
    async fn each_format_has_the_lines_of_the_answer(app) {
        let analyst = started(app).await;
        for report in crate::reports::asked::REPORTS {
            let path = format!("/v1/reports/{report}?interval=month&group_by=province,platform");
            let answer = analyst.get(&path).await.ok(200);
            let ndjson = String::from_utf8(saved(&analyst, &path, "ndjson").await).expect("text");
            let lines: Vec<Value> = ndjson.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            let csv = cells(&saved(&analyst, &path, "csv").await);
            assert_eq!(csv, sheet(saved(&analyst, &path, "xlsx").await), "{report}");
            let expected = answer["data"].as_array().map_or(0, Vec::len);
            assert_eq!((lines.len(), csv.len().saturating_sub(1)), (expected, expected), "{report}");
            for (line, row) in lines.iter().zip(csv.iter().skip(1)) {
                assert_eq!((&line["definition"], &line["as_of"]), (&answer["about"]["definition"], &answer["about"]["as_of"]));
                let at = |name: &str| csv[0].iter().position(|heading| heading == name).unwrap_or_else(|| panic!("{name}: {:?}", csv[0]));
                for name in ["definition", "from", "to", "as_of", "period", "province", "platform"] {
                    assert_eq!(line[name].as_str().unwrap_or_default(), row[at(name)], "{report} {name}");
                }
            }
        }
        let csv = cells(&saved(&analyst, "/v1/reports/funnel?group_by=province", "csv").await);
        let column = |name: &str| csv[0].iter().position(|heading| heading == name).expect(name);
        let row = ["province", "started", "cohort_rate.numerator", "cohort_rate.denominator", "cohort_rate.rate", "maturity.provisional"].map(|name| csv[1][column(name)].clone());
        assert_eq!(row, ["79", "2", "0", "2", "", "true"]);
    }

    async fn each_line_says_what_it_is_of(app) {
        drop(started(app).await);
        let officer = crate::targets::officer(app, "79").await;
        let path = "/v1/reports/funnel?interval=year&group_by=platform&size_class=micro,small,medium&channel=direct";
        let csv = cells(&saved(&officer, path, "csv").await);
        let column = |name: &str| csv[0].iter().position(|heading| heading == name).expect(name);
        let row = ["interval", "province_code", "filters", "window_days"].map(|name| csv[1][column(name)].clone());
        assert_eq!(row, ["year", "79", "size_class=micro,small,medium; channel=direct", "60"]);
        let ndjson = String::from_utf8(saved(&officer, path, "ndjson").await).expect("text");
        let line: Value = serde_json::from_str(ndjson.lines().next().expect("a line")).expect("JSON");
        assert_eq!((&line["filters"], &line["window_days"]), (&json!(row[2]), &json!("60")));
    }

    async fn a_cohort_has_a_line_for_each_of_its_weeks(app) {
        let analyst = started(app).await;
        app.advance(std::time::Duration::from_secs(22 * 86_400));
        app.mails().await;
        let analyst = { drop(analyst); app.analyst().await };
        let csv = cells(&saved(&analyst, "/v1/reports/cohorts?interval=month", "csv").await);
        let week = csv[0].iter().position(|heading| heading == "week").expect("weeks");
        assert_eq!(csv.iter().skip(1).map(|row| row[week].as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    }

    async fn an_answer_without_lines_is_an_empty_file(app) {
        let analyst = app.analyst().await;
        assert_eq!(saved(&analyst, "/v1/reports/funnel?interval=day", "ndjson").await, b"");
        let csv = cells(&saved(&analyst, "/v1/reports/funnel?interval=day&group_by=vendor", "csv").await);
        assert_eq!(csv, [["definition", "from", "to", "interval", "province_code", "filters", "window_days", "as_of", "period", "vendor"]]);
        let answer = analyst.get("/v1/reports/funnel?interval=day").await.ok(200);
        assert_eq!(answer["data"], json!([]));
    }
}
