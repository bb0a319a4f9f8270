//! Claims of illustrative platforms: a vendor says that a real platform which nobody lists here is its own, and why; staff who have
//! nothing to do with it decide. An approved one makes the platform the vendor's draft, by the same id and slug, and every other
//! that waits is rejected with it. Table: `platform_claims`.

mod actions;
mod lifecycle;
mod model;
pub mod routes;
mod store;

pub use store::find;
