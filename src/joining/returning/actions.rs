//! What comes back with an account, and what goes: one verb, one function.

use crate::accounts::{self, members, members::MemberRole};
use crate::businesses;
use crate::db::{Happened, Tx, history_of};
use crate::error::Result;
use crate::events::Event;
use crate::joining::{contests, invitations, membership::actions::as_one};
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
    let ends = history_of(tx, change.account_id.as_str(), &["account.deactivated"], None, 1)?;
    let Some(end) = ends.into_iter().find(|it| it.at >= change.asked_at) else { return Ok(()) };
    for organization in left_alone(&end) {
        come_back(tx, organization, change.account_id, end.at)?;
    }
    Ok(())
}

/// The organizations that the account left to nobody when it was ended.
fn left_alone(end: &Happened) -> Vec<Organization> {
    let left = end.body.get("left_alone").and_then(|ids| ids.as_array());
    left.into_iter().flatten().filter_map(|id| Organization::parse(id.as_str()?)).collect()
}

/// How somebody comes to belong to an organization that nobody belonged to.
const ARRIVALS: [&str; 6] = [
    "invitation.accepted",
    "join.approved",
    "join.admitted",
    "organization.handed_over",
    "member.followed",
    "member.returned",
];

/// Whether somebody came to an organization since then, or to the seat of the firm that it is part of: a handover is of all parts.
fn came_since(tx: &mut Tx<'_>, organization: Organization, since: Timestamp) -> Result<bool> {
    let seat = match organization {
        Organization::Business(id) => businesses::seat_of(tx, id)?.into(),
        Organization::Vendor(_) => organization,
    };
    for subject in [organization, seat] {
        let last = history_of(tx, subject.as_str(), &ARRIVALS, None, 1)?;
        if last.iter().any(|it| it.at >= since) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whoever belonged there alone was its owner. Where somebody came in since, it was given to them, also if they have left it.
fn come_back(tx: &mut Tx<'_>, organization: Organization, account: AccountId, ended_at: Timestamp) -> Result<()> {
    as_one(tx, organization, |tx| {
        if came_since(tx, organization, ended_at)? || !members::everybody(tx, organization)?.is_empty() {
            return Ok(());
        }
        members::actions::admit(tx, organization, account, MemberRole::Owner)?;
        tx.record(Event::MemberReturned { organization, account })?;
        contests::actions::renew_open(tx, organization)
    })
}
