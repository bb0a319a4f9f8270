//! Reviews and ratings in the tables.

use super::model::{NewReview, Review, Scores};
use super::rating::{Rating, RatingRow};
use crate::conversions::actions::Party;
use crate::db::schema::{platform_ratings as p, reviews as r};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::trials::Trial;
use crate::values::{AccountId, PlatformId, ReviewId, TrialId};
use diesel::prelude::*;
use std::collections::HashMap;

/// A review, if it is still there.
pub fn lookup(conn: &mut Conn, id: ReviewId) -> Result<Option<Review>> {
    Ok(r::table.filter(r::id.eq(id)).select(Review::as_select()).first(conn).optional()?)
}

/// The review of a trial, if there is one.
pub fn of_trial(conn: &mut Conn, trial: TrialId) -> Result<Option<Review>> {
    Ok(r::table.filter(r::trial_id.eq(trial)).select(Review::as_select()).first(conn).optional()?)
}

/// Makes the review; `None` where the firm, its branches included, has reviewed the platform: the table itself refuses a second one.
pub fn insert(
    tx: &mut Tx<'_>,
    trial: &Trial,
    root_key: &str,
    by: AccountId,
    new: &NewReview,
) -> Result<Option<ReviewId>> {
    let (id, now): (ReviewId, _) = (tx.new_id(), tx.now());
    let waits = new.text.as_ref().map(|_| now);
    let row = (
        (r::id.eq(id), r::trial_id.eq(trial.id), r::business_id.eq(trial.business_id), r::root_key.eq(root_key)),
        (
            r::platform_id.eq(trial.platform_id),
            r::vendor_id.eq(trial.vendor_id),
            r::size_class.eq(trial.size_class),
            r::written_by.eq(by),
        ),
        said(new.scores),
        (r::text.eq(&new.text), r::text_written_at.eq(waits), r::waits_since.eq(waits)),
        (r::written_at.eq(now), r::changed_at.eq(now), r::updated_at.eq(now), r::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(r::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok((made == 1).then_some(id))
}

type Said = (
    diesel::dsl::Eq<r::fits_need, i64>,
    diesel::dsl::Eq<r::ease_of_use, i64>,
    diesel::dsl::Eq<r::support, i64>,
    diesel::dsl::Eq<r::value_for_money, i64>,
);

fn said(scores: Scores) -> Said {
    (
        r::fits_need.eq(scores.fits_need),
        r::ease_of_use.eq(scores.ease_of_use),
        r::support.eq(scores.support),
        r::value_for_money.eq(scores.value_for_money),
    )
}

/// Saves a review after a command, if it is as it was read: otherwise the action runs again. As it then stands.
pub fn save(tx: &mut Tx<'_>, after: &Review) -> Result<Review> {
    let read = r::table.filter(r::id.eq(after.id)).filter(r::version.eq(after.version));
    let set = (
        said(after.scores),
        (r::text.eq(&after.text), r::text_written_at.eq(after.text_written_at), r::changed_at.eq(after.changed_at)),
        (r::text_decided_by.eq(after.text_decided_by), r::text_decided_at.eq(after.text_decided_at)),
        (r::text_reason_code.eq(&after.text_reason_code), r::answer_reason_code.eq(&after.answer_reason_code)),
        (r::answer.eq(&after.answer), r::answered_by.eq(after.answered_by), r::answered_at.eq(after.answered_at)),
        (r::answer_decided_by.eq(after.answer_decided_by), r::answer_decided_at.eq(after.answer_decided_at)),
        (r::waits_since.eq(after.waits_since), r::updated_at.eq(after.updated_at), r::version.eq(r::version + 1)),
    );
    unchanged(diesel::update(read).set(set).execute(&mut **tx)?)?;
    Ok(Review { version: after.version + 1, ..after.clone() })
}

/// Takes a review away with what was typed in it, if it is as it was read.
pub fn delete(tx: &mut Tx<'_>, read: &Review) -> Result<()> {
    let same = r::table.filter(r::id.eq(read.id)).filter(r::version.eq(read.version));
    unchanged(diesel::delete(same).execute(&mut **tx)?)
}

fn unchanged(rows: usize) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the review was changed meanwhile")) }
}

/// Erases what was typed in the review of a trial; how many had any.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    let typed = r::text.is_not_null().or(r::answer.is_not_null());
    let nothing = None::<String>;
    let erased = (r::text.eq(&nothing), r::answer.eq(&nothing), r::waits_since.eq(None::<i64>));
    let rows = r::table.filter(r::trial_id.eq(trial)).filter(typed);
    Ok(diesel::update(rows).set((erased, r::version.eq(r::version + 1))).execute(&mut **tx)?)
}

/// Reviews of which something waits for staff, the longest first; but for those in which this person took part, of sides of one's own,
/// and of platforms of one's own.
pub fn waiting(conn: &mut Conn, who: &Party, platforms: &[PlatformId], page: &Page) -> Result<Vec<Review>> {
    let (businesses, vendors) = (&who.businesses, &who.vendors);
    let answered = r::answered_by.is_null().or(r::answered_by.ne(who.account).assume_not_null());
    let all = r::table.filter(r::waits_since.is_not_null()).filter(r::written_by.ne(who.account)).filter(answered);
    let mut query = all.select(Review::as_select()).order((r::waits_since, r::id)).limit(page.rows()).into_boxed();
    if !platforms.is_empty() {
        query = query.filter(r::platform_id.ne_all(platforms.to_vec()));
    }
    if !businesses.is_empty() {
        query = query.filter(r::business_id.ne_all(businesses.to_vec()));
    }
    if !vendors.is_empty() {
        query = query.filter(r::vendor_id.ne_all(vendors.to_vec()));
    }
    if let Some([since, id]) = page.after.as_deref() {
        let since: i64 = since.parse().map_err(|_| Error::new(Code::InvalidCursor))?;
        query =
            query.filter(r::waits_since.gt(since).or(r::waits_since.eq(since).and(r::id.nullable().gt(id.clone()))));
    }
    Ok(query.load(conn)?)
}

/// Reviews that wait, and of which this person wrote a part: whoever takes part does not decide, also after leaving the side.
pub fn own_waiting(conn: &mut Conn, account: AccountId) -> Result<Vec<ReviewId>> {
    let own = r::written_by.eq(account).or(r::answered_by.eq(account).assume_not_null());
    Ok(r::table.filter(r::waits_since.is_not_null()).filter(own).select(r::id).load(conn)?)
}

/// A platform's reviews, newest first.
pub fn of_platform(conn: &mut Conn, platform: PlatformId, page: &Page) -> Result<Vec<Review>> {
    let all = r::table.filter(r::platform_id.eq(platform)).select(Review::as_select());
    let mut query = all.order(r::id.desc()).limit(page.rows()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(r::id.lt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// The ratings of platforms that have had a review.
pub fn ratings(conn: &mut Conn, platforms: &[PlatformId]) -> Result<HashMap<PlatformId, Rating>> {
    let stored = p::table.select(RatingRow::as_select());
    // SQLite prepares a list of values anew each time, and most ask for one.
    let rows: Vec<RatingRow> = match platforms {
        [one] => stored.filter(p::platform_id.eq(one)).load(conn)?,
        _ => stored.filter(p::platform_id.eq_any(platforms)).load(conn)?,
    };
    Ok(rows.into_iter().map(|row| (row.platform_id, row.rating)).collect())
}

/// Adds to a platform's rating: of two transactions at once, one waits for the other.
pub fn add(tx: &mut Tx<'_>, platform: PlatformId, change: Rating) -> Result<()> {
    if change == Rating::default() {
        return Ok(());
    }
    let none = (
        (p::platform_id.eq(platform), p::reviews.eq(0), p::fits_need.eq(0), p::ease_of_use.eq(0)),
        (p::support.eq(0), p::value_for_money.eq(0)),
    );
    per_backend!(&mut **tx, |conn| diesel::insert_into(p::table).values(none).on_conflict_do_nothing().execute(conn))?;
    let sums = (
        p::reviews.eq(p::reviews + change.reviews),
        p::fits_need.eq(p::fits_need + change.fits_need),
        p::ease_of_use.eq(p::ease_of_use + change.ease_of_use),
        p::support.eq(p::support + change.support),
        p::value_for_money.eq(p::value_for_money + change.value_for_money),
    );
    diesel::update(p::table.filter(p::platform_id.eq(platform))).set(sums).execute(&mut **tx)?;
    Ok(())
}
