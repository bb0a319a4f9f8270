//! Complaints and decisions of cases: reasons of no list, bodies of another form. More of what is no text
//! stands in `values`.

use super::row::{Ask, Refusal, Row, malformed, problem, row, value, with};
use super::world::World;
use crate::support::{Client, TestApp, json};

/// What takes a reason: what it is called, who may say it, where, and a reason that only another list has.
struct Place {
    what: &'static str,
    who: Client,
    path: String,
    of_another_list: &'static str,
}

pub fn rows(_: &TestApp, world: &World) -> Vec<Row> {
    let tried = &world.requested;
    let complaint = Place {
        what: "a complaint",
        who: tried.sme.clone(),
        path: tried.path("/complaints"),
        of_another_list: "well_founded",
    };
    let decision = Place {
        what: "a decision",
        who: world.reviewer.clone(),
        path: format!("{}/decision", world.case),
        of_another_list: "no_access",
    };
    let mut rows = who_may_not(world, &complaint, &decision);
    for place in [complaint, decision] {
        rows.extend(reasons(&place));
        rows.extend(texts(&place));
        rows.extend(forms(&place));
    }
    rows
}

fn who_may_not(world: &World, complaint: &Place, decision: &Place) -> Vec<Row> {
    let other = json!({"reason_code": "other"});
    let by = |place: &Place, who: &Client| Ask::post(who, place.path.as_str(), &other);
    let waits = Ask::post(&world.accepted.sme, world.accepted.path("/complaints"), &other);
    vec![
        row("a complaint by nobody", by(complaint, &world.anon), problem(401, "unauthenticated")),
        row("a complaint by the vendor", by(complaint, &world.requested.vendor), problem(403, "forbidden")),
        row("a complaint by another business", by(complaint, &world.accepted.sme), problem(404, "not_found")),
        row("a complaint where one waits", waits, problem(409, "complaint_open")),
        row("a decision by nobody", by(decision, &world.anon), problem(401, "unauthenticated")),
        row("a decision by the business", by(decision, &world.accepted.sme), problem(403, "forbidden")),
    ]
}

fn named(place: &Place, value: &str, pointer: &str, refusal: Refusal) -> Row {
    let ask = Ask::raw(&place.who, place.path.as_str(), with(json!({"reason_code": "other"}), pointer, value));
    row(format!("{} with {value:.60} at {pointer}, {} bytes", place.what, value.len()), ask, refusal)
}

fn reasons(place: &Place) -> Vec<Row> {
    let at = "/reason_code";
    let long = format!("\"{}\"", "a".repeat(61));
    let of_another_list = format!("\"{}\"", place.of_another_list);
    let mut rows = Vec::new();
    for unlisted in ["\"because\"", "\"Other\"", "\"other.\"", "\"other or\"", "\"0\"", "\"Khác\"", &of_another_list] {
        rows.push(named(place, unlisted, at, value(at, "not_one_of")));
    }
    for empty in ["\"\"", "\" \"", "\"\\u3000\""] {
        rows.push(named(place, empty, at, value(at, "empty")));
    }
    rows.push(named(place, &long, at, value(at, "too_long")));
    rows.push(named(place, "\"oth\\ner\"", at, value(at, "line_break")));
    for other_kind in ["7", "null", "true", "[\"other\"]", "{}"] {
        rows.push(named(place, other_kind, at, malformed(at, "wrong_type")));
    }
    rows
}

fn texts(place: &Place) -> Vec<Row> {
    let at = "/reason_text";
    let mut rows = Vec::new();
    for letter in ["a", "ộ", "🌱"] {
        rows.push(named(place, &format!("\"{}\"", letter.repeat(1_001)), at, value(at, "too_long")));
    }
    for empty in ["\"\"", "\" \\t\\n \""] {
        rows.push(named(place, empty, at, value(at, "empty")));
    }
    rows.push(named(place, "\"De\\u001bmo.\"", at, value(at, "forbidden_character")));
    for other_kind in ["7", "false", "[\"Demo.\"]", "{\"vi\":\"Demo.\"}"] {
        rows.push(named(place, other_kind, at, malformed(at, "wrong_type")));
    }
    rows
}

fn forms(place: &Place) -> Vec<Row> {
    let unknown = |pointer: &str| malformed(pointer, "unknown_field");
    let mut rows = Vec::new();
    for (body, refusal) in [
        ("{}", malformed("/reason_code", "missing_field")),
        ("{\"reason_text\":\"Demo.\"}", malformed("/reason_code", "missing_field")),
        ("{\"reason_code\":\"other\",\"state\":\"closed\"}", unknown("/state")),
        ("{\"reason_code\":\"other\",\"decided_by\":null}", unknown("/decided_by")),
        ("{\"reason\":\"other\"}", unknown("/reason")),
        ("{\"reason_code\":\"other\",\"Reason_text\":\"Demo.\"}", unknown("/Reason_text")),
        ("{\"reason_code\":\"other\",\"reason_code\":\"other\"}", malformed("/reason_code", "duplicate_field")),
        ("\"other\"", malformed("", "wrong_type")),
        ("[\"other\",\"Demo.\"]", malformed("", "wrong_type")),
    ] {
        let ask = Ask::raw(&place.who, place.path.as_str(), body);
        rows.push(row(format!("{} of {body}", place.what), ask, refusal));
    }
    rows
}
