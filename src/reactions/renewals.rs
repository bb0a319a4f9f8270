//! Whose firm was given back tries once more what strangers tried in its name.

use crate::db::{Recorded, Tx};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::joining::contests;
use crate::trials;
use crate::values::Organization;

/// Grants a second trial of every platform that a business has tried before it was handed over.
pub fn grant(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    for it in recorded {
        let Event::HandedOver { organization: Organization::Business(business), contest, .. } = &it.event else {
            continue;
        };
        let decided_by = contests::find(tx, *contest)?.decided_by;
        let by = decided_by.ok_or_else(|| Error::internal("handed over by nobody"))?;
        trials::actions::renew(tx, by, *business, contest.as_str())?;
    }
    Ok(())
}
