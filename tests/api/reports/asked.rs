//! Random questions.

use jiff::civil::Date;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::collections::BTreeMap;

pub const REPORTS: [&str; 7] =
    ["funnel", "cohorts", "ended-rate", "flow", "time-to-convert", "service-levels", "reasons"];
const INTERVALS: [&str; 5] = ["day", "week", "month", "quarter", "year"];

/// The values that occur of each dimension.
pub type Values = BTreeMap<&'static str, Vec<String>>;

/// A question, in words and numbers of its own.
#[derive(Clone, Debug)]
pub struct Asked {
    pub report: &'static str,
    /// Days since 1970-01-01 in the programme's zone, both included.
    pub days: (i64, i64),
    pub interval: Option<&'static str>,
    pub groups: Vec<&'static str>,
    pub filters: Vec<(&'static str, Vec<String>)>,
    /// The end of this day; now where there is none.
    pub as_of: Option<i64>,
    pub weeks: i64,
}

pub fn date(day: i64) -> Date {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(day)).expect("a day")
}

impl Asked {
    /// Somebody's question on a day, over the last two years.
    pub fn random(rng: &mut ChaCha8Rng, values: &Values, today: i64) -> Self {
        let report = REPORTS[rng.random_range(0..REPORTS.len())];
        let first = today - rng.random_range(0..800_i64);
        let last = (first + rng.random_range(0..400_i64)).min(today);
        let interval = rng.random_bool(0.6).then(|| INTERVALS[rng.random_range(0..INTERVALS.len())]);
        let known: Vec<&'static str> = values.keys().copied().collect();
        let mut groups: Vec<&str> = Vec::new();
        for _ in 0..rng.random_range(0..=2) {
            let group = known[rng.random_range(0..known.len())];
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let mut filters: Vec<(&'static str, Vec<String>)> = Vec::new();
        for _ in 0..rng.random_range(0..=2) {
            let of = known[rng.random_range(0..known.len())];
            let all: Vec<&String> = values[of].iter().filter(|value| !value.is_empty()).collect();
            if !filters.iter().any(|(known, _)| *known == of) && !all.is_empty() {
                let some = (0..rng.random_range(1..=3)).map(|_| all[rng.random_range(0..all.len())].clone());
                filters.push((of, some.collect()));
            }
        }
        let as_of = rng.random_bool(0.4).then(|| today - rng.random_range(1..700_i64));
        Self { report, days: (first, last), interval, groups, filters, as_of, weeks: rng.random_range(1..=60) }
    }

    pub fn path(&self) -> String {
        let mut query = vec![format!("from={}", date(self.days.0)), format!("to={}", date(self.days.1))];
        query.extend(self.interval.map(|interval| format!("interval={interval}")));
        query.extend((!self.groups.is_empty()).then(|| format!("group_by={}", self.groups.join(","))));
        query.extend(self.filters.iter().map(|(of, values)| format!("{of}={}", values.join(","))));
        query.extend(self.as_of.map(|day| format!("as_of={}", date(day))));
        query.extend((self.report == "cohorts").then(|| format!("weeks={}", self.weeks)));
        format!("/v1/reports/{}?{}", self.report, query.join("&"))
    }

    /// The step in which a day lies.
    pub fn period(&self, day: i64) -> String {
        let date = date(day);
        match self.interval {
            None => String::new(),
            Some("day") => date.to_string(),
            Some("week") => date.strftime("%G-W%V").to_string(),
            Some("month") => date.strftime("%Y-%m").to_string(),
            Some("quarter") => format!("{}-Q{}", date.year(), 1 + (date.month() - 1) / 3),
            _ => date.year().to_string(),
        }
    }

    /// How many cells the answer may have.
    pub fn cells(&self, values: &Values) -> usize {
        let mut periods: Vec<String> = (self.days.0..=self.days.1).map(|day| self.period(day)).collect();
        periods.dedup();
        let taken = |of: &&'static str| {
            let filter = self.filters.iter().find(|(known, _)| known == of);
            values[*of].iter().filter(|value| filter.is_none_or(|(_, some)| some.contains(value))).count()
        };
        let columns = if self.report == "cohorts" { self.weeks as usize } else { 1 };
        periods.len() * self.groups.iter().map(taken).product::<usize>() * columns
    }
}
