//! What reviewers do with listings. Table: `platform_suspensions`.

pub mod actions;
mod model;
pub mod routes;
pub(super) mod store;

pub use model::{Suspension, Vetter};
