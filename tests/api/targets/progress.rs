//! How far targets have come: the figures of the reports, what follows from them, and who sees which.

use super::{officer, path, sent, set, with, withdraw};
use crate::reports::asked::date;
use crate::reports::{beside, equality};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use dungthu::generate::{self, Generate};
use dungthu::values::LocalDay;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use std::time::Duration;

/// Each metric, the report that has it, and its place in the whole of that report.
const METRICS: [(&str, &str, &str); 9] = [
    ("requested", "flow", "requested"),
    ("started", "flow", "started"),
    ("activated", "flow", "activated"),
    ("engaged", "flow", "engaged"),
    ("conversions", "flow", "conversions"),
    ("accepted_in_time", "service-levels", "accepted_in_time"),
    ("activated_by_day_30", "", ""),
    ("cohort_rate", "funnel", "cohort_rate"),
    ("ended_rate", "ended-rate", "ended_rate"),
];

/// A day by its number.
fn day(rng: &mut ChaCha8Rng, today: i64) -> i64 {
    today - rng.random_range(-60..600_i64)
}

/// The members of somebody's target.
fn random(rng: &mut ChaCha8Rng, values: &crate::reports::asked::Values, today: i64) -> Value {
    let mut target = json!({"metric": METRICS[rng.random_range(0..9)].0, "value": rng.random_range(1..400)});
    for (member, dimension) in [
        ("province_code", "province"),
        ("vendor_id", "vendor"),
        ("category_code", "category"),
        ("programme", "programme"),
    ] {
        let known = &values[dimension];
        if rng.random_bool(0.25) {
            target[member] = known[rng.random_range(0..known.len())].clone().into();
        }
    }
    let from = day(rng, today);
    target["from"] = date(from).to_string().into();
    target["to"] = date(from + rng.random_range(0..200_i64)).to_string().into();
    target
}

/// The query of a report about what a target is about.
fn question(target: &Value, as_of: &str) -> String {
    let filters = ["province", "category", "vendor", "programme"].into_iter().filter_map(|dimension| {
        let member = match dimension {
            "province" => "province_code",
            "category" => "category_code",
            "vendor" => "vendor_id",
            other => other,
        };
        Some(format!("&{dimension}={}", target[member].as_str()?))
    });
    let (from, to) = (text(target, "from"), text(target, "to"));
    format!("from={from}&to={to}{}{as_of}", filters.collect::<String>())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    activated: i64,
    #[diesel(sql_type = BigInt)]
    started: i64,
}

/// Started in the period and activated by the thirtieth day after, on the raw rows.
async fn activated(app: &TestApp, target: &Value, as_of: Option<i64>) -> (i64, i64) {
    let local = |column: &str| format!("(({column} / 1000000 + 25200) / 86400)");
    let day = |member: &str| {
        (LocalDay::parse(&text(target, member)).expect("a day").start().as_micros() / 1_000_000 + 25_200) / 86_400
    };
    let known = as_of.unwrap_or((app.db.now().as_micros() / 1_000_000 + 25_200) / 86_400);
    let filters = ["province_code", "category_code", "vendor_id", "programme"].into_iter();
    let filters: String =
        filters.filter_map(|member| Some(format!(" AND {member} = '{}'", target[member].as_str()?))).collect();
    let (started, active) = (local("provisioned_at"), local("activated_at"));
    let sql = format!(
        "SELECT count(CASE WHEN {active} <= {started} + 30 AND {active} <= {known} THEN 1 END) AS activated, count(*) AS started \
         FROM trials WHERE NOT granted AND {started} BETWEEN {} AND {} AND {started} <= {known}{filters}",
        day("from"),
        day("to")
    );
    let row: Counted = app.query(move |conn| diesel::sql_query(sql).get_result(conn).expect("counted")).await;
    (row.activated, row.started)
}

/// One target's progress is what the report says.
async fn compare(app: &TestApp, analyst: &Client, ranked: &Value, as_of: Option<i64>) {
    let (target, progress) = (&ranked["target"], &ranked["progress"]);
    let metric = text(target, "metric");
    let (_, report, place) = METRICS.iter().find(|it| it.0 == metric).expect("a metric");
    if place.is_empty() {
        let (numerator, denominator) = activated(app, target, as_of).await;
        let share = &progress["share"];
        assert_eq!((&share["numerator"], &share["denominator"]), (&json!(numerator), &json!(denominator)), "{target}");
        return;
    }
    let as_of = as_of.map(|day| format!("&as_of={}", date(day))).unwrap_or_default();
    let answer = analyst.get(&format!("/v1/reports/{report}?{}", question(target, &as_of))).await.ok(200);
    let wanted = &answer["total"][place];
    let seen = if *report == "flow" { &progress["actual"] } else { &progress["share"] };
    assert_eq!(seen, wanted, "{ranked}");
}

