//! What the document says of every operation and every value.

use dungthu::server;
use serde_json::Value;
use std::collections::BTreeSet;

pub fn document() -> Value {
    serde_json::to_value(server::openapi()).expect("a document")
}

/// Every operation: method, path, itself.
pub fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            found.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    found
}

#[test]
fn the_kept_document_is_the_servers() {
    let kept: Value =
        serde_json::from_str(&std::fs::read_to_string("openapi/openapi.json").expect("the kept document"))
            .expect("JSON");
    assert!(kept == document(), "openapi/openapi.json is behind: run «cargo run -- openapi > openapi/openapi.json»");
}

#[test]
fn every_operation_is_described() {
    let document = document();
    let mut ids = Vec::new();
    for (method, path, operation) in operations(&document) {
        let at = format!("{method} {path}");
        ids.push(operation["operationId"].as_str().unwrap_or_else(|| panic!("{at}: no id")).to_owned());
        assert!(
            operation["summary"].as_str().is_some_and(|text| text.ends_with('.') || text.ends_with('?')),
            "{at}: summary"
        );
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{at}: one tag");
        assert!(operation["security"].is_array(), "{at}: security, or none by name");
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{at}: an answer");
        for status in ["400", "413", "429", "500", "503"] {
            assert!(responses.contains_key(status), "{at}: {status}");
        }
        for (status, response) in responses {
            let has = |header: &str| response["headers"].get(header).is_some();
            assert!(has("RateLimit") && has("RateLimit-Policy"), "{at}: {status}");
            assert_eq!(has("Retry-After"), status == "429" || status == "503", "{at}: {status}");
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{at}: {status}");
        }
        if let Some(body) = operation.get("requestBody").filter(|body| !is_file(body)) {
            let name = body["content"]["application/json"]["schema"]["$ref"].as_str().expect("a named body");
            let schema = document.pointer(name.trim_start_matches('#')).expect("its schema");
            assert!(schema.get("example").is_some(), "{at}: an example");
            assert_eq!(schema["additionalProperties"], false, "{at}: unknown members are refused");
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are distinct");
}

/// Whether a body is a file: its bytes have no members.
pub fn is_file(body: &Value) -> bool {
    body["content"].get("application/json").is_none()
}

/// Walks every schema and calls `look` with its place.
fn walk(value: &Value, place: &str, look: &mut impl FnMut(&str, &Value)) {
    if value.get("type").is_some() || value.get("$ref").is_some() {
        look(place, value);
    }
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| *name != "example" && *name != "examples")
            .for_each(|(name, inner)| walk(inner, &format!("{place}/{name}"), look)),
        Value::Array(items) => items.iter().for_each(|inner| walk(inner, place, look)),
        _ => {}
    }
}

#[test]
fn every_value_has_its_bounds() {
    let document = document();
    let mut unbounded = Vec::new();
    let mut look = |place: &str, schema: &Value| {
        let is = |name: &str| {
            schema["type"] == name || schema["type"].as_array().is_some_and(|types| types.iter().any(|t| t == name))
        };
        let has = |name: &str| schema.get(name).is_some();
        let text = is("string") && !(has("maxLength") || has("pattern") || has("enum"));
        let array = is("array") && !has("maxItems");
        let number = (is("integer") || is("number")) && !(has("minimum") && has("maximum"));
        if text || array || number {
            unbounded.push(place.to_owned());
        }
    };
    walk(&document["components"]["schemas"], "", &mut look);
    walk(&document["paths"], "", &mut look);
    assert!(unbounded.is_empty(), "without bounds: {unbounded:#?}");
}

#[test]
fn every_type_that_is_named_is_there() {
    let document = document();
    let mut named = BTreeSet::new();
    let mut look = |_: &str, value: &Value| {
        if let Some(name) = value["$ref"].as_str().and_then(|place| place.strip_prefix("#/components/schemas/")) {
            named.insert(name.to_owned());
        }
    };
    walk(&document, "", &mut look);
    let known = document["components"]["schemas"].as_object().expect("the types");
    assert!(named.len() > 100, "{}", named.len());
    assert_eq!(named.iter().filter(|name| !known.contains_key(*name)).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn what_is_made_leads_on() {
    let document = document();
    let operations = operations(&document);
    let takes_id = |id: &Value| {
        let (_, path, _) = operations.iter().find(|(_, _, operation)| operation["operationId"] == *id)?;
        Some(path.contains("{id}"))
    };
    for (method, path, operation) in &operations {
        let Some(created) = operation["responses"].get("201") else { continue };
        // A session's answer is a secret and a grant is used up by the next request: neither has an address of its own.
        if ["/v1/sessions", "/v1/accounts/{id}/acting-sessions", "/v1/trial-grants"].contains(&path.as_str()) {
            continue;
        }
        let links = created["links"].as_object().unwrap_or_else(|| panic!("{method} {path}: no links"));
        for (name, link) in links {
            assert_eq!(takes_id(&link["operationId"]), Some(true), "{method} {path}: {name}");
            assert!(link["parameters"]["id"].is_string(), "{method} {path}: {name}");
        }
    }
}

#[test]
fn answers_say_that_every_member_is_there() {
    let schemas = &document()["components"]["schemas"];
    for name in ["TrialOut", "BusinessOut", "ConversionOut", "Paged_TrialOut", "Funnel", "Problem"] {
        let schema = &schemas[name];
        let members: Vec<_> = schema["properties"].as_object().expect("members").keys().collect();
        let mut required: Vec<_> =
            schema["required"].as_array().expect("required").iter().filter_map(Value::as_str).collect();
        required.sort_unstable();
        assert_eq!(members, required, "{name}");
    }
    assert_eq!(schemas["Paged_TrialOut"]["properties"]["data"]["items"]["$ref"], "#/components/schemas/TrialOut");
    assert_eq!(schemas["BusinessPatch"].get("required"), None, "a change may leave everything out");
}

engines! {
    async fn every_operation_is_routed_and_guarded(app) {
        for (method, path, operation) in operations(&document()) {
            let path = path.replace("{id}", "trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
            let reply = app.anon.send(&method, &path, &[("Content-Type", "application/json"), ("If-Match", "\"1\"")], b"{}".to_vec()).await;
            let open = operation["security"].as_array().is_some_and(Vec::is_empty);
            assert_ne!(reply.status, 405, "{method} {path}");
            assert_eq!(reply.status == 401 && reply.json()["code"] == "unauthenticated", !open, "{method} {path}: {}", reply.status);
        }
    }

    async fn the_document_and_its_pages_are_served(app) {
        let served = app.anon.get("/openapi.json").await.ok(200);
        assert!(served == document(), "the served document is the written one");
        let docs = app.anon.get("/docs/").await;
        assert_eq!(docs.status, 200);
        assert!(docs.header("content-security-policy").is_some_and(|policy| policy.contains("script-src 'self'")), "{docs:?}");
        assert_eq!(app.anon.get("/docs/swagger-ui-bundle.js").await.status, 200);
        assert_eq!(app.anon.get("/docs").await.header("location"), Some("/docs/"));
    }
}
