//! One of each thing that has an id: the people's here, and others'.

use super::past::Past;
use super::world::Someone;
use crate::accounts::keys::{key_body, make};
use crate::catalog::{documents, images};
use crate::members::{Firm, person};
use crate::rules::rules_body;
use crate::staff::keys::{make_for, of_province};
use crate::staff::{administrator, propose};
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use dungthu::accounts::keys::Scope;
use serde_json::Value;
use std::collections::BTreeMap;

/// Images, which go by their digest.
pub const IMAGE: &str = "image";

/// What an organization has.
struct Held {
    organization: String,
    /// By the parameter of a path that names it.
    things: BTreeMap<&'static str, String>,
}

pub struct Things {
    /// By prefix: one of the people's, and one of others'.
    known: BTreeMap<&'static str, (String, String)>,
    held: [Held; 4],
}

async fn made(who: &Client, path: &str, body: Value) -> String {
    text(&who.post(path, body).await.ok(201), "id")
}

/// An invitation of `email`, and a request to join of `asker`'s.
async fn held(firm: &Firm, email: &str, asker: &Client) -> Held {
    let invitation = text(&firm.invite(&firm.owner, email, "member").await.ok(201), "id");
    let request = text(&firm.asked_by(asker).await.ok(201), "id");
    let mut things = BTreeMap::from([("{invitation}", invitation), ("{request}", request)]);
    things.insert("{member}", crate::members::account(&firm.owner).await);
    if firm.id.starts_with("ven") {
        things.insert("{key}", make(&firm.owner, &firm.id, key_body()).await.id);
        let document = format!("%PDF-1.7\n{}", firm.id);
        things.insert("{hash}", documents::sent(&firm.owner, &firm.id, document.as_bytes()).await);
    }
    Held { organization: firm.id.clone(), things }
}

/// What staff alone have to do with: the same thing stands for the people's and for others'.
async fn of_staff(app: &TestApp, known: &mut BTreeMap<&'static str, (String, String)>) {
    let by = administrator(app, 900).await;
    app.account("candidate@demo.example", None).await;
    let key = make_for(&by, of_province("79", &[Scope::ReportsRead])).await.id;
    let staff = text(&propose(&by, "candidate@demo.example", Some("analyst")).await.ok(201), "id");
    let day = json!({"day": "2026-12-29", "name_vi": "Nghỉ thử", "name_en": "Demo holiday"});
    let holidays = json!({"added": [day], "removed": [], "reason": "Demo: as decreed."});
    let holidays = made(&by, "/v1/holiday-changes", holidays).await;
    let rules = made(&by, "/v1/rule-changes", rules_body("2026-12-01")).await;
    let target = made(&by, "/v1/targets", crate::targets::quarter()).await;
    crate::warnings::look(app, vec![crate::warnings::silent(app, "79", 14)]).await;
    let warning = text(&crate::warnings::only(&by).await, "id");
    for (prefix, id) in
        [("wrn", warning), ("tgt", target), ("key", key), ("stc", staff), ("hol", holidays), ("rul", rules)]
    {
        known.insert(prefix, (id.clone(), id));
    }
}

/// A place in the queue of a platform that has none free.
async fn waiting(firm: &Firm, full: &Tried) -> String {
    let body = json!({"business_id": firm.id, "platform_id": full.platform_id});
    made(&firm.owner, "/v1/waiting-entries", body).await
}

async fn contest(firm: &Firm, who: &Client) -> String {
    text(&firm.contested_by(who).await.ok(201), "id")
}

async fn session(who: &Client) -> String {
    text(&who.get("/v1/me/sessions").await.ok(200)["data"][0], "id")
}

async fn claim(app: &TestApp, vendor: &Firm, nth: usize) -> String {
    let list = app.anon.get("/v1/platforms?limit=100").await.ok(200);
    let all = list["data"].as_array().expect("a list");
    let platform =
        text(all.iter().filter(|it| it["illustrative"] == true).nth(nth).expect("an illustrative one"), "id");
    let why = json!({"vendor_id": vendor.id, "statement": "Demo: nền tảng của chúng tôi."});
    made(&vendor.owner, &format!("/v1/platforms/{platform}/claims"), why).await
}

impl Things {
    /// `firms` are the people's business and vendor, then others'.
    pub async fn made(app: &TestApp, somebody: &Someone, trials: [&Past; 2], firms: [&Firm; 4]) -> Self {
        let ([mine, foreign], [business, vendor, other_business, other_vendor]) = (trials, firms);
        let (who, stranger) = (&somebody.client, person(app).await);
        let held = [
            held(business, "somebody@demo.example", who).await,
            held(vendor, "invited@demo.example", who).await,
            held(other_business, "invited@demo.example", &stranger).await,
            held(other_vendor, "other@demo.example", &stranger).await,
        ];
        let pair = |parameter: &str| (held[0].things[parameter].clone(), held[2].things[parameter].clone());
        let mut known = BTreeMap::from([("inv", pair("{invitation}")), ("jrq", pair("{request}"))]);
        let account = crate::members::account(who).await;
        known.insert("acc", (account.clone(), account));
        known.insert("cts", (contest(business, who).await, contest(other_business, &stranger).await));
        known.insert("ses", (session(who).await, session(&stranger).await));
        known.insert("pcl", (claim(app, vendor, 0).await, claim(app, other_vendor, 1).await));
        let full = app.activated().await;
        crate::trials::places::limit(&full, 1).await.ok(200);
        known.insert("wte", (waiting(business, &full).await, waiting(other_business, &full).await));
        let case = async |it: &Tried| text(&it.complained_by(&it.sme, "no_access").await.ok(201), "id");
        known.insert("cas", (case(&mine.tried).await, case(&foreign.tried).await));
        known.insert("rtc", (mine.check.clone(), foreign.check.clone()));
        let image = async |firm: &Firm, n| images::uploaded(&firm.owner, &firm.id, images::png(n)).await;
        known.insert(IMAGE, (image(vendor, 1).await, image(other_vendor, 2).await));
        let extension = json!({"days": 7, "reason_code": "late_setup", "reason_text": "Demo."});
        let extension = made(&full.sme, &full.path("/extension-requests"), extension).await;
        known.insert("ext", (extension.clone(), extension));
        of_staff(app, &mut known).await;
        Self { known, held }
    }

    /// One of the people's and one of others'.
    pub fn of(&self, prefix: &str) -> (String, String) {
        let known = self.known.get(prefix).cloned();
        known.unwrap_or_else(|| panic!("the world has nothing whose id begins with {prefix}"))
    }

    /// What stands in a path beside the organization of this id: something that it has.
    pub fn beside(&self, path: &str, organization: &str) -> String {
        let held = self.held.iter().find(|held| held.organization == organization);
        let things = held.into_iter().flat_map(|held| &held.things);
        things.fold(path.replace("{rule}", "no_sign_up"), |path, (parameter, id)| path.replace(parameter, id))
    }
}
