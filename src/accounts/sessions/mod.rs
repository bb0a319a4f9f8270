//! Sessions: where each was opened, when it was last used, how long it holds, and its end.
//!
//! Words: a session is *open* until it was ended, was not used for too long (*idle*), or is too old. Its *origin* is the
//! network neighbourhood of the log-in and what the program called itself: personal, and in no event. Columns of `sessions`.

pub mod actions;
mod lifecycle;
mod model;
pub mod routes;
pub(super) mod store;
mod uses;

pub use lifecycle::{holds, is_due};
pub use model::Origin;
pub use store::{NewActing, acting, is_open, start_acting, traces};
pub use uses::Uses;
