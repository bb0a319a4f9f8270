//! What somebody who vets has to do with a platform: whoever has anything leaves it to others. Every act of staff on a listing, on a claim and
//! on a review of the platform asks here.
//!
//! Words: an *insider* of a platform wrote what its vendor says of it or claimed it, by themselves or in somebody's place, or belonged to the
//! vendor when that was handed in; that does not end with the membership. Table: `listing_insiders`.

mod actions;
mod model;
mod store;

pub use actions::{between, none, platforms};
pub(in crate::catalog) use actions::{handed_in, wrote};
pub use model::Conflict;
