//! API keys: what vendors' systems show instead of a session.
//!
//! Words: a key is of a vendor, and acts under the account of its *maker*; a *scope* is a kind of operation that it opens; a
//! *rotation* makes a key in place of another, which holds on for its *overlap*. Table: `api_keys`.
//!
//! A key never reaches further than its vendor, nor than its maker does now: it holds while its maker is an owner. It opens
//! operations that have a scope in the table of access, and none of these makes keys, gives roles or wants proof anew.

pub mod actions;
mod lifecycle;
pub mod model;
pub mod routes;
mod store;
mod token;
mod uses;

pub use lifecycle::KeyStatus;
pub use model::{ApiKey, Scope, Shown};
pub use store::{find, holds, standing};
pub use token::Token;
pub use uses::Uses;
