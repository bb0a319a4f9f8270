//! Evidence over HTTP.

use super::model::{FIRST_YEAR, Invoice, InvoiceKey, LAST_NUMBER, LAST_YEAR, NOTE_LENGTH, Symbol};
use super::{actions, store};
use crate::conversions::routes::{ConversionOut, answer, party};
use crate::conversions::store as conversions;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::trials::{self, Reach};
use crate::values::{InvoiceId, Timestamp, TrialId, integer};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(show_invoice).service(list_invoices).service(check_conversion);
}

/// An invoice, by its key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"seller_tax_code": "9900000023", "symbol": "1C26TAA", "number": 1234, "year": 2026}))]
pub struct InvoiceIn {
    /// The seller's: the vendor's own, or that of one of its branches.
    #[schema(max_length = 14, pattern = "^[0-9]{10}(-?[0-9]{3})?$", format = "tax-code")]
    seller_tax_code: String,
    /// Form and symbol, as the invoice bears them (circular 78/2021/TT-BTC).
    #[schema(max_length = 7, pattern = "^[1-9][CK][0-9]{2}[A-Z][A-Z0-9]{2}$")]
    symbol: String,
    /// Without leading zeros.
    #[schema(minimum = 1, maximum = 99_999_999)]
    #[serde(deserialize_with = "integer")]
    number: i64,
    /// The symbol's year: numbers begin anew each year.
    #[schema(minimum = 2020, maximum = 2099)]
    #[serde(deserialize_with = "integer")]
    year: i64,
}

impl InvoiceIn {
    fn parse(&self) -> Result<InvoiceKey> {
        let mut faults = Faults::default();
        let seller = faults.tax_code("/seller_tax_code", &self.seller_tax_code);
        let symbol = Symbol::parse(&self.symbol);
        if symbol.is_none() {
            faults.add("/symbol", FaultCode::InvoiceSymbol, "1C26TAA");
        }
        let number = faults.number("/number", self.number, 1..=LAST_NUMBER);
        let year = faults.number("/year", self.year, FIRST_YEAR..=LAST_YEAR);
        let key = seller.zip(symbol).zip(number.zip(year));
        faults.finish(key.map(|((seller, symbol), (number, year))| InvoiceKey { seller, symbol, number, year }))
    }
}

/// An invoice that was shown.
#[derive(Serialize, ToSchema)]
pub struct InvoiceOut {
    id: InvoiceId,
    #[schema(max_length = 14)]
    seller_tax_code: String,
    #[schema(max_length = 7)]
    symbol: String,
    #[schema(minimum = 1, maximum = 99_999_999)]
    number: i64,
    #[schema(minimum = 2020, maximum = 2099)]
    year: i64,
    shown_at: Timestamp,
    /// How many other buyers the same invoice was shown for, of whichever branch of the seller: for staff; null for the sides.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    other_buyers: Option<i64>,
}

impl InvoiceOut {
    fn of(it: Invoice, other_buyers: Option<i64>) -> Self {
        Self {
            id: it.id,
            seller_tax_code: it.seller_tax_code.to_string(),
            symbol: it.symbol.to_string(),
            number: it.number,
            year: it.year,
            shown_at: it.shown_at,
            other_buyers,
        }
    }
}

/// What staff saw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Đã gọi cho kế toán của doanh nghiệp và xem sao kê."}))]
pub struct CheckIn {
    /// For the record; staff alone read it.
    #[schema(max_length = 1000)]
    note: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Show an invoice.
///
/// For both sides, of a conversion that waits or is confirmed: by its key, never the invoice itself. The seller is the
/// vendor. A confirmed conversion is at evidence level 2 from then on; one that waits will be once it is confirmed. The same
/// invoice again changes nothing, and it may be shown for another platform of the same buyer.
#[utoipa::path(tag = "conversions", operation_id = "show_invoice", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = InvoiceIn,
    responses((status = 200, description = "Noted.", body = ConversionOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/evidence")]
async fn show_invoice(call: Call, who: Person, id: Path<TrialId>, body: Body<InvoiceIn>) -> Result<Answer> {
    let (party, key) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| answer(actions::show_invoice(tx, &party, *id, &key)?)).await
}

/// The invoices that were shown for the newest conversion of a trial, oldest first.
///
/// For both sides, for reviewers and for staff who follow the trial; staff also see for how many other buyers each was
/// shown.
#[utoipa::path(tag = "conversions", operation_id = "list_invoices", params(("id" = TrialId, Path, description = "The trial."), PageQuery),
    responses((status = 200, description = "A page.", body = Paged<InvoiceOut>)), security(("session" = [])))]
#[get("/trials/{id}/conversion/evidence")]
async fn list_invoices(call: Call, who: Person, id: Path<TrialId>, query: Query<PageQuery>) -> Result<Answer> {
    let page = Page::new("invoices", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let (reach, asked) = (Reach::by_id(&who), page.clone());
    let rows = call
        .read(move |conn| {
            let trial = trials::find_shown(conn, &reach, *id)?;
            let takes_part = !trials::sides(&trial, &reach.businesses, &reach.vendors).is_empty();
            let conversion = conversions::newest(conn, *id)?;
            let mut rows = Vec::new();
            for invoice in store::list(conn, conversion.id, &asked)? {
                let others = if takes_part { None } else { Some(store::other_buyers(conn, &conversion, &invoice)?) };
                rows.push(InvoiceOut::of(invoice, others));
            }
            Ok(rows)
        })
        .await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| row))
}

/// Check a confirmed conversion.
///
/// For reviewers who belong to neither side, once, with a note of what they saw: evidence level 3. It still counts only
/// because both sides have said the same. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "conversions", operation_id = "check_conversion", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = CheckIn,
    responses((status = 200, description = "Checked: evidence level 3.", body = ConversionOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: not confirmed; `checked_before`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/check")]
async fn check_conversion(call: Call, who: Person, id: Path<TrialId>, body: Body<CheckIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let note = faults.lines("/note", &body.0.note, NOTE_LENGTH);
    let (party, note) = (party(&who), faults.finish(note)?);
    call.act(Some(who.account()), move |tx| answer(actions::check(tx, &party, *id, &note)?)).await
}
