//! Log-ins and registrations are counted before a password is hashed for them.

use super::model::email_key;
use crate::db::{Cause, Tx};
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::http::Call;
use crate::limits::{Limit, LogIn};
use crate::values::Whose;

/// Errors: 429 while this client has registered enough.
pub async fn may_register(call: &Call) -> Result<()> {
    let (limits, client, now) = (call.app.limits.clone(), call.client.to_string(), call.app.db.now());
    call.read(move |conn| limits.check(conn, now, Limit::Registrations, &client)).await
}

/// A log-in that may be tried; `email` is an address or what was given instead of one.
///
/// Errors: 429 while tries wait.
pub async fn begin(call: &Call, email: &str) -> Result<LogIn> {
    let mut log_in = call.app.limits.log_in(&email_key(email), call.client);
    let now = call.app.db.now();
    let (log_in, waits) = call
        .read(move |conn| {
            let waits = log_in.check(conn, now)?;
            Ok((log_in, waits))
        })
        .await?;
    if !waits {
        return Ok(log_in);
    }
    let cause = Cause { request: Some(call.request), ..Cause::default() };
    call.app.db.write(cause, move |tx| log_in.claim(tx)).await
}

/// Counts a failure, and records it, of whomever the address is: the refusal to answer with.
pub async fn failed(call: &Call, log_in: LogIn, account: Whose) -> Error {
    let cause = Cause { request: Some(call.request), ..Cause::default() };
    let count = move |tx: &mut Tx<'_>| {
        log_in.failed(tx)?;
        tx.record(Event::LogInRefused { account })
    };
    let counted = call.app.db.write(cause, count).await;
    counted.err().unwrap_or_else(|| Error::new(Code::WrongCredentials))
}
