//! The public table: always the same lines, and nothing small in it.

use crate::support::{TestApp, json};
use dungthu::generate::{self, Generate};
use dungthu::values::LocalDay;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

const FIGURES: [&str; 4] = ["requested", "started", "activated", "conversions"];

async fn table(app: &TestApp) -> Vec<Value> {
    app.anon.get("/v1/statistics").await.ok(200)["data"].as_array().expect("lines").clone()
}

engines! {
    async fn it_has_always_the_same_lines(app) {
        let empty = table(app).await;
        assert_eq!(empty.len(), 24 * 35);
        assert_eq!(empty[0], json!({"month": "2024-11", "province_code": null, "requested": null, "started": null, "activated": null, "conversions": null}));
        assert_eq!((&empty[839]["month"], &empty[839]["province_code"]), (&json!("2026-10"), &json!("96")));
        let one = app.anon.get("/v1/statistics").await;
        let etag = one.header("etag").expect("an etag").to_owned();
        assert!(one.header("cache-control").is_some_and(|it| it.starts_with("public, max-age=3600")), "{:?}", one.header("cache-control"));
        assert_eq!(app.anon.send("GET", "/v1/statistics", &[("If-None-Match", &etag)], Vec::new()).await.status, 304);
        app.anon.get("/v1/statistics?from=2020-01-01").await.fault(400, "invalid_query", "from", "unknown_parameter");
    }

    async fn a_month_is_shown_when_it_is_over_and_nothing_below_five(app) {
        let tried = app.activated().await;
        for _ in 0..4 {
            let business = app.business(&tried.sme).await;
            tried.sme.post("/v1/trials", app.trial_body(&business, &tried.platform_id)).await.ok(201);
        }
        app.mails().await;
        assert!(table(app).await.iter().all(|line| FIGURES.iter().all(|figure| line[figure].is_null())));
        app.advance(Duration::from_secs(15 * 86_400));
        let lines = table(app).await;
        assert_eq!(lines.len(), 24 * 35);
        let november: BTreeMap<String, &Value> = lines.iter().filter(|line| line["month"] == "2026-11")
            .map(|line| (line["province_code"].as_str().unwrap_or("all").to_owned(), line)).collect();
        let seen = ["all", "79"].map(|of| (&november[of]["requested"], &november[of]["started"]));
        // One was started: that is withheld. A sum of 5 beside the 5 would say that nobody asked elsewhere.
        assert_eq!(seen, [(&json!(null), &json!(null)), (&json!(5), &json!(null))]);
        assert_eq!(november["01"]["requested"], json!(null));
        app.work().await;
        app.mails().await;
    }

    async fn it_says_what_the_flow_says(app) {
        let wanted = Generate { trials: 4_000, seed: 5, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let analyst = app.person("a-public@demo.example", Some(dungthu::accounts::model::StaffRole::Analyst)).await;
        let mut counted: BTreeMap<(String, String), Value> = BTreeMap::new();
        // Each month as it was known at its own end.
        let end = LocalDay::parse("2026-10-31").expect("a day");
        for ago in 0..24 {
            let (first, last) = (end.months_before(ago), if ago == 0 { end } else { end.months_before(ago - 1).last_of_previous_month() });
            let path = format!("/v1/reports/flow?from={first}&to={last}&as_of={last}");
            for (by, group) in [("", None), ("&group_by=province", Some(0))] {
                for line in analyst.get(&format!("{path}{by}")).await.ok(200)["data"].as_array().expect("lines") {
                    let of = group.map_or("all", |place: usize| line["cell"]["groups"][place].as_str().expect("a code"));
                    counted.insert((first.month(), of.to_owned()), line.clone());
                }
            }
        }
        let (mut shown, mut hidden) = (0, 0);
        for line in table(app).await {
            let key = (line["month"].as_str().expect("a month").to_owned(), line["province_code"].as_str().unwrap_or("all").to_owned());
            for figure in FIGURES {
                let real = counted.get(&key).and_then(|it| it[figure].as_i64()).unwrap_or(0);
                match line[figure].as_i64() {
                    Some(count) => { assert_eq!(count, real, "{key:?}"); assert!(count >= 5); shown += 1; }
                    None => hidden += usize::from(real >= 5),
                }
            }
        }
        assert!(shown > 100 && hidden < shown / 4, "{shown} shown, {hidden} hidden beside smaller ones");
        app.expect_unsent();
    }
}
