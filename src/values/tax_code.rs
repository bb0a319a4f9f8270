//! Tax codes (mã số thuế) of firms and branches, as Circular 105/2020/TT-BTC writes them.

use std::fmt;

/// The weights of the first nine digits in the check digit.
const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// A firm's ten digits, with three more for a branch: `0314409058` or `0314409058-002`. Its check digit holds.
#[derive(Clone, PartialEq, Eq, Debug, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct TaxCode(String);

crate::values::text_column!(TaxCode, |text| TaxCode::parse(text).ok());

/// Why a text is no tax code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxCodeFault {
    /// Not 10 or 13 ASCII digits (a hyphen may stand before the last three).
    Form,
    /// The tenth digit is not the one that the first nine give.
    CheckDigit,
    /// A branch's number is 001 to 999.
    Branch,
}

impl TaxCode {
    /// Reads 10 digits, or 13 with or without a hyphen before the last three. Spaces and other digits than ASCII's
    /// are refused.
    pub fn parse(text: &str) -> Result<Self, TaxCodeFault> {
        let digits = match text.split_once('-') {
            Some((parent, branch)) if parent.len() == 10 && branch.len() == 3 => format!("{parent}{branch}"),
            Some(_) => return Err(TaxCodeFault::Form),
            None => text.to_owned(),
        };
        if !matches!(digits.len(), 10 | 13) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TaxCodeFault::Form);
        }
        let (parent, branch) = digits.split_at(10);
        if check_digit(parent) != parent.chars().nth(9).and_then(|digit| digit.to_digit(10)) {
            return Err(TaxCodeFault::CheckDigit);
        }
        match branch {
            "" => Ok(Self(parent.to_owned())),
            "000" => Err(TaxCodeFault::Branch),
            number => Ok(Self(format!("{parent}-{number}"))),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ten digits of the firm, also for its branches: trials are counted by these.
    pub fn parent(&self) -> &str {
        self.0.get(..10).unwrap_or_default()
    }

    pub fn is_branch(&self) -> bool {
        self.0.len() > 10
    }

    /// The code of the firm whose first nine digits these are; `None` where none can exist. Made-up firms use it.
    pub fn with_check_digit(nine: &str) -> Option<Self> {
        let digit = check_digit(nine)?;
        Self::parse(&format!("{nine}{digit}")).ok()
    }
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `10 − (Σ weight·digit mod 11)`; a remainder of 0 means that no such code exists.
fn check_digit(nine: &str) -> Option<u32> {
    let sum: u32 =
        WEIGHTS.iter().zip(nine.chars()).map(|(weight, digit)| weight * digit.to_digit(10).unwrap_or_default()).sum();
    match sum % 11 {
        0 => None,
        remainder => Some(10 - remainder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_known_cases_hold() {
        let cases = csv::Reader::from_path("tests/api/data/tax_codes.csv")
            .expect("the cases")
            .into_records()
            .flatten()
            .collect::<Vec<_>>();
        assert!(cases.len() >= 20);
        for case in cases {
            assert_eq!(TaxCode::parse(&case[0]).is_ok(), &case[1] == "yes", "{}: {}", &case[0], &case[2]);
        }
    }

    #[test]
    fn both_forms_of_a_branch_are_one() {
        let hyphen = TaxCode::parse("0314409058-002").expect("a branch");
        assert_eq!(TaxCode::parse("0314409058002"), Ok(hyphen.clone()));
        assert_eq!((hyphen.parent(), hyphen.is_branch()), ("0314409058", true));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_seen(nine in "[0-9]{9}", place in 0usize..10, other in 1u32..10) {
            let Some(code) = TaxCode::with_check_digit(&nine) else { return Ok(()) };
            let changed: String = code.as_str().chars().enumerate()
                .map(|(i, c)| if i == place { char::from_digit((c.to_digit(10).expect("digit") + other) % 10, 10).expect("digit") } else { c })
                .collect();
            prop_assert_eq!(TaxCode::parse(&changed), Err(TaxCodeFault::CheckDigit));
        }

        #[test]
        fn no_text_breaks_the_parser(text in ".{0,20}") {
            if let Ok(code) = TaxCode::parse(&text) {
                prop_assert_eq!(TaxCode::parse(code.as_str()), Ok(code));
            }
        }
    }
}
