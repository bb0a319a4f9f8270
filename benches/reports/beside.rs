//! The same aggregates in SQL: the funnel by month and province, and when cohorts by quarter and size class converted. Once more
//! on the same engine, and in DuckDB on the same rows.

use crate::asking::{block_on, request};
use crate::client::Connection;
use crate::people;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use dungthu::clock::Clock;
use dungthu::db::Conn;
use serde_json::Value;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Instant;

/// Times that each is asked.
const TIMES: usize = 3;

#[derive(QueryableByName)]
struct Summed {
    #[diesel(sql_type = BigInt)]
    lines: i64,
    #[diesel(sql_type = BigInt)]
    started: i64,
    #[diesel(sql_type = BigInt)]
    confirmed: i64,
}

/// A step of the period, in the words of an engine.
fn step(engine: &str, quarter: bool) -> String {
    let instant = "t.provisioned_at / 1000000 + 25200";
    let parts = if quarter { ("%Y", "YYYY\"Q\"Q") } else { ("%Y-%m", "YYYY-MM") };
    match engine {
        "sqlite" if quarter => {
            format!("strftime('%Y', {instant}, 'unixepoch') || ((strftime('%m', {instant}, 'unixepoch') + 2) / 3)")
        }
        "sqlite" => format!("strftime('{}', {instant}, 'unixepoch')", parts.0),
        "postgres" => format!("to_char(to_timestamp({instant}) AT TIME ZONE 'UTC', '{}')", parts.1),
        _ if quarter => {
            format!("year(make_timestamp(({instant}) * 1000000)) * 4 + quarter(make_timestamp(({instant}) * 1000000))")
        }
        _ => format!("strftime(make_timestamp(({instant}) * 1000000), '%Y-%m')"),
    }
}

/// All that the funnel says of a cell but the distinct firms; `now` in microseconds.
pub fn funnel(engine: &str, now: i64) -> String {
    format!(
        "SELECT {step} AS step, t.province_code, count(*) AS started, count(t.activated_at), count(t.engaged_at), count(k.trial_id), count(t.cancelled_at), \
         sum(CASE WHEN t.window_end <= {now} THEN 1 ELSE 0 END), sum(CASE WHEN c.level > 0 THEN 1 ELSE 0 END) AS confirmed, \
         sum(CASE WHEN c.level = 0 THEN 1 ELSE 0 END), sum(CASE WHEN c.level >= 2 THEN 1 ELSE 0 END), sum(CASE WHEN c.level >= 3 THEN 1 ELSE 0 END), \
         sum(CASE WHEN c.level >= 4 THEN 1 ELSE 0 END), sum(CASE WHEN c.level > 0 AND c.converted_at <= t.window_end THEN 1 ELSE 0 END) \
         FROM trials t LEFT JOIN (SELECT DISTINCT trial_id FROM conversions) k ON k.trial_id = t.id \
         LEFT JOIN ({STANDING}) c ON c.trial_id = t.id WHERE NOT t.granted AND t.provisioned_at IS NOT NULL GROUP BY 1, 2",
        step = step(engine, false)
    )
}

/// Conversions that stand, with their evidence; 0 where the firm paid before.
const STANDING: &str = "SELECT i.trial_id, i.converted_at, CASE WHEN i.already_customer THEN 0 WHEN r.conversion_id IS NOT NULL THEN 4 \
    WHEN i.checked_at IS NOT NULL THEN 3 WHEN i.invoiced_at IS NOT NULL THEN 2 ELSE 1 END AS level FROM conversions i \
    LEFT JOIN (SELECT DISTINCT conversion_id FROM retention_checks WHERE side = 'business' AND days >= 90 AND status = 'retained') r \
    ON r.conversion_id = i.id WHERE i.converted_at IS NOT NULL AND i.withdrawn_at IS NULL";

/// Members of cohorts by the week in which they converted, and by whether their window is over.
pub fn cohorts(engine: &str, now: i64) -> String {
    format!(
        "SELECT {step} AS step, t.size_class, ((c.converted_at / 1000000 + 25200) / 86400 - (t.provisioned_at / 1000000 + 25200) / 86400) / 7 AS week, \
         t.window_end <= {now}, (t.provisioned_at / 1000000 + 25200) / 604800, count(*) AS started, count(c.trial_id) AS confirmed FROM trials t \
         LEFT JOIN conversions c ON c.trial_id = t.id AND c.converted_at <= t.window_end AND c.withdrawn_at IS NULL AND NOT c.already_customer \
         WHERE NOT t.granted AND t.provisioned_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5",
        step = step(engine, true)
    )
}

/// Milliseconds of the fastest of some runs, and what the answer sums up to.
fn asked(conn: &mut Conn, sql: &str) -> (f64, Summed) {
    let sql = format!(
        "SELECT count(*) AS lines, CAST(sum(started) AS BIGINT) AS started, CAST(sum(confirmed) AS BIGINT) AS confirmed FROM ({sql}) x"
    );
    let mut runs = (0..TIMES).map(|_| {
        let began = Instant::now();
        let summed: Summed = diesel::sql_query(&sql).get_result(conn).expect("an answer");
        (began.elapsed().as_secs_f64() * 1_000.0, summed)
    });
    let first = runs.next().expect("a run");
    runs.fold(first, |best, run| if run.0 < best.0 { run } else { best })
}

pub fn print(name: &str, address: SocketAddr, token: &str, url: &str, python: &str) {
    let (mut conn, now) = (people::read(url), Clock::System.now().as_micros());
    let engine = if matches!(conn, Conn::Sqlite(_)) { "sqlite" } else { "postgres" };
    let (took, summed) = asked(&mut conn, &funnel(engine, now));
    println!("{name}, funnel by month and province in SQL: {took:.0} ms, {} lines", summed.lines);
    let from = Clock::System.now().local_day().minus_days(1_000);
    let path = format!("/v1/reports/funnel?interval=month&group_by=province&from={from}");
    let answer: Value = block_on(async {
        let mut connection = Connection::open(address).await;
        serde_json::from_slice(connection.ask(&request(&path, token)).await.body).expect("a funnel")
    });
    let total =
        [&answer["total"]["started"], &answer["total"]["confirmed"]].map(|count| count.as_i64().expect("a count"));
    assert_eq!(
        (total, answer["data"].as_array().map(Vec::len)),
        ([summed.started, summed.confirmed], Some(summed.lines as usize))
    );
    let (took, summed) = asked(&mut conn, &cohorts(engine, now));
    println!("{name}, cohorts by quarter and size class in SQL: {took:.0} ms, {} lines", summed.lines);
    if let Some(file) = url.strip_prefix("sqlite://") {
        let script = include_str!("beside.py");
        let run =
            Command::new(python).args(["-c", script, file, &funnel("duckdb", now), &cohorts("duckdb", now)]).output();
        match run {
            Ok(run) if run.status.success() => print!("{}", String::from_utf8_lossy(&run.stdout)),
            Ok(run) => println!(
                "DuckDB is not there: {}",
                String::from_utf8_lossy(&run.stderr).lines().last().unwrap_or_default()
            ),
            Err(error) => println!("DuckDB is not there: {error}"),
        }
    }
}
