//! What comes back with an account, and what goes: one verb, one function.

use crate::accounts::{self, members, members::MemberRole};
use crate::db::{Tx, history_of};
use crate::error::Result;
use crate::events::Event;
use crate::joining::{invitations, membership::actions::as_one};
use crate::values::{AccountId, Organization, Timestamp};

/// Takes a change of address back. Invitations that the account made since that was asked for are taken back, too: nobody
/// comes in by one of whoever had taken it over. Where the account was ended since, businesses and vendors that nobody has belonged to
/// from then on are its own again: nobody's right is touched.
///
/// Errors: as [`accounts::address::actions::reverse`].
pub fn reverse(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    let change = accounts::address::actions::reverse(tx, secret)?;
    for membership in members::of_account(tx, change.account_id)? {
        invitations::actions::revoke_since(tx, membership.organization, change.account_id, change.asked_at)?;
    }
    for organization in left_alone(tx, change.account_id, change.asked_at)? {
        come_back(tx, organization, change.account_id)?;
    }
    Ok(())
}

/// The organizations that the account left to nobody when it was ended, if that was since then.
fn left_alone(tx: &mut Tx<'_>, account: AccountId, since: Timestamp) -> Result<Vec<Organization>> {
    let ends = history_of(tx, account.as_str(), &["account.deactivated"], None, 1)?;
    let last = ends.into_iter().find(|it| it.at >= since);
    let left = last.and_then(|it| it.body.get("left_alone").and_then(|ids| ids.as_array().cloned()));
    Ok(left.unwrap_or_default().iter().filter_map(|id| Organization::parse(id.as_str()?)).collect())
}

/// Whoever belonged there alone was its owner.
fn come_back(tx: &mut Tx<'_>, organization: Organization, account: AccountId) -> Result<()> {
    as_one(tx, organization, |tx| {
        if !members::everybody(tx, organization)?.is_empty() {
            return Ok(());
        }
        members::actions::admit(tx, organization, account, MemberRole::Owner)?;
        tx.record(Event::MemberReturned { organization, account })
    })
}
