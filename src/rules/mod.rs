//! The rules of the programme as data: how long a vendor may think, how often a trial is extended, when who is reminded.
//! Staff change them, two administrators at a time; each set is whole, and holds from its day until the next one's.
//!
//! Words: a *change* is a set that was proposed; the *window* is how long after a trial's end a conversion still counts
//! for its cohort. A trial keeps the rules of the day on which it started. Table: `programme_rules`.

pub mod actions;
mod lifecycle;
pub mod model;
pub mod routes;
mod store;

pub use model::Rules;
pub use store::{find, on};
