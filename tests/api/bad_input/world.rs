//! What stands before the rows are asked: people, firms, platforms and trials in every state, made once.

use super::operations::Operation;
use crate::conversions::join;
use crate::support::actors::PASSWORD;
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::time::Duration;

pub struct World {
    pub anon: Client,
    /// Logged in, and a member of nothing.
    pub stranger: Client,
    /// An administrator, and a member of a business and of a vendor with a platform of its own.
    pub everyone: Client,
    pub own_business: String,
    pub own_vendor: String,
    pub own_platform: String,
    pub reviewer: Client,
    pub requested: Tried,
    pub accepted: Tried,
    pub provisioned: Tried,
    pub activated: Tried,
    /// Activated, then cancelled.
    pub cancelled: Tried,
    /// The vendor has claimed a conversion; the business has not answered.
    pub claimed: Tried,
    /// A second person of the vendor that has claimed.
    pub colleague: Client,
    /// As `claimed`, but the claimer has joined the business too.
    pub crossed: Tried,
    pub confirmed: Tried,
    /// The path of the open case of a complaint about the accepted trial.
    pub case: String,
    pub firms: Firms,
    pub tokens: Tokens,
    /// Each list, and the cursor of its second page.
    pub cursors: Vec<(String, String)>,
}

/// Firms and platforms around the requested trial.
pub struct Firms {
    /// Of the owner of the business that has asked.
    pub medium: String,
    pub household: String,
    pub branch: String,
    /// A branch of the same firm, of somebody else.
    pub foreign_branch: (Client, String),
    /// A branch of the vendor, as a business of somebody else.
    pub vendor_branch: (Client, String),
    pub draft: String,
    pub submitted: String,
    pub illustrative: String,
    /// A platform for businesses of at most seven people.
    pub for_seven: String,
}

/// Secrets that open something, or did.
pub struct Tokens {
    pub session: String,
    pub expired_session: String,
    pub revoked_session: String,
    pub verification: String,
    pub used_verification: String,
    pub expired_verification: String,
    pub answer: String,
    pub used_answer: String,
}

async fn session(app: &TestApp, email: &str) -> String {
    text(&app.anon.post("/v1/sessions", json!({"email": email, "password": PASSWORD})).await.ok(201), "token")
}

/// The secret of the link in the one mail that waits.
async fn mailed_token(app: &TestApp) -> String {
    let link = app.one_mail().await.link(&app.config.public_url);
    link.rsplit('/').next().expect("a token").to_owned()
}

async fn registered(app: &TestApp, email: &str) -> String {
    app.anon.post("/v1/accounts", json!({"email": email, "name": "Demo Person", "password": PASSWORD})).await.ok(202);
    mailed_token(app).await
}

/// An activated trial whose vendor has claimed, and the secret of the link that the business got.
async fn claimed(app: &TestApp) -> (Tried, String) {
    let tried = app.activated().await;
    tried.claimed_by(&tried.vendor).await.ok(201);
    let token = mailed_token(app).await;
    (tried, token)
}

/// A requested trial and the vendor's first steps with it.
async fn after(app: &TestApp, steps: &[&str]) -> Tried {
    let tried = app.requested().await;
    for step in steps {
        let body = (*step == "provisioning").then(|| json!({"access_reference": "demo-1"}));
        tried.vendor.ask(&tried.path(&format!("/{step}")), body.as_ref()).await.ok(200);
    }
    app.mails().await;
    tried
}

async fn business(app: &TestApp, owner: &Client, members: Value) -> String {
    let mut body = app.business_body();
    for (member, value) in members.as_object().expect("members") {
        body[member] = value.clone();
    }
    text(&owner.post("/v1/businesses", body).await.ok(201), "id")
}

/// A platform's draft, with this offer.
async fn draft(app: &TestApp, seller: &Client, vendor: &str, offer: Value) -> String {
    let mut body = app.platform_body(vendor);
    body["offers"] = json!([offer]);
    text(&seller.post("/v1/platforms", body).await.ok(201), "id")
}

async fn submitted(app: &TestApp, seller: &Client, vendor: &str, offer: Value) -> String {
    let id = draft(app, seller, vendor, offer).await;
    seller.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
    id
}

impl Firms {
    async fn made(app: &TestApp, requested: &Tried) -> Self {
        let (owner, seller) = (&requested.sme, &requested.vendor);
        let firm = owner.get(&format!("/v1/businesses/{}", requested.business_id)).await.ok(200);
        let firm = text(&firm, "tax_code");
        let vendor = text(&owner.get(&requested.path("")).await.ok(200), "vendor_id");
        let code = text(&seller.get(&format!("/v1/vendors/{vendor}")).await.ok(200), "tax_code");
        let (kin, cousin) = (app.person("kin@demo.example", None).await, app.person("cousin@demo.example", None).await);
        // Its owner registered it and let somebody else run it.
        let branch_of_kin = business(app, owner, json!({"tax_code": format!("{firm}002")})).await;
        let run_by = crate::members::firm(owner.clone(), "businesses", branch_of_kin.clone());
        run_by.admit(app, &kin, MemberRole::Owner).await;
        run_by.remove(&kin, owner).await;
        let offer =
            json!({"valid_from": "2026-11-16", "price_vnd_per_month": 0, "max_employees": 7, "days": {"micro": 90}});
        let for_seven = submitted(app, seller, &vendor, offer.clone()).await;
        app.published(&app.reviewer().await, &for_seven).await;
        Self {
            medium: business(app, owner, json!({"employees": 60, "revenue_vnd": 150_000_000_000_i64})).await,
            household: business(app, owner, json!({"tax_code": "079082345678"})).await,
            branch: business(app, owner, json!({"tax_code": format!("{firm}-001")})).await,
            foreign_branch: (kin.clone(), branch_of_kin),
            vendor_branch: (cousin.clone(), business(app, &cousin, json!({"tax_code": format!("{code}-001")})).await),
            draft: draft(app, seller, &vendor, offer.clone()).await,
            submitted: submitted(app, seller, &vendor, offer).await,
            illustrative: text(&app.anon.get("/v1/platforms/misa-amis").await.ok(200), "id"),
            for_seven,
        }
    }
}

