//! The yearly look at what is published: its day falls due by itself, and reviewers say what they found. Table:
//! `platform_rechecks`; the day stands in `platforms`.

pub mod actions;
mod lifecycle;
mod model;
pub mod routes;
pub(super) mod store;

pub use lifecycle::{AHEAD, deadlines};
pub use model::{Outcome, Recheck};
pub use store::last;
