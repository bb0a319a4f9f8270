//! A review, parsed at the edge and as stored.

use crate::businesses::SizeClass;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, PlatformId, ReviewId, Timestamp, TrialId, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Characters of a text and of an answer.
pub const TEXT_LENGTH: usize = 2_000;
/// What a question can be answered with.
pub const SCORES: std::ops::RangeInclusive<i64> = 1..=5;

/// What is typed in a review, and shown to others once staff have published it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReviewPart)]
pub enum Part {
    /// What the business wrote beside its scores.
    Text,
    /// What the vendor answered.
    Answer,
}

text_enum!(Part { Text = "text", Answer = "answer" });

/// Where a part stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReviewPartState)]
pub enum PartState {
    /// There is none.
    Absent,
    /// It waits for staff.
    Waiting,
    /// Everybody reads it.
    Published,
    /// Only who wrote it and staff read it.
    Refused,
}

text_enum!(PartState { Absent = "absent", Waiting = "waiting", Published = "published", Refused = "refused" });

/// The answers to the four questions, 1 (worst) to 5 (best).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::reviews)]
pub struct Scores {
    /// Does it do what the business needs?
    pub fits_need: i64,
    pub ease_of_use: i64,
    /// The vendor's help.
    pub support: i64,
    pub value_for_money: i64,
}

/// What a business says.
#[derive(Clone, Debug)]
pub struct NewReview {
    pub scores: Scores,
    pub text: Option<String>,
}

/// What a business says instead; what is left out stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewScores {
    pub fits_need: Option<i64>,
    pub ease_of_use: Option<i64>,
    pub support: Option<i64>,
    pub value_for_money: Option<i64>,
}

impl NewScores {
    pub fn over(self, present: Scores) -> Scores {
        Scores {
            fits_need: self.fits_need.unwrap_or(present.fits_need),
            ease_of_use: self.ease_of_use.unwrap_or(present.ease_of_use),
            support: self.support.unwrap_or(present.support),
            value_for_money: self.value_for_money.unwrap_or(present.value_for_money),
        }
    }
}

/// A review, as stored.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::reviews)]
pub struct Review {
    pub id: ReviewId,
    pub trial_id: TrialId,
    pub business_id: BusinessId,
    pub platform_id: PlatformId,
    pub vendor_id: VendorId,
    pub size_class: SizeClass,
    pub written_by: AccountId,
    pub written_at: Timestamp,
    /// When the business last said something else.
    pub changed_at: Timestamp,
    #[diesel(embed)]
    pub scores: Scores,
    pub text: Option<String>,
    pub text_written_at: Option<Timestamp>,
    pub text_decided_by: Option<AccountId>,
    pub text_decided_at: Option<Timestamp>,
    /// Of the list `moderation`; null where the text was published.
    pub text_reason_code: Option<String>,
    pub answer: Option<String>,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<Timestamp>,
    pub answer_decided_by: Option<AccountId>,
    pub answer_decided_at: Option<Timestamp>,
    pub answer_reason_code: Option<String>,
    pub waits_since: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Review {
    /// Where a part stands: what was erased is not there, whatever was decided on it.
    #[must_use]
    pub const fn state(&self, part: Part) -> PartState {
        let (typed, decided, refused) = match part {
            Part::Text => (self.text.is_some(), self.text_decided_at.is_some(), self.text_reason_code.is_some()),
            Part::Answer => {
                (self.answer.is_some(), self.answer_decided_at.is_some(), self.answer_reason_code.is_some())
            }
        };
        match (typed, decided, refused) {
            (false, ..) => PartState::Absent,
            (true, false, _) => PartState::Waiting,
            (true, true, false) => PartState::Published,
            (true, true, true) => PartState::Refused,
        }
    }

    /// What a part says, once it is published.
    #[must_use]
    pub fn published(&self, part: Part) -> Option<&str> {
        let typed = match part {
            Part::Text => &self.text,
            Part::Answer => &self.answer,
        };
        typed.as_deref().filter(|_| self.state(part) == PartState::Published)
    }

    /// Who wrote a part; for a text that nobody wrote, who gave the scores.
    #[must_use]
    pub const fn author(&self, part: Part) -> Option<AccountId> {
        match part {
            Part::Text => Some(self.written_by),
            Part::Answer => self.answered_by,
        }
    }

    /// Since when something of it waits for staff.
    #[must_use]
    pub fn waiting(&self) -> Option<Timestamp> {
        let since = |part, at: Option<Timestamp>| at.filter(|_| self.state(part) == PartState::Waiting);
        [since(Part::Text, self.text_written_at), since(Part::Answer, self.answered_at)].into_iter().flatten().min()
    }
}
