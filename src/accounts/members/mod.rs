//! Who belongs to a business or a vendor, and what each may do there: one mechanism for both.
//!
//! Words: an *organization* is a business or a vendor; a *role* is what a member is there. Table: `memberships`.
//!
//! | may | member | manager | owner |
//! | --- | --- | --- | --- |
//! | read the organization, its members and its trials; leave it | yes | yes | yes |
//! | sign up for trials, answer them, claim and answer conversions | yes | yes | yes |
//! | change the organization's data and its listings | | yes | yes |
//! | give roles; remove members; hand the ownership to another member | | | yes |
//!
//! An organization has an owner at all times; a business whose only member ends the account has nobody from then on.

pub mod actions;
pub mod model;
pub(super) mod store;

pub use model::{Act, MemberRole, Membership, Roles};
pub use store::{addresses, colleague, everybody, find, has_address, held_role, in_vendors, list, of_account, owners};
