//! Strict query strings: an unknown or repeated parameter is refused by name, because a typo must not widen a result.

use super::body::described;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// The parsed query of a request.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(text).map_err(|e| Error::because(Code::InvalidQuery, e))?;
    let mut seen: Vec<&str> = Vec::new();
    for (name, _) in &pairs {
        if seen.contains(&name.as_str()) {
            return Err(refused(name, FaultCode::RepeatedParameter, String::new()));
        }
        seen.push(name);
    }
    of_pairs(pairs)
}

fn of_pairs<T: DeserializeOwned>(mut pairs: Vec<(String, String)>) -> Result<T> {
    let text = serde_urlencoded::to_string(&pairs).map_err(|e| Error::because(Code::InvalidQuery, e))?;
    let said = match serde_urlencoded::from_str(&text) {
        Ok(query) => return Ok(query),
        Err(error) => error.to_string(),
    };
    match described(&said) {
        (Some(FaultCode::UnknownField), Some(name), possible) => {
            return Err(refused(&name, FaultCode::UnknownParameter, possible));
        }
        (Some(code), Some(name), possible) => return Err(refused(&name, code, possible)),
        _ => {}
    }
    let guilty = culprit::<T>(&pairs, &said).to_owned();
    let (nearest, value) = (nearest(&said), pairs.iter_mut().find(|(name, _)| *name == guilty));
    if let (Some(nearest), Some((_, value))) = (nearest, value)
        && *value != nearest
    {
        *value = nearest;
        return of_pairs(pairs);
    }
    Err(refused(&guilty, FaultCode::WrongParameter, said.chars().take(500).collect()))
}

/// What is read instead of an integer that 64 bits do not hold, as in bodies: every parameter has narrower bounds, and these are told.
fn nearest(said: &str) -> Option<String> {
    match said {
        "number too large to fit in target type" => Some(i64::MAX.to_string()),
        "number too small to fit in target type" => Some(i64::MIN.to_string()),
        _ => None,
    }
}

/// serde's other sentences do not name the parameter: it is the one without which the query parses, or fails otherwise.
fn culprit<'p, T: DeserializeOwned>(pairs: &'p [(String, String)], text: &str) -> &'p str {
    let guilty = pairs.iter().find(|(name, _)| {
        let others: Vec<_> = pairs.iter().filter(|(other, _)| other != name).collect();
        let rest = serde_urlencoded::to_string(others).unwrap_or_default();
        serde_urlencoded::from_str::<T>(&rest).map_or_else(|error| error.to_string() != text, |_| true)
    });
    guilty.map(|(name, _)| name.as_str()).unwrap_or_default()
}

fn refused(name: &str, code: FaultCode, possible: String) -> Error {
    Error::faulty(Code::InvalidQuery, vec![Fault { pointer: name.chars().take(100).collect(), code, possible }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Search {
        q: Option<String>,
        limit: Option<u8>,
        days: Option<i64>,
    }

    #[test]
    fn a_typo_never_widens_a_result() {
        assert!(parse::<Search>("q=k%E1%BA%BF+to%C3%A1n&limit=3").is_ok());
        for (query, code, name) in [
            ("limt=3", FaultCode::UnknownParameter, "limt"),
            ("limit=3&limit=4", FaultCode::RepeatedParameter, "limit"),
            ("q=a&limit=x", FaultCode::WrongParameter, "limit"),
            ("limit=300&q=a", FaultCode::WrongParameter, "limit"),
        ] {
            let error = parse::<Search>(query).expect_err(query);
            let faults: Vec<_> = error.faults().iter().map(|f| (f.code, f.pointer.as_str())).collect();
            assert_eq!(faults, [(code, name)], "{query}");
        }
    }

    #[test]
    fn an_integer_that_64_bits_do_not_hold_is_the_nearest_that_they_do() {
        let query = parse::<Search>("q=99999999999999999999&days=99999999999999999999").expect("parsed");
        assert_eq!((query.q.as_deref(), query.days), (Some("99999999999999999999"), Some(i64::MAX)));
        assert_eq!(parse::<Search>("days=-99999999999999999999").expect("parsed").days, Some(i64::MIN));
        for query in ["limit=99999999999999999999", "limit=300", "days=9e9", "days=1.5", "days="] {
            assert!(parse::<Search>(query).is_err(), "{query}");
        }
    }
}
