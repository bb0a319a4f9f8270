//! Trials one by one: what a file of them says is what the reports say, and whose they are nobody can tell.

use super::{beside, equality};
use crate::support::client::text;
use crate::support::{Client, json};
use crate::targets::officer;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use dungthu::accounts::model::StaffRole;
use dungthu::generate::{self, Generate};
use dungthu::values::LocalDay;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    root_key: String,
    #[diesel(sql_type = Text)]
    province_code: String,
    #[diesel(sql_type = BigInt)]
    requested_at: i64,
}

/// What the rest of the programme does when a business says that it still uses a platform.
const LASTING: &str = "UPDATE conversions SET evidence_level = 4 WHERE converted_at IS NOT NULL AND id IN
    (SELECT conversion_id FROM retention_checks WHERE side = 'business' AND status = 'retained' AND days >= 90);";

/// The objects of an NDJSON file.
async fn objects(who: &Client, query: &str) -> Vec<Value> {
    let file = who.get(&format!("/v1/reports/trials?format=ndjson{query}")).await;
    assert_eq!(
        (file.status, file.header("content-disposition")),
        (200, Some("attachment; filename=\"trials.ndjson\""))
    );
    file.text().lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

/// How many lines have a day of this member in the period, of those that are counted.
fn happened(lines: &[Value], member: &str, (from, to): (&str, &str)) -> usize {
    let within = |line: &&Value| line[member].as_str().is_some_and(|day| from <= day && day <= to);
    lines.iter().filter(within).filter(|line| line["second_trial"] == false).count()
}

engines! {
    async fn a_file_of_trials_says_what_the_reports_say(app) {
        let wanted = Generate { trials: 2_500, seed: 12, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let more = app.db.write(dungthu::db::Cause::default(), |tx| {
            tx.batch_execute(&[equality::MORE, LASTING].concat()).map_err(dungthu::error::Error::from)?;
            Ok(beside::values(tx))
        });
        more.await.expect("more");
        let analyst = app.person("a-figures@demo.example", Some(StaffRole::Analyst)).await;
        let known: Vec<Known> = app.query(|conn| {
            let sql = "SELECT id, root_key, province_code, requested_at FROM trials ORDER BY id";
            diesel::sql_query(sql).load(conn).expect("rows")
        }).await;
        // Several pages, and no trial twice or not at all, in their order.
        let all = objects(&analyst, "&from=2020-01-01").await;
        assert!(known.len() > 2_000 && all.len() == known.len(), "{} of {}", all.len(), known.len());
        let pseudonyms: BTreeSet<String> = all.iter().map(|line| text(line, "trial")).collect();
        assert_eq!(pseudonyms.len(), known.len());
        let mut firms = BTreeMap::new();
        for (line, known) in all.iter().zip(&known) {
            let day = dungthu::values::Timestamp::from_micros(known.requested_at).local_day().to_string();
            assert_eq!((&line["province"], &line["requested_on"]), (&json!(known.province_code), &json!(day)), "{line}");
            assert_eq!(firms.entry(known.root_key.clone()).or_insert_with(|| text(line, "firm")), &text(line, "firm"));
            let whole = line.to_string();
            assert!(!whole.contains(&known.id) && !whole.contains(&known.id[20..]) && !whole.contains(&known.root_key), "{whole}");
        }
        assert_eq!(firms.values().collect::<BTreeSet<_>>().len(), firms.len(), "each firm has one of its own");
        let (from, to) = ("2026-05-01", "2026-09-30");
        let flow = analyst.get(&format!("/v1/reports/flow?from={from}&to={to}")).await.ok(200)["total"].clone();
        for (member, fact) in [("requested_on", "requested"), ("accepted_on", "accepted"), ("started_on", "started"), ("activated_on", "activated"), ("engaged_on", "engaged")] {
            assert_eq!(flow[fact], happened(&all, member, (from, to)), "{fact}");
        }
        let counted: Vec<Value> = all.iter().filter(|line| line["withdrawn_on"].is_null() && line["already_customer"] == false).cloned().collect();
        assert_eq!(flow["conversions"], happened(&counted, "converted_on", (from, to)));
        let cancelled: Vec<Value> = all.iter().filter(|line| line["closed_as"] == "cancelled").cloned().collect();
        assert_eq!(flow["cancelled"], happened(&cancelled, "closed_on", (from, to)));
        let funnel = analyst.get(&format!("/v1/reports/funnel?from={from}&to={to}")).await.ok(200)["total"].clone();
        let cohort: Vec<Value> = counted.iter().filter(|line| line["started_on"].as_str().is_some_and(|day| from <= day && day <= to)).cloned().collect();
        let in_window = cohort.iter().filter(|line| line["converted_on"].as_str() <= line["window_end"].as_str()).cloned().collect::<Vec<_>>();
        assert_eq!(funnel["cohort_rate"]["numerator"], happened(&in_window, "converted_on", ("2020-01-01", "2030-01-01")));
        let checked = cohort.iter().filter(|line| line["evidence_level"].as_i64() >= Some(3)).cloned().collect::<Vec<_>>();
        assert_eq!(funnel["checked"], happened(&checked, "converted_on", ("2020-01-01", "2030-01-01")));
        // The period and the filters are those of the requests.
        let some = objects(&analyst, &format!("&from={from}&to={to}&province=79,01")).await;
        let wanted = all.iter().filter(|line| ["79", "01"].contains(&line["province"].as_str().expect("a code")) && (from..=to).contains(&line["requested_on"].as_str().expect("a day")));
        let of = |lines: &[Value]| lines.iter().map(|line| text(line, "trial")).collect::<Vec<_>>();
        assert_eq!(of(&some), of(&wanted.cloned().collect::<Vec<_>>()));
        assert!(some.len() > 20);
        let category = text(&all[0], "category");
        let of_category = objects(&analyst, &format!("&from=2020-01-01&category={category}")).await;
        assert_eq!(of_category.len(), all.iter().filter(|line| line["category"] == category.as_str()).count());
        // An officer sees the own province.
        let who = officer(app, "79").await;
        let own = objects(&who, "&from=2020-01-01").await;
        assert_eq!(of(&own), of(&all.iter().filter(|line| line["province"] == "79").cloned().collect::<Vec<_>>()));
        app.unchanged(async { who.get("/v1/reports/trials?province=01").await.problem(403, "forbidden") }).await;
        app.expect_unsent();
    }

    async fn the_same_lines_are_in_every_kind_of_file(app) {
        let wanted = Generate { trials: 1_200, seed: 13, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let analyst = app.person("a-figures@demo.example", Some(StaffRole::Analyst)).await;
        let lines = objects(&analyst, "&from=2020-01-01").await;
        let file = analyst.get("/v1/reports/trials?from=2020-01-01").await;
        // Sent on while it is read: nobody knows how long it will be.
        assert_eq!((file.header("content-length"), file.header("content-disposition")), (None, Some("attachment; filename=\"trials.csv\"")));
        let text_of = file.text();
        let mut reader = csv::Reader::from_reader(text_of.trim_start_matches('\u{feff}').as_bytes());
        let headings: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
        let rows: Vec<Vec<String>> = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        let cell = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let as_of = headings.iter().position(|name| name == "as_of").expect("a column");
        let without = |row: Vec<String>| row.into_iter().enumerate().filter(|(place, _)| *place != as_of).map(|it| it.1).collect::<Vec<_>>();
        let wanted: Vec<Vec<String>> = lines.iter().map(|line| without(headings.iter().map(|name| cell(&line[name])).collect())).collect();
        assert_eq!(rows.iter().cloned().map(without).collect::<Vec<_>>(), wanted);
        let book = analyst.get("/v1/reports/trials?from=2020-01-01&format=xlsx").await;
        let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(book.bytes.clone())).expect("a workbook");
        let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("its cells");
        let seen: Vec<Vec<String>> = sheet.rows().skip(1).map(|row| without(row.iter().map(ToString::to_string).collect())).collect();
        assert_eq!(seen, wanted);
        let empty = analyst.get("/v1/reports/trials?from=2020-01-01&to=2020-01-31").await.text();
        assert_eq!(empty.lines().count(), 1);
        app.unchanged(async {
            for (query, parameter, fault) in [
                ("format=json", "format", "wrong_parameter"),
                ("format=pdf", "format", "wrong_parameter"),
                ("from=2026-02-30", "from", "not_a_day"),
                ("from=2026-03-01&to=2026-02-01", "from", "out_of_range"),
                ("province=64", "province", "unknown_value"),
                ("group_by=province", "group_by", "unknown_parameter"),
            ] {
                analyst.get(&format!("/v1/reports/trials?{query}")).await.fault(400, "invalid_query", parameter, fault);
            }
        }).await;
        app.expect_unsent();
    }
}
