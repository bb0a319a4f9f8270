//! Asking and answering.

use super::model::{Inquiry, Question};
use super::store;
use crate::accounts::{self, address, model::email_key};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::values::{AddressChangeId, TypedId};

/// Writes a question down; `subject` is the change of address that it is about.
pub fn ask(tx: &mut Tx<'_>, question: Question, email: &str, subject: Option<&str>) -> Result<()> {
    store::insert(tx, question, email, subject)
}

/// Looks whose address it is, and has the mail sent that answers the question; an address that is nobody's gets none.
/// Another server may have answered it: then nothing is done.
pub fn answer(tx: &mut Tx<'_>, inquiry: &Inquiry) -> Result<()> {
    if !store::remove(tx, inquiry.id)? {
        return Ok(());
    }
    let event = match inquiry.kind {
        Question::PasswordReset => {
            let account = accounts::store::owner_of_address(tx, &email_key(&inquiry.email))?;
            account.map(|account| Event::PasswordResetAsked { account })
        }
        Question::Verification => {
            let known = accounts::store::find_by_email(tx, &inquiry.email)?;
            let waiting = known.filter(|account| account.verified_at.is_none());
            waiting.map(|account| Event::VerificationAsked { account: account.id })
        }
        Question::AddressChange => Some(about_change(tx, inquiry)?),
    };
    event.map_or(Ok(()), |event| tx.record(event))
}

/// Who has the address is told that somebody wants it; else the address is asked for its confirmation.
fn about_change(tx: &mut Tx<'_>, inquiry: &Inquiry) -> Result<Event> {
    let id = inquiry.subject_id.as_deref().and_then(AddressChangeId::parse);
    let change = address::find(tx, id.ok_or_else(|| Error::internal("a question about no change"))?)?;
    let owner = accounts::store::owner_of_address(tx, &email_key(&inquiry.email))?;
    Ok(match owner.filter(|owner| *owner != change.account_id) {
        Some(owner) => Event::AddressWanted { account: owner },
        None => Event::AddressConfirmable { account: change.account_id, change: change.id },
    })
}
