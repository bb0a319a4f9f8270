//! Invoices in the table.

use super::model::{Invoice, InvoiceKey};
use crate::conversions::{Conversion, store as conversions};
use crate::db::schema::invoices as i;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::http::Page;
use crate::values::{AccountId, BusinessId, ConversionId, InvoiceId};
use diesel::prelude::*;

/// Notes that an invoice was shown for a conversion; `None` when it was before.
pub fn insert(tx: &mut Tx<'_>, it: &Conversion, by: AccountId, key: &InvoiceKey) -> Result<Option<InvoiceId>> {
    let id: InvoiceId = tx.new_id();
    let row = (
        (i::id.eq(id), i::conversion_id.eq(it.id), i::business_id.eq(it.business_id)),
        (i::seller_tax_code.eq(&key.seller), i::symbol.eq(&key.symbol), i::number.eq(key.number), i::year.eq(key.year)),
        (i::shown_by.eq(by), i::shown_at.eq(tx.now())),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(i::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok((made == 1).then_some(id))
}

/// The invoices that were shown for a conversion, oldest first.
pub fn list(conn: &mut Conn, conversion: ConversionId, page: &Page) -> Result<Vec<Invoice>> {
    let shown = i::table.filter(i::conversion_id.eq(conversion)).select(Invoice::as_select());
    let mut query = shown.order(i::id).limit(page.rows()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(i::id.gt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// The conversion that an invoice was shown for, and how many other buyers it was shown for.
pub fn other_buyers_of(conn: &mut Conn, id: InvoiceId) -> Result<(Conversion, i64)> {
    let invoice: Invoice = i::table.filter(i::id.eq(id)).select(Invoice::as_select()).first(conn)?;
    let conversion = conversions::find(conn, invoice.conversion_id)?;
    let others = other_buyers(conn, &conversion, &invoice)?;
    Ok((conversion, others))
}

/// How many other buyers the same invoice was shown for: it has one. Whichever branch of the seller is named: a suffix must
/// not hide it.
pub fn other_buyers(conn: &mut Conn, it: &Conversion, invoice: &Invoice) -> Result<i64> {
    let root = invoice.seller_tax_code.parent();
    // «-» begins a branch's three digits, and «.» is the next sign: a range of the index.
    let of_firm = i::seller_tax_code.ge(root).and(i::seller_tax_code.lt(format!("{root}.")));
    let same = i::table
        .filter(i::symbol.eq(&invoice.symbol))
        .filter(i::number.eq(invoice.number))
        .filter(i::year.eq(invoice.year))
        .filter(of_firm);
    let others = same.filter(i::business_id.ne(it.business_id)).order(i::business_id);
    let mut buyers: Vec<BusinessId> = others.select(i::business_id).load(conn)?;
    buyers.dedup();
    Ok(buyers.len() as i64)
}
