//! A listing's life: every state, every act and every role; below, what reviewers say to vendors.

mod deciding;

use super::revised;
use crate::members::{Firm, firm, person};
use crate::support::actors::assessment;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::accounts::model::StaffRole;
use serde_json::Value;

/// The acts, the operations that they are, and whether they are the vendor's; all others are a reviewer's or an administrator's, but for the
/// last, which is an administrator's alone.
const ACTS: [(&str, &str, bool); 12] = [
    ("change", "change_platform", true),
    ("submission", "submit_platform", true),
    ("archive", "archive_platform", true),
    ("review", "start_review", false),
    ("assessments", "assess_platform", false),
    ("change-request", "request_changes", false),
    ("rejection", "reject_platform", false),
    ("publication", "publish_platform", false),
    ("suspension", "suspend_platform", false),
    ("reinstatement", "reinstate_platform", false),
    ("recheck", "recheck_platform", false),
    (MOVE, "transfer_platform", false),
];
const MOVE: &str = "transfer";

/// A state: how a draft comes there, the status that a refusal names, and each act that it admits, with the status of the listing and of
/// the version that is worked on afterwards.
type State = (&'static [&'static str], &'static str, &'static [(&'static str, &'static str, &'static str)]);

/// What every version admits that is in review, or only changes words.
const DECIDED: [(&str, &str, &str); 4] = [
    ("change-request", "published", "changes_requested"),
    ("rejection", "published", "rejected"),
    ("publication", "published", ""),
    ("suspension", "suspended", "in_review"),
];

const STATES: [State; 15] = [
    (
        &[],
        "draft",
        &[("change", "draft", "draft"), ("submission", "submitted", "submitted"), ("archive", "archived", "withdrawn")],
    ),
    (&["submission"], "submitted", &[("review", "in_review", "in_review"), ("archive", "archived", "withdrawn")]),
    (
        &["submission", "review"],
        "in_review",
        &[
            ("assessments", "in_review", "in_review"),
            ("change-request", "changes_requested", "changes_requested"),
            ("rejection", "rejected", "rejected"),
            ("publication", "published", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (
        &["submission", "review", "change-request"],
        "changes_requested",
        &[
            ("change", "changes_requested", "changes_requested"),
            ("submission", "submitted", "submitted"),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (
        &["submission", "review", "rejection"],
        "rejected",
        &[("change", "draft", "draft"), ("archive", "archived", "rejected")],
    ),
    (
        &["submission", "review", "publication"],
        "published",
        &[
            ("change", "published", "draft"),
            ("suspension", "suspended", ""),
            ("recheck", "published", ""),
            (MOVE, "published", ""),
            ("archive", "archived", ""),
        ],
    ),
    (
        &["submission", "review", "publication", "change"],
        "draft",
        &[
            ("change", "published", "draft"),
            ("submission", "published", "submitted"),
            ("suspension", "suspended", "draft"),
            ("recheck", "published", "draft"),
            (MOVE, "published", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    // It only changes words.
    (
        &["submission", "review", "publication", "change", "submission"],
        "submitted",
        &[
            ("review", "published", "in_review"),
            DECIDED[0],
            DECIDED[1],
            DECIDED[2],
            ("suspension", "suspended", "submitted"),
            ("recheck", "published", "submitted"),
            (MOVE, "published", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (
        &["submission", "review", "publication", "category", "submission"],
        "submitted",
        &[
            ("review", "published", "in_review"),
            ("suspension", "suspended", "submitted"),
            ("recheck", "published", "submitted"),
            (MOVE, "published", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (
        &["submission", "review", "publication", "category", "submission", "review"],
        "in_review",
        &[
            ("assessments", "published", "in_review"),
            DECIDED[0],
            DECIDED[1],
            DECIDED[2],
            DECIDED[3],
            ("recheck", "published", "in_review"),
            (MOVE, "published", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (
        &["submission", "review", "publication", "change", "submission", "change-request"],
        "changes_requested",
        &[
            ("change", "published", "changes_requested"),
            ("submission", "published", "submitted"),
            ("suspension", "suspended", "changes_requested"),
            ("recheck", "published", "changes_requested"),
            (MOVE, "published", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (
        &["submission", "review", "publication", "suspension"],
        "suspended",
        &[
            ("change", "suspended", "draft"),
            ("reinstatement", "published", ""),
            ("recheck", "suspended", ""),
            (MOVE, "suspended", ""),
            ("archive", "archived", ""),
        ],
    ),
    (
        &["submission", "review", "publication", "suspension", "change", "submission"],
        "submitted",
        &[
            ("review", "suspended", "in_review"),
            ("change-request", "suspended", "changes_requested"),
            ("rejection", "suspended", "rejected"),
            ("publication", "suspended", ""),
            ("reinstatement", "published", "submitted"),
            ("recheck", "suspended", "submitted"),
            (MOVE, "suspended", ""),
            ("archive", "archived", "withdrawn"),
        ],
    ),
    (&["archive"], "archived", &[]),
    (&["submission", "review", "publication", "archive"], "archived", &[]),
];

/// Somebody who may do nothing, and what they are told of acts of vendors and of reviewers.
type Other = (&'static str, Client, (u16, &'static str), (u16, &'static str));

/// Everybody who might ask something of a listing.
struct Cast {
    vendor: Firm,
    manager: Client,
    reviewer: Client,
    administrator: Client,
    /// A vendor that listings are moved to.
    other_vendor: String,
    others: Vec<Other>,
}

impl Cast {
    async fn made(app: &TestApp) -> Self {
        let (seller, other) = (person(app).await, person(app).await);
        let vendor = firm(seller.clone(), "vendors", app.vendor(&seller).await);
        let other_vendor = app.vendor(&other).await;
        let (manager, member) = (vendor.with(app, Manager).await, vendor.with(app, Member).await);
        let own = app.person("own@demo.example", None).await;
        vendor.admit(app, &own, Member).await;
        let own = app.take_office("own@demo.example", StaffRole::Reviewer.into()).await;
        let sme = person(app).await;
        app.business(&sme).await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let administrator = app.person("administrator@demo.example", Some(StaffRole::Administrator)).await;
        let (forbidden, unknown, nobody) = ((403, "forbidden"), (404, "not_found"), (401, "unauthenticated"));
        let others = vec![
            ("a member", member, forbidden, forbidden),
            ("another vendor", other, unknown, forbidden),
            ("a reviewer of the vendor", own, forbidden, (403, "conflict_of_interest")),
            ("a business", sme, forbidden, forbidden),
            ("an auditor", auditor, forbidden, forbidden),
            ("nobody", app.anon.clone(), nobody, nobody),
        ];
        app.mails().await;
        Self { reviewer: app.reviewer().await, vendor, manager, administrator, other_vendor, others }
    }

    /// A new listing in a state.
    async fn listed(&self, app: &TestApp, steps: &[&str]) -> String {
        let draft = self.vendor.owner.post("/v1/platforms", app.platform_body(&self.vendor.id)).await;
        let id = text(&draft.ok(201), "id");
        for step in steps {
            let vendors = ["change", "category"].contains(step) || ACTS.iter().any(|(act, _, own)| act == step && *own);
            let who = if vendors { &self.vendor.owner } else { &self.reviewer };
            if *step == "publication" {
                self.assessed(&id).await;
            }
            self.act(who, &id, step).await.ok(200);
        }
        id
    }

    async fn act(&self, who: &Client, id: &str, what: &str) -> Reply {
        let at = format!("/v1/platforms/{id}/{what}");
        match what {
            "change" => revised(who, id, json!({"summary_en": "Books for small shop."})).await,
            "category" => revised(who, id, json!({"category_code": "retail_pos"})).await,
            "change-request" => {
                who.post(&at, json!({"fields": [{"pointer": "/summary_en", "comment": "Demo."}]})).await
            }
            "assessments" => who.post(&at, assessment([2; 6])).await,
            "recheck" => who.post(&at, json!({"outcome": "confirmed", "comment": "Demo."})).await,
            "rejection" | "suspension" => who.post(&at, json!({"reason_code": "other"})).await,
            MOVE => who.post(&at, json!({"vendor_id": self.other_vendor, "reason": "Demo."})).await,
            _ => who.act(&at).await,
        }
    }

    /// Who may do it, where the listing stands so that it can be done.
    fn who_may(&self, what: &str) -> [&Client; 2] {
        match ACTS.iter().find(|(act, ..)| *act == what) {
            Some((.., true)) => [&self.vendor.owner, &self.manager],
            Some((MOVE, ..)) => [&self.administrator, &self.administrator],
            _ => [&self.reviewer, &self.administrator],
        }
    }

    /// Both who vet find every criterion met, where that is wanted.
    async fn assessed(&self, id: &str) {
        let vetting = self.reviewer.get(&format!("/v1/platforms/{id}/vetting")).await.ok(200);
        if (vetting["lane"].as_str(), vetting["status"].as_str()) == (Some("full"), Some("in_review")) {
            for who in [&self.reviewer, &self.administrator] {
                self.act(who, id, "assessments").await.ok(201);
            }
        }
    }
}

/// The status that a refusal names: of what is done with the listing itself, once it is out, its own.
fn named<'a>(steps: &[&str], status: &'a str, what: &str) -> &'a str {
    let out = steps.iter().rev().find(|step| ["publication", "suspension", "reinstatement", "archive"].contains(*step));
    match out.filter(|_| ["suspension", "reinstatement", "recheck", MOVE].contains(&what)) {
        Some(&"suspension") => "suspended",
        Some(&("publication" | "reinstatement")) => "published",
        _ => status,
    }
}

/// Nobody but who may does anything, and nobody does what the state does not admit.
async fn refusals(app: &TestApp, cast: &Cast, (steps, status, admitted): State) {
    let id = cast.listed(app, steps).await;
    app.mails().await;
    let before = listings(app).await;
    let possible = |who: &Client| -> Value {
        let of = |act: &str| cast.who_may(act).iter().any(|may| std::ptr::eq(*may, who));
        let ids = ACTS.iter().filter(|(act, ..)| of(act) && admitted.iter().any(|it| it.0 == *act));
        json!(ids.map(|(_, operation, _)| operation).collect::<Vec<_>>())
    };
    for (what, _, own) in ACTS {
        for (name, who, of_vendors, of_reviewers) in &cast.others {
            let (code, problem) = match what {
                // Whose person it is, is asked of administrators alone.
                MOVE if *of_reviewers != (401, "unauthenticated") => &(403, "forbidden"),
                _ if own => of_vendors,
                _ => of_reviewers,
            };
            let reply = cast.act(who, &id, what).await;
            assert_eq!((reply.status, &reply.json()["code"]), (*code, &json!(problem)), "{steps:?} {what} {name}");
        }
        let may = cast.who_may(what);
        let all = [&cast.vendor.owner, &cast.manager, &cast.reviewer, &cast.administrator];
        for who in all.into_iter().filter(|who| !may.iter().any(|may| std::ptr::eq(*may, *who))) {
            cast.act(who, &id, what).await.problem(403, "forbidden");
        }
        if admitted.iter().all(|it| it.0 != what) {
            for who in may {
                let problem = cast.act(who, &id, what).await.problem(409, "wrong_state");
                assert_eq!(
                    (&problem["state"], &problem["possible"]),
                    (&json!(named(steps, status, what)), &possible(who)),
                    "{steps:?} {what}"
                );
            }
        }
    }
    assert_eq!(listings(app).await, before, "{steps:?}");
    assert_eq!(app.mails().await.len(), 0);
}

/// The tables that an act changes.
async fn listings(app: &TestApp) -> Vec<String> {
    let kept = [
        "platforms:",
        "listing_versions:",
        "platform_suspensions:",
        "platform_rechecks:",
        "platform_transfers:",
        "assessments:",
        "offers:",
        "platform_profiles:",
        "outbox:",
    ];
    app.digest()
        .await
        .lines()
        .filter(|line| kept.iter().any(|table| line.starts_with(table)))
        .map(str::to_owned)
        .collect()
}

engines! {
    async fn every_state_act_and_role(app) {
        let cast = Cast::made(app).await;
        for state in STATES {
            refusals(app, &cast, state).await;
            for (turn, (what, listing, version)) in state.2.iter().enumerate() {
                let id = cast.listed(app, state.0).await;
                if *what == "publication" {
                    cast.assessed(&id).await;
                }
                cast.act(cast.who_may(what)[turn % 2], &id, what).await.ok(if *what == "assessments" { 201 } else { 200 });
                let after = cast.reviewer.get(&format!("/v1/listings/{id}")).await.ok(200);
                let working = after["working_version"]["status"].as_str().unwrap_or_default();
                assert_eq!((after["status"].as_str(), working), (Some(*listing), *version), "{:?} {what}", state.0);
                let public = app.anon.get(&format!("/v1/platforms/{id}")).await.status;
                assert_eq!(public, if *listing == "published" { 200 } else { 404 }, "{:?} {what}", state.0);
                app.mails().await;
            }
        }
    }
}
