//! Images in their table.

use super::picture::{MediaType, Picture};
use crate::db::schema::images as i;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::values::{Timestamp, VendorId};
use diesel::prelude::*;
use std::collections::HashSet;

/// Keeps an image; one that is there already is kept from now on anew.
pub fn keep(tx: &mut Tx<'_>, vendor: VendorId, picture: &Picture) -> Result<()> {
    let now = tx.now();
    let row = (
        (i::hash.eq(&picture.hash), i::vendor_id.eq(vendor), i::media_type.eq(picture.media_type)),
        (i::width.eq(picture.width), i::height.eq(picture.height), i::bytes.eq(&picture.bytes)),
        i::uploaded_at.eq(now),
    );
    per_backend!(&mut **tx, |conn| diesel::insert_into(i::table)
        .values(row)
        .on_conflict(i::hash)
        .do_update()
        .set(i::uploaded_at.eq(now))
        .execute(conn))?;
    Ok(())
}

/// The bytes of an image, what they are, and whether a listing names it.
pub fn find(conn: &mut Conn, hash: &str) -> Result<(MediaType, Vec<u8>, bool)> {
    let shown = (i::media_type, i::bytes, i::named_at.is_not_null());
    Ok(i::table.filter(i::hash.eq(hash)).select(shown).first(conn)?)
}

/// Which of these images there are.
pub fn exist(conn: &mut Conn, hashes: &[&str]) -> Result<Vec<String>> {
    Ok(i::table.filter(i::hash.eq_any(hashes)).select(i::hash).load(conn)?)
}

/// How many images of a vendor no listing has named yet.
pub fn unnamed(conn: &mut Conn, vendor: VendorId) -> Result<i64> {
    Ok(i::table.filter(i::vendor_id.eq(vendor)).filter(i::named_at.is_null()).count().get_result(conn)?)
}

/// A listing names these images: from now on they are kept, as every version of a listing is.
///
/// Errors: 503, so that the action runs again, where one was forgotten meanwhile.
pub fn name(tx: &mut Tx<'_>, hashes: &[&str]) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let first = i::table.filter(i::hash.eq_any(hashes)).filter(i::named_at.is_null());
    diesel::update(first).set(i::named_at.eq(now)).execute(&mut **tx)?;
    let each: HashSet<&str> = hashes.iter().copied().collect();
    if exist(tx, hashes)?.len() < each.len() {
        return Err(Error::transient(Code::Busy, "an image was forgotten meanwhile"));
    }
    Ok(())
}

/// Forgets what was uploaded before and named by no listing; how many.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let old = i::table.filter(i::named_at.is_null()).filter(i::uploaded_at.lt(before));
    Ok(diesel::delete(old).execute(&mut **tx)?)
}
