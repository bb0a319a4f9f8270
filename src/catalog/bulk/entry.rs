//! What a file says of one listing, and what follows from it: what the listing says afterwards, or what is wrong, by row and column.

use super::Told;
use super::columns::{COLUMNS, Column, SLUG, is_within};
use super::place;
use super::shape;
use crate::catalog::model::{Description, NewPlatform, is_slug};
use crate::catalog::profile::Profile;
use crate::catalog::routes::PlatformPatch;
use crate::db::Conn;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::sheet::pointer;
use crate::values::VendorId;
use serde_json::{Value, json};

/// What a file says of one listing.
pub struct Entry {
    /// The row on which it begins, as spreadsheet programs and editors show it.
    pub row: i64,
    pub slug: String,
    /// What was wrong already when it was read.
    pub told: Vec<Told>,
    pub said: Said,
}

pub enum Said {
    /// A line of JSON; nothing where it cannot be read.
    Line(Option<Box<PlatformPatch>>),
    Cells {
        own: Vec<Set>,
        /// Each with its row; `None` where the file has no column of offers.
        offers: Option<Vec<(i64, Vec<Set>)>>,
    },
}

/// A cell that was read; without a value it is blank.
pub struct Set {
    pub column: &'static Column,
    pub value: Option<Value>,
}

impl Entry {
    /// What the listing says afterwards; `there` is what its newest version says, where it has one. The inner error names all that is
    /// wrong.
    ///
    /// Errors: 503 while the database is away.
    pub fn apply(
        &self,
        conn: &mut Conn,
        vendor: VendorId,
        there: Option<&NewPlatform>,
    ) -> Result<Result<NewPlatform, Vec<Told>>> {
        match &self.said {
            Said::Line(patch) => self.applied(conn, vendor, (patch.as_deref(), Vec::new()), there),
            Said::Cells { own, offers } => {
                let whole = self.whole(own, offers.as_deref(), there)?;
                let (read, wrong) = shape::read(whole.to_string().as_bytes());
                let patch = read.map(|(_, patch)| patch);
                self.applied(conn, vendor, (patch.as_ref(), wrong), there)
            }
        }
    }

    /// The JSON of all that the listing says afterwards: what no column says stays as it is.
    fn whole(&self, own: &[Set], offers: Option<&[(i64, Vec<Set>)]>, there: Option<&NewPlatform>) -> Result<Value> {
        let mut whole = match there {
            Some(there) => serde_json::to_value(there).map_err(Error::internal)?,
            None => json!({}),
        };
        let before = whole.as_object_mut().and_then(|whole| {
            whole.remove("statements");
            whole.remove("offers")
        });
        put_all(&mut whole, own);
        place::put(&mut whole, SLUG, Some(&json!(self.slug)));
        let Some(offers) = offers else { return Ok(whole) };
        let sent: Vec<Value> = offers.iter().map(|(_, cells)| offer(cells, before.as_ref())).collect();
        if let Some(whole) = whole.as_object_mut() {
            whole.insert("offers".to_owned(), Value::Array(sent));
        }
        Ok(whole)
    }

    fn applied(
        &self,
        conn: &mut Conn,
        vendor: VendorId,
        (patch, wrong): (Option<&PlatformPatch>, Vec<Fault>),
        there: Option<&NewPlatform>,
    ) -> Result<Result<NewPlatform, Vec<Told>>> {
        let mut told = self.told.clone();
        // The shape of cells is that of their columns: a fault of it is one of a cell.
        told.extend(wrong.into_iter().map(|fault| self.at(fault)));
        let Some(patch) = patch else { return Ok(Err(told)) };
        let mut values = Vec::new();
        if !is_slug(&self.slug) {
            values.push(Fault {
                pointer: SLUG.place.to_owned(),
                code: FaultCode::NotASlug,
                possible: "3 – 60".to_owned(),
            });
        }
        let said =
            match patch.apply(conn, vendor, there.cloned().unwrap_or_else(|| nothing(&self.slug)), there.is_none()) {
                Ok(said) => Some(said),
                Err(error) if error.code() == Code::InvalidValues => {
                    values.extend_from_slice(error.faults());
                    None
                }
                Err(error) => return Err(error),
            };
        let before = told.len();
        for fault in values {
            let new = self.at(fault);
            // What was told already brings others with it: a member of the wrong shape is missing, too.
            let follows = |known: &Told| {
                let (known, new) = (&known.fault.pointer, &new.fault.pointer);
                is_within(known, new) || is_within(new, known)
            };
            if !told.iter().take(before).any(follows) {
                told.push(new);
            }
        }
        Ok(said.filter(|_| told.is_empty()).ok_or(told))
    }

