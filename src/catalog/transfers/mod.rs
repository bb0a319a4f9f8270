//! Listings that are moved from one vendor to another: an administrator's act of its own. Table: `platform_transfers`.

pub mod actions;
mod model;
pub mod routes;
pub(super) mod store;

pub use model::Transfer;
pub use store::{last, last_by};
