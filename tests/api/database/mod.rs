//! The database layer: twins, group commit, what happens when an engine is away, full, broken, older or newer.

mod faults;
mod order;
mod plans;
pub mod schema;
mod writes;
