//! A row, parsed: every fault of it is named at once, those that only the reference data can tell included.

use super::columns::{Column, Columns};
use super::{Fault, fault};
use crate::businesses::SizeClass;
use crate::businesses::model::{Identity, NAME_LENGTH};
use crate::catalog;
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::faults::Faults;
use crate::imported::NewImported;
use crate::reference::{self, Industry, Province, ProvinceList};
use crate::secrets::Key;
use crate::sheet::{Cell, Row, as_iso};
use crate::values::{LocalDay, Locale, PlatformId};
use std::collections::HashMap;

/// The version of industry sections that a row means when it names none.
const INDUSTRY_VERSION: &str = "2018";

/// Characters of a cell that is looked up, at most.
const WORD_LENGTH: usize = 200;

/// What rows are held against.
pub struct Known {
    provinces: Vec<Province>,
    industries: Vec<Industry>,
    /// By slug, and whether it has a vendor.
    platforms: HashMap<String, (PlatformId, bool)>,
    today: LocalDay,
    key: Key,
}

impl Known {
    pub fn read(conn: &mut Conn, today: LocalDay, key: Key) -> Result<Self> {
        let mut provinces = reference::provinces(conn, ProvinceList::Since2025)?;
        provinces.extend(reference::provinces(conn, ProvinceList::Before2025)?);
        let platforms = catalog::slugs(conn)?.into_iter().map(|(slug, id, claimed)| (slug, (id, claimed))).collect();
        Ok(Self { provinces, industries: reference::industries(conn)?, platforms, today, key })
    }
}

/// Reads a row.
///
/// Errors: all its faults.
pub fn parse(columns: &Columns, row: &Row, known: &Known) -> Result<NewImported, Vec<Fault>> {
    let mut reading = Reading { columns, row, known, faults: Vec::new() };
    let new = reading.whole();
    if columns.has_more(row) {
        reading.wrong("row", "something stands in a cell under no heading");
    }
    match new {
        Some(new) if reading.faults.is_empty() => Ok(new),
        _ => Err(reading.faults),
    }
}

