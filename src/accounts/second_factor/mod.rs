//! The second factor: codes of an authenticator app (TOTP, RFC 6238), recovery codes for who lost it, and proof anew of
//! who somebody is before dangerous acts.
//!
//! Words: a *seed* is the secret that app and server share, shown once and kept sealed; *pending* until its first right
//! code, then *active*; a *step* is a period of 30 seconds, and a code is that of one step. Tables: `second_factors`,
//! `recovery_codes`, and in `sessions` the instants `authenticated_at` and `second_factor_at`.

pub mod actions;
mod lifecycle;
mod model;
pub mod routes;
mod seal;
mod store;
mod totp;

pub use lifecycle::BORNE;
pub use model::{Assured, Proof, RecoveryCode, Status, factors};
pub use seal::key_id;
pub use store::{status, unopened};
pub use totp::Seed;
