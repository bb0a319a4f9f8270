//! What ends with an account: one verb, one function.

use crate::accounts::{me, members};
use crate::businesses;
use crate::db::Tx;
use crate::error::Result;
use crate::joining::{self, contests, requests};
use crate::staff::changes;
use crate::values::{AccountId, Organization};

/// Ends the account; its requests to join and its contests are withdrawn, and a change of its office waits no more.
///
/// Errors: as [`me::actions::deactivate`].
pub fn deactivate(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let also = |tx: &mut Tx<'_>| {
        lock_concerned(tx, account)?;
        requests::actions::close_all(tx, account)?;
        contests::actions::close_all(tx, account)
    };
    me::actions::deactivate(tx, account, also, |tx, organization| needs_an_owner(tx, organization, account))?;
    // Once its row is changed: whoever proposes another one has done so, or finds it ended.
    changes::actions::close(tx, account)
}

/// Whether somebody depends on there being an owner: other members do, of the seat those of all parts of its firm, and
/// whoever tries or buys a vendor's platforms. A business that nobody else belongs to may be left without: nobody has to stay
/// for it, and who can show that it is theirs contests it.
fn needs_an_owner(tx: &mut Tx<'_>, organization: Organization, account: AccountId) -> Result<bool> {
    let Organization::Business(id) = organization else { return Ok(true) };
    let is_seat = businesses::seat_of(tx, id)? == id;
    for part in if is_seat { joining::present_parts(tx, organization)? } else { vec![organization] } {
        if members::everybody(tx, part)?.iter().any(|it| it.account != account) {
            return Ok(true);
        }
    }
    Ok(false)
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
