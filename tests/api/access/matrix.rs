//! Every operation of the document, asked by everybody, about what is theirs, what is others' and what is nowhere.

use super::world::{Someone, World};
use crate::bad_input::operations::{Operation, operations};
use crate::support::client::text;
use crate::support::{Client, Reply, json};
use dungthu::access::{People, Rule, rule};
use dungthu::accounts::members::MemberRole;
use dungthu::accounts::model::StaffRole;
use std::collections::BTreeSet;
use std::time::Duration;

/// What a request is told of whether it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Admitted,
    NotFound,
    Forbidden,
    InOffice,
    SecondFactor,
    ProveAnew,
    Unauthenticated,
    SessionNeeded,
    ScopeMissing,
    FromElsewhere,
}

pub fn told(reply: &Reply) -> Told {
    let code = if reply.status >= 400 { text(&reply.json(), "code") } else { String::new() };
    match code.as_str() {
        "unauthenticated" => Told::Unauthenticated,
        "second_factor_required" => Told::SecondFactor,
        "reauthentication_needed" => Told::ProveAnew,
        "forbidden" => Told::Forbidden,
        "session_needed" => Told::SessionNeeded,
        "insufficient_scope" => Told::ScopeMissing,
        "address_not_allowed" => Told::FromElsewhere,
        "in_office" => Told::InOffice,
        "not_found" => Told::NotFound,
        _ => Told::Admitted,
    }
}

/// What the table says, read here in another way than the server does.
fn expected(rule: &Rule, who: &Someone, id: &str) -> Told {
    if who.unproved && rule.is_secured() && !rule.before_second_factor {
        return Told::SecondFactor;
    }
    if rule.not_staff && who.staff.is_some() {
        return Told::InOffice;
    }
    let by_office = !who.unproved && who.staff.is_some_and(|role| rule.staff.contains(&role));
    let (role, least) = match rule.people {
        People::Anybody | People::Person => return Told::Admitted,
        People::Nobody => (None, MemberRole::Member),
        People::Business(act) | People::Vendor(act) => (who.role_in(id), act.least()),
        People::SomeBusiness(act) => (who.role_in_some("biz"), act.least()),
        People::SomeVendor(act) => (who.role_in_some("ven"), act.least()),
    };
    let hidden = matches!(rule.people, People::Business(_) | People::Vendor(_)) && role.is_none();
    match () {
        () if by_office || role.is_some_and(|role| role >= least) => Told::Admitted,
        () if hidden => Told::NotFound,
        () => Told::Forbidden,
    }
}

/// A request that is wrong in every other way, so that it changes nothing where it is admitted.
pub async fn hollow(who: &Client, operation: &Operation, path: &str) -> Reply {
    let query = if operation.method == "GET" { "" } else { "?nothing=known" };
    who.send(&operation.method, &format!("{path}{query}"), &[], Vec::new()).await
}

pub fn lines() -> Vec<(Operation, &'static Rule)> {
    let all = operations().into_iter().map(|it| {
        let line = rule(&it.id).expect("a line");
        (it, line)
    });
    all.collect()
}

