//! Changes of offices: an administrator makes one; where an administrator is made or dismissed, a second one agrees.

pub mod actions;
mod lifecycle;
pub mod model;
pub mod routes;
mod store;
