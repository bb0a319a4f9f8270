//! Early warnings: what the figures say before it is too late, to somebody who answers for it, with a day by which to look.
//!
//! Words: a *rule* is one of a closed list in code; its *terms* (threshold, days, fewest cases, working days until it is due) are data. What a
//! rule judges is its *subject*: a province, a platform, a vendor or a target. All are judged once a morning, by the figures as they were at the end of
//! the day before: a *look*. A warning *holds* from the look that raised it to the one that finds it gone; of a rule and a subject one
//! holds at a time. Meanwhile people acknowledge, snooze or resolve it; one that nobody has resolved *ends* by itself and says so. Tables:
//! `warning_rules`, `warning_rule_changes`, `warnings`, `warning_changes`, `warning_looks`.

pub mod actions;
mod lifecycle;
pub mod model;
pub mod routes;
mod rules;
mod seen;
mod store;
mod subjects;

pub use model::{Terms, Warning, WarningRule, WarningStatus};
pub use rules::name;
pub use seen::{Look, findings};
pub use store::{due, find};
pub use subjects::names;
