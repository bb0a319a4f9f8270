//! What waits for staff: claims that nobody answered after the last reminder, and disputes, the longest first.
//!
//! Words: a conversion is *unconfirmed* once its last reminder went out in vain; silence is no agreement, so staff ask both
//! sides. What waits is always the newest conversion of a trial. Table: `unsettled_conversions`.

pub mod actions;
mod model;
pub mod routes;
mod store;

pub use store::since;
