//! A thousand random questions, asked of the API and in SQL on the raw tables: equal to the last unit, on both engines.

use super::asked::{Asked, Values};
use super::beside::{self, Fact, Key};
use crate::support::{Client, TestApp};
use diesel::connection::SimpleConnection;
use dungthu::accounts::model::StaffRole;
use dungthu::generate::{self, Generate};
use dungthu::values::LocalDay;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a generated database lacks: extensions, provinces of the former list, confirmations that were taken back, evidence. Each
/// trial is chosen by its own id.
pub const MORE: &str = "
    UPDATE trials SET legacy_province_code = '02' WHERE substr(id, 36, 1) = '3';
    UPDATE trials SET legacy_province_code = '79', vendor_id = (SELECT min(id) FROM vendors) WHERE substr(id, 36, 1) = '4';
    UPDATE trials SET channel = 'adviser' WHERE substr(id, 35, 1) IN ('5', '6');
    INSERT INTO extensions (id, trial_id, asked_by_side, asked_by, asked_at, days, reason_code, status, answered_by, answered_at, version)
        SELECT 'ext' || substr(t.id, 4), t.id, 'business', t.requested_by, t.provisioned_at + 3000000000000, 30, 'other', 'agreed',
            (SELECT min(a.id) FROM accounts a WHERE a.id <> t.requested_by), t.provisioned_at + 4000000000000, 2
        FROM trials t WHERE t.provisioned_at < 1788220800000000 AND substr(t.id, 36, 1) IN ('0', '1', '2');
    INSERT INTO extensions (id, trial_id, asked_by_side, asked_by, asked_at, days, reason_code, status, answered_by, answered_at, version)
        SELECT 'exu' || substr(t.id, 4), t.id, 'business', t.requested_by, t.provisioned_at + 5000000000000, 45, 'other', 'agreed',
            (SELECT min(a.id) FROM accounts a WHERE a.id <> t.requested_by), t.provisioned_at + 6000000000000, 2
        FROM trials t WHERE t.provisioned_at < 1788220800000000 AND substr(t.id, 36, 1) = '0';
    UPDATE trials SET trial_end = trial_end + 30 * 86400000000, window_end = window_end + 30 * 86400000000
        WHERE id IN (SELECT trial_id FROM extensions WHERE days = 30);
    UPDATE trials SET trial_end = trial_end + 45 * 86400000000, window_end = window_end + 45 * 86400000000
        WHERE id IN (SELECT trial_id FROM extensions WHERE days = 45);
    UPDATE conversions SET invoiced_at = converted_at + 86400000000, evidence_level = 2 WHERE converted_at IS NOT NULL AND substr(id, 36, 1) IN ('1', '2', '3', '4', '5');
    UPDATE conversions SET checked_at = converted_at + 3 * 86400000000, checked_by = claimed_by, check_note = 'Demo', evidence_level = 3
        WHERE converted_at IS NOT NULL AND substr(id, 36, 1) IN ('4', '5', '6');
    UPDATE retention_checks SET status = 'retained', answered_at = asked_at + 86400000000, answered_by = (SELECT min(id) FROM accounts)
        WHERE side = 'business' AND substr(id, 36, 1) IN ('0', '1', '2', '3', '4', '5', '6', '7');
    UPDATE conversions SET status = 'withdrawn', withdrawn_at = converted_at + 20 * 86400000000, withdrawn_by = claimed_by, reason_code = 'other'
        WHERE status = 'confirmed' AND substr(id, 36, 1) IN ('9', 'a') AND converted_at < 1788220800000000;
";

