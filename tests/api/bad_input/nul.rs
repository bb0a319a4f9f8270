//! U+0000, which PostgreSQL takes in no text: wherever a request can say something it is refused, and never a failure of the server.

use super::operations::{Operation, operations};
use super::row::Ask;
use super::world::World;
use crate::support::json;
use serde_json::Value;

const NUL: &str = "a\u{0}b";

/// A schema of the document, where it is named too.
fn named<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let name = schema["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    let parts = ["oneOf", "anyOf", "allOf"].iter().filter_map(|word| schema[word].as_array()).flatten();
    let part = parts.into_iter().find(|it| it["type"] != "null");
    name.or_else(|| part.map(|part| named(document, part))).unwrap_or(schema)
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
}

/// A value of the shape that a schema wants, with nothing that may lack.
fn plain(document: &Value, schema: &Value) -> Value {
    let schema = named(document, schema);
    if let Some(first) = schema.get("example").or(schema["examples"].get(0)).or(schema["enum"].get(0)) {
        return first.clone();
    }
    if is(schema, "object") {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        return required.map(|name| (name.to_owned(), plain(document, &schema["properties"][name]))).collect();
    }
    match schema["type"].as_str() {
        Some("string") => json!("x"),
        Some("integer") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        _ => Value::Null,
    }
}

/// The values of a schema in which one text has the character, and where: all else of them is as it was in `base`, or of the right shape.
fn texts(document: &Value, schema: &Value, base: Option<&Value>, depth: usize) -> Vec<(String, Value)> {
    let schema = named(document, schema);
    if depth > 6 {
        return Vec::new();
    }
    if is(schema, "string") {
        return vec![(String::new(), json!(NUL))];
    }
    if is(schema, "array") {
        let within = texts(document, &schema["items"], base.and_then(|base| base.get(0)), depth + 1);
        return within.into_iter().map(|(place, value)| (format!("/0{place}"), json!([value]))).collect();
    }
    let base = base.filter(|base| base.is_object()).cloned().unwrap_or_else(|| plain(document, schema));
    let members = schema["properties"].as_object().into_iter().flatten();
    let put = |(name, of): (&String, &Value)| {
        let within = texts(document, of, base.get(name), depth + 1);
        let whole = |(place, value): (String, Value)| {
            let mut all = base.clone();
            all[name] = value;
            (format!("/{name}{place}"), all)
        };
        within.into_iter().map(whole).collect::<Vec<_>>()
    };
    members.flat_map(put).collect()
}

/// Whose the operation is, where it can be somebody's.
fn place(world: &World, operation: &Operation) -> String {
    match operation.path.as_str() {
        "/v1/platforms/{id}/claims" => world.firms.illustrative.clone(),
        path if path.starts_with("/v1/platforms/{id}") => world.own_platform.clone(),
        _ => operation.reachable_id(world),
    }
}

fn asks(document: &Value, world: &World, operation: &Operation) -> Vec<(String, Ask)> {
    let (who, id) = (world.admitted(operation), place(world, operation));
    let mut asks = Vec::new();
    for (number, part) in operation.path.split('/').enumerate().filter(|(_, part)| part.starts_with('{')) {
        let parts = operation.path.split('/').enumerate();
        let path: Vec<&str> = parts.map(|(at, it)| if at == number { "%00" } else { it }).collect();
        asks.push((part.to_owned(), operation.ask_at(who, operation.path_at(&path.join("/"), &id))));
    }
    for name in &operation.query {
        asks.push((format!("?{name}"), operation.ask(who, &id, &format!("?{name}=%00"))));
    }
    let at = format!("/paths/{}/{}/requestBody", operation.path.replace('/', "~1"), operation.method.to_lowercase());
    let schema = document.pointer(&format!("{at}/content/application~1json/schema"));
    if let (Some((example, _)), Some(schema)) = (&operation.body, schema) {
        let mut example = example.clone();
        for (member, own) in [("vendor_id", &world.own_vendor), ("business_id", &world.own_business)] {
            if example.get(member).is_some() {
                example[member] = json!(own);
            }
        }
        for (pointer, body) in texts(document, schema, Some(&example), 0) {
            asks.push((pointer, operation.ask_with(who, &id, "", Some(body.to_string()))));
        }
    }
    asks
}

engines! {
    async fn no_text_with_a_nul_is_a_failure(app) {
        let world = World::made(app).await;
        let document: Value = serde_json::from_str(&std::fs::read_to_string("openapi/openapi.json").expect("the document")).expect("JSON");
        let (mut wrong, mut asked) = (Vec::new(), Vec::new());
        for operation in operations() {
            for (what, ask) in asks(&document, &world, &operation) {
                let name = format!("{} {what}", operation.name());
                match ask.answer().await {
                    Ok(reply) if (400..500).contains(&reply.status) => {}
                    Ok(reply) => wrong.push(format!("{name}: {}", reply.status)),
                    Err(error) => wrong.push(format!("{name}: {error}")),
                }
                asked.push(name);
            }
        }
        for known in ["POST /v1/platforms /statements/0/documents/0", "POST /v1/platforms /profile/industries/0/section", "POST /v1/platforms/{id}/claims /documents/0",
            "GET /v1/vendors/{id}/documents/{hash} {hash}", "GET /v1/tasks ?province_code"] {
            assert!(asked.iter().any(|name| name == known), "{known} is among {} that are asked: {asked:#?}", asked.len());
        }
        // A file's rows say the same.
        let file = |profile: &str| format!("{{\"slug\":\"demo-nul\",\"name\":\"Demo\",\"category_code\":\"accounting_finance\",\"summary_vi\":\"Demo.\",\"summary_en\":\"Demo.\",{profile},\"offers\":[]}}");
        let csv = "slug,name,category_code,industries\ndemo-nul,Demo,accounting_finance,VSIC 2025: a\0b\n";
        for (kind, rows) in [
            ("application/x-ndjson", file("\"statements\":[{\"criterion\":1,\"text\":\"Demo.\",\"documents\":[\"a\\u0000b\"]}]")),
            ("application/x-ndjson", file("\"profile\":{\"industries\":[{\"version\":\"a\\u0000b\",\"section\":\"G\"}]}")),
            ("application/x-ndjson", file("\"profile\":{\"industries\":[{\"version\":\"2025\",\"section\":\"\\u0000\"}]}")),
            ("application/x-ndjson", file("\"profile\":{}").replace("accounting_finance", "\\u0000").replace("demo-nul", "\\u0000")),
            ("text/csv", csv.to_owned()),
        ] {
            for query in ["", "?dry_run=true"] {
                let path = format!("/v1/vendors/{}/listings-import{query}", world.own_vendor);
                let reply = world.everyone.send("POST", &path, &[("Content-Type", kind)], rows.clone().into_bytes()).await;
                if !(400..500).contains(&reply.status) {
                    wrong.push(format!("{path} {rows:?}: {}", reply.status));
                }
            }
        }
        assert!(wrong.is_empty(), "of {}:\n{}", asked.len(), wrong.join("\n"));
        app.mails().await;
    }
}
