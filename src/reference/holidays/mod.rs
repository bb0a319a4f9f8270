//! Public holidays: no working days, as Saturdays and Sundays are none. They came with the program; staff change those that
//! are ahead, two administrators at a time, and no later seed touches a day on which staff decided.
//!
//! Words: a *change* adds days and takes days away; one in both of its lists gets another name. What was computed stays: a
//! deadline that was set keeps its instant. Tables: `holidays`, `holiday_changes`, `holiday_change_days`.

pub mod actions;
mod lifecycle;
pub mod model;
pub mod routes;
mod store;

pub(super) use store::decided;
pub use store::working_days_after;
