//! What is there before anybody does anything: the real platforms of `seed/platforms.csv`, as illustrative and unclaimed, and the
//! first versions of what was listed before there were versions.

use super::model::{Description, ListingStatus};
use super::store;
use super::versions::{Lane, ListingVersion, VersionStatus, store as versions};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference;
use std::sync::OnceLock;

/// Loads the illustrative platforms; those that a vendor has claimed stay as they are.
pub fn load_illustrative(tx: &mut Tx<'_>) -> Result<()> {
    illustrative()?.iter().try_for_each(|(vendor, about)| store::upsert_illustrative(tx, vendor, about))
}

/// What the catalog says of an illustrative platform, and the name of its vendor; `None` for a slug that is not in the seed (any more).
pub fn illustrative_by(slug: &str) -> Result<Option<(String, Description)>> {
    Ok(illustrative()?.iter().find(|(_, about)| about.slug == slug).cloned())
}

/// Each with its vendor's name: read once, as the file is a part of the program.
fn illustrative() -> Result<&'static [(String, Description)]> {
    static ROWS: OnceLock<Vec<(String, Description)>> = OnceLock::new();
    if let Some(rows) = ROWS.get() {
        return Ok(rows);
    }
    let rows = read()?;
    Ok(ROWS.get_or_init(|| rows))
}

fn read() -> Result<Vec<(String, Description)>> {
    let described = |row: csv::StringRecord| {
        let cell = |place: usize| {
            row.get(place)
                .map(str::to_owned)
                .ok_or_else(|| Error::internal(format!("seed: a column is missing in {row:?}")))
        };
        let about = Description {
            slug: cell(0)?,
            name: cell(1)?,
            category_code: cell(3)?,
            summary_vi: cell(4)?,
            summary_en: cell(5)?,
        };
        Ok((cell(2)?, about))
    };
    reference::seed_rows("platforms.csv")?.into_iter().map(described).collect()
}

/// Gives each listing its first version that has none: as it stands.
pub fn complete_versions(tx: &mut Tx<'_>) -> Result<()> {
    for id in versions::without(tx)? {
        let (platform, said) = (store::find(tx, id)?, store::said(tx, id)?);
        let vendor = platform.vendor_id.ok_or_else(Error::not_found)?;
        let status = match platform.status {
            ListingStatus::Draft => VersionStatus::Draft,
            ListingStatus::Submitted => VersionStatus::Submitted,
            _ => VersionStatus::Published,
        };
        let handed_in = (status != VersionStatus::Draft).then_some(platform.updated_at);
        let first = ListingVersion {
            status,
            lane: handed_in.map(|_| Lane::Full),
            submitted_at: handed_in,
            decided_at: platform.published_at,
            published_at: platform.published_at,
            ..ListingVersion::draft(id, vendor, 1, &said, platform.created_at)?
        };
        versions::insert(tx, &first, &said)?;
    }
    Ok(())
}
