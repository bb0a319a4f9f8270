//! A year walked by moving the clock: every reminder, end and check of a generated programme comes once, in order, at the
//! instant that the rules say. `DUNGTHU_YEAR_TRIALS` says of how many trials; 5,000 by default, of which some 600 have something to come.

use super::{asked_for, fill};
use crate::support::TestApp;
use diesel::prelude::*;
use dungthu::db::Conn;
use dungthu::db::schema::{conversions as c, deadlines as d, events as e, holidays, trials as t};
use dungthu::values::{LocalDay, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;

const TODAY: &str = "2026-11-16";
const DAYS: u32 = 366;

/// A fact of a trial or of its conversion, and when it came.
type Fact = (i64, String, i64);

/// By trial.
type Facts = BTreeMap<String, Vec<Fact>>;

/// Microseconds of a morning's nine o'clock in Vietnam, and of the first instant of a day.
fn morning(day: LocalDay) -> i64 {
    midnight(day) + 9 * 3_600_000_000
}

fn midnight(day: LocalDay) -> i64 {
    // UTC+7, without daylight saving: counted here by hand.
    let since = LocalDay::parse("2020-01-01").expect("a day");
    1_577_836_800_000_000 - 7 * 3_600_000_000 + i64::from(day.days_since(since)) * 86_400_000_000
}

fn later(day: LocalDay, days: i64) -> LocalDay {
    if days < 0 { day.minus_days(days.unsigned_abs() as u32) } else { day.plus_days(days as u32) }
}

/// The day that ends so many working days after `day`, counted by hand.
fn working(closed: &[String], day: LocalDay, mut days: i64) -> LocalDay {
    let mut reached = day;
    while days > 0 {
        reached = reached.plus_days(1);
        let weekend = (reached.days_since(LocalDay::parse("2020-01-06").expect("a Monday"))).rem_euclid(7) >= 5;
        days -= i64::from(!weekend && !closed.contains(&reached.to_string()));
    }
    reached
}

/// A trial and its conversion, as far as time has to do with them.
#[derive(Queryable)]
struct Start {
    id: String,
    status: String,
    respond_by: Timestamp,
    nudged_at: Option<Timestamp>,
    escalated_at: Option<Timestamp>,
    trial_end: Option<Timestamp>,
    expired_at: Option<Timestamp>,
}

/// What the programme's first rules say that the year brings to a trial: a vendor answers in 2 working days, then 2, then
/// 10; the business is reminded 14, 7 and 3 days before the end, on the last day, and both a week after it.
fn of_trial(it: &Start, closed: &[String]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if it.status == "requested" {
        let nudge = midnight(it.respond_by.local_day().plus_days(1));
        let nudged = it.nudged_at.map_or(nudge, Timestamp::as_micros);
        let day = |at: i64| Timestamp::from_micros(at).local_day();
        let escalation = midnight(working(closed, day(nudged), 2).plus_days(1));
        let escalated = it.escalated_at.map_or(escalation, Timestamp::as_micros);
        let end = midnight(working(closed, day(escalated), 10).plus_days(1));
        let come = [(nudge, "trial.nudged", it.nudged_at), (escalation, "trial.escalated", it.escalated_at)];
        facts.extend(come.iter().filter(|it| it.2.is_none()).map(|it| (it.0, it.1.to_owned(), 0)));
        facts.push((end, "trial.unanswered".to_owned(), 0));
    }
    let runs = ["provisioned", "activated", "engaged"].contains(&it.status.as_str());
    if let Some(end) = it.trial_end.filter(|_| runs || it.status == "expired") {
        let last = end.local_day();
        let reminded = |days: i64| (morning(later(last, days)), "trial.reminded".to_owned(), days);
        facts.extend([-14, -7, -3, 0].map(reminded).into_iter().filter(|_| runs));
        facts.extend(it.expired_at.is_none().then(|| (midnight(last.plus_days(1)), "trial.expired".to_owned(), 0)));
        facts.push(reminded(7));
    }
    facts
}

/// A claim that nobody answers is brought up 3, 7 and 14 days later; what counts is asked about after 90, 180 and 365 days.
fn of_conversion(status: &str, claimed: Timestamp, converted: Option<Timestamp>, already: bool) -> Vec<Fact> {
    let (name, from, days) = match (status, converted) {
        ("claimed", _) => ("conversion.reminded", claimed, [3, 7, 14]),
        ("confirmed", Some(at)) if !already => ("retention.asked", at, [90, 180, 365]),
        _ => return Vec::new(),
    };
    days.map(|days| (morning(later(from.local_day(), days)), name.to_owned(), days)).to_vec()
}

fn expected(conn: &mut Conn, from: i64, until: i64) -> Facts {
    let closed: Vec<String> = holidays::table.select(holidays::day).load(conn).expect("the holidays");
    let columns = (t::id, t::status, t::respond_by, t::nudged_at, t::escalated_at, t::trial_end, t::expired_at);
    let trials: Vec<Start> = t::table.select(columns).load(conn).expect("the trials");
    let mut facts = Facts::new();
    for trial in &trials {
        facts.entry(trial.id.clone()).or_default().extend(of_trial(trial, &closed));
    }
    type Row = (String, String, Timestamp, Option<Timestamp>, bool);
    let columns = (c::trial_id, c::status, c::claimed_at, c::converted_at, c::already_customer);
    for (trial, status, claimed, converted, already) in c::table.select(columns).load::<Row>(conn).expect("conversions")
    {
        facts.entry(trial).or_default().extend(of_conversion(&status, claimed, converted, already));
    }
    for of_one in facts.values_mut() {
        of_one.retain(|(at, ..)| (from + 1..=until).contains(at));
        of_one.sort();
    }
    facts.retain(|_, of_one| !of_one.is_empty());
    facts
}

/// What came, in the order in which it was recorded. Both sides are asked whether a conversion lasts: one fact here.
fn seen(conn: &mut Conn) -> Facts {
    let but =
        ["second_factor.installed", "deadline.skipped", "conversion.unconfirmed", "account.created", "seed.loaded"];
    let rows: Vec<(String, String, i64, String)> =
        e::table.order(e::id).select((e::subject_id, e::kind, e::at, e::body)).load(conn).expect("the events");
    let mut facts = Facts::new();
    for (subject, kind, at, body) in rows {
        let body: Value = serde_json::from_str(&body).expect("a body");
        if !but.contains(&kind.as_str()) && body["side"] != "vendor" {
            facts.entry(subject).or_default().push((at, kind, body["days"].as_i64().unwrap_or_default()));
        }
    }
    facts
}

/// Goes to every midnight and every nine o'clock, and to the microsecond before, and settles what is due.
pub async fn walk(app: &TestApp, from: LocalDay) {
    for day in 0..=DAYS {
        let (midnight, morning) = (midnight(from.plus_days(day)), morning(from.plus_days(day)));
        for instant in [midnight - 1, midnight, morning - 1, morning] {
            app.clock.advance_to(Timestamp::from_micros(instant));
            while app.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        }
    }
}

/// A small generated programme; its first day.
pub async fn begun(app: &TestApp) -> LocalDay {
    fill(app, 500, TODAY).await;
    LocalDay::parse(TODAY).expect("a day")
}

engines! {
    async fn a_year_brings_to_each_trial_what_the_rules_say_once_and_in_order(app) {
        fill(app, asked_for("DUNGTHU_YEAR_TRIALS", 5_000), TODAY).await;
        app.expect_unsent();
        let today = LocalDay::parse(TODAY).expect("a day");
        let (from, until) = (midnight(today), morning(today.plus_days(DAYS)));
        let expected = app.query(move |conn| expected(conn, from, until)).await;
        // The clock of a test is some hours into the day: what is due by then comes as soon as somebody looks.
        let late = app.clock.now().as_micros();
        let began = std::time::Instant::now();
        walk(app, today).await;
        println!("{} trials with something to come, walked in {:?}", expected.len(), began.elapsed());
        let seen = app.query(seen).await;
        let wanted: Facts = expected.into_iter().map(|(id, facts)| (id, facts.into_iter().map(|(at, kind, days)| (at.max(late), kind, days)).collect())).collect();
        assert!(wanted.len() > 100, "{} trials", wanted.len());
        for (trial, facts) in &wanted {
            assert_eq!(seen.get(trial), Some(facts), "{trial}");
        }
        assert_eq!(seen.len(), wanted.len(), "and nothing to any other trial");
        let due = app.query(move |conn| d::table.filter(d::state.eq("waiting")).filter(d::due_at.le(Timestamp::from_micros(until))).count().get_result::<i64>(conn).expect("deadlines")).await;
        assert_eq!(due, 0);
        assert!(crate::tasks::as_migrated(app).await > 100);
    }
}
