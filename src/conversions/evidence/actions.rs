//! What is done with evidence: one verb, one function.

use super::model::InvoiceKey;
use super::store;
use crate::conversions::actions::{self, Party};
use crate::conversions::lifecycle::Command;
use crate::conversions::{Conversion, store as conversions};
use crate::db::Tx;
use crate::error::{Error, FaultCode, Result};
use crate::events::Event;
use crate::values::TrialId;
use crate::vendors;

/// A side shows an invoice. The same one again changes nothing.
///
/// Errors: 404 for a foreign trial or one without a claim; 409 unless the claim waits or is confirmed; 422 for a seller who
/// is neither the vendor nor its branch, and for a year that is not the symbol's or lies ahead.
pub fn show_invoice(tx: &mut Tx<'_>, party: &Party, trial: TrialId, key: &InvoiceKey) -> Result<Conversion> {
    let (trial, sides) = party.trial(tx, trial)?;
    let vendor = vendors::find(tx, trial.vendor_id)?.tax_code;
    if key.seller.parent() != vendor.parent() {
        return Err(Error::fault("/seller_tax_code", FaultCode::ForeignSeller, vendor.parent()));
    }
    if key.year != key.symbol.year() || key.year > tx.now().local_day().year() {
        return Err(Error::fault("/year", FaultCode::OutOfRange, key.symbol.year().to_string()));
    }
    let conversion = conversions::newest(tx, trial.id)?;
    let after = actions::applied(tx, party, &trial, &conversion, &sides, &Command::ShowInvoice)?;
    let Some(invoice) = store::insert(tx, &conversion, party.account, key)? else {
        // Somebody else may have shown it in this moment.
        return conversions::find(tx, conversion.id);
    };
    let after = conversions::save(tx, &after)?;
    let (conversion, level) = (after.id, after.evidence_level);
    tx.record(Event::InvoiceShown { trial: trial.id, conversion, invoice, level })?;
    Ok(after)
}

/// Staff of neither side have checked a confirmed conversion, and write down what they saw.
///
/// Errors: 404 for an unknown trial or one without a claim; 409 unless it is confirmed and not checked; 403 for staff who
/// belong to a side.
pub fn check(tx: &mut Tx<'_>, party: &Party, trial: TrialId, note: &str) -> Result<Conversion> {
    let after = actions::by_staff(tx, party, trial, &Command::Check { note: note.to_owned() })?;
    tx.record(Event::ConversionChecked { trial, conversion: after.id })?;
    Ok(after)
}
