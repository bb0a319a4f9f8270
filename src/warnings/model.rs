//! Rules, warnings and what became of them, as stored.

use crate::error::{Error, Result};
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, LocalDay, Timestamp, WarningId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const NOTE_LENGTH: usize = 1_000;

/// Days that a warning can be snoozed for, at most.
pub const LONGEST_SNOOZE: u32 = 90;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$about])* $variant),* }

        text_enum!($name { $($variant = $text),* });
    };
}

words! {
    /// What is looked for. `unanswered_share`: of a vendor's requests that were due, those that were not answered within the working days that the
    /// rules give. `activation_drop`: by how much the share of started trials that are used by their thirtieth day lies below that of those that
    /// started just before. `conversion_far_from_category`: how far a platform's ended rate lies from that of the other platforms of its
    /// category, above or below, where their intervals do not meet. `no_sign_up`: days without a request, where some came before. `behind_pace`:
    /// by how much of a target its forecast falls short, where the whole interval lies below it.
    WarningRule {
        UnansweredShare = "unanswered_share",
        ActivationDrop = "activation_drop",
        ConversionFarFromCategory = "conversion_far_from_category",
        NoSignUp = "no_sign_up",
        BehindPace = "behind_pace",
    }
}

words! {
    /// What a threshold, and a warning's value, count.
    WarningUnit {
        /// 125 is 12.5%; of two shares, their difference: 125 is 12.5 percentage points.
        TenthsOfPercent = "tenths_of_percent",
        Days = "days",
    }
}

words! {
    /// What a warning is about.
    SubjectKind {
        Province = "province",
        Platform = "platform",
        Vendor = "vendor",
        Target = "target",
    }
}

words! {
    /// Where a warning stands. `raised`: it waits for its owner; `acknowledged`: somebody has seen it; `snoozed`: it comes again on a day, if it
    /// still holds; `resolved`: somebody has said what was done; `ended`: by itself, it holds no longer.
    WarningStatus {
        Raised = "raised",
        Acknowledged = "acknowledged",
        Snoozed = "snoozed",
        Resolved = "resolved",
        Ended = "ended",
    }
}

words! {
    /// What became of a warning. `raised`, `raised_again` (the snooze was over and it still held), `handed_on` (it has another owner) and `ended`
    /// came by themselves.
    WarningStep {
        Raised = "raised",
        Acknowledged = "acknowledged",
        Snoozed = "snoozed",
        Resolved = "resolved",
        RaisedAgain = "raised_again",
        HandedOn = "handed_on",
        Ended = "ended",
    }
}

/// What of a rule is data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::warning_rules)]
pub struct Terms {
    /// Whether it is looked for. What it has raised ends on the next morning when it no longer is.
    pub active: bool,
    /// What is as much or more raises a warning, in the rule's unit.
    #[schema(minimum = 1, maximum = 1_000)]
    pub threshold: i64,
    /// Local days that one figure is counted over.
    #[schema(minimum = 1, maximum = 366)]
    pub days: i64,
    /// Of fewer cases nothing is said: small numbers raise no warning.
    #[schema(minimum = 1, maximum = 100_000)]
    pub least_cases: i64,
    /// Working days from the day on which a warning is raised until it is due.
    #[schema(minimum = 1, maximum = 30)]
    pub due_working_days: i64,
}

/// A rule, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::warning_rules)]
pub struct Rule {
    pub rule: WarningRule,
    #[diesel(embed)]
    pub terms: Terms,
    pub version: i64,
    /// JSON; all of a proposal is there or nothing.
    pub proposed_terms: Option<String>,
    pub proposed_by: Option<AccountId>,
    pub proposed_at: Option<Timestamp>,
    pub proposed_reason: Option<String>,
}

/// Terms that an administrator proposes, until another agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub terms: Terms,
    pub by: AccountId,
    pub at: Timestamp,
    pub reason: String,
}

