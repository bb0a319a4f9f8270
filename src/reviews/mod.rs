//! Reviews: what businesses say of platforms that they have used in a trial, and what that comes to.
//!
//! Words: a *review* is four scores from 1 to 5 and, if wanted, a *text*; the vendor gives one *answer* to it. Text and answer are its
//! *parts*: staff *publish* or *refuse* each. A platform's *rating* is the sum of its reviews; its *Bayesian mean* counts ten made-up
//! reviews besides. Tables: `reviews`, `platform_ratings`.

pub mod actions;
pub mod lifecycle;
pub mod model;
pub mod rating;
pub mod routes;
mod store;

pub use model::{Part, PartState, Review};
pub use store::{lookup, of_trial, own_waiting};
