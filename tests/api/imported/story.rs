//! A list from before is imported: it is counted apart, at evidence level 0, and nobody gets a mail of it.

use super::{csv, import, imported, platform, row};
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use diesel::prelude::*;
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::db::schema::{deadlines, events, imported_trials as i, imports};
use serde_json::Value;
use std::time::Duration;

/// A personal number that nobody has.
const NUMBER: &str = "999000000123";

async fn funnel(who: &Client) -> Value {
    who.get("/v1/reports/funnel?from=2022-01-01&to=2022-12-31").await.ok(200)
}

async fn business_of(app: &TestApp, owner: &Client, tax_code: &str) -> String {
    let mut body = app.business_body();
    body["tax_code"] = json!(tax_code);
    text(&owner.post("/v1/businesses", body).await.ok(201), "id")
}

engines! {
    async fn a_list_is_counted_apart_and_no_mail_follows(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let (firm, branch) = (app.tax_code(), format!("{}-002", app.tax_code()));
        let household = format!("{NUMBER},Hộ kinh doanh Demo (demo),63,15,2018,I,,{slug},02/03/2022,,");
        let file = csv(&[row(&firm, &slug, "2022-06-01"), row(&branch, &slug, ""), household]);
        let (outcome, faults) = app.unchanged(import(app, file.path(), true)).await;
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(outcome.map(|it| (it.rows, it.added, it.known, it.faults)), Ok((3, 3, 0, 0)), "a dry run");
        assert_eq!(imported(app, file.path()).await, [3, 3, 0]);
        assert_eq!(app.unchanged(imported(app, file.path())).await, [3, 0, 3], "the same file again");
        let analyst = app.analyst().await;
        let seen = funnel(&analyst).await;
        assert_eq!(seen["imported"], json!({"evidence_level": 0, "trials": 3, "firms": 3, "firms_registered": 0, "converted": 1}));
        assert_eq!((&seen["data"], &seen["total"]["started"], &seen["total"]["claimed"]), (&json!([]), &json!(0), &json!(0)));
        assert_eq!((&seen["not_started"], &seen["second_trials"]), (&json!([]), &json!(0)));
        app.account("officer@demo.example", None).await;
        let danang = Office { role: StaffRole::ProvinceOfficer, province: Some("15".to_owned()) };
        let officer = app.take_office("officer@demo.example", danang).await;
        assert_eq!(funnel(&officer).await["imported"]["trials"], json!(1), "of the own province alone");
        app.advance(Duration::from_secs(400 * 86_400));
        assert_eq!(app.mails().await.len(), 0);
        // The platform has its yearly look.
        let of_trials = deadlines::table.filter(deadlines::trial_id.is_not_null()).count();
        let clocks = app.query(move |conn| of_trials.get_result::<i64>(conn).expect("a count")).await;
        assert_eq!(clocks, 0);
    }

    async fn a_row_keeps_what_was_given_and_no_personal_number(app) {
        let (id, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let household = format!("{NUMBER},Hộ kinh doanh Demo (demo),63,91,2018,I,household,{slug},2022-03-02,2022-08-02,");
        assert_eq!(imported(app, csv(&[household]).path()).await, [1, 1, 0]);
        type Kept = (String, String, String, Option<String>, Option<String>, Option<String>, Option<Vec<u8>>, Option<String>);
        let kept: Kept = app.query(|conn| {
            let province = (i::province_list, i::province_given, i::province_code);
            let row = (i::industry_section, i::size_class, i::tax_code, i::household_digest, i::household_last3);
            let (province, row): ((String, String, String), (_, _, _, _, _)) =
                i::table.select((province, row)).first(conn).expect("the row");
            (province.0, province.1, province.2, row.0, row.1, row.2, row.3, row.4)
        }).await;
        assert_eq!((kept.0.as_str(), kept.1.as_str(), kept.2.as_str()), ("63", "91", "91"), "Kiên Giang, An Giang today");
        assert_eq!((kept.3.as_deref(), kept.4.as_deref(), kept.5), (Some("I"), Some("household"), None));
        assert_eq!((kept.6.map(|digest| digest.len()), kept.7.as_deref()), (Some(32), Some("123")));
        let (platforms, facts, files): (Vec<String>, Vec<String>, Vec<(i64, i64)>) = app.query(|conn| (
            i::table.select(i::platform_id).load(conn).expect("platforms"),
            events::table.filter(events::kind.eq("trials.imported")).select(events::body).load(conn).expect("facts"),
            imports::table.select((imports::row_count, imports::added)).load(conn).expect("files"),
        )).await;
        assert_eq!((platforms, files), (vec![id], vec![(1, 1)]));
        assert!(facts.len() == 1 && facts[0].contains("\"rows\":1,\"added\":1"), "{facts:?}");
        assert!(!app.digest().await.contains(NUMBER), "the number itself is kept nowhere");
        let owner = app.person("household@demo.example", None).await;
        let mut body = app.business_body();
        body["tax_code"] = json!(NUMBER);
        owner.post("/v1/businesses", body).await.ok(201);
        let seen = funnel(&app.analyst().await).await;
        assert_eq!(seen["imported"]["firms_registered"], json!(1), "found by the digest of the same number");
    }

    async fn a_firm_that_registers_later_has_tried_the_platform(app) {
        let vendor = app.person("vendor@demo.example", None).await;
        let (id, slug) = platform(app, &vendor).await;
        let firm = app.tax_code();
        assert_eq!(imported(app, csv(&[row(&format!("{firm}-001"), &slug, "")]).path()).await, [1, 1, 0]);
        let sme = app.person("sme@demo.example", None).await;
        let business = business_of(app, &sme, &firm).await;
        let asked = || sme.post("/v1/trials", app.trial_body(&business, &id));
        app.unchanged(asked()).await.problem(409, "second_trial");
        let analyst = app.analyst().await;
        assert_eq!(funnel(&analyst).await["imported"]["firms_registered"], json!(1));
        let grant = json!({"business_id": business, "platform_id": id, "reason": "Demo."});
        app.reviewer().await.post("/v1/trial-grants", grant).await.ok(201);
        let trial = text(&asked().await.ok(201), "id");
        let granted = sme.get(&format!("/v1/trials/{trial}")).await.ok(200);
        assert_eq!(granted["granted"], json!(true), "{granted}");
        vendor.act(&format!("/v1/trials/{trial}/acceptance")).await.ok(200);
        let access = json!({"access_reference": "demo-1"});
        vendor.post(&format!("/v1/trials/{trial}/provisioning"), access).await.ok(200);
        app.unchanged(asked()).await.problem(409, "second_trial");
        app.mails().await;
        let seen = analyst.get("/v1/reports/funnel").await.ok(200);
        assert_eq!((&seen["total"]["started"], &seen["second_trials"]), (&json!(0), &json!(1)));
        let other = business_of(app, &sme, &app.tax_code()).await;
        sme.post("/v1/trials", app.trial_body(&other, &id)).await.ok(201);
        assert_eq!(app.one_mail().await.to, "vendor@demo.example", "whoever was not imported is free to try");
    }
}
