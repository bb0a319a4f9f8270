//! One of everybody, and what is theirs beside what is not.

use super::past;
use super::things::{IMAGE, Things};
use crate::bad_input::operations::Operation;
use crate::members::{Firm, firm};
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;

/// Somebody, and what they are.
pub struct Someone {
    pub name: String,
    pub client: Client,
    /// The organization they belong to, and what they are there.
    pub place: Option<(String, MemberRole)>,
    pub staff: Option<StaffRole>,
    /// Staff without a second factor in this session.
    pub unproved: bool,
}

pub struct World {
    pub people: Vec<Someone>,
    pub business: Firm,
    pub vendor: Firm,
    pub platform: String,
    /// Converted and reviewed.
    pub trial: String,
    /// The same of others.
    pub foreign: Tried,
    pub foreign_vendor: String,
    pub foreign_listing: String,
    things: Things,
}

const ROLES: [MemberRole; 3] = [MemberRole::Member, MemberRole::Manager, MemberRole::Owner];

fn someone(name: String, client: Client) -> Someone {
    Someone { name, client, place: None, staff: None, unproved: false }
}

async fn members(app: &TestApp, firm: &Firm, kind: &str) -> Vec<Someone> {
    let mut all = Vec::new();
    for role in ROLES {
        let client = firm.with(app, role).await;
        all.push(Someone { place: Some((firm.id.clone(), role)), ..someone(format!("{role} of the {kind}"), client) });
    }
    all
}

async fn staff(app: &TestApp) -> Vec<Someone> {
    let mut all = Vec::new();
    for role in StaffRole::ALL {
        let client = app.person(&format!("{role}@demo.example"), Some(*role)).await;
        all.push(Someone { staff: Some(*role), ..someone(role.to_string(), client) });
        let email = format!("new-{role}@demo.example");
        app.account(&email, Some(*role)).await;
        let client = app.log_in(&email).await;
        all.push(Someone { staff: Some(*role), unproved: true, ..someone(format!("{role} without code"), client) });
    }
    all
}

impl World {
    pub async fn made(app: &TestApp) -> Self {
        let [others, own] = past::two(app).await;
        let (foreign, mine) = (&others.tried, &own.tried);
        let vendor_of = async |tried: &Tried| text(&tried.vendor.get(&tried.path("")).await.ok(200), "vendor_id");
        let (foreign_vendor, vendor) = (vendor_of(foreign).await, vendor_of(mine).await);
        let draft = app.platform_body(&foreign_vendor);
        let foreign_listing = text(&foreign.vendor.post("/v1/platforms", draft).await.ok(201), "id");
        let business = firm(mine.sme.clone(), "businesses", mine.business_id.clone());
        let vendor = firm(mine.vendor.clone(), "vendors", vendor);
        let mut people = vec![someone("somebody".to_owned(), app.person("somebody@demo.example", None).await)];
        people.extend(members(app, &business, "business").await);
        people.extend(members(app, &vendor, "vendor").await);
        people.extend(staff(app).await);
        let other_business = firm(foreign.sme.clone(), "businesses", foreign.business_id.clone());
        let other_vendor = firm(foreign.vendor.clone(), "vendors", foreign_vendor.clone());
        let firms = [&business, &vendor, &other_business, &other_vendor];
        let things = Things::made(app, &people[0], [&own, &others], firms).await;
        app.mails().await;
        let (platform, trial) = (mine.platform_id.clone(), mine.trial_id.clone());
        let foreign = others.tried;
        Self { people, business, vendor, platform, trial, foreign, foreign_vendor, foreign_listing, things }
    }

    /// The path of an operation about this id, and about what that organization has, where it is one.
    pub fn path(&self, operation: &Operation, id: &str) -> String {
        operation.path_at(&self.things.beside(&operation.path, id), id)
    }

    /// The id in an operation's path: one of the people's here, and one of others'; none where it has no id.
    pub fn ids(&self, operation: &Operation) -> Option<(String, String)> {
        Some(match operation.prefix.as_deref()? {
            _ if operation.id == "get_image" => self.things.of(IMAGE),
            "biz" => (self.business.id.clone(), self.foreign.business_id.clone()),
            "ven" => (self.vendor.id.clone(), self.foreign_vendor.clone()),
            "plt" => (self.platform.clone(), self.foreign_listing.clone()),
            "trl" => (self.trial.clone(), self.foreign.trial_id.clone()),
            other => self.things.of(other),
        })
    }
}

impl Someone {
    /// What this person is in the organization of this id.
    pub fn role_in(&self, id: &str) -> Option<MemberRole> {
        self.place.as_ref().filter(|(place, _)| place == id).map(|(_, role)| *role)
    }

    /// What this person is in an organization of this kind.
    pub fn role_in_some(&self, kind: &str) -> Option<MemberRole> {
        self.place.as_ref().filter(|(place, _)| place.starts_with(kind)).map(|(_, role)| *role)
    }
}
