//! An address is verified by a mail's link, and whoever holds the link chooses the account's password with it: the same for
//! the API and for the page.

use super::model::check_password;
use super::store::{self, Addressee};
use super::{actions, tries};
use crate::error::{Code, Error, Result};
use crate::faults::Faults;
use crate::http::{Answer, Call};
use crate::mail::links::{self, Purpose};

/// Whom a link that holds was sent to.
///
/// Errors: 410 for a link that no longer holds, or where another registration of the address was verified first.
pub async fn holder(call: &Call, secret: &str) -> Result<Addressee> {
    let (now, secret) = (call.app.db.now(), secret.to_owned());
    call.read(move |conn| {
        let link = links::find(conn, Purpose::VerifyAccount, &secret, now)?;
        let person = store::addressee(conn, link.account)?;
        let owner = store::find_by_email(conn, &person.email)?;
        let overtaken = owner.is_some_and(|owner| owner.verified_at.is_some());
        if overtaken { Err(Error::new(Code::LinkGone)) } else { Ok(person) }
    })
    .await
}

/// Verifies the address and sets the password. Only a password that may be used is hashed, and only for who holds a link.
///
/// Errors: 410 for a link that no longer holds; 422 for a password that may not be used.
pub async fn complete(call: &Call, secret: String, password: String) -> Result<Answer> {
    if let Some(answer) = call.kept(None).await? {
        return Ok(answer);
    }
    let holder = holder(call, &secret).await?;
    let mut faults = Faults::default();
    let strong = check_password(&mut faults, "/password", &password, &holder.email, &holder.name);
    faults.finish(strong)?;
    let hash = call.app.hasher.hash(password).await?;
    let (limits, client) = (call.app.limits.clone(), call.client);
    call.act(None, move |tx| {
        let account = actions::verify(tx, &secret, &hash)?;
        tries::recovered(tx, &limits, client, account)?;
        Ok(Answer::no_content())
    })
    .await
}
