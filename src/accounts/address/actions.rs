//! What becomes of a change of address: one verb, one function.

use super::model::Change;
use super::store;
use crate::accounts::inquiries::{self, Question};
use crate::accounts::{keys, offices, second_factor, sessions};
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

/// The change that a link of this purpose is about, if that can still be done.
///
/// Errors: 410 where it cannot.
pub fn of_link(conn: &mut Conn, purpose: Purpose, link: &Link) -> Result<Change> {
    let change = store::find(conn, AddressChangeId::parse(&link.subject).ok_or_else(gone)?)?;
    let open = if purpose == Purpose::ReverseAddressChange { change.holds() } else { change.waits() };
    if open { Ok(change) } else { Err(gone()) }
}

fn gone() -> Error {
    Error::new(Code::LinkGone)
}

/// An address that is somebody's by now, as a link tells it.
fn taken(error: Error) -> Error {
    if error.code() == Code::Conflict { Error::because(Code::LinkGone, error) } else { error }
}

/// Makes the new address the account's, once. Whatever links went to the old one are void: who reads that mailbox now may be
/// anybody. Those that take changes back hold on: who took an account over would void them by another change.
///
/// Errors: 410 for a link that no longer holds, a change that waits no more, or an address that is somebody's by now.
pub fn confirm(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    let link = links::redeem(tx, Purpose::ConfirmAddress, secret)?;
    let change = of_link(tx, Purpose::ConfirmAddress, &link)?;
    if !store::carry_out(tx, &change).map_err(taken)? {
        return Err(gone());
    }
    let since = tx.now().minus(Purpose::ReverseAddressChange.validity());
    store::settle_return(tx, &change, since)?;
    links::void_all_but(tx, Purpose::ReverseAddressChange, link.account)?;
    tx.record(Event::AddressChanged { account: link.account, change: change.id })
}

/// Stops a change that waits.
///
/// Errors: 410 for a link that no longer holds, or a change that waits no more.
pub fn stop(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    let link = links::redeem(tx, Purpose::StopAddressChange, secret)?;
    let change = of_link(tx, Purpose::StopAddressChange, &link)?;
    if !store::end(tx, change.id)? {
        return Err(gone());
    }
    tx.record(Event::AddressChangeStopped { account: link.account, change: change.id })
}

/// Takes a change back that is done, and with it every later one: whoever made them had the account's password, or a session
/// of it. All sessions end, the password is void, and the old address is asked to choose another. What gives access and was
/// made since the change was asked for ends: API keys, and a second factor where there was none. Where there was one, that
/// which is there stays, whoever set it up: a mailbox alone must not open an account that has two factors. So it is with
/// staff, who may have come to their office since; recovery codes from since then are void. An account that was ended since lives again; what it belonged to is for
/// a later room. Each address that the account has had in between is told. The change that was taken back.
///
/// Errors: 410 for a link that no longer holds, a change that was taken back, or an address that is somebody else's by now.
pub fn reverse(tx: &mut Tx<'_>, secret: &str) -> Result<Change> {
    let link = links::redeem(tx, Purpose::ReverseAddressChange, secret)?;
    let change = of_link(tx, Purpose::ReverseAddressChange, &link)?;
    // In this order: who logs in with the password is done before or refused; who asks in a session is done before it ends,
    // and what was asked for is found.
    store::give_back(tx, &change).map_err(taken)?;
    sessions::store::end_all(tx, link.account, None)?;
    store::end_all(tx, link.account)?;
    let reversed = store::reverse(tx, &change)?;
    if reversed.is_empty() {
        return Err(gone());
    }
    links::void_all_but(tx, Purpose::ReverseAddressChange, link.account)?;
    for change in reversed {
        tx.record(Event::AddressChangeReversed { account: link.account, change })?;
    }
    if !change.had_second_factor && offices::office(tx, link.account)?.is_none() {
        second_factor::actions::take_back(tx, link.account)?;
    }
    second_factor::actions::take_recovery_codes_back(tx, link.account, change.asked_at)?;
    keys::actions::end_since(tx, link.account, change.asked_at)?;
    tx.record(Event::PasswordResetAsked { account: link.account })?;
    Ok(change)
}
