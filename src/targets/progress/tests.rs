//! Forecasts against what came to pass, in programmes that are made up by chance.

use super::chain::{AGES, History};
use super::life::{Life, Stay, Whereabouts};
use super::members::member;
use super::{Basis, Progress, Verdict, count};
use crate::reports::figures::row::{AsOf, Closed, Conversion, Row, local};
use crate::reports::figures::{Day, Table};
use crate::targets::model::{Aim, Metric, Period, Scope, Target};
use crate::values::{TargetId, Timestamp, TypedId};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// The first day of the programmes: in 2022.
const BEGIN: Day = 19_000;
const DAYS: Day = 1_100;

/// Noon of a day.
fn noon(day: Day) -> u32 {
    if day == 0 { 0 } else { u32::from(day) * 86_400 + 5 * 3_600 }
}

fn target(metric: Metric, value: i64, (from, to): (Day, Day), province: Option<&str>) -> Target {
    let scope = Scope { province_code: province.map(str::to_owned), ..Scope::default() };
    let aim = Aim { metric, scope, period: Period { from: local(from), to: local(to) } };
    let at = Timestamp::from_micros(0);
    let id = TargetId::parse("tgt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").expect("an id");
    Target { id, aim, value, set_at: at, updated_at: at, withdrawn_at: None, version: 1 }
}

fn days(rng: &mut ChaCha8Rng, chance: f64) -> Day {
    (0..200).take_while(|_| !rng.random_bool(chance)).count() as Day
}

/// A trial that was asked for on a day, and its conversion.
fn trial(rng: &mut ChaCha8Rng, requested: Day, tag: u32) -> (Row, Option<Day>) {
    let mut row = Row { tag, firm: tag, requested: noon(requested), respond_by: requested + 2, ..Row::default() };
    if rng.random_bool(0.15) {
        row.closed = requested + 1 + days(rng, 0.5);
        row.bits = Row::bits(false, Closed::Declined);
        return (row, None);
    }
    let accepted = requested + days(rng, 0.6);
    let started = accepted + days(rng, 0.5);
    (row.accepted, row.provisioned) = (noon(accepted), noon(started));
    (row.trial_end, row.window_end) = (started + 90, started + 150);
    let mut chance = 0.02;
    if rng.random_bool(0.7) {
        let activated = started + days(rng, 0.1);
        row.activated = noon(activated);
        chance = 0.1;
        if rng.random_bool(0.5) {
            row.engaged = activated + 7 + days(rng, 0.1);
            chance = 0.45;
        }
    }
    let converted = rng.random_bool(chance).then(|| row.trial_end - 20 + days(rng, 0.05));
    (row, converted)
}

/// A programme of about so many requests a day.
fn programme(seed: u64, a_day: f64) -> Table {
    let (mut rng, mut table) = (ChaCha8Rng::seed_from_u64(seed), Table::default());
    let offering = table.names.offering("p\nv\nc\nm\nsme\n90\n");
    let origins = ["01", "79", "48"].map(|code| table.names.origin(&format!("{code}\n\n2018:G\nmicro\ndirect\n")));
    let mut tag = 0;
    for day in 0..DAYS {
        for _ in 0..12 {
            if rng.random_bool(a_day / 12.0) {
                let (row, converted) = trial(&mut rng, BEGIN + day, tag);
                let firm = table.firm(tag.into());
                let at = rng.random_range(0..20);
                let origin = origins[if at == 0 { 2 } else { usize::from(at > 13) }];
                let place = table.put(Row { firm, offering, origin, ..row });
                if let Some(on) = converted {
                    let conversion = Conversion {
                        converted: noon(on),
                        withdrawn: 0,
                        invoiced: 0,
                        checked: 0,
                        retained: 0,
                        already_customer: false,
                        withdrawal: 0,
                    };
                    table.convert(place, on, None, Some(conversion));
                }
                tag += 1;
            }
        }
    }
    table
}

fn one(table: &Table, target: Target, on: Day) -> Progress {
    count(table, vec![target], AsOf::end_of(local(on))).progress().remove(0)
}

#[test]
fn what_comes_to_pass_lies_in_the_interval() {
    let programmes: Vec<Table> = (0..8).map(|seed| programme(seed, 3.0)).collect();
    for metric in Metric::ALL {
        let (mut within, mut cases, mut expected, mut came) = (0, 0, 0.0, 0.0);
        for table in &programmes {
            for quarter in 0..5 {
                let (from, to) = (BEGIN + 400 + quarter * 91, BEGIN + 490 + quarter * 91);
                let asked = |on| one(table, target(*metric, 500, (from, to), None), on);
                let forecast = asked(from + 30).forecast.expect("a forecast");
                // When every window of the period has closed.
                let end = asked(to + 260);
                let outcome = end.actual.expect("enough");
                assert_eq!((end.days, end.days_over, forecast.basis), (91, 91, Basis::Scope));
                assert!(forecast.low <= forecast.expected && forecast.expected <= forecast.high, "{forecast:?}");
                within += u32::from((forecast.low..=forecast.high).contains(&outcome));
                cases += 1;
                expected += forecast.expected as f64;
                came += outcome as f64;
            }
        }
        // Of 40 cases 38 are expected within; fewer than 34 of them would be so in one of fifty times, if each were by itself.
        assert!(within >= 34, "{metric}: {within} of {cases} within the interval");
        assert!((expected / came - 1.0).abs() < 0.05, "{metric}: {expected} expected, {came} came");
    }
}

