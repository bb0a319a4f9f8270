//! Rules, warnings and what became of them in the tables.

use super::model::{
    Ended, Filter, Finding, Proposal, Rule, RuleChange, Terms, Warning, WarningChange, WarningRule, WarningStatus,
    WarningStep,
};
use super::seen::Look;
use crate::catalog;
use crate::db::schema::{
    warning_changes as c, warning_looks as l, warning_rule_changes as rc, warning_rules as r, warnings as w,
};
use crate::db::{Conn, Tx};
use crate::deadlines::morning;
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::targets;
use crate::values::{AccountId, LocalDay, Timestamp, WarningId};
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// What is to be looked at now: once a day, from its morning on. Asked without a transaction, so that an idle worker writes nothing.
pub fn due(conn: &mut Conn, now: Timestamp) -> Result<Option<Look>> {
    let day = now.local_day();
    let looked_on: LocalDay = l::table.select(l::looked_on).first(conn)?;
    if now < morning(day) || looked_on >= day {
        return Ok(None);
    }
    let targets = targets::running(conn, day.minus_days(1))?;
    Ok(Some(Look { day, rules: rules(conn)?, on_offer: catalog::on_offer(conn)?, targets }))
}

/// Whether this transaction is the one that looks on this day: of several servers one, and the others wait until its is over.
pub fn take_turn(tx: &mut Tx<'_>, day: LocalDay) -> Result<bool> {
    let before = l::table.filter(l::looked_on.lt(day));
    Ok(diesel::update(before).set(l::looked_on.eq(day)).execute(&mut **tx)? == 1)
}

/// The rules, in the order of their names.
pub fn rules(conn: &mut Conn) -> Result<Vec<Rule>> {
    Ok(r::table.order(r::rule).select(Rule::as_select()).load(conn)?)
}

/// Errors: 404 for a name that no rule has.
pub fn rule(conn: &mut Conn, name: &str) -> Result<Rule> {
    let rule = WarningRule::parse(name).ok_or_else(Error::not_found)?;
    Ok(r::table.filter(r::rule.eq(rule)).select(Rule::as_select()).first(conn)?)
}

/// Writes what is proposed for a rule, if it is as it was read; nothing takes a proposal back.
pub fn propose(tx: &mut Tx<'_>, read: &Rule, proposal: Option<&Proposal>) -> Result<()> {
    let terms = proposal.map(|it| json(&it.terms)).transpose()?;
    let values = (
        (r::proposed_terms.eq(terms), r::proposed_by.eq(proposal.map(|it| it.by))),
        (r::proposed_at.eq(proposal.map(|it| it.at)), r::proposed_reason.eq(proposal.map(|it| &it.reason))),
        r::version.eq(r::version + 1),
    );
    let as_read = r::table.filter(r::rule.eq(read.rule)).filter(r::version.eq(read.version));
    match diesel::update(as_read).set(values).execute(&mut **tx)? {
        1 => Ok(()),
        _ => Err(Error::transient(Code::Busy, "the rule was changed meanwhile")),
    }
}

/// Gives a rule the terms that were proposed, if it is as it was read.
pub fn save_rule(tx: &mut Tx<'_>, read: &Rule, proposal: &Proposal) -> Result<()> {
    let Terms { active, threshold, days, least_cases, due_working_days } = proposal.terms;
    propose(tx, read, None)?;
    let values = (
        (r::active.eq(active), r::threshold.eq(threshold), r::days.eq(days)),
        (r::least_cases.eq(least_cases), r::due_working_days.eq(due_working_days)),
    );
    diesel::update(r::table.filter(r::rule.eq(read.rule))).set(values).execute(&mut **tx)?;
    Ok(())
}