/// What follows from the figures alone.
fn check_rest(ranked: &Value) {
    let (target, progress) = (&ranked["target"], &ranked["progress"]);
    let whole = |value: &Value| value.as_i64().expect("a number");
    let (value, planned) = (whole(&target["value"]), whole(&progress["planned"]));
    let (days, over) = (whole(&progress["days"]), whole(&progress["days_over"]));
    assert!((0..=days).contains(&over), "{ranked}");
    let is_flow = target["unit"] == "count";
    let wanted = if is_flow { (value as f64 * over as f64 / days as f64).round() as i64 } else { value };
    assert_eq!(planned, wanted, "{ranked}");
    let verdict = text(progress, "verdict");
    assert!(verdict != "not_begun" || over == 0, "{ranked}");
    if let Some(actual) = progress["actual"].as_i64() {
        assert_eq!(progress["difference"], actual - planned, "{ranked}");
        if is_flow && over > 0 {
            assert_eq!(verdict == "reached", actual >= value, "{ranked}");
        }
    }
    let Some(forecast) = progress["forecast"].as_object() else { return };
    let [low, expected, high] = ["low", "expected", "high"].map(|member| whole(&forecast[member]));
    assert!(low <= expected && expected <= high, "{ranked}");
    match verdict.as_str() {
        "on_track" => assert!(low >= value, "{ranked}"),
        "behind" => assert!(high < value, "{ranked}"),
        "uncertain" => assert!(low < value && value <= high, "{ranked}"),
        _ => assert_eq!(verdict, "reached", "{ranked}"),
    }
    let attainment = progress["attainment"].as_f64().expect("a number");
    assert!((attainment - 100.0 * expected as f64 / value as f64).abs() < 0.06, "{ranked}");
}

