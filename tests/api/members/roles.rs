//! What each role may: one table over every operation of an organization.

use super::{Firm, firm, firms, person};
use crate::accounts::keys::{key_body, make};
use crate::document::form::{document, operations};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole::{self, Manager, Member, Owner};
use serde_json::Value;

/// Who may do what, by kind of organization: the operation, and the least role.
const BUSINESSES: [(&str, &str, MemberRole); 15] = [
    ("GET", "/v1/businesses/{id}", Member),
    ("PATCH", "/v1/businesses/{id}", Manager),
    ("GET", "/v1/businesses/{id}/members", Member),
    ("GET", "/v1/businesses/{id}/members/{member}", Member),
    ("PATCH", "/v1/businesses/{id}/members/{member}", Owner),
    ("DELETE", "/v1/businesses/{id}/members/{member}", Owner),
    ("POST", "/v1/businesses/{id}/ownership-transfer", Owner),
    ("POST", "/v1/businesses/{id}/invitations", Owner),
    ("GET", "/v1/businesses/{id}/invitations", Owner),
    ("GET", "/v1/businesses/{id}/invitations/{invitation}", Owner),
    ("DELETE", "/v1/businesses/{id}/invitations/{invitation}", Owner),
    ("GET", "/v1/businesses/{id}/join-requests", Owner),
    ("POST", "/v1/businesses/{id}/join-requests/{request}/approval", Owner),
    ("POST", "/v1/businesses/{id}/join-requests/{request}/refusal", Owner),
    ("GET", "/v1/businesses/{id}/size-history", Member),
];
const VENDORS: [(&str, &str, MemberRole); 22] = [
    ("GET", "/v1/vendors/{id}", Member),
    ("GET", "/v1/vendors/{id}/members", Member),
    ("GET", "/v1/vendors/{id}/members/{member}", Member),
    ("PATCH", "/v1/vendors/{id}/members/{member}", Owner),
    ("DELETE", "/v1/vendors/{id}/members/{member}", Owner),
    ("POST", "/v1/vendors/{id}/ownership-transfer", Owner),
    ("POST", "/v1/vendors/{id}/invitations", Owner),
    ("GET", "/v1/vendors/{id}/invitations", Owner),
    ("GET", "/v1/vendors/{id}/invitations/{invitation}", Owner),
    ("DELETE", "/v1/vendors/{id}/invitations/{invitation}", Owner),
    ("GET", "/v1/vendors/{id}/join-requests", Owner),
    ("POST", "/v1/vendors/{id}/join-requests/{request}/approval", Owner),
    ("POST", "/v1/vendors/{id}/join-requests/{request}/refusal", Owner),
    ("POST", "/v1/vendors/{id}/api-keys", Owner),
    ("GET", "/v1/vendors/{id}/api-keys", Owner),
    ("POST", "/v1/vendors/{id}/api-keys/{key}/rotation", Owner),
    ("DELETE", "/v1/vendors/{id}/api-keys/{key}", Owner),
    ("POST", "/v1/vendors/{id}/images", Manager),
    ("POST", "/v1/vendors/{id}/documents", Manager),
    ("GET", "/v1/vendors/{id}/documents/{hash}", Member),
    ("GET", "/v1/vendors/{id}/listings-export", Member),
    ("POST", "/v1/vendors/{id}/listings-import", Manager),
];

#[test]
fn the_table_has_every_operation_of_an_organization() {
    let known: Vec<(&str, &str)> = BUSINESSES.iter().chain(&VENDORS).map(|row| (row.0, row.1)).collect();
    for (method, path, _) in operations(&document()) {
        let of_organization = path.starts_with("/v1/businesses/{id}") || path.starts_with("/v1/vendors/{id}");
        // Approval is for staff.
        if of_organization && path != "/v1/vendors/{id}/approval" {
            assert!(known.contains(&(method.as_str(), path.as_str())), "{method} {path} is not in the table");
        }
    }
}

/// Asks without being able to change anything: with a version that never was, and a body that lacks everything.
async fn ask(who: &Client, method: &str, path: &str) -> Reply {
    let headers = [("Content-Type", "application/json"), ("If-Match", "\"999\"")];
    let body = if method == "GET" || method == "DELETE" { Vec::new() } else { b"{}".to_vec() };
    who.send(method, path, &headers, body).await
}

/// A refusal that names who may.
fn is_forbidden(reply: &Reply, least: MemberRole) {
    let problem = reply.problem(403, "forbidden");
    let who = if least == Owner { "for: owners of" } else { "for: managers and owners of" };
    assert!(text(&problem, "detail").contains(who), "{problem}");
}

async fn revoked(firm: &Firm) -> String {
    let made = make(&firm.owner, &firm.id, key_body()).await;
    assert_eq!(made.revoked_by(&firm.owner).await.status, 204);
    made.id
}

