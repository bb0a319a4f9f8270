//! Trials in the order of their ids, each with what became of it.

use crate::db::Conn;
use crate::db::schema::{conversions as c, trials as t};
use crate::error::Result;
use crate::reports::figures::Dimension;
use crate::reports::question::Question;
use crate::values::{Timestamp, TrialId, TypedId};
use diesel::prelude::*;
use std::collections::HashMap;

/// Trials that are read at once.
const AT_ONCE: usize = 1_000;

/// A trial as it stands.
#[derive(Queryable, Selectable)]
#[diesel(table_name = t)]
pub struct Trial {
    pub id: TrialId,
    pub root_key: String,
    pub granted: bool,
    pub platform_id: String,
    pub vendor_id: String,
    pub category_code: String,
    pub ministry_code: String,
    pub programme: String,
    pub days: i64,
    pub province_code: String,
    pub legacy_province_code: Option<String>,
    pub industry_version: String,
    pub industry_section: String,
    pub size_class: String,
    pub channel: String,
    pub requested_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
    pub provisioned_at: Option<Timestamp>,
    pub activated_at: Option<Timestamp>,
    pub engaged_at: Option<Timestamp>,
    pub declined_at: Option<Timestamp>,
    pub unanswered_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub trial_end: Option<Timestamp>,
    pub window_end: Option<Timestamp>,
    pub reason_code: Option<String>,
}

/// The last conversion that both sides confirmed, or what was claimed last.
#[derive(Queryable, Selectable)]
#[diesel(table_name = c)]
pub struct Conversion {
    pub trial_id: TrialId,
    pub claimed_at: Timestamp,
    pub converted_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
    pub already_customer: bool,
    pub evidence_level: i64,
}

/// Some trials, and from where to go on; nowhere after the last.
pub struct Page {
    pub trials: Vec<(Trial, Option<Conversion>)>,
    pub next: Option<TrialId>,
}

/// The least id that a trial of the question's period can have, or less: ids sort by the instant at which they were made.
pub fn before_first(question: &Question) -> TrialId {
    TrialId::of(Timestamp::from_micros(question.from.start().as_micros() - 1_000), [u8::MAX; 10])
}

/// The trials of the question after this id.
pub fn after(conn: &mut Conn, question: &Question, id: TrialId) -> Result<Page> {
    let last = TrialId::of(question.to.end(), [u8::MAX; 10]);
    let mut query = t::table
        .filter(t::id.gt(id))
        .filter(t::id.le(last))
        .order(t::id)
        .limit(AT_ONCE as i64)
        .select(Trial::as_select())
        .into_boxed();
    let of_provinces = question.filters.iter().find(|filter| filter.dimension == Dimension::Province);
    if let Some(own) = &question.province_code {
        query = query.filter(t::province_code.eq(own.clone()));
    } else if let Some(filter) = of_provinces {
        query = query.filter(t::province_code.eq_any(filter.values.iter().map(|value| value.0.clone())));
    }
    let read: Vec<Trial> = query.load(conn)?;
    let next = read.last().filter(|_| read.len() == AT_ONCE).map(|trial| trial.id);
    let asked: Vec<Trial> = read.into_iter().filter(|trial| is_asked(question, trial)).collect();
    let ids: Vec<TrialId> = asked.iter().map(|trial| trial.id).collect();
    let of_trials = c::table.filter(c::trial_id.eq_any(ids)).order(c::id).select(Conversion::as_select());
    let mut conversions = shown(of_trials.load(conn)?);
    let trials = asked.into_iter().map(|trial| {
        let conversion = conversions.remove(&trial.id);
        (trial, conversion)
    });
    Ok(Page { trials: trials.collect(), next })
}

/// Of each trial the conversion that is shown; older ones come first.
fn shown(all: Vec<Conversion>) -> HashMap<TrialId, Conversion> {
    let mut shown: HashMap<TrialId, Conversion> = HashMap::new();
    for conversion in all {
        let known = shown.get(&conversion.trial_id);
        if known.is_none_or(|known| known.converted_at.is_none() || conversion.converted_at.is_some()) {
            shown.insert(conversion.trial_id, conversion);
        }
    }
    shown
}

/// What the ids and provinces leave open.
fn is_asked(question: &Question, trial: &Trial) -> bool {
    let on = trial.requested_at.local_day();
    question.from <= on
        && on <= question.to
        && question.takes(Dimension::Platform, &trial.platform_id)
        && question.takes(Dimension::Vendor, &trial.vendor_id)
        && question.takes(Dimension::Category, &trial.category_code)
        && question.takes(Dimension::Ministry, &trial.ministry_code)
        && question.takes(Dimension::Province, &trial.province_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_claims_the_last_confirmed_one_is_shown_else_the_last() {
        let trial_id = TrialId::of(Timestamp::from_micros(0), [1; 10]);
        let other = TrialId::of(Timestamp::from_micros(0), [2; 10]);
        let claim = |trial_id, day: i64, confirmed: bool| Conversion {
            trial_id,
            claimed_at: Timestamp::from_micros(day),
            converted_at: confirmed.then(|| Timestamp::from_micros(day + 1)),
            withdrawn_at: None,
            already_customer: false,
            evidence_level: 1,
        };
        for (claims, expected) in [
            (vec![(1, false), (2, false)], 2),
            (vec![(1, false), (2, true)], 2),
            (vec![(1, true), (2, false)], 1),
            (vec![(1, true), (2, false), (3, true), (4, false)], 3),
        ] {
            let mut all = vec![claim(other, 9, true)];
            all.extend(claims.iter().map(|(day, confirmed)| claim(trial_id, *day, *confirmed)));
            let shown = shown(all);
            let day = |id| shown.get(&id).map(|it| it.claimed_at.as_micros());
            assert_eq!((day(trial_id), day(other)), (Some(expected), Some(9)), "{claims:?}");
        }
    }
}
