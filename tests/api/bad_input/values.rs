//! Values that cannot be, at every place that takes them: money that is negative, huge or a fraction; texts that hide,
//! deceive or are none.

use super::row::{Ask, Refusal, Row, malformed, row, value, with};
use super::world::World;
use crate::support::actors::{PASSWORD, claim};
use crate::support::{Client, TestApp, json};
use serde_json::Value;

/// A place of a body that is good everywhere else.
struct Place {
    what: &'static str,
    who: Client,
    method: &'static str,
    path: String,
    body: Value,
    pointer: &'static str,
}

impl Place {
    fn new(what: &'static str, who: &Client, path: impl Into<String>, body: Value, pointer: &'static str) -> Self {
        Self { what, who: who.clone(), method: "POST", path: path.into(), body, pointer }
    }

    fn changed(self) -> Self {
        Self { method: "PATCH", ..self }
    }

    /// The body with this value, given as JSON, at the place.
    fn given(&self, value: &str) -> Ask {
        let body = with(self.body.clone(), self.pointer, value);
        match self.method {
            "PATCH" => Ask::patch(&self.who, self.path.as_str(), body),
            _ => Ask::raw(&self.who, self.path.as_str(), body),
        }
    }
}

/// The body of a new platform, and who may list it.
fn platform(app: &TestApp, world: &World) -> (Client, Value) {
    (world.everyone.clone(), app.platform_body(&world.own_vendor))
}

