//! Documents that show what a vendor states: kept under the SHA-256 of their bytes, each vendor's for itself, and seen by its people
//! and by who vets alone. Tables: `vendor_documents`, `document_uploaders`.

pub mod actions;
mod model;
pub mod routes;
mod store;

pub(super) use actions::name;
pub(super) use store::exist;
