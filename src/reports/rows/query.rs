//! Which trials are wanted, as what.

use crate::catalog::FileFormat;
use crate::db::Conn;
use crate::error::Result;
use crate::faults::Faults;
use crate::reports::figures::Dimension;
use crate::reports::figures::row::AsOf;
use crate::reports::query;
use crate::reports::question::{CELLS, Question};
use crate::values::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TrialRowsQuery {
    /// Only trials that were asked for on this day or later; a year before the last one when left out.
    #[param(max_length = 10, format = Date, example = "2026-01-01")]
    from: Option<String>,
    /// Only trials that were asked for on this day or before; today when left out. At most 3,700 days after the first.
    #[param(max_length = 10, format = Date, example = "2026-12-31")]
    to: Option<String>,
    /// Only these platforms: ids, separated by commas. As all filters: at most 50 values.
    #[param(max_length = 1_850)]
    platform: Option<String>,
    /// Only these vendors: ids.
    #[param(max_length = 1_850)]
    vendor: Option<String>,
    /// Only these categories: codes of /v1/categories.
    #[param(max_length = 2_000, example = "accounting_finance,hr_organization")]
    category: Option<String>,
    /// Only these ministries: codes, as in /v1/categories.
    #[param(max_length = 2_000)]
    ministry: Option<String>,
    /// Only these provinces, of the list of 34.
    #[param(max_length = 150, example = "01,79")]
    province: Option<String>,
    /// What the file is; `csv` when left out.
    #[serde(default)]
    format: FileFormat,
}

impl TrialRowsQuery {
    pub const fn format(&self) -> FileFormat {
        self.format
    }

    /// The question of somebody who sees one province alone, or all.
    ///
    /// Errors: 400 for a period or a filter that is not possible; 403 for another province than one's own.
    pub fn question(&self, conn: &mut Conn, own: Option<String>, now: Timestamp) -> Result<Question> {
        let filters = [
            (Dimension::Platform, &self.platform),
            (Dimension::Vendor, &self.vendor),
            (Dimension::Category, &self.category),
            (Dimension::Ministry, &self.ministry),
            (Dimension::Province, &self.province),
        ];
        let mut faults = Faults::default();
        let filters =
            filters.into_iter().filter_map(|(dimension, text)| query::listed(&mut faults, dimension, text.as_deref()?));
        let filters = filters.collect();
        let period = query::period(&mut faults, self.from.as_deref(), self.to.as_deref(), now.local_day());
        let (interval, group_by, province_code, window_days) = (None, Vec::new(), None, Vec::new());
        let asked = period.map(|(from, to)| {
            let as_of = AsOf::now(now);
            Question { from, to, interval, group_by, filters, as_of, province_code, window_days, cells: CELLS }
        });
        query::checked(conn, query::query(faults, asked)?, own)
    }
}