/// Cells of an answer with what stands at these places of each line.
fn answered(answer: &Value, report: &str, names: &[String]) -> BTreeMap<Key, i64> {
    let mut cells = BTreeMap::new();
    for line in answer["data"].as_array().expect("lines") {
        let groups = line["cell"]["groups"].as_array().expect("groups");
        let groups: Vec<String> = groups.iter().map(|it| it.as_str().unwrap_or_default().to_owned()).collect();
        let period = line["cell"]["period"].as_str().unwrap_or_default().to_owned();
        if report == "reasons" {
            let what = format!(
                "{}:{}",
                line["outcome"].as_str().expect("one"),
                line["reason_code"].as_str().unwrap_or_default()
            );
            cells.insert((period, groups, what), line["trials"].as_i64().expect("a number"));
            continue;
        }
        for name in names {
            let number = line.pointer(name).and_then(Value::as_i64).unwrap_or_else(|| panic!("{name}: {line}"));
            if number != 0 {
                cells.insert((period.clone(), groups.clone(), name.clone()), number);
            }
        }
    }
    cells
}

/// The nearest rank of those that took no longer.
fn rank(seconds: &mut [i64], quarters: usize) -> i64 {
    seconds.sort_unstable();
    if seconds.len() < 10 { -1 } else { seconds[(seconds.len() * quarters).div_ceil(4) - 1] }
}

/// Count, median and third quartile by cell.
fn times(facts: &[Fact], asked: &Asked) -> BTreeMap<Key, i64> {
    let mut by_cell: BTreeMap<Key, Vec<i64>> = BTreeMap::new();
    for fact in facts {
        by_cell.entry(fact.key(asked)).or_default().push(fact.number);
    }
    let mut all = BTreeMap::new();
    for ((period, groups, what), mut seconds) in by_cell {
        let mut put =
            |name: &str, number: i64| all.insert((period.clone(), groups.clone(), format!("{what}/{name}")), number);
        put("count", seconds.len() as i64);
        put("median_seconds", rank(&mut seconds, 2));
        put("p75_seconds", rank(&mut seconds, 3));
    }
    all
}

/// As [`times`], of the answer.
fn times_answered(answer: &Value) -> BTreeMap<Key, i64> {
    let mut answer = answer.clone();
    let mut names = Vec::new();
    for of in ["from_start", "from_activation"] {
        names.extend(["count", "median_seconds", "p75_seconds"].map(|it| format!("/{of}/{it}")));
    }
    for line in answer["data"].as_array_mut().expect("lines") {
        for of in ["from_start", "from_activation"] {
            let some = line[of]["count"].as_i64() > Some(0);
            for name in ["median_seconds", "p75_seconds"] {
                if line[of][name].is_null() {
                    line[of][name] = Value::from(if some { -1 } else { 0 });
                }
            }
        }
    }
    answered(&answer, "", &names)
}

/// The whole cohort table, member by member.
fn cohorts(facts: &[Fact], asked: &Asked, today: i64) -> BTreeMap<Key, i64> {
    let (known, over) = asked.as_of.map_or((today, today - 1), |day| (day, day));
    let mut cells: BTreeMap<(String, Vec<String>), Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        let (period, groups, _) = fact.key(asked);
        cells.entry((period, groups)).or_default().push(fact);
    }
    let mut all = BTreeMap::new();
    for ((period, groups), members) in cells {
        let mut put = |name: String, number: i64| {
            if number != 0 {
                all.insert((period.clone(), groups.clone(), name), number);
            }
        };
        let sum = |takes: &dyn Fn(&Fact) -> bool| members.iter().filter(|it| takes(it)).map(|it| it.times).sum::<i64>();
        put("/maturity/members".to_owned(), sum(&|_| true));
        put("/maturity/closed".to_owned(), sum(&|it| it.what == "closed"));
        put("/cohort_rate/numerator".to_owned(), sum(&|it| it.number >= 0));
        for week in 1..=asked.weeks {
            let observed = sum(&|it| it.day + 7 * week <= over);
            if observed == 0 {
                break;
            }
            put(format!("/weeks/{}/observed", week - 1), observed);
            put(format!("/weeks/{}/converted", week - 1), sum(&|it| (0..=7 * week).contains(&it.number)));
            let mut surviving = 1.0;
            for day in 0..=7 * week {
                let events = sum(&|it| it.number == day);
                // At risk: who has not converted before, and was looked at until then: closed windows stay.
                let at_risk = sum(&|it| {
                    let waits = it.number < 0 && (it.what == "closed" || known - it.day >= day);
                    waits || it.number >= day
                });
                if events > 0 {
                    surviving *= 1.0 - events as f64 / at_risk as f64;
                }
            }
            if sum(&|_| true) >= 10 {
                put(format!("/weeks/{}/incidence/percent", week - 1), ((1.0 - surviving) * 1_000.0_f64).round() as i64);
            }
        }
    }
    all
}

