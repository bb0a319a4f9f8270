//! What the worker draws: one verb, one function.

use super::lifecycle;
use super::store;
use crate::cases::CaseKind;
use crate::cases::actions::open;
use crate::cases::model::NewCase;
use crate::cases::signals;
use crate::conversions;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::secrets::Secret;
use crate::trials;
use crate::values::{Month, VendorId};
use serde_json::json;

/// A vendor's month is over: so many percent of the conversions that were confirmed in it are drawn, also of those that were
/// withdrawn since.
pub fn draw(tx: &mut Tx<'_>, vendor: VendorId, month: Month) -> Result<()> {
    let Some(rule) = signals::find(tx, CaseKind::Audit)? else { return Ok(()) };
    let converted = conversions::confirmed_between(tx, vendor, month.start(), month.end())?;
    if converted.is_empty() {
        return Ok(());
    }
    let audit = store::begin(tx, &month.text(), &Secret::random()?.digest(), rule.threshold)?;
    let picks = lifecycle::picks(&audit.seed, audit.percent, &converted);
    let count = |number: usize| i64::try_from(number).map_err(Error::internal);
    let (conversions, picked) = (count(converted.len())?, count(picks.len())?);
    for pick in picks {
        let facts = json!({
            "trial": pick.trial, "place": pick.place, "digest": pick.digest, "conversions": conversions, "picked": picked,
            "percent": audit.percent,
        });
        let (subject_id, trial) = (pick.trial.to_string(), Some(trials::find(tx, pick.trial)?));
        let (kind, period) = (CaseKind::Audit, month.text());
        open(tx, &NewCase { kind, subject_id, period, vendor_id: vendor, trial, facts, complaint: None })?;
    }
    store::add(tx, &month.text(), conversions, picked)?;
    tx.record(Event::AuditDrawn { vendor, period: month.text(), conversions, picked })?;
    Ok(())
}
