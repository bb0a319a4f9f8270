//! Targets whose forecast falls short: what progress says of them as of yesterday is what is warned of.

use super::{DAY, listed, morning, officer, path};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use crate::targets::with;
use dungthu::generate::{self, Generate};
use dungthu::values::LocalDay;
use serde_json::Value;
use std::collections::BTreeMap;

async fn set(who: &Client, members: Value) {
    let period = json!({"from": "2026-10-01", "to": "2026-12-31"});
    let mut whole = with(&period);
    for (member, value) in members.as_object().expect("members") {
        whole[member] = value.clone();
    }
    who.post("/v1/targets", whole).await.ok(201);
}

/// Targets of each kind: far away, near, of a province, small, and such as have only begun.
async fn many(who: &Client) {
    for metric in ["requested", "started", "activated", "conversions"] {
        for (value, to) in [(9, "2026-12-31"), (60, "2026-12-30"), (250, "2026-12-29"), (3_000, "2026-12-28")] {
            set(who, json!({"metric": metric, "value": value, "to": to})).await;
            set(who, json!({"metric": metric, "value": value, "to": to, "province_code": "79"})).await;
        }
        set(who, json!({"metric": metric, "value": 500, "from": "2026-11-03"})).await;
        set(who, json!({"metric": metric, "value": 500, "from": "2026-11-02"})).await;
    }
    for metric in ["accepted_in_time", "activated_by_day_30", "ended_rate", "cohort_rate"] {
        for (value, to) in [(100, "2026-12-31"), (990, "2026-12-30")] {
            set(who, json!({"metric": metric, "value": value, "to": to})).await;
            set(who, json!({"metric": metric, "value": value, "to": to, "province_code": "56"})).await;
        }
    }
}

async fn programme(app: &TestApp) -> Client {
    let wanted = Generate { trials: 2_000, seed: 11, on: LocalDay::parse("2026-11-16") };
    generate::run(&app.config, &wanted).await.expect("a generated database");
    let one = administrator(app, 1).await;
    many(&one).await;
    app.expect_unsent();
    one
}

/// By the target, of those that are open.
async fn warned(who: &Client) -> BTreeMap<String, Value> {
    let all = listed(who, "&rule=behind_pace&status=raised").await;
    all.into_iter().map(|it| (text(&it, "subject_id"), it)).collect()
}

fn number(of: &Value) -> i64 {
    of.as_i64().expect("a number")
}