/// As [`cohorts`], of the answer; per mille where it says per cent.
fn cohorts_answered(answer: &Value) -> BTreeMap<Key, i64> {
    let mut answer = answer.clone();
    let mut all = BTreeMap::new();
    for line in answer["data"].as_array_mut().expect("lines") {
        let mut names =
            vec!["/maturity/members".to_owned(), "/maturity/closed".to_owned(), "/cohort_rate/numerator".to_owned()];
        for (place, week) in line["weeks"].as_array_mut().expect("weeks").iter_mut().enumerate() {
            names.extend(["observed", "converted"].map(|name| format!("/weeks/{place}/{name}")));
            if let Some(percent) = week["incidence"]["percent"].as_f64() {
                week["incidence"]["percent"] = Value::from((percent * 10.0).round() as i64);
                names.push(format!("/weeks/{place}/incidence/percent"));
            }
        }
        all.extend(answered(&crate::support::json!({"data": [line]}), "", &names));
    }
    all
}

/// Asks one question both ways; how many figures were equal.
async fn compare(app: &TestApp, analyst: &Client, asked: Asked, values: &Values) -> usize {
    let (path, now) = (asked.path(), app.db.now().as_micros());
    let reply = analyst.get(&path).await;
    if asked.cells(values) > 2_000 {
        let columns = asked.report == "cohorts" && asked.weeks > 1;
        let pointer = if !asked.groups.is_empty() {
            "group_by"
        } else if columns {
            "weeks"
        } else {
            "interval"
        };
        reply.fault(400, "invalid_query", pointer, "too_many_cells");
        return 0;
    }
    let answer = reply.ok(200);
    let of = asked.clone();
    let (facts, firms) = app.query(move |conn| (beside::facts(conn, &of, now), beside::firms(conn, &of, now))).await;
    let today = (now / 1_000_000 + 25_200) / 86_400;
    let (seen, wanted) = match asked.report {
        "cohorts" => (cohorts_answered(&answer), cohorts(&facts, &asked, today)),
        "time-to-convert" => (times_answered(&answer), times(&facts, &asked)),
        report => {
            let mut names: Vec<String> = facts.iter().map(|fact| fact.what.clone()).collect();
            names.sort();
            names.dedup();
            (answered(&answer, report, &names), beside::summed(&facts, &asked))
        }
    };
    assert_eq!(seen, wanted, "{path}");
    if asked.report == "funnel" {
        assert_eq!(answer["firms"], firms, "{path}");
        assert_eq!(
            answer["total"]["started"],
            facts.iter().filter(|it| it.what == "/started").map(|it| it.times).sum::<i64>()
        );
    }
    seen.len()
}

engines! {
    async fn a_thousand_questions_have_the_answers_of_sql(app) {
        let wanted = Generate { trials: 2_000, seed: 11, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let values = app
            .db
            .write(dungthu::db::Cause::default(), |tx| {
                tx.batch_execute(MORE).map_err(dungthu::error::Error::from)?;
                Ok(beside::values(tx))
            })
            .await
            .expect("more");
        let analyst = app.person("a-figures@demo.example", Some(StaffRole::Analyst)).await;
        let mut rng = ChaCha8Rng::seed_from_u64(2021);
        let today = (app.db.now().as_micros() / 1_000_000 + 25_200) / 86_400;
        let mut figures: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..1_000 {
            let asked = Asked::random(&mut rng, &values, today);
            let report = asked.report;
            *figures.entry(report).or_default() += compare(app, &analyst, asked, &values).await;
        }
        assert!(figures.values().all(|figures| *figures > 500), "{figures:?}");
        app.expect_unsent();
    }
}
