//! What may be done in which state, and by whom.

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

/// Each state, the commands that lead to it, and those that it allows.
const STATES: [(&str, &[&str], &[&str]); 7] = [
    ("requested", &[], &["acceptance", "decline", "cancellation"]),
    ("accepted", &["acceptance"], &["provisioning", "cancellation"]),
    ("provisioned", &["acceptance", "provisioning"], &["activation", "cancellation"]),
    ("activated", &["acceptance", "provisioning", "activation"], &["heartbeats", "cancellation"]),
    ("engaged", &["acceptance", "provisioning", "activation", "heartbeats"], &["heartbeats", "cancellation"]),
    ("declined", &["decline"], &[]),
    ("cancelled", &["acceptance", "provisioning", "cancellation"], &[]),
];

async fn command(who: &Client, tried: &Tried, name: &str) -> Reply {
    let commands = commands();
    let (path, body) = commands.iter().find(|(path, _)| *path == name).expect("a command");
    who.ask(&tried.path(&format!("/{path}")), body.as_ref()).await
}

async fn in_state(app: &TestApp, way: &[&str]) -> Tried {
    let tried = app.requested().await;
    for name in way {
        command(&tried.vendor, &tried, name).await.ok(200);
    }
    app.mails().await;
    tried
}

engines! {
    async fn a_state_allows_its_commands_and_refuses_all_others(app) {
        for (state, way, allowed) in STATES {
            let tried = in_state(app, way).await;
            assert_eq!(tried.vendor.get(&tried.path("")).await.ok(200)["status"], state);
            for (name, _) in commands() {
                if allowed.contains(&name) {
                    continue;
                }
                let refused = app.unchanged(command(&tried.vendor, &tried, name)).await;
                let problem = refused.problem(409, "wrong_state");
                assert_eq!(problem["detail"], format!("The present state is «{state}»."), "{name}");
            }
            if let Some(last) = allowed.last() {
                command(&tried.vendor, &tried, last).await.ok(200);
            }
            app.mails().await;
        }
    }

    async fn the_business_cannot_act_for_its_vendor(app) {
        let tried = app.requested().await;
        for (name, _) in commands().into_iter().take(5) {
            app.unchanged(command(&tried.sme, &tried, name)).await.problem(403, "forbidden");
            app.unchanged(command(&app.anon, &tried, name)).await.problem(401, "unauthenticated");
        }
        app.vendor(&tried.sme).await;
        app.mails().await;
        for (name, _) in commands().into_iter().take(5) {
            app.unchanged(command(&tried.sme, &tried, name)).await.problem(404, "not_found");
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
