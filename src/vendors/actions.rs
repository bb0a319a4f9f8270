//! What people do with vendors: one verb, one function.

use super::model::{NewVendor, Vendor, VendorStatus};
use super::store;
use crate::accounts;
use crate::accounts::members::{self, Act};
use crate::businesses;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::values::{AccountId, VendorId};

/// Registers a vendor; who registers it becomes its owner. It lists platforms once staff approve it. Where a part of its firm is
/// an approved vendor already, another one is its owners' to register: nobody else sells under that code.
///
/// Errors: 409 for a tax code that is registered, and for a part of a firm that is others'; 403 for who belongs to that one and is
/// no owner.
pub fn register(tx: &mut Tx<'_>, by: AccountId, new: &NewVendor) -> Result<Vendor> {
    businesses::lock_firm(tx, new.tax_code.parent())?;
    if let Some(seat) = store::seat(tx, &new.tax_code)? {
        members::actions::acting(tx, seat.into(), by, Act::Govern).map_err(|error| match error.code() {
            Code::NotFound => Error::because(Code::TaxCodeTaken, error),
            _ => error,
        })?;
    }
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
