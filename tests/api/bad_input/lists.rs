//! Queries that would widen or confuse a list: unknown and repeated parameters, wrong values, cursors of elsewhere.

use super::operations::{Operation, operations};
use super::row::{Ask, Row, parameter, problem, row};
use super::world::World;
use crate::support::TestApp;

pub fn rows(_: &TestApp, world: &World) -> Vec<Row> {
    let mut rows: Vec<Row> = operations().iter().flat_map(|operation| parameters(world, operation)).collect();
    rows.extend(wrong_values(world));
    rows.extend(cursors_of_other_lists(world));
    rows.extend(cursors_of_other_filters(world));
    rows.extend(no_cursors(world));
    rows
}

fn parameters(world: &World, operation: &Operation) -> Vec<Row> {
    let ask = |query: &str| operation.ask(world.admitted(operation), &operation.reachable_id(world), query);
    let title = |what: &str| format!("{} with {what}", operation.name());
    let mut rows = vec![
        row(title("an unknown parameter"), ask("?zz=1"), parameter("zz", "unknown_parameter")),
        row(title("a parameter without a name"), ask("?=1"), parameter("", "unknown_parameter")),
    ];
    for name in &operation.query {
        let (twice, shouted) = (format!("?{name}=1&{name}=1"), name.to_uppercase());
        rows.push(row(title(&format!("{name} twice")), ask(&twice), parameter(name, "repeated_parameter")));
        let nul = ask(&format!("?{name}=a%00b"));
        rows.push(row(title(&format!("a NUL in {name}")), nul, parameter(name, "forbidden_character")));
        let shouting = ask(&format!("?{shouted}=1"));
        rows.push(row(title(&format!("{shouted} for {name}")), shouting, parameter(&shouted, "unknown_parameter")));
    }
    let limited = operation.query.iter().any(|name| name == "limit");
    let out_of_range = ["0", "101", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775809"]
        .map(|limit| (limit, "out_of_range"));
    let wrong = ["x", "", "1.5", "%D9%A1"].map(|limit| (limit, "wrong_parameter"));
    for (limit, fault) in out_of_range.into_iter().chain(wrong).filter(|_| limited) {
        let (name, asked) = (format!("a limit of «{limit}»"), ask(&format!("?limit={limit}")));
        rows.push(row(title(&name), asked, parameter("limit", fault)));
    }
    rows
}

fn wrong_values(world: &World) -> Vec<Row> {
    let (long, mut rows) = (format!("q={}", "a".repeat(101)), Vec::new());
    for (path, query, fault) in [
        ("/v1/trials", "status=started", "wrong_parameter"),
        ("/v1/trials", "status=Requested", "wrong_parameter"),
        ("/v1/trials", "platform_id=misa-amis", "wrong_parameter"),
        ("/v1/vendors", "status=rejected", "wrong_parameter"),
        ("/v1/listings", "status=deleted", "wrong_parameter"),
        ("/v1/platform-claims", "status=open", "wrong_parameter"),
        ("/v1/platform-claims", "platform_id=misa-amis", "wrong_parameter"),
        ("/v1/platforms", "size=large", "wrong_parameter"),
        ("/v1/platforms", "size=", "wrong_parameter"),
        ("/v1/platforms", "with_offer=yes", "wrong_parameter"),
        ("/v1/platforms", "with_offer=1", "wrong_parameter"),
        ("/v1/platforms", "q=", "empty"),
        ("/v1/platforms", "q=%20!%3F", "no_word"),
        ("/v1/platforms", "q=%CC%81", "no_word"),
        ("/v1/platforms", &long, "too_long"),
        ("/v1/provinces", "list=64", "wrong_parameter"),
        ("/v1/provinces", "list=", "wrong_parameter"),
        ("/v1/platforms", "category=nothing", "unknown_category"),
        ("/v1/platforms", "industry=G", "unknown_industry"),
        ("/v1/platforms", "price_band=cheap", "wrong_parameter"),
        ("/v1/platforms", "trial_days_min=0", "out_of_range"),
        ("/v1/platforms", "trial_days_min=367", "out_of_range"),
        ("/v1/platforms", "security_level=6", "out_of_range"),
        ("/v1/platforms", "trial_days_min=99999999999999999999999", "out_of_range"),
        ("/v1/platforms", "security_level=-99999999999999999999999", "out_of_range"),
        ("/v1/platforms", "security_level=x", "wrong_parameter"),
        ("/v1/platforms", "sort=sponsored", "wrong_parameter"),
        ("/v1/platforms", "facets=1", "wrong_parameter"),
        ("/v1/reports/funnel", "group_by=name", "not_one_of"),
        ("/v1/reports/funnel", "from=2026-02-30", "not_a_day"),
        ("/v1/reports/funnel", "to=tomorrow", "not_a_day"),
        ("/v1/reports/funnel", "from=2027-01-01&to=2026-01-01", "out_of_range"),
        ("/v1/reports/funnel", "from=2005-01-01", "out_of_range"),
        ("/v1/reports/funnel", "from=1900-01-01", "not_a_day"),
    ] {
        let name = query.split('=').next().expect("a name");
        let ask = Ask::get(&world.everyone, format!("{path}?{query}"));
        rows.push(row(format!("{path} with the query {query:.30}"), ask, parameter(name, fault)));
    }
    rows
}

fn cursors_of_other_lists(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (of, cursor) in &world.cursors {
        for (list, _) in world.cursors.iter().filter(|(list, _)| list != of) {
            let ask = Ask::get(&world.everyone, format!("{list}?cursor={cursor}"));
            rows.push(row(format!("{list} with a cursor of {of}"), ask, problem(400, "invalid_cursor")));
        }
    }
    assert_eq!(rows.len(), 20, "five lists have pages");
    rows
}

/// The cursor of a list.
fn cursor<'w>(world: &'w World, list: &str) -> &'w str {
    let found = world.cursors.iter().find(|(known, _)| known.ends_with(list));
    found.map(|(_, cursor)| cursor.as_str()).expect("the list's cursor")
}

