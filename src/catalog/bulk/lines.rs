//! NDJSON, line by line.

use super::entry::{Entry, Said};
use super::shape;
use super::{MOST, Told};
use crate::error::{Error, FaultCode, Result};
use crate::faults::Fault;
use std::collections::HashSet;

/// Reads every line that is not blank.
///
/// Errors: 422 for none, and for too many. What is wrong within a line is told by its entry.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').zip(1..).filter(|(line, _)| !line.trim_ascii().is_empty());
    let (mut entries, mut seen) = (Vec::new(), HashSet::new());
    for (line, row) in lines {
        if entries.len() == MOST {
            return Err(Error::fault("/rows", FaultCode::TooMany, MOST.to_string()));
        }
        let (read, wrong) = shape::read(line.trim_ascii());
        let (slug, patch) = read.map_or((None, None), |(slug, patch)| (Some(slug), Some(Box::new(patch))));
        let unread = slug.is_none();
        let mut entry = Entry { row, slug: slug.unwrap_or_default(), told: Vec::new(), said: Said::Line(patch) };
        let mut told: Vec<Told> = wrong.into_iter().map(|fault| entry.at(fault)).collect();
        // Of what cannot be read nothing more is said.
        let twice = !unread && !entry.slug.is_empty() && !seen.insert(entry.slug.clone());
        if twice {
            let pointer = "/slug".to_owned();
            told.push(entry.at(Fault { pointer, code: FaultCode::Repeated, possible: String::new() }));
        }
        entry.told = told;
        entries.push(entry);
    }
    if entries.is_empty() {
        return Err(Error::fault("", FaultCode::EmptyFile, ""));
    }
    Ok(entries)
}
