//! Another address for an account. The new one is asked for its confirmation by a mail's link; the old one is told at once,
//! with a link that stops the change, and again when it is done, with one that takes it back. Whether the new address is somebody's already only that
//! person is told: the worker looks, after the request (see [`super::inquiries`]).
//!
//! Words: a *change* waits until it is done, stopped, or overtaken by another of the same person; *reversed* is one that was
//! done and is taken back. Table: `address_changes`.

pub mod actions;
mod model;
mod pages;
pub mod routes;
mod store;

pub use model::Change;
pub use pages::{Kind, page_routes, pressed, shown};
pub use store::{end_all, find, may_return, own_keys};
