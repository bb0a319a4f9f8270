//! The crate's map; no logic. See ARCHITECTURE.md for how a request walks through it.

pub mod accounts;
pub mod admin;
pub mod api;
pub mod businesses;
pub mod catalog;
pub mod clock;
pub mod config;
pub mod conversions;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod faults;
pub mod http;
pub mod limits;
pub mod mail;
pub mod reactions;
pub mod reference;
pub mod replay;
pub mod reports;
pub mod secrets;
pub mod server;
pub mod trials;
pub mod values;
pub mod vendors;
pub mod worker;