/// Keeps what became of a proposal for the rule as it was read: who proposed, who ended it, and why.
pub fn keep(
    tx: &mut Tx<'_>,
    read: &Rule,
    proposal: &Proposal,
    ended: Ended,
    (by, reason): (AccountId, &str),
) -> Result<()> {
    let of = |it: Ended| (ended == it).then_some((by, reason)).unzip();
    let ((agreed_by, agreed_reason), (taken_back_by, taken_back_reason)) = (of(Ended::Agreed), of(Ended::TakenBack));
    let row = (
        (rc::rule.eq(read.rule), rc::number.eq(read.version + 1), rc::changed_at.eq(tx.now())),
        (rc::changed_by.eq(proposal.by), rc::reason.eq(&proposal.reason)),
        (rc::agreed_by.eq(agreed_by), rc::agreed_reason.eq(agreed_reason)),
        (rc::taken_back_by.eq(taken_back_by), rc::taken_back_reason.eq(taken_back_reason)),
        (rc::old_terms.eq(json(&read.terms)?), rc::new_terms.eq(json(&proposal.terms)?)),
    );
    diesel::insert_into(rc::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What became of the proposals for a rule, the newest first.
pub fn rule_changes(conn: &mut Conn, rule: WarningRule, page: &Page) -> Result<Vec<RuleChange>> {
    let of_rule = rc::table.filter(rc::rule.eq(rule)).order(rc::number.desc());
    let mut query = of_rule.select(RuleChange::as_select()).limit(page.rows()).into_boxed();
    if let Some([number]) = page.after.as_deref() {
        // What the page itself wrote; anything else is before the first.
        query = query.filter(rc::number.lt(number.parse::<i64>().unwrap_or_default()));
    }
    Ok(query.load(conn)?)
}

pub fn find(conn: &mut Conn, id: WarningId) -> Result<Warning> {
    Ok(w::table.filter(w::id.eq(id)).select(Warning::as_select()).first(conn)?)
}

/// As [`find`]; for an officer of a province what is of no or another province does not exist.
pub fn find_within(conn: &mut Conn, id: WarningId, own_province: Option<&str>) -> Result<Warning> {
    let warning = find(conn, id)?;
    let own = own_province.is_none_or(|own| warning.province_code.as_deref() == Some(own));
    if own { Ok(warning) } else { Err(Error::not_found()) }
}

/// Warnings, those first that were raised last.
pub fn list(conn: &mut Conn, filter: &Filter, page: &Page) -> Result<Vec<Warning>> {
    let ordered = w::table.select(Warning::as_select()).order(w::id.desc()).limit(page.rows());
    let mut query = ordered.into_boxed();
    let Filter { own_province, status, rule, subject_id, province_code, owner } = filter;
    for province in own_province.iter().chain(province_code) {
        query = query.filter(w::province_code.eq(province.clone()));
    }
    if let Some(status) = *status {
        query = query.filter(w::status.eq(status));
    }
    if let Some(rule) = *rule {
        query = query.filter(w::rule.eq(rule));
    }
    if let Some(subject) = subject_id {
        query = query.filter(w::subject_id.eq(subject.clone()));
    }
    if let Some(owner) = *owner {
        query = query.filter(w::owner_id.eq(owner));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(w::id.lt(id.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// What holds, by rule and subject.
pub fn that_hold(conn: &mut Conn) -> Result<BTreeMap<(WarningRule, String), Warning>> {
    let all: Vec<Warning> = w::table.filter(w::ended_at.is_null()).select(Warning::as_select()).load(conn)?;
    Ok(all.into_iter().map(|it| ((it.rule, it.subject_id.clone()), it)).collect())
}

/// How much each person has to do: warnings that are open.
pub fn burdens(conn: &mut Conn) -> Result<HashMap<AccountId, i64>> {
    let open = [WarningStatus::Raised, WarningStatus::Acknowledged, WarningStatus::Snoozed];
    let owned = w::table.filter(w::status.eq_any(open)).filter(w::owner_id.is_not_null());
    let counted: Vec<(Option<AccountId>, i64)> =
        owned.group_by(w::owner_id).select((w::owner_id, count_star())).load(conn)?;
    Ok(counted.into_iter().filter_map(|(owner, open)| Some((owner?, open))).collect())
}

/// Raises a warning; the table itself refuses a second one that holds.
pub fn insert(tx: &mut Tx<'_>, it: &Finding, owner: Option<AccountId>, due_on: LocalDay) -> Result<WarningId> {
    let (id, now): (WarningId, _) = (tx.new_id(), tx.now());
    let row = (
        (w::id.eq(id), w::rule.eq(it.rule), w::subject_kind.eq(it.subject_kind), w::subject_id.eq(&it.subject_id)),
        (w::province_code.eq(&it.province_code), w::status.eq(WarningStatus::Raised), w::facts.eq(json(&it.facts)?)),
        (w::owner_id.eq(owner), w::due_on.eq(due_on), w::raised_at.eq(now), w::updated_at.eq(now), w::version.eq(1)),
    );
    diesel::insert_into(w::table).values(row).execute(&mut **tx)?;
    keep_change(tx, (id, 1), WarningStep::Raised, &Said { owner, ..Said::default() })?;
    Ok(id)
}

/// What is kept of a step beside what it is.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub by: Option<AccountId>,
    pub owner: Option<AccountId>,
    pub until: Option<LocalDay>,
    pub note: Option<String>,
}

/// Writes a warning as it is from now on, if it is as it was read, and keeps the step: of two at once, the other runs again.
pub fn save(tx: &mut Tx<'_>, next: &Warning, step: WarningStep, said: &Said) -> Result<()> {
    let same = w::table.filter(w::id.eq(next.id)).filter(w::version.eq(next.version));
    let values = (
        (w::status.eq(next.status), w::facts.eq(&next.facts), w::end_facts.eq(&next.end_facts)),
        (w::owner_id.eq(next.owner_id), w::due_on.eq(next.due_on), w::snoozed_until.eq(next.snoozed_until)),
        (w::updated_at.eq(tx.now()), w::ended_at.eq(next.ended_at), w::version.eq(w::version + 1)),
    );
    if diesel::update(same).set(values).execute(&mut **tx)? != 1 {
        return Err(Error::transient(Code::Busy, "the warning was changed meanwhile"));
    }
    keep_change(tx, (next.id, next.version + 1), step, said)
}

fn keep_change(tx: &mut Tx<'_>, (id, number): (WarningId, i64), what: WarningStep, said: &Said) -> Result<()> {
    let row = (
        (c::warning_id.eq(id), c::number.eq(number), c::what.eq(what), c::changed_at.eq(tx.now())),
        (
            c::changed_by.eq(said.by),
            c::owner_id.eq(said.owner),
            c::snoozed_until.eq(said.until),
            c::note.eq(&said.note),
        ),
    );
    diesel::insert_into(c::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What became of a warning, the newest first.
pub fn changes(conn: &mut Conn, warning: WarningId, page: &Page) -> Result<Vec<WarningChange>> {
    let of_warning = c::table.filter(c::warning_id.eq(warning)).order(c::number.desc());
    let mut query = of_warning.select(WarningChange::as_select()).limit(page.rows()).into_boxed();
    if let Some([number]) = page.after.as_deref() {
        query = query.filter(c::number.lt(number.parse::<i64>().unwrap_or_default()));
    }
    Ok(query.load(conn)?)
}

pub fn json(it: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(it).map_err(Error::internal)
}
