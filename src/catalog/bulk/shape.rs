//! The JSON of an entry, read so that every member that has the wrong shape is told, and not the first one alone: what is told is cut
//! out, and the rest is read again.

use super::columns::is_within;
use crate::catalog::profile::Profile;
use crate::catalog::routes::{OfferIn, PlatformPatch};
use crate::catalog::statements::Statement;
use crate::error::{Error, FaultCode};
use crate::faults::Fault;
use crate::http::{optional_object, optional_objects, parse};
use serde::Deserialize;
use serde_json::Value;

/// How many faults of its shape are told of one entry.
const MOST: usize = 40;

/// What an entry says: a slug, and what `PATCH /v1/platforms/{id}` takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// A missing one is no slug.
    #[serde(default)]
    slug: String,
    name: Option<String>,
    category_code: Option<String>,
    summary_vi: Option<String>,
    summary_en: Option<String>,
    #[serde(default, deserialize_with = "optional_object")]
    profile: Option<Profile>,
    #[serde(default, deserialize_with = "optional_objects")]
    offers: Option<Vec<OfferIn>>,
    #[serde(default, deserialize_with = "optional_objects")]
    statements: Option<Vec<Statement>>,
}

impl Entry {
    fn parted(self) -> (String, PlatformPatch) {
        let Self { slug, name, category_code, summary_vi, summary_en, profile, offers, statements } = self;
        (slug, PlatformPatch { name, category_code, summary_vi, summary_en, profile, offers, statements })
    }
}

/// What an entry says, where something is left of it, and what of its shape is wrong.
pub fn read(bytes: &[u8]) -> (Option<(String, PlatformPatch)>, Vec<Fault>) {
    let mut told = Vec::new();
    let mut read = parse::<Entry>(bytes);
    let mut left: Option<Value> = None;
    while let Err(error) = read {
        let cut = tell(&error, &mut told).and_then(|pointer| {
            let mut value = left.take().or_else(|| serde_json::from_slice(bytes).ok())?;
            cut(&mut value, &pointer).then_some(value)
        });
        let Some(value) = cut.filter(|value| value.is_object() && told.len() < MOST) else { return (None, told) };
        read = parse::<Entry>(value.to_string().as_bytes());
        left = Some(value);
    }
    (read.ok().map(Entry::parted), told)
}

/// Adds what is wrong, once for each place; where it is.
fn tell(error: &Error, told: &mut Vec<Fault>) -> Option<String> {
    let fault = worded(error.faults().first()?);
    if !told.iter().any(|known| is_within(&known.pointer, &fault.pointer)) {
        told.push(fault.clone());
    }
    Some(fault.pointer.clone())
}

/// Who fills a cell in with another word than there are reads which there are, and nothing of types.
fn worded(fault: &Fault) -> Fault {
    let words = fault.possible.strip_prefix("unknown variant").filter(|_| fault.code == FaultCode::WrongType);
    let Some(words) = words else { return fault.clone() };
    let known: Vec<&str> = words.split('`').skip(1).step_by(2).skip(1).collect();
    Fault { code: FaultCode::NotOneOf, possible: known.join(", "), ..fault.clone() }
}

/// Cuts out what stands at a place; where nothing does, what is around it, and of a list never one alone, so that the others keep
/// their places.
fn cut(value: &mut Value, pointer: &str) -> bool {
    let Some((above, member)) = pointer.rsplit_once('/') else { return false };
    let member = member.replace("~1", "/").replace("~0", "~");
    let removed = value.pointer_mut(above).and_then(Value::as_object_mut).and_then(|object| object.remove(&member));
    removed.is_some() || cut(value, above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(json: &str) -> Vec<(String, &'static str)> {
        let mut told: Vec<_> =
            read(json.as_bytes()).1.into_iter().map(|fault| (fault.pointer, fault.code.as_str())).collect();
        told.sort();
        told
    }

    fn wanted<const N: usize>(faults: [(&str, &'static str); N]) -> Vec<(String, &'static str)> {
        faults.map(|(pointer, code)| (pointer.to_owned(), code)).to_vec()
    }

    #[test]
    fn every_member_of_the_wrong_shape_is_told() {
        let all = r#"{"slug": 7, "nam": "x", "name": [], "offers": [{"valid_from": "2026-11-16", "days": {"micro": 1.5, "tiny": 3}, "price_vnd_per_month": "free"}],
            "profile": {"sizes": ["huge"], "security_level": "three"}}"#;
        assert_eq!(
            told(all),
            wanted([
                ("/nam", "unknown_field"),
                ("/name", "wrong_type"),
                ("/offers/0/days/micro", "wrong_type"),
                ("/offers/0/days/tiny", "unknown_field"),
                ("/offers/0/price_vnd_per_month", "wrong_type"),
                ("/profile/security_level", "wrong_type"),
                ("/profile/sizes/0", "not_one_of"),
                ("/slug", "wrong_type"),
            ])
        );
        assert_eq!(
            told(r#"{"slug": "a", "name": "x", "name": "y", "summary_vi": 3}"#),
            wanted([("/name", "duplicate_field"), ("/summary_vi", "wrong_type")])
        );
        assert_eq!(
            told(r#"{"slug": "a", "offers": [{"days": {}}]}"#),
            wanted([("/offers/0/valid_from", "missing_field")])
        );
        assert_eq!(told("{\"slug\": "), wanted([("/slug", "syntax")]));
        assert_eq!(told("[1]"), wanted([("", "wrong_type")]));
        assert_eq!(told(r#"{"slug": "a", "name": null}"#), []);
    }

    #[test]
    fn no_entry_tells_more_than_can_be_read() {
        let many: Vec<String> = (0..3000).map(|number| format!("\"x{number}\": 1")).collect();
        assert_eq!(told(&format!("{{{}}}", many.join(","))).len(), MOST);
    }

    proptest! {
        #[test]
        fn nothing_keeps_the_reader_going_for_ever(bytes in "[\\[\\]{}:,\"a-c0-9/~]{0,60}") {
            prop_assert!(read(bytes.as_bytes()).1.len() <= MOST);
        }
    }
}