fn cursors_of_other_filters(world: &World) -> Vec<Row> {
    let platform = format!("platform_id={}", world.own_platform);
    let mut rows = Vec::new();
    for (list, filter) in [
        ("/v1/platforms", "category=accounting_finance"),
        ("/v1/platforms", "q=a"),
        ("/v1/platforms", "size=micro"),
        ("/v1/platforms", "with_offer=true"),
        ("/v1/listings", "status=draft"),
        ("/v1/vendors", "status=approved"),
        ("/v1/trials", "status=requested"),
        ("/v1/trials", &platform),
    ] {
        let ask = Ask::get(&world.everyone, format!("{list}?{filter}&cursor={}", cursor(world, list)));
        rows.push(row(format!("{list} by {filter}, with a cursor of the whole"), ask, problem(400, "invalid_cursor")));
    }
    for list in ["/v1/trials", "/v1/listings"] {
        let ask = Ask::get(&world.requested.vendor, format!("{list}?cursor={}", cursor(world, list)));
        rows.push(row(format!("{list} with a cursor of somebody else"), ask, problem(400, "invalid_cursor")));
    }
    let path = world.requested.path(&format!("/events?cursor={}", cursor(world, "/events")));
    let elsewhere = Ask::get(&world.requested.vendor, path);
    rows.push(row("the events of a trial with a cursor of another's", elsewhere, problem(400, "invalid_cursor")));
    rows
}

fn no_cursors(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (list, cursor) in &world.cursors {
        let spoiled = [
            ("an empty cursor", String::new()),
            ("nonsense for a cursor", "nonsense".to_owned()),
            ("an empty list for a cursor", "W10".to_owned()),
            ("a cursor that lacks its head", cursor[1..].to_owned()),
            ("a cursor that lacks its tail", cursor[..cursor.len() - 1].to_owned()),
            ("a cursor that goes on", format!("{cursor}A")),
            ("a padded cursor", format!("{cursor}%3D")),
        ];
        for (what, cursor) in spoiled {
            let ask = Ask::get(&world.everyone, format!("{list}?cursor={cursor}"));
            rows.push(row(format!("{list} with {what}"), ask, problem(400, "invalid_cursor")));
        }
    }
    rows
}
