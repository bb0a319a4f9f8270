//! What mails about API keys say.

use super::compose::{Facts, subject};
use crate::accounts::keys::{self, Authority, Holder, KeyStatus};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::joining::organization_name;
use crate::mail::{Kind, Queued};
use crate::reference::{self, ProvinceList};
use crate::values::{ApiKeyId, Bilingual, Locale};

const MINISTRIES: Bilingual = Bilingual { vi: "các bộ", en: "the ministries" };

/// The facts of a mail that tells of a key; else why it no longer fits.
pub fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let key = keys::find(tx, subject::<ApiKeyId>(row)?)?;
    if !keys::answerable(tx, &key.holder)?.contains(&row.account()?) {
        return Ok(Some("answers for it no more"));
    }
    if row.kind == Kind::ApiKeyEnding && key.status(true, tx.now()) != KeyStatus::Active {
        return Ok(Some("replaced or over meanwhile"));
    }
    facts.extend([
        ("organization", holder_name(tx, &key.holder, locale)?),
        ("key_name", key.name),
        ("key_prefix", key.prefix),
        ("expires_on", key.expires_at.local_day().for_people(locale)),
    ]);
    Ok(None)
}

/// Whose key it is, as people read it.
fn holder_name(conn: &mut Conn, holder: &Holder, locale: Locale) -> Result<String> {
    Ok(match holder {
        Holder::Vendor(vendor) => organization_name(conn, (*vendor).into())?,
        Holder::Authority(Authority::Ministry) => MINISTRIES.in_locale(locale).to_owned(),
        Holder::Authority(Authority::Province(code)) => {
            let known = reference::province(conn, ProvinceList::Since2025, code)?;
            known.map_or_else(|| code.clone(), |province| province.full_name)
        }
    })
}
