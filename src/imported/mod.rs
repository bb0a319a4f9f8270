//! What was before: trials and conversions of the programme that were kept in people's own lists, and were imported.
//!
//! Words: an *imported* trial is one firm × one platform, as a row of a file told it. Nobody confirmed it here: its
//! evidence level is 0, it enters no figure but its own, and no mail, deadline or reminder follows from it. A firm that
//! registers later is found by its tax code, and has tried the platform. Tables: `imports`, `imported_trials`.

pub mod actions;
pub mod model;
mod store;

pub use model::{Imported, NewImported};
pub use store::{has_tried, insert, known};
