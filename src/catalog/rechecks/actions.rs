//! What becomes of the yearly look: one verb, one function.

use super::lifecycle::fit;
use super::model::Outcome;
use super::store;
use crate::catalog::lifecycle::Verb;
use crate::catalog::store as platforms;
use crate::catalog::vetting::Vetter;
use crate::catalog::vetting::actions::vetted;
use crate::db::Tx;
use crate::deadlines::{Deadline, Settled};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::values::PlatformId;

/// A reviewer looks at a listing again, and says what was found.
///
/// Errors: 404; 403 for who has something to do with it; 409 where it was never published or is archived.
pub fn recheck(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, outcome: Outcome, comment: &str) -> Result<()> {
    let (it, next) = vetted(tx, by, id, Verb::Recheck)?;
    store::insert(tx, (id, it.vendor), by.account, outcome, comment)?;
    it.settle(tx, None, next.listing())?;
    if outcome == Outcome::Confirmed {
        let due_on = tx.now().local_day().next_year();
        store::recheck_on(tx, id, Some(due_on))?;
    }
    tx.record(Event::PlatformRechecked { platform: id, vendor: it.vendor, outcome: outcome.to_string() })
}

/// The day is near, and the vendor is told; or it has come, and the listing waits for reviewers. What a reviewer does with the listing
/// at that moment comes before or after it.
///
/// Errors: 503 while the database is away.
pub fn come(tx: &mut Tx<'_>, id: PlatformId, deadline: &Deadline, overtaken: bool) -> Result<Settled> {
    platforms::lock(tx, id)?;
    let platform = platforms::find(tx, id)?;
    let today = tx.now().local_day();
    let overtaken = overtaken || deadline.step < 0 && platform.recheck_due_on.is_some_and(|day| day <= today);
    let due_on = match fit(&platform, deadline, overtaken) {
        Ok(due_on) => due_on,
        Err(why) => return Ok(Settled::Skipped(why)),
    };
    let vendor = platform.vendor_id.ok_or_else(|| Error::internal(format!("{id} is of no vendor")))?;
    tx.record(if deadline.step < 0 {
        Event::RecheckAhead { platform: id, vendor, due_on }
    } else {
        Event::RecheckDue { platform: id, vendor, due_on }
    })?;
    Ok(Settled::Done)
}
