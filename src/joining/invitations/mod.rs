//! Owners invite people by their addresses, whether or not somebody has registered them.
//!
//! An invitation holds for seven days, and as long as who invited is an owner. Only the verified owner of the address
//! accepts it: by the link of its mail, which proves the address, or logged in. Tables: `invitations`,
//! `invitation_links`.

pub mod actions;
mod lifecycle;
pub mod model;
mod pages;
pub mod routes;
mod store;

pub use model::Invitation;
pub use pages::page_routes;
pub use store::{find, forget_addresses, issue_link};
