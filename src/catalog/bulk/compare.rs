//! A file beside what a vendor lists: what is new, what differs, and every fault.

use super::entry::Entry;
use super::{Told, refused};
use crate::catalog::actions::MOST_UNPUBLISHED;
use crate::catalog::lifecycle::{self, Actor, Stand, Verb};
use crate::catalog::model::{NewPlatform, Platform, is_slug};
use crate::catalog::store;
use crate::catalog::versions::{ListingVersion, store as versions};
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::faults::Fault;
use crate::values::{PlatformId, VendorId};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// What bringing in a listing comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is drafted.
    New,
    /// The version that is worked on is rewritten, or the next one begins.
    Changed,
    /// It says what the newest version says already.
    Unchanged,
}

/// An entry without faults.
pub struct Compared {
    pub row: i64,
    /// The listing that is there.
    pub platform: Option<PlatformId>,
    pub outcome: Outcome,
    /// What the listing says afterwards.
    pub said: NewPlatform,
}

/// The slugs of a file that can be any.
pub fn slugs(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.slug.as_str()).filter(|slug| is_slug(slug)).collect()
}

/// Compares a file with what is listed.
///
/// Errors: 422 that names every fault of the file by row and column.
pub fn compare(conn: &mut Conn, vendor: VendorId, entries: &[Entry]) -> Result<Vec<Compared>> {
    let known = store::by_slug(conn, &slugs(entries))?;
    let own: Vec<PlatformId> = known.values().filter(|it| it.vendor_id == Some(vendor)).map(|it| it.id).collect();
    let latest = versions::latest_of(conn, &own)?;
    let (mut compared, mut told) = (Vec::with_capacity(entries.len()), Vec::new());
    let mut unpublished = store::unpublished(conn, vendor)?;
    for entry in entries {
        match one(conn, vendor, entry, known.get(&entry.slug), &latest)? {
            Ok(it) if it.outcome == Outcome::New && unpublished >= MOST_UNPUBLISHED => {
                let (pointer, possible) = ("/slug".to_owned(), MOST_UNPUBLISHED.to_string());
                told.push(entry.at(Fault { pointer, code: FaultCode::TooManyDrafts, possible }));
            }
            Ok(it) => {
                unpublished += i64::from(it.outcome == Outcome::New);
                compared.push(it);
            }
            Err(faults) => told.extend(faults),
        }
    }
    if told.is_empty() { Ok(compared) } else { Err(refused(told)) }
}

fn one(
    conn: &mut Conn,
    vendor: VendorId,
    entry: &Entry,
    known: Option<&Platform>,
    latest: &HashMap<PlatformId, ListingVersion>,
) -> Result<Result<Compared, Vec<Told>>> {
    let of_slug = |code, possible: String| entry.at(Fault { pointer: "/slug".to_owned(), code, possible });
    let latest = known.and_then(|known| latest.get(&known.id));
    let there = latest.map(|it| it.said_for(vendor)).transpose()?;
    let applied = entry.apply(conn, vendor, there.as_ref())?;
    let foreign = known.is_some() && latest.is_none();
    let said = match applied {
        Ok(said) if !foreign => said,
        other => {
            let mut told = other.err().unwrap_or_default();
            if foreign {
                told.push(of_slug(FaultCode::AnothersSlug, String::new()));
            }
            return Ok(Err(told));
        }
    };
    let outcome = match &there {
        None => Outcome::New,
        Some(there) if *there == said => Outcome::Unchanged,
        Some(_) => Outcome::Changed,
    };
    let stand = known.zip(latest).map(|(known, latest)| Stand::of(known.status, latest.status, latest.lane));
    let refused = |stand: &Stand| lifecycle::next(*stand, Verb::Change, Actor::Vendor).is_err();
    if let Some(stand) = stand.filter(|stand| outcome == Outcome::Changed && refused(stand)) {
        return Ok(Err(vec![of_slug(FaultCode::NotChangeable, stand.status().to_string())]));
    }
    Ok(Ok(Compared { row: entry.row, platform: known.map(|known| known.id), outcome, said }))
}
