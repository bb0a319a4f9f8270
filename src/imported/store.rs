//! Imports and what they brought, in the tables.

use super::model::{Imported, NewImported};
use crate::businesses::model::Identity;
use crate::db::schema::{imported_trials as i, imports};
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::values::{ImportId, PlatformId};
use diesel::prelude::*;

/// Whether a trial of the platform by this firm was imported.
pub fn has_tried(conn: &mut Conn, root_key: &str, platform: PlatformId) -> Result<bool> {
    let tried = i::table.filter(i::root_key.eq(root_key)).filter(i::platform_id.eq(platform));
    let first: Option<i64> = tried.select(i::row_number).first(conn).optional()?;
    Ok(first.is_some())
}

/// What was imported of these firms.
pub fn known(conn: &mut Conn, root_keys: &[String]) -> Result<Vec<Imported>> {
    Ok(i::table.filter(i::root_key.eq_any(root_keys)).select(Imported::as_select()).load(conn)?)
}

pub fn insert_import(tx: &mut Tx<'_>, id: ImportId, file_digest: &[u8], rows: i64, added: i64) -> Result<()> {
    let row = (
        imports::id.eq(id),
        imports::file_digest.eq(file_digest),
        imports::row_count.eq(rows),
        imports::added.eq(added),
        imports::imported_at.eq(tx.now()),
    );
    diesel::insert_into(imports::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Adds imported trials, all in one statement.
///
/// Errors: 409 where a trial of one of the pairs was imported already.
pub fn insert(conn: &mut Conn, import: ImportId, new: &[NewImported]) -> Result<()> {
    let row = |it: &NewImported| {
        let (tax_code, digest, last3) = match &it.identity {
            Identity::Firm(code) => (Some(code.clone()), None, None),
            Identity::Household { digest, last3 } => (None, Some(digest.clone()), Some(last3.clone())),
        };
        let (version, section) = it.industry.clone().map(|it| (it.version, it.section)).unzip();
        (
            (i::root_key.eq(it.identity.root_key()), i::platform_id.eq(it.platform), i::import_id.eq(import)),
            (i::row_number.eq(it.row), i::digest.eq(it.digest()), i::kind.eq(it.identity.kind())),
            (i::tax_code.eq(tax_code), i::household_digest.eq(digest), i::household_last3.eq(last3)),
            (i::name.eq(it.name.clone()), i::province_list.eq(it.province.list)),
            (i::province_given.eq(it.province.code.clone()), i::province_code.eq(it.province.current_code.clone())),
            (i::industry_version.eq(version), i::industry_section.eq(section), i::size_class.eq(it.size_class)),
            (i::started_on.eq(it.started_on), i::ended_on.eq(it.ended_on), i::converted_on.eq(it.converted_on)),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    per_backend!(conn, |conn| diesel::insert_into(i::table).values(rows).execute(conn))?;
    Ok(())
}
