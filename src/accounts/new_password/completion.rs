//! A password is set by a mail's link: the same for the API and for the page.

use super::actions;
use crate::accounts::model::{check_password, email_key};
use crate::accounts::{self, second_factor, tries};
use crate::error::Result;
use crate::faults::Faults;
use crate::http::{Answer, Call};
use crate::mail::links::{self, Purpose};

/// Who holds a link that holds.
pub struct Holder {
    pub email: String,
    pub name: String,
    /// Whether a code is asked for beside the new password.
    pub second_factor: bool,
}

/// Errors: 410 for a link that no longer holds.
pub async fn holder(call: &Call, secret: &str) -> Result<Holder> {
    let (now, secret) = (call.app.db.now(), secret.to_owned());
    call.read(move |conn| {
        let account = links::find(conn, Purpose::ResetPassword, &secret, now)?.account;
        let person = accounts::addressee(conn, account)?;
        let second_factor = second_factor::status(conn, account)?.active;
        Ok(Holder { email: person.email, name: person.name, second_factor })
    })
    .await
}

/// Sets the password. Only a password that may be used is hashed, and only for who holds a link.
///
/// Errors: 410 for a link that no longer holds; 422 for a password that may not be used; a missing or wrong code as
/// [`second_factor::actions::ask`].
pub async fn complete(call: &Call, secret: String, password: String, code: Option<String>) -> Result<Answer> {
    if let Some(answer) = call.kept(None).await? {
        return Ok(answer);
    }
    let holder = holder(call, &secret).await?;
    let mut faults = Faults::default();
    let strong = check_password(&mut faults, "/password", &password, &holder.email, &holder.name);
    faults.finish(strong)?;
    let (hash, key) = (call.app.hasher.hash(password).await?, call.app.key.clone());
    let (limits, client, email) = (call.app.limits.clone(), call.client, email_key(&holder.email));
    call.attempt_once(None, move |tx| {
        let account = match actions::reset(tx, &key, &secret, &hash, code.as_deref())? {
            Ok(account) => account,
            Err(refusal) => return Ok(Err(refusal)),
        };
        tries::recovered(tx, &limits, client, account)?;
        limits.link_gone(tx, &email)?;
        Ok(Ok(Answer::no_content()))
    })
    .await
}
