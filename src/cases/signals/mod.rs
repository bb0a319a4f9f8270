//! Signals: what the known frauds look like in the data (`docs/cases.md`). A signal opens a case for a person, once for each
//! subject and period; it decides nothing, and nobody who takes part is told of it.
//!
//! Words: a signal has a *threshold* in a unit, as data; what is *measured* and reaches it is a fact of the case. What is of
//! one conversion is looked at by the worker right after the confirmation, what is of a vendor's month when the month is
//! over. Table: `signal_rules`.

pub mod actions;
mod lifecycle;
mod model;
mod seed;
mod store;

pub use seed::load;
pub use store::find;
