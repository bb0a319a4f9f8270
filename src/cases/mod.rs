//! Cases: what a person of the staff should look at, with its facts. A case never decides: no figure and no conversion is
//! another because of it.
//!
//! Words: a case is *opened* by a business's [`complaints`], once per kind, subject and period by a signal or an audit; it is
//! *closed* by staff with a *decision* of a closed list. Its *facts* are ids, codes and numbers. Table: `cases`.

pub mod actions;
pub mod audits;
pub mod complaints;
mod lifecycle;
pub mod model;
pub mod routes;
pub mod signals;
mod store;

pub use model::{Case, CaseKind, CaseState};
pub use store::{erase_texts, find};
