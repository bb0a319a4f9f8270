//! Figures: the funnel of trials by cohort of start. Read-only over the other rooms' tables; nobody types a figure in.

pub mod funnel;
pub mod routes;
mod store;
pub mod wilson;
