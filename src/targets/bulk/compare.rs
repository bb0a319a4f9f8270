//! A file beside the targets that hold: what is new, what has another value, and every fault.

use super::rows::Entry;
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::faults::Faults;
use crate::sheet::{Told, pointer, refused};
use crate::targets::model::{Aim, REASON_LENGTH, Target};
use crate::targets::said::{self, Known};
use crate::targets::store;
use crate::values::VendorId;
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// What bringing in a row comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetOutcome {
    /// It is set.
    New,
    /// Its value is another.
    Changed,
    /// It holds already.
    Unchanged,
}

/// A row without faults.
pub struct Compared {
    pub row: i64,
    pub aim: Aim,
    pub value: i64,
    pub reason: String,
    /// The target of this aim that holds.
    pub there: Option<Target>,
}

impl Compared {
    pub fn outcome(&self) -> TargetOutcome {
        match &self.there {
            None => TargetOutcome::New,
            Some(there) if there.value == self.value => TargetOutcome::Unchanged,
            Some(_) => TargetOutcome::Changed,
        }
    }
}

/// A row, read against what there is.
struct Read<'e> {
    entry: &'e Entry,
    faults: Faults,
    said: Option<(Aim, i64)>,
    reason: Option<String>,
}

impl<'e> Read<'e> {
    fn of(entry: &'e Entry, known: &Known) -> Self {
        let (mut faults, at) = (Faults::default(), pointer(entry.row, ""));
        let about = (entry.metric, &entry.scope);
        let said = said::target(&mut faults, &at, about, (&entry.from, &entry.to), entry.value, known);
        // Where a cell cannot be read, it is not known what the row is about.
        let said = said.filter(|_| entry.told.is_empty());
        let reason = Some(entry.reason.clone()).filter(String::is_empty);
        let reason = reason.or_else(|| faults.lines(&pointer(entry.row, "reason"), &entry.reason, REASON_LENGTH));
        Self { entry, faults, said, reason }
    }

    fn key(&self) -> Option<String> {
        self.said.as_ref().map(|(aim, _)| aim.key())
    }

    /// What it comes to, beside the target of its aim that holds; `first`: no row before has said one of this aim.
    fn compared(self, there: Option<Target>, first: bool) -> Result<Compared, Vec<Told>> {
        let Self { entry, mut faults, said, reason } = self;
        if !first {
            faults.add(&pointer(entry.row, "metric"), FaultCode::Repeated, "");
        }
        let row = entry.row;
        let read = said.zip(reason).map(|((aim, value), reason)| Compared { row, aim, value, reason, there });
        // What changes something says why; the same file again needs not.
        if read.as_ref().is_some_and(|it| it.reason.is_empty() && it.outcome() != TargetOutcome::Unchanged) {
            faults.add(&pointer(row, "reason"), FaultCode::Empty, format!("1 – {REASON_LENGTH}"));
        }
        let read = faults.finish(read);
        let faults = read.as_ref().err().map(|error| error.faults().to_vec()).unwrap_or_default();
        let told: Vec<Told> =
            entry.told.iter().cloned().chain(faults.into_iter().map(|fault| Told { row, fault })).collect();
        read.ok().filter(|_| told.is_empty()).ok_or(told)
    }
}

/// Compares a file with what holds.
///
/// Errors: 422 that names every fault of the file by row and column.
pub fn compare(conn: &mut Conn, entries: &[Entry]) -> Result<Vec<Compared>> {
    let vendors: HashSet<VendorId> = entries.iter().filter_map(|entry| entry.scope.vendor_id).collect();
    let known = Known::load(conn, &vendors.into_iter().collect::<Vec<_>>())?;
    let read: Vec<Read<'_>> = entries.iter().map(|entry| Read::of(entry, &known)).collect();
    let keys: Vec<String> = read.iter().filter_map(Read::key).collect();
    let mut there = store::that_hold(conn, &keys)?;
    let (mut compared, mut told, mut seen) = (Vec::with_capacity(entries.len()), Vec::new(), HashSet::new());
    for row in read {
        let key = row.key();
        let of_key = key.as_ref().and_then(|key| there.remove(key));
        match row.compared(of_key, key.is_none_or(|key| seen.insert(key))) {
            Ok(it) => compared.push(it),
            Err(faults) => told.extend(faults),
        }
    }
    if told.is_empty() { Ok(compared) } else { Err(refused(told)) }
}
