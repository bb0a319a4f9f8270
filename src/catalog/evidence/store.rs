//! Documents in their table.

use super::model::{Document, DocumentType};
use crate::db::schema::{document_uploaders as u, vendor_documents as d};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::values::{AccountId, Timestamp, VendorId};
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

/// Notes who uploaded a document; who did stays noted.
pub fn uploaded_by(tx: &mut Tx<'_>, vendor: VendorId, hash: &str, people: &[AccountId]) -> Result<()> {
    let now = tx.now();
    for account in people {
        let row = ((u::vendor_id.eq(vendor), u::hash.eq(hash)), (u::account_id.eq(account), u::uploaded_at.eq(now)));
        per_backend!(&mut **tx, |conn| diesel::insert_into(u::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// Who uploaded any of these documents of a vendor.
pub fn uploaders(conn: &mut Conn, vendor: VendorId, hashes: &[&str]) -> Result<Vec<AccountId>> {
    let own = u::table.filter(u::vendor_id.eq(vendor)).filter(u::hash.eq_any(hashes));
    Ok(own.select(u::account_id).distinct().order(u::account_id).load(conn)?)
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

/// Notes that these documents are named.
///
/// Errors: 503, so that the action runs again, where one was forgotten meanwhile.
pub fn name(tx: &mut Tx<'_>, vendor: VendorId, hashes: &[&str]) -> Result<()> {
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
    // Nothing names them until they are gone.
    let each: Vec<(VendorId, String)> = match &mut **tx {
        Conn::Sqlite(conn) => old.select((d::vendor_id, d::hash)).load(conn)?,
        Conn::Postgres(conn) => old.select((d::vendor_id, d::hash)).for_update().load(conn)?,
    };
    for (vendor, hash) in each {
        let of_it = u::table.filter(u::vendor_id.eq(vendor)).filter(u::hash.eq(hash));
        diesel::delete(of_it).execute(&mut **tx)?;
    }
    Ok(diesel::delete(old).execute(&mut **tx)?)
}
