//! What begins and ends to wait for staff.

use super::store;
use crate::conversions::{Conversion, ConversionStatus};
use crate::db::Tx;
use crate::error::Result;
use crate::trials::Trial;
use crate::values::TrialId;

/// After a command: a dispute waits for staff, and what is answered waits no longer.
pub fn follow(tx: &mut Tx<'_>, trial: &Trial, it: &Conversion) -> Result<()> {
    match it.status {
        ConversionStatus::Disputed => store::enter(tx, trial, it),
        ConversionStatus::Claimed => Ok(()),
        _ => store::leave(tx, trial.id),
    }
}

/// Nobody has answered a claim, and nobody is reminded again.
pub fn unconfirmed(tx: &mut Tx<'_>, trial: &Trial, it: &Conversion) -> Result<()> {
    store::enter(tx, trial, it)
}

/// A new claim: what was said of an earlier one is over.
pub fn claimed_anew(tx: &mut Tx<'_>, trial: TrialId) -> Result<()> {
    store::leave(tx, trial)
}
