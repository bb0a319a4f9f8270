//! What reviewers find of a version: each scores every criterion by themselves, and sees the other's scores when both are in; nobody else
//! does before it is decided on. Tables:
//! `assessments`, `conflicts_of_interest`.

pub mod actions;
mod lifecycle;
mod model;
pub mod routes;
pub(super) mod store;

pub use lifecycle::{Missing, WANTED, missing};
pub use model::{Assessment, Score};
