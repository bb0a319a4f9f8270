//! Every operation of the document, asked with API keys of every kind.

use super::matrix::{Told, hollow, lines, told};
use super::world::World;
use crate::accounts::keys::{DAY, Made, OF_VENDORS, key_body, make, make_with};
use crate::members::firm;
use crate::staff::keys::{make_for, of_province};
use crate::support::{Client, TestApp, json};
use dungthu::access::{People, RULES, Rule};
use dungthu::accounts::keys::Scope::{self, ConversionsRead, ReportsRead, TrialsRead};
use dungthu::accounts::members::{Act, MemberRole};
use dungthu::accounts::model::StaffRole;

/// A key, and what it can be told at best.
struct Asker {
    name: String,
    client: Client,
    vendor: String,
    /// Whose eyes an authority's key has.
    office: Option<StaffRole>,
    opens: Result<Vec<Scope>, Told>,
}

/// What a key with these scopes is told, read here in another way than the server does.
fn expected(rule: &Rule, asker: &Asker, id: &str) -> Told {
    if !rule.is_secured() {
        return Told::Admitted;
    }
    let scopes = match &asker.opens {
        Ok(scopes) => scopes,
        Err(told) => return *told,
    };
    match (rule.scope, rule.people) {
        (None, _) => Told::SessionNeeded,
        (Some(scope), _) if !scopes.contains(&scope) => Told::ScopeMissing,
        _ if asker.office.is_some_and(|office| rule.staff.contains(&office)) => Told::Admitted,
        (_, People::Vendor(_)) if id != asker.vendor => Told::NotFound,
        (_, People::Business(_)) => Told::NotFound,
        (_, People::SomeBusiness(_) | People::Nobody) => Told::Forbidden,
        _ => Told::Admitted,
    }
}

/// One key of every kind. Time goes on by a day.
async fn askers(app: &TestApp, world: &World) -> Vec<Asker> {
    let (owner, vendor) = (&world.vendor.owner, world.vendor.id.clone());
    let mut all = Vec::new();
    let mut add = |name: &str, made: &Made, vendor: &str, opens| {
        let client = app.anon.with_token(&made.token);
        all.push(Asker { name: name.to_owned(), client, vendor: vendor.to_owned(), office: None, opens });
    };
    let full = make_with(owner, &vendor, OF_VENDORS, json!({})).await;
    add("a key for everything", &full, &vendor, Ok(OF_VENDORS.to_vec()));
    for scope in OF_VENDORS.iter().copied() {
        let made = make_with(owner, &vendor, &[scope], json!({})).await;
        add(&format!("a key for {scope}"), &made, &vendor, Ok(vec![scope]));
    }
    let foreign = make_with(&world.foreign.vendor, &world.foreign_vendor, OF_VENDORS, json!({})).await;
    add("a key of others", &foreign, &world.foreign_vendor, Ok(OF_VENDORS.to_vec()));
    let bound = json!({"networks": ["127.0.0.0/8"]});
    let near = make_with(owner, &vendor, OF_VENDORS, bound).await;
    add("a key of this network", &near, &vendor, Ok(OF_VENDORS.to_vec()));
    let far = make_with(owner, &vendor, OF_VENDORS, json!({"networks": ["203.0.113.0/24"]})).await;
    add("a key of another network", &far, &vendor, Err(Told::FromElsewhere));
    let short = make_with(owner, &vendor, OF_VENDORS, json!({"expires_in_days": 1})).await;
    add("an expired key", &short, &vendor, Err(Told::Unauthenticated));
    let revoked = make(owner, &vendor, key_body()).await;
    assert_eq!(revoked.revoked_by(owner).await.status, 204);
    add("a revoked key", &revoked, &vendor, Err(Told::Unauthenticated));
    let old = make_with(owner, &vendor, OF_VENDORS, json!({})).await;
    let new = old.rotated_by(owner).await;
    add("a key whose overlap is over", &old, &vendor, Err(Told::Unauthenticated));
    add("a rotated key", &new, &vendor, Ok(OF_VENDORS.to_vec()));
    let place = firm(owner.clone(), "vendors", vendor.clone());
    for (what, role) in [("is a manager now", Some("manager")), ("is gone", None)] {
        let maker = place.with(app, MemberRole::Owner).await;
        let made = make_with(&maker, &vendor, OF_VENDORS, json!({})).await;
        match role {
            Some(role) => drop(place.give(owner, &maker, role).await.ok(200)),
            None => assert_eq!(place.remove(owner, &maker).await.status, 204),
        }
        add(&format!("a key whose maker {what}"), &made, &vendor, Err(Told::Unauthenticated));
    }
    all.extend(authorities(app, world).await);
    app.mails().await;
    app.advance(DAY);
    all
}

