//! The real platforms of `seed/platforms.csv`, as illustrative and unclaimed.

use super::model::Description;
use super::store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference;

/// Loads the illustrative platforms; those that a vendor has claimed stay as they are.
pub fn load_illustrative(tx: &mut Tx<'_>) -> Result<()> {
    for row in reference::seed_rows("platforms.csv")? {
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
        store::upsert_illustrative(tx, &cell(2)?, &about)?;
    }
    Ok(())
}
