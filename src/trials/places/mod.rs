//! Places: a platform can limit how many of its trials are open at once. Who comes when none is free can wait for one.
//!
//! Words: a *place* is held by an open trial, from the request to the end, or *kept* for the business whose turn it is;
//! the *waiting list* of a platform is served in the order of joining; an *offer* of a place holds for some working days.
//! Tables: `platform_places`, `waiting_entries`.

pub mod actions;
pub mod lifecycle;
pub mod model;
pub mod routes;
pub mod store;

pub use model::WaitingEntry;
pub use store::{awaited, find, kept};