struct Reading<'a> {
    columns: &'a Columns,
    row: &'a Row,
    known: &'a Known,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn whole(&mut self) -> Option<NewImported> {
        let identity = self.identity();
        let name = self.checked(Column::Name, |faults, at, text| faults.line(at, text, NAME_LENGTH));
        let (province, industry) = (self.province(), self.industry());
        let size_class = self.size(identity.as_ref());
        let platform = self.platform();
        let started_on = self.needed_day(Column::StartedOn);
        let from = started_on.or_else(first_day)?;
        let (ended_on, converted_on) = (self.day(Column::EndedOn, from), self.day(Column::ConvertedOn, from));
        Some(NewImported {
            row: self.row.number,
            identity: identity?,
            name: name?,
            province: province?,
            industry: industry?,
            size_class: size_class?,
            platform: platform?,
            started_on: started_on?,
            ended_on: ended_on?,
            converted_on: converted_on?,
        })
    }

    fn wrong(&mut self, column: &str, what: impl Into<String>) {
        self.faults.push(fault(self.row.number, column, what));
    }

    /// The text of a cell. `Some(None)`: it is blank.
    fn text(&mut self, column: Column) -> Option<Option<String>> {
        match self.columns.cell(self.row, column) {
            None => Some(None),
            Some(Cell::Text(text)) => Some(Some(text.trim().to_owned())),
            Some(Cell::Day(day)) => Some(Some(day.to_string())),
            Some(Cell::Broken(what)) => {
                self.wrong(column.headings().0, format!("holds what cannot be read: {what}"));
                None
            }
            Some(Cell::Formula(formula)) => {
                self.wrong(column.headings().0, FaultCode::NotComputed.sentence(formula, Locale::En));
                None
            }
        }
    }

    /// The text of a cell that must not be blank.
    fn needed(&mut self, column: Column) -> Option<String> {
        let text = self.text(column)?;
        if text.is_none() {
            self.wrong(column.headings().0, "must not be blank");
        }
        text
    }

    /// Reads a cell as the API reads its values; the faults have the same words.
    fn checked<T>(&mut self, column: Column, read: impl FnOnce(&mut Faults, &str, &str) -> Option<T>) -> Option<T> {
        let text = self.needed(column)?;
        self.with_faults(|faults| read(faults, column.headings().0, &text))
    }

    fn with_faults<T>(&mut self, read: impl FnOnce(&mut Faults) -> Option<T>) -> Option<T> {
        let mut faults = Faults::default();
        let value = read(&mut faults);
        let value = faults.finish(value);
        if let Err(error) = &value {
            let problem = error.problem(Locale::En, "");
            problem.faults().for_each(|(column, what)| self.wrong(column, what));
        }
        value.ok()
    }

    fn identity(&mut self) -> Option<Identity> {
        let (known, text) = (self.known, self.needed(Column::TaxCode)?);
        let column = Column::TaxCode.headings().0;
        // 9 and 11 digits are what Excel leaves of 10 and 12 that begin with a zero.
        if matches!(text.len(), 9 | 11) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let what = "a zero at the front is missing? Spreadsheets take it off numbers: make the column text";
            self.wrong(column, format!("has {} digits; {what}", text.len()));
            return None;
        }
        self.with_faults(|faults| Identity::parse(faults, column, &text, &known.key, known.today))
    }

    fn province(&mut self) -> Option<Province> {
        let list = self.one_of(Column::ProvinceList, ProvinceList::parse, &["34", "63"]);
        let code = self.needed(Column::ProvinceCode);
        let (list, code) = (list?, code?);
        let known = self.known;
        let found = known.provinces.iter().find(|province| province.list == list && province.code == code);
        if found.is_none() {
            let what = "is no code of this list; two digits, as in GET /v1/provinces?list=";
            self.wrong(Column::ProvinceCode.headings().0, format!("{what}{list}"));
        }
        found.cloned()
    }

    /// `Some(None)`: none is named.
    fn industry(&mut self) -> Option<Option<Industry>> {
        let (version, section) = (self.text(Column::IndustryVersion)?, self.text(Column::IndustrySection)?);
        let Some(section) = section else {
            if version.is_some() {
                self.wrong(Column::IndustrySection.headings().0, "a version is named, and no section");
            }
            return Some(None);
        };
        let version = version.as_deref().unwrap_or(INDUSTRY_VERSION);
        let known = self.known;
        let found = known.industries.iter().find(|it| it.version == version && it.section == section);
        if found.is_none() {
            self.with_faults(|faults| {
                faults.add(Column::IndustrySection.headings().0, FaultCode::UnknownIndustry, "");
                None::<()>
            });
        }
        found.cloned().map(Some)
    }

    /// A household business is a class of its own, and nothing else is of that class.
    fn size(&mut self, identity: Option<&Identity>) -> Option<Option<SizeClass>> {
        let words: Vec<&str> = SizeClass::ALL.iter().map(SizeClass::as_str).collect();
        let said = match self.text(Column::SizeClass)? {
            Some(_) => Some(self.one_of(Column::SizeClass, SizeClass::parse, &words)?),
            None => None,
        };
        let household = matches!(identity?, Identity::Household { .. });
        match said {
            None => Some(household.then_some(SizeClass::Household)),
            Some(size) if household == (size == SizeClass::Household) => Some(Some(size)),
            Some(_) => {
                let what =
                    if household { "a household business is «household»" } else { "a firm is no «household»" };
                self.wrong(Column::SizeClass.headings().0, what);
                None
            }
        }
    }

    /// A word of a closed list, in a cell that must not be blank.
    fn one_of<T>(&mut self, column: Column, parse: fn(&str) -> Option<T>, words: &[&str]) -> Option<T> {
        let text = self.needed(column)?;
        let read = parse(&text);
        if read.is_none() {
            self.wrong(column.headings().0, format!("is none of: {}", words.join(", ")));
        }
        read
    }

    fn platform(&mut self) -> Option<PlatformId> {
        let column = Column::Platform.headings().0;
        let slug = self.checked(Column::Platform, |faults, at, text| faults.line(at, text, WORD_LENGTH))?;
        match self.known.platforms.get(&slug) {
            Some((id, true)) => return Some(*id),
            Some((_, false)) => {
                self.wrong(
                    column,
                    format!("«{slug}» is illustrative: nobody's trials stand there until a vendor claims it"),
                );
            }
            None => self.wrong(column, format!("no platform has the slug «{slug}»; GET /v1/platforms has them")),
        }
        None
    }

    fn needed_day(&mut self, column: Column) -> Option<LocalDay> {
        let day = self.day(column, first_day()?)?;
        if day.is_none() {
            self.wrong(column.headings().0, "must not be blank");
        }
        day
    }

    /// A day from `from` until today. `Some(None)`: the cell is blank.
    fn day(&mut self, column: Column, from: LocalDay) -> Option<Option<LocalDay>> {
        let (at, today) = (column.headings().0, self.known.today);
        let Some(text) = self.text(column)? else { return Some(None) };
        let iso = as_iso(&text).unwrap_or(text);
        let day = self.with_faults(|faults| faults.day(at, &iso))?;
        if (from..=today).contains(&day) {
            return Some(Some(day));
        }
        self.wrong(at, format!("{day} is out of order; possible: {from} – {today}"));
        None
    }
}

/// The first day that is read at all.
fn first_day() -> Option<LocalDay> {
    LocalDay::parse("2000-01-01")
}
