//! An offer, as it is said and as stored.

use crate::businesses::SizeClass;
use crate::values::text_enum::text_enum;
use crate::values::{LocalDay, PlatformId, Vnd, optional_integer};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// Days of a trial: decree and programme speak of 3 to 6 months; a year is the outer limit.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=366;

/// Days of free trial by size class; a class without days is not offered a trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"household": null, "micro": 180, "small": 120, "medium": 90}))]
pub struct Days {
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub household: Option<i64>,
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub micro: Option<i64>,
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub small: Option<i64>,
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub medium: Option<i64>,
}

impl Days {
    pub fn of(&self, size: SizeClass) -> Option<i64> {
        match size {
            SizeClass::Household => self.household,
            SizeClass::Micro => self.micro,
            SizeClass::Small => self.small,
            SizeClass::Medium => self.medium,
        }
    }
}

/// What happens when the free trial ends and nobody has agreed to pay. Nothing is ever charged by itself.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    diesel::AsExpression,
    diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum AtEnd {
    /// The access ends.
    #[default]
    Stops,
    /// The access goes on with what the platform gives for free.
    FreeTier,
}

text_enum!(AtEnd { Stops = "stops", FreeTier = "free_tier" });

/// A lower price for the first months after the trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Discount {
    /// Months after the trial's end for which it holds.
    #[schema(minimum = 1, maximum = 36)]
    pub months: i64,
    /// VND a month, below the full price.
    pub price_vnd_per_month: Vnd,
}

impl Discount {
    /// From its two columns, which are both there or both not.
    pub fn of(months: Option<i64>, price: Option<Vnd>) -> Option<Self> {
        months.zip(price).map(|(months, price_vnd_per_month)| Self { months, price_vnd_per_month })
    }
}

/// Local days, the first and the last included; without a last one it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    #[serde(rename = "valid_from")]
    pub from: LocalDay,
    #[serde(rename = "valid_until")]
    pub until: Option<LocalDay>,
}

impl Period {
    pub fn holds_on(self, day: LocalDay) -> bool {
        self.from <= day && !self.is_over(day)
    }

    pub fn is_over(self, day: LocalDay) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    /// The days that both have.
    pub fn common(self, other: Self) -> Option<Self> {
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        let from = self.from.max(other.from);
        until.is_none_or(|until| from <= until).then_some(Self { from, until })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.until {
            Some(until) => write!(f, "{} – {until}", self.from),
            None => write!(f, "≥ {}", self.from),
        }
    }
}

/// Those that hold on a day on which one that begins earlier (of two that begin together: stands earlier) holds too, and the
/// first such days.
pub fn overlaps(periods: &[Period]) -> Vec<(usize, Period)> {
    let mut in_turn: Vec<(usize, Period)> = periods.iter().copied().enumerate().collect();
    in_turn.sort_by_key(|(place, period)| (period.from, *place));
    let (mut open, mut found): (Option<Period>, Vec<(usize, Period)>) = (None, Vec::new());
    for (place, period) in in_turn {
        found.extend(open.and_then(|open| open.common(period)).map(|days| (place, days)));
        // Of those so far, the one that goes on longest.
        let lasts = open.filter(|open| open.until.is_none_or(|end| period.until.is_some_and(|until| until <= end)));
        open = lasts.or(Some(period));
    }
    found
}

/// A trial's terms, and when they are given; kept in versions of a listing in this form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    #[serde(flatten)]
    pub period: Period,
    pub days: Days,
    pub max_employees: Option<i64>,
    pub discount: Option<Discount>,
    #[serde(rename = "price_vnd_per_month")]
    pub price_per_month: Vnd,
    /// Line by line; as many in English.
    pub included_vi: Vec<String>,
    pub included_en: Vec<String>,
    pub at_end: AtEnd,
}

impl Offer {
    /// An offer that goes on, for businesses of any head count, without a discount.
    pub fn open(from: LocalDay, days: Days, price_per_month: Vnd) -> Self {
        Self {
            period: Period { from, until: None },
            days,
            max_employees: None,
            discount: None,
            price_per_month,
            included_vi: Vec::new(),
            included_en: Vec::new(),
            at_end: AtEnd::Stops,
        }
    }

    /// Days of trial for a business of this size; `None` when the offer is not for it.
    pub fn days_for(&self, size: SizeClass, employees: i64) -> Option<i64> {
        let within = self.max_employees.is_none_or(|max| employees <= max);
        self.days.of(size).filter(|_| within)
    }

