//! Holidays and their changes in the tables.

use super::model::{Change, Days, Holiday, HolidayChangeStatus, Proposal, Step};
use crate::db::schema::{holiday_change_days as d, holiday_changes as c, holidays as h};
use crate::db::{Conn, Tx, insert_all};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, HolidayChangeId, LocalDay};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// The public holidays of a year, by day.
pub fn of_year(conn: &mut Conn, year: i64) -> Result<Vec<Holiday>> {
    let of_year = h::table.filter(h::day.between(format!("{year}-01-01"), format!("{year}-12-31")));
    Ok(of_year.order(h::day).select(Holiday::as_select()).load(conn)?)
}

/// All holidays after a day, in their order: those that are known are of a year or two.
pub fn after(conn: &mut Conn, day: LocalDay) -> Result<Vec<LocalDay>> {
    Ok(h::table.filter(h::day.gt(day)).order(h::day).select(h::day).load(conn)?)
}

/// The day that ends so many working days after `day`: neither Saturday, Sunday nor a public holiday counts.
pub fn working_days_after(conn: &mut Conn, day: LocalDay, days: u32) -> Result<LocalDay> {
    let closed = after(conn, day)?;
    let (mut reached, mut left) = (day, days);
    while left > 0 {
        reached = reached.plus_days(1);
        if !reached.is_weekend() && !closed.contains(&reached) {
            left -= 1;
        }
    }
    Ok(reached)
}

/// The days on which staff decided, whatever they are now: a seed leaves them alone.
pub fn decided(conn: &mut Conn) -> Result<BTreeSet<String>> {
    let agreed = d::table.inner_join(c::table).filter(c::status.eq(HolidayChangeStatus::Agreed));
    let days: Vec<String> = agreed.select(d::day).load(conn)?;
    Ok(days.into_iter().collect())
}

pub fn find(conn: &mut Conn, id: HolidayChangeId) -> Result<Change> {
    let proposal = c::table.filter(c::id.eq(id)).select(Proposal::as_select()).first(conn)?;
    with_days(conn, vec![proposal])?.pop().ok_or_else(Error::not_found)
}

/// Changes, newest first.
pub fn list(conn: &mut Conn, status: Option<HolidayChangeStatus>, page: &Page) -> Result<Vec<Change>> {
    let mut query = c::table.select(Proposal::as_select()).order(c::id.desc()).limit(page.rows()).into_boxed();
    if let Some(status) = status {
        query = query.filter(c::status.eq(status));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(c::id.lt(id.clone()));
    }
    let proposals = query.load(conn)?;
    with_days(conn, proposals)
}

fn with_days(conn: &mut Conn, proposals: Vec<Proposal>) -> Result<Vec<Change>> {
    type Row = (HolidayChangeId, LocalDay, Option<String>, Option<String>);
    let ids: Vec<HolidayChangeId> = proposals.iter().map(|proposal| proposal.id).collect();
    let of_these = d::table.filter(d::change_id.eq_any(ids)).order((d::change_id, d::step, d::day));
    let rows: Vec<Row> = of_these.select((d::change_id, d::day, d::name_vi, d::name_en)).load(conn)?;
    let with_its_own = |proposal: Proposal| {
        let mut days = Days::default();
        for (_, day, name_vi, name_en) in rows.iter().filter(|(change, ..)| *change == proposal.id) {
            match name_vi.clone().zip(name_en.clone()) {
                Some((name_vi, name_en)) => days.added.push(Holiday { day: *day, name_vi, name_en }),
                None => days.removed.push(*day),
            }
        }
        Change { proposal, days }
    };
    Ok(proposals.into_iter().map(with_its_own).collect())
}

/// Makes the change, pending.
pub fn insert(tx: &mut Tx<'_>, by: AccountId, days: &Days, reason: &str) -> Result<HolidayChangeId> {
    let id: HolidayChangeId = tx.new_id();
    let row = (
        (c::id.eq(id), c::reason.eq(reason), c::status.eq(HolidayChangeStatus::Pending)),
        (c::proposed_by.eq(by), c::proposed_at.eq(tx.now()), c::version.eq(1)),
    );
    diesel::insert_into(c::table).values(row).execute(&mut **tx)?;
    let added = days.added.iter().map(|it| (it.day, Step::Added, Some(it)));
    let all: Vec<_> = added.chain(days.removed.iter().map(|day| (*day, Step::Removed, None))).collect();
    let row = |(day, step, named): &(LocalDay, Step, Option<&Holiday>)| {
        let names = named.map(|it| (it.name_vi.clone(), it.name_en.clone())).unzip();
        (d::change_id.eq(id), d::step.eq(*step), d::day.eq(*day), d::name_vi.eq(names.0), d::name_en.eq(names.1))
    };
    insert_all!(&mut **tx, d::table, all, row);
    Ok(id)
}

/// Decides a change, if it is as it was read: of two decisions at once, the other runs again and finds it decided.
pub fn decide(tx: &mut Tx<'_>, read: &Proposal, by: AccountId, status: HolidayChangeStatus) -> Result<()> {
    let now = tx.now();
    let same = c::table.filter(c::id.eq(read.id)).filter(c::version.eq(read.version));
    let decided = (c::status.eq(status), c::decided_by.eq(by), c::decided_at.eq(now), c::version.eq(c::version + 1));
    let changed = diesel::update(same).set(decided).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the change was decided meanwhile")) }
}

/// Changes the holidays: what is taken away goes first, so that a day in both lists gets its other name.
pub fn apply(tx: &mut Tx<'_>, days: &Days) -> Result<()> {
    diesel::delete(h::table.filter(h::day.eq_any(&days.removed))).execute(&mut **tx)?;
    let row = |it: &Holiday| (h::day.eq(it.day), h::name_vi.eq(it.name_vi.clone()), h::name_en.eq(it.name_en.clone()));
    insert_all!(&mut **tx, h::table, days.added, row);
    Ok(())
}