impl Rule {
    /// Errors: 500 for terms that cannot be read.
    pub fn proposal(&self) -> Result<Option<Proposal>> {
        let Self { proposed_terms, proposed_by, proposed_at, proposed_reason, .. } = self;
        let (Some(terms), Some(by), Some(at), Some(reason)) =
            (proposed_terms, *proposed_by, *proposed_at, proposed_reason)
        else {
            return Ok(None);
        };
        let terms = serde_json::from_str(terms).map_err(Error::internal)?;
        Ok(Some(Proposal { terms, by, at, reason: reason.clone() }))
    }
}

/// How a proposal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Agreed,
    /// By nothing, or by another proposal.
    TakenBack,
}

/// What became of one proposal for a rule's terms.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::warning_rule_changes)]
pub struct RuleChange {
    /// The rule's version since.
    pub number: i64,
    pub changed_at: Timestamp,
    pub changed_by: AccountId,
    /// JSON, so are the new ones.
    pub old_terms: String,
    pub new_terms: String,
    pub reason: String,
    /// Nobody, where one administrator sufficed.
    pub agreed_by: Option<AccountId>,
    pub agreed_reason: Option<String>,
    /// Somebody: the rule kept its terms.
    pub taken_back_by: Option<AccountId>,
    pub taken_back_reason: Option<String>,
}

/// What was counted in some days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    pub from: LocalDay,
    pub to: LocalDay,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub numerator: i64,
    /// Null where what is counted is no share.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub denominator: Option<i64>,
}

/// What a target will come to, in the unit of its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Expected {
    /// What is to be reached, as it was then.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub target_value: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub expected: i64,
    /// The ends of the 95% interval.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub low: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub high: i64,
}

/// What a rule saw: counts and days, the same as the reports' of these days as known at the end of `as_of`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facts {
    /// The last day of which anything was known.
    pub as_of: LocalDay,
    /// What is held against the threshold.
    #[schema(minimum = -1_000, maximum = 100_000)]
    pub value: i64,
    pub unit: WarningUnit,
    /// As it was then.
    #[schema(minimum = 1, maximum = 1_000)]
    pub threshold: i64,
    pub observed: Counted,
    /// Null where the rule compares with nothing.
    pub compared_with: Option<Counted>,
    /// The category whose other platforms are compared with.
    #[schema(max_length = 60)]
    pub category_code: Option<String>,
    /// Of a target.
    pub forecast: Option<Expected>,
}

/// A warning, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::warnings)]
pub struct Warning {
    pub id: WarningId,
    pub rule: WarningRule,
    pub subject_kind: SubjectKind,
    pub subject_id: String,
    /// The only province whose officer sees it, of the list of 34.
    pub province_code: Option<String>,
    pub status: WarningStatus,
    /// JSON of [`Facts`], so is `end_facts`.
    pub facts: String,
    pub end_facts: Option<String>,
    pub owner_id: Option<AccountId>,
    pub due_on: LocalDay,
    pub snoozed_until: Option<LocalDay>,
    pub raised_at: Timestamp,
    pub updated_at: Timestamp,
    /// Since when it holds no longer.
    pub ended_at: Option<Timestamp>,
    pub version: i64,
}

/// One step of a warning's life.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::warning_changes)]
pub struct WarningChange {
    /// The warning's version since.
    pub number: i64,
    pub what: WarningStep,
    pub changed_at: Timestamp,
    pub changed_by: Option<AccountId>,
    pub owner_id: Option<AccountId>,
    pub snoozed_until: Option<LocalDay>,
    pub note: Option<String>,
}

/// What a rule found of a subject at a look, whether that is a warning or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: WarningRule,
    pub subject_kind: SubjectKind,
    pub subject_id: String,
    pub province_code: Option<String>,
    pub facts: Facts,
    /// Enough cases, and the threshold reached.
    pub holds: bool,
    pub due_working_days: u32,
}

/// Which warnings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The only province whose warnings an officer sees.
    pub own_province: Option<String>,
    pub status: Option<WarningStatus>,
    pub rule: Option<WarningRule>,
    pub subject_id: Option<String>,
    pub province_code: Option<String>,
    pub owner: Option<AccountId>,
}
