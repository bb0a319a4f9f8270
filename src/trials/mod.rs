//! Trials: one business tries one platform, from the request to the first real use, each stage with its time stamp.
//!
//! Words: a trial *starts* when the vendor has *provisioned* access; it is *activated* by the first real use and
//! *engaged* with the first weekly *heartbeat*; its *end* is the agreed end, also after a cancellation. Tables: `trials`,
//! `heartbeats`; those of [`extensions`] and [`places`] stand there.

pub mod actions;
pub mod clocks;
pub mod extensions;
pub mod history;
mod holders;
pub mod lifecycle;
pub mod model;
pub mod places;
pub mod routes;
mod store;
mod windows;

pub use holders::{holders, needs_vendor};
pub use model::{Channel, PROGRAMME, Side, Trial, TrialStatus};
pub use store::{Reach, find, find_shown, lock, parties, sides, used_up};
pub use windows::{categories_closed, closed_of_category, contacts};
