//! What administrators do with targets: one verb, one function.

use super::lifecycle;
use super::model::{Aim, Target};
use super::store;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::values::{AccountId, TargetId};

/// Sets a target, and says why.
///
/// Errors: 409 that names the target of this aim that holds.
pub fn set(tx: &mut Tx<'_>, by: AccountId, aim: &Aim, value: i64, reason: &str) -> Result<Target> {
    let Some(id) = store::insert(tx, aim, value)? else {
        let there = store::that_hold(tx, &[aim.key()])?.into_values().next();
        return Err(match there {
            Some(there) => Error::with(Code::TargetExists, there.id),
            None => Error::transient(Code::Busy, "the target was withdrawn meanwhile"),
        });
    };
    store::keep_change(tx, by, (id, 1), (None, Some(value)), reason)?;
    tx.record(Event::TargetSet { target: id, aim: aim.clone(), value })?;
    store::find(tx, id)
}

/// Gives a target another value; `read` reads value and reason for its metric, and what it has now.
///
/// Errors: 404 for an unknown target; 409 for one that was withdrawn; 412 for a version that it has no more; those of `read`.
pub fn change(
    tx: &mut Tx<'_>,
    by: AccountId,
    id: TargetId,
    read: impl Fn(&Target) -> Result<(i64, String)>,
) -> Result<Target> {
    let target = store::find(tx, id)?;
    tx.expects(target.version)?;
    lifecycle::check_set(&target)?;
    let (value, reason) = read(&target)?;
    give(tx, by, &target, value, &reason)?;
    store::find(tx, id)
}

/// Gives a target that holds another value than it has.
pub(super) fn give(tx: &mut Tx<'_>, by: AccountId, target: &Target, value: i64, reason: &str) -> Result<()> {
    tx.not_before(target.updated_at);
    store::save(tx, target, Some(value))?;
    let values = (Some(target.value), Some(value));
    store::keep_change(tx, by, (target.id, target.version + 1), values, reason)?;
    tx.record(Event::TargetChanged { target: target.id, old_value: target.value, new_value: value })
}

/// Withdraws a target, and says why: it holds no longer, and can still be read.
///
/// Errors: 404 for an unknown target; 409 for one that was withdrawn; 412 for a version that it has no more.
pub fn withdraw(tx: &mut Tx<'_>, by: AccountId, id: TargetId, reason: &str) -> Result<Target> {
    let target = store::find(tx, id)?;
    tx.expects(target.version)?;
    lifecycle::check_set(&target)?;
    tx.not_before(target.updated_at);
    store::save(tx, &target, None)?;
    store::keep_change(tx, by, (id, target.version + 1), (Some(target.value), None), reason)?;
    tx.record(Event::TargetWithdrawn { target: id, old_value: target.value })?;
    store::find(tx, id)
}
