//! An invoice's key, parsed at the edge, and an invoice as stored.

use crate::values::{ConversionId, InvoiceId, TaxCode, Timestamp};
use diesel::prelude::*;

/// The first year of electronic invoices in this form (decree 123/2020/NĐ-CP).
pub const FIRST_YEAR: i64 = 2020;
pub const LAST_YEAR: i64 = 2099;
/// Numbers have up to eight digits, and begin anew each year.
pub const LAST_NUMBER: i64 = 99_999_999;
/// Characters of what staff write down of a check.
pub const NOTE_LENGTH: usize = 1_000;

/// Form and symbol as invoices bear them, e.g. `1C26TAA`: the form, 1 to 6 by circular 78/2021/TT-BTC and up to 9 since; `C`
/// with or `K` without the tax office's code; the year's last two digits; the kind; two characters of the seller's own.
#[derive(Clone, PartialEq, Eq, Debug, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Symbol(String);

crate::values::text_column!(Symbol, Symbol::parse);

impl Symbol {
    pub fn parse(text: &str) -> Option<Self> {
        let fits = match text.as_bytes() {
            [form, code, tens, ones, kind, own @ ..] => {
                matches!(form, b'1'..=b'9')
                    && matches!(code, b'C' | b'K')
                    && tens.is_ascii_digit()
                    && ones.is_ascii_digit()
                    && kind.is_ascii_uppercase()
                    && own.len() == 2
                    && own.iter().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
            }
            _ => false,
        };
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year whose last two digits the symbol has: an invoice has one key, and not one for each year that is typed.
    pub fn year(&self) -> i64 {
        2_000 + self.0.get(2..4).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or_default()
    }
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What tells an invoice from every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceKey {
    pub seller: TaxCode,
    pub symbol: Symbol,
    pub number: i64,
    pub year: i64,
}

/// An invoice that was shown, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::invoices)]
pub struct Invoice {
    pub id: InvoiceId,
    pub conversion_id: ConversionId,
    pub seller_tax_code: TaxCode,
    pub symbol: Symbol,
    pub number: i64,
    pub year: i64,
    pub shown_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn form_and_symbol_are_seven_characters_in_their_order() {
        for good in ["1C26TAA", "2K22TYY", "6K25NAB", "1C26MBB", "7K26XAA", "1C26T01"] {
            assert_eq!(Symbol::parse(good).as_ref().map(Symbol::as_str), Some(good));
        }
        for wrong in [
            "", "C26TAA", "0C26TAA", "1D26TAA", "1C2TAA", "1C26TA", "1C26TAAA", "1c26taa", "1C26taa", "1C26T A",
            "1C26TÀA", "1C26TA\0", " 1C26TAA", "1C261AA",
        ] {
            assert_eq!(Symbol::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Symbol::parse("1C26TAA").map(|symbol| symbol.year()), Some(2026));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in ".{0,10}") {
            if let Some(symbol) = Symbol::parse(&text) {
                prop_assert_eq!(symbol.as_str(), text.as_str());
                prop_assert!((2_000..2_100).contains(&symbol.year()));
            }
        }
    }
}
