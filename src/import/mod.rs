//! `dungthu import`: firms, trials and conversions of the programme from before, out of people's own spreadsheets. A dry
//! run names every fault by its row; the real run brings in a file without faults, all of it or nothing. The same file
//! again changes nothing. docs/import.md says what a file looks like.

mod columns;
mod pass;
mod row;
mod store;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Cause, Db, Tx};
use crate::error::{Code, Error};
use crate::secrets::Key;
use crate::sheet::{COMMAND, Sheet, Stop};
use crate::{imported, key, server};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use pass::Pass;
use row::Known;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// What is to be imported.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// An .xlsx or .csv file with one row for each firm and platform; docs/import.md says which columns
    pub file: PathBuf,
    /// The name of the sheet within an .xlsx file; the first one when left out
    #[arg(long)]
    pub sheet: Option<String>,
    /// Only name what is wrong with the file; nothing is written
    #[arg(long)]
    pub dry_run: bool,
}

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub row: i64,
    /// The column's English heading.
    pub column: String,
    /// What is wrong and what is possible; never a personal number.
    pub what: String,
}

fn fault(row: i64, column: &str, what: impl Into<String>) -> Fault {
    Fault { row, column: column.to_owned(), what: what.into() }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, {}: {}", self.row, self.column, self.what)
    }
}

/// What a file comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that are not blank, the headings not counted.
    pub rows: i64,
    pub added: i64,
    /// Rows that were imported before, with the same values.
    pub known: i64,
    pub faults: i64,
}

/// Who is told of faults, in the order of their rows.
pub type Tell = Arc<dyn Fn(&Fault) + Send + Sync>;

/// Imports a file, or only names its faults.
///
/// Errors: what to do instead; a file with faults.
pub async fn run(config: &Config, import: &Import) -> Result<(), String> {
    let sheet = Sheet::open(&import.file, import.sheet.clone(), COMMAND)?;
    let db = server::open_database(config, Clock::System).await?;
    let key = key::of(config, &db).await?;
    let bar = rows_bar();
    let shown = bar.clone();
    let tell: Tell = Arc::new(move |fault| shown.suspend(|| println!("{fault}")));
    let outcome = bring_in(&db, &sheet, &key, import.dry_run, tell, &bar).await;
    bar.finish_and_clear();
    let Outcome { rows, added, known, faults } = outcome?;
    if faults > 0 {
        return Err(format!("{faults} faults in {rows} rows: nothing was imported"));
    }
    let dry = if import.dry_run { "; a dry run: nothing was written" } else { "" };
    println!("{rows} rows: {added} new, {known} known{dry}");
    Ok(())
}

fn rows_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {human_pos} rows {elapsed}");
    ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

/// Checks a file and, where it has no faults and something new, imports it in one transaction.
///
/// Errors: a sentence for people. A file with faults is no error here.
pub async fn bring_in(
    db: &Db,
    sheet: &Sheet,
    key: &Key,
    dry_run: bool,
    tell: Tell,
    bar: &ProgressBar,
) -> Result<Outcome, String> {
    let stopped = |error: Error| format!("nothing was imported: {error}");
    let (file, secret, shown, today) = (sheet.clone(), key.clone(), bar.clone(), db.now().local_day());
    let named = sheet.shown();
    let check = move |conn: &mut crate::db::Conn| {
        shown.set_message("Checking");
        let known = Known::read(conn, today, secret)?;
        match Pass::new(known, &shown).run(conn, &file, &mut |fault| tell(fault), &mut |_, _| Ok(())) {
            Ok(outcome) => Ok(Ok(outcome)),
            Err(Stop::File(why)) => Ok(Err(why.about(&named))),
            Err(Stop::Told(error)) => Err(error),
        }
    };
    let checked = db.read(check).await.map_err(stopped)??;
    if dry_run || checked.faults > 0 || checked.added == 0 {
        return Ok(checked);
    }
    let (file, secret, shown) = (sheet.clone(), key.clone(), bar.clone());
    db.write(Cause::default(), move |tx| write(tx, &file, &secret, checked, &shown)).await.map_err(stopped)?;
    Ok(checked)
}

/// Imports a file that comes to `checked`.
///
/// Errors: 409 where it no longer does.
fn write(tx: &mut Tx<'_>, sheet: &Sheet, key: &Key, checked: Outcome, bar: &ProgressBar) -> crate::error::Result<()> {
    let changed = || Error::because(Code::Conflict, "the file or the database has changed meanwhile: run it again");
    bar.set_message("Importing");
    bar.reset();
    store::plan_anew(tx)?;
    let import = imported::actions::begin(tx, &file_digest(sheet)?, checked.rows, checked.added)?;
    let today = tx.now().local_day();
    let known = Known::read(tx, today, key.clone())?;
    let mut save = |conn: &mut crate::db::Conn, new: &[imported::NewImported]| imported::insert(conn, import, new);
    match Pass::new(known, bar).run(tx, sheet, &mut |_| {}, &mut save) {
        Ok(outcome) if outcome == checked && !store::is_any_used_up(tx, import)? => Ok(()),
        Ok(_) | Err(Stop::File(_)) => Err(changed()),
        Err(Stop::Told(error)) => Err(error),
    }
}

fn file_digest(sheet: &Sheet) -> crate::error::Result<Vec<u8>> {
    let mut file = sheet.bytes().map_err(Error::internal)?;
    let (mut digest, mut some) = (Sha256::new(), [0; 65_536]);
    loop {
        let read = file.read(&mut some).map_err(Error::internal)?;
        match some.get(..read) {
            Some(bytes) if read > 0 => digest.update(bytes),
            _ => return Ok(digest.finalize().to_vec()),
        }
    }
}
