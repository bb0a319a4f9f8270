//! Another password: chosen by who knows the present one, or by a mail's link for who forgot it. Either way the owner is
//! told, links that were sent before are void, and other sessions end. A second factor is asked for all the same.

pub mod actions;
mod completion;
mod pages;
pub mod routes;
mod store;

pub use pages::page_routes;
pub use store::{hash, is_newer_than};
