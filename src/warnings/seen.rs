//! What each rule sees: pure, over the figures as they were at the end of a day, so that every server sees the same.

use super::model::{Counted, Expected, Facts, Finding, Rule, SubjectKind, WarningRule};
use super::rules::unit;
use crate::error::Result;
use crate::reports::about::Cell;
use crate::reports::activation::activated_within;
use crate::reports::ended::ended;
use crate::reports::figures::row::{AsOf, Day};
use crate::reports::figures::{Dimension, Table};
use crate::reports::question::{Filter, FilterValue, Question};
use crate::reports::service_levels::service_levels;
use crate::reports::silence::last_requests;
use crate::reports::wilson::{self, Share};
use crate::targets::Target;
use crate::targets::progress::{self, Progress, Verdict};
use crate::values::{LocalDay, PlatformId, TypedId};
use std::collections::{BTreeMap, HashSet};

/// By this day of its trial a business should have begun to use the platform.
const ACTIVE_BY: u32 = 30;

/// How far back a request is still one that «came before»: what has been silent for longer is no longer warned of.
const REMEMBERED: u32 = 731;

/// What is looked at on a morning.
#[derive(Clone, Debug)]
pub struct Look {
    /// The morning's day: the figures are those of the end of the day before.
    pub day: LocalDay,
    pub rules: Vec<Rule>,
    /// Platforms that trials can be asked for.
    pub on_offer: HashSet<PlatformId>,
    /// Targets that hold, and whose period holds the last day that is over.
    pub targets: Vec<Target>,
}

impl Look {
    /// The last day that is over.
    fn last(&self) -> LocalDay {
        self.day.minus_days(1)
    }

    /// The question about so many days that end with `to`, as known at the end of the last day.
    fn question(&self, (to, days): (LocalDay, u32), by: Dimension, filters: Vec<Filter>) -> Question {
        Question {
            from: to.minus_days(days.saturating_sub(1)),
            to,
            interval: None,
            group_by: vec![by],
            filters,
            as_of: AsOf::end_of(self.last()),
            province_code: None,
            window_days: Vec::new(),
            // Of all platforms, and all vendors: nobody reads them as an answer.
            cells: usize::MAX,
        }
    }

    fn finding(&self, rule: &Rule, subject: (SubjectKind, String), value: i64, counted: Counts) -> Finding {
        let (subject_kind, subject_id) = subject;
        let province_code = (subject_kind == SubjectKind::Province).then(|| subject_id.clone());
        let Counts { observed, compared_with, category_code, forecast, enough } = counted;
        let (as_of, unit, threshold) = (self.last(), unit(rule.rule), rule.terms.threshold);
        let facts = Facts { as_of, value, unit, threshold, observed, compared_with, category_code, forecast };
        let due_working_days = number(rule.terms.due_working_days);
        let holds = enough && value >= threshold;
        Finding { rule: rule.rule, subject_kind, subject_id, province_code, facts, holds, due_working_days }
    }
}

/// What a value was computed of.
struct Counts {
    observed: Counted,
    compared_with: Option<Counted>,
    category_code: Option<String>,
    forecast: Option<Expected>,
    /// Whether there were enough cases, and what was compared can be told apart.
    enough: bool,
}

/// All that the active rules find: of each subject that has figures, once for each rule.
///
/// Errors: none of questions without a limit.
pub fn findings(table: &Table, look: &Look) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for rule in look.rules.iter().filter(|rule| rule.terms.active) {
        found.extend(match rule.rule {
            WarningRule::UnansweredShare => unanswered(table, look, rule)?,
            WarningRule::ActivationDrop => activation(table, look, rule)?,
            WarningRule::ConversionFarFromCategory => conversion(table, look, rule)?,
            WarningRule::NoSignUp => silence(table, look, rule)?,
            WarningRule::BehindPace => pace(table, look, rule),
        });
    }
    Ok(found)
}

