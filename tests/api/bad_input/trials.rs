//! Trials against their rules.

use super::row::{Ask, Row, malformed, problem, row, value, with};
use super::world::World;
use crate::support::{Client, TestApp, Tried, json};

pub fn rows(app: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = unavailable_platforms(app, world);
    rows.extend(second_trials(app, world));
    rows.extend(other_peoples_businesses(app, world));
    rows.extend(requests(app, world));
    rows.extend(reasons_of_no_list(world));
    rows
}

/// Somebody asks for a trial.
fn wish(app: &TestApp, who: &Client, business: &str, platform: &str) -> Ask {
    Ask::post(who, "/v1/trials", &app.trial_body(business, platform))
}

fn unavailable_platforms(app: &TestApp, world: &World) -> Vec<Row> {
    let (firms, tried) = (&world.firms, &world.requested);
    let (owner, business) = (&tried.sme, tried.business_id.as_str());
    let mut rows = Vec::new();
    for (what, platform) in
        [("draft", &firms.draft), ("submitted", &firms.submitted), ("unclaimed", &firms.illustrative)]
    {
        let refusal = problem(409, "platform_not_available");
        rows.push(row(format!("a trial of a platform that is {what}"), wish(app, owner, business, platform), refusal));
    }
    for (what, business, platform) in [
        ("a medium business", &firms.medium, &tried.platform_id),
        ("a household", &firms.household, &tried.platform_id),
        ("a business of eight people, seven being the most", &tried.business_id, &firms.for_seven),
    ] {
        let ask = wish(app, owner, business, platform);
        rows.push(row(format!("a trial outside the offer, for {what}"), ask, problem(409, "not_eligible")));
    }
    let own = wish(app, &world.everyone, &world.own_business, &world.own_platform);
    rows.push(row("a trial of the platform of one's own vendor", own, problem(409, "own_platform")));
    let (cousin, branch) = &firms.vendor_branch;
    let branch = wish(app, cousin, branch, &tried.platform_id);
    rows.push(row("a trial of a vendor's platform by its branch", branch, problem(409, "own_platform")));
    rows
}

fn second_trials(app: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (what, tried) in [
        ("is requested", &world.requested),
        ("is accepted", &world.accepted),
        ("is provisioned", &world.provisioned),
        ("is activated", &world.activated),
        ("was used and cancelled", &world.cancelled),
        ("is claimed to have converted", &world.claimed),
        ("has converted", &world.confirmed),
    ] {
        let ask = wish(app, &tried.sme, &tried.business_id, &tried.platform_id);
        rows.push(row(format!("a second trial where the first {what}"), ask, problem(409, "second_trial")));
    }
    let (firms, platform) = (&world.firms, world.requested.platform_id.as_str());
    let own = wish(app, &world.requested.sme, &firms.branch, platform);
    rows.push(row("a second trial, by one's branch", own, problem(409, "second_trial")));
    let (kin, branch) = &firms.foreign_branch;
    rows.push(row(
        "a second trial, by a branch of others",
        wish(app, kin, branch, platform),
        problem(409, "second_trial"),
    ));
    let grant = |tried: &Tried| {
        let ids = json!({"business_id": tried.business_id, "platform_id": tried.platform_id, "reason": "Demo."});
        Ask::post(&world.reviewer, "/v1/trial-grants", &ids)
    };
    rows.push(row("a grant before a first trial", grant(&world.requested), problem(409, "no_first_trial")));
    rows
}

fn other_peoples_businesses(app: &TestApp, world: &World) -> Vec<Row> {
    let (tried, other) = (&world.requested, &world.accepted);
    let (none, platform) = ("biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
    let unknown = |pointer: &str| value(pointer, "unknown_reference");
    let foreign = wish(app, &other.sme, &tried.business_id, &other.platform_id);
    let nobodys = wish(app, &other.sme, none, &other.platform_id);
    let of_nothing = wish(app, &tried.sme, &tried.business_id, platform);
    let by_a_vendor = wish(app, &tried.vendor, &tried.business_id, &tried.platform_id);
    let by_nobody = wish(app, &world.anon, &tried.business_id, &tried.platform_id);
    vec![
        row("a trial for a business of others", foreign, unknown("/business_id")),
        row("a trial for no business", nobodys, unknown("/business_id")),
        row("a trial of no platform", of_nothing, unknown("/platform_id")),
        row("a trial asked for by who has no business", by_a_vendor, problem(403, "forbidden")),
        row("a trial asked for by nobody", by_nobody, problem(401, "unauthenticated")),
    ]
}

fn requests(app: &TestApp, world: &World) -> Vec<Row> {
    let tried = &world.requested;
    let mut rows = Vec::new();
    for (pointer, given, refusal) in [
        ("/consent_to_pass_contact", "false", value("/consent_to_pass_contact", "consent_missing")),
        ("/consent_to_pass_contact", "null", malformed("/consent_to_pass_contact", "wrong_type")),
        ("/consent_to_pass_contact", "\"true\"", malformed("/consent_to_pass_contact", "wrong_type")),
        ("/channel", "\"fax\"", malformed("/channel", "wrong_type")),
        ("/channel", "7", malformed("/channel", "wrong_type")),
        ("/channel", "null", malformed("/channel", "wrong_type")),
        ("/channel", "[\"direct\"]", malformed("/channel", "wrong_type")),
    ] {
        let body = app.trial_body(&tried.business_id, &tried.platform_id);
        let ask = Ask::raw(&tried.sme, "/v1/trials", with(body, pointer, given));
        rows.push(row(format!("a trial with {given} at {pointer}"), ask, refusal));
    }
    for week in ["2026-11-24", "2026-11-29", "2026-11-30", "2026-11-16"] {
        let ask = Ask::post(&world.activated.vendor, world.activated.path("/heartbeats"), &json!({"week_of": week}));
        rows.push(row(format!("use in the week of {week}"), ask, value("/week_of", "not_monday")));
    }
    for week in ["2026-11-31", "16/11/2026", "", "2026-11-16T00:00:00Z", "2026-11-1６", "2026-11-16\0"] {
        let ask = Ask::post(&world.activated.vendor, world.activated.path("/heartbeats"), &json!({"week_of": week}));
        rows.push(row(format!("use in the week of {week:?}"), ask, value("/week_of", "not_a_day")));
    }
    rows
}

fn reasons_of_no_list(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for reason in ["because", "wrong_plan", "does_not_fit"] {
        let body = json!({"reason_code": reason});
        let ask = Ask::post(&world.requested.vendor, world.requested.path("/decline"), &body);
        rows.push(row(format!("a request declined because of {reason:?}"), ask, value("/reason_code", "not_one_of")));
    }
    rows
}
