//! Choosing another password: one verb, one function.

use super::store;
use crate::accounts::second_factor::actions::{self as second_factor, Checked};
use crate::accounts::{address, sessions};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::mail::links::{self, Purpose};
use crate::secrets::Key;
use crate::values::{AccountId, SessionId};

/// Changes the password of a person who has just given the present one, the one of the hash `instead_of`. This session goes
/// on; the others end.
///
/// Errors: 401 where the password was changed meanwhile.
pub fn change(tx: &mut Tx<'_>, account: AccountId, session: SessionId, hash: &str, instead_of: &str) -> Result<()> {
    if !store::replace(tx, account, hash, instead_of)? {
        return Err(Error::new(Code::WrongCredentials));
    }
    links::void(tx, Purpose::ResetPassword, account)?;
    // Who knew the old password may have asked for another address.
    address::end_all(tx, account)?;
    sessions::store::end_all(tx, account, Some(session))?;
    tx.record(Event::PasswordChanged { account, session })
}

/// Sets the password of who holds the link, once, and gives the second factor where there is one: whose account it is. All
/// sessions end.
///
/// Errors: 410 for a link that no longer holds; a missing or wrong code as [`second_factor::ask`]: the link holds on.
pub fn reset(tx: &mut Tx<'_>, key: &Key, secret: &str, hash: &str, code: Option<&str>) -> Result<Checked<AccountId>> {
    let now = tx.now();
    let account = links::find(tx, Purpose::ResetPassword, secret, now)?.account;
    if let Err(refusal) = second_factor::ask(tx, key, account, code)? {
        return Ok(Err(refusal));
    }
    links::redeem(tx, Purpose::ResetPassword, secret)?;
    store::set(tx, account, hash)?;
    // Who knew the old password may have asked for another address.
    address::end_all(tx, account)?;
    sessions::store::end_all(tx, account, None)?;
    let network = tx.network();
    tx.record(Event::PasswordReset { account, network })?;
    Ok(Ok(account))
}
