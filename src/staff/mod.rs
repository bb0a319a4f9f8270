//! The programme's staff: who is in office, how that changes, acting for somebody, and what was done.
//!
//! Words: an *office* is a role, and for province officers the province; a *change* gives an office, another one, or takes
//! it away; *acting* for somebody is a session of theirs that an administrator opens, for half an hour, in which whatever
//! is done bears both names. Table: `staff_changes`.

pub mod acting;
pub mod changes;
pub mod keys;
pub mod routes;

pub use acting::find as find_acting;
