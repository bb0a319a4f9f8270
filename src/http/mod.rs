//! What every `routes.rs` shares: the call (who asks, under which key), strict bodies and queries, pages of lists,
//! answers with their ETag, problems, and the few small HTML pages that mail links open.
//!
//! Table: `idempotency_keys`.

pub mod actors;
mod answer;
mod body;
mod call;
mod contract;
mod idempotency;
mod limited;
pub mod middleware;
pub mod page;
pub mod pages;
mod query;
mod routes;

pub use actors::Person;
pub use answer::Answer;
mod upload;
pub use body::{Body, object, objects, optional_object, optional_objects, parse};
pub use call::{App, Call, IfMatch};
pub use contract::Contract;
pub use idempotency::{forget_answers_about, forget_old_keys};
pub use page::{Page, Paged};
pub use query::Query;
pub use routes::{PREFIX, Routes};
pub use upload::{FileIn, FileOut, MAX_SERVED, TypedFile, Upload};
