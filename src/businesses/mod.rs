//! Small and medium enterprises: tax code, place, industry, figures and the size class computed from them, members.
//!
//! Words: a *company* has a tax code of ten digits, a *branch* one of thirteen, a *household* business its
//! representative's personal number, of which only a keyed digest and the last three digits are kept. Tables:
//! `businesses`, `business_sizes`.

pub mod actions;
pub mod model;
pub mod routes;
pub mod size;
mod store;

pub use model::{Business, NewBusiness};
pub use size::SizeClass;
pub use store::{
    Firm, all_of_firms, find, find_among, firm, firms_of, has_outgrown, households, is_of_firm, known_by, lock_firm,
    locked_parts, names, parts, seat, seat_of,
};
