//! The one question of who has something to do with a platform, and what makes somebody an insider.

use super::model::Conflict;
use super::store;
use crate::accounts;
use crate::catalog::assessments::store as assessments;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{AccountId, PlatformId, VendorId};

/// What somebody has to do with a platform, which is this vendor's, or is claimed by it; memberships as they are now.
pub fn between(
    conn: &mut Conn,
    account: AccountId,
    platform: PlatformId,
    vendor: Option<VendorId>,
) -> Result<Option<Conflict>> {
    let (_, own) = accounts::organizations(conn, account)?;
    Ok(if vendor.is_some_and(|vendor| own.contains(&vendor)) {
        Some(Conflict::OwnVendor)
    } else if !own.is_empty() {
        Some(Conflict::AnotherVendor)
    } else if store::is_insider(conn, platform, account)? {
        Some(Conflict::Insider)
    } else if assessments::is_declared(conn, platform, account)? {
        Some(Conflict::Declared)
    } else {
        None
    })
}

/// Somebody has nothing to do with a platform.
///
/// Errors: 403 that says what it is that they have.
pub fn none(conn: &mut Conn, account: AccountId, platform: PlatformId, vendor: Option<VendorId>) -> Result<()> {
    between(conn, account, platform, vendor)?.map_or(Ok(()), |found| Err(found.refusal()))
}

/// The platforms with which somebody who belongs to no vendor has something to do.
pub fn platforms(conn: &mut Conn, account: AccountId) -> Result<Vec<PlatformId>> {
    let mut all = assessments::declared_by(conn, account)?;
    all.extend(store::of(conn, account)?);
    Ok(all)
}

/// Who asks, and who of the staff acts in their place, has a part in what is said of a platform from now on.
pub(in crate::catalog) fn wrote(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    let cause = tx.cause();
    let both: Vec<AccountId> = [cause.account, cause.acting].into_iter().flatten().collect();
    store::add(tx, platform, &both)
}

/// The same of everybody who belongs to the vendor that hands something in.
pub(in crate::catalog) fn handed_in(tx: &mut Tx<'_>, platform: PlatformId, vendor: VendorId) -> Result<()> {
    wrote(tx, platform)?;
    let people = accounts::members_of_vendor(tx, vendor)?;
    store::add(tx, platform, &people)
}
