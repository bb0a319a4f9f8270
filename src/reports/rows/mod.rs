//! The trials themselves, one by one, for whoever computes figures of their own: under pseudonyms, and as days.
//!
//! They are read from the tables in the order of their ids, so many at a time, and sent on before the next are read.

mod line;
mod query;
mod read;
pub mod routes;