/// A trial that came to its places so many days after its request.
fn life(at: [Option<Day>; 5], closed: Option<(Day, Closed)>, goal: usize, age: Day) -> Life {
    let [accepted, started, activated, engaged, converted] = at.map(|days| days.map_or(0, |days| BEGIN + days));
    let (accepted, provisioned, activated) = (noon(accepted), noon(started), noon(activated));
    let (on, how) = closed.map_or((0, Closed::No), |(days, how)| (BEGIN + days, how));
    let requested = noon(BEGIN);
    let row = Row {
        requested,
        accepted,
        provisioned,
        activated,
        engaged,
        closed: on,
        bits: Row::bits(false, how),
        ..Row::default()
    };
    let converted = (converted > 0).then_some((converted, false));
    Life::of(&row, converted, goal, &AsOf::end_of(local(BEGIN + age))).expect("asked for")
}

fn stays(life: &Life) -> Vec<(usize, usize, usize, Option<usize>)> {
    life.stays().filter(|it| it.first <= it.last).map(|Stay { at, first, last, to }| (at, first, last, to)).collect()
}

#[test]
fn a_trial_stays_at_its_places_and_leaves_them() {
    let way = [Some(2), Some(2), Some(5), Some(12), Some(80)];
    let known = life(way, None, 5, 100);
    // Accepted and started on one day: it was never at the first of both.
    assert_eq!(stays(&known), [(0, 0, 2, Some(2)), (2, 3, 5, Some(3)), (3, 6, 12, Some(4)), (4, 13, 80, Some(5))]);
    assert_eq!(known.whereabouts(), Whereabouts::Reached);
    let earlier = life(way, None, 5, 12);
    assert_eq!(stays(&earlier), [(0, 0, 2, Some(2)), (2, 3, 5, Some(3)), (3, 6, 12, Some(4))]);
    assert_eq!(earlier.whereabouts(), Whereabouts::At(4));
    assert_eq!(stays(&life(way, None, 3, 4)), [(0, 0, 2, Some(2)), (2, 3, 4, None)]);
    // Who converts without a use that was seen has passed all places.
    let unseen = life([Some(0), Some(1), None, None, Some(30)], None, 5, 40);
    assert_eq!(stays(&unseen), [(0, 0, 0, Some(1)), (1, 1, 1, Some(2)), (2, 2, 30, Some(5))]);
    let declined = life([None; 5], Some((3, Closed::Declined)), 2, 40);
    assert_eq!((stays(&declined), declined.whereabouts()), (vec![(0, 0, 3, Some(6))], Whereabouts::Lost));
    // Cancelled after its start it may convert, but is not activated any more.
    let cancelled = [Some(1), Some(2), None, None, None];
    assert_eq!(life(cancelled, Some((9, Closed::Cancelled)), 5, 40).whereabouts(), Whereabouts::At(2));
    let lost = life(cancelled, Some((9, Closed::Cancelled)), 3, 40);
    assert_eq!((stays(&lost).last().copied(), lost.whereabouts()), (Some((2, 3, 9, Some(6))), Whereabouts::Lost));
    assert_eq!(life([None; 5], None, 5, AGES as Day).whereabouts(), Whereabouts::Lost);
}

/// With one place and one goal the chance is one minus Kaplan–Meier.
#[test]
fn with_one_place_the_chance_is_that_of_kaplan_and_meier() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut history = History::new(1);
    let mut lives = Vec::new();
    for _ in 0..300 {
        let (event, censored) = (rng.random_range(1..60), rng.random_range(1..60));
        history.add(&life([Some(event), None, None, None, None], None, 1, censored));
        lives.push((event, censored));
    }
    let mut surviving = 1.0;
    let wanted: Vec<f64> = (0..40)
        .map(|day| {
            let at_risk = lives.iter().filter(|(event, censored)| *event >= day && *censored >= day).count();
            let events = lives.iter().filter(|(event, censored)| *event == day && *censored >= day).count();
            surviving *= 1.0 - events as f64 / at_risk as f64;
            1.0 - surviving
        })
        .collect();
    let mut seen = Vec::new();
    history.chances(40, |_, chances| seen.push(chances.of_new()));
    assert_eq!(seen.len(), 40);
    assert!(seen.iter().zip(&wanted).all(|(seen, wanted)| (seen - wanted).abs() < 1e-12), "{seen:?} {wanted:?}");
    assert!(seen[39] > 0.5);
}

