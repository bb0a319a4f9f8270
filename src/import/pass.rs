//! One pass over a file: row by row, some hundreds at a time held against what is in the tables, so that a long file takes
//! no more memory than the names of its firms.

use super::columns::Columns;
use super::row::{Known, parse};
use super::{Fault, Outcome, fault};
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::imported::model::Pair;
use crate::imported::{self, NewImported};
use crate::sheet::{Row, Sheet, Stop, Why};
use crate::trials;
use indicatif::ProgressBar;
use std::collections::HashMap;

/// Rows that are held against the tables at once.
const AT_ONCE: usize = 500;

/// What takes the new rows of a file.
pub type Save<'a> = &'a mut dyn FnMut(&mut Conn, &[NewImported]) -> Result<()>;

pub struct Pass<'a> {
    known: Known,
    bar: &'a ProgressBar,
    columns: Option<Columns>,
    /// Each firm and platform of the file, and its row.
    seen: HashMap<Pair, i64>,
    waiting: Vec<NewImported>,
    faults: Vec<Fault>,
    outcome: Outcome,
}

impl<'a> Pass<'a> {
    pub fn new(known: Known, bar: &'a ProgressBar) -> Self {
        let (seen, outcome) = (HashMap::new(), Outcome::default());
        Self { known, bar, columns: None, seen, waiting: Vec::new(), faults: Vec::new(), outcome }
    }

    /// Reads the file to its end. `tell` hears of every fault, `save` gets every row that is new.
    pub fn run(
        mut self,
        conn: &mut Conn,
        sheet: &Sheet,
        tell: &mut dyn FnMut(&Fault),
        save: Save<'_>,
    ) -> Result<Outcome, Stop> {
        sheet.each_row(&mut |row| {
            let Some(columns) = &self.columns else { return self.head(&row, tell) };
            self.outcome.rows += 1;
            match parse(columns, &row, &self.known) {
                Ok(new) => self.take(new),
                Err(faults) => self.faults.extend(faults),
            }
            if self.outcome.rows % AT_ONCE as i64 == 0 { self.compare(conn, tell, save) } else { Ok(()) }
        })?;
        if self.columns.is_none() && self.outcome.faults == 0 {
            return Err(Why::new(FaultCode::EmptyFile, "").into());
        }
        self.compare(conn, tell, save)?;
        Ok(self.outcome)
    }

    fn head(&mut self, row: &Row, tell: &mut dyn FnMut(&Fault)) -> Result<(), Stop> {
        match Columns::read(row) {
            Ok(columns) => {
                self.columns = Some(columns);
                Ok(())
            }
            Err(faults) => {
                faults.iter().for_each(tell);
                Err(Why::new(FaultCode::UnreadableFile, "the headings are wrong; nothing was imported").into())
            }
        }
    }

    fn take(&mut self, new: NewImported) {
        if let Some(other) = self.seen.insert(new.pair(), new.row) {
            let what = format!("row {other} has the same firm (its branches are one with it) and platform");
            self.faults.push(fault(new.row, "tax_code", what));
        } else {
            self.waiting.push(new);
        }
    }

    /// Holds what waits against the tables.
    fn compare(&mut self, conn: &mut Conn, tell: &mut dyn FnMut(&Fault), save: Save<'_>) -> Result<(), Stop> {
        let waiting = std::mem::take(&mut self.waiting);
        let firms: Vec<String> = waiting.iter().map(|new| new.identity.root_key()).collect();
        let before: HashMap<Pair, Vec<u8>> =
            imported::known(conn, &firms)?.into_iter().map(|it| ((it.root_key, it.platform_id), it.digest)).collect();
        let used_up = trials::used_up(conn, &firms)?;
        let mut fresh = Vec::with_capacity(waiting.len());
        for new in waiting {
            let pair = new.pair();
            match before.get(&pair) {
                Some(digest) if *digest == new.digest() => self.outcome.known += 1,
                Some(_) => {
                    let what = "this firm and platform were imported before with other values, which stay";
                    self.faults.push(fault(new.row, "tax_code", what));
                }
                None if used_up.contains(&pair) => {
                    let what = "this firm has a trial of the platform here; leave the row out";
                    self.faults.push(fault(new.row, "tax_code", what));
                }
                None => fresh.push(new),
            }
        }
        self.faults.sort_by_key(|fault| fault.row);
        self.faults.iter().for_each(tell);
        self.outcome.faults += self.faults.drain(..).len() as i64;
        self.outcome.added += fresh.len() as i64;
        if !fresh.is_empty() {
            save(conn, &fresh)?;
        }
        self.bar.set_position(self.outcome.rows.unsigned_abs());
        Ok(())
    }
}
