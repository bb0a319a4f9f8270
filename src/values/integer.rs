//! Integers as JSON Schema means them: `8.0` is the number 8 (draft 2020-12, 6.1.1), and some languages' libraries write
//! it so. `8.5` is none.

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

/// The largest integer below which every integer is a number of its own in a JSON number of double precision (RFC 8259, 6).
const EXACT: f64 = 9_007_199_254_740_991.0;

/// For members: `#[serde(deserialize_with = "integer")]`.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(Integer)
}

/// As [`integer`], for a member that may be left out.
pub fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<Whole>::deserialize(deserializer)?.map(|Whole(number)| number))
}

/// As [`integer`], for a list of them.
pub fn integers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    Ok(Vec::<Whole>::deserialize(deserializer)?.into_iter().map(|Whole(number)| number).collect())
}

struct Whole(i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        integer(deserializer).map(Self)
    }
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        if number.fract() == 0.0 && number.abs() <= EXACT {
            Ok(number as i64)
        } else {
            Err(E::invalid_type(Unexpected::Float(number), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Deserialize)]
    struct Counted {
        #[serde(default, deserialize_with = "optional_integer")]
        n: Option<i64>,
    }

    fn read(json: &str) -> Result<Option<i64>, String> {
        serde_json::from_str::<Counted>(json).map(|counted| counted.n).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_an_integer() {
        for (json, number) in [
            ("{\"n\":8}", Some(8)),
            ("{\"n\":8.0}", Some(8)),
            ("{\"n\":-3e2}", Some(-300)),
            ("{\"n\":9007199254740991.0}", Some(9_007_199_254_740_991)),
            ("{\"n\":9223372036854775807}", Some(i64::MAX)),
            ("{\"n\":null}", None),
            ("{}", None),
        ] {
            assert_eq!(read(json), Ok(number), "{json}");
        }
        for wrong in ["8.5", "9007199254740992.0", "9223372036854775808", "1e300", "1e400", "\"8\"", "true", "[8]"] {
            assert!(read(&format!("{{\"n\":{wrong}}}")).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_of_writing_are_the_same_number(number in -9_007_199_254_740_991_i64..=9_007_199_254_740_991) {
            prop_assert_eq!(read(&format!("{{\"n\":{number}}}")), Ok(Some(number)));
            prop_assert_eq!(read(&format!("{{\"n\":{number}.0}}")), Ok(Some(number)));
        }
    }
}
