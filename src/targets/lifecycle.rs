//! When a target can be changed.

use super::model::{Target, TargetStatus};
use crate::error::{Error, Result};

/// Errors: 409 for a target that was withdrawn: nothing brings it back, and another of the same aim can be set.
pub fn check_set(target: &Target) -> Result<()> {
    match target.status() {
        TargetStatus::Set => Ok(()),
        TargetStatus::Withdrawn => Err(Error::wrong_state(target.status(), Vec::new())),
    }
}
