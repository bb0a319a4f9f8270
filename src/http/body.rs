//! Strict JSON bodies: the right content type, no unknown or doubled members, and the place of the first fault.

use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::marker::PhantomData;

/// The parsed body of a request.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = is_json(request);
        // The middleware has read the body, within its limit: this only takes it over.
        let bytes = Bytes::from_request(request, payload);
        async move {
            if !json {
                return Err(Error::with(Code::UnsupportedMediaType, "application/json"));
            }
            parse(&bytes.await.map_err(|e| Error::because(Code::BadRequest, e))?).map(Self)
        }
        .boxed_local()
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Parses, or names the first fault and its place.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let mut track = serde_path_to_error::Track::new();
    let parsed = object(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let parsed = parsed.map_err(|error| fault(bytes, pointer(&track.path()), &error))?;
    json.end().map_err(|error| fault(bytes, String::new(), &error))?;
    Ok(parsed)
}

/// An object: serde alone would take an array of the members' values for it too. For members that are objects:
/// `#[serde(deserialize_with = "object")]`.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Object(PhantomData))
}

/// As [`object`], for a member that may be left out.
pub fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_option(OptionalObject(PhantomData))
}

/// As [`object`], for a member that is an array of objects.
pub fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct One<T>(T);
    impl<'de, T: Deserialize<'de>> Deserialize<'de> for One<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            object(deserializer).map(Self)
        }
    }
    Ok(Vec::<One<T>>::deserialize(deserializer)?.into_iter().map(|One(one)| one).collect())
}

/// As [`objects`], for a member that may be left out.
pub fn optional_objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    struct All<T>(Vec<T>);
    impl<'de, T: Deserialize<'de>> Deserialize<'de> for All<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            objects(deserializer).map(Self)
        }
    }
    Ok(Option::<All<T>>::deserialize(deserializer)?.map(|All(all)| all))
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

struct OptionalObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OptionalObject<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        object(deserializer).map(Some)
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    parts.take(32).collect::<String>().chars().take(300).collect()
}

fn fault(bytes: &[u8], mut pointer: String, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let text = text.rsplit_once(" at line").map_or(text.as_str(), |(text, _)| text);
    let (code, field, possible) = described(text);
    // serde_json takes a number in the place of one of several words for a fault of syntax.
    let other_type = || text == "expected value" && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok();
    let (code, possible) = match code {
        Some(code) => (code, possible),
        None if text == "number out of range" => (
            FaultCode::OutOfRange,
            format!("{:e} – {:e}, line {}, column {}", f64::MIN, f64::MAX, error.line(), error.column()),
        ),
        None if error.is_data() || other_type() => (FaultCode::WrongType, text.chars().take(200).collect()),
        None => (
            FaultCode::Syntax,
            format!("{}, line {}, column {}", text.chars().take(200).collect::<String>(), error.line(), error.column()),
        ),
    };
    if let Some(field) = field.filter(|field| !pointer.ends_with(&format!("/{field}"))) {
        pointer = format!("{pointer}/{field}");
    }
    let pointer = pointer.chars().take(300).collect();
    Error::faulty(Code::MalformedJson, vec![Fault { pointer, code, possible }])
}

/// Reads serde's three sentences about members: what is wrong, with which one, and what is possible.
pub(super) fn described(text: &str) -> (Option<FaultCode>, Option<String>, String) {
    let code = if text.starts_with("unknown field") {
        FaultCode::UnknownField
    } else if text.starts_with("duplicate field") {
        FaultCode::DuplicateField
    } else if text.starts_with("missing field") {
        FaultCode::MissingField
    } else {
        return (None, None, String::new());
    };
    let mut names = text.split('`').skip(1).step_by(2);
    let field = names.next().map(|name| name.replace('~', "~0").replace('/', "~1").chars().take(100).collect());
    (Some(code), field, names.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Offer {
        days: i64,
        #[serde(default, deserialize_with = "optional_object")]
        inner: Option<Box<Offer>>,
    }

    #[test]
    fn the_first_fault_is_named_with_its_place() {
        let deep = format!("{}1{}", "{\"days\":1,\"inner\":".repeat(10_000), "}".repeat(10_000));
        for (body, code, pointer) in [
            ("", FaultCode::Syntax, ""),
            ("{\"days\":1}x", FaultCode::Syntax, ""),
            ("{}", FaultCode::MissingField, "/days"),
            ("{\"days\":1,\"dyas\":2}", FaultCode::UnknownField, "/dyas"),
            ("{\"days\":1,\"days\":2}", FaultCode::DuplicateField, "/days"),
            ("[1]", FaultCode::WrongType, ""),
            ("{\"days\":1,\"inner\":[2]}", FaultCode::WrongType, "/inner"),
            ("{\"days\":\"1\"}", FaultCode::WrongType, "/days"),
            ("{\"days\":1.5}", FaultCode::WrongType, "/days"),
            ("{\"days\":1e400}", FaultCode::OutOfRange, "/days"),
            ("{\"days\":1,\"inner\":{\"days\":-1e999}}", FaultCode::OutOfRange, "/inner/days"),
            ("{\"days\":1,\"inner\":{\"days\":null}}", FaultCode::WrongType, "/inner/days"),
            ("{\"days\":1,\"inner\":\"\\ud800\"}", FaultCode::Syntax, "/inner"),
        ] {
            let error = parse::<Offer>(body.as_bytes()).expect_err(body);
            let faults: Vec<_> = error.faults().iter().map(|f| (f.code, f.pointer.as_str())).collect();
            assert!(
                faults == [(code, pointer)]
                    || code == FaultCode::Syntax && faults.first().is_some_and(|f| f.0 != FaultCode::MissingField),
                "{body}: {faults:?}"
            );
        }
        assert_eq!(parse::<Offer>(deep.as_bytes()).expect_err("too deep").code(), Code::MalformedJson);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_parser(bytes: Vec<u8>) {
            if let Err(error) = parse::<Offer>(&bytes) {
                prop_assert_eq!(error.code(), Code::MalformedJson);
                prop_assert_eq!(error.faults().len(), 1);
            }
        }
    }
}