    /// For whom the offer is, in a few words: for a refusal.
    pub fn audience(&self) -> String {
        let sizes: Vec<&str> =
            SizeClass::ALL.iter().filter(|size| self.days.of(**size).is_some()).map(SizeClass::as_str).collect();
        match self.max_employees {
            Some(max) => format!("{}, ≤ {max}", sizes.join(", ")),
            None => sizes.join(", "),
        }
    }
}

/// An offer, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::offers)]
pub struct OfferRow {
    pub platform_id: PlatformId,
    pub valid_from: LocalDay,
    pub valid_until: Option<LocalDay>,
    pub household_days: Option<i64>,
    pub micro_days: Option<i64>,
    pub small_days: Option<i64>,
    pub medium_days: Option<i64>,
    pub max_employees: Option<i64>,
    pub discount_months: Option<i64>,
    pub discount_price_vnd_per_month: Option<Vnd>,
    pub price_vnd_per_month: Vnd,
    pub included_vi: String,
    pub included_en: String,
    pub at_end: AtEnd,
}

impl OfferRow {
    pub fn period(&self) -> Period {
        Period { from: self.valid_from, until: self.valid_until }
    }

    pub fn days(&self) -> Days {
        Days {
            household: self.household_days,
            micro: self.micro_days,
            small: self.small_days,
            medium: self.medium_days,
        }
    }
}

impl From<OfferRow> for Offer {
    fn from(row: OfferRow) -> Self {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Self {
            period: row.period(),
            days: row.days(),
            max_employees: row.max_employees,
            discount: Discount::of(row.discount_months, row.discount_price_vnd_per_month),
            price_per_month: row.price_vnd_per_month,
            included_vi: lines(&row.included_vi),
            included_en: lines(&row.included_en),
            at_end: row.at_end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn an_offer_is_for_the_sizes_it_names() {
        let days = Days { micro: Some(180), small: Some(90), ..Days::default() };
        let from = LocalDay::parse("2026-11-16").expect("a day");
        let offer = Offer { max_employees: Some(49), ..Offer::open(from, days, Vnd::billions(0)) };
        assert_eq!(offer.days_for(SizeClass::Micro, 8), Some(180));
        assert_eq!(offer.days_for(SizeClass::Small, 49), Some(90));
        assert_eq!(offer.days_for(SizeClass::Small, 50), None);
        assert_eq!(offer.days_for(SizeClass::Medium, 8), None);
        assert_eq!(offer.audience(), "micro, small, ≤ 49");
    }

    /// A day of the fifty that the property looks at.
    fn day(number: u32) -> LocalDay {
        LocalDay::parse("2026-12-20").expect("a day").plus_days(number)
    }

    fn period() -> impl Strategy<Value = Period> {
        (0..40_u32, prop::option::of(0..12_u32))
            .prop_map(|(from, more)| Period { from: day(from), until: more.map(|more| day(from + more)) })
    }

    proptest! {
        /// Held against the days one by one: who holds on each.
        #[test]
        fn overlaps_are_the_days_on_which_two_hold(periods in prop::collection::vec(period(), 0..8)) {
            let turn = |place: &usize| (periods[*place].from, *place);
            let mut expected: BTreeMap<usize, Vec<LocalDay>> = BTreeMap::new();
            for today in (0..60).map(day) {
                let mut holding: Vec<usize> = (0..periods.len()).filter(|place| periods[*place].holds_on(today)).collect();
                holding.sort_by_key(turn);
                for later in holding.iter().skip(1) {
                    expected.entry(*later).or_default().push(today);
                }
            }
            let found = overlaps(&periods);
            prop_assert_eq!(found.iter().map(|(place, _)| *place).collect::<std::collections::BTreeSet<_>>(), expected.keys().copied().collect());
            for (place, days) in found {
                let all = expected.get(&place).expect("expected");
                prop_assert_eq!(days.from, all[0], "the first day that is held twice");
                let of_it = (0..60).map(day).filter(|day| days.holds_on(*day));
                prop_assert!(of_it.eq(all.iter().copied()), "and all others with it");
            }
        }

        #[test]
        fn what_is_common_does_not_depend_on_the_order(one in period(), two in period()) {
            prop_assert_eq!(one.common(two), two.common(one));
            let shared = (0..60).map(day).filter(|day| one.holds_on(*day) && two.holds_on(*day));
            let common = one.common(two);
            prop_assert!(shared.eq((0..60).map(day).filter(|day| common.is_some_and(|common| common.holds_on(*day)))));
        }
    }

    #[test]
    fn days_are_said_in_a_few_signs() {
        let from = day(0);
        assert_eq!(Period { from, until: Some(day(1)) }.to_string(), "2026-12-20 – 2026-12-21");
        assert_eq!(Period { from, until: None }.to_string(), "≥ 2026-12-20");
    }
}
