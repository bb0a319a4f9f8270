//! Who vets, and why a listing is out of the catalog for a while.

use crate::catalog::lifecycle::Actor;
use crate::values::{AccountId, Timestamp};
use diesel::prelude::*;

/// A reviewer or an administrator.
#[derive(Clone, Debug)]
pub struct Vetter {
    pub account: AccountId,
    pub administrator: bool,
}

impl Vetter {
    pub(in crate::catalog) const fn actor(&self) -> Actor {
        if self.administrator { Actor::Administrator } else { Actor::Reviewer }
    }
}

/// A suspension, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_suspensions)]
pub struct Suspension {
    pub number: i64,
    pub suspended_at: Timestamp,
    pub reason_code: String,
    pub reason_text: Option<String>,
}
