//! Versions of a listing: what its vendor says, each vetted as a whole. What was published is kept and never changes: the
//! database itself refuses it. Table: `listing_versions`.

mod model;
pub mod places;
pub mod routes;
pub(super) mod store;
mod words;

pub use model::{Lane, ListingVersion, RequestedChange, VersionStatus};
