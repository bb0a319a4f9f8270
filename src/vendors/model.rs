//! A vendor, parsed at the edge and as stored.

use crate::values::text_enum::text_enum;
use crate::values::{TaxCode, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const NAME_LENGTH: usize = 200;

/// Whether staff have approved a vendor.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum VendorStatus {
    Pending,
    Approved,
}

text_enum!(VendorStatus { Pending = "pending", Approved = "approved" });

/// A vendor that registers.
#[derive(Clone, Debug)]
pub struct NewVendor {
    pub tax_code: TaxCode,
    pub name: String,
}

/// A vendor, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::vendors)]
pub struct Vendor {
    pub id: VendorId,
    pub tax_code: TaxCode,
    pub name: String,
    pub status: VendorStatus,
    pub approved_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}
