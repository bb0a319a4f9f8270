//! Random audits: of the conversions that were confirmed in a month, some of each vendor are drawn for staff to check.
//!
//! Words: the *seed* of a month is drawn with its first draw, when the month is over, and is published; a vendor's trials stand
//! in the order of SHA-256(seed ‖ trial id), and the first so many percent are *picked*, at least one. Whoever has the list of
//! the trials finds the same. Each pick opens a case. Table: `audits`.

pub mod actions;
mod lifecycle;
mod model;
pub mod routes;
mod store;
