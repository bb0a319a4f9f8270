//! How sessions begin and end: one verb, one function.

use super::lifecycle::MOST_OPEN;
use super::model::Origin;
use super::store;
use crate::accounts::model::Account;
use crate::accounts::second_factor::{Proof, factors};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::secrets::Secret;
use crate::values::{AccountId, SessionId, Timestamp};

/// Starts a session for a person whose password was right, whose address is verified, and whose second factor was right if
/// there is one; when it expires. Where 50 are open, the one that is unused for longest ends.
///
/// Errors: 401 where the password was changed since it was looked at.
pub fn log_in(
    tx: &mut Tx<'_>,
    account: &Account,
    secret: &Secret,
    proof: Option<Proof>,
    origin: &Origin,
) -> Result<Timestamp> {
    if store::locked_hash(tx, account.id)? != account.password_hash {
        return Err(Error::new(Code::WrongCredentials));
    }
    for session in store::least_used(tx, account.id, account.staff_role.is_some(), MOST_OPEN - 1)? {
        end(tx, account.id, account.staff_role.is_some(), session)?;
    }
    let (session, expires_at) = store::start(tx, account, secret, proof.is_some(), origin)?;
    tx.record(Event::SessionStarted { account: account.id, session, factors: factors(proof) })?;
    Ok(expires_at)
}

/// Ends the session that asks, at once and on every server.
pub fn log_out(tx: &mut Tx<'_>, account: AccountId, is_staff: bool, session: SessionId) -> Result<()> {
    // Another request may have ended it a moment ago.
    if !store::end(tx, account, is_staff, session)? {
        return Ok(());
    }
    tx.record(Event::SessionEnded { account, session })
}

/// Ends one of a person's sessions at once, on every server.
///
/// Errors: 404 for one that is over, or somebody else's.
pub fn end(tx: &mut Tx<'_>, account: AccountId, is_staff: bool, session: SessionId) -> Result<()> {
    if !store::end(tx, account, is_staff, session)? {
        return Err(Error::not_found());
    }
    tx.record(Event::SessionEnded { account, session })
}

/// Ends all of a person's sessions but the one that goes on.
pub fn end_others(tx: &mut Tx<'_>, account: AccountId, kept: SessionId) -> Result<()> {
    match store::end_all(tx, account, Some(kept))? {
        0 => Ok(()),
        ended => tx.record(Event::SessionsEnded { account, kept, ended }),
    }
}
