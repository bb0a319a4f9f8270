//! Who belongs to an organization, changed by its owners and members. A firm is one: who owns its seat owns all of its
//! parts, and who stops owning it is there in each of them what they are at the seat since. What a part has of its own,
//! further owners included, stays.
//!
//! Of roles and rights see [`crate::accounts::members`]. No tables of its own.

pub mod actions;
pub mod routes;
