//! Acting for somebody: a session of theirs that an administrator opens, for half an hour. It does nothing that only the
//! person may do, whatever is done in it bears both names, and the person is told at once.

pub mod actions;
pub mod routes;
mod store;

pub use store::{Acting, find};
