//! Figures: their definitions, the same in SQL on the raw tables, and who sees which.

pub mod asked;
pub mod beside;
pub mod equality;
mod files;
mod followed;
mod refused;
mod rows;
mod statistics;
