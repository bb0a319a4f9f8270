//! An administrator acts for somebody, or ends somebody's sessions.

use crate::accounts::{self, sessions};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::secrets::Secret;
use crate::values::{AccountId, SessionId, Timestamp};
use std::time::Duration;

/// How long a session lasts in which staff act for somebody.
pub const ACTING: Duration = Duration::from_secs(30 * 60);

/// Who acts for somebody: an administrator, in a session of their own.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    pub account: AccountId,
    pub session: SessionId,
}

/// Opens a session of somebody's, for an administrator; when it ends, unless the administrator's own does before.
///
/// Errors: 404 for nobody, for who is not verified, and for who has deactivated the account; 409 for oneself and for who is in office: their rights are not lent.
pub fn act_for(tx: &mut Tx<'_>, by: Actor, account: AccountId, reason: &str, secret: &Secret) -> Result<Timestamp> {
    let person = accounts::addressee(tx, account)?;
    if person.verified_at.is_none() || person.deactivated_at.is_some() {
        return Err(Error::not_found());
    }
    if accounts::offices::office(tx, account)?.is_some() {
        return Err(Error::new(Code::ActingForStaff));
    }
    let until = tx.now().plus(ACTING);
    let Actor { account: by, session: from } = by;
    let new = sessions::NewActing { by, from, reason: reason.to_owned(), until };
    let session = sessions::start_acting(tx, account, secret, &new)?;
    tx.record(Event::ActingStarted { account, session, by })?;
    Ok(until)
}

/// Ends every session of somebody's at once, e.g. of a stolen device; how many there were.
///
/// Errors: 404 for nobody.
pub fn end_sessions(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    accounts::addressee(tx, account)?;
    accounts::address::end_all(tx, account)?;
    let sessions = accounts::offices::end_sessions_of(tx, account)?;
    tx.record(Event::SessionsEndedByStaff { account, sessions })
}
