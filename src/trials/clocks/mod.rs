//! What time does to trials: who is reminded, what ends by itself. Nobody asks for these; `clockwork` does when they are
//! due.

pub mod actions;
mod lifecycle;

pub use lifecycle::{after_start, reinstatement_notice, suspension_notice, while_requested};
