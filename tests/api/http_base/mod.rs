//! What every operation shares: problem documents, strict bodies and queries, headers, idempotency keys.

mod bodies;
mod headers;
mod idempotency;
mod order;
mod problems;
mod reading;
mod simultaneous;
mod strictness;
