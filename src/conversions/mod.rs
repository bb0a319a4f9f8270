//! Conversions: one side claims that the business became a paying customer, only the other confirms or disputes.
//!
//! Words: `converted_at` is the server's instant of the *confirmation*, whatever start was typed; the *evidence level* is
//! 0 claimed, 1 confirmed by the other side. Who was a paying customer before the trial is confirmed but never counted.
//! Table: `conversions`.

pub mod actions;
pub mod lifecycle;
pub mod model;
mod pages;
pub mod routes;
mod store;

pub use model::{Conversion, ConversionStatus, NewClaim};
pub use pages::page_routes;
pub use store::{find, is_any};
