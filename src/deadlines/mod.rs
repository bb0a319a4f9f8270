//! Whatever has a day: each deadline is a row, settled once, by whoever comes first of several servers.
//!
//! Words: a deadline is *due* when its instant has come; it is *done*, or *skipped* with a reason where it makes no sense
//! any more; its *step*, in days, tells those of a series apart. What is done then stands in `clockwork`. Tables:
//! `deadlines`, and `deadline_turn`, whose one row is locked by the server that has the turn.

pub mod model;
mod store;

pub use model::{Deadline, DeadlineKind, Settled, morning};
pub use store::{due, is_any_due, is_overtaken, last, put_off, set, set_once, settle};
