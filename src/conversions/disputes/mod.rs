//! What staff think of a dispute. Their word moves no figure: a disputed conversion never counts, whatever they find; either
//! side may claim anew, and the other is asked again.

pub mod actions;
pub mod routes;
