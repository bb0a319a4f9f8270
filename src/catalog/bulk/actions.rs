//! What a vendor does with many listings at once: one verb, one function.

use super::compare::{Compared, Outcome, compare, slugs};
use super::entry::Entry;
use super::{Told, refused};
use crate::accounts::members::{Act, Roles};
use crate::catalog::actions as listings;
use crate::catalog::store;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::values::VendorId;
use crate::vendors::{self, VendorStatus};

/// Errors: 409 while the vendor is pending.
pub fn check_vendor(conn: &mut Conn, vendor: VendorId) -> Result<()> {
    let approved = vendors::find(conn, vendor)?.status == VendorStatus::Approved;
    if approved { Ok(()) } else { Err(Error::new(Code::VendorPending)) }
}

/// Looks what bringing in a file would come to; nothing is written.
///
/// Errors: 409 while the vendor is pending; 422 that names every fault of the file.
pub fn look(conn: &mut Conn, vendor: VendorId, entries: &[Entry]) -> Result<Vec<Compared>> {
    check_vendor(conn, vendor)?;
    compare(conn, vendor, entries)
}

/// Brings in a file, all of it or nothing: what is new is drafted, what differs is changed.
///
/// Errors: 404 for a vendor that is not one of `mine`; 403 for a member who may not; those of [`look`].
pub fn import(tx: &mut Tx<'_>, mine: &Roles, vendor: VendorId, entries: &[Entry]) -> Result<Vec<Compared>> {
    mine.may(vendor, Act::ChangeData)?;
    // Two files at once, and a file and a change, come one after the other.
    vendors::lock(tx, vendor)?;
    store::lock_own(tx, vendor, &slugs(entries))?;
    let compared = look(tx, vendor, entries)?;
    for (it, entry) in compared.iter().zip(entries) {
        match (it.outcome, it.platform) {
            (Outcome::Unchanged, _) => {}
            (_, Some(platform)) => listings::change(tx, mine, platform, |_, _, _| Ok(it.said.clone()))?,
            (_, None) => drop(listings::draft(tx, mine, vendor, &it.said).map_err(|error| taken(error, entry))?),
        }
    }
    Ok(compared)
}

/// Another vendor has drafted a listing of this slug meanwhile.
fn taken(error: Error, entry: &Entry) -> Error {
    if error.code() != Code::SlugTaken {
        return error;
    }
    let fault = Fault { pointer: "/slug".to_owned(), code: FaultCode::AnothersSlug, possible: String::new() };
    let told: Told = entry.at(fault);
    refused(vec![told])
}
