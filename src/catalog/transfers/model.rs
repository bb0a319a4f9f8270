//! A transfer, as stored.

use crate::values::{Timestamp, VendorId};
use diesel::prelude::*;

/// From which vendor to which a listing was moved, and why.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_transfers)]
pub struct Transfer {
    pub from_vendor: VendorId,
    pub to_vendor: VendorId,
    pub reason: String,
    pub moved_at: Timestamp,
}
