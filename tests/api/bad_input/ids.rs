//! Ids of another kind: wherever one stands, it is refused before anything is looked up.

use super::operations::{Operation, operations};
use super::row::{Ask, Refusal, Row, malformed, parameter, problem, row};
use super::world::World;
use crate::support::{Client, TestApp, json, lookups};
use dungthu::accounts::model::StaffRole;
use dungthu::values::{
    AccountId, AddressChangeId, ApiKeyId, BusinessId, CaseId, ContestId, ConversionId, EventId, ExtensionId, GrantId,
    HolidayChangeId, InquiryId, InvitationId, InvoiceId, JoinRequestId, MailId, PlatformClaimId, PlatformId, RequestId,
    RetentionCheckId, ReviewId, RulesId, SessionId, StaffChangeId, TargetId, TrialId, TypedId, VendorId,
    WaitingEntryId, WarningId,
};

/// Every kind of id.
const PREFIXES: [&str; 29] = [
    AccountId::PREFIX,
    SessionId::PREFIX,
    ApiKeyId::PREFIX,
    BusinessId::PREFIX,
    VendorId::PREFIX,
    PlatformId::PREFIX,
    TrialId::PREFIX,
    GrantId::PREFIX,
    ConversionId::PREFIX,
    InvoiceId::PREFIX,
    InvitationId::PREFIX,
    StaffChangeId::PREFIX,
    RulesId::PREFIX,
    HolidayChangeId::PREFIX,
    RetentionCheckId::PREFIX,
    CaseId::PREFIX,
    ReviewId::PREFIX,
    PlatformClaimId::PREFIX,
    TargetId::PREFIX,
    WarningId::PREFIX,
    ExtensionId::PREFIX,
    WaitingEntryId::PREFIX,
    JoinRequestId::PREFIX,
    ContestId::PREFIX,
    EventId::PREFIX,
    MailId::PREFIX,
    InquiryId::PREFIX,
    AddressChangeId::PREFIX,
    RequestId::PREFIX,
];

pub fn rows(_: &TestApp, world: &World) -> Vec<Row> {
    // The digits of an id that exists: only its prefix is wrong.
    let digits = &world.requested.trial_id[4..];
    let mut rows = Vec::new();
    for operation in operations() {
        rows.extend(in_paths(world, &operation, digits));
        rows.extend(in_bodies(world, &operation, digits));
        rows.extend(in_queries(world, &operation, digits));
    }
    let each = |place: &str| rows.iter().filter(|row| row.name.contains(place)).count();
    assert!(each("path") > 200 && each("body") > 30 && each("query") >= 10, "the document is swept");
    rows
}

fn refused(name: String, ask: Ask, refusal: Refusal, id: String) -> Row {
    Row { never_looked_up: Some(id), ..row(name, ask, refusal) }
}

fn others<'a>(prefix: &'a str, digits: &'a str) -> impl Iterator<Item = String> + 'a {
    PREFIXES.iter().filter(move |other| **other != prefix).map(move |other| format!("{other}_{digits}"))
}

fn in_paths(world: &World, operation: &Operation, digits: &str) -> Vec<Row> {
    let Some(prefix) = operation.prefix.as_deref() else { return Vec::new() };
    let other_forms = [
        format!("{prefix}_"),
        prefix.to_owned(),
        format!("{prefix}_{}", &digits[..31]),
        format!("{prefix}_{digits}0"),
        format!("{prefix}_{}", digits.to_uppercase()),
        // A UUID of version 4.
        format!("{prefix}_{}4{}", &digits[..12], &digits[13..]),
        format!("{prefix}_{digits}%00"),
        format!("%00{prefix}_{digits}"),
    ];
    // A platform may be named by its slug: what could be one is looked up.
    let slug_too = operation.is_of_catalog();
    let other_forms = other_forms.into_iter().filter(|id| !slug_too || id.contains('_'));
    let row = |id: String| {
        let name = format!("the path of {} with {id}", operation.name());
        let refusal = row(name, operation.ask(world.admitted(operation), &id, ""), problem(404, "not_found"));
        // Shorter ones would be found in the queries of other tests.
        let whole = id.replace("%00", "");
        Row { never_looked_up: (whole.len() > 30).then_some(whole), ..refusal }
    };
    others(prefix, digits).chain(other_forms).map(row).collect()
}

