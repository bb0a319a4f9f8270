//! What somebody who vets has to do with a platform: whoever has anything leaves it to others. Every act of staff on a listing, on a claim and
//! on a review of the platform asks here.
//!
//! Words: an *insider* of a platform wrote what its vendor says of it, uploaded a document that it names, set its places or claimed it, by themselves or in somebody's place, or belonged to the
//! vendor when that was handed in; that does not end with the membership. Table: `listing_insiders`.

mod actions;
mod model;
mod store;

pub use actions::{Ties, between, none, platforms, wrote};
pub(in crate::catalog) use actions::{asking, brought, handed_in};
pub use model::Conflict;
