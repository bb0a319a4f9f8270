//! People: registration, verification, sessions, membership in organizations, staff roles.
//!
//! Words: an *account* is a person who can log in; a *session* is one log-in; *standing* is all that a session gives
//! access to, or an API key; a *membership* ties a person to a business or a vendor. Tables: `accounts`, `sessions`,
//! `memberships`, and those of [`second_factor`], [`inquiries`], [`address`] and [`keys`].

pub mod actions;
pub mod address;
mod argon2id;
mod common_passwords;
mod context_words;
pub mod inquiries;
pub mod keys;
pub mod me;
pub mod members;
pub mod model;
pub mod new_password;
pub mod offices;
mod pages;
pub mod passwords;
pub mod routes;
pub mod second_factor;
pub mod sessions;
mod store;
mod tries;
mod uses;
mod verification;

pub use common_passwords::is_common as is_common_password;
pub use pages::page_routes;
pub use store::{
    Addressee, Credential, Standing, add_business_member, add_vendor_member, addressee, is_deactivated,
    members_of_vendor, organizations, owner_of_address, shares_people, standing,
};
pub use uses::Uses;
