//! What is wrong with a file that was sent: every fault by row and column, in one refusal.

use super::{Cell, Row};
use crate::error::{Code, Error, FaultCode};
use crate::faults::Fault;

/// Faults that one answer names.
const MOST_FAULTS: usize = 500;

/// A fault and the row of the file in which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub row: i64,
    pub fault: Fault,
}

impl Told {
    /// `below` is the column's heading.
    pub fn new(row: i64, below: &str, code: FaultCode, possible: impl Into<String>) -> Self {
        Self { row, fault: Fault { pointer: pointer(row, below), code, possible: possible.into() } }
    }
}

/// Where a fault of a file is.
pub fn pointer(row: i64, below: &str) -> String {
    format!("/rows/{row}/{below}").chars().take(300).collect()
}

/// The refusal that names the faults of a file in the order of its rows, and how many there are in all.
pub fn refused(mut told: Vec<Told>) -> Error {
    told.sort_by_key(|told| told.row);
    let all = told.len();
    Error::with(Code::FaultyFile, all).naming(told.into_iter().take(MOST_FAULTS).map(|told| told.fault).collect())
}

/// Which cell is which column's, by the row of headings; `possible` names all columns. Every heading that is unknown or doubled is told.
pub fn headings<C: Copy + PartialEq>(
    head: &Row,
    possible: &str,
    named: impl Fn(&str) -> Option<C>,
) -> (Vec<Option<C>>, Vec<Told>) {
    let (mut columns, mut wrong) = (Vec::new(), Vec::new());
    for cell in &head.cells {
        let text = if let Cell::Text(text) = cell { text.trim() } else { "?" };
        let column = named(text);
        let shown: String = text.chars().take(60).collect();
        let shown = shown.replace('~', "~0").replace('/', "~1");
        if column.is_none() && !cell.is_blank() {
            wrong.push(Told::new(head.number, &shown, FaultCode::UnknownColumn, possible));
        }
        if column.is_some() && columns.contains(&column) {
            wrong.push(Told::new(head.number, &shown, FaultCode::RepeatedColumn, ""));
        }
        columns.push(column);
    }
    (columns, wrong)
}

/// What stands under no heading.
pub fn unheaded<C>(row: &Row, columns: &[Option<C>]) -> Option<Told> {
    let headed = |place: usize| columns.get(place).is_some_and(Option::is_some);
    let beyond = row.cells.iter().enumerate().any(|(place, cell)| !cell.is_blank() && !headed(place));
    let pointer = format!("/rows/{}", row.number);
    let fault = Fault { pointer, code: FaultCode::NoHeading, possible: String::new() };
    beyond.then_some(Told { row: row.number, fault })
}
