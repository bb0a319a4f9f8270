//! Vendors in the table.

use super::model::{NewVendor, Vendor, VendorStatus};
use crate::db::schema::vendors as v;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{TaxCode, VendorId};
use diesel::prelude::*;
use std::collections::HashMap;

pub fn find(conn: &mut Conn, id: VendorId) -> Result<Vendor> {
    Ok(v::table.filter(v::id.eq(id)).select(Vendor::as_select()).first(conn)?)
}

/// Holds the vendor's row: who else does waits until the transaction is over.
pub fn lock(tx: &mut Tx<'_>, id: VendorId) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        v::table.filter(v::id.eq(id)).select(v::id).for_no_key_update().first::<VendorId>(conn)?;
    }
    Ok(())
}

/// The vendor that is registered with this tax code; of a part of a firm that is none, who registers its parts, else the part
/// that registered first.
pub fn known_by(conn: &mut Conn, tax_code: &TaxCode) -> Result<Option<VendorId>> {
    let exact = v::table.filter(v::tax_code.eq(tax_code)).select(v::id).first(conn).optional()?;
    let of_its_firm = seat(conn, tax_code)?.or(of_firm(conn, tax_code)?.first().copied());
    Ok(exact.or(of_its_firm))
}

/// Whose owners register further parts of the firm, once staff have approved it: the head, which is contested by its own code, else
/// the part that was a vendor first. What nobody has looked at yet keeps nobody out.
pub fn seat(conn: &mut Conn, tax_code: &TaxCode) -> Result<Option<VendorId>> {
    let approved = v::table.filter(v::tax_code.like(format!("{}%", tax_code.parent())));
    let approved = approved.filter(v::status.eq(VendorStatus::Approved)).order(v::id).select((v::id, v::tax_code));
    let parts: Vec<(VendorId, TaxCode)> = approved.load(conn)?;
    let head = parts.iter().find(|(_, code)| !code.is_branch());
    Ok(head.or(parts.first()).map(|(id, _)| *id))
}

/// The vendors that are parts of the firm of this tax code, oldest first.
pub fn of_firm(conn: &mut Conn, tax_code: &TaxCode) -> Result<Vec<VendorId>> {
    let parts = v::table.filter(v::tax_code.like(format!("{}%", tax_code.parent())));
    Ok(parts.order(v::id).select(v::id).load(conn)?)
}

/// The names of vendors, for lists that show them.
pub fn names(conn: &mut Conn, ids: &[VendorId]) -> Result<HashMap<VendorId, String>> {
    let named = v::table.select((v::id, v::name));
    // SQLite prepares a list of values anew each time, and most ask for one.
    let rows: Vec<(VendorId, String)> = match ids {
        [id] => named.filter(v::id.eq(id)).load(conn)?,
        _ => named.filter(v::id.eq_any(ids)).load(conn)?,
    };
    Ok(rows.into_iter().collect())
}

/// Vendors by id, oldest first.
pub fn list(conn: &mut Conn, status: Option<VendorStatus>, page: &Page) -> Result<Vec<Vendor>> {
    let mut query = v::table.select(Vendor::as_select()).order(v::id).limit(page.rows()).into_boxed();
    if let Some(status) = status {
        query = query.filter(v::status.eq(status));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(v::id.gt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// Makes the vendor, pending.
///
/// Errors: 409 when its tax code is registered already.
pub fn insert(tx: &mut Tx<'_>, id: VendorId, new: &NewVendor) -> Result<()> {
    let now = tx.now();
    let row = (
        v::id.eq(id),
        v::tax_code.eq(&new.tax_code),
        v::name.eq(&new.name),
        v::status.eq(VendorStatus::Pending),
        v::created_at.eq(now),
        v::updated_at.eq(now),
        v::version.eq(1),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(v::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(()) } else { Err(Error::new(Code::TaxCodeTaken)) }
}

/// Marks the vendor as approved, if it is as it was read.
pub fn approve(tx: &mut Tx<'_>, vendor: &Vendor) -> Result<()> {
    let now = tx.now();
    let read = v::table.filter(v::id.eq(vendor.id)).filter(v::version.eq(vendor.version));
    let changed = diesel::update(read)
        .set((
            v::status.eq(VendorStatus::Approved),
            v::approved_at.eq(now),
            v::updated_at.eq(now),
            v::version.eq(v::version + 1),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the vendor was changed meanwhile")) }
}
