//! What anybody may ask about an address without being logged in: a link for a new password, the verification mail once
//! more. The request only writes the question down; the worker looks whose address it is and has the mail sent. So a
//! request does the same work for every address, and nobody learns from it which are known.
//!
//! Words: an *inquiry* is such a question, from when it was asked until it is answered. Table: `inquiries`.

pub mod actions;
mod model;
pub mod routes;
mod store;

pub use model::{Inquiry, Question};
pub use store::waiting;
