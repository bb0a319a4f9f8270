//! Whether a conversion lasts: so many days after it each side is asked whether the business still uses the platform.
//!
//! Words: a *check* is one question to one side; it is answered with *retained* or, for a reason, with *ended*, once. Who
//! does not answer has said nothing, and nothing is assumed. The business's «retained» at 90 days or later is evidence level
//! 4. Table: `retention_checks`.

pub mod actions;
mod lifecycle;
mod model;
pub mod pages;
pub mod routes;
mod store;

pub use model::{RetentionCheck, RetentionStatus};
pub use store::{erase_texts, find, waiting};
