//! Many listings at once, as a file: a vendor's people save all that they list, change it in a spreadsheet, and bring it in again.
//!
//! Words: an *entry* is what a file says of one listing. In CSV and XLSX that is a row, and a row more for each further offer; in
//! NDJSON a line. A file that is brought in is compared with the newest versions first: every fault of it is told by row and column, and
//! of a file with faults nothing is brought in. The room has no tables: what is new is drafted, and what differs is changed, as
//! one by one.

mod actions;
mod columns;
mod compare;
mod entry;
mod export;
mod lines;
mod place;
pub(super) mod routes;
mod rows;
mod shape;

use crate::error::{Code, Error};
use crate::sheet::{Told, refused};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Listings of one file.
pub const MOST: usize = 1000;

/// What a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Text with commas, in UTF-8 with a byte-order mark, as spreadsheet programs like it.
    #[default]
    Csv,
    Xlsx,
    /// A JSON object in each line.
    Ndjson,
}

impl FileFormat {
    const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Ndjson];

    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ndjson => "ndjson",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// Errors: 415 that names what is taken.
    fn of(media_type: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|it| it.media_type() == media_type);
        known.ok_or_else(|| Error::with(Code::UnsupportedMediaType, Self::ALL.map(Self::media_type).join(", ")))
    }
}