/// A vendor's requests that were due and not answered in time.
fn unanswered(table: &Table, look: &Look, rule: &Rule) -> Result<Vec<Finding>> {
    let question = look.question((look.last(), number(rule.terms.days)), Dimension::Vendor, Vec::new());
    let lines = service_levels(table, &question)?.data;
    let finding = |(vendor, share): (String, Share)| {
        let late = Share::of(share.denominator - share.numerator, share.denominator);
        let counts = Counts {
            observed: counted(&question, late),
            compared_with: None,
            category_code: None,
            forecast: None,
            enough: late.denominator >= rule.terms.least_cases,
        };
        look.finding(rule, (SubjectKind::Vendor, vendor), tenths(late), counts)
    };
    let named = lines.into_iter().filter_map(|line| Some((group(line.cell)?, line.answered_in_time)));
    Ok(named.filter(|(_, share)| share.denominator > 0).map(finding).collect())
}

/// Trials of a province, or of a platform, that are used by their thirtieth day: those that started last beside those that started before.
fn activation(table: &Table, look: &Look, rule: &Rule) -> Result<Vec<Finding>> {
    let days = number(rule.terms.days);
    let last = look.last().minus_days(ACTIVE_BY);
    let mut found = Vec::new();
    for (kind, by) in [(SubjectKind::Province, Dimension::Province), (SubjectKind::Platform, Dimension::Platform)] {
        let [recent, before] = [last, last.minus_days(days)].map(|to| look.question((to, days), by, Vec::new()));
        let shares = |question| -> Result<BTreeMap<String, Share>> {
            let cells = activated_within(table, question, Day::try_from(ACTIVE_BY).unwrap_or(Day::MAX))?;
            Ok(cells.into_iter().filter_map(|(cell, share)| Some((group(cell)?, share))).collect())
        };
        let earlier = shares(&before)?;
        for (subject, now) in shares(&recent)? {
            let Some(then) = earlier.get(&subject).copied() else { continue };
            let counts = Counts {
                observed: counted(&recent, now),
                compared_with: Some(counted(&before, then)),
                category_code: None,
                forecast: None,
                enough: now.denominator.min(then.denominator) >= rule.terms.least_cases,
            };
            found.push(look.finding(rule, (kind, subject), tenths(then) - tenths(now), counts));
        }
    }
    Ok(found)
}

