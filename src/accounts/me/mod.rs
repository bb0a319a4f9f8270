//! One's own account: reading and changing it, its sign-ins, and its end (which a later room offers: `leaving`).
//!
//! Words: *deactivated* is an account that nobody logs in to any more. Its row stays, and its address is free; what is kept
//! of the person is erased elsewhere.

pub mod actions;
pub mod routes;
mod sign_ins;
mod store;
