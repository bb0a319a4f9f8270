//! What is to be reached: targets of the programme, set by administrators with a reason; every change of one is kept with its own.
//!
//! Words: a *metric* is what is counted, a flow (how many in the days of the period) or a rate; the *scope* says whose trials, and what
//! is left out of it means all; the *period* is local days, both included; an *aim* is metric, scope and period in one, and one target of each
//! holds at a time. What was reached is computed from events, and there is nothing here by which anybody could type it in. Tables: `targets`,
//! `target_changes`.

pub mod actions;
pub mod bulk;
mod lifecycle;
pub mod model;
pub mod progress;
pub mod routes;
mod said;
mod store;

pub use model::{Aim, Metric, Period, Scope, Target};
pub use store::{find, running, these};