engines! {
    async fn progress_is_what_the_reports_say(app) {
        let wanted = Generate { trials: 2_000, seed: 11, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let more = app.db.write(dungthu::db::Cause::default(), |tx| {
            tx.batch_execute(equality::MORE).map_err(dungthu::error::Error::from)?;
            Ok(beside::values(tx))
        });
        let (values, one, analyst) = (more.await.expect("more"), administrator(app, 1).await, app.analyst().await);
        let mut rng = ChaCha8Rng::seed_from_u64(2022);
        let today = (app.db.now().as_micros() / 1_000_000 + 25_200) / 86_400;
        for _ in 0..150 {
            let members = random(&mut rng, &values, today);
            one.post("/v1/targets", with(&members)).await.ok(201);
        }
        let mut verdicts = std::collections::BTreeMap::<String, usize>::new();
        for as_of in [None, Some(today - 100), Some(today - 333)] {
            let then = as_of.map(|day| format!("&as_of={}", date(day))).unwrap_or_default();
            let answer = analyst.get(&format!("/v1/targets/progress?from=2020-01-01{then}")).await.ok(200);
            let ranking = answer["data"].as_array().expect("targets");
            assert_eq!(ranking.len(), 150);
            let mut before = (false, f64::MIN);
            for (place, ranked) in ranking.iter().enumerate() {
                compare(app, &analyst, ranked, as_of).await;
                check_rest(ranked);
                *verdicts.entry(text(&ranked["progress"], "verdict")).or_default() += 1;
                let attainment = ranked["progress"]["attainment"].as_f64();
                let now = (attainment.is_none(), attainment.unwrap_or(f64::MAX));
                assert!(now >= before && ranked["rank"] == place + 1, "{before:?} {ranked}");
                before = now;
            }
            for ranked in ranking.iter().step_by(15) {
                let then = then.replace('&', "?");
                let alone = analyst.get(&path(&ranked["target"], &format!("/progress{then}"))).await.ok(200);
                assert_eq!((&alone["target"], &alone["progress"]), (&ranked["target"], &ranked["progress"]));
                let weeks = alone["weeks"].as_array().expect("weeks");
                let days = ranked["progress"]["days"].as_u64().expect("a number");
                assert_eq!(weeks.len() as u64, days.div_ceil(7));
                let last = weeks.last().expect("a week");
                assert_eq!((&last["on"], &last["planned"]), (&ranked["target"]["to"], &ranked["target"]["value"]));
                if ranked["progress"]["days"] == ranked["progress"]["days_over"] {
                    assert_eq!(last["actual"], ranked["progress"]["actual"], "{alone}");
                }
            }
        }
        // The rest would prove nothing if these did not occur.
        for verdict in ["missed", "behind", "uncertain", "not_begun", "on_track", "reached", "unknown"] {
            assert!(verdicts.contains_key(verdict), "{verdicts:?}");
        }
        app.expect_unsent();
    }

    async fn a_target_is_reached_or_missed_by_what_happens(app) {
        let one = administrator(app, 1).await;
        let tried = app.activated().await;
        let today = app.db.now().local_day();
        let period = |metric: &str, value: i64| json!({"metric": metric, "from": today.to_string(), "to": today.plus_days(27).to_string(), "value": value});
        let reached = set(&one, period("activated", 1)).await;
        let open = set(&one, period("conversions", 3)).await;
        let rate = set(&one, period("activated_by_day_30", 500)).await;
        let ahead = set(&one, json!({"from": today.plus_days(30).to_string(), "to": today.plus_days(60).to_string()})).await;
        let progress = async |target: &Value| one.get(&path(target, "/progress")).await.ok(200)["progress"].clone();
        let seen = progress(&reached).await;
        assert_eq!((&seen["verdict"], &seen["actual"], &seen["attainment"]), (&json!("reached"), &json!(1), &json!(100.0)));
        assert_eq!((&seen["days"], &seen["days_over"], &seen["planned"], &seen["needed_per_week"]), (&json!(28), &json!(0), &json!(0), &Value::Null));
        let seen = progress(&open).await;
        assert_eq!((&seen["verdict"], &seen["actual"], &seen["forecast"]), (&json!("unknown"), &json!(0), &Value::Null));
        // Three in 28 days.
        assert_eq!((&seen["needed_per_week"], &seen["recent_per_week"], &seen["share"]), (&json!(0.8), &json!(0.0), &Value::Null));
        let seen = progress(&rate).await;
        assert_eq!((&seen["verdict"], &seen["actual"], &seen["planned"]), (&json!("unknown"), &Value::Null, &json!(500)));
        assert_eq!(seen["share"], json!({"numerator": 1, "denominator": 1, "rate": null}));
        assert_eq!(progress(&ahead).await["verdict"], "not_begun");
        let listed = one.get("/v1/targets/progress").await.ok(200);
        let listed: Vec<String> = listed["data"].as_array().expect("targets").iter().map(|it| text(&it["target"], "id")).collect();
        assert_eq!(listed.len(), 3, "{listed:?}");
        assert_eq!(listed[0], text(&reached, "id"));
        app.advance(Duration::from_secs(86_400 * 28));
        let one = app.log_in_with_code("admin1@demo.example").await;
        let progress = async |target: &Value| one.get(&path(target, "/progress")).await.ok(200)["progress"].clone();
        let seen = progress(&open).await;
        assert_eq!((&seen["verdict"], &seen["attainment"], &seen["needed_per_week"]), (&json!("missed"), &json!(0.0), &Value::Null));
        // One of one says nothing.
        let seen = progress(&rate).await;
        assert_eq!(seen["verdict"], "unknown");
        // As it was known then.
        let then = one.get(&path(&open, &format!("/progress?as_of={}", today.plus_days(6)))).await.ok(200);
        assert_eq!((&then["progress"]["verdict"], &then["progress"]["days_over"]), (&json!("unknown"), &json!(7)));
        assert_eq!(then["weeks"][0], json!({"on": today.plus_days(6).to_string(), "planned": 1, "actual": 0}));
        assert_eq!(then["weeks"][1]["actual"], Value::Null);
        withdraw(&one, &reached).await.ok(200);
        let listed = one.get(&format!("/v1/targets/progress?on={today}")).await.ok(200);
        assert!(listed["data"].as_array().expect("targets").iter().all(|it| it["target"]["id"] != reached["id"]), "{listed}");
        assert_eq!(progress(&reached).await["actual"], 1);
        drop(tried);
        app.mails().await;
    }

    async fn a_picture_shows_the_plan_and_what_was_there(app) {
        let wanted = Generate { trials: 600, seed: 5, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let one = administrator(app, 1).await;
        let target = set(&one, json!({"metric": "started", "from": "2026-10-01", "to": "2026-12-31", "value": 1234})).await;
        let picture = one.send("GET", &path(&target, "/chart"), &[("Accept-Language", "vi")], Vec::new()).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/svg+xml")));
        let svg = picture.text();
        for part in ["<svg xmlns=\"http://www.w3.org/2000/svg\"", "<title>Bắt đầu dùng thử: 2026-10-01 – 2026-12-31</title>", ">2.000<", ">thực tế<", ">dự báo và khoảng tin cậy 95%<", ">Chỉ tiêu: 1.234 · tính đến 2026-11-16<", "<polygon", "</svg>"] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        // From nothing, week by week until today, up to what is there.
        let progress = one.get(&path(&target, "/progress")).await.ok(200);
        let line = svg.rsplit("points=\"").next().and_then(|rest| rest.split('"').next()).expect("a line");
        assert_eq!(line.split(' ').count(), 1 + 6 + 1, "{line}");
        let actual = progress["progress"]["actual"].as_f64().expect("a number");
        let height = line.rsplit(',').next().and_then(|y| y.parse::<f64>().ok()).expect("a number");
        assert!((height - (320.0 - 248.0 * actual / 2_000.0)).abs() < 0.06, "{actual} at {height}");
        let english = one.send("GET", &path(&target, "/chart"), &[("Accept-Language", "en")], Vec::new()).await.text();
        assert!(english.contains("<title>Trials started: ") && english.contains(">2,000<"), "{english}");
        app.expect_unsent();
    }

    async fn rankings_turn_round_and_are_saved_as_files(app) {
        let one = administrator(app, 1).await;
        app.activated().await;
        let today = app.db.now().local_day();
        let mut made = Vec::new();
        for (value, province) in [(1, Value::Null), (2, Value::Null), (4, json!("79"))] {
            let metric = if value == 1 { "started" } else { "activated" };
            let period = json!({"metric": metric, "from": today.to_string(), "to": today.to_string(), "value": value, "province_code": province});
            made.push(text(&set(&one, period).await, "id"));
        }
        app.advance(Duration::from_secs(86_400));
        let one = app.log_in_with_code("admin1@demo.example").await;
        let ranked = async |query: &str| {
            let answer = one.get(&format!("/v1/targets/progress?on={today}{query}")).await.ok(200);
            answer["data"].as_array().expect("targets").iter().map(|it| text(&it["target"], "id")).collect::<Vec<_>>()
        };
        assert_eq!(ranked("&sort=ahead").await[0], made[0]);
        let behind = ranked("").await;
        assert_eq!((behind.len(), &behind[2]), (3, &made[0]));
        assert_eq!(ranked("&metric=activated").await.len(), 2);
        assert_eq!(ranked("&province_code=79").await, [made[2].clone()]);
        let file = one.get(&format!("/v1/targets/progress?on={today}&format=csv")).await;
        assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"target_progress_1.csv\""));
        let file = file.text();
        let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 4, "{file}");
        let headings: Vec<&str> = lines[0].split(',').collect();
        for heading in ["definition", "as_of", "rank", "target.id", "target.value", "progress.verdict", "progress.actual", "progress.attainment"] {
            assert!(headings.contains(&heading), "{headings:?}");
        }
        assert!(lines[1].starts_with("target_progress/1,"), "{file}");
        app.mails().await;
    }

    async fn what_cannot_be_ranked_is_refused(app) {
        let one = administrator(app, 1).await;
        let target = set(&one, json!({"province_code": "01"})).await;
        let who = officer(app, "79").await;
        let today = app.db.now().local_day().to_string();
        app.unchanged(async {
            for (query, parameter, fault) in [
                ("as_of=yesterday", "as_of", "not_a_day"),
                (&*format!("as_of={today}"), "as_of", "not_over_yet"),
                ("sort=best", "sort", "wrong_parameter"),
                ("format=pdf", "format", "wrong_parameter"),
                ("on=2027-02-30", "on", "not_a_day"),
                ("province_code=64", "province_code", "unknown_province"),
                ("limit=5", "limit", "unknown_parameter"),
            ] {
                one.get(&format!("/v1/targets/progress?{query}")).await.fault(400, "invalid_query", parameter, fault);
            }
            one.get(&path(&target, &format!("/progress?as_of={today}"))).await.fault(400, "invalid_query", "as_of", "not_over_yet");
            one.get(&path(&target, &format!("/chart?as_of={today}"))).await.fault(400, "invalid_query", "as_of", "not_over_yet");
            for below in ["/progress", "/chart"] {
                who.get(&path(&target, below)).await.problem(404, "not_found");
            }
            assert_eq!(who.get("/v1/targets/progress?from=2020-01-01").await.ok(200)["data"], json!([]));
        }).await;
        let rows: String = (0..400).map(|day| format!("started,{},{},5,Demo: many\n", date(20_000 + day), date(20_000 + day))).collect();
        sent(&one, format!("metric,from,to,value,reason\n{rows}")).await.ok(200);
        one.get("/v1/targets/progress?from=2020-01-01").await.fault(400, "invalid_query", "metric", "too_many");
        assert_eq!(one.get("/v1/targets/progress?from=2020-01-01&metric=started").await.ok(200)["data"].as_array().map(Vec::len), Some(400));
        app.mails().await;
    }
}
