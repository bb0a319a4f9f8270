//! A contest, as stored.

use crate::joining::Sought;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, ContestId, Organization, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whole days that owners have for their answer, after the day of the contest.
pub const ANSWER_DAYS: u32 = 10;
/// Days after the end of a contest until the same person may contest the same organization again.
pub const AGAIN_DAYS: u32 = 30;
/// Contests of an organization that may be open, by so many people.
pub const MOST_OPEN: usize = 10;
pub const STATEMENT_LENGTH: usize = 2000;
pub const EVIDENCE_LENGTH: usize = 200;

/// What has become of a contest.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum ContestStatus {
    /// Waits for the owners' answer, and then for a decision.
    Open,
    /// The organization went to who contested it.
    HandedOver,
    /// The organization stays with its owners.
    Rejected,
    /// Who contested took it back, or ended the account.
    Withdrawn,
}

text_enum!(ContestStatus { Open = "open", HandedOver = "handed_over", Rejected = "rejected", Withdrawn = "withdrawn" });

/// What somebody says who contests an organization.
#[derive(Clone, Debug)]
pub struct NewContest {
    pub sought: Sought,
    pub statement: String,
    /// What the person can show, and where it can be looked up.
    pub evidence_reference: String,
}

/// A decision, and what staff say of it.
#[derive(Clone, Debug)]
pub enum Decision {
    HandOver { why: String },
    Reject { code: String, text: Option<String> },
}

/// A contest, as stored. What people typed can be erased.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::contests)]
pub struct Contest {
    pub id: ContestId,
    pub business_id: Option<BusinessId>,
    pub vendor_id: Option<VendorId>,
    pub account_id: AccountId,
    pub statement: Option<String>,
    pub evidence_reference: Option<String>,
    pub status: ContestStatus,
    pub created_at: Timestamp,
    /// The last instant for the owners' answer.
    pub answer_by: Timestamp,
    pub answer: Option<String>,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<Timestamp>,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Timestamp>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub withdrawn_at: Option<Timestamp>,
    /// Of a firm any part may have been named. Nothing is kept of a household's number.
    pub named_tax_code: Option<String>,
    /// 1 for the owners that it was opened against, and one more for those of each handover to somebody else.
    pub round: i64,
}

impl Contest {
    /// 1, and one more for each thing that has happened, the owners' answer and the decision or withdrawal, and for each text
    /// of them that is not there: what is erased is another version. Each round begins ten later, as fewer things can happen in
    /// one.
    pub fn version(&self) -> i64 {
        let (answered, decided) = (self.answered_at.is_some(), self.decided_at.is_some());
        let without = |happened: bool, text: &Option<String>| i64::from(happened && text.is_none());
        let missing =
            without(true, &self.statement) + without(answered, &self.answer) + without(decided, &self.reason_text);
        let before = 10 * (self.round - 1);
        before + 1 + i64::from(answered) + i64::from(decided) + i64::from(self.withdrawn_at.is_some()) + missing
    }

    pub fn organization(&self) -> Option<Organization> {
        Organization::of_columns(self.business_id, self.vendor_id)
    }
}
