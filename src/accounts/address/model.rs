//! A change of address, as stored.

use crate::values::{AccountId, AddressChangeId, Timestamp};
use diesel::prelude::*;

/// From one address to another.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::address_changes)]
pub struct Change {
    pub id: AddressChangeId,
    pub account_id: AccountId,
    pub old_email: String,
    pub new_email: String,
    pub asked_at: Timestamp,
    pub done_at: Option<Timestamp>,
    /// Stopped, or overtaken.
    pub ended_at: Option<Timestamp>,
    /// Done, and taken back by the old address.
    pub reversed_at: Option<Timestamp>,
    /// When it was asked for: the account has one still where it is taken back.
    pub had_second_factor: bool,
}

impl Change {
    /// Whether it may still be confirmed or stopped.
    pub fn waits(&self) -> bool {
        self.done_at.is_none() && self.ended_at.is_none()
    }

    /// Whether it is done, and may be taken back.
    pub fn holds(&self) -> bool {
        self.done_at.is_some() && self.reversed_at.is_none()
    }
}
