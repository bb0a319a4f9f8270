//! What mails about API keys say.

use super::compose::{Facts, subject};
use crate::accounts::keys::{self, KeyStatus};
use crate::accounts::members;
use crate::db::Tx;
use crate::error::Result;
use crate::joining::organization_name;
use crate::mail::{Kind, Queued};
use crate::values::{ApiKeyId, Locale};

/// The facts of a mail that tells of a key; else why it no longer fits.
pub fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let key = keys::find(tx, subject::<ApiKeyId>(row)?)?;
    if !members::owners(tx, key.vendor.into())?.contains(&row.account()?) {
        return Ok(Some("no owner any more"));
    }
    if row.kind == Kind::ApiKeyEnding && key.status(true, tx.now()) != KeyStatus::Active {
        return Ok(Some("replaced or over meanwhile"));
    }
    let organization = organization_name(tx, key.vendor.into())?;
    facts.extend([
        ("organization", organization),
        ("key_name", key.name),
        ("key_prefix", key.prefix),
        ("expires_on", key.expires_at.local_day().for_people(locale)),
    ]);
    Ok(None)
}
