//! What becomes of a change of address: one verb, one function.

use super::model::Change;
use super::store;
use crate::accounts::inquiries::{self, Question};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::mail::links::{self, Link, Purpose};
use crate::values::{AccountId, AddressChangeId, TypedId};

/// Asks for another address, in place of one that was asked for before. The old address is told; what the new one is told,
/// if it may have a mail, depends on whose it is: that is looked into afterwards.
pub fn ask(tx: &mut Tx<'_>, account: AccountId, new_email: &str, may_mail: bool) -> Result<()> {
    store::end_all(tx, account)?;
    let change = store::insert(tx, account, new_email)?;
    if may_mail {
        inquiries::actions::ask(tx, Question::AddressChange, new_email, Some(change.as_str()))?;
    }
    tx.record(Event::AddressChangeAsked { account, change })
}

/// The change that a link is about, if it still waits.
///
/// Errors: 410 where it does not.
pub fn of_link(conn: &mut Conn, link: &Link) -> Result<Change> {
    let gone = || Error::new(Code::LinkGone);
    let change = store::find(conn, AddressChangeId::parse(&link.subject).ok_or_else(gone)?)?;
    if change.waits() { Ok(change) } else { Err(gone()) }
}

/// Makes the new address the account's, once. Whatever links went to the old one are void: who reads that mailbox now may be
/// anybody.
///
/// Errors: 410 for a link that no longer holds, a change that waits no more, or an address that is somebody's by now.
pub fn confirm(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    let link = links::redeem(tx, Purpose::ConfirmAddress, secret)?;
    let change = of_link(tx, &link)?;
    let gone =
        |error: Error| if error.code() == Code::Conflict { Error::because(Code::LinkGone, error) } else { error };
    if !store::carry_out(tx, &change).map_err(gone)? {
        return Err(Error::new(Code::LinkGone));
    }
    links::void_all(tx, link.account)?;
    tx.record(Event::AddressChanged { account: link.account, change: change.id })
}

/// Stops a change that waits.
///
/// Errors: 410 for a link that no longer holds, or a change that waits no more.
pub fn stop(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    let link = links::redeem(tx, Purpose::StopAddressChange, secret)?;
    let change = of_link(tx, &link)?;
    if !store::end(tx, change.id)? {
        return Err(Error::new(Code::LinkGone));
    }
    tx.record(Event::AddressChangeStopped { account: link.account, change: change.id })
}
