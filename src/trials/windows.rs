//! Trials by the month in which their window closed, and the contacts of those that converted: what signals are looked for in.

use super::model::TrialStatus;
use crate::db::Conn;
use crate::db::schema::trials as t;
use crate::error::Result;
use crate::values::{BusinessId, Timestamp, TrialId, VendorId};
use diesel::dsl::count_star;
use diesel::prelude::*;

/// Ids in one statement: engines bound how many values it has.
const AT_ONCE: usize = 500;

/// The categories of a vendor's trials whose window closed between two instants.
pub fn categories_closed(conn: &mut Conn, vendor: VendorId, from: Timestamp, until: Timestamp) -> Result<Vec<String>> {
    let of_vendor = t::table.filter(t::vendor_id.eq(vendor)).filter(t::granted.eq(false));
    let closed = of_vendor.filter(t::window_end.ge(from.as_micros())).filter(t::window_end.le(until.as_micros()));
    Ok(closed.select(t::category_code).distinct().order(t::category_code).load(conn)?)
}

/// How many trials of a category, whose window closed between two instants, each vendor has in each state. Second trials do
/// not count.
pub fn closed_of_category(
    conn: &mut Conn,
    category: &str,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(VendorId, TrialStatus, i64)>> {
    let of_category = t::table.filter(t::category_code.eq(category)).filter(t::granted.eq(false));
    let closed = of_category.filter(t::window_end.ge(from.as_micros())).filter(t::window_end.le(until.as_micros()));
    Ok(closed.group_by((t::vendor_id, t::status)).select((t::vendor_id, t::status, count_star())).load(conn)?)
}

/// Trial, business, e-mail address and phone number of each.
pub type Contact = (TrialId, BusinessId, Option<String>, Option<String>);

/// The contacts of these trials, as far as they are not erased.
pub fn contacts(conn: &mut Conn, trials: &[TrialId]) -> Result<Vec<Contact>> {
    let mut all = Vec::new();
    for ids in trials.chunks(AT_ONCE) {
        let of_ids = t::table.filter(t::id.eq_any(ids)).order(t::id);
        let rows: Vec<Contact> =
            of_ids.select((t::id, t::business_id, t::contact_email, t::contact_phone)).load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}
