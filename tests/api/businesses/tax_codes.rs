//! Tax codes over HTTP: every known case, and who was there first.

use super::body_with;
use crate::support::json;

struct Case {
    code: String,
    valid: bool,
    why: String,
}

fn cases() -> Vec<Case> {
    let rows = csv::Reader::from_path("tests/api/data/tax_codes.csv").expect("the cases").into_records();
    let read =
        |row: csv::StringRecord| Case { code: row[0].to_owned(), valid: &row[1] == "yes", why: row[2].to_owned() };
    rows.map(|row| read(row.expect("a case"))).collect()
}

engines! {
    async fn every_known_code_is_taken_or_refused_as_it_should_be(app) {
        let who = app.person("who@demo.example", None).await;
        let cases = cases();
        assert!(cases.iter().filter(|case| case.valid).count() >= 10 && cases.iter().filter(|case| !case.valid).count() >= 7);
        for Case { code, valid, why } in cases {
            let asked = who.post("/v1/businesses", body_with(app, &[("tax_code", json!(code))]));
            if valid {
                let made = asked.await.ok(201);
                let (digits, kind) = (code.replace('-', ""), if code.len() > 10 { "branch" } else { "company" });
                assert_eq!((made["tax_code"].as_str().map(|code| code.replace('-', "")), made["kind"].as_str()), (Some(digits), Some(kind)));
            } else {
                let fault = match why.as_str() {
                    "branch 000 does not exist" => "tax_code_branch",
                    why if why.starts_with("check digit") || why.starts_with("remainder 0") => "tax_code_check_digit",
                    _ => "tax_code_form",
                };
                app.unchanged(asked).await.fault(422, "invalid_values", "/tax_code", fault);
            }
        }
    }

    async fn other_forms_are_refused(app) {
        let who = app.person("who@demo.example", None).await;
        for code in ["", " ", "0100233488-", "-0100233488", "0100233488--001", "0100233488 001", "0100233488-01", "01002334881", "0100233488\n", "٠١٠٠٢٣٣٤٨٨", "010023348a"] {
            let refused = app.unchanged(who.post("/v1/businesses", body_with(app, &[("tax_code", json!(code))]))).await;
            refused.fault(422, "invalid_values", "/tax_code", "tax_code_form");
        }
    }

    async fn the_first_to_register_a_code_keeps_it(app) {
        let (who, other) = (app.person("who@demo.example", None).await, app.person("other@demo.example", None).await);
        let firm = app.tax_code();
        who.post("/v1/businesses", body_with(app, &[("tax_code", json!(firm))])).await.ok(201);
        for again in [&who, &other] {
            let refused = app.unchanged(again.post("/v1/businesses", body_with(app, &[("tax_code", json!(firm))]))).await;
            refused.problem(409, "tax_code_taken");
        }
        let branch = format!("{firm}-001");
        assert_eq!(other.post("/v1/businesses", body_with(app, &[("tax_code", json!(branch))])).await.ok(201)["tax_code"], branch);
        let plain = branch.replace('-', "");
        let refused = app.unchanged(who.post("/v1/businesses", body_with(app, &[("tax_code", json!(plain))]))).await;
        refused.problem(409, "tax_code_taken");
    }
}
