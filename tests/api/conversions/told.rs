//! Whoever is refused is told where the conversion, or the wish for more days, stands and what is possible there for them.

use super::claimed;
use super::evidence::{invoice, seller};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use serde_json::Value;

/// Every command: its path below the conversion, and its body.
fn commands(seller: &str) -> [(&'static str, Option<Value>); 8] {
    let reason = |code: &str| Some(json!({"reason_code": code}));
    [
        ("/confirmation", Some(json!({"already_customer": false}))),
        ("/dispute", reason("not_a_customer")),
        ("/retraction", None),
        ("/withdrawal", reason("confirmed_by_mistake")),
        ("/evidence", Some(invoice(seller, 7))),
        ("/check", Some(json!({"note": "Demo."}))),
        ("/dispute/upholding", reason("parties_agreed")),
        ("/dispute/dismissal", reason("parties_agreed")),
    ]
}

async fn meant_for(who: &Client, path: &str, body: Option<&Value>, version: &str) -> Reply {
    let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
    let headers = [("If-Match", version), ("Content-Type", "application/json")];
    who.send("POST", path, if body.is_empty() { &headers[..1] } else { &headers }, body).await
}

fn tells(refused: &Reply, code: &str, state: &str, possible: &[&str]) {
    let problem = refused.problem(if code == "version_stale" { 412 } else { 409 }, code);
    assert_eq!((&problem["state"], &problem["possible"]), (&json!(state), &json!(possible)), "{problem}");
}

/// Who acts in a story, by what the conversion is to them.
struct Cast {
    tried: Tried,
    /// The vendor's tax code.
    seller: String,
    reviewer: Client,
}

impl Cast {
    fn who(&self, name: &str) -> &Client {
        match name {
            "claimer" => &self.tried.vendor,
            "other" => &self.tried.sme,
            _ => &self.reviewer,
        }
    }

    async fn ask(&self, name: &str, path: &str) -> Reply {
        let commands = commands(&self.seller);
        let (_, body) = commands.iter().find(|(known, _)| *known == path).expect("a command");
        self.who(name).ask(&self.tried.path(&format!("/conversion{path}")), body.as_ref()).await
    }
}

async fn cast(app: &TestApp) -> Cast {
    let (tried, _) = claimed(app).await;
    app.mails().await;
    let seller = seller(&tried).await;
    Cast { tried, seller, reviewer: app.reviewer().await }
}

/// How one gets to a state; what is possible there for who claimed, for the other side, and for staff.
type State = (&'static str, &'static [(&'static str, &'static str)], [&'static [&'static str]; 3]);

const STATES: [State; 6] = [
    (
        "claimed",
        &[],
        [&["retract_conversion", "show_invoice"], &["confirm_conversion", "dispute_conversion", "show_invoice"], &[]],
    ),
    (
        "confirmed",
        &[("other", "/confirmation")],
        [&["show_invoice"], &["withdraw_confirmation", "show_invoice"], &["check_conversion"]],
    ),
    (
        "disputed",
        &[("other", "/dispute")],
        [&["claim_conversion"], &["claim_conversion"], &["uphold_dispute", "dismiss_dispute"]],
    ),
    ("retracted", &[("claimer", "/retraction")], [&["claim_conversion"], &["claim_conversion"], &[]]),
    (
        "withdrawn",
        &[("other", "/confirmation"), ("other", "/withdrawal")],
        [&["claim_conversion"], &["claim_conversion"], &[]],
    ),
    (
        "dispute_upheld",
        &[("other", "/dispute"), ("staff", "/dispute/upholding")],
        [&["claim_conversion"], &["claim_conversion"], &[]],
    ),
];

