//! The one question of who has something to do with a platform, and what makes somebody an insider.

use super::model::Conflict;
use super::store;
use crate::accounts;
use crate::catalog::assessments::store as assessments;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{AccountId, PlatformId, VendorId};
use std::collections::HashSet;

/// What ties people to platforms, looked up for all of them at once; memberships as they are now.
pub struct Ties {
    vendors: HashSet<(AccountId, VendorId)>,
    insiders: HashSet<(AccountId, PlatformId)>,
    declared: HashSet<(AccountId, PlatformId)>,
}

impl Ties {
    pub fn of(conn: &mut Conn, people: &[AccountId], platforms: &[PlatformId]) -> Result<Self> {
        Ok(Self {
            vendors: accounts::members::in_vendors(conn, people)?,
            insiders: store::among(conn, people, platforms)?,
            declared: assessments::declared_among(conn, people, platforms)?,
        })
    }

    /// What one of the people has to do with one of the platforms, which is this vendor's, or is claimed by it.
    pub fn between(&self, account: AccountId, platform: PlatformId, vendor: Option<VendorId>) -> Option<Conflict> {
        if vendor.is_some_and(|vendor| self.vendors.contains(&(account, vendor))) {
            Some(Conflict::OwnVendor)
        } else if self.vendors.iter().any(|(member, _)| *member == account) {
            Some(Conflict::AnotherVendor)
        } else if self.insiders.contains(&(account, platform)) {
            Some(Conflict::Insider)
        } else if self.declared.contains(&(account, platform)) {
            Some(Conflict::Declared)
        } else {
            None
        }
    }
}

/// What somebody has to do with a platform, which is this vendor's, or is claimed by it.
pub fn between(
    conn: &mut Conn,
    account: AccountId,
    platform: PlatformId,
    vendor: Option<VendorId>,
) -> Result<Option<Conflict>> {
    Ok(Ties::of(conn, &[account], &[platform])?.between(account, platform, vendor))
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
pub fn wrote(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    let both = asking(tx);
    store::add(tx, platform, &both)
}

/// Who asks, and who of the staff acts in their place.
pub(in crate::catalog) fn asking(tx: &Tx<'_>) -> Vec<AccountId> {
    let cause = tx.cause();
    [cause.account, cause.acting].into_iter().flatten().collect()
}

/// These people have a part in what is said of a platform: they brought what it names.
pub(in crate::catalog) fn brought(tx: &mut Tx<'_>, platform: PlatformId, people: &[AccountId]) -> Result<()> {
    store::add(tx, platform, people)
}

/// The same of everybody who belongs to the vendor that hands something in.
pub(in crate::catalog) fn handed_in(tx: &mut Tx<'_>, platform: PlatformId, vendor: VendorId) -> Result<()> {
    wrote(tx, platform)?;
    let people = accounts::members_of_vendor(tx, vendor)?;
    store::add(tx, platform, &people)
}
