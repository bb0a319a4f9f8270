//! Conversions: one side claims that the business became a paying customer, only the other confirms or disputes.
//!
//! Words: `converted_at` is the server's instant of the *confirmation*, whatever start was typed; the *evidence level* is
//! 0 claimed, 1 confirmed by the other side, and more by [`evidence`]. Who was a paying customer before the trial is confirmed but never counted. A
//! claim is *retracted* by the side that made it, a confirmation *withdrawn* by the side that gave it: the row keeps what
//! was, and counts no longer. Table: `conversions`.

pub mod actions;
pub mod addresses;
pub mod disputes;
pub mod evidence;
pub mod lifecycle;
pub mod model;
mod pages;
pub mod retention;
pub mod routes;
mod store;
pub mod unsettled;

pub use model::{Conversion, ConversionStatus, NewClaim};
pub use pages::page_routes;
pub use store::{claimed_between, confirmed_between, find, is_any, is_any_awaited, latest, took_part};
