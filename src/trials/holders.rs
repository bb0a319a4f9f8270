//! Who has to look after open trials.

use crate::db::Conn;
use crate::db::schema::trials as t;
use crate::error::Result;
use crate::trials::model::TrialStatus;
use crate::values::{PlatformId, Timestamp, TrialId, VendorId};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Spelled out, so that the index of open trials serves it.
fn open() -> SqlLiteral<Bool> {
    sql("status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged')")
}

/// The vendors with open trials of a platform: after a transfer, others than its own.
pub fn holders(conn: &mut Conn, platform: PlatformId) -> Result<Vec<VendorId>> {
    let of_it = t::table.filter(t::platform_id.eq(platform)).filter(open());
    Ok(of_it.select(t::vendor_id).distinct().order(t::vendor_id).load(conn)?)
}

/// Whether any trial of a vendor is open, of whosever platform by now, or has ended and may still be said to have converted:
/// then the business says so to somebody.
pub fn needs_vendor(conn: &mut Conn, vendor: VendorId, now: Timestamp) -> Result<bool> {
    let may_convert = t::window_end.gt(now).and(t::status.ne(TrialStatus::Converted)).assume_not_null();
    let of_vendor = t::table.filter(t::vendor_id.eq(vendor)).filter(open().or(may_convert));
    let first: Option<TrialId> = of_vendor.select(t::id).first(conn).optional()?;
    Ok(first.is_some())
}
