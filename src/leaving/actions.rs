//! What ends with an account: one verb, one function.

use crate::accounts::{me, members};
use crate::catalog::{actions as listings, claims};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::joining::{self, contests, requests};
use crate::staff::changes;
use crate::values::{AccountId, Organization};
use crate::{businesses, conversions, trials};

/// Ends the account; its requests to join and its contests are withdrawn, and a change of its office waits no more.
///
/// Errors: as [`me::actions::deactivate`]; 409 for who alone belongs to a vendor that still needs somebody.
pub fn deactivate(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let also = |tx: &mut Tx<'_>| {
        lock_concerned(tx, account)?;
        requests::actions::close_all(tx, account)?;
        contests::actions::close_all(tx, account)?;
        end_vendors(tx, account)
    };
    me::actions::deactivate(tx, account, also, |tx, organization| others_belong(tx, organization, account))?;
    // Once its row is changed: whoever proposes another one has done so, or finds it ended.
    changes::actions::close(tx, account)
}

/// Whether other members depend on there being an owner, of a firm's seat those of all its parts. What nobody else belongs to
/// may be left without: nobody has to stay for it, and who can show that it is theirs contests it.
fn others_belong(tx: &mut Tx<'_>, organization: Organization, account: AccountId) -> Result<bool> {
    let is_seat = match organization {
        Organization::Business(id) => businesses::seat_of(tx, id)? == id,
        Organization::Vendor(_) => true,
    };
    for part in if is_seat { joining::present_parts(tx, organization)? } else { vec![organization] } {
        if members::everybody(tx, part)?.iter().any(|it| it.account != account) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Of vendors that are left to nobody, what was never published ends, and claims of platforms are taken back. Whoever tries
/// or buys what they have in the catalog, or claims to, must have somebody who answers. What staff look into says nothing
/// here: the vendor's people are not told of it.
///
/// Errors: 409, which names all that still need somebody.
fn end_vendors(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let (mut needed, now) = (Vec::new(), tx.now());
    for membership in members::of_account(tx, account)? {
        let Organization::Vendor(vendor) = membership.organization else { continue };
        if others_belong(tx, membership.organization, account)? {
            continue;
        }
        claims::actions::withdraw_all(tx, vendor)?;
        let is_dealt_with = trials::needs_vendor(tx, vendor, now)? || conversions::is_any_awaited(tx, vendor)?;
        if !listings::end_unpublished(tx, vendor)? || is_dealt_with {
            needed.push(vendor.as_str().to_owned());
        }
    }
    if needed.is_empty() { Ok(()) } else { Err(Error::with(Code::VendorNeeded, needed.join(", "))) }
}

/// Locks every organization that the account has to do with, of a firm all of its parts, in the order of their ids and before any row of theirs, as
/// whoever decides there does: nobody waits for the other. Only then is it read what is open.
fn lock_concerned(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let mut concerned: Vec<Organization> =
        members::of_account(tx, account)?.into_iter().map(|it| it.organization).collect();
    concerned.extend(businesses::all_of_firms(tx, account)?.into_iter().map(Organization::Business));
    concerned.extend(requests::actions::asked_by(tx, account)?);
    concerned.extend(contests::actions::contested_by(tx, account)?);
    concerned.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    concerned.dedup();
    concerned.into_iter().try_for_each(|organization| members::actions::lock(tx, organization))
}
