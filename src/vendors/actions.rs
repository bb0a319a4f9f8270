//! What people do with vendors: one verb, one function.

use super::model::{NewVendor, Vendor, VendorStatus};
use super::store;
use crate::accounts;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::values::{AccountId, VendorId};

/// Registers a vendor; who registers it becomes its owner. It lists platforms once staff approve it.
///
/// Errors: 409 for a tax code that is registered.
pub fn register(tx: &mut Tx<'_>, by: AccountId, new: &NewVendor) -> Result<Vendor> {
    let id: VendorId = tx.new_id();
    store::insert(tx, id, new)?;
    accounts::add_vendor_member(tx, by, id)?;
    tx.record(Event::VendorRegistered { vendor: id })?;
    store::find(tx, id)
}

/// Approves a pending vendor.
///
/// Errors: 404 for an unknown one; 409 for one that is approved.
pub fn approve(tx: &mut Tx<'_>, id: VendorId) -> Result<Vendor> {
    let vendor = store::find(tx, id)?;
    if vendor.status != VendorStatus::Pending {
        return Err(Error::wrong_state(vendor.status, Vec::new()));
    }
    tx.not_before(vendor.updated_at);
    store::approve(tx, &vendor)?;
    tx.record(Event::VendorApproved { vendor: id })?;
    store::find(tx, id)
}
