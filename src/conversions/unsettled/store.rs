//! What waits for staff, in the table.

use super::model::{Filter, Unsettled};
use crate::conversions::Conversion;
use crate::db::schema::{conversions as c, unsettled_conversions as u};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::trials::Trial;
use crate::values::{Timestamp, TrialId};
use diesel::prelude::*;

/// A conversion waits from now on, in place of what waited of its trial.
pub fn enter(tx: &mut Tx<'_>, trial: &Trial, it: &Conversion) -> Result<()> {
    let from_now_on = (u::conversion_id.eq(it.id), u::since.eq(tx.now()));
    let of_trial =
        (u::trial_id.eq(trial.id), u::platform_id.eq(trial.platform_id), u::province_code.eq(&trial.province_code));
    per_backend!(&mut **tx, |conn| diesel::insert_into(u::table)
        .values((of_trial, from_now_on))
        .on_conflict(u::trial_id)
        .do_update()
        .set(from_now_on)
        .execute(conn))?;
    Ok(())
}

/// Nothing of the trial waits any more.
pub fn leave(tx: &mut Tx<'_>, trial: TrialId) -> Result<()> {
    diesel::delete(u::table.filter(u::trial_id.eq(trial))).execute(&mut **tx)?;
    Ok(())
}

/// Since when a conversion of the trial waits.
pub fn since(conn: &mut Conn, trial: TrialId) -> Result<Option<Timestamp>> {
    Ok(u::table.filter(u::trial_id.eq(trial)).select(u::since).first(conn).optional()?)
}

/// What waits, the longest first.
pub fn list(conn: &mut Conn, filter: &Filter, page: &Page) -> Result<Vec<Unsettled>> {
    let all = u::table.inner_join(c::table).select(Unsettled::as_select());
    let mut query = all.order((u::since, u::conversion_id)).limit(page.rows()).into_boxed();
    for province in filter.own_province.iter().chain(&filter.province) {
        query = query.filter(u::province_code.eq(province.clone()));
    }
    if let Some(platform) = filter.platform {
        query = query.filter(u::platform_id.eq(platform));
    }
    if let Some(state) = filter.state {
        query = query.filter(c::status.eq(state.status()));
    }
    if let Some([since, id]) = page.after.as_deref() {
        let since: i64 = since.parse().map_err(|_| Error::new(Code::InvalidCursor))?;
        query = query.filter(u::since.gt(since).or(u::since.eq(since).and(u::conversion_id.gt(id.clone()))));
    }
    Ok(query.load(conn)?)
}
