//! Conversions against their rules.

use super::row::{Ask, Row, malformed, problem, row, value, with};
use super::world::World;
use crate::support::actors::claim;
use crate::support::{Client, TestApp, Tried, json};

pub fn rows(_: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = early_conversions(world);
    rows.extend(late_conversions(world));
    rows.extend(answers_of_the_claimer(world));
    rows.extend(taken_back(world));
    rows.extend(evidence(world));
    rows.extend(claims(world));
    rows
}

fn claiming(tried: &Tried, who: &Client) -> Ask {
    Ask::post(who, tried.path("/conversion"), &claim())
}

fn confirming(tried: &Tried, who: &Client) -> Ask {
    Ask::post(who, tried.path("/conversion/confirmation"), &json!({"already_customer": false}))
}

fn disputing(tried: &Tried, who: &Client, reason: &str) -> Ask {
    Ask::post(who, tried.path("/conversion/dispute"), &json!({"reason_code": reason}))
}

fn retracting(tried: &Tried, who: &Client) -> Ask {
    Ask::new(who, "POST", tried.path("/conversion/retraction"), "")
}

fn withdrawing(tried: &Tried, who: &Client, reason: &str) -> Ask {
    Ask::post(who, tried.path("/conversion/withdrawal"), &json!({"reason_code": reason}))
}

fn showing(tried: &Tried, who: &Client, body: impl Into<Vec<u8>>) -> Ask {
    Ask::raw(who, tried.path("/conversion/evidence"), body)
}

fn checking(tried: &Tried, who: &Client) -> Ask {
    Ask::post(who, tried.path("/conversion/check"), &json!({"note": "Demo."}))
}

fn resolving(tried: &Tried, who: &Client, how: &str, reason: &str) -> Ask {
    Ask::post(who, tried.path(&format!("/conversion/dispute/{how}")), &json!({"reason_code": reason}))
}

