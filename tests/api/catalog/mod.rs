//! The catalog: what everybody reads, what vendors write and staff publish.

mod assessed;
mod bulk;
pub mod claims;
mod conflicts;
pub mod documents;
mod drafts;
pub mod figures;
mod filters;
mod illustrative;
pub mod images;
mod judged;
mod listings;
mod misses;
mod offers;
mod pages;
mod profiles;
mod ranking;
mod reading;
mod rechecks;
mod reference;
mod search;
mod servers;
mod slips;
mod suspended;
pub mod transfers;
mod values;
mod vendors;
mod versions;
mod vetting;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp};
use serde_json::Value;

/// An approved vendor's person, the vendor and a draft of it; the mails on the way are put away.
async fn drafted(app: &TestApp) -> (Client, String, String) {
    let seller = app.person(&format!("seller{}@demo.example", app.next()), None).await;
    let vendor = app.vendor(&seller).await;
    let draft = text(&seller.post("/v1/platforms", app.platform_body(&vendor)).await.ok(201), "id");
    app.mails().await;
    (seller, vendor, draft)
}

/// A listing as everybody reads it: what is stated of the criteria, and when it is looked at again, is between its vendor and who vets.
fn as_public(mut listing: Value) -> Value {
    for member in ["statements", "recheck_due_on", "last_recheck", "last_transfer"] {
        listing[member] = Value::Null;
    }
    listing
}

/// Somebody changes a listing, as it is by now.
async fn revised(who: &Client, id: &str, change: Value) -> Reply {
    who.patch(&format!("/v1/platforms/{id}"), "*", change).await
}
