//! Evidence for a conversion: the key of an invoice that either side shows, and what staff saw when they checked.
//!
//! Words: the *evidence level* is 0 claimed, 1 confirmed by the other side, 2 an invoice is shown, 3 checked by staff, 4
//! retained. What is shown of a claim that waits is kept, and counts once it is confirmed. An *invoice's key* is the
//! seller's tax code, form and symbol, number and year. Table: `invoices`.

pub mod actions;
pub mod model;
pub mod routes;
mod store;

pub use store::other_buyers_of;