fn in_bodies(world: &World, operation: &Operation, digits: &str) -> Vec<Row> {
    let Some((example, _)) = &operation.body else { return Vec::new() };
    let mut rows = Vec::new();
    for (member, known) in example.as_object().expect("an object") {
        let Some(prefix) = known.as_str().and_then(|id| id.split_once('_')).map(|(prefix, _)| prefix) else { continue };
        if !PREFIXES.contains(&prefix) {
            continue;
        }
        for id in others(prefix, digits) {
            let mut body = example.clone();
            body[member] = json!(id);
            let ask = operation.ask_with(
                world.admitted(operation),
                &operation.reachable_id(world),
                "",
                Some(body.to_string()),
            );
            let name = format!("the body of {} with {member} {id}", operation.name());
            rows.push(refused(name, ask, malformed(&format!("/{member}"), "wrong_type"), id));
        }
    }
    rows
}

fn in_queries(world: &World, operation: &Operation, digits: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for name in operation.query.iter().filter(|name| name.ends_with("_id")) {
        let prefix = match name.as_str() {
            "platform_id" => PlatformId::PREFIX,
            "account_id" | "owner_id" => AccountId::PREFIX,
            "vendor_id" => VendorId::PREFIX,
            "trial_id" => TrialId::PREFIX,
            // Of a province, too, which has a code.
            "subject_id" => continue,
            other => panic!("the prefix of {other}"),
        };
        for id in others(prefix, digits) {
            let ask = operation.ask(&world.everyone, &operation.unknown_id(), &format!("?{name}={id}"));
            let title = format!("the query of {} with {name} {id}", operation.name());
            rows.push(refused(title, ask, parameter(name, "wrong_parameter"), id));
        }
    }
    rows
}

/// Somebody whom no operation refuses for what they are, but those that are closed to everybody in office.
async fn everyone(app: &TestApp) -> Client {
    let who = app.person("everyone@demo.example", None).await;
    app.business(&who).await;
    app.vendor(&who).await;
    app.mails().await;
    app.take_office("everyone@demo.example", StaffRole::Administrator.into()).await
}

engines! {
    // Without this, a look-up that nobody can see would pass for none.
    async fn an_id_of_the_right_kind_is_looked_up(app) {
        let (in_office, stranger) = (everyone(app).await, app.person("stranger@demo.example", None).await);
        let mut not_seen = Vec::new();
        for operation in operations().iter().filter(|operation| operation.prefix.is_some()) {
            let id = format!("{}_{}", operation.prefix.as_deref().expect("a prefix"), &TrialId::new_at(app.db.now()).as_str()[4..]);
            let closed = dungthu::access::rule(&operation.id).is_some_and(|rule| rule.not_staff);
            let who = if closed { &stranger } else { &in_office };
            let (reply, queries) = lookups::of(&id, operation.ask(who, &id, "").answer()).await;
            reply.expect("an answer").problem(404, "not_found");
            if queries == 0 {
                not_seen.push(operation.name());
            }
        }
        // Whoever asks is known together with their organizations: a foreign one needs no look-up either, where the office
        // does not see it. The public catalog is in memory, and an image goes by its digest.
        let by_standing = |name: &String| ["/v1/businesses/{id}", "/members", "/ownership-transfer", "{id}/invitations", "{id}/join-requests", "/api-keys", "/images", "/documents", "/listings-import", "/listings-export", "/warning-rules/"].iter().any(|part| name.contains(part));
        let by_office = |it: &Operation| dungthu::access::rule(&it.id).is_some_and(|rule| rule.staff.contains(&StaffRole::Administrator));
        // An invitation is looked up by its own id, and then held against the organization's; the list of rules is closed.
        let by_itself = |it: &Operation| it.path.contains("{invitation}") || it.path.contains("{rule}");
        // Who belongs to a vendor sees nothing of another's that is not public, whatever their office.
        let of_vendors = |it: &Operation| ["/documents", "/listings-export"].iter().any(|part| it.path.contains(part));
        let unasked = |it: &Operation| by_standing(&it.name()) && (!by_office(it) || by_itself(it) || of_vendors(it)) || it.is_of_catalog();
        let known: Vec<String> = operations().iter().filter(|it| it.prefix.is_some() && unasked(it)).map(Operation::name).collect();
        assert!(known.len() > 10, "{known:?}");
        assert_eq!(not_seen, known);
    }
}
