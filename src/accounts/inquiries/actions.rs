//! Asking and answering.

use super::model::{Inquiry, Question};
use super::store;
use crate::accounts::{self, model::email_key};
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;

/// Writes a question down.
pub fn ask(tx: &mut Tx<'_>, question: Question, email: &str) -> Result<()> {
    store::insert(tx, question, email)
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
            let account = accounts::store::find_waiting_alone(tx, &inquiry.email)?;
            account.map(|account| Event::VerificationAsked { account })
        }
    };
    event.map_or(Ok(()), |event| tx.record(event))
}
