//! Who may carry out which operation: one table, asked as soon as it is known who makes a request, before anything else
//! of it is looked at. An operation that has no line there is refused.
//!
//! Words: a *rule* is one operation's line; people are admitted by what they are to the organization in the path, staff by
//! their role; a *scope* is what an API key needs; what is *fresh* wants proof from the last ten minutes of who asks. What
//! depends on a row (whose trial it is) the action checks: a foreign row does not exist.

mod printed;
mod rule;
mod table;

pub use printed::printed;
pub use rule::{People, Rule};
pub use table::{RULES, rule};