impl Tokens {
    /// Time goes on by a week here, so that what holds for less has expired: everybody else comes afterwards.
    async fn made(app: &TestApp) -> Self {
        app.person("holder@demo.example", None).await;
        let expired_session = session(app, "holder@demo.example").await;
        let expired_verification = registered(app, "late@demo.example").await;
        app.advance(Duration::from_secs(7 * 86_400));
        let revoked_session = session(app, "holder@demo.example").await;
        let revoked = app.anon.with_token(&revoked_session);
        assert_eq!(revoked.send("DELETE", "/v1/sessions/current", &[], Vec::new()).await.status, 204);
        let used_verification = registered(app, "used@demo.example").await;
        let used =
            app.anon.post("/v1/accounts/verification", json!({"token": used_verification, "password": PASSWORD})).await;
        assert_eq!(used.status, 204);
        Self {
            session: session(app, "holder@demo.example").await,
            expired_session,
            revoked_session,
            verification: registered(app, "new@demo.example").await,
            used_verification,
            expired_verification,
            answer: String::new(),
            used_answer: String::new(),
        }
    }
}

impl World {
    /// Somebody whom the operation does not refuse for what they are.
    pub fn admitted(&self, operation: &Operation) -> &Client {
        let closed = dungthu::access::rule(&operation.id).is_some_and(|rule| rule.not_staff);
        if closed { &self.stranger } else { &self.everyone }
    }

    pub async fn made(app: &TestApp) -> Self {
        let tokens = Tokens::made(app).await;
        let everyone = app.person("everyone@demo.example", None).await;
        let own_business = app.business(&everyone).await;
        let own_vendor = app.vendor(&everyone).await;
        let everyone = app.take_office("everyone@demo.example", StaffRole::Administrator.into()).await;
        let own_platform = app.platform(&everyone, &own_vendor).await;
        // Who belongs to a vendor is listed its own listings alone: two, so that there is a second page.
        app.platform(&everyone, &own_vendor).await;
        let requested = app.requested().await;
        let cancelled = app.activated().await;
        cancelled.sme.post(&cancelled.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
        let (confirmed, used_answer) = claimed(app).await;
        confirmed.confirmed_by(&confirmed.sme).await.ok(200);
        let (claimed_trial, answer) = claimed(app).await;
        let colleague = app.person("colleague@demo.example", None).await;
        join(app, &colleague, &claimed_trial, false, true).await;
        let (crossed, _) = claimed(app).await;
        join(app, &crossed.vendor, &crossed, true, false).await;
        let accepted = after(app, &["acceptance"]).await;
        let case = accepted.complained_by(&accepted.sme, "other").await.ok(201);
        let world = Self {
            anon: app.anon.clone(),
            stranger: app.person("stranger@demo.example", None).await,
            own_business,
            reviewer: app.reviewer().await,
            accepted,
            case: format!("/v1/cases/{}", text(&case, "id")),
            provisioned: after(app, &["acceptance", "provisioning"]).await,
            activated: app.activated().await,
            firms: Firms::made(app, &requested).await,
            tokens: Tokens { answer, used_answer, ..tokens },
            cursors: cursors(app, &everyone, &own_platform).await,
            everyone,
            own_vendor,
            own_platform,
            requested,
            cancelled,
            claimed: claimed_trial,
            colleague,
            crossed,
            confirmed,
        };
        app.mails().await;
        world
    }
}

/// The cursor of every list, as one and the same person is given them.
async fn cursors(app: &TestApp, everyone: &Client, platform: &str) -> Vec<(String, String)> {
    let mut trials = Vec::new();
    for n in 0..2 {
        let owner = app.person(&format!("asker{n}@demo.example"), None).await;
        let business = app.business(&owner).await;
        let trial = owner.post("/v1/trials", app.trial_body(&business, platform)).await.ok(201);
        trials.push(format!("/v1/trials/{}", text(&trial, "id")));
    }
    everyone.act(&format!("{}/acceptance", trials[0])).await.ok(200);
    let events = format!("{}/events", trials[0]);
    let mut cursors = Vec::new();
    for list in ["/v1/platforms", "/v1/listings", "/v1/vendors", "/v1/trials", &events] {
        let page = everyone.get(&format!("{list}?limit=1")).await.ok(200);
        cursors.push((list.to_owned(), text(&page, "next_cursor")));
    }
    cursors
}
