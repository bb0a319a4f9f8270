//! What each rule sees, on its threshold and beside it; and that the reports say the same.

use super::staged::{Lived, pattern};
use super::{ANALYST, DAY, analyst, later, listed, morning};
use crate::support::client::text;
use crate::support::{Client, json};
use serde_json::Value;

/// The warnings of a rule.
async fn of(who: &Client, rule: &str) -> Vec<Value> {
    listed(who, &format!("&rule={rule}")).await
}

fn counts(counted: &Value) -> (i64, i64) {
    let number = |member: &str| counted[member].as_i64().unwrap_or(-1);
    (number("numerator"), number("denominator"))
}

/// The query of a report that counts what was counted.
fn query(facts: &Value, counted: &Value, rest: &str) -> String {
    format!("from={}&to={}&as_of={}{rest}", text(counted, "from"), text(counted, "to"), text(facts, "as_of"))
}

engines! {
    async fn a_vendor_that_does_not_answer_in_time(app) {
        let pattern = pattern(app).await;
        app.advance(DAY * 60);
        // Nine requests that were due, of which three waited too long: too few to say anything.
        pattern.lived(app, 6, Lived { requested: 20, accepted: Some(19), ..Lived::default() }).await;
        pattern.lived(app, 3, Lived { requested: 10, ..Lived::default() }).await;
        // Not due yet, and before the thirty days.
        pattern.lived(app, 5, Lived { requested: 1, ..Lived::default() }).await;
        pattern.lived(app, 5, Lived { requested: 31, ..Lived::default() }).await;
        let who = analyst(app).await;
        morning(app).await;
        assert_eq!(of(&who, "unanswered_share").await, Vec::<Value>::new());
        // Ten, of which three: thirty per cent are as much as the threshold.
        let who = later(app, 1, ANALYST).await;
        pattern.lived(app, 1, Lived { requested: 20, accepted: Some(19), ..Lived::default() }).await;
        // What waited for an answer yesterday is still in time today.
        morning(app).await;
        let [warning] = of(&who, "unanswered_share").await.try_into().expect("one warning");
        let facts = &warning["facts"];
        assert_eq!((&warning["subject_kind"], &warning["subject_id"]), (&json!("vendor"), &json!(pattern.vendor_id)));
        assert_eq!((&warning["subject_name"], &warning["province_code"]), (&json!("Nhà cung cấp Demo (demo)"), &json!(null)));
        assert_eq!((counts(&facts["observed"]), &facts["value"], &facts["threshold"]), ((3, 10), &json!(300), &json!(300)));
        assert_eq!((&facts["compared_with"], &facts["unit"], &facts["as_of"]), (&json!(null), &json!("tenths_of_percent"), &json!("2027-01-15")));
        let report = format!("/v1/reports/service-levels?{}", query(facts, &facts["observed"], &format!("&vendor={}", pattern.vendor_id)));
        assert_eq!(counts(&who.get(&report).await.ok(200)["total"]["answered_in_time"]), (7, 10));
        app.mails().await;
    }

    async fn a_share_below_the_threshold_is_no_warning(app) {
        let pattern = pattern(app).await;
        app.advance(DAY * 60);
        pattern.lived(app, 71, Lived { requested: 20, accepted: Some(19), ..Lived::default() }).await;
        pattern.lived(app, 30, Lived { requested: 10, ..Lived::default() }).await;
        let who = analyst(app).await;
        morning(app).await;
        assert_eq!(of(&who, "unanswered_share").await, Vec::<Value>::new(), "29.7%");
        app.mails().await;
    }

    async fn fewer_trials_are_put_to_use(app) {
        let pattern = pattern(app).await;
        app.advance(DAY * 200);
        let started = |days: u32, activated: Option<u32>| Lived { requested: days + 2, accepted: Some(days + 1), started: Some(days), activated, ..Lived::default() };
        // Of those that started from 61 days ago to 90, all were used by their thirtieth day; before, all but two.
        pattern.lived(app, 18, started(75, Some(45))).await;
        pattern.lived(app, 1, started(75, None)).await;
        // A day too late.
        pattern.lived(app, 1, started(75, Some(44))).await;
        pattern.lived(app, 15, started(45, Some(40))).await;
        pattern.lived(app, 5, started(45, None)).await;
        // Its thirtieth day is not over.
        pattern.lived(app, 30, started(29, None)).await;
        let who = analyst(app).await;
        morning(app).await;
        let warnings = of(&who, "activation_drop").await;
        let subjects: Vec<(String, String)> = warnings.iter().map(|it| (text(it, "subject_kind"), text(it, "subject_id"))).collect();
        assert_eq!(subjects, [("platform".to_owned(), pattern.tried.platform_id.clone()), ("province".to_owned(), "79".to_owned())]);
        for it in &warnings {
            let facts = &it["facts"];
            assert_eq!((counts(&facts["observed"]), counts(&facts["compared_with"]), &facts["value"]), ((15, 20), (18, 20), &json!(150)));
        }
        assert_eq!((&warnings[1]["subject_name"], &warnings[1]["province_code"]), (&json!("Hồ Chí Minh"), &json!("79")));
        // One more that was used, and they are 76.2 of 90 per cent.
        pattern.lived(app, 1, started(44, Some(43))).await;
        let who = later(app, 1, ANALYST).await;
        morning(app).await;
        assert!(of(&who, "activation_drop").await.iter().all(|it| it["status"] == "ended" && it["end_facts"]["value"] == 138));
        app.mails().await;
    }

    async fn a_platform_that_converts_otherwise_than_its_category(app) {
        let pattern = pattern(app).await;
        let other = app.platform(&pattern.tried.vendor, &pattern.vendor_id).await;
        app.advance(DAY * 300);
        let ended = |platform: Option<&String>, converted: Option<u32>| Lived {
            requested: 120, accepted: Some(119), started: Some(118), activated: Some(117), ended: Some(28), converted, platform: platform.cloned(), ..Lived::default()
        };
        pattern.lived(app, 25, ended(None, None)).await;
        pattern.lived(app, 4, ended(None, Some(30))).await;
        pattern.lived(app, 20, ended(Some(&other), None)).await;
        pattern.lived(app, 20, ended(Some(&other), Some(20))).await;
        let who = analyst(app).await;
        morning(app).await;
        assert_eq!(of(&who, "conversion_far_from_category").await, Vec::<Value>::new(), "29 are too few");
        pattern.lived(app, 1, Lived { converted: Some(30), ..ended(None, None) }).await;
        let who = later(app, 1, ANALYST).await;
        morning(app).await;
        let warnings = of(&who, "conversion_far_from_category").await;
        let seen: Vec<_> = warnings.iter().map(|it| (text(it, "subject_id"), counts(&it["facts"]["observed"]), counts(&it["facts"]["compared_with"]))).collect();
        // 5 of 30 are 16.7% (7.3 to 33.6), 20 of 40 are 50% (35.2 to 64.8).
        let mut wanted = [(pattern.tried.platform_id.clone(), (5, 30), (20, 40)), (other.clone(), (20, 40), (5, 30))];
        wanted.sort();
        wanted.reverse();
        assert_eq!(seen, wanted);
        for it in &warnings {
            let facts = &it["facts"];
            assert_eq!((&facts["value"], &facts["category_code"]), (&json!(333), &json!("accounting_finance")));
            let report = format!("/v1/reports/ended-rate?{}", query(facts, &facts["observed"], &format!("&platform={}", text(it, "subject_id"))));
            assert_eq!(counts(&who.get(&report).await.ok(200)["total"]["ended_rate"]), counts(&facts["observed"]));
        }
        // One more, and the intervals meet: 6 of 31 are 19.4% (9.2 to 36.3).
        pattern.lived(app, 1, Lived { converted: Some(30), ..ended(None, None) }).await;
        let who = later(app, 1, ANALYST).await;
        morning(app).await;
        let after = of(&who, "conversion_far_from_category").await;
        assert!(after.iter().all(|it| it["status"] == "ended" && it["end_facts"]["value"].as_i64() > Some(100)), "{after:?}");
        app.mails().await;
    }

    async fn where_nobody_asks_any_more(app) {
        let pattern = pattern(app).await;
        app.advance(DAY * 100);
        let asked = |requested, province| Lived { requested, accepted: Some(requested - 1), province: Some(province), ..Lived::default() };
        // Ten in the days up to the last one; nine elsewhere, and ten of which one lies too long before.
        pattern.lived(app, 9, asked(40, "79")).await;
        pattern.lived(app, 1, asked(14, "79")).await;
        pattern.lived(app, 9, asked(20, "01")).await;
        pattern.lived(app, 9, asked(20, "48")).await;
        pattern.lived(app, 1, asked(48, "48")).await;
        let who = analyst(app).await;
        morning(app).await;
        assert_eq!(of(&who, "no_sign_up").await, Vec::<Value>::new(), "thirteen days are over without a request");
        let who = later(app, 1, ANALYST).await;
        morning(app).await;
        let warnings = of(&who, "no_sign_up").await;
        let mut subjects: Vec<String> = warnings.iter().map(|it| text(it, "subject_id")).collect();
        subjects.sort();
        assert_eq!(subjects, ["79".to_owned(), pattern.tried.platform_id.clone()]);
        let province = warnings.iter().find(|it| it["subject_id"] == "79").expect("the province");
        let facts = &province["facts"];
        assert_eq!((&facts["value"], &facts["unit"], counts(&facts["observed"]), counts(&facts["compared_with"])), (&json!(14), &json!("days"), (0, -1), (10, -1)));
        for member in ["observed", "compared_with"] {
            let report = format!("/v1/reports/flow?{}", query(facts, &facts[member], "&province=79"));
            assert_eq!(who.get(&report).await.ok(200)["total"]["requested"], facts[member]["numerator"], "{member}");
        }
        // It holds on for as long as nobody asks, and ends when somebody has.
        let who = later(app, 60, ANALYST).await;
        assert_eq!(morning(app).await, 0);
        pattern.lived(app, 1, asked(1, "79")).await;
        let who_later = later(app, 1, ANALYST).await;
        app.mails().await;
        assert_eq!(morning(app).await, 2);
        let after = of(&who_later, "no_sign_up").await;
        assert!(after.iter().all(|it| it["status"] == "ended" && it["end_facts"]["value"] == 1 && it["end_facts"]["observed"]["numerator"] == 1), "{after:?}");
        drop(who);
        let mails = app.mails().await;
        assert_eq!(mails.len(), 2);
        assert!(mails.iter().all(|it| it.to == ANALYST && it.subject.starts_with("Early warning over: No new requests for trials: ")));
        assert!(mails.iter().all(|it| it.text.contains("Requests for trials from 13 April 2027 to 26 April 2027: 1.")), "{}", mails[0].text);
    }

    async fn a_platform_that_is_not_in_the_catalog_is_not_waited_for(app) {
        let pattern = pattern(app).await;
        app.advance(DAY * 100);
        pattern.lived(app, 12, Lived { requested: 30, accepted: Some(29), ..Lived::default() }).await;
        let platform = pattern.tried.platform_id.clone();
        let suspend = app.reviewer().await.post(&format!("/v1/platforms/{platform}/suspension"), json!({"reason_code": "other"})).await;
        assert_eq!(suspend.status, 200, "{}", suspend.text());
        let who = analyst(app).await;
        morning(app).await;
        let subjects: Vec<String> = of(&who, "no_sign_up").await.iter().map(|it| text(it, "subject_id")).collect();
        assert_eq!(subjects, ["79"]);
        app.mails().await;
    }
}
