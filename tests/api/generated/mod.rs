//! Generated databases: what `dungthu generate` makes, and what the clock and killed servers make of it.

mod killed;
mod made;
pub mod year;

use crate::support::TestApp;
use dungthu::generate::{self, Generate};
use dungthu::values::LocalDay;

/// Trials of the smallest generated database: every stage occurs in it.
const TRIALS: u32 = 4_000;

/// A number that a test is to be run with on demand.
fn asked_for(variable: &str, otherwise: u32) -> u32 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Fills the database of a test, as everything stands at the beginning of a day.
async fn fill(app: &TestApp, trials: u32, on: &str) {
    let wanted = Generate { trials, seed: 7, on: LocalDay::parse(on) };
    generate::run(&app.config, &wanted).await.expect("a generated database");
}
