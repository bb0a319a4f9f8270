//! The addresses of confirmations in the table.

use crate::conversions::Conversion;
use crate::db::schema::confirmation_addresses as a;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Error, Result};
use crate::values::{BusinessId, ConversionId, Timestamp};
use diesel::prelude::*;

/// More businesses than this are not told apart.
const MOST: i64 = 1_000;

/// Notes from where a conversion was confirmed, as a keyed digest.
pub fn note(tx: &mut Tx<'_>, it: &Conversion, address: &[u8]) -> Result<()> {
    let row = (
        a::conversion_id.eq(it.id),
        a::business_id.eq(it.business_id),
        a::confirmed_at.eq(tx.now()),
        a::address.eq(address),
    );
    per_backend!(&mut **tx, |conn| diesel::insert_into(a::table).values(row).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}

/// How many businesses have confirmed from the address of this conversion since `from`, its own included; none where the
/// address is not known.
pub fn businesses_beside(conn: &mut Conn, id: ConversionId, from: Timestamp) -> Result<i64> {
    let own: Option<Option<Vec<u8>>> =
        a::table.filter(a::conversion_id.eq(id)).select(a::address).first(conn).optional()?;
    let Some(address) = own.flatten() else { return Ok(0) };
    let same = a::table.filter(a::address.eq(address)).filter(a::confirmed_at.ge(from));
    let businesses: Vec<BusinessId> = same.select(a::business_id).distinct().limit(MOST).load(conn)?;
    i64::try_from(businesses.len()).map_err(Error::internal)
}

/// Forgets what was noted before.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<()> {
    diesel::delete(a::table.filter(a::confirmed_at.lt(before))).execute(&mut **tx)?;
    Ok(())
}