/// Keys of a province and of a ministry, living and not.
async fn authorities(app: &TestApp, world: &World) -> Vec<Asker> {
    let one = |name: &str| &world.people.iter().find(|who| who.name == name).expect("a person").client;
    let administrator = one("administrator");
    let asker = |name: &str, made: &Made, office, opens| {
        let client = app.anon.with_token(&made.token);
        Asker { name: name.to_owned(), client, vendor: String::new(), office: Some(office), opens }
    };
    let of_a_province = [TrialsRead, ConversionsRead, ReportsRead];
    let mut all = Vec::new();
    for scope in of_a_province {
        let made = make_for(administrator, of_province("79", &[scope])).await;
        all.push(asker(&format!("a province's key for {scope}"), &made, StaffRole::ProvinceOfficer, Ok(vec![scope])));
    }
    let ministry = json!({"authority": "ministry", "name": "Demo", "scopes": ["reports.read"]});
    let made = make_for(administrator, ministry).await;
    all.push(asker("a ministry's key", &made, StaffRole::Analyst, Ok(vec![ReportsRead])));
    let revoked = make_for(administrator, of_province("79", &of_a_province)).await;
    assert_eq!(revoked.revoked_by(administrator).await.status, 204);
    all.push(asker("a province's revoked key", &revoked, StaffRole::ProvinceOfficer, Err(Told::Unauthenticated)));
    let maker = app.person("maker@demo.example", Some(StaffRole::Administrator)).await;
    let orphaned = make_for(&maker, of_province("79", &of_a_province)).await;
    app.set_office("maker@demo.example", None).await;
    all.push(asker("a dismissed maker's key", &orphaned, StaffRole::ProvinceOfficer, Err(Told::Unauthenticated)));
    all
}

engines! {
    async fn every_operation_admits_the_keys_that_its_line_names(app) {
        let world = World::made(app).await;
        let askers = askers(app, &world).await;
        let (mut wrong, mut asked, mut opened) = (Vec::new(), 0, 0);
        let before = app.digest().await;
        for (operation, line) in lines() {
            for who in &askers {
                let (own, foreign) = world.ids(&operation).unwrap_or_else(|| (operation.unknown_id(), operation.unknown_id()));
                for id in [own, foreign] {
                    let reply = hollow(&who.client, &operation, &world.path(&operation, &id)).await;
                    let (told, expected) = (told(&reply), expected(line, who, &id));
                    if told != expected && (expected, told) != (Told::Admitted, Told::NotFound) {
                        wrong.push(format!("{} with {} about {id}: wanted {expected:?}, got {}", operation.id, who.name, reply.text()));
                    }
                    asked += 1;
                    opened += usize::from(line.scope.is_some() && expected == Told::Admitted);
                }
            }
        }
        assert!(wrong.is_empty(), "of {asked}:\n{}", wrong.join("\n"));
        assert!(asked > 1_500 && opened > 100, "{asked} {opened}");
        assert_eq!(app.digest().await, before, "nothing was changed");
    }
}

/// A key makes no keys, gives no roles, proves nothing anew, answers for no business, and of staff's work only reads.
#[test]
fn no_dangerous_operation_takes_keys() {
    let by_key = || RULES.iter().filter(|rule| rule.scope.is_some());
    assert!(by_key().count() > 10);
    for rule in by_key() {
        let governs = matches!(rule.people, People::Vendor(Act::Govern) | People::SomeVendor(Act::Govern));
        let of_business = matches!(rule.people, People::Business(_) | People::SomeBusiness(_));
        let reads = ["get_", "list_", "export_"].iter().any(|verb| rule.operation.starts_with(verb));
        assert!(reads || rule.staff.is_empty(), "{}", rule.operation);
        assert!(!rule.fresh && !governs && !of_business && rule.is_secured(), "{}", rule.operation);
        assert!(
            !["_key", "_member", "session", "totp", "confirm", "dispute", "me"]
                .iter()
                .any(|part| rule.operation.ends_with(part)),
            "{}",
            rule.operation
        );
    }
    for scope in Scope::ALL {
        assert!(by_key().any(|rule| rule.scope == Some(*scope)), "{scope} opens nothing");
    }
}
