//! Loads `seed/` into the tables, again whenever the seed inside the binary has changed. Rows are corrected in place and
//! never taken away: what refers to them stays readable. Holidays on which staff decided are left as they are.

use super::model::{ProvinceList, ReasonList, SizeSector};
use crate::db::schema::{categories, criteria, holidays, industries, marks, ministries, provinces, reasons};
use crate::db::{Conn, Tx, mark, per_backend};
use crate::error::{Error, Result};
use crate::events::Event;
use csv::StringRecord;
use diesel::prelude::*;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// The mark that says which seed is loaded.
const MARK: &str = "seed";

#[derive(RustEmbed)]
#[folder = "seed"]
struct Seed;

/// The rows of one file of `seed/`, without its header.
///
/// Errors: the file is missing or no CSV: a fault of the build.
pub fn rows(file: &str) -> Result<Vec<StringRecord>> {
    let data = Seed::get(file).ok_or_else(|| Error::internal(format!("seed/{file} is missing")))?.data;
    csv::Reader::from_reader(data.as_ref()).into_records().collect::<Result<_, _>>().map_err(Error::internal)
}

/// Loads what is not loaded yet; `false` when the database has this seed already. `more` loads what other rooms seed.
pub fn load(tx: &mut Tx<'_>, more: impl Fn(&mut Tx<'_>) -> Result<()>) -> Result<bool> {
    let version = version();
    if lock(tx)?.as_deref() == Some(version.as_str()) {
        return Ok(false);
    }
    load_ministries(tx)?;
    load_categories(tx)?;
    load_provinces(tx)?;
    load_industries(tx)?;
    load_texts(tx)?;
    load_holidays(tx)?;
    more(tx)?;
    mark(tx, MARK, &version)?;
    tx.record(Event::SeedLoaded { digest: version })?;
    Ok(true)
}

/// The version of the seed that is loaded. Until the transaction ends, no other one loads a seed or changes the holidays.
pub(super) fn lock(tx: &mut Tx<'_>) -> Result<Option<String>> {
    let loaded = marks::table.filter(marks::name.eq(MARK)).select(marks::value);
    Ok(match &mut **tx {
        // It has one writer.
        Conn::Sqlite(conn) => loaded.first(conn).optional()?,
        Conn::Postgres(conn) => loaded.for_update().first(conn).optional()?,
    })
}

fn version() -> String {
    let mut digest = Sha256::new();
    let mut files: Vec<_> = Seed::iter().collect();
    files.sort_unstable();
    for file in files {
        digest.update(file.as_bytes());
        digest.update(Seed::get(&file).map(|file| file.data.into_owned()).unwrap_or_default());
    }
    crate::secrets::hex(&digest.finalize())
}

/// `INSERT … ON CONFLICT DO UPDATE` on both engines.
macro_rules! upsert {
    ($tx:expr, $table:ident, $key:expr, ($($column:ident = $value:expr),* $(,)?)) => {
        per_backend!(&mut **$tx, |conn| diesel::insert_into($table::table)
            .values(($($table::$column.eq($value),)*))
            .on_conflict($key)
            .do_update()
            .set(($($table::$column.eq($value),)*))
            .execute(conn))?
    };
}

fn cell(row: &StringRecord, place: usize) -> Result<&str> {
    row.get(place).ok_or_else(|| Error::internal(format!("seed: column {place} is missing in {row:?}")))
}

fn known<T>(value: Option<T>, text: &str) -> Result<T> {
    value.ok_or_else(|| Error::internal(format!("seed: «{text}» is not known")))
}

fn load_ministries(tx: &mut Tx<'_>) -> Result<()> {
    for row in rows("ministries.csv")? {
        let (code, vi, en) = (cell(&row, 0)?, cell(&row, 1)?, cell(&row, 2)?);
        upsert!(tx, ministries, ministries::code, (code = code, name_vi = vi, name_en = en));
    }
    Ok(())
}