engines! {
    async fn a_target_is_warned_of_where_its_forecast_falls_short(app) {
        let one = programme(app).await;
        morning(app).await;
        let mut warned = warned(&one).await;
        let ranked = one.get("/v1/targets/progress?as_of=2026-11-15&on=2026-11-15").await.ok(200);
        let (mut behind, mut held) = (0, 0);
        for it in ranked["data"].as_array().expect("targets") {
            let (target, progress) = (&it["target"], &it["progress"]);
            let warning = warned.remove(&text(target, "id"));
            if progress["verdict"] != "behind" {
                assert!(warning.is_none(), "{it}");
                continue;
            }
            behind += 1;
            let (value, forecast, share) = (number(&target["value"]), &progress["forecast"], &progress["share"]);
            let short = (value - number(&forecast["expected"])) * 1_000 / value;
            let cases = share["denominator"].as_i64().unwrap_or(value);
            let wanted = short >= 100 && number(&progress["days_over"]) >= 14 && cases >= 10;
            assert_eq!(warning.is_some(), wanted, "{it}");
            let Some(warning) = warning else { continue };
            held += 1;
            let facts = &warning["facts"];
            assert_eq!((number(&facts["value"]), &facts["unit"], &facts["as_of"]), (short, &json!("tenths_of_percent"), &json!("2026-11-15")));
            assert_eq!(facts["forecast"], json!({"target_value": value, "expected": forecast["expected"], "low": forecast["low"], "high": forecast["high"]}));
            let numerator = share.get("numerator").unwrap_or(&progress["actual"]);
            assert_eq!(facts["observed"], json!({"from": target["from"], "to": "2026-11-15", "numerator": numerator, "denominator": share["denominator"]}));
            let whole = if share.is_null() { Value::Null } else { json!(1_000) };
            assert_eq!(facts["compared_with"], json!({"from": target["from"], "to": "2026-11-15", "numerator": progress["planned"], "denominator": whole}));
            assert_eq!((&warning["province_code"], &warning["subject_kind"]), (&target["province_code"], &json!("target")));
            assert!(text(&warning, "subject_name").starts_with(&format!("{} {} – ", text(target, "metric"), text(target, "from"))), "{warning}");
        }
        assert!(warned.is_empty(), "{warned:?}");
        assert!(held > 5 && behind > held, "{held} of {behind}");
    }

    async fn it_ends_with_the_target_or_when_less_is_wanted(app) {
        let one = programme(app).await;
        let who = officer(app, "79").await;
        morning(app).await;
        let before = warned(&one).await;
        let own = warned(&who).await;
        assert!(!own.is_empty() && own.len() < before.len());
        assert!(own.values().all(|it| it["province_code"] == "79"));
        let mine: Vec<Value> = listed(&who, "&mine=true&rule=behind_pace").await;
        assert!(!mine.is_empty() && mine.len() < own.len(), "the generated programme has an officer there, too");
        let all: Vec<&String> = before.keys().collect();
        let [withdrawn, lowered, kept] = [all[0], all[1], all[2]];
        one.post(&format!("/v1/targets/{withdrawn}/withdrawal"), json!({"reason": "Demo."})).await.ok(200);
        one.patch(&format!("/v1/targets/{lowered}"), "\"1\"", json!({"value": 1, "reason": "Demo."})).await.ok(200);
        app.advance(DAY);
        morning(app).await;
        let one = app.log_in_with_code("admin1@demo.example").await;
        let now = async |target: &String| one.get(&path(&before[target], "")).await.ok(200);
        let (gone, less, same) = (now(withdrawn).await, now(lowered).await, now(kept).await);
        assert_eq!((&gone["status"], &gone["end_facts"]), (&json!("ended"), &Value::Null));
        assert_eq!((&less["status"], &same["status"]), (&json!("ended"), &json!("raised")));
        assert_eq!(&same, &before[kept]);
    }

    async fn the_mail_says_how_far_it_is(app) {
        let one = programme(app).await;
        drop(one);
        // An hour's mails are those of the warnings alone: nothing else was recorded of what was generated.
        let who = app.person("vi@demo.example", Some(dungthu::accounts::model::StaffRole::Analyst)).await;
        let etag = who.get("/v1/me").await.header("etag").expect("an etag").to_owned();
        who.patch("/v1/me", &etag, json!({"locale": "vi"})).await.ok(200);
        morning(app).await;
        let warned = warned(&who).await;
        let flow = warned.values().find(|it| it["facts"]["observed"]["denominator"].is_null() && it["owner_id"].is_string()).expect("a flow");
        let rate = warned.values().find(|it| it["facts"]["observed"]["denominator"].is_i64());
        let mails = app.mails().await;
        let mail = |warning: &Value| mails.iter().find(|it| it.text.contains(&text(warning, "id"))).map(|it| it.text.replace("\n    ", " "));
        let told = mail(flow).expect("its mail");
        let facts = &flow["facts"];
        let wanted = format!("thực tế {}, kế hoạch đến nay {}, chỉ tiêu cả kỳ {}.", facts["observed"]["numerator"], facts["compared_with"]["numerator"], facts["forecast"]["target_value"]);
        assert!(told.contains(&wanted) && told.contains("thấp hơn chỉ tiêu") && told.contains("ngưỡng cảnh báo: 10,0%"), "{wanted}: {told}");
        if let Some(told) = rate.and_then(mail) {
            assert!(told.contains("%), kế hoạch đến nay "), "{told}");
        }
    }
}
