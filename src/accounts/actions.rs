//! What people do with their accounts: one verb, one function.

use super::model::{NewPerson, Office};
use super::store;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::mail::links::{self, Purpose};
use crate::values::{AccountId, Whose};

/// Registers a person. Known and unknown addresses look alike to the caller: who owns a known one is told by mail. Each
/// registration waits until its own link is followed, and opens nothing before: who follows it says the password. An address
/// that has had enough mails gets no further one, and without its link a registration would be of no use. What is written is as much either way: where the
/// address is somebody's already, the registration waits for a link that is never made.
pub fn register(tx: &mut Tx<'_>, person: &NewPerson, password_hash: &str, may_mail: bool) -> Result<()> {
    let known = store::find_by_email(tx, &person.email)?;
    if !may_mail {
        return tx.record(Event::MailWithheld { account: Whose(known.map(|known| known.id)), why: "too_many" });
    }
    let account = store::insert(tx, person, Some(password_hash), None, false)?;
    tx.record(match known.filter(|known| known.verified_at.is_some()) {
        Some(owner) => Event::RegistrationRepeated { account: owner.id },
        None => Event::AccountRegistered { account },
    })
}

/// Makes a verified person, on an operator's word: the command line's administrators, and the demo's people.
///
/// Errors: 409 when the address is somebody's already.
pub fn create(
    tx: &mut Tx<'_>,
    person: &NewPerson,
    password_hash: Option<&str>,
    office: Option<&Office>,
) -> Result<AccountId> {
    let account = store::insert(tx, person, password_hash, office, true)?;
    let (staff_role, province) = office.map(|it| (it.role.to_string(), it.province.clone())).unzip();
    tx.record(Event::AccountCreated { account, staff_role, province: province.flatten() })?;
    Ok(account)
}

/// Verifies the address that the link was sent to, once, and gives the account the password of who holds the link: whoever
/// registered the address may be a stranger, who knows the password of the registration.
///
/// Errors: 410 for a link that no longer holds, or whose address another registration has verified.
pub fn verify(tx: &mut Tx<'_>, secret: &str, password_hash: &str) -> Result<AccountId> {
    let link = links::redeem(tx, Purpose::VerifyAccount, secret)?;
    let gone =
        |error: Error| if error.code() == Code::Conflict { Error::because(Code::LinkGone, error) } else { error };
    if !store::verify(tx, link.account, password_hash).map_err(gone)? {
        return Err(Error::new(Code::LinkGone));
    }
    tx.record(Event::AccountVerified { account: link.account })?;
    Ok(link.account)
}