fn money(app: &TestApp, world: &World) -> Vec<Place> {
    let own = format!("/v1/businesses/{}", world.own_business);
    let (seller, listed) = platform(app, world);
    let drafted = format!("/v1/platforms/{}", world.firms.draft);
    let offer = json!({"offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 100, "days": {"micro": 90}, "discount": {"months": 1, "price_vnd_per_month": 0}}]});
    let price = "/offers/0/price_vnd_per_month";
    vec![
        Place::new("a revenue", &world.stranger, "/v1/businesses", app.business_body(), "/revenue_vnd"),
        Place::new("a capital", &world.stranger, "/v1/businesses", app.business_body(), "/capital_vnd"),
        Place::new("a changed revenue", &world.everyone, own.as_str(), json!({}), "/revenue_vnd").changed(),
        Place::new("a changed capital", &world.everyone, own, json!({}), "/capital_vnd").changed(),
        Place::new("a price", &seller, "/v1/platforms", listed, price),
        Place::new("a changed price", &world.requested.vendor, drafted.as_str(), offer.clone(), price).changed(),
        Place::new(
            "a discounted price",
            &world.requested.vendor,
            drafted,
            offer,
            "/offers/0/discount/price_vnd_per_month",
        )
        .changed(),
        Place::new(
            "a claimed amount",
            &world.activated.vendor,
            world.activated.path("/conversion"),
            claim(),
            "/amount_vnd_per_month",
        ),
    ]
}

/// Amounts, as they stand in a body, and what is wrong with them.
fn no_amounts(pointer: &str) -> Vec<(&'static str, Refusal)> {
    let out_of_range = [
        "-1",
        "-9223372036854775808",
        "-9223372036854775809",
        "1000000000000001",
        "9223372036854775807",
        "9223372036854775808",
        "9007199254740992.0",
        "18446744073709551615",
        "1e30",
        "100000000000000000000",
    ];
    let not_whole = ["0.1", "1.5"];
    let other_kinds = ["\"1000\"", "true", "[1000]", "{}"];
    let refused = |amounts: &'static str, refusal: Refusal| (amounts, refusal);
    let mut found: Vec<_> = Vec::new();
    found.extend(out_of_range.map(|amount| refused(amount, value(pointer, "out_of_range"))));
    found.extend(not_whole.map(|amount| refused(amount, malformed(pointer, "wrong_type"))));
    found.extend(other_kinds.map(|amount| refused(amount, malformed(pointer, "wrong_type"))));
    found.push(refused("1e400", malformed(pointer, "out_of_range")));
    found
}

fn texts_of_firms(app: &TestApp, world: &World) -> Vec<Place> {
    let person = json!({"email": "a@demo.example", "name": "Demo", "password": PASSWORD});
    let vendor = json!({"tax_code": app.tax_code(), "name": "Demo (demo)"});
    let own = format!("/v1/businesses/{}", world.own_business);
    let drafted = format!("/v1/platforms/{}", world.firms.draft);
    let (seller, listed) = platform(app, world);
    let mut places = vec![
        Place::new("a person's name", &world.anon, "/v1/accounts", person, "/name"),
        Place::new("one's own new name", &world.stranger, "/v1/me", json!({}), "/name").changed(),
        Place::new("a business's name", &world.stranger, "/v1/businesses", app.business_body(), "/name"),
        Place::new("a business's new name", &world.everyone, own, json!({}), "/name").changed(),
        Place::new("a vendor's name", &world.stranger, "/v1/vendors", vendor, "/name"),
        Place::new("a platform's new name", &world.requested.vendor, drafted, json!({}), "/name").changed(),
    ];
    for (what, pointer) in [
        ("a platform's name", "/name"),
        ("a platform's category", "/category_code"),
        ("a platform's summary", "/summary_vi"),
        ("a platform's English summary", "/summary_en"),
    ] {
        places.push(Place::new(what, &seller, "/v1/platforms", listed.clone(), pointer));
    }
    places
}

fn texts_of_trials(app: &TestApp, world: &World) -> Vec<Place> {
    let wish = app.trial_body(&world.requested.business_id, &world.requested.platform_id);
    let grant = json!({"business_id": world.cancelled.business_id, "platform_id": world.cancelled.platform_id});
    let (declining, disputing) = (world.requested.path("/decline"), world.claimed.path("/conversion/dispute"));
    let (decliner, disputer) = (&world.requested.vendor, &world.claimed.sme);
    let reason = json!({"reason_code": "other"});
    let mut places = vec![
        Place::new(
            "the reference of an access",
            &world.accepted.vendor,
            world.accepted.path("/provisioning"),
            json!({}),
            "/access_reference",
        ),
        Place::new("why one declines", decliner, declining.as_str(), reason.clone(), "/reason_text"),
        Place::new("the reason of declining", decliner, declining, json!({}), "/reason_code"),
        Place::new("why one disputes", disputer, disputing.as_str(), reason, "/reason_text"),
        Place::new("the reason of disputing", disputer, disputing, json!({}), "/reason_code"),
        Place::new("a plan", &world.activated.vendor, world.activated.path("/conversion"), claim(), "/plan"),
        Place::new("why one grants", &world.reviewer, "/v1/trial-grants", grant, "/reason"),
    ];
    for (what, pointer) in
        [("a need", "/need"), ("a contact's name", "/contact_name"), ("a contact's number", "/contact_phone")]
    {
        places.push(Place::new(what, &world.requested.sme, "/v1/trials", wish.clone(), pointer));
    }
    places
}

/// Values come before what is looked up: nobody has to have registered the tax code.
fn texts_of_joining(app: &TestApp, world: &World) -> Vec<Place> {
    let request = json!({"kind": "vendor", "tax_code": app.tax_code()});
    let mut contest = request.clone();
    contest["statement"] = json!("Demo.");
    contest["evidence_reference"] = json!("Demo.");
    vec![
        Place::new("a message to owners", &world.stranger, "/v1/join-requests", request, "/message"),
        Place::new("what a contest says", &world.stranger, "/v1/contests", contest.clone(), "/statement"),
        Place::new("a contest's evidence", &world.stranger, "/v1/contests", contest, "/evidence_reference"),
    ]
}

fn texts_of_cases(world: &World) -> Vec<Place> {
    let (complaining, deciding) = (world.requested.path("/complaints"), format!("{}/decision", world.case));
    let (owner, reviewer, reason) = (&world.requested.sme, &world.reviewer, json!({"reason_code": "other"}));
    vec![
        Place::new("why one complains", owner, complaining.as_str(), reason.clone(), "/reason_text"),
        Place::new("the reason of complaining", owner, complaining, json!({}), "/reason_code"),
        Place::new("why one decides", reviewer, deciding.as_str(), reason, "/reason_text"),
        Place::new("the reason of deciding", reviewer, deciding, json!({}), "/reason_code"),
    ]
}

fn texts_of_claims(world: &World) -> Vec<Place> {
    let at = format!("/v1/platforms/{}/claims", world.firms.illustrative);
    vec![Place::new("why one claims", &world.everyone, at, json!({"vendor_id": world.own_vendor}), "/statement")]
}

/// What hides or deceives, in the midst of a text, as JSON writes it; and what it is.
const DECEPTIVE: [(&str, &str); 12] = [
    ("\\u0000", "NUL"),
    ("\\u0007", "a bell"),
    ("\\r", "a lone carriage return"),
    ("\\u007f", "a delete"),
    ("\\u0085", "a C1 control"),
    ("\\u202e", "a right-to-left override"),
    ("\\u2066", "an isolate"),
    ("\\u200f", "a right-to-left mark"),
    ("\\u061c", "an Arabic letter mark"),
    ("\\u200b", "a zero width space"),
    ("\\u2028", "a line separator"),
    ("\\ufeff", "a byte order mark"),
];

/// No text at all, as JSON writes it.
const NO_TEXTS: [(&str, &str); 6] = [
    ("\"\\ud800\"", "syntax"),
    ("\"\\udc00 x\"", "syntax"),
    ("\"\\ud800\\u0041\"", "syntax"),
    ("\"a\nb\"", "syntax"),
    ("7", "wrong_type"),
    ("[\"a\"]", "wrong_type"),
];

pub fn rows(app: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for place in money(app, world) {
        for (amount, refusal) in no_amounts(place.pointer) {
            rows.push(row(format!("{} of {amount}", place.what), place.given(amount), refusal));
        }
    }
    let places = [
        texts_of_firms(app, world),
        texts_of_trials(app, world),
        texts_of_cases(world),
        texts_of_joining(app, world),
        texts_of_claims(world),
    ];
    for place in places.iter().flatten() {
        for (character, what) in DECEPTIVE {
            let ask = place.given(&format!("\"Demo{character}Text\""));
            rows.push(row(format!("{} with {what}", place.what), ask, value(place.pointer, "forbidden_character")));
        }
        for (text, fault) in NO_TEXTS {
            let refusal = malformed(place.pointer, fault);
            rows.push(row(format!("{} of {text:?}", place.what), place.given(text), refusal));
        }
        for (text, fault) in
            [("\" \\u3000\\t\"".to_owned(), "empty"), (format!("\"{}\"", "ộ".repeat(2_001)), "too_long")]
        {
            rows.push(row(format!("{} that is {fault}", place.what), place.given(&text), value(place.pointer, fault)));
        }
    }
    let header = json!({"email": "a@demo.example", "name": "Demo\r\nBcc: x@demo.example", "password": PASSWORD});
    let ask = Ask::post(&world.anon, "/v1/accounts", &header);
    rows.push(row("a person's name with a header of its own", ask, value("/name", "line_break")));
    rows.extend(names(app, world));
    rows.extend(addresses(app, world));
    rows.extend(slugs(app, world));
    rows
}

/// Names stand in mails to strangers.
fn names(app: &TestApp, world: &World) -> Vec<Row> {
    let wrong = [
        ("Demo https://evil.example", "address_in_name"),
        ("HTTP://evil.example", "address_in_name"),
        ("Demo, www.evil.example", "address_in_name"),
        ("demo@evil.example", "address_in_name"),
        ("De\u{30d}\u{30d}mo", "stacked_marks"),
        ("D\u{435}mo", "mixed_scripts"),
    ];
    // What everybody reads beside the names of others: all of it in Cyrillic.
    let imitated = ("\u{41c}\u{406}\u{405}\u{410}", "looks_latin");
    let places = texts_of_firms(app, world).into_iter().filter(|place| place.pointer == "/name");
    places
        .flat_map(|place| {
            let public = place.what.starts_with("a vendor's") || place.what.starts_with("a platform's");
            let wrong = wrong.into_iter().chain(Some(imitated).filter(|_| public)).collect::<Vec<_>>();
            wrong.into_iter().map(move |(name, fault)| {
                let ask = place.given(&json!(name).to_string());
                row(format!("{} of {name:?}", place.what), ask, value(place.pointer, fault))
            })
        })
        .collect()
}

fn addresses(app: &TestApp, world: &World) -> Vec<Row> {
    let person = json!({"email": "", "name": "Demo", "password": PASSWORD});
    let wish = app.trial_body(&world.requested.business_id, &world.requested.platform_id);
    let places = [
        Place::new("a person's address", &world.anon, "/v1/accounts", person, "/email"),
        Place::new("whose password is forgotten", &world.anon, "/v1/password-resets", json!({}), "/email"),
        Place::new("whose mail is lost", &world.anon, "/v1/accounts/verification-mails", json!({}), "/email"),
        Place::new("a new address", &world.stranger, "/v1/me/address", json!({}), "/email"),
        Place::new("a contact's address", &world.requested.sme, "/v1/trials", wish, "/contact_email"),
        Place::new(
            "an invited address",
            &world.everyone,
            format!("/v1/vendors/{}/invitations", world.own_vendor),
            json!({"role": "member"}),
            "/email",
        ),
    ];
    let long = format!("{}@demo.example", "a".repeat(243));
    let wrong =
        ["", "a", "a@b", "a b@demo.example", "a@demo.example\r\nBcc: x@demo.example", "a\0@demo.example", &long];
    let row = |place: &Place, address: &str| {
        let name = format!("{} of {:.40?}, {} characters", place.what, address, address.len());
        row(name, place.given(&json!(address).to_string()), value(place.pointer, "not_an_email"))
    };
    places.iter().flat_map(|place| wrong.map(|address| row(place, address))).collect()
}

fn slugs(app: &TestApp, world: &World) -> Vec<Row> {
    let (seller, listed) = platform(app, world);
    let id = world.own_platform.as_str();
    let long = "a".repeat(61);
    let wrong =
        ["", "ab", "-ab", "ab-", "a--b", "Abc", "kế-toán", "a_b", "a b", "a/b", "a\0b", "a\u{202e}b", id, &long];
    let row = |slug: &str| {
        let ask = Ask::raw(&seller, "/v1/platforms", with(listed.clone(), "/slug", &json!(slug).to_string()));
        row(format!("the slug {slug:?}"), ask, value("/slug", "not_a_slug"))
    };
    wrong.map(row).into()
}
