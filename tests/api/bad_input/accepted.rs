//! What looks bad and is legal: how it is stored and answered.

use super::firms::{AMBIGUOUS, provinces, tax_codes};
use super::row::{Ask, with};
use crate::support::actors::{PASSWORD, claim};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, Tried, json};
use serde_json::Value;
use std::collections::BTreeSet;

/// One case: what is asked, and members of the answer, by their pointers.
struct Accepted {
    name: String,
    ask: Ask,
    answer: Vec<(&'static str, Value)>,
    /// Where it is read again.
    read: Read,
}

enum Read {
    /// At the answer's `Location`.
    There(Client),
    /// Below this path, by its id.
    Below(Client, &'static str),
    Nowhere,
}

fn case(name: String, ask: Ask, answer: Vec<(&'static str, Value)>, read: Read) -> Accepted {
    Accepted { name, ask, answer, read }
}

/// A business with these members.
fn business(
    app: &TestApp,
    who: &Client,
    members: &[(&str, Value)],
    name: String,
    answer: Vec<(&'static str, Value)>,
) -> Accepted {
    let mut body = app.business_body();
    for (member, value) in members {
        body[member] = value.clone();
    }
    case(name, Ask::post(who, "/v1/businesses", &body), answer, Read::There(who.clone()))
}

fn firms(app: &TestApp, who: &Client) -> Vec<Accepted> {
    let mut cases = Vec::new();
    for known in tax_codes().into_iter().filter(|case| case.valid) {
        let plain = known.code.replace('-', "");
        let (canonical, kind) = match plain.split_at_checked(10) {
            Some((firm, branch)) if !branch.is_empty() => (format!("{firm}-{branch}"), "branch"),
            _ => (plain, "company"),
        };
        let answer = vec![("/tax_code", json!(canonical)), ("/kind", json!(kind))];
        let name = format!("the tax code {}", known.code);
        cases.push(business(app, who, &[("tax_code", json!(known.code))], name, answer));
    }
    cases
}

/// Every province of both lists, the ambiguous ones in each.
fn places(app: &TestApp, who: &Client) -> Vec<Accepted> {
    let (old, today) = (provinces("legacy_provinces.csv"), provinces("provinces.csv"));
    let of_old = old.iter().map(|(code, name, successor)| ("63", code, name, successor));
    let of_today = today.iter().map(|(code, name, _)| ("34", code, name, code));
    let mut cases = Vec::new();
    for (list, code, name, current) in of_old.chain(of_today) {
        let members = [("province_code", json!(code)), ("province_list", json!(list))];
        let answer =
            vec![("/province_list", json!(list)), ("/province_given", json!(code)), ("/province_code", json!(current))];
        cases.push(business(app, who, &members, format!("{name}, {code} of the {list}"), answer));
    }
    assert_eq!(cases.len(), 63 + 34);
    for code in AMBIGUOUS {
        let named = |list: &[(String, String, String)]| list.iter().find(|it| it.0 == code).map(|it| it.1.clone());
        assert_ne!(named(&old), named(&today), "{code} is two provinces");
        let answer =
            vec![("/province_list", json!("34")), ("/province_given", json!(code)), ("/province_code", json!(code))];
        cases.push(business(app, who, &[("province_code", json!(code))], format!("{code}, no list named"), answer));
    }
    cases
}

const NFD: &str = "Co\u{302}ng ty \u{110}a\u{323}i Vie\u{323}\u{302}t (demo)";
const NFC: &str = "Công ty Đại Việt (demo)";

/// Text that was typed decomposed, in the places where it is shown to others.
fn texts(app: &TestApp, tried: &Tried, seller: &Client, vendor: &str, owner: (&Client, &str)) -> Vec<Accepted> {
    let (owner, own_business) = owner;
    let mut platform = app.platform_body(vendor);
    platform["name"] = json!(format!("  {NFD} "));
    platform["summary_vi"] = json!(NFD);
    let mut wish = app.trial_body(own_business, &tried.platform_id);
    wish["need"] = json!(format!("{NFD}\r\n{NFD}"));
    wish["contact_name"] = json!(NFD);
    let mut plan = claim();
    plan["plan"] = json!(NFD);
    let vendor = json!({"tax_code": app.tax_code(), "name": NFD});
    let name = |what: &str| format!("decomposed text in {what}");
    let lines = json!(format!("{NFC}\n{NFC}"));
    vec![
        business(app, owner, &[("name", json!(NFD))], name("a business"), vec![("/name", json!(NFC))]),
        business(
            app,
            owner,
            &[("name", json!("ộ".repeat(200)))],
            "a name of 200 letters".to_owned(),
            vec![("/name", json!("ộ".repeat(200)))],
        ),
        case(
            name("a vendor"),
            Ask::post(seller, "/v1/vendors", &vendor),
            vec![("/name", json!(NFC))],
            Read::Below(seller.clone(), "/v1/vendors"),
        ),
        case(
            name("a platform"),
            Ask::post(seller, "/v1/platforms", &platform),
            vec![("/name", json!(NFC)), ("/summary_vi", json!(NFC))],
            Read::Below(seller.clone(), "/v1/listings"),
        ),
        case(
            name("a trial"),
            Ask::post(owner, "/v1/trials", &wish),
            vec![("/need", lines), ("/contact_name", json!(NFC))],
            Read::There(owner.clone()),
        ),
        case(
            name("a plan"),
            Ask::post(&tried.vendor, tried.path("/conversion"), &plan),
            vec![("/plan", json!(NFC))],
            Read::There(tried.sme.clone()),
        ),
        case(
            name("a password"),
            Ask::post(&app.anon, "/v1/sessions", &json!({"email": tried.sme_email, "password": decomposed(PASSWORD)})),
            vec![],
            Read::Nowhere,
        ),
    ]
}

/// The longest text of a complaint: a line break is one character, however it is typed.
fn complaint(tried: &Tried) -> Accepted {
    let (first, second) = ("ộ".repeat(499), "ộ".repeat(500));
    let body = json!({"reason_code": "other", "reason_text": format!("{first}\r\n{second}")});
    let answer = vec![("/reason_text", json!(format!("{first}\n{second}")))];
    let ask = Ask::post(&tried.sme, tried.path("/complaints"), &body);
    case("a complaint of 1,000 characters".to_owned(), ask, answer, Read::Nowhere)
}

fn decomposed(text: &str) -> String {
    let decomposed = text.replace('ô', "o\u{302}").replace('ắ', "a\u{306}\u{301}");
    assert_ne!(decomposed, text);
    decomposed
}

/// The ends of what is in range.
fn limits(app: &TestApp, who: &Client) -> Vec<Accepted> {
    let most = json!(1_000_000_000_000_000_i64);
    let mut cases = Vec::new();
    for (figures, class) in [
        ([("employees", json!(0)), ("revenue_vnd", json!(0)), ("capital_vnd", json!(null))], "micro"),
        // One of the two figures suffices.
        ([("employees", json!(10)), ("revenue_vnd", most), ("capital_vnd", json!(0))], "micro"),
    ] {
        let answer = vec![("/size_class", json!(class)), ("/revenue_vnd", figures[1].1.clone())];
        cases.push(business(app, who, &figures, format!("a business of {figures:?}"), answer));
    }
    let of_2018 = [("industry_version", json!("2018")), ("industry_section", json!("G"))];
    let answer = vec![("/industry_version", json!("2018")), ("/industry_section", json!("G"))];
    cases.push(business(app, who, &of_2018, "an industry with its version".to_owned(), answer));
    let escaped = with(app.business_body(), "/name", "\"\\u0110\\u1ea1i \\ud83c\\udf31 \\u0022Demo\\u0022\"");
    let ask = Ask::raw(who, "/v1/businesses", escaped);
    cases.push(case(
        "a name all in escapes".to_owned(),
        ask,
        vec![("/name", json!("Đại 🌱 \"Demo\""))],
        Read::There(who.clone()),
    ));
    cases
}

/// What is wrong with what was made of a case.
async fn judged(app: &TestApp, case: &Accepted) -> Vec<String> {
    let before = app.digest().await;
    let reply = match case.ask.answer().await {
        Ok(reply) if reply.status == 201 => reply,
        other => return vec![format!("refused: {:?}", other.map(|reply| (reply.status, reply.text())))],
    };
    let made = reply.json();
    let mut wrong: Vec<String> = Vec::new();
    for (pointer, want) in &case.answer {
        if made.pointer(pointer) != Some(want) {
            wrong.push(format!("{pointer}: wanted {want}, got {:?}", made.pointer(pointer)));
        }
    }
    if app.digest().await == before {
        wrong.push("nothing is stored".to_owned());
    }
    if let Some(again) = read_again(case, &reply).await.filter(|again| *again != made) {
        wrong.push(format!("answered {made}, stored {again}"));
    }
    wrong
}

async fn read_again(case: &Accepted, reply: &Reply) -> Option<Value> {
    match &case.read {
        Read::There(who) => Some(who.get(reply.header("location").expect("a place")).await.ok(200)),
        Read::Below(who, path) => Some(who.get(&format!("{path}/{}", text(&reply.json(), "id"))).await.ok(200)),
        Read::Nowhere => None,
    }
}

engines! {
    async fn what_is_legal_is_stored_in_its_one_form(app) {
        app.expect_unsent();
        // The first codes that tests make up are those of the file.
        (0..10).for_each(|_| drop(app.tax_code()));
        let tried = app.activated().await;
        let seller = app.person("seller@demo.example", None).await;
        let owner = app.person("owner@demo.example", None).await;
        let (vendor, own_business) = (app.vendor(&seller).await, app.business(&owner).await);
        let mut cases = firms(app, &owner);
        cases.extend(places(app, &owner));
        cases.extend(texts(app, &tried, &seller, &vendor, (&owner, &own_business)));
        cases.extend(limits(app, &owner));
        cases.push(complaint(&tried));
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), cases.len(), "a name finds its case");
        let mut failures = Vec::new();
        for case in &cases {
            failures.extend(judged(app, case).await.iter().map(|wrong| format!("{}: {wrong}", case.name)));
        }
        assert!(failures.is_empty(), "of {} cases:\n{}", cases.len(), failures.join("\n"));
    }
}
