//! Which members of an answer each of them sees, and that nobody can write what is only read.

use super::world::World;
use crate::bad_input::operations::operations;
use crate::document::form::document;
use crate::support::TestApp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The members of an answer that hold something, by their paths; items of lists count as one.
fn members(value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, inner)| {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            members(inner, &place, found);
        }),
        Value::Array(items) => items.iter().for_each(|inner| members(inner, place, found)),
        Value::Null => {}
        _ => drop(found.insert(place.to_owned())),
    }
}

/// What everybody sees of what is there, a line an operation and a set of members.
async fn seen(app: &TestApp, world: &World) -> String {
    let mut lines = Vec::new();
    for operation in operations().iter().filter(|it| it.method == "GET" && it.id != "list_audit_events") {
        let own = world.ids(operation).map(|(own, _)| own);
        if operation.prefix.is_some() && own.is_none() || operation.path.contains("{hash}") {
            continue;
        }
        // Which of them stand on the first page, the day says.
        let query = if operation.id == "list_platforms" { "?limit=100" } else { "" };
        let path = format!("{}{query}", world.path(operation, &own.unwrap_or_default()));
        let mut by_members: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for who in world.people.iter().filter(|who| !who.unproved) {
            let reply = who.client.get(&path).await;
            if reply.status != 200 {
                continue;
            }
            let mut found = BTreeSet::new();
            if reply.header("content-type") == Some("application/json") {
                members(&reply.json(), "", &mut found);
            } else {
                found.insert("a file".to_owned());
            }
            let names: Vec<String> = found.into_iter().collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(" ") };
            by_members.entry(names).or_default().push(&who.name);
        }
        let everybody = world.people.iter().filter(|who| !who.unproved).count();
        for (names, people) in by_members {
            let people = if people.len() == everybody { "everybody".to_owned() } else { people.join(", ") };
            lines.push(format!("{}\n  for {people}\n  {names}\n", operation.id));
        }
    }
    drop(app.mails().await);
    lines.concat()
}

engines! {
    async fn each_sees_the_members_of_the_kept_table_and_no_other(app) {
        let world = World::made(app).await;
        let seen = seen(app, &world).await;
        let kept = std::fs::read_to_string("tests/api/data/fields.txt").unwrap_or_default();
        if kept != seen {
            let made = std::env::temp_dir().join("fields.txt");
            std::fs::write(&made, &seen).expect("written");
            let (kept, seen): (BTreeSet<&str>, BTreeSet<&str>) = (kept.lines().collect(), seen.lines().collect());
            panic!("tests/api/data/fields.txt is another table than {}: {:?}", made.display(), kept.symmetric_difference(&seen).collect::<Vec<_>>());
        }
    }

    async fn what_is_only_read_is_refused_in_every_body(app) {
        let world = World::made(app).await;
        let (document, mut asked) = (document(), 0);
        // What the server alone gives; each stands in some answer.
        let every = ["id", "status", "version", "created_at", "staff_role", "verified_at", "account_id", "claimed_by_side", "converted_at",
            "evidence_level", "counts", "granted", "size_class", "started_at", "trial_end", "approved_at", "published_at", "decided_by", "acting_account_id", "password_hash"];
        let administrator = world.people.iter().find(|who| who.name == "administrator").expect("an administrator");
        let somebody = world.people.iter().find(|who| who.name == "somebody").expect("somebody");
        let before = app.digest().await;
        for operation in operations() {
            let Some((example, _)) = operation.body.clone() else { continue };
            let rule = dungthu::access::rule(&operation.id).expect("a line");
            let own = world.ids(&operation).map_or_else(|| operation.unknown_id(), |(own, _)| own);
            let who = world.people.iter().find(|who| matches!(who.role_in(&own), Some(dungthu::accounts::members::MemberRole::Owner)));
            let vendor_owner = world.people.iter().find(|who| who.name == "owner of the vendor");
            let business_owner = world.people.iter().find(|who| who.name == "owner of the business");
            use dungthu::access::People;
            let who = match rule.people {
                People::Nobody => Some(administrator),
                People::SomeVendor(_) => vendor_owner,
                People::SomeBusiness(_) => business_owner,
                People::Business(_) | People::Vendor(_) => who,
                People::Anybody | People::Person => Some(somebody),
            };
            let Some(who) = who else { continue };
            for name in every {
                if example.get(name).is_some() || schema_has(&document, &operation.id, name) {
                    continue;
                }
                let mut body = example.clone();
                body[name] = json!(1);
                let reply = operation.ask_with(&who.client, &own, "", Some(body.to_string())).answer().await.expect("an answer");
                reply.fault(400, "malformed_json", &format!("/{name}"), "unknown_field");
                asked += 1;
            }
        }
        assert!(asked > 500, "{asked}");
        assert_eq!(app.digest().await, before);
    }
}

/// Whether the operation's body has this member.
fn schema_has(document: &Value, operation: &str, member: &str) -> bool {
    let all = crate::document::form::operations(document);
    let (_, _, it) = all.iter().find(|(_, _, it)| it["operationId"] == operation).expect("the operation");
    let schema = it.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    let properties = schema.and_then(|name| document.pointer(name.trim_start_matches('#'))).map(|it| &it["properties"]);
    properties.is_some_and(|properties| properties.get(member).is_some())
}
