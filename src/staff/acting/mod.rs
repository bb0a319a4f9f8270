//! Acting for somebody: a session of theirs that an administrator opens, for half an hour at most, and only while the
//! session of their own holds that they opened it in. It does nothing that only the person may do, whatever is done in it bears
//! both names, and the person is told at once.

pub mod actions;
pub mod routes;
mod store;

pub use store::{Acting, find};
