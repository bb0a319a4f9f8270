//! What an administrator does with many targets at once: one verb, one function.

use super::compare::{Compared, TargetOutcome, compare};
use super::rows::Entry;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::targets::actions as one;
use crate::values::AccountId;

/// Brings in a file, all of it or nothing: what is new is set, what has another value is changed.
///
/// Errors: 422 that names every fault of the file.
pub fn import(tx: &mut Tx<'_>, by: AccountId, entries: &[Entry]) -> Result<Vec<Compared>> {
    let compared = compare(tx, entries)?;
    let mut in_order: Vec<(String, &Compared)> = compared.iter().map(|it| (it.aim.key(), it)).collect();
    // Two files at once come to the same targets in the same order, and neither waits for the other in turn.
    in_order.sort_unstable_by(|(key, _), (other, _)| key.cmp(other));
    for (_, it) in in_order {
        match (it.outcome(), &it.there) {
            (TargetOutcome::Unchanged, _) => {}
            (_, Some(there)) => one::give(tx, by, there, it.value, &it.reason)?,
            (_, None) => drop(one::set(tx, by, &it.aim, it.value, &it.reason).map_err(set_meanwhile)?),
        }
    }
    Ok(compared)
}

/// Somebody has set the same target since the file was compared: it is compared again.
fn set_meanwhile(error: Error) -> Error {
    let again = || Error::transient(Code::Busy, "a target of the file was set meanwhile");
    if error.code() == Code::TargetExists { again() } else { error }
}
