//! What ends with an account: one verb, one function.

use crate::accounts::{me, members};
use crate::db::Tx;
use crate::error::Result;
use crate::joining::{contests, requests};
use crate::staff::changes;
use crate::values::{AccountId, Organization};

/// Ends the account; its requests to join and its contests are withdrawn, and a change of its office waits no more.
///
/// Errors: as [`me::actions::deactivate`].
pub fn deactivate(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    me::actions::deactivate(tx, account, |tx| {
        lock_concerned(tx, account)?;
        requests::actions::close_all(tx, account)?;
        contests::actions::close_all(tx, account)
    })?;
    // Once its row is changed: whoever proposes another one has done so, or finds it ended.
    changes::actions::close(tx, account)
}

/// Locks every organization that the account has to do with, in the order of their ids and before any row of theirs, as
/// whoever decides there does: nobody waits for the other. Only then is it read what is open.
fn lock_concerned(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let mut concerned: Vec<Organization> =
        members::of_account(tx, account)?.into_iter().map(|it| it.organization).collect();
    concerned.extend(requests::actions::asked_by(tx, account)?);
    concerned.extend(contests::actions::contested_by(tx, account)?);
    concerned.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    concerned.dedup();
    concerned.into_iter().try_for_each(|organization| members::actions::lock(tx, organization))
}
