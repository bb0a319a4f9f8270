//! Whoever finds a firm registered already asks its owners to join it.
//!
//! Owners answer within fourteen days; after that, the programme's staff see that nobody has. Table: `join_requests`.

pub mod actions;
pub mod model;
pub mod routes;
mod store;

pub use store::find;
