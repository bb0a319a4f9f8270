//! How often: everything in memory by caller, and what an attacker repeats (log-ins, registrations, mails) in the
//! database, so that neither a restart nor another server begins anew.
//!
//! Words: a *client* is the address that asks, an IPv6 one with its /64; a *quota* is how much is allowed; a *policy* is
//! a quota of requests in memory; a *limit* is one in the database. Table: `limit_counters`.

mod actions;
mod client;
mod log_ins;
mod memory;
mod model;
mod quotas;
mod store;
mod under_way;

pub use actions::Limits;
pub use client::{Client, behind};
pub use log_ins::{Found, LogIn, Pause};
pub use memory::{Caller, Memory, Policy, Told};
pub use model::{Limit, Occasion};
pub use quotas::Quotas;
pub use store::forget_old;
pub use under_way::UnderWay;
