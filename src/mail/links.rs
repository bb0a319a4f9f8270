//! Single-use secrets in the links of mails: only their digest is kept.

use crate::db::schema::links as l;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::secrets::Secret;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, Timestamp};
use diesel::prelude::*;
use std::time::Duration;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Purpose {
    VerifyAccount,
    AnswerConversion,
    ResetPassword,
    ConfirmAddress,
    StopAddressChange,
    AnswerRetention,
    ReverseAddressChange,
}

text_enum!(Purpose {
    VerifyAccount = "verify_account",
    AnswerConversion = "answer_conversion",
    ResetPassword = "reset_password",
    ConfirmAddress = "confirm_address",
    StopAddressChange = "stop_address_change",
    AnswerRetention = "answer_retention",
    ReverseAddressChange = "reverse_address_change",
});

impl Purpose {
    /// How long a link of this purpose holds.
    pub const fn validity(self) -> Duration {
        match self {
            Self::VerifyAccount => Duration::from_secs(48 * 3_600),
            Self::AnswerConversion | Self::AnswerRetention => Duration::from_secs(30 * 86_400),
            Self::ResetPassword => Duration::from_secs(30 * 60),
            Self::ConfirmAddress | Self::StopAddressChange => Duration::from_secs(24 * 3_600),
            Self::ReverseAddressChange => Duration::from_secs(7 * 86_400),
        }
    }
}

/// A link that still holds.
#[derive(Clone, Debug)]
pub struct Link {
    pub account: AccountId,
    pub subject: String,
}

/// A new link: its secret is only ever in the mail.
pub fn issue(tx: &mut Tx<'_>, purpose: Purpose, account: AccountId, subject: &str) -> Result<(Secret, Timestamp)> {
    let secret = Secret::random()?;
    let expires_at = tx.now().plus(purpose.validity());
    diesel::insert_into(l::table)
        .values((
            l::digest.eq(secret.digest()),
            l::purpose.eq(purpose),
            l::account_id.eq(account),
            l::subject_id.eq(subject),
            l::created_at.eq(tx.now().as_micros()),
            l::expires_at.eq(expires_at.as_micros()),
        ))
        .execute(&mut **tx)?;
    Ok((secret, expires_at))
}

/// The link of this secret, if it holds at `now`: neither used nor expired. Changes nothing.
pub fn find(conn: &mut Conn, purpose: Purpose, secret: &str, now: Timestamp) -> Result<Link> {
    let found: Option<(AccountId, String)> = l::table
        .filter(l::digest.eq(Secret::digest_of(secret)))
        .filter(l::purpose.eq(purpose))
        .filter(l::used_at.is_null())
        .filter(l::expires_at.gt(now.as_micros()))
        .select((l::account_id, l::subject_id))
        .first(conn)
        .optional()?;
    let (account, subject) = found.ok_or_else(|| Error::new(Code::LinkGone))?;
    Ok(Link { account, subject })
}

/// Uses a link up, once: with it every other link of the same purpose, person and subject. What is recorded after that, its
/// person did.
pub fn redeem(tx: &mut Tx<'_>, purpose: Purpose, secret: &str) -> Result<Link> {
    let now = tx.now();
    let link = find(tx, purpose, secret, now)?;
    let siblings = l::table
        .filter(l::purpose.eq(purpose))
        .filter(l::account_id.eq(link.account))
        .filter(l::subject_id.eq(link.subject.clone()))
        .filter(l::used_at.is_null());
    let used = diesel::update(siblings).set(l::used_at.eq(now.as_micros())).execute(&mut **tx)?;
    if used == 0 {
        return Err(Error::new(Code::LinkGone));
    }
    tx.by_link_of(link.account);
    Ok(link)
}

/// Makes every link of a purpose and person void.
pub fn void(tx: &mut Tx<'_>, purpose: Purpose, account: AccountId) -> Result<()> {
    let open = l::table.filter(l::purpose.eq(purpose)).filter(l::account_id.eq(account)).filter(l::used_at.is_null());
    diesel::update(open).set(l::used_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(())
}

/// Makes every link of a person void but those of one purpose.
pub fn void_all_but(tx: &mut Tx<'_>, kept: Purpose, account: AccountId) -> Result<()> {
    let open = l::table.filter(l::purpose.ne(kept)).filter(l::account_id.eq(account)).filter(l::used_at.is_null());
    diesel::update(open).set(l::used_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(())
}
