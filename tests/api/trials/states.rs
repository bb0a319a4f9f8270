//! What may be done in which state, and by whom.

use super::places::{firm, limit};
use crate::support::{Client, Reply, TestApp, Tried, json};
use serde_json::Value;

/// Every command: its path and its body. The first five are the vendor's alone.
fn commands() -> [(&'static str, Option<Value>); 6] {
    [
        ("acceptance", None),
        ("decline", Some(json!({"reason_code": "other"}))),
        ("provisioning", Some(json!({"access_reference": "demo-1"}))),
        ("activation", None),
        ("heartbeats", Some(json!({"week_of": "2026-11-16"}))),
        ("cancellation", Some(json!({"reason_code": "other"}))),
    ]
}

type Names = &'static [&'static str];
type State = (&'static str, Names, Names, Names);

/// Each state, the commands that lead to it, those that it allows to the vendor, and those to the business.
const STATES: [State; 10] = [
    ("requested", &[], &["acceptance", "decline", "cancellation"], &["cancellation"]),
    ("accepted", &["acceptance"], &["provisioning", "cancellation"], &["cancellation"]),
    ("provisioned", &["acceptance", "provisioning"], &["activation", "cancellation"], &["cancellation"]),
    ("activated", &["acceptance", "provisioning", "activation"], &["heartbeats", "cancellation"], &["cancellation"]),
    (
        "engaged",
        &["acceptance", "provisioning", "activation", "heartbeats"],
        &["heartbeats", "cancellation"],
        &["cancellation"],
    ),
    ("declined", &["decline"], &[], &[]),
    ("cancelled", &["acceptance", "provisioning", "cancellation"], &[], &[]),
    ("converted", &["acceptance", "provisioning", "activation", "both say so"], &["heartbeats"], &[]),
    // The last two, as days pass for all that come after.
    ("unanswered", &["days pass"], &[], &[]),
    ("expired", &["acceptance", "provisioning", "activation", "days pass"], &[], &[]),
];

/// The operation of a command's path.
fn operation(path: &str) -> &'static str {
    match path {
        "acceptance" => "accept_trial",
        "decline" => "decline_trial",
        "provisioning" => "provision_trial",
        "activation" => "activate_trial",
        "heartbeats" => "report_use",
        "cancellation" => "cancel_trial",
        other => panic!("{other}"),
    }
}

async fn command(who: &Client, tried: &Tried, name: &str) -> Reply {
    let commands = commands();
    let (path, body) = commands.iter().find(|(path, _)| *path == name).expect("a command");
    who.ask(&tried.path(&format!("/{path}")), body.as_ref()).await
}

async fn in_state(app: &TestApp, way: &[&str]) -> Tried {
    let mut tried = app.requested().await;
    for name in way {
        match *name {
            "days pass" => {
                for _ in 0..100 {
                    app.advance(std::time::Duration::from_secs(86_400));
                    app.mails().await;
                }
                tried.vendor = app.log_in(&tried.vendor_email).await;
                tried.sme = app.log_in(&tried.sme_email).await;
            }
            "both say so" => {
                tried.claimed_by(&tried.vendor).await.ok(201);
                tried.confirmed_by(&tried.sme).await.ok(200);
            }
            name => drop(command(&tried.vendor, &tried, name).await.ok(200)),
        }
    }
    app.mails().await;
    tried
}

/// The refusal names the state, and of the trial's commands those that are possible for who asks.
fn tells(refused: &Reply, code: &str, state: &str, allowed: &[&str]) {
    let problem = refused.problem(if code == "version_stale" { 412 } else { 409 }, code);
    let possible: Vec<&str> = allowed.iter().map(|name| operation(name)).collect();
    assert_eq!((&problem["state"], &problem["possible"]), (&json!(state), &json!(possible)), "{problem}");
    let detail = problem["detail"].as_str().expect("a sentence");
    assert!(possible.iter().all(|name| detail.contains(name)), "{detail}");
    assert_eq!(possible.is_empty(), detail.ends_with("Nothing here is possible for you now."), "{detail}");
}

async fn meant_for(who: &Client, tried: &Tried, name: &str, version: &str) -> Reply {
    let commands = commands();
    let (path, body) = commands.iter().find(|(path, _)| *path == name).expect("a command");
    let body = body.as_ref().map_or_else(Vec::new, |body| body.to_string().into_bytes());
    let headers: &[(&str, &str)] = if body.is_empty() {
        &[("If-Match", version)]
    } else {
        &[("If-Match", version), ("Content-Type", "application/json")]
    };
    who.send("POST", &tried.path(&format!("/{path}")), headers, body).await
}

