//! Holidays, and changes of them, parsed at the edge and as stored.

use crate::values::text_enum::text_enum;
use crate::values::{AccountId, HolidayChangeId, LocalDay, Timestamp};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const REASON_LENGTH: usize = 1_000;

pub const NAME_LENGTH: usize = 200;

/// Days that one change adds at most, and takes away at most.
pub const DAYS: usize = 30;

/// The years of which holidays may be asked, and in which they may be changed.
pub const YEARS: std::ops::RangeInclusive<i64> = 2020..=2099;

/// A public holiday: no working day, by which the programme's deadlines of answers are counted.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = crate::db::schema::holidays)]
pub struct Holiday {
    pub day: LocalDay,
    #[schema(max_length = 200, example = "Quốc khánh")]
    pub name_vi: String,
    #[schema(max_length = 200, example = "National Day")]
    pub name_en: String,
}

/// What becomes of a day by a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Step {
    Added,
    Removed,
}

text_enum!(Step { Added = "added", Removed = "removed" });

/// The document's shape of days that are taken away.
pub fn some_days() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};
    let format = SchemaFormat::KnownFormat(KnownFormat::Date);
    let day = ObjectBuilder::new().schema_type(Type::String).format(Some(format)).max_length(Some(10));
    ArrayBuilder::new().items(day).max_items(Some(DAYS)).build()
}

/// The days of a change. One that stands in both lists stays a holiday, under another name.
#[derive(Clone, Debug, Default)]
pub struct Days {
    pub added: Vec<Holiday>,
    pub removed: Vec<LocalDay>,
}

/// What became of a change of holidays.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum HolidayChangeStatus {
    /// It waits for a second administrator.
    Pending,
    /// The holidays are changed.
    Agreed,
    /// A second administrator refused it, or who proposed it took it back.
    Refused,
}

text_enum!(HolidayChangeStatus { Pending = "pending", Agreed = "agreed", Refused = "refused" });

/// A change as its own table has it, without its days.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::holiday_changes)]
pub struct Proposal {
    pub id: HolidayChangeId,
    pub reason: String,
    pub status: HolidayChangeStatus,
    pub proposed_by: AccountId,
    pub proposed_at: Timestamp,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Timestamp>,
    pub version: i64,
}

/// A change: what was proposed by whom and what became of it, and its days in their order.
#[derive(Clone, Debug)]
pub struct Change {
    pub proposal: Proposal,
    pub days: Days,
}
