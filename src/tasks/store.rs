//! Tasks in the table.

use super::model::{Filter, Holders, STAFF, Task, TaskKind};
use crate::db::schema::tasks as t;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::Timestamp;
use diesel::prelude::*;

/// Writes the tasks of a trial, a waiting entry, a case, a platform claim or a listing anew; nothing where they are as they were.
pub fn write(tx: &mut Tx<'_>, about_id: &str, mut tasks: Vec<Task>) -> Result<()> {
    let of_this = t::table.filter(t::about_id.eq(about_id));
    let mut before: Vec<Task> = of_this.select(Task::as_select()).load(&mut **tx)?;
    let key = |it: &Task| (it.holder.clone(), it.subject_id.clone());
    before.sort_by_key(key);
    tasks.sort_by_key(key);
    if before == tasks {
        return Ok(());
    }
    if !before.is_empty() {
        diesel::delete(of_this).execute(&mut **tx)?;
    }
    if !tasks.is_empty() {
        per_backend!(&mut **tx, |conn| diesel::insert_into(t::table).values(&tasks).execute(conn))?;
    }
    Ok(())
}

/// Where the page before ended.
struct After {
    sort_at: i64,
    about_id: String,
    subject_id: String,
}

/// The sort key of a task: nobody sees what waits for two holders about one subject.
pub fn key(it: &Task) -> Vec<String> {
    vec![it.sort_at.as_micros().to_string(), it.about_id.clone(), it.subject_id.clone()]
}

fn after(page: &Page) -> Result<Option<After>> {
    let Some(key) = &page.after else { return Ok(None) };
    let [sort_at, about_id, subject_id] = key.as_slice() else { return Err(Error::new(Code::InvalidCursor)) };
    let sort_at = sort_at.parse().map_err(|_| Error::new(Code::InvalidCursor))?;
    Ok(Some(After { sort_at, about_id: about_id.clone(), subject_id: subject_id.clone() }))
}

/// What waits for these holders, by the day on which it is due. Each is asked in the order of an index, as far as the page
/// goes, however many there are.
pub fn list(conn: &mut Conn, holders: &Holders, filter: &Filter, now: Timestamp, page: &Page) -> Result<Vec<Task>> {
    let after = after(page)?;
    let mut found: Vec<Task> = Vec::new();
    for holder in &holders.organizations {
        found.extend(of_holder(conn, holder, holders, filter, now, after.as_ref(), page.rows())?);
    }
    if holders.staff.is_some() {
        found.extend(of_holder(conn, STAFF, holders, filter, now, after.as_ref(), page.rows())?);
    }
    found.sort_by_cached_key(|it| (it.sort_at, it.about_id.clone(), it.subject_id.clone()));
    found.truncate(usize::try_from(page.rows()).unwrap_or_default());
    Ok(found)
}

fn of_holder(
    conn: &mut Conn,
    holder: &str,
    holders: &Holders,
    filter: &Filter,
    now: Timestamp,
    after: Option<&After>,
    rows: i64,
) -> Result<Vec<Task>> {
    let all = t::table.filter(t::holder.eq(holder.to_owned())).select(Task::as_select()).limit(rows);
    let mut query = all.order((t::sort_at, t::about_id, t::subject_id)).into_boxed();
    if let Some(staff) = holders.staff.as_ref().filter(|_| holder == STAFF) {
        if let Some(own) = &staff.own_province {
            query = query.filter(t::province_code.eq(own.clone()));
        }
        if !staff.own_vendors.is_empty() {
            query = query.filter(t::vendor_id.ne_all(staff.own_vendors.clone()));
        }
        if !staff.own_businesses.is_empty() {
            let others = t::business_id.ne_all(staff.own_businesses.clone());
            query = query.filter(t::business_id.is_null().or(others.assume_not_null()));
        }
        if !staff.left_to_others.is_empty() {
            query = query.filter(t::kind.ne_all(staff.left_to_others.clone()));
        }
        let of_platforms = [TaskKind::ModerateReview, TaskKind::DecidePlatformClaim, TaskKind::VetListing];
        for (kinds, left) in [
            (&of_platforms[..], &staff.platforms_in_conflict),
            (&[TaskKind::VetListing][..], &staff.listings_of_others),
        ] {
            if !left.is_empty() {
                let others = t::platform_id.is_null().or(t::platform_id.ne_all(left.clone()).assume_not_null());
                query = query.filter(t::kind.ne_all(kinds.to_vec()).or(others));
            }
        }
        if !staff.own_reviews.is_empty() {
            query = query.filter(t::subject_id.ne_all(staff.own_reviews.iter().map(ToString::to_string)));
        }
    }
    if holders.without_conversions {
        query = query.filter(t::kind.ne_all([TaskKind::AnswerClaim, TaskKind::AnswerRetentionCheck]));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(t::kind.eq(kind));
    }
    if let Some(stage) = filter.stage {
        query = query.filter(t::stage.eq(stage));
    }
    if let Some(platform) = filter.platform {
        query = query.filter(t::platform_id.eq(platform));
    }
    if let Some(province) = &filter.province {
        query = query.filter(t::province_code.eq(province.clone()));
    }
    // What is due stands in the order by that instant: what is overdue stands before now.
    query = match filter.overdue {
        Some(true) => query.filter(t::due_at.is_not_null()).filter(t::sort_at.lt(now)),
        Some(false) => query.filter(t::due_at.is_null().or(t::sort_at.ge(now))),
        None => query,
    };
    if let Some(it) = after {
        let next = t::about_id.eq(it.about_id.clone()).and(t::subject_id.gt(it.subject_id.clone()));
        let same = t::sort_at.eq(it.sort_at).and(t::about_id.gt(it.about_id.clone()).or(next));
        query = query.filter(t::sort_at.ge(it.sort_at)).filter(t::sort_at.gt(it.sort_at).or(same));
    }
    Ok(query.load(conn)?)
}
