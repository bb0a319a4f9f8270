//! Integers as JSON Schema means them: `8.0` is the number 8 (draft 2020-12, 6.1.1), and some languages' libraries write
//! it so. `8.5` is none. What is too large to be kept is read as the largest that can be: every member has bounds that are narrower, and
//! its place and those are told, as of any other number beyond them.

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
        Ok(i64::try_from(number).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
        match number {
            number if number.fract() != 0.0 => Err(E::invalid_type(Unexpected::Float(number), &self)),
            number if number > EXACT => Ok(i64::MAX),
            number if number < -EXACT => Ok(i64::MIN),
            number => Ok(number as i64),
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
            // Beyond what is kept, and so beyond every bound.
            ("{\"n\":9223372036854775808}", Some(i64::MAX)),
            ("{\"n\":18446744073709551616}", Some(i64::MAX)),
            ("{\"n\":9007199254740992.0}", Some(i64::MAX)),
            ("{\"n\":1e300}", Some(i64::MAX)),
            ("{\"n\":-9223372036854775809}", Some(i64::MIN)),
            ("{\"n\":null}", None),
            ("{}", None),
        ] {
            assert_eq!(read(json), Ok(number), "{json}");
        }
        for wrong in ["8.5", "-0.5", "1e400", "\"8\"", "true", "[8]"] {
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
