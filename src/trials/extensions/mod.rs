//! Extensions: one side asks for more days with a reason, the other agrees or refuses. They move the trial's end, never
//! its cohort, and the programme caps them. Table: `extensions`.

mod actions;
mod lifecycle;
mod model;
pub mod routes;
mod store;

pub use model::Extension;
pub use store::{erase_texts, find, waiting};
