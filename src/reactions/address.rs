//! What mails about another address say, and to which of the two addresses they go.

use super::compose::Facts;
use crate::accounts::model::email_key;
use crate::accounts::{self, address, address::Change};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::links::{self, Purpose};
use crate::mail::{Kind, Queued};
use crate::values::{AddressChangeId, TypedId};

/// The facts of a mail about a change, and the address that it goes to; else why it no longer fits.
pub fn facts(
    tx: &mut Tx<'_>,
    row: &Queued,
    public_url: &str,
    facts: &mut Facts,
) -> Result<std::result::Result<String, &'static str>> {
    let id = AddressChangeId::parse(&row.subject_id)
        .ok_or_else(|| Error::internal(format!("{} is about {}", row.kind, row.subject_id)))?;
    let change = address::find(tx, id)?;
    if let Some(why) = unfit(tx, row.kind, &change)? {
        return Ok(Err(why));
    }
    let (purpose, page, to) = match row.kind {
        Kind::AddressConfirmation => (Purpose::ConfirmAddress, "address", change.new_email.clone()),
        Kind::AddressChangeAsked => (Purpose::StopAddressChange, "address-stop", change.old_email),
        Kind::AddressChanged => (Purpose::ReverseAddressChange, "address-return", change.old_email),
        _ => return Ok(Ok(change.new_email)),
    };
    let (secret, _) = links::issue(tx, purpose, row.account()?, &row.subject_id)?;
    facts.extend([
        ("link", format!("{public_url}/pages/{page}/{}", secret.reveal())),
        ("hours", (purpose.validity().as_secs() / 3_600).to_string()),
        ("days", (purpose.validity().as_secs() / 86_400).to_string()),
        ("new_address", change.new_email),
    ]);
    Ok(Ok(to))
}

fn unfit(tx: &mut Tx<'_>, kind: Kind, change: &Change) -> Result<Option<&'static str>> {
    match kind {
        Kind::AddressChangeReversed => return Ok(None),
        Kind::AddressChanged => return Ok((!change.holds()).then_some("taken back meanwhile")),
        _ => {}
    }
    if !change.waits() {
        return Ok(Some("done, stopped or overtaken meanwhile"));
    }
    let owner = accounts::owner_of_address(tx, &email_key(&change.new_email))?;
    let taken = owner.is_some_and(|owner| owner != change.account_id) && kind == Kind::AddressConfirmation;
    Ok(taken.then_some("somebody else's meanwhile"))
}
