//! The way back of an account that somebody else had moved to another address, as far as organizations are concerned: what
//! it invited others to since is taken back, and organizations that it left to nobody are its own again.
//!
//! Of the account itself see [`crate::accounts::address`]. No tables of its own.

mod actions;
mod pages;
pub mod routes;

pub use pages::page_routes;