engines! {
    async fn every_operation_admits_whom_its_line_names(app) {
        let world = World::made(app).await;
        let (mut wrong, mut asked) = (Vec::new(), 0);
        let before = app.digest().await;
        for (operation, line) in lines() {
            let mut read = operation.method != "GET" || operation.prefix.is_none();
            for who in &world.people {
                let (own, foreign) = world.ids(&operation).unwrap_or_else(|| (operation.unknown_id(), operation.unknown_id()));
                for id in [own, foreign, operation.unknown_id()] {
                    let reply = hollow(&who.client, &operation, &world.path(&operation, &id)).await;
                    let (told, expected) = (told(&reply), expected(line, who, &id));
                    // Where the table admits, the action may still find that a row is not theirs.
                    if told != expected && (expected, told) != (Told::Admitted, Told::NotFound) {
                        wrong.push(format!("{} as {} about {id}: wanted {expected:?}, got {}", operation.id, who.name, reply.text()));
                    }
                    if line.is_secured() {
                        let kept = reply.header("cache-control");
                        assert_eq!(kept, Some("no-store"), "{} as {} about {id}", operation.id, who.name);
                    }
                    asked += 1;
                    read |= reply.status == 200;
                }
            }
            // Otherwise nobody would be refused anything.
            if !read {
                wrong.push(format!("{}: the world has nothing that anybody reads", operation.id));
            }
        }
        assert!(wrong.is_empty(), "of {asked}:\n{}", wrong.join("\n"));
        assert!(asked > 1_500, "{asked}");
        assert_eq!(app.digest().await, before, "nothing was changed");
    }

    async fn what_is_others_answers_exactly_like_what_is_nowhere(app) {
        let world = World::made(app).await;
        let (mut wrong, mut asked) = (Vec::new(), 0);
        let before = app.digest().await;
        for (operation, line) in lines() {
            let Some((_, foreign)) = world.ids(&operation).filter(|_| line.is_secured()) else { continue };
            for who in &world.people {
                if who.staff.is_some_and(|role| line.staff.contains(&role)) {
                    continue;
                }
                let nowhere = operation.unknown_id();
                let others = operation.ask(&who.client, &foreign, "").answer().await.expect("an answer");
                let none = operation.ask(&who.client, &nowhere, "").answer().await.expect("an answer");
                if others.status < 400 || others.essence() != none.essence() {
                    wrong.push(format!("{} as {}: {} but {}", operation.id, who.name, others.text(), none.text()));
                }
                asked += 1;
            }
        }
        assert!(wrong.is_empty(), "of {asked}:\n{}", wrong.join("\n"));
        assert!(asked > 300, "{asked}");
        assert_eq!(app.digest().await, before, "nothing was changed");
    }

    async fn what_others_have_is_nowhere_in_ones_own_organization(app) {
        let world = World::made(app).await;
        let mut asked = 0;
        let before = app.digest().await;
        for (operation, line) in lines() {
            let beside = ["{invitation}", "{request}", "{key}", "{member}", "{hash}"].into_iter().any(|it| operation.path.contains(it));
            let Some((own, foreign)) = world.ids(&operation).filter(|_| beside) else { continue };
            for who in &world.people {
                let at = |path: &str| path.replace(&foreign, &own);
                let ask = async |path: String| operation.ask_at(&who.client, path).answer().await.expect("an answer");
                let others = ask(at(&world.path(&operation, &foreign))).await;
                let none = ask(operation.path_at(&operation.path, &own)).await;
                assert!(others.status >= 400, "{} as {}: {}", line.operation, who.name, others.text());
                assert_eq!(others.essence(), none.essence(), "{} as {}", line.operation, who.name);
                asked += 1;
            }
        }
        assert!(asked > 200, "{asked}");
        assert_eq!(app.digest().await, before, "nothing was changed");
    }

    async fn no_token_but_a_living_one_opens_anything(app) {
        app.person("who@demo.example", None).await;
        let session = async || text(&app.anon.post("/v1/sessions", json!({"email": "who@demo.example", "password": crate::support::actors::PASSWORD})).await.ok(201), "token");
        let expired = session().await;
        app.advance(Duration::from_secs(7 * 86_400));
        let revoked = session().await;
        assert_eq!(app.anon.with_token(&revoked).send("DELETE", "/v1/sessions/current", &[], Vec::new()).await.status, 204);
        let living = session().await;
        app.anon.post("/v1/accounts", json!({"email": "new@demo.example", "name": "Demo", "password": crate::support::actors::PASSWORD})).await.ok(202);
        let link = app.one_mail().await.link(&app.config.public_url);
        let of_link = link.rsplit('/').next().expect("a token").to_owned();
        let world = World::made(app).await;
        let before = app.digest().await;
        for (operation, line) in lines().into_iter().filter(|(_, line)| line.is_secured()) {
            let own = world.ids(&operation).map_or_else(|| operation.unknown_id(), |(own, _)| own);
            let ask = async |client: &Client| operation.ask_at(client, world.path(&operation, &own)).answer().await.expect("an answer");
            for (what, token) in [("expired", &expired), ("revoked", &revoked), ("a link's", &of_link), ("changed", &living.to_lowercase())] {
                let reply = ask(&app.anon.with_token(token)).await;
                assert_eq!(told(&reply), Told::Unauthenticated, "{} with a token that is {what}: {}", line.operation, reply.text());
            }
            let reply = ask(&app.anon).await;
            assert_eq!(told(&reply), Told::Unauthenticated, "{}: {}", line.operation, reply.text());
        }
        assert_eq!(app.digest().await, before, "nothing was changed");
    }

    async fn what_is_dangerous_wants_proof_of_the_last_ten_minutes(app) {
        let owner = app.person("everyone@demo.example", None).await;
        let (business, vendor) = (app.business(&owner).await, app.vendor(&owner).await);
        let who = app.take_office("everyone@demo.example", StaffRole::Administrator.into()).await;
        app.mails().await;
        let kept = std::fs::read_to_string("tests/api/data/fresh.txt").expect("the list of what is dangerous");
        let kept: BTreeSet<&str> = kept.lines().collect();
        let mut fresh = BTreeSet::new();
        app.advance(Duration::from_secs(601));
        let before = app.digest().await;
        for (operation, line) in lines().into_iter().filter(|(_, line)| line.is_secured()) {
            let id = match line.people {
                People::Business(_) => business.clone(),
                People::Vendor(_) => vendor.clone(),
                _ => operation.unknown_id(),
            };
            let told = told(&hollow(&who, &operation, &operation.path_at(&operation.path, &id)).await);
            if told == Told::ProveAnew {
                fresh.insert(line.operation);
            }
        }
        // The list is kept by hand: what the table says of itself would prove nothing.
        assert_eq!(fresh, kept, "tests/api/data/fresh.txt");
        assert_eq!(app.digest().await, before, "nothing was changed");
    }
}

/// An auditor reads everything but what is a person's own, or everybody's.
#[test]
fn an_auditor_may_read_whatever_is_not_ones_own() {
    let own = [
        "get_me",
        "get_places",
        "list_my_contests",
        "list_my_invitations",
        "list_my_join_requests",
        "list_sessions",
        "list_sign_ins",
    ];
    let reads = dungthu::access::RULES.iter().filter(|line| line.is_secured());
    let reads = reads.filter(|line| ["get_", "list_", "export_"].iter().any(|verb| line.operation.starts_with(verb)));
    let closed: Vec<&str> =
        reads.filter(|line| !line.staff.contains(&StaffRole::Auditor)).map(|line| line.operation).collect();
    let mut sorted = closed.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, own);
}

/// An administrator is staff to whom nothing of members' is open: no role reaches further than its line.
#[test]
fn no_staff_role_writes_for_members() {
    for line in dungthu::access::RULES {
        let reads = ["get_", "list_", "export_"].iter().any(|verb| line.operation.starts_with(verb));
        let mixed = line.people != People::Nobody && !line.staff.is_empty();
        assert!(reads || !mixed, "{} is an act of members", line.operation);
    }
}
