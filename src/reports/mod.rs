//! Figures that nobody types in: definitions and reports over all trials, see docs/reports.md. Read-only over the other rooms'
//! tables; they are answered from memory (`figures`), which follows the order of events.

pub mod about;
pub mod activation;
pub mod cohorts;
pub mod durations;
pub mod ended;
pub mod figures;
pub mod files;
pub mod flow;
pub mod funnel;
pub mod imported;
mod plan;
pub mod query;
pub mod question;
pub mod reasons;
pub mod routes;
pub mod rows;
pub mod service_levels;
pub mod silence;
pub mod statistics;
mod store;
mod survival;
pub mod time_to_convert;
pub mod wilson;

pub use figures::{Figures, LOOK};
