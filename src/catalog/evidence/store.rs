//! Documents in their table.

use super::model::{Document, DocumentType};
use crate::db::schema::vendor_documents as d;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::values::{Timestamp, VendorId};
use diesel::prelude::*;
use std::collections::HashSet;

/// Keeps a document; one that is there already is kept from now on anew.
pub fn keep(tx: &mut Tx<'_>, vendor: VendorId, document: &Document) -> Result<()> {
    let now = tx.now();
    let row = (
        (d::vendor_id.eq(vendor), d::hash.eq(&document.hash), d::media_type.eq(document.media_type)),
        (d::bytes.eq(&document.bytes), d::uploaded_at.eq(now)),
    );
    per_backend!(&mut **tx, |conn| diesel::insert_into(d::table)
        .values(row)
        .on_conflict((d::vendor_id, d::hash))
        .do_update()
        .set(d::uploaded_at.eq(now))
        .execute(conn))?;
    Ok(())
}

/// The bytes of a vendor's document, and what they are.
pub fn find(conn: &mut Conn, vendor: VendorId, hash: &str) -> Result<(DocumentType, Vec<u8>)> {
    let one = d::table.filter(d::vendor_id.eq(vendor)).filter(d::hash.eq(hash));
    Ok(one.select((d::media_type, d::bytes)).first(conn)?)
}

/// Which of these documents a vendor has.
pub fn exist(conn: &mut Conn, vendor: VendorId, hashes: &[&str]) -> Result<Vec<String>> {
    let own = d::table.filter(d::vendor_id.eq(vendor)).filter(d::hash.eq_any(hashes));
    Ok(own.select(d::hash).load(conn)?)
}

/// How many documents of a vendor nothing has named yet.
pub fn unnamed(conn: &mut Conn, vendor: VendorId) -> Result<i64> {
    Ok(d::table.filter(d::vendor_id.eq(vendor)).filter(d::named_at.is_null()).count().get_result(conn)?)
}

/// A listing or a claim names these documents: from now on they are kept, as every version of a listing and every claim is.
///
/// Errors: 503, so that the action runs again, where one was forgotten meanwhile.
pub fn name(tx: &mut Tx<'_>, vendor: VendorId, hashes: &[&str]) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let own = d::table.filter(d::vendor_id.eq(vendor)).filter(d::hash.eq_any(hashes));
    diesel::update(own.filter(d::named_at.is_null())).set(d::named_at.eq(now)).execute(&mut **tx)?;
    let each: HashSet<&str> = hashes.iter().copied().collect();
    if exist(tx, vendor, hashes)?.len() < each.len() {
        return Err(Error::transient(Code::Busy, "a document was forgotten meanwhile"));
    }
    Ok(())
}

/// Forgets what was uploaded before and never named; how many.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let old = d::table.filter(d::named_at.is_null()).filter(d::uploaded_at.lt(before));
    Ok(diesel::delete(old).execute(&mut **tx)?)
}
