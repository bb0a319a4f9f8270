//! What a business complains of: in one step, about one of its trials. Each complaint is a case; one waits at a time.

pub mod actions;
pub mod routes;
