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
    serde_urlencoded::from_str(text).map_err(|error| {
        let text = error.to_string();
        match described(&text) {
            (Some(FaultCode::UnknownField), Some(name), possible) => {
                refused(&name, FaultCode::UnknownParameter, possible)
            }
            (Some(code), Some(name), possible) => refused(&name, code, possible),
            _ => culprit::<T>(&pairs, &text),
        }
    })
}

/// serde's other sentences do not name the parameter: it is the one without which the query parses, or fails otherwise.
fn culprit<T: DeserializeOwned>(pairs: &[(String, String)], text: &str) -> Error {
    let guilty = pairs.iter().find(|(name, _)| {
        let others: Vec<_> = pairs.iter().filter(|(other, _)| other != name).collect();
        let rest = serde_urlencoded::to_string(others).unwrap_or_default();
        serde_urlencoded::from_str::<T>(&rest).map_or_else(|error| error.to_string() != text, |_| true)
    });
    let name = guilty.map(|(name, _)| name.as_str()).unwrap_or_default();
    refused(name, FaultCode::WrongParameter, text.chars().take(500).collect())
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
}
