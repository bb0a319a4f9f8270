//! A platform's offers: on which days it is offered, for whom and how long it is free, what it costs afterwards (first less,
//! then the full price), what is included, and what happens at the end.
//!
//! Words: an offer *holds* from its first to its last local day; on no day do two offers of a platform hold. A trial takes the
//! one that holds when it is requested, and keeps its terms. Table: `offers`.

mod model;
pub mod store;

pub use model::{AtEnd, DAYS, Days, Discount, Offer, OfferRow, Period, overlaps};

/// Offers of one platform at most: three years of quarters.
pub const MOST: i64 = 12;
/// Months of a discount at most.
pub const DISCOUNT_MONTHS: i64 = 36;
/// Lines that say what is included, at most.
pub const INCLUDED: i64 = 20;
pub const INCLUDED_LENGTH: usize = 200;