engines! {
    async fn a_refusal_names_the_state_and_what_is_possible(app) {
        for (state, way, possible) in STATES {
            let cast = cast(app).await;
            for (name, path) in way {
                cast.ask(name, path).await.ok(200);
            }
            app.mails().await;
            let tag = cast.tried.sme.get(&cast.tried.path("/conversion")).await.header("etag").expect("an ETag").to_owned();
            for (name, possible) in ["claimer", "other", "staff"].into_iter().zip(possible) {
                for (path, body) in commands(&cast.seller) {
                    let of_staff = ["/check", "/dispute/upholding", "/dispute/dismissal"].contains(&path);
                    if of_staff != (name == "staff") {
                        continue;
                    }
                    let path = cast.tried.path(&format!("/conversion{path}"));
                    let stale = app.unchanged(meant_for(cast.who(name), &path, body.as_ref(), "\"99\"")).await;
                    tells(&stale, "version_stale", state, possible);
                    let operation = operation(&path);
                    if !possible.contains(&operation) {
                        let refused = app.unchanged(meant_for(cast.who(name), &path, body.as_ref(), &tag)).await;
                        let told = refused.json();
                        assert!(["wrong_state", "for_one_side", "confirmed_by_claimer"].contains(&told["code"].as_str().expect("a code")), "{told}");
                        assert_eq!((refused.status, &told["state"], &told["possible"]), (409, &json!(state), &json!(possible)), "{told}");
                    }
                }
            }
            // What is said to be possible is.
            let (first, at) = (possible[1].first().expect("something"), ["claimed", "confirmed"].contains(&state));
            if at {
                let (path, body) = commands(&cast.seller).into_iter().find(|(path, _)| operation(path) == *first).expect("a command");
                meant_for(&cast.tried.sme, &cast.tried.path(&format!("/conversion{path}")), body.as_ref(), &tag).await.ok(200);
            } else {
                cast.tried.claimed_by(&cast.tried.sme).await.ok(201);
            }
            app.mails().await;
        }
    }

    async fn a_claim_that_cannot_be_tells_why(app) {
        let early = app.requested().await;
        tells(&app.unchanged(early.claimed_by(&early.sme)).await, "not_yet_activated", "requested", &["cancel_trial"]);
        let (tried, _) = claimed(app).await;
        let there = ["retract_conversion", "show_invoice"];
        tells(&app.unchanged(tried.claimed_by(&tried.vendor)).await, "conversion_exists", "claimed", &there);
        app.mails().await;
    }

    async fn a_wish_for_more_days_is_answered_as_it_stands(app) {
        let tried = app.activated().await;
        let wish = json!({"days": 14, "reason_code": "late_setup"});
        let asked = tried.sme.post(&tried.path("/extension-requests"), wish.clone()).await.ok(201);
        app.mails().await;
        let at = |answer: &str| format!("/v1/extension-requests/{}/{answer}", text(&asked, "id"));
        let (of_other, of_asker) = (["agree_to_extension", "refuse_extension"], ["withdraw_extension"]);
        for (who, possible) in [(&tried.vendor, &of_other[..]), (&tried.sme, &of_asker[..])] {
            for (answer, body) in [("agreement", None), ("refusal", Some(json!({"reason_code": "time_suffices"}))), ("withdrawal", None)] {
                tells(&app.unchanged(meant_for(who, &at(answer), body.as_ref(), "\"7\"")).await, "version_stale", "asked", possible);
            }
        }
        tells(&app.unchanged(tried.sme.act(&at("agreement"))).await, "extension_other_side", "asked", &of_asker);
        tells(&app.unchanged(tried.vendor.act(&at("withdrawal"))).await, "extension_other_side", "asked", &of_other);
        meant_for(&tried.vendor, &at("agreement"), None, "\"1\"").await.ok(200);
        tells(&app.unchanged(tried.vendor.act(&at("agreement"))).await, "wrong_state", "agreed", &[]);
        let late = app.unchanged(meant_for(&tried.sme, &tried.path("/extension-requests"), Some(&wish), "\"1\"")).await;
        tells(&late, "version_stale", "activated", &["cancel_trial"]);
        app.mails().await;
    }
}

fn operation(path: &str) -> &'static str {
    let last = path.rsplit_once("/conversion").map_or(path, |(_, last)| last);
    match last {
        "/confirmation" => "confirm_conversion",
        "/dispute" => "dispute_conversion",
        "/retraction" => "retract_conversion",
        "/withdrawal" => "withdraw_confirmation",
        "/evidence" => "show_invoice",
        "/check" => "check_conversion",
        "/dispute/upholding" => "uphold_dispute",
        "/dispute/dismissal" => "dismiss_dispute",
        other => panic!("{other}"),
    }
}