/// A document of the vendor's, by its digest.
async fn document_of(firm: &Firm) -> String {
    let (path, headers) =
        (format!("/v1/vendors/{}/documents", firm.id), [("Content-Type", "application/octet-stream")]);
    text(&firm.owner.send("POST", &path, &headers, b"%PDF-1.7".to_vec()).await.ok(201), "hash")
}

async fn judge(app: &TestApp, firm: &Firm, rows: &[(&str, &str, MemberRole)]) {
    let stranger = person(app).await;
    let colleague = firm.member(&firm.with(app, Member).await).await;
    let invitation = firm.invited("invited@demo.example", "member").await;
    let request = firm.request_of(app, &person(app).await).await;
    // A key that is over: what is done with it changes nothing.
    let (key, hash) = match firm.id.starts_with("ven") {
        true => (revoked(firm).await, document_of(firm).await),
        false => Default::default(),
    };
    app.mails().await;
    let below = |path: &str| {
        let path = path.replace("{member}", colleague.rsplit('/').next().expect("an id")).replace("{key}", &key);
        path.replace("{hash}", &hash).replace("{invitation}", &invitation).replace("{request}", &request)
    };
    for role in [Member, Manager, Owner] {
        let who = firm.with(app, role).await;
        for (method, path, least) in rows {
            let path = below(&path.replace("{id}", &firm.id));
            app.unchanged(ask(&stranger, method, &path)).await.problem(404, "not_found");
            let reply = app.unchanged(ask(&who, method, &path)).await;
            if role < *least {
                is_forbidden(&reply, *least);
            } else {
                // It got past who may: read, or refused for its body, its type, its version or its state.
                assert!(
                    [200, 204, 400, 409, 412, 415].contains(&reply.status),
                    "{role} {method} {path}: {}",
                    reply.text()
                );
            }
        }
    }
}

/// A body for a change of a listing, or of a new one.
fn summary() -> Value {
    json!({"summary_en": "Books for shops."})
}

engines! {
    async fn each_role_may_what_the_table_says(app) {
        let [business, vendor] = firms(app).await;
        judge(app, &business, &BUSINESSES).await;
        judge(app, &vendor, &VENDORS).await;
    }

    async fn listings_are_for_managers_and_owners(app) {
        let [_, vendor] = firms(app).await;
        let (member, manager) = (vendor.with(app, Member).await, vendor.with(app, Manager).await);
        let body = app.platform_body(&vendor.id);
        is_forbidden(&app.unchanged(member.post("/v1/platforms", body.clone())).await, Manager);
        let id = text(&manager.post("/v1/platforms", body).await.ok(201), "id");
        let (at, submission) = (format!("/v1/platforms/{id}"), format!("/v1/platforms/{id}/submission"));
        member.get(&format!("/v1/listings/{id}")).await.ok(200);
        is_forbidden(&app.unchanged(member.patch(&at, "\"1\"", summary())).await, Manager);
        is_forbidden(&app.unchanged(member.act(&submission)).await, Manager);
        manager.patch(&at, "\"1\"", summary()).await.ok(200);
        manager.act(&submission).await.ok(200);
        let [_, other] = firms(app).await;
        app.unchanged(other.owner.act(&submission)).await.problem(404, "not_found");
    }

    async fn members_act_on_trials(app) {
        let tried = app.requested().await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        let (business, vendor) = (firm(tried.sme.clone(), "businesses", tried.business_id.clone()), firm(tried.vendor.clone(), "vendors", vendor));
        let (asks, answers) = (business.with(app, Member).await, vendor.with(app, Member).await);
        answers.act(&tried.path("/acceptance")).await.ok(200);
        answers.post(&tried.path("/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        answers.act(&tried.path("/activation")).await.ok(200);
        answers.post(&tried.path("/heartbeats"), json!({"week_of": "2026-11-16"})).await.ok(200);
        tried.claimed_by(&answers).await.ok(201);
        tried.confirmed_by(&asks).await.ok(200);
        let platform = app.platform(&tried.vendor, &vendor.id).await;
        let trial = asks.post("/v1/trials", app.trial_body(&tried.business_id, &platform)).await.ok(201);
        asks.post(&format!("/v1/trials/{}/cancellation", text(&trial, "id")), json!({"reason_code": "other"})).await.ok(200);
        app.mails().await;
    }

    async fn a_role_holds_from_the_next_request_on(app) {
        let [business, _] = firms(app).await;
        let manager = business.with(app, Manager).await;
        let change = || manager.patch(&business.path, "*", json!({"employees": 9}));
        change().await.ok(200);
        business.give(&business.owner, &manager, "member").await.ok(200);
        is_forbidden(&app.unchanged(change()).await, Manager);
        app.mails().await;
    }
}
