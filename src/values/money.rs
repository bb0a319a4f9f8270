//! Money is a whole number of đồng (VND), which has no smaller unit in use.

use super::Locale;
use serde::{Deserialize, Serialize};

/// An amount of VND, 0 to 10^15 (a thousand times the largest yearly revenue of an SME).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::BigInt)]
#[serde(try_from = "i64")]
pub struct Vnd(i64);

impl TryFrom<i64> for Vnd {
    type Error = &'static str;

    fn try_from(amount: i64) -> Result<Self, Self::Error> {
        Self::new(amount).ok_or("out of range")
    }
}

crate::values::bigint_column!(Vnd, Vnd::new);

impl Vnd {
    /// The largest amount.
    pub const MAX: i64 = 1_000_000_000_000_000;

    /// `None` outside 0 to [`Vnd::MAX`].
    pub fn new(amount: i64) -> Option<Self> {
        (0..=Self::MAX).contains(&amount).then_some(Self(amount))
    }

    pub const fn billions(amount: i64) -> Self {
        Self(amount * 1_000_000_000)
    }

    pub const fn amount(self) -> i64 {
        self.0
    }
}

impl Vnd {
    /// As people write it: `1.250.000 đ` in Vietnamese, `VND 1,250,000` in English.
    pub fn for_people(self, locale: Locale) -> String {
        let digits = self.0.to_string();
        let mark = if locale == Locale::Vi { '.' } else { ',' };
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        if locale == Locale::Vi { format!("{grouped} đ") } else { format!("VND {grouped}") }
    }
}

impl utoipa::PartialSchema for Vnd {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0))
            .maximum(Some(Self::MAX))
            .description(Some("An amount of money, whole VND."))
            .examples([1_250_000])
            .into()
    }
}
impl utoipa::ToSchema for Vnd {}

#[cfg(test)]
mod tests {
    use super::{Locale, Vnd};
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_in_groups_of_three() {
        for (amount, text) in [(0, "0 đ"), (999, "999 đ"), (1_000, "1.000 đ"), (1_250_000, "1.250.000 đ")] {
            assert_eq!(Vnd::new(amount).map(|vnd| vnd.for_people(Locale::Vi)).as_deref(), Some(text));
        }
        assert_eq!(Vnd::billions(1).for_people(Locale::En), "VND 1,000,000,000");
    }

    proptest! {
        #[test]
        fn an_amount_is_taken_exactly_within_its_range(amount: i64) {
            prop_assert_eq!(Vnd::new(amount).is_some(), (0..=Vnd::MAX).contains(&amount));
        }

        #[test]
        fn written_amounts_keep_their_digits(amount in 0..=Vnd::MAX) {
            let digits: String = Vnd::new(amount).expect("in range").for_people(Locale::En).chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits, amount.to_string());
        }
    }
}
