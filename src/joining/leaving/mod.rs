//! The end of an account, as far as organizations are concerned: it belongs to none any more, and asks none to let it in.
//!
//! Of the account itself see [`crate::accounts::me`]. No tables of its own.

pub mod routes;
