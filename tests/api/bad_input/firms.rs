//! Firms that cannot be: wrong tax codes, provinces of no list, industries of no version, sizes outside the programme.

use super::row::{Ask, Row, malformed, problem, row, value, with};
use super::world::World;
use crate::support::{TestApp, json};
use serde_json::Value;

/// A row of `tax_codes.csv`.
pub struct TaxCode {
    pub code: String,
    pub valid: bool,
    why: String,
}

pub fn tax_codes() -> Vec<TaxCode> {
    let rows = csv::Reader::from_path("tests/api/data/tax_codes.csv").expect("the cases").into_records();
    let read =
        |row: csv::StringRecord| TaxCode { code: row[0].to_owned(), valid: &row[1] == "yes", why: row[2].to_owned() };
    rows.map(|row| read(row.expect("a case"))).collect()
}

/// Codes that name different provinces in the two lists.
pub const AMBIGUOUS: [&str; 7] = ["15", "24", "44", "52", "80", "82", "91"];

/// Code, name and, of the list of 63, the successor's code.
pub fn provinces(file: &str) -> Vec<(String, String, String)> {
    let rows = csv::Reader::from_path(format!("seed/{file}")).expect("the seed").into_records();
    rows.map(|row| row.expect("a row")).map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect()
}

/// Other forms than those of the file. The Arabic digits are digits to many programs.
const NO_TAX_CODES: [&str; 12] = [
    "",
    " ",
    "0100233488-",
    "-0100233488",
    "0100233488--001",
    "0100233488 001",
    "0100233488-01",
    "01002334881",
    "0100233488\n",
    "0100233488\0",
    "٠١٠٠٢٣٣٤٨٨",
    "010023348a",
];

pub fn rows(app: &TestApp, world: &World) -> Vec<Row> {
    [wrong_tax_codes(app, world), wrong_provinces(app, world), wrong_industries(app, world), wrong_sizes(app, world)]
        .into_iter()
        .flatten()
        .collect()
}

/// A business that registers with other members than a good one.
fn registering(app: &TestApp, world: &World, members: &[(&str, Value)]) -> Ask {
    let mut body = app.business_body();
    for (member, value) in members {
        body[member] = value.clone();
    }
    Ask::post(&world.stranger, "/v1/businesses", &body)
}

fn wrong_tax_codes(app: &TestApp, world: &World) -> Vec<Row> {
    let of_the_file = tax_codes().into_iter().filter(|case| !case.valid).map(|case| {
        let fault = match case.why.as_str() {
            "branch 000 does not exist" => "tax_code_branch",
            why if why.starts_with("check digit") || why.starts_with("remainder 0") => "tax_code_check_digit",
            _ => "tax_code_form",
        };
        (case.code, fault)
    });
    let others = NO_TAX_CODES.iter().map(|code| ((*code).to_owned(), "tax_code_form"));
    let mut rows = Vec::new();
    for (code, fault) in of_the_file.chain(others) {
        let business = registering(app, world, &[("tax_code", json!(code))]);
        rows.push(row(format!("a business of the tax code {code:?}"), business, value("/tax_code", fault)));
        let vendor = Ask::post(&world.stranger, "/v1/vendors", &json!({"tax_code": code, "name": "Demo (demo)"}));
        rows.push(row(format!("a vendor of the tax code {code:?}"), vendor, value("/tax_code", fault)));
    }
    for number in ["07908234567", "07908234567a", "0790 1234567"] {
        let household = registering(app, world, &[("tax_code", json!(number))]);
        rows.push(row(format!("a household of the number {number}"), household, value("/tax_code", "tax_code_form")));
    }
    let again = registering(app, world, &[("tax_code", json!("079082345678"))]);
    rows.push(row("a household that is registered already", again, problem(409, "tax_code_taken")));
    rows
}

