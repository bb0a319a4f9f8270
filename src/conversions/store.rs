//! Conversions in the table.

use super::model::{Conversion, ConversionStatus, NewClaim};
use crate::db::schema::conversions as c;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::trials::{Side, Trial};
use crate::values::{AccountId, ConversionId, Timestamp, TrialId, VendorId};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: ConversionId) -> Result<Conversion> {
    Ok(c::table.filter(c::id.eq(id)).select(Conversion::as_select()).first(conn)?)
}

/// The newest conversion of a trial, if anybody has claimed one.
pub fn latest(conn: &mut Conn, trial: TrialId) -> Result<Option<Conversion>> {
    let of_trial = c::table.filter(c::trial_id.eq(trial)).order(c::id.desc());
    Ok(of_trial.select(Conversion::as_select()).first(conn).optional()?)
}

/// As [`latest`].
///
/// Errors: 404 where there is none.
pub fn newest(conn: &mut Conn, trial: TrialId) -> Result<Conversion> {
    latest(conn, trial)?.ok_or_else(Error::not_found)
}

/// Whether anybody has claimed a conversion of the trial.
pub fn is_any(conn: &mut Conn, trial: TrialId) -> Result<bool> {
    let first: Option<ConversionId> = c::table.filter(c::trial_id.eq(trial)).select(c::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// Whether any conversion of a vendor's trials waits for the other side's word, or for staff's on a dispute.
pub fn is_any_awaited(conn: &mut Conn, vendor: VendorId) -> Result<bool> {
    let awaited = c::status.eq_any([ConversionStatus::Claimed, ConversionStatus::Disputed]);
    let of_vendor = c::table.filter(c::vendor_id.eq(vendor)).filter(awaited);
    let first: Option<ConversionId> = of_vendor.select(c::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// Whether somebody has claimed or answered a conversion of the trial, wherever they belong by now.
pub fn took_part(conn: &mut Conn, trial: TrialId, account: AccountId) -> Result<bool> {
    let by = c::claimed_by.nullable().eq(account).or(c::answered_by.eq(account));
    let of_trial = c::table.filter(c::trial_id.eq(trial)).filter(by);
    let first: Option<ConversionId> = of_trial.select(c::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// How many conversions of a vendor's trials were claimed between two instants.
pub fn claimed_between(conn: &mut Conn, vendor: VendorId, from: Timestamp, until: Timestamp) -> Result<i64> {
    let of_vendor = c::table.filter(c::vendor_id.eq(vendor));
    Ok(of_vendor.filter(c::claimed_at.between(from, until)).count().get_result(conn)?)
}

/// The trials of a vendor whose conversions were confirmed between two instants, by id, once each: also those whose
/// confirmation was withdrawn since, and none of who was a customer already.
pub fn confirmed_between(conn: &mut Conn, vendor: VendorId, from: Timestamp, until: Timestamp) -> Result<Vec<TrialId>> {
    let of_vendor = c::table.filter(c::vendor_id.eq(vendor)).filter(c::already_customer.eq(false));
    let confirmed =
        of_vendor.filter(c::converted_at.ge(from.as_micros())).filter(c::converted_at.le(until.as_micros()));
    Ok(confirmed.select(c::trial_id).distinct().order(c::trial_id).load(conn)?)
}

/// Makes the claim; `None` when one waits or is confirmed: the table itself refuses a second one.
pub fn insert(
    tx: &mut Tx<'_>,
    trial: &Trial,
    side: Side,
    by: AccountId,
    claim: &NewClaim,
) -> Result<Option<ConversionId>> {
    let id: ConversionId = tx.new_id();
    let now = tx.now();
    let row = (
        (
            c::id.eq(id),
            c::trial_id.eq(trial.id),
            c::business_id.eq(trial.business_id),
            c::vendor_id.eq(trial.vendor_id),
        ),
        (c::claimed_by_side.eq(side), c::claimed_by.eq(by), c::claimed_at.eq(now), c::plan.eq(&claim.plan)),
        (c::amount_vnd_per_month.eq(claim.amount_per_month), c::starts_on.eq(claim.starts_on)),
        (
            c::status.eq(ConversionStatus::Claimed),
            c::already_customer.eq(claim.already_customer),
            c::evidence_level.eq(0),
        ),
        (c::updated_at.eq(now), c::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(c::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok((made == 1).then_some(id))
}

/// Saves a conversion after a command, if it is as it was read: otherwise the action runs again. As it then stands.
pub fn save(tx: &mut Tx<'_>, after: &Conversion) -> Result<Conversion> {
    let read = c::table.filter(c::id.eq(after.id)).filter(c::version.eq(after.version));
    let changed = diesel::update(read)
        .set((
            (c::status.eq(after.status), c::answered_by.eq(after.answered_by), c::converted_at.eq(after.converted_at)),
            (
                c::disputed_at.eq(after.disputed_at),
                c::reason_code.eq(&after.reason_code),
                c::reason_text.eq(&after.reason_text),
            ),
            (c::already_customer.eq(after.already_customer), c::evidence_level.eq(after.evidence_level)),
            (c::invoiced_at.eq(after.invoiced_at), c::retracted_at.eq(after.retracted_at)),
            (
                c::checked_at.eq(after.checked_at),
                c::checked_by.eq(after.checked_by),
                c::check_note.eq(&after.check_note),
            ),
            (c::resolved_at.eq(after.resolved_at), c::resolved_by.eq(after.resolved_by)),
            (c::resolution_code.eq(&after.resolution_code), c::resolution_text.eq(&after.resolution_text)),
            (c::withdrawn_at.eq(after.withdrawn_at), c::withdrawn_by.eq(after.withdrawn_by)),
            (c::updated_at.eq(after.updated_at), c::version.eq(c::version + 1)),
        ))
        .execute(&mut **tx)?;
    match changed {
        1 => find(tx, after.id),
        _ => Err(Error::transient(Code::Busy, "the conversion was changed meanwhile")),
    }
}

/// Erases what was typed about a trial's conversions; how many had any. The plan stays: both sides attest it.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    let typed = c::reason_text.is_not_null().or(c::check_note.is_not_null()).or(c::resolution_text.is_not_null());
    let nothing = None::<String>;
    let erased = (c::reason_text.eq(&nothing), c::check_note.eq(&nothing), c::resolution_text.eq(&nothing));
    let rows = c::table.filter(c::trial_id.eq(trial)).filter(typed);
    Ok(diesel::update(rows).set((erased, c::version.eq(c::version + 1))).execute(&mut **tx)?)
}