/// A platform's ended rate beside that of the other platforms of its category. One that changed its category is held against that of most of
/// its trials.
fn conversion(table: &Table, look: &Look, rule: &Rule) -> Result<Vec<Finding>> {
    let mut found: BTreeMap<String, Finding> = BTreeMap::new();
    for category in table.names.texts(Dimension::Category) {
        let of_category = Filter { dimension: Dimension::Category, values: vec![FilterValue(category.clone())] };
        let period = (look.last(), number(rule.terms.days));
        let question = look.question(period, Dimension::Platform, vec![of_category]);
        let rates = ended(table, &question)?;
        let whole = rates.total.ended_rate;
        for (platform, own) in rates.data.into_iter().filter_map(|line| Some((group(line.cell)?, line.ended_rate))) {
            let others = Share::of(whole.numerator - own.numerator, whole.denominator - own.denominator);
            if own.denominator == 0 || others.denominator == 0 {
                continue;
            }
            let fewest = own.denominator.min(others.denominator);
            let counts = Counts {
                observed: counted(&question, own),
                compared_with: Some(counted(&question, others)),
                category_code: Some(category.clone()),
                forecast: None,
                enough: fewest >= rule.terms.least_cases && are_apart(own, others),
            };
            let value = (tenths(own) - tenths(others)).abs();
            let finding = look.finding(rule, (SubjectKind::Platform, platform.clone()), value, counts);
            let trials = |it: &Finding| it.facts.observed.denominator;
            if found.get(&platform).is_none_or(|known| trials(known) < trials(&finding)) {
                found.insert(platform, finding);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// Whether the 95% intervals of two rates do not meet.
fn are_apart(one: Share, other: Share) -> bool {
    one.rate.zip(other.rate).is_some_and(|(one, other)| one.high < other.low || other.high < one.low)
}

/// Days since the last request of a province, or of a platform that is on offer.
fn silence(table: &Table, look: &Look, rule: &Rule) -> Result<Vec<Finding>> {
    let (last, days) = (look.last(), number(rule.terms.days));
    let [earlier, late] = [rule.terms.days, rule.terms.threshold].map(|days| Day::try_from(days).unwrap_or(Day::MAX));
    let mut found = Vec::new();
    for (kind, by) in [(SubjectKind::Province, Dimension::Province), (SubjectKind::Platform, Dimension::Platform)] {
        let question = look.question((last, REMEMBERED), by, Vec::new());
        for it in last_requests(table, &question, earlier, late)? {
            let Some(subject) = group(it.cell) else { continue };
            let gone = || PlatformId::parse(&subject).is_none_or(|id| !look.on_offer.contains(&id));
            if kind == SubjectKind::Platform && gone() {
                continue;
            }
            let in_days = |(to, days): (LocalDay, u32), numerator| Counted {
                from: to.minus_days(days.saturating_sub(1)),
                to,
                numerator,
                denominator: None,
            };
            let counts = Counts {
                observed: in_days((last, number(rule.terms.threshold)), it.lately),
                compared_with: Some(in_days((it.on, days), it.until_then)),
                category_code: None,
                forecast: None,
                enough: it.until_then >= rule.terms.least_cases,
            };
            found.push(look.finding(rule, (kind, subject), i64::from(last.days_since(it.on)), counts));
        }
    }
    Ok(found)
}

/// By how much of a target its forecast falls short. Of one whose period has only begun, or that is of few cases, nothing is said.
fn pace(table: &Table, look: &Look, rule: &Rule) -> Vec<Finding> {
    let progress = progress::count(table, look.targets.clone(), AsOf::end_of(look.last())).progress();
    let finding = |(target, it): (&Target, Progress)| {
        let forecast = it.forecast?;
        let (target_value, expected) = (target.value, forecast.expected);
        let expected = Expected { target_value, expected, low: forecast.low, high: forecast.high };
        let short = (target_value - forecast.expected).saturating_mul(1_000) / target_value.max(1);
        let counts = Counts { forecast: Some(expected), ..reached(target, &it, look, rule) };
        let subject = (SubjectKind::Target, target.id.to_string());
        let finding = look.finding(rule, subject, short.clamp(-1_000, 1_000), counts);
        Some(Finding { province_code: target.aim.scope.province_code.clone(), ..finding })
    };
    look.targets.iter().zip(progress).filter_map(finding).collect()
}

/// What was reached of a target beside what was planned by now; of a rate the plan is of a thousand.
fn reached(target: &Target, it: &Progress, look: &Look, rule: &Rule) -> Counts {
    let (from, to) = (target.aim.period.from, look.last());
    let share = it.share.map(|share| (share.numerator, Some(share.denominator)));
    let (numerator, denominator) = share.unwrap_or((it.actual.unwrap_or_default(), None));
    let cases = denominator.unwrap_or(target.value);
    let planned = Counted { from, to, numerator: it.planned, denominator: denominator.map(|_| 1_000) };
    Counts {
        observed: Counted { from, to, numerator, denominator },
        compared_with: Some(planned),
        category_code: None,
        forecast: None,
        enough: it.verdict == Verdict::Behind && it.days_over >= rule.terms.days && cases >= rule.terms.least_cases,
    }
}

/// The value of the one grouping; `None` where trials have none.
fn group(cell: Cell) -> Option<String> {
    Some(cell.groups.into_iter().next()??.0)
}

fn counted(question: &Question, share: Share) -> Counted {
    let Share { numerator, denominator, .. } = share;
    Counted { from: question.from, to: question.to, numerator, denominator: Some(denominator) }
}

/// A share as the reports show it, in tenths of per cent.
fn tenths(share: Share) -> i64 {
    let exact = share.numerator as f64 / share.denominator.max(1) as f64;
    (wilson::percent(exact) * 10.0).round() as i64
}

fn number(days: i64) -> u32 {
    u32::try_from(days).unwrap_or_default()
}
