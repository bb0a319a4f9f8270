//! A set of rules, parsed at the edge and as stored.

use crate::values::text_enum::text_enum;
use crate::values::{AccountId, LocalDay, RulesId, Timestamp};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

pub const REASON_LENGTH: usize = 1_000;

/// Days of one series, at most.
pub const SERIES: usize = 10;

/// What became of a change of the rules.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum RulesStatus {
    /// It waits for a second administrator.
    Pending,
    /// It holds from its day on.
    Agreed,
    /// A second administrator refused it, or who proposed it took it back.
    Refused,
}

text_enum!(RulesStatus { Pending = "pending", Agreed = "agreed", Refused = "refused" });

/// A series of days, rising; in the table written with commas.
#[derive(Clone, Debug, PartialEq, Eq, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Days {
    text: String,
    days: Vec<i32>,
}

impl Days {
    /// `None` where the days do not rise, lie outside −366 to 3,660, or are more than [`SERIES`].
    pub fn new(days: &[i64]) -> Option<Self> {
        let whole = |day: &i64| i32::try_from(*day).ok().filter(|day| (-366..=3_660).contains(day));
        let days: Vec<i32> = days.iter().map(whole).collect::<Option<_>>()?;
        let sound = days.len() <= SERIES && days.is_sorted_by(|one, next| one < next);
        let text = days.iter().map(i32::to_string).collect::<Vec<_>>().join(",");
        sound.then_some(Self { text, days })
    }

    fn parse(text: &str) -> Option<Self> {
        let parts = text.split(',').filter(|part| !part.is_empty());
        Self::new(&parts.map(|part| part.parse().ok()).collect::<Option<Vec<i64>>>()?)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The days in their order.
    pub fn iter(&self) -> impl Iterator<Item = i32> {
        self.days.iter().copied()
    }
}

crate::values::text_column!(Days, Days::parse);

/// The document's shape of a series: up to ten rising days.
pub fn series() -> utoipa::openapi::schema::Array {
    use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};
    let day = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(-366))
        .maximum(Some(3_660));
    ArrayBuilder::new().items(day).max_items(Some(10)).build()
}

/// What is ruled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The first local day on which they hold.
    pub holds_from: LocalDay,
    /// Days of a trial at most, whatever is offered; 1–366.
    pub longest_trial_days: i64,
    /// People of a business at most; `None` where only the classes of size count.
    pub largest_employees: Option<i64>,
    /// How often a trial is extended at most; 0–12.
    pub extensions: i64,
    /// Days by which a trial is extended in all, at most; 0–366.
    pub extension_days: i64,
    /// Days after a trial's end within which a conversion counts for its cohort; 1–366.
    pub window_days: i64,
    /// Working days that a vendor has to answer before it is nudged; 1–30.
    pub answer_working_days: i64,
    /// Working days after the nudge until staff and business are told; 1–30.
    pub escalation_working_days: i64,
    /// Working days after that until the request ends as unanswered; 1–30.
    pub unanswered_working_days: i64,
    /// Days of reminders about a trial's end, counted from it: −3 is three days before.
    pub reminder_days: Days,
    /// Days after a claim on which the other side is reminded; on the last one staff are told too.
    pub claim_reminder_days: Days,
    /// Days after a conversion on which both sides are asked whether it lasts.
    pub retention_days: Days,
}

/// A set of rules, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::programme_rules)]
pub struct Rules {
    pub id: RulesId,
    pub holds_from: LocalDay,
    pub longest_trial_days: i64,
    pub largest_employees: Option<i64>,
    pub extensions: i64,
    pub extension_days: i64,
    pub window_days: i64,
    pub answer_working_days: i64,
    pub escalation_working_days: i64,
    pub unanswered_working_days: i64,
    pub reminder_days: Days,
    pub claim_reminder_days: Days,
    pub retention_days: Days,
    pub reason: String,
    pub status: RulesStatus,
    /// `None` for the first rules, which came with the program.
    pub proposed_by: Option<AccountId>,
    pub proposed_at: Timestamp,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Timestamp>,
    pub version: i64,
}

impl Rules {
    /// How long after a trial's end a conversion still counts for its cohort.
    pub fn window(&self) -> Duration {
        Duration::from_secs(self.window_days.unsigned_abs() * 86_400)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_series_rises_and_is_short() {
        assert_eq!(Days::new(&[-14, -7, 0, 7]).map(|days| days.text), Some("-14,-7,0,7".to_owned()));
        assert_eq!(Days::parse("").map(|days| days.days), Some(vec![]));
        for wrong in [&[1, 1][..], &[2, 1], &[-367], &[3_661], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]] {
            assert_eq!(Days::new(wrong), None, "{wrong:?}");
        }
        assert_eq!(Days::parse("1,x"), None);
    }

    proptest! {
        #[test]
        fn a_series_reads_back(days in prop::collection::btree_set(-366i64..=3_660, 0..=SERIES)) {
            let days: Vec<i64> = days.into_iter().collect();
            let made = Days::new(&days).expect("a series");
            prop_assert_eq!(Days::parse(made.as_str()), Some(made.clone()));
            prop_assert_eq!(made.iter().map(i64::from).collect::<Vec<_>>(), days);
        }
    }
}
