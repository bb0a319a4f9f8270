//! Log-ins and registrations are counted before a password is hashed for them.

use super::model::{Account, email_key};
use super::store;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::http::Call;
use crate::limits::{Client, Found, Limit, Limits, LogIn, Pause, UnderWay};
use crate::values::{AccountId, Whose, text};

/// Errors: 429 while this client has registered enough.
pub async fn may_register(call: &Call) -> Result<()> {
    let (limits, client, now) = (call.app.limits.clone(), call.client.to_string(), call.app.db.now());
    call.read(move |conn| limits.check(conn, now, Limit::Registrations, &client)).await
}

/// A log-in that may be tried; `email` is an address or what was given instead of one. While tries wait it may be one that
/// opens only at home: [`LogIn::may_open`] tells whether its password is to be compared with the owner's or with nobody's. What
/// is returned beside it is kept until what it came to is written down.
///
/// Errors: 429 while tries wait.
pub async fn begin(call: &Call, email: &str) -> Result<(LogIn, Option<UnderWay>)> {
    let mut log_in = call.app.limits.log_in(&email_key(email), call.client);
    let now = call.app.db.now();
    let (log_in, found) = call
        .read(move |conn| {
            let found = log_in.check(conn, now)?;
            Ok((log_in, found))
        })
        .await?;
    let cause = call.cause_of_nobody();
    match found {
        Found::Free(under_way) => Ok((log_in, Some(under_way))),
        Found::ToClaim(under_way) => {
            let claimed = call.app.db.write(cause, move |tx| log_in.claim(tx)).await?;
            Ok((claimed, Some(under_way)))
        }
        Found::Paused(pause) => {
            let meanwhile = pause.clone();
            if pause.looks
                && let Some(looked_at) = call.app.db.write(cause, move |tx| log_in.look(tx, &meanwhile)).await?
            {
                return Ok((looked_at, None));
            }
            let address = text::email(email).unwrap_or_default();
            let owner = move |tx: &mut Tx<'_>| Ok(store::find_by_email(tx, &address)?.map(|account| account.id));
            Err(refused(call, pause, owner).await)
        }
    }
}

/// Whoever has opened a mail's link is the owner, however many strangers have failed: tries begin anew, and the link's
/// neighbourhood is the owner's.
pub fn recovered(tx: &mut Tx<'_>, limits: &Limits, client: Client, account: AccountId) -> Result<()> {
    let email = store::addressee(tx, account)?.email;
    limits.log_in(&email_key(&email), client).recovered(tx)
}

/// The refusal of a try that waits. That somebody tries all the same is recorded once a pause, of whomever the address is.
async fn refused<F>(call: &Call, pause: Pause, owner: F) -> Error
where
    F: Fn(&mut Tx<'_>) -> Result<Option<AccountId>> + Send + 'static,
{
    let refusal = pause.refusal(call.app.db.now());
    if pause.noted {
        return refusal;
    }
    let note = move |tx: &mut Tx<'_>| {
        if !pause.note(tx)? {
            return Ok(());
        }
        let account = Whose(owner(tx)?);
        tx.record(Event::LogInRefused { account, reason: Code::TooManyRequests.as_str(), network: tx.network() })
    };
    let noted = call.app.db.write(call.cause_of_nobody(), note).await;
    noted.err().unwrap_or(refusal)
}

/// What the record says of a log-in that failed, and whose address it was.
pub struct Refused {
    account: Whose,
    reason: &'static str,
}

impl Refused {
    /// Somebody who is logged in gave a wrong password.
    pub fn wrong_password(account: AccountId) -> Self {
        Self { account: Whose(Some(account)), reason: Code::WrongCredentials.as_str() }
    }
}

/// The person who may come in: the password was right, and the address is verified.
///
/// Errors: to everybody outside both are one. Whoever registers an address with a password of their own would learn
/// otherwise whether it had been somebody's already. Only the person's own record tells them apart.
pub fn admitted(account: Option<Account>, right: bool) -> Result<Account, Refused> {
    let whose = Whose(account.as_ref().map(|account| account.id));
    match account.filter(|_| right) {
        None => Err(Refused { account: whose, reason: Code::WrongCredentials.as_str() }),
        Some(waiting) if waiting.verified_at.is_none() => {
            Err(Refused { account: whose, reason: Code::NotVerified.as_str() })
        }
        Some(account) => Ok(account),
    }
}

/// Counts a failure, and records it, of whomever the address is: the refusal to answer with. What was looked at while
/// tries wait is refused as what was not.
pub async fn failed(call: &Call, log_in: LogIn, because: Refused) -> Error {
    let Refused { account, reason } = because;
    if let Some(pause) = log_in.pause().cloned() {
        return refused(call, pause, move |_| Ok(account.0)).await;
    }
    let count = move |tx: &mut Tx<'_>| {
        log_in.failed(tx)?;
        tx.record(Event::LogInRefused { account, reason, network: tx.network() })
    };
    let counted = call.app.db.write(call.cause_of_nobody(), count).await;
    counted.err().unwrap_or_else(|| Error::new(Code::WrongCredentials))
}
