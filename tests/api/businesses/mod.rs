//! Businesses: how they are known, where they are, how large they are, and who may see them.

mod branches;
mod changes;
mod firm;
mod households;
mod outgrown;
mod privacy;
mod provinces;
mod sizes;
mod tax_codes;
mod values;

use crate::support::{TestApp, json};
use serde_json::Value;

/// A new business, with these members in place of the usual ones.
fn body_with(app: &TestApp, members: &[(&str, Value)]) -> Value {
    let mut body = app.business_body();
    for (member, value) in members {
        body[member] = json!(value);
    }
    body
}
