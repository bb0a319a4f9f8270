//! What moves a listing: one verb, one function.

use super::model::Transfer;
use super::store;
use crate::accounts;
use crate::catalog::lifecycle::Verb;
use crate::catalog::rechecks::store as rechecks;
use crate::catalog::store as platforms;
use crate::catalog::versions::{ListingVersion, store as versions};
use crate::catalog::vetting::Vetter;
use crate::catalog::vetting::actions::vetted;
use crate::db::Tx;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::values::{PlatformId, VendorId};
use crate::vendors::{self, Vendor, VendorStatus};

/// An administrator moves a listing to another vendor. What is published stays, and is looked at again at once; what was worked on is
/// withdrawn; trials stay with the vendor whom they were asked of.
///
/// Errors: 404; 403 for who has something to do with it; 409 where it was never published or is archived, and while the
/// other vendor is pending; 422 for an unknown vendor, for the same one, and for one that nobody belongs to.
pub fn transfer(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, to: VendorId, reason: &str) -> Result<()> {
    let (it, next) = vetted(tx, by, id, Verb::Transfer)?;
    let to = receiver(tx, it.vendor, to)?;
    if let Some(status) = next.version {
        versions::save(tx, &ListingVersion { status, ..it.latest.clone() })?;
    }
    platforms::move_to(tx, &it.platform, to.id, &to.name)?;
    let (now, reason) = (tx.now(), reason.to_owned());
    let today = now.local_day();
    let due_on = it.platform.recheck_due_on.map_or(today, |day| day.min(today));
    rechecks::recheck_on(tx, id, Some(due_on))?;
    let (from_vendor, to_vendor) = (it.vendor, to.id);
    store::insert(tx, id, by.account, &Transfer { from_vendor, to_vendor, reason, moved_at: now })?;
    tx.record(Event::PlatformTransferred { platform: id, from: from_vendor, to: to_vendor })
}

/// The vendor that a listing is moved to.
fn receiver(tx: &mut Tx<'_>, from: VendorId, to: VendorId) -> Result<Vendor> {
    let wrong = |code| Error::fault("/vendor_id", code, "");
    if from == to {
        return Err(wrong(FaultCode::SameVendor));
    }
    let unknown = |error: Error| match error.code() {
        Code::NotFound => wrong(FaultCode::UnknownReference),
        _ => error,
    };
    let vendor = vendors::find(tx, to).map_err(unknown)?;
    if vendor.status != VendorStatus::Approved {
        return Err(Error::new(Code::VendorPending));
    }
    // Whoever belongs to it alone may be about to end the account.
    vendors::lock(tx, to)?;
    if accounts::members_of_vendor(tx, to)?.is_empty() { Err(wrong(FaultCode::NobodysVendor)) } else { Ok(vendor) }
}
