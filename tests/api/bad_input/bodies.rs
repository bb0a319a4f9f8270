//! Bodies that are not what the operation takes: no JSON, other members, another kind, too large, too deep.

use super::operations::{Operation, operations};
use super::row::{Ask, Row, malformed, problem, row};
use super::wire::Framing;
use super::world::World;
use crate::support::{TestApp, json};
use serde_json::Value;

/// The largest body, in bytes.
const LIMIT: usize = 64 * 1024;

pub fn rows(_: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = no_json(world);
    rows.extend(depths(world));
    rows.extend(kinds(world));
    rows.extend(sizes(world));
    rows.extend(operations().iter().flat_map(|operation| other_members(world, operation)));
    rows
}

fn no_json(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (body, pointer, fault) in [
        ("", "", "syntax"),
        ("{", "", "syntax"),
        ("nul", "", "syntax"),
        ("null", "", "wrong_type"),
        ("\"text\"", "", "wrong_type"),
        ("[]", "", "wrong_type"),
        ("[\"a@demo.example\",\"x\"]", "", "wrong_type"),
        ("{'email':'a'}", "", "syntax"),
        ("// JSON\n{}", "", "syntax"),
        ("{\"email\":NaN}", "/email", "syntax"),
        ("{\"email\":\"a@demo.example\",\"password\":\"x\",}", "", "syntax"),
        ("{\"email\":\"a@demo.example\",\"password\":\"x\"} {}", "", "syntax"),
        ("{\"email\":\"a@demo.example\",\"password\":\"x\"}\0", "", "syntax"),
        ("\u{feff}{\"email\":\"a@demo.example\",\"password\":\"x\"}", "", "syntax"),
        ("{\"email\":[],\"password\":\"x\"}", "/email", "wrong_type"),
        ("{\"email\":null,\"password\":\"x\"}", "/email", "wrong_type"),
        ("{\"email\":\"\\ud800\",\"password\":\"x\"}", "/email", "syntax"),
        ("{\"\\ud800\":\"x\"}", "", "syntax"),
        ("{\"email\\u0000\":\"x\"}", "/email\0", "unknown_field"),
        ("{\"Email\":\"x\"}", "/Email", "unknown_field"),
    ] {
        let ask = Ask::raw(&world.anon, "/v1/sessions", body);
        rows.push(row(format!("the body {body:?}"), ask, malformed(pointer, fault)));
    }
    for (what, bytes) in
        [("stray bytes", b"\xff\xfe".as_slice()), ("a surrogate", b"\xed\xa0\x80"), ("overlong", b"\xc0\x80")]
    {
        let body = [b"{\"email\":\"".as_slice(), bytes, b"\",\"password\":\"x\"}"].concat();
        let ask = Ask::raw(&world.anon, "/v1/sessions", body);
        rows.push(row(format!("a text that is no UTF-8: {what}"), ask, malformed("/email", "syntax")));
    }
    rows
}

fn depths(world: &World) -> Vec<Row> {
    let nested = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let mut rows = Vec::new();
    for (what, body, pointer, fault) in [
        ("lists", nested("[", "]", 10_000), "", "wrong_type"),
        ("lists that never close", "[".repeat(10_000), "", "wrong_type"),
        ("objects", nested("{\"a\":", "}", 10_000), "/a", "unknown_field"),
        ("lists within a member", format!("{{\"email\":{}}}", nested("[", "]", 10_000)), "/email", "wrong_type"),
        (
            "objects within a member",
            format!("{{\"email\":{}}}", nested("{\"a\":", "}", 10_000)),
            "/email",
            "wrong_type",
        ),
        ("lists within no member", format!("{{\"zz\":{}}}", nested("[", "]", 10_000)), "/zz", "unknown_field"),
    ] {
        let ask = Ask::raw(&world.anon, "/v1/sessions", body);
        rows.push(row(format!("10,000 {what}"), ask, malformed(pointer, fault)));
    }
    let offer = format!("{{\"offers\":[{}]}}", nested("{\"days\":", "}", 7_000));
    let draft = Ask::patch(&world.requested.vendor, format!("/v1/platforms/{}", world.firms.draft), offer);
    rows.push(row("7,000 offers within an offer", draft, malformed("/offers/0/days/days", "unknown_field")));
    rows
}

