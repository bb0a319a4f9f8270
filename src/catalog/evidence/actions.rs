//! What happens to documents: one verb, one function.

use super::model::Document;
use super::store;
use crate::accounts::members::{Act, Roles};
use crate::catalog::conflicts;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::values::{PlatformId, VendorId};
use crate::vendors::{self, VendorStatus};
use std::time::Duration;

/// Documents of one vendor that neither a listing nor a claim has named yet: ten for each of six criteria.
const MOST_UNNAMED: i64 = 60;
/// For how long a document waits to be named.
const WAITS: Duration = Duration::from_secs(7 * 86_400);

/// A vendor uploads a document.
///
/// Errors: 404 for a vendor that is not one of `mine`; 403 for a member who may not; 409 while the vendor is pending, and for one too
/// many that no listing names.
pub fn upload(tx: &mut Tx<'_>, mine: &Roles, vendor: VendorId, document: &Document) -> Result<()> {
    mine.may(vendor, Act::ChangeData)?;
    // Two at once are counted one after the other.
    vendors::lock(tx, vendor)?;
    if vendors::find(tx, vendor)?.status != VendorStatus::Approved {
        return Err(Error::new(Code::VendorPending));
    }
    let known = !store::exist(tx, vendor, &[&document.hash])?.is_empty();
    if !known && store::unnamed(tx, vendor)? >= MOST_UNNAMED {
        return Err(Error::with(Code::TooManyDocuments, MOST_UNNAMED));
    }
    store::keep(tx, vendor, document)?;
    let by = conflicts::asking(tx);
    store::uploaded_by(tx, vendor, &document.hash, &by)?;
    tx.record(Event::DocumentUploaded { vendor, document: document.hash.clone() })
}

/// A listing or a claim names these documents: from now on they are kept, as every version of a listing and every claim is, and who uploaded
/// them has a part in what is said of the platform.
///
/// Errors: 503, so that the action runs again, where one was forgotten meanwhile.
pub fn name(tx: &mut Tx<'_>, platform: PlatformId, vendor: VendorId, hashes: &[&str]) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    store::name(tx, vendor, hashes)?;
    let uploaders = store::uploaders(tx, vendor, hashes)?;
    conflicts::brought(tx, platform, &uploaders)
}

/// Forgets documents that waited to be named for too long; how many.
pub fn forget_unnamed(tx: &mut Tx<'_>) -> Result<usize> {
    let before = tx.now().minus(WAITS);
    store::forget(tx, before)
}
