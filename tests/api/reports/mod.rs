//! Figures: their definitions, the same in SQL on the raw tables, and who sees which.

mod asked;
mod beside;
mod equality;
mod files;
mod followed;
mod refused;
mod statistics;
