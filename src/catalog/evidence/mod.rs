//! Documents that show what a vendor states: kept under the SHA-256 of their bytes, each vendor's for itself, and seen by its people
//! and by who vets alone. Table: `vendor_documents`.

pub mod actions;
mod model;
pub mod routes;
mod store;

pub(super) use store::{exist, name};