    /// A fault of the listing's JSON as one of the file.
    pub fn at(&self, fault: Fault) -> Told {
        let Said::Cells { offers, .. } = &self.said else {
            let pointer = format!("/rows/{}{}", self.row, fault.pointer).chars().take(300).collect();
            return Told { row: self.row, fault: Fault { pointer, ..fault } };
        };
        let (row, within, column) = match fault.pointer.strip_prefix("/offers") {
            None => (self.row, fault.pointer.clone(), Column::at(&fault.pointer, false)),
            Some(below) => {
                let (place, below) = below.trim_start_matches('/').split_once('/').unwrap_or((below, ""));
                let place = place.trim_start_matches('/').parse::<usize>().ok();
                let row = place.and_then(|place| offers.as_ref()?.get(place)).map_or(self.row, |(row, _)| *row);
                let within = format!("/{below}");
                let column = Column::at(&within, true).or_else(|| Column::at("", true));
                (row, within, column)
            }
        };
        let column = match self.held(column.unwrap_or(SLUG), &within) {
            Ok(column) => column,
            Err(possible) => {
                let pointer = format!("/rows/{row}");
                return Told { row, fault: Fault { pointer, code: FaultCode::ColumnNeeded, possible } };
            }
        };
        let entry = column.entry(&within).map_or_else(String::new, |entry| format!("/{entry}"));
        let pointer = pointer(row, &format!("{}{entry}", column.heading));
        Told { row, fault: Fault { pointer, ..fault } }
    }
}

impl Entry {
    /// The column of the file in whose cells this stands: the one that is meant, or, of several that would do, another one.
    ///
    /// Errors: the headings of those that would hold it, where the file has none of them.
    fn held(&self, meant: &'static Column, within: &str) -> Result<&'static Column, String> {
        let Said::Cells { own, offers } = &self.said else { return Ok(meant) };
        let has = |column: &'static Column| {
            let of_offers = offers.iter().flatten().flat_map(|(_, cells)| cells);
            let first = column.place == "/valid_from" && offers.is_some();
            column == SLUG || first || own.iter().chain(of_offers).any(|cell| cell.column == column)
        };
        let others = COLUMNS.iter().filter(|it| it.of_offer == meant.of_offer && is_within(it.place, within));
        let mut all: Vec<&'static Column> = std::iter::once(meant).chain(others).collect();
        all.dedup();
        let headings = || all.iter().map(|it| it.heading).collect::<Vec<_>>().join(", ");
        all.iter().copied().find(|it| has(it)).ok_or_else(headings)
    }
}

/// The JSON of an offer: as it was where it began on the same day, but for what the cells say.
fn offer(cells: &[Set], before: Option<&Value>) -> Value {
    let first = cells.iter().find(|cell| cell.column.place == "/valid_from").and_then(|cell| cell.value.as_ref());
    let same = |known: &&Value| known.get("valid_from") == first;
    let known = before.and_then(Value::as_array).and_then(|all| all.iter().find(same));
    let mut offer = known.cloned().unwrap_or_else(|| json!({"days": {}}));
    put_all(&mut offer, cells);
    offer
}

fn put_all(whole: &mut Value, cells: &[Set]) {
    for cell in cells {
        place::put(whole, cell.column, cell.value.as_ref());
    }
    place::tidy(whole);
}

/// Before anything is said of a listing.
fn nothing(slug: &str) -> NewPlatform {
    let about = Description {
        slug: slug.to_owned(),
        name: String::new(),
        category_code: String::new(),
        summary_vi: String::new(),
        summary_en: String::new(),
    };
    NewPlatform { about, profile: Profile::default(), offers: Vec::new(), statements: Vec::new() }
}
