//! Targets and their changes in the tables.

use super::model::{Aim, Filter, Target, TargetChange, TargetStatus};
use crate::db::schema::{target_changes as c, targets as t};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, LocalDay, TargetId};
use diesel::prelude::*;
use std::collections::HashMap;

pub fn find(conn: &mut Conn, id: TargetId) -> Result<Target> {
    Ok(t::table.filter(t::id.eq(id)).select(Target::as_select()).first(conn)?)
}

/// As [`find`]; for an officer of a province what is of no or another province does not exist.
pub fn find_within(conn: &mut Conn, id: TargetId, own_province: Option<&str>) -> Result<Target> {
    let target = find(conn, id)?;
    let own = own_province.is_none_or(|own| target.aim.scope.province_code.as_deref() == Some(own));
    if own { Ok(target) } else { Err(Error::not_found()) }
}

/// The targets of these aims that hold, by the aims' keys.
pub fn that_hold(conn: &mut Conn, aims: &[String]) -> Result<HashMap<String, Target>> {
    let mut found = HashMap::new();
    for some in aims.chunks(1_000) {
        let these = t::table.filter(t::aim.eq_any(some)).filter(t::withdrawn_at.is_null());
        let targets: Vec<Target> = these.select(Target::as_select()).load(conn)?;
        found.extend(targets.into_iter().map(|it| (it.aim.key(), it)));
    }
    Ok(found)
}

/// Targets, the latest periods first.
pub fn list(conn: &mut Conn, filter: &Filter, page: &Page) -> Result<Vec<Target>> {
    selected(conn, filter, page.after.as_deref(), page.rows())
}

/// The targets that hold and whose period holds this day, in the order of their ids.
pub fn running(conn: &mut Conn, day: LocalDay) -> Result<Vec<Target>> {
    let held = t::table.filter(t::withdrawn_at.is_null()).filter(t::period_from.le(day)).filter(t::period_to.ge(day));
    Ok(held.order(t::id).select(Target::as_select()).load(conn)?)
}

/// Targets by their ids, withdrawn ones too.
pub fn these(conn: &mut Conn, ids: &[TargetId]) -> Result<Vec<Target>> {
    Ok(t::table.filter(t::id.eq_any(ids)).select(Target::as_select()).load(conn)?)
}

/// As [`list`], all at once: at most so many.
pub fn all(conn: &mut Conn, filter: &Filter, most: i64) -> Result<Vec<Target>> {
    selected(conn, filter, None, most)
}

fn selected(conn: &mut Conn, filter: &Filter, after: Option<&[String]>, most: i64) -> Result<Vec<Target>> {
    let ordered = t::table.select(Target::as_select()).order((t::period_from.desc(), t::id.desc()));
    let mut query = ordered.limit(most).into_boxed();
    let Filter { own_province, metric, status, scope, on, from, to } = filter;
    for province in own_province.iter().chain(&scope.province_code) {
        query = query.filter(t::province_code.eq(province.clone()));
    }
    if let Some(metric) = metric {
        query = query.filter(t::metric.eq(*metric));
    }
    query = match status {
        None => query,
        Some(TargetStatus::Set) => query.filter(t::withdrawn_at.is_null()),
        Some(TargetStatus::Withdrawn) => query.filter(t::withdrawn_at.is_not_null()),
    };
    if let Some(programme) = &scope.programme {
        query = query.filter(t::programme.eq(programme.clone()));
    }
    if let Some(ministry) = &scope.ministry_code {
        query = query.filter(t::ministry_code.eq(ministry.clone()));
    }
    if let Some(category) = &scope.category_code {
        query = query.filter(t::category_code.eq(category.clone()));
    }
    if let Some(vendor) = scope.vendor_id {
        query = query.filter(t::vendor_id.eq(vendor));
    }
    if let Some(on) = *on {
        query = query.filter(t::period_from.le(on)).filter(t::period_to.ge(on));
    }
    if let Some(from) = *from {
        query = query.filter(t::period_from.ge(from));
    }
    if let Some(to) = *to {
        query = query.filter(t::period_to.le(to));
    }
    if let Some([from, id]) = after {
        let same_day = t::period_from.eq(from.clone()).and(t::id.lt(id.clone()));
        query = query.filter(t::period_from.lt(from.clone()).or(same_day));
    }
    Ok(query.load(conn)?)
}

/// Sets a target; `None` where one of this aim holds: the table itself refuses a second one.
pub fn insert(tx: &mut Tx<'_>, aim: &Aim, value: i64) -> Result<Option<TargetId>> {
    let (id, now): (TargetId, _) = (tx.new_id(), tx.now());
    let (scope, period) = (&aim.scope, aim.period);
    let row = (
        (t::id.eq(id), t::aim.eq(aim.key()), t::metric.eq(aim.metric), t::programme.eq(scope.programme.clone())),
        (t::ministry_code.eq(scope.ministry_code.clone()), t::province_code.eq(scope.province_code.clone())),
        (t::category_code.eq(scope.category_code.clone()), t::vendor_id.eq(scope.vendor_id)),
        (t::period_from.eq(period.from), t::period_to.eq(period.to), t::value.eq(value)),
        (t::set_at.eq(now), t::updated_at.eq(now), t::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(t::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok((made == 1).then_some(id))
}

/// Gives a target another value, or withdraws it, if it is as it was read: of two changes at once, the other runs again.
pub fn save(tx: &mut Tx<'_>, read: &Target, new_value: Option<i64>) -> Result<()> {
    let now = tx.now();
    let same = t::table.filter(t::id.eq(read.id)).filter(t::version.eq(read.version));
    let changed = (
        (t::value.eq(new_value.unwrap_or(read.value)), t::withdrawn_at.eq(new_value.is_none().then_some(now))),
        (t::updated_at.eq(now), t::version.eq(t::version + 1)),
    );
    let changed = diesel::update(same).set(changed).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the target was changed meanwhile")) }
}

/// Keeps who changed a target and why.
pub fn keep_change(
    tx: &mut Tx<'_>,
    by: AccountId,
    (target, number): (TargetId, i64),
    (old_value, new_value): (Option<i64>, Option<i64>),
    reason: &str,
) -> Result<()> {
    let row = (
        (c::target_id.eq(target), c::number.eq(number), c::changed_at.eq(tx.now()), c::changed_by.eq(by)),
        (c::old_value.eq(old_value), c::new_value.eq(new_value), c::reason.eq(reason)),
    );
    diesel::insert_into(c::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What became of a target, the newest first.
pub fn changes(conn: &mut Conn, target: TargetId, page: &Page) -> Result<Vec<TargetChange>> {
    let of_target = c::table.filter(c::target_id.eq(target)).order(c::number.desc());
    let mut query = of_target.select(TargetChange::as_select()).limit(page.rows()).into_boxed();
    if let Some([number]) = page.after.as_deref() {
        // What the page itself wrote; anything else is before the first.
        query = query.filter(c::number.lt(number.parse::<i64>().unwrap_or_default()));
    }
    Ok(query.load(conn)?)
}
