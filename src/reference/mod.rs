//! Reference data: provinces of both lists, industries, categories with their ministries, vetting criteria, holidays,
//! reasons. It is data from `seed/`, loaded when a database is made and when the seed has changed.
//!
//! Tables: `ministries`, `categories`, `provinces`, `industries`, `criteria`, `holidays`, `reasons`, `marks`.

pub mod model;
pub mod routes;
mod seed;
mod store;

pub use model::{Category, Industry, Province, ProvinceList, ReasonIn, ReasonList, SizeSector};
pub use seed::{load, rows as seed_rows};
pub use store::{
    categories, category_ministry, check_province, check_reason, industries, industry, province, provinces,
    reason_text, reasons, working_days_after,
};