fn wrong_provinces(app: &TestApp, world: &World) -> Vec<Row> {
    let (old, today) = (provinces("legacy_provinces.csv"), provinces("provinces.csv"));
    let gone = old.iter().map(|(code, _, _)| code.as_str()).filter(|code| today.iter().all(|(now, _, _)| now != code));
    let mut wrong: Vec<(&str, &str)> = gone.map(|code| (code, "34")).collect();
    assert_eq!(wrong.len(), 29, "63 provinces became 34, each under a code of the 63");
    for list in ["34", "63"] {
        wrong.extend(["99", "00", "1", "Hue", "７９", "79\u{301}"].map(|code| (code, list)));
    }
    let mut rows = Vec::new();
    for (code, list) in wrong {
        let members = [("province_code", json!(code)), ("province_list", json!(list))];
        let refusal = value("/province_code", "unknown_province");
        rows.push(row(format!("the province {code:?} of the {list}"), registering(app, world, &members), refusal));
    }
    for (code, fault) in [("", "empty"), (" ", "empty"), ("79000", "too_long"), ("7\u{0}9", "forbidden_character")] {
        let ask = registering(app, world, &[("province_code", json!(code))]);
        rows.push(row(format!("the province {code:?}"), ask, value("/province_code", fault)));
    }
    for list in [json!("64"), json!(63), json!("")] {
        let ask = registering(app, world, &[("province_list", list.clone())]);
        rows.push(row(format!("a province of the list {list}"), ask, malformed("/province_list", "wrong_type")));
    }
    let path = format!("/v1/businesses/{}", world.requested.business_id);
    let moved = Ask::patch(&world.requested.sme, path, r#"{"province_code": "64"}"#);
    rows.push(row(
        "a move to a province of the 63, its list not named",
        moved,
        value("/province_code", "unknown_province"),
    ));
    rows
}

fn wrong_industries(app: &TestApp, world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (section, version) in
        [("V", "2018"), ("g", "2018"), ("G", "1993"), ("GG", "2018"), ("*", "2018"), ("Ｇ", "2018")]
    {
        let members = [("industry_section", json!(section)), ("industry_version", json!(version))];
        let refusal = value("/industry_section", "unknown_industry");
        rows.push(row(format!("the industry {section} of {version}"), registering(app, world, &members), refusal));
    }
    for (section, fault) in [("", "empty"), ("GGGGG", "too_long"), ("G\u{0}", "forbidden_character")] {
        let ask = registering(app, world, &[("industry_section", json!(section))]);
        rows.push(row(format!("the industry {section:?}"), ask, value("/industry_section", fault)));
    }
    let path = format!("/v1/businesses/{}", world.requested.business_id);
    let changed = Ask::patch(&world.requested.sme, path, r#"{"industry_section": "Z"}"#);
    rows.push(row("a change to no industry", changed, value("/industry_section", "unknown_industry")));
    rows
}

fn wrong_sizes(app: &TestApp, world: &World) -> Vec<Row> {
    const BILLION: i64 = 1_000_000_000;
    let mut rows = Vec::new();
    for (section, employees, billions) in [("G", 101, 1), ("C", 201, 1), ("G", 1, 301), ("A", 200, 201)] {
        let members = [
            ("industry_section", json!(section)),
            ("employees", json!(employees)),
            ("revenue_vnd", json!(billions * BILLION)),
        ];
        let name = format!("{employees} people and {billions} billion in {section}: larger than medium");
        rows.push(row(name, registering(app, world, &members), value("/employees", "not_an_sme")));
    }
    for (people, refusal) in [
        ("-1", value("/employees", "out_of_range")),
        ("1000001", value("/employees", "out_of_range")),
        ("8.5", malformed("/employees", "wrong_type")),
        ("null", malformed("/employees", "wrong_type")),
        ("[8]", malformed("/employees", "wrong_type")),
    ] {
        let ask = Ask::raw(&world.stranger, "/v1/businesses", with(app.business_body(), "/employees", people));
        rows.push(row(format!("a business of {people} people"), ask, refusal));
    }
    let silent = registering(app, world, &[("revenue_vnd", json!(null))]);
    rows.push(row("a company without revenue and capital", silent, value("/revenue_vnd", "figure_missing")));
    rows
}
