//! The first to register a firm is not proven to own it: whoever can show that it is theirs contests it, its owners answer
//! within ten days, and the programme's staff decide. Who contests may take it back. Table: `contests`.

pub mod actions;
mod lifecycle;
pub mod model;
pub mod routes;
mod store;

pub use actions::any_open;
pub use store::{erase_texts, find, with_texts};
