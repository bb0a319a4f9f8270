//! The catalog: platforms with their offers, listed by vendors, published by staff, found by businesses.
//!
//! Words: a *listing* is a platform before or after it is published; an *illustrative* platform is a real one that no
//! vendor has claimed: it is found in the catalog and has no offer and no trials. Its *profile* is what its vendor says beside the
//! summary. A *version* is all that a vendor says of it at one time: the vendor works on one, reviewers vet it, and it is
//! published and kept. A *claim* is a vendor's word that an illustrative platform is its own. A *miss* is a search that found nothing. Tables: `platforms`, `platform_profiles` (with the offers: what is published, or, before that, what the
//! vendor writes), `listing_versions`, `platform_suspensions`, `images`, `search_misses`; those of [`offers`], [`figures`], [`evidence`],
//! [`assessments`], [`conflicts`], [`claims`], [`rechecks`] and [`transfers`] stand there.
//! A vendor saves all of its listings as a file, and brings many in at once (`bulk`).

pub mod actions;
pub mod assessments;
mod bulk;
pub mod claims;
pub mod conflicts;
pub mod evidence;
pub mod figures;
pub mod images;
pub mod lifecycle;
pub mod misses;
pub mod model;
pub mod offers;
pub mod profile;
pub mod rechecks;
pub mod routes;
pub mod search;
mod seed;
mod snapshot;
pub mod statements;
mod store;
pub mod transfers;
pub mod versions;
pub mod vetting;

pub use bulk::FileFormat;
pub use model::{Description, ListingStatus, NewPlatform, Platform};
pub use offers::{AtEnd, Days, Discount, Offer};
pub use profile::Profile;
pub use seed::{complete_versions, load_illustrative};
pub use snapshot::{Catalog, LOOK};
pub use statements::Statement;
pub use store::{find, hold, lock, names, offered, on_offer, slugs, with_offer};
pub use versions::{VersionStatus, store::latest as latest_version, store::published as published_version};
pub use vetting::store::running as suspension;
