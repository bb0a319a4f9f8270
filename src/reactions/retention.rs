//! What the mails of retention checks say.

use super::compose::{Facts, about, subject};
use crate::accounts;
use crate::conversions;
use crate::conversions::retention::{self, RetentionStatus};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::Queued;
use crate::mail::links::{self, Purpose};
use crate::trials;
use crate::values::{Locale, RetentionCheckId};

/// What a mail asks; else why it no longer fits.
pub(super) fn facts(
    tx: &mut Tx<'_>,
    row: &Queued,
    locale: Locale,
    public_url: &str,
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    let check = retention::find(tx, subject::<RetentionCheckId>(row)?)?;
    let conversion = conversions::find(tx, check.conversion_id)?;
    if check.status != RetentionStatus::Asked {
        return Ok(Some("answered meanwhile"));
    }
    if !conversion.counts() {
        return Ok(Some("the conversion counts no longer"));
    }
    let trial = trials::find(tx, check.trial_id)?;
    let (businesses, vendors) = accounts::organizations(tx, row.account()?)?;
    if trials::sides(&trial, &businesses, &vendors).first() != Some(&check.side) {
        return Ok(Some("left meanwhile"));
    }
    about(tx, &trial, facts)?;
    let (secret, expires_at) = links::issue(tx, Purpose::AnswerRetention, row.account()?, &row.subject_id)?;
    let confirmed_on = conversion.converted_at.map(|at| at.local_day().for_people(locale)).unwrap_or_default();
    facts.extend([
        ("days", check.days.to_string()),
        ("plan", conversion.plan),
        ("confirmed_on", confirmed_on),
        ("link", format!("{public_url}/pages/retention/{}", secret.reveal())),
        ("expires_on", expires_at.local_day().for_people(locale)),
    ]);
    Ok(None)
}