engines! {
    async fn a_state_allows_its_commands_and_refuses_all_others(app) {
        for (state, way, of_vendor, of_business) in STATES {
            let tried = in_state(app, way).await;
            assert_eq!(tried.vendor.get(&tried.path("")).await.ok(200)["status"], state);
            for (name, _) in commands() {
                if !of_vendor.contains(&name) {
                    let refused = app.unchanged(command(&tried.vendor, &tried, name)).await;
                    tells(&refused, "wrong_state", state, of_vendor);
                }
            }
            if of_business.is_empty() {
                let refused = app.unchanged(command(&tried.sme, &tried, "cancellation")).await;
                tells(&refused, "wrong_state", state, of_business);
            }
            if let Some(last) = of_vendor.last() {
                command(&tried.vendor, &tried, last).await.ok(200);
            }
            app.mails().await;
        }
    }

    // Whoever decided on what they had read is told when it is that no more.
    async fn a_command_meant_for_another_version_changes_nothing(app) {
        for (state, way, of_vendor, of_business) in STATES {
            let tried = in_state(app, way).await;
            let seen = tried.vendor.get(&tried.path("")).await;
            let tag = seen.header("etag").expect("an ETag").to_owned();
            for (name, _) in commands() {
                for stale in ["\"0\"", "\"999\"", "\"98\", \"99\"", "W/\"x\""] {
                    let refused = app.unchanged(meant_for(&tried.vendor, &tried, name, stale)).await;
                    tells(&refused, "version_stale", state, of_vendor);
                }
            }
            tells(&app.unchanged(meant_for(&tried.sme, &tried, "cancellation", "\"0\"")).await, "version_stale", state, of_business);
            if let Some(last) = of_vendor.last() {
                meant_for(&tried.vendor, &tried, last, &tag).await.ok(200);
                // What was read is of the past by now.
                let again = app.unchanged(meant_for(&tried.vendor, &tried, last, &tag)).await;
                assert_eq!(again.problem(412, "version_stale")["state"], tried.vendor.get(&tried.path("")).await.ok(200)["status"]);
            }
            app.mails().await;
        }
    }

    async fn no_version_is_named_in_vain(app) {
        let tried = app.requested().await;
        let free = app.platform(&tried.vendor, &app.vendor(&tried.vendor).await).await;
        app.mails().await;
        let named = async |who: &Client, method: &str, path: &str, body: Value| {
            who.send(method, path, &[("If-Match", "\"1\""), ("Content-Type", "application/json")], body.to_string().into_bytes()).await
        };
        for platform in [&free, &tried.platform_id] {
            let asked = named(&tried.sme, "POST", "/v1/trials", app.trial_body(&tried.business_id, platform));
            app.unchanged(asked).await.problem(400, "version_not_taken");
        }
        let waits = json!({"business_id": tried.business_id, "platform_id": free});
        app.unchanged(named(&tried.sme, "POST", "/v1/waiting-entries", waits)).await.problem(400, "version_not_taken");
        // What is only read is read.
        tried.sme.send("GET", &tried.path(""), &[("If-Match", "\"99\"")], Vec::new()).await.ok(200);
    }

    // Also where the action is of one side alone, or about what is only waited for.
    async fn consent_and_waiting_entries_are_of_the_version_that_was_read(app) {
        let tried = app.requested().await;
        app.unchanged(tried.sme.send("POST", &tried.path("/consent-withdrawal"), &[("If-Match", "\"9\"")], Vec::new())).await.problem(412, "version_stale");
        tried.sme.send("POST", &tried.path("/consent-withdrawal"), &[("If-Match", "\"1\"")], Vec::new()).await.ok(200);
        limit(&tried, 1).await.ok(200);
        let waits = firm(app).await;
        let leave = format!("/v1/waiting-entries/{}/withdrawal", waits.waits(&tried.platform_id).await);
        app.unchanged(waits.who.send("POST", &leave, &[("If-Match", "\"9\"")], Vec::new())).await.problem(412, "version_stale");
        waits.who.send("POST", &leave, &[("If-Match", "\"1\"")], Vec::new()).await.ok(200);
        app.mails().await;
    }

    // Who is of another vendor is no party to it; who is of the trial's business is told whose word it takes.
    async fn who_is_on_the_other_side_is_told_whose_command_it_is(app) {
        for (state, way, _, of_business) in STATES {
            let tried = in_state(app, way).await;
            app.vendor(&tried.sme).await;
            app.mails().await;
            for (name, _) in commands().into_iter().take(5) {
                tells(&app.unchanged(command(&tried.sme, &tried, name)).await, "for_one_side", state, of_business);
            }
        }
    }

    async fn the_business_cannot_act_for_its_vendor(app) {
        let tried = app.requested().await;
        for (name, _) in commands().into_iter().take(5) {
            app.unchanged(command(&tried.sme, &tried, name)).await.problem(403, "forbidden");
            app.unchanged(command(&app.anon, &tried, name)).await.problem(401, "unauthenticated");
        }
    }

    async fn a_foreign_trial_answers_like_an_unknown_one(app) {
        let (tried, other) = (app.requested().await, app.requested().await);
        let unknown = Tried { trial_id: "trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e".to_owned(), ..app.requested().await };
        for who in [&other.vendor, &other.sme] {
            for (name, _) in commands() {
                let foreign = app.unchanged(command(who, &tried, name)).await;
                assert_eq!(foreign.essence(), command(who, &unknown, name).await.essence(), "{name}");
                assert!(matches!(foreign.status, 403 | 404), "{name}: {}", foreign.text());
            }
            for below in ["", "/events", "/conversion"] {
                let foreign = who.get(&tried.path(below)).await;
                foreign.problem(404, "not_found");
                assert_eq!(foreign.essence(), who.get(&unknown.path(below)).await.essence(), "{below}");
            }
        }
        command(&other.vendor, &tried, "cancellation").await.problem(404, "not_found");
    }
}
