//! The end of an account, as far as other rooms are concerned: it belongs to no organization any more, asks none to let it
//! in, and contests none; of a vendor that it leaves to nobody, what was never published ends with it.
//!
//! Of the account itself see [`crate::accounts::me`]. No tables of its own.

mod actions;
pub mod routes;
