//! Conversions: one side claims, only the other confirms or disputes.

mod already_customer;
mod answers;
mod claims;
mod constraints;
pub mod converted;
mod disputes;
pub mod evidence;
mod funnel;
mod pages;
mod recorded;
mod retention;
mod simultaneous;
mod told;
pub mod unsettled;
pub mod withdrawals;

use crate::members::firm;
use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use dungthu::accounts::members::MemberRole;
use dungthu::db::Cause;
use dungthu::values::{AccountId, BusinessId, TypedId, VendorId};

impl Tried {
    pub async fn claimed_by(&self, who: &Client) -> Reply {
        who.post(&self.path("/conversion"), claim()).await
    }

    pub async fn confirmed_by(&self, who: &Client) -> Reply {
        who.post(&self.path("/conversion/confirmation"), json!({"already_customer": false})).await
    }

    pub async fn disputed_by(&self, who: &Client, reason: &str) -> Reply {
        who.post(&self.path("/conversion/dispute"), json!({"reason_code": reason})).await
    }
}

/// An activated trial whose vendor has claimed; the path of the link that the business got.
async fn claimed(app: &TestApp) -> (Tried, String) {
    let tried = app.activated().await;
    tried.claimed_by(&tried.vendor).await.ok(201);
    let mail = app.one_mail().await;
    assert_eq!(mail.to, tried.sme_email);
    (tried, mail.link(&app.config.public_url))
}

/// Makes a person a member of the trial's business, its vendor, or both.
pub async fn join(app: &TestApp, who: &Client, tried: &Tried, business: bool, vendor: bool) {
    let account = AccountId::parse(&text(&who.get("/v1/me").await.ok(200), "id")).expect("an account");
    let trial = tried.sme.get(&tried.path("")).await.ok(200);
    let business = business.then(|| BusinessId::parse(&tried.business_id).expect("a business"));
    let vendor = vendor.then(|| VendorId::parse(&text(&trial, "vendor_id")).expect("a vendor"));
    let added = app.db.write(Cause::default(), move |tx| {
        business.map_or(Ok(()), |id| dungthu::accounts::add_business_member(tx, account, id))?;
        vendor.map_or(Ok(()), |id| dungthu::accounts::add_vendor_member(tx, account, id))
    });
    added.await.expect("a member");
}

/// Makes somebody a member of another branch of the firm whose business has the trial.
pub async fn join_branch(app: &TestApp, who: &Client, tried: &Tried) {
    let seat = firm(tried.sme.clone(), "businesses", tried.business_id.clone());
    seat.branch(app).await.admit(app, who, MemberRole::Member).await;
}
