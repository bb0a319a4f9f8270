//! What a vendor states of each vetting criterion, and by which documents it shows it.

use super::evidence;
use super::images::is_hash;
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::faults::Faults;
use crate::http::Person;
use crate::reference;
use crate::values::{VendorId, integer};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

/// As many as there can be criteria.
pub const STATEMENTS: usize = 20;
const TEXT_LENGTH: usize = 2000;
const DOCUMENTS: usize = 10;

/// What a vendor states of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The criterion's number, see `GET /v1/criteria`.
    #[schema(minimum = 1, maximum = 20)]
    #[serde(deserialize_with = "integer")]
    pub criterion: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// Hashes of documents that the vendor uploaded (`POST /v1/vendors/{id}/documents`).
    #[schema(schema_with = documents)]
    #[serde(default)]
    pub documents: Vec<String>,
}

pub(super) fn documents() -> Array {
    let hash = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{64}$"));
    let hash = hash.min_length(Some(64)).max_length(Some(64));
    ArrayBuilder::new().items(hash).max_items(Some(DOCUMENTS)).build()
}

/// The documents that statements name.
pub fn documents_of(statements: &[Statement]) -> Vec<&str> {
    statements.iter().flat_map(|it| &it.documents).map(String::as_str).collect()
}

/// Whose documents may be named: the vendor's, for its own people alone.
pub fn own(who: &Person, vendor: VendorId) -> Option<VendorId> {
    who.vendors().contains(&vendor).then_some(vendor)
}

/// Which of the documents that are named the vendor has; none where it may not be asked. What is no hash is not looked up.
pub(super) fn there(conn: &mut Conn, vendor: Option<VendorId>, named: &[&str]) -> Result<Vec<String>> {
    let named: Vec<&str> = named.iter().copied().filter(|hash| is_hash(hash)).collect();
    match vendor {
        Some(vendor) if !named.is_empty() => evidence::exist(conn, vendor, &named),
        _ => Ok(Vec::new()),
    }
}

/// Faults of the documents that are named at a place: too many, or not among those that are `there`.
pub(super) fn check_documents(faults: &mut Faults, at: &str, there: &[String], named: &[String]) {
    if named.len() > DOCUMENTS {
        faults.add(at, FaultCode::TooMany, DOCUMENTS.to_string());
    }
    for (number, hash) in named.iter().take(DOCUMENTS).enumerate() {
        if !there.contains(hash) {
            faults.add(&format!("{at}/{number}"), FaultCode::UnknownReference, "");
        }
    }
}

/// The statements with their texts normalized; `None` where `faults` got some, each below `/statements`.
///
/// Errors: 503 while the database is away.
pub fn parse(
    conn: &mut Conn,
    faults: &mut Faults,
    vendor: Option<VendorId>,
    sent: &[Statement],
) -> Result<Option<Vec<Statement>>> {
    if sent.len() > STATEMENTS {
        faults.add("/statements", FaultCode::TooMany, STATEMENTS.to_string());
        return Ok(None);
    }
    if sent.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let known: Vec<i64> = reference::criteria(conn)?.iter().map(|it| it.number).collect();
    let named = documents_of(sent);
    let there = there(conn, vendor, &named)?;
    let (mut seen, mut read) = (HashSet::new(), Vec::new());
    for (place, statement) in sent.iter().enumerate() {
        let at = format!("/statements/{place}");
        if !known.contains(&statement.criterion) {
            let possible: Vec<String> = known.iter().map(ToString::to_string).collect();
            faults.add(&format!("{at}/criterion"), FaultCode::NotOneOf, possible.join(", "));
        } else if !seen.insert(statement.criterion) {
            faults.add(&format!("{at}/criterion"), FaultCode::Repeated, "");
        }
        let text = faults.lines(&format!("{at}/text"), &statement.text, TEXT_LENGTH);
        check_documents(faults, &format!("{at}/documents"), &there, &statement.documents);
        read.extend(text.map(|text| Statement { text, ..statement.clone() }));
    }
    Ok((read.len() == sent.len()).then_some(read))
}
