//! What every operation shares: problem documents, headers, idempotency keys.

mod headers;
mod idempotency;
mod order;
mod problems;
mod reading;
mod simultaneous;
mod strictness;
