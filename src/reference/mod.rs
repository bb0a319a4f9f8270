//! Reference data: provinces of both lists, industries, categories with their ministries, vetting criteria, holidays,
//! reasons. It is data from `seed/`, loaded when a database is made and when the seed has changed; holidays staff change,
//! too.
//!
//! Tables: `ministries`, `categories`, `provinces`, `industries`, `criteria`, `reasons`, `marks`; those of `holidays`.

pub mod holidays;
pub mod model;
pub mod routes;
mod seed;
mod store;

pub use holidays::working_days_after;
pub use model::{Category, Industry, Province, ProvinceList, ReasonIn, ReasonList, SizeSector};
pub use seed::{load, rows as seed_rows};
pub use store::{
    categories, category_ministry, check_province, check_reason, criteria, industries, industry, ministry_codes,
    province, provinces, reason_text, reasons,
};
