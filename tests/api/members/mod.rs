//! Who belongs to a business or a vendor, and what each may do there.

mod changes;
mod owners;
mod roles;

use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::members::MemberRole;
use dungthu::db::Cause;
use dungthu::db::schema::{accounts as a, memberships as m};

/// An organization of one owner, and its path.
pub struct Firm {
    pub owner: Client,
    pub id: String,
    pub path: String,
}

/// A business and a vendor: what holds for one holds for the other.
pub async fn firms(app: &TestApp) -> [Firm; 2] {
    let (sme, seller) = (person(app).await, person(app).await);
    let (business, vendor) = (app.business(&sme).await, app.vendor(&seller).await);
    app.mails().await;
    [firm(sme, "businesses", business), firm(seller, "vendors", vendor)]
}

pub fn firm(owner: Client, kind: &str, id: String) -> Firm {
    Firm { owner, path: format!("/v1/{kind}/{id}"), id }
}

pub async fn person(app: &TestApp) -> Client {
    app.person(&format!("person{}@demo.example", app.next()), None).await
}

pub async fn account(who: &Client) -> String {
    text(&who.get("/v1/me").await.ok(200), "id")
}

impl Firm {
    /// Somebody new with this role.
    pub async fn with(&self, app: &TestApp, role: MemberRole) -> Client {
        let who = person(app).await;
        self.admit(app, &who, role).await;
        who
    }

    pub async fn admit(&self, app: &TestApp, who: &Client, role: MemberRole) {
        let (account, id) = (account(who).await, self.id.clone());
        let insert = move |tx: &mut dungthu::db::Tx<'_>| {
            let business = id.starts_with("biz").then(|| id.clone());
            let vendor = id.starts_with("ven").then(|| id.clone());
            let row = (
                m::account_id.eq(&account),
                m::business_id.eq(business),
                m::vendor_id.eq(vendor),
                m::role.eq(role),
                m::created_at.eq(tx.now().as_micros()),
                m::version.eq(1),
            );
            Ok(diesel::insert_into(m::table).values(row).execute(&mut **tx)?)
        };
        app.db.write(Cause::default(), insert).await.expect("a member");
    }

    /// Another branch of a business with a tax code, registered by its owner.
    pub async fn branch(&self, app: &TestApp) -> Self {
        self.branch_of(app, &self.owner).await
    }

    /// As [`Firm::branch`], registered by this one of its owners.
    pub async fn branch_of(&self, app: &TestApp, by: &Client) -> Self {
        let seat = by.get(&self.path).await.ok(200);
        let mut branch = app.business_body();
        branch["tax_code"] = format!("{}-{:03}", text(&seat, "tax_code"), 100 + app.next() % 900).into();
        let id = text(&by.post("/v1/businesses", branch).await.ok(201), "id");
        firm(by.clone(), "businesses", id)
    }

    /// The path of a member.
    pub async fn member(&self, who: &Client) -> String {
        format!("{}/members/{}", self.path, account(who).await)
    }

    /// The same firm, when so much time has gone by that its first owner has to log in anew.
    pub async fn anew(&self, app: &TestApp) -> Self {
        let id = self.id.clone();
        let find = move |conn: &mut dungthu::db::Conn| {
            let of_firm = m::business_id.eq(&id).or(m::vendor_id.eq(&id));
            let owners = m::table.inner_join(a::table).filter(m::role.eq(MemberRole::Owner)).filter(of_firm);
            owners.order(m::created_at).select(a::email).first::<String>(conn).expect("an owner")
        };
        let owner = app.log_in(&app.query(find).await).await;
        Self { owner, id: self.id.clone(), path: self.path.clone() }
    }

    /// Gives `who` a role, as `by`.
    pub async fn give(&self, by: &Client, who: &Client, role: &str) -> Reply {
        let path = self.member(who).await;
        let etag = by.get(&path).await.header("etag").unwrap_or("\"1\"").to_owned();
        by.patch(&path, &etag, json!({"role": role})).await
    }

    /// Removes `who`, as `by`; whoever it is themselves leaves.
    pub async fn remove(&self, by: &Client, who: &Client) -> Reply {
        let path = self.member(who).await;
        let etag = by.get(&path).await.header("etag").unwrap_or("\"1\"").to_owned();
        by.send("DELETE", &path, &[("If-Match", &etag)], Vec::new()).await
    }

    pub async fn transfer(&self, by: &Client, to: &Client) -> Reply {
        by.post(&format!("{}/ownership-transfer", self.path), json!({"member": account(to).await})).await
    }

    /// The roles of all members, as one of them sees them, in the order they joined.
    pub async fn roles(&self, by: &Client) -> Vec<String> {
        let list = by.get(&format!("{}/members?limit=100", self.path)).await.ok(200);
        list["data"].as_array().expect("a list").iter().map(|member| text(member, "role")).collect()
    }
}
