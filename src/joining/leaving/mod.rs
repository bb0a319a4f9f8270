//! The end of an account, as far as organizations are concerned: it belongs to none any more, asks none to let it in, and
//! contests none.
//!
//! Of the account itself see [`crate::accounts::me`]. No tables of its own.

mod actions;
pub mod routes;