fn kinds(world: &World) -> Vec<Row> {
    let body = json!({"email": "a@demo.example", "password": "x"}).to_string();
    let mut rows = Vec::new();
    for kind in [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/merge-patch+json",
        "application/json, text/plain",
    ] {
        let ask = Ask::new(&world.anon, "POST", "/v1/sessions", body.as_str()).header("Content-Type", kind);
        rows.push(row(format!("the content type {kind:?}"), ask, problem(415, "unsupported_media_type")));
    }
    let untold = Ask::new(&world.anon, "POST", "/v1/sessions", body.as_str());
    rows.push(row("a body that does not say what it is", untold, problem(415, "unsupported_media_type")));
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        let ask = Ask::new(&world.anon, "POST", "/v1/sessions", body.as_str()).header("Content-Type", kind);
        // Read, and refused for what it says.
        rows.push(row(format!("the content type {kind:?}"), ask, problem(401, "wrong_credentials")));
    }
    rows
}

/// A log-in of this many bytes.
fn filled(length: usize) -> Vec<u8> {
    let frame = json!({"email": "a@demo.example", "password": ""}).to_string();
    let body = frame.replace("\"\"", &format!("\"{}\"", "x".repeat(length - frame.len())));
    assert_eq!(body.len(), length);
    body.into_bytes()
}

fn sizes(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, length, refusal) in [
        ("64 KiB", LIMIT, problem(401, "wrong_credentials")),
        ("a byte more than 64 KiB", LIMIT + 1, problem(413, "body_too_large")),
        ("10 MB", 10 << 20, problem(413, "body_too_large")),
    ] {
        let ask = Ask::raw(&world.anon, "/v1/sessions", filled(length));
        let (by_length, in_chunks) =
            (ask.clone().written_whole(Framing::Length), ask.clone().written_whole(Framing::Chunks));
        rows.push(row(format!("a body of {what}"), ask, refusal.clone()));
        rows.push(row(format!("a body of {what}, written whole"), by_length, refusal.clone()));
        rows.push(row(format!("a body of {what}, written whole in chunks"), in_chunks, refusal));
    }
    for (path, refusal) in [
        ("/v1/businesses", problem(401, "unauthenticated")),
        ("/v1/nowhere", problem(413, "body_too_large")),
        ("/pages/verification/x", problem(413, "body_too_large")),
    ] {
        for (framing, how) in [(Framing::Length, "by its length"), (Framing::Chunks, "in chunks")] {
            let ask = Ask::raw(&world.anon, path, filled(10 << 20)).written_whole(framing);
            rows.push(row(format!("10 MB to {path}, {how}"), ask, refusal.clone()));
        }
    }
    rows
}

/// The example of an operation, spoiled in each way that its form allows.
fn other_members(world: &World, operation: &Operation) -> Vec<Row> {
    let Some((example, required)) = &operation.body else { return Vec::new() };
    let (text, who, id) = (example.to_string(), world.admitted(operation), operation.reachable_id(world));
    let (first, value) = example.as_object().and_then(|members| members.iter().next()).expect("a member");
    let values: Vec<&Value> = example.as_object().into_iter().flat_map(|members| members.values()).collect();
    let ask = |body: String| operation.ask_with(who, &id, "", Some(body));
    let name = |what: &str| format!("{} with {what}", operation.name());
    let inside = text.strip_prefix('{').expect("an object");
    let twice = format!("{{\"{first}\":{value},{inside}");
    let mut rows = vec![
        row(name("a list"), ask(json!([example]).to_string()), malformed("", "wrong_type")),
        row(name("the members' values alone"), ask(json!(values).to_string()), malformed("", "wrong_type")),
        row(name("an unknown member"), ask(format!("{{\"zz\":true,{inside}")), malformed("/zz", "unknown_field")),
        row(name("a member twice"), ask(twice), malformed(&format!("/{first}"), "duplicate_field")),
        row(name("an end too many"), ask(format!("{text}}}")), malformed("", "syntax")),
    ];
    for member in required {
        let mut without = example.clone();
        without.as_object_mut().expect("an object").remove(member);
        let refusal = malformed(&format!("/{member}"), "missing_field");
        rows.push(row(name(&format!("no {member}")), ask(without.to_string()), refusal));
    }
    // 8.0 is an integer (JSON Schema draft 2020-12, 6.1.1): nothing is wrong with it, only with what stands behind it.
    let mut fractions = example.clone();
    if as_fractions(&mut fractions) > 0 {
        let text = fractions.to_string();
        let behind = format!("{},\"zz\":true}}", text.strip_suffix('}').expect("an object"));
        rows.push(row(name("numbers as 8.0"), ask(behind), malformed("/zz", "unknown_field")));
    }
    rows
}

/// Writes every integer with a fraction of nothing; how many there are.
fn as_fractions(value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(as_fractions).sum(),
        Value::Object(members) => members.values_mut().map(as_fractions).sum(),
        Value::Number(number) => {
            *value = json!(number.as_f64().expect("a number"));
            1
        }
        _ => 0,
    }
}
