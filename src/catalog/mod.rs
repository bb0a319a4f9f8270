//! The catalog: platforms with their offers, listed by vendors, published by staff, found by businesses.
//!
//! Words: a *listing* is a platform before or after it is published; an *illustrative* platform is a real one that no
//! vendor has claimed: it is found in the catalog and has no offer and no trials. Its *profile* is what its vendor says beside the
//! summary. A *miss* is a search that found nothing.
//! Tables: `platforms`, `platform_profiles`, `offers`, `images`, `search_misses`.

pub mod actions;
pub mod images;
pub mod misses;
pub mod model;
pub mod profile;
pub mod routes;
pub mod search;
mod seed;
mod snapshot;
mod store;

pub use model::{Days, Description, ListingStatus, NewPlatform, Offer, Platform};
pub use profile::Profile;
pub use seed::load_illustrative;
pub use snapshot::{Catalog, LOOK};
pub use store::{find, lock, names, offered, slugs, with_offer};