fn load_categories(tx: &mut Tx<'_>) -> Result<()> {
    for (rank, row) in (1i64..).zip(rows("categories.csv")?) {
        let (code, vi, en, ministry) = (cell(&row, 0)?, cell(&row, 1)?, cell(&row, 2)?, cell(&row, 4)?);
        let percent = cell(&row, 3)?;
        let share = if percent.is_empty() { None } else { Some(permille(percent)?) };
        upsert!(
            tx,
            categories,
            categories::code,
            (
                code = code,
                name_vi = vi,
                name_en = en,
                share_of_use_2022_permille = share,
                ministry_code = ministry,
                rank = rank
            )
        );
    }
    Ok(())
}

/// Thousandths of a percentage with at most one decimal: `39.8` is 398.
fn permille(percent: &str) -> Result<i64> {
    let (whole, tenth) = percent.split_once('.').unwrap_or((percent, "0"));
    format!("{whole}{tenth}")
        .parse()
        .ok()
        .filter(|_| tenth.len() == 1)
        .ok_or_else(|| Error::internal(format!("seed: «{percent}» is no percentage")))
}

fn load_provinces(tx: &mut Tx<'_>) -> Result<()> {
    let lists = [("provinces.csv", ProvinceList::Since2025), ("legacy_provinces.csv", ProvinceList::Before2025)];
    for (file, list) in lists {
        for row in rows(file)? {
            let (code, name, third) = (cell(&row, 0)?, cell(&row, 1)?, cell(&row, 2)?);
            let (full, current) = if list == ProvinceList::Since2025 { (third, code) } else { (name, third) };
            upsert!(
                tx,
                provinces,
                (provinces::list, provinces::code),
                (list = list, code = code, name = name, full_name = full, current_code = current)
            );
        }
    }
    Ok(())
}

fn load_industries(tx: &mut Tx<'_>) -> Result<()> {
    for row in rows("industries.csv")? {
        let (version, section, vi, en) = (cell(&row, 0)?, cell(&row, 1)?, cell(&row, 2)?, cell(&row, 3)?);
        let sector = known(SizeSector::parse(cell(&row, 4)?), cell(&row, 4)?)?;
        upsert!(
            tx,
            industries,
            (industries::version, industries::section),
            (version = version, section = section, name_vi = vi, name_en = en, size_sector = sector)
        );
    }
    Ok(())
}

fn load_texts(tx: &mut Tx<'_>) -> Result<()> {
    for (number, row) in (1i64..).zip(rows("criteria.csv")?) {
        let (vi, en, about_vi, about_en) = (cell(&row, 1)?, cell(&row, 2)?, cell(&row, 3)?, cell(&row, 4)?);
        let version: i64 = cell(&row, 5)?.parse().map_err(Error::internal)?;
        let mandatory = cell(&row, 6)? == "yes";
        upsert!(
            tx,
            criteria,
            criteria::number,
            (
                number = number,
                name_vi = vi,
                name_en = en,
                about_vi = about_vi,
                about_en = about_en,
                version = version,
                mandatory = mandatory
            )
        );
    }
    for (rank, row) in (1i64..).zip(rows("reasons.csv")?) {
        let list = known(ReasonList::parse(cell(&row, 0)?), cell(&row, 0)?)?;
        let (code, vi, en) = (cell(&row, 1)?, cell(&row, 2)?, cell(&row, 3)?);
        upsert!(
            tx,
            reasons,
            (reasons::list, reasons::code),
            (list = list, code = code, text_vi = vi, text_en = en, rank = rank)
        );
    }
    Ok(())
}

fn load_holidays(tx: &mut Tx<'_>) -> Result<()> {
    let decided = super::holidays::decided(tx)?;
    for row in rows("holidays.csv")? {
        let (day, vi, en) = (cell(&row, 0)?, cell(&row, 1)?, cell(&row, 2)?);
        if !decided.contains(day) {
            upsert!(tx, holidays, holidays::day, (day = day, name_vi = vi, name_en = en));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_whole() {
        let count = |file| rows(file).expect(file).len();
        assert_eq!((count("provinces.csv"), count("legacy_provinces.csv")), (34, 63));
        assert_eq!((count("platforms.csv"), count("criteria.csv")), (64, 6));
        assert_eq!(permille("39.8").expect("a percentage"), 398);
        assert_eq!(permille("17").expect("a percentage"), 170);
        assert!(permille("39.85").is_err());
    }
}
