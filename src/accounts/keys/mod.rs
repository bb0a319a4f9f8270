//! API keys: what systems of vendors, provinces and ministries show instead of a session.
//!
//! Words: a key has a *holder*, a vendor or an *authority*, and acts under the account of its *maker*; its *keepers* make keys,
//! replace and revoke them; a *scope* is a kind of operation that it opens; a *rotation* makes a key in place of another, which
//! holds on for its *overlap*. Table: `api_keys`.
//!
//! A key never reaches further than its holder, and holds while its maker is one of the keepers: an owner of the vendor, an
//! administrator for authorities. It opens operations that have a scope in the table of access, and none of these makes keys,
//! gives roles or wants proof anew. A province's key sees what a province officer sees, a ministry's what an analyst does.

pub mod actions;
mod holder;
mod lifecycle;
pub mod model;
pub mod routes;
mod store;
mod token;
mod uses;

pub use holder::{Authority, AuthorityKind, Holder, Keepers};
pub use lifecycle::KeyStatus;
pub use model::{ApiKey, Scope, Shown};
pub use store::{answerable, find, holds, standing};
pub use token::Token;
pub use uses::Uses;
