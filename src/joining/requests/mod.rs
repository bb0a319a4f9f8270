//! Whoever finds a firm registered already asks its owners to join it.
//!
//! Owners answer within fourteen days; after that, the programme's staff may decide by what they are shown. Table: `join_requests`.

pub mod actions;
pub mod model;
pub mod routes;
mod store;

pub use model::JoinRequest;
pub use store::{erase_texts, find, with_texts};