fn sides(tried: &Tried) -> [(&'static str, &Client); 2] {
    [("business", &tried.sme), ("vendor", &tried.vendor)]
}

fn early_conversions(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (state, tried) in
        [("requested", &world.requested), ("accepted", &world.accepted), ("provisioned", &world.provisioned)]
    {
        for (side, who) in sides(tried) {
            let name = |what: &str| format!("a conversion {what} by the {side} while the trial is {state}");
            rows.push(row(name("claimed"), claiming(tried, who), problem(409, "not_yet_activated")));
            rows.push(row(name("confirmed"), confirming(tried, who), problem(404, "not_found")));
            rows.push(row(name("disputed"), disputing(tried, who, "other"), problem(404, "not_found")));
            rows.push(row(name("retracted"), retracting(tried, who), problem(404, "not_found")));
            rows.push(row(name("withdrawn"), withdrawing(tried, who, "other"), problem(404, "not_found")));
        }
    }
    rows
}

fn late_conversions(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (state, tried) in [("claimed", &world.claimed), ("confirmed", &world.confirmed)] {
        for (side, who) in sides(tried) {
            let name = format!("a second claim, by the {side}, where one is {state}");
            rows.push(row(name, claiming(tried, who), problem(409, "conversion_exists")));
        }
        for (side, who) in sides(&world.requested) {
            let name = |what: &str| format!("another trial's {side} {what} where one is {state}");
            let read = Ask::get(who, tried.path("/conversion"));
            rows.push(row(name("reads"), read, problem(404, "not_found")));
            rows.push(row(name("claims"), claiming(tried, who), problem(404, "not_found")));
            rows.push(row(name("confirms"), confirming(tried, who), problem(404, "not_found")));
            rows.push(row(name("disputes"), disputing(tried, who, "other"), problem(404, "not_found")));
            rows.push(row(name("retracts"), retracting(tried, who), problem(404, "not_found")));
            rows.push(row(name("withdraws"), withdrawing(tried, who, "other"), problem(404, "not_found")));
        }
    }
    let (tried, who) = (&world.confirmed, &world.confirmed.sme);
    rows.push(row("a second confirmation", confirming(tried, who), problem(409, "wrong_state")));
    rows.push(row("a dispute after the confirmation", disputing(tried, who, "other"), problem(409, "wrong_state")));
    let nobody = confirming(&world.claimed, &world.anon);
    rows.push(row("a confirmation by nobody", nobody, problem(401, "unauthenticated")));
    rows
}

/// What is taken back that was not said, or by who did not say it; reasons of no list.
fn taken_back(world: &World) -> Vec<Row> {
    let (claimed, confirmed) = (&world.claimed, &world.confirmed);
    let one_side = || problem(409, "for_one_side");
    let wrong_state = || problem(409, "wrong_state");
    let mut rows = vec![
        row("a claim retracted by the other side", retracting(claimed, &claimed.sme), one_side()),
        row("a claim retracted by nobody", retracting(claimed, &world.anon), problem(401, "unauthenticated")),
        row("a confirmation withdrawn by the claimer", withdrawing(confirmed, &confirmed.vendor, "other"), one_side()),
    ];
    for (side, who) in sides(claimed) {
        let name = format!("a claim withdrawn by the {side} as if it were confirmed");
        rows.push(row(name, withdrawing(claimed, who, "other"), wrong_state()));
    }
    for (side, who) in sides(confirmed) {
        rows.push(row(format!("a confirmation retracted by the {side}"), retracting(confirmed, who), wrong_state()));
    }
    for reason in ["because", "no_capacity", "price_after_trial", "Other"] {
        let ask = disputing(&world.claimed, &world.claimed.sme, reason);
        rows.push(row(format!("a dispute because of {reason:?}"), ask, value("/reason_code", "not_one_of")));
    }
    for reason in ["because", "wrong_plan", "Other"] {
        let ask = withdrawing(confirmed, &confirmed.sme, reason);
        rows.push(row(format!("a withdrawal because of {reason:?}"), ask, value("/reason_code", "not_one_of")));
    }
    rows
}

fn evidence(world: &World) -> Vec<Row> {
    let (tried, waiting) = (&world.confirmed, &world.claimed);
    let good = || json!({"seller_tax_code": "0314409058", "symbol": "1C26TAA", "number": 1, "year": 2026});
    let mut rows = vec![
        row(
            "an invoice of another seller",
            showing(tried, &tried.vendor, good().to_string()),
            value("/seller_tax_code", "foreign_seller"),
        ),
        row(
            "an invoice shown by nobody",
            showing(tried, &world.anon, good().to_string()),
            problem(401, "unauthenticated"),
        ),
        row(
            "an invoice shown by a stranger",
            showing(tried, &world.stranger, good().to_string()),
            problem(404, "not_found"),
        ),
        row(
            "an invoice of no claim",
            showing(&world.requested, &world.requested.vendor, good().to_string()),
            value("/seller_tax_code", "foreign_seller"),
        ),
        row("a check of what waits", checking(waiting, &world.reviewer), problem(409, "wrong_state")),
        row("a check of no claim", checking(&world.requested, &world.reviewer), problem(404, "not_found")),
        row("a check by a side", checking(tried, &tried.vendor), problem(403, "forbidden")),
    ];
    rows.extend(invoices(world));
    rows.extend(resolutions(world));
    rows
}

fn invoices(world: &World) -> Vec<Row> {
    let tried = &world.confirmed;
    let good = || json!({"seller_tax_code": "0314409058", "symbol": "1C26TAA", "number": 1, "year": 2026});
    let mut rows = Vec::new();
    for (pointer, given, refusal) in [
        ("/number", "0", value("/number", "out_of_range")),
        ("/number", "-1", value("/number", "out_of_range")),
        ("/number", "100000000", value("/number", "out_of_range")),
        ("/number", "\"00000001\"", malformed("/number", "wrong_type")),
        ("/number", "1.5", malformed("/number", "wrong_type")),
        ("/number", "null", malformed("/number", "wrong_type")),
        ("/year", "2019", value("/year", "out_of_range")),
        ("/year", "2100", value("/year", "out_of_range")),
        ("/year", "26", value("/year", "out_of_range")),
        ("/symbol", "\"\"", value("/symbol", "invoice_symbol")),
        ("/symbol", "\"C26TAA\"", value("/symbol", "invoice_symbol")),
        ("/symbol", "\"0C26TAA\"", value("/symbol", "invoice_symbol")),
        ("/symbol", "\"1C26TAA \"", value("/symbol", "invoice_symbol")),
        ("/symbol", "\"1C26TA\u{c0}\"", value("/symbol", "invoice_symbol")),
        ("/symbol", "\"1C\u{ff12}\u{ff16}TAA\"", value("/symbol", "invoice_symbol")),
        ("/seller_tax_code", "\"0314409059\"", value("/seller_tax_code", "tax_code_check_digit")),
        ("/seller_tax_code", "\"0314409058-000\"", value("/seller_tax_code", "tax_code_branch")),
        ("/seller_tax_code", "\"079082345678\"", value("/seller_tax_code", "tax_code_form")),
    ] {
        let ask = showing(tried, &tried.vendor, with(good(), pointer, given));
        rows.push(row(format!("an invoice with {given} at {pointer}"), ask, refusal));
    }
    rows
}

fn resolutions(world: &World) -> Vec<Row> {
    let (tried, waiting) = (&world.confirmed, &world.claimed);
    let mut rows = Vec::new();
    for how in ["upholding", "dismissal"] {
        let name = |what: &str| format!("the {how} of {what}");
        rows.push(row(name("a claim"), resolving(waiting, &world.reviewer, how, "other"), problem(409, "wrong_state")));
        rows.push(row(
            name("a confirmation"),
            resolving(tried, &world.reviewer, how, "other"),
            problem(409, "wrong_state"),
        ));
        rows.push(row(
            name("nothing"),
            resolving(&world.requested, &world.reviewer, how, "other"),
            problem(404, "not_found"),
        ));
        let unlisted = resolving(waiting, &world.reviewer, how, "not_asked");
        rows.push(row(name("a claim, for no reason of the list"), unlisted, value("/reason_code", "not_one_of")));
        rows.push(row(
            name("a claim, by a side"),
            resolving(waiting, &waiting.sme, how, "other"),
            problem(403, "forbidden"),
        ));
    }
    rows
}

fn answers_of_the_claimer(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (who, tried, client) in [
        ("the claimer", &world.claimed, &world.claimed.vendor),
        ("a colleague of the claimer", &world.claimed, &world.colleague),
        ("the claimer, of the other side too", &world.crossed, &world.crossed.vendor),
    ] {
        let refusal = || problem(409, "confirmed_by_claimer");
        rows.push(row(format!("a confirmation by {who}"), confirming(tried, client), refusal()));
        rows.push(row(format!("a dispute by {who}"), disputing(tried, client, "other"), refusal()));
    }
    rows
}

fn claims(world: &World) -> Vec<Row> {
    let tried = &world.activated;
    let mut rows = Vec::new();
    for (pointer, given, refusal) in [
        ("/starts_on", "\"2026-02-30\"", value("/starts_on", "not_a_day")),
        ("/starts_on", "\"soon\"", value("/starts_on", "not_a_day")),
        ("/starts_on", "\"\"", value("/starts_on", "not_a_day")),
        ("/starts_on", "\"2026-12-01\\u0000\"", value("/starts_on", "not_a_day")),
        ("/starts_on", "\"2027-11-25\"", value("/starts_on", "out_of_range")),
        ("/starts_on", "\"2200-12-31\"", value("/starts_on", "out_of_range")),
        ("/starts_on", "\"9999-12-31\"", value("/starts_on", "not_a_day")),
        ("/starts_on", "20261201", malformed("/starts_on", "wrong_type")),
        ("/already_customer", "null", malformed("/already_customer", "wrong_type")),
    ] {
        let ask = Ask::raw(&tried.vendor, tried.path("/conversion"), with(claim(), pointer, given));
        rows.push(row(format!("a claim with {given} at {pointer}"), ask, refusal));
    }
    rows
}