#[test]
fn chances_rise_with_time_and_never_above_one() {
    let mut history = History::new(5);
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for _ in 0..2_000 {
        let (row, converted) = trial(&mut rng, BEGIN, 1);
        let known = AsOf::end_of(local(BEGIN + rng.random_range(0..300)));
        history.add(&Life::of(&row, converted.map(|on| (on, false)), 5, &known).expect("asked for"));
    }
    let mut before = vec![0.0; 5 * 100];
    history.chances(200, |_, chances| {
        let now: Vec<f64> = (0..100).flat_map(|age| (0..5).map(move |place| chances.of(age, place))).collect();
        assert!(now.iter().zip(&before).all(|(now, before)| *now >= *before - 1e-12 && *now <= 1.0 + 1e-12));
        before = now;
    });
    assert!(before.iter().any(|chance| *chance > 0.3));
}

/// Provinces with a request every ten days, in periods of a year: few are certain of anything.
#[test]
fn few_trials_and_long_periods_are_told_with_as_much_doubt_as_they_deserve() {
    for metric in
        [Metric::Requested, Metric::Conversions, Metric::AcceptedInTime, Metric::CohortRate, Metric::EndedRate]
    {
        let (mut within, mut cases) = (0, 0);
        for seed in 0..12 {
            let table = programme(100 + seed, 2.0);
            let (from, to) = (BEGIN + 400, BEGIN + 764);
            for on in [from + 60, from + 200, from + 330] {
                let asked = |on| one(&table, target(metric, 500, (from, to), Some("48")), on);
                let (Some(forecast), Some(outcome)) = (asked(on).forecast, asked(to + 260).actual) else { continue };
                within += u32::from((forecast.low..=forecast.high).contains(&outcome));
                cases += 1;
            }
        }
        assert!(cases >= 20, "{metric}: {cases}");
        assert!(f64::from(within) >= 0.85 * f64::from(cases), "{metric}: {within} of {cases} within the interval");
    }
}

/// While nobody knows what becomes of a trial after so many days, nothing is said of conversions.
#[test]
fn a_young_programme_says_nothing_that_it_cannot_know() {
    let table = programme(7, 9.0);
    let of = |metric, on| one(&table, target(metric, 500, (BEGIN, BEGIN + 364), None), on);
    for metric in [Metric::Conversions, Metric::CohortRate, Metric::EndedRate] {
        // On the last of these days more than enough have converted, and nobody has been looked at to the end.
        for age in [20, 60, 115] {
            let seen = of(metric, BEGIN + age);
            assert_eq!((seen.forecast, seen.verdict), (None, Verdict::Unknown), "{metric} after {age} days");
        }
        assert!(of(metric, BEGIN + 250).forecast.is_some(), "{metric}");
    }
    assert_eq!(of(Metric::Requested, BEGIN + 10).forecast, None);
    // The pace is that of the days that there were.
    let young = of(Metric::Requested, BEGIN + 27).forecast.expect("a forecast");
    let outcome = of(Metric::Requested, BEGIN + 400).actual.expect("a number");
    assert!((young.low..=young.high).contains(&outcome) && young.expected > outcome / 2, "{young:?} {outcome}");
}

#[test]
fn a_use_counts_until_the_thirtieth_day_after_the_start() {
    let started = BEGIN + 3;
    for (days, has_won) in [(0, true), (30, true), (31, false)] {
        let (provisioned, activated) = (noon(started), noon(started + days));
        let row = Row { requested: noon(BEGIN), provisioned, activated, ..Row::default() };
        let ends = (started + 90, started + 150);
        let it =
            member(Metric::ActivatedByDay30, &row, ends, None, &AsOf::end_of(local(started + 60))).expect("a member");
        assert_eq!((it.on, it.is_counted, it.has_won, it.left), (started, true, has_won, None), "after {days} days");
    }
}

/// What a day is still to bring lies ahead, until it is over.
#[test]
fn today_is_not_over() {
    let table = programme(8, 3.0);
    let on = BEGIN + 600;
    let now = AsOf::now(Timestamp::from_micros(i64::from(noon(on)) * 1_000_000));
    let seen = count(&table, vec![target(Metric::Requested, 3, (on, on), None)], now).progress().remove(0);
    assert_eq!((seen.days, seen.days_over, seen.planned), (1, 0, 0));
    let forecast = seen.forecast.expect("a forecast");
    assert!(forecast.low < forecast.high && forecast.from_new > 1.0, "{forecast:?}");
    assert!(forecast.low >= seen.actual.expect("a number"), "{forecast:?}");
    let over = one(&table, target(Metric::Requested, 3, (on, on), None), on);
    assert_eq!((over.days_over, over.planned, over.forecast), (1, 3, None));
}

#[test]
fn few_trials_are_judged_by_all_and_none_by_nobody() {
    let table = programme(9, 3.0);
    let on = BEGIN + 500;
    let empty = one(&table, target(Metric::Conversions, 50, (on, on + 90), Some("52")), on + 10);
    assert_eq!(empty.forecast.map(|it| (it.basis, it.expected, it.open)), Some((Basis::All, 0, 0)));
    let first = one(&table, target(Metric::Conversions, 50, (BEGIN, BEGIN + 90), None), BEGIN + 20);
    assert_eq!(first.forecast, None);
    let ahead = one(&table, target(Metric::Conversions, 50, (on, on + 90), None), on - 1);
    assert_eq!(ahead.forecast, None);
}
