//! What waits for whom: a list for each business, for each vendor and for the staff, by the day on which it is due.
//!
//! Words: a *task* is something that somebody can do now; its *holder* is whose turn it is. The tasks of one trial (waiting
//! entry, case, platform claim, listing) are *written anew* whenever something happened to it, in the same transaction, by one pure function over how
//! it stands: nothing is ticked off, and nothing can be forgotten. Table: `tasks`.

pub mod lifecycle;
pub mod model;
pub mod routes;
mod store;

pub use store::write;
