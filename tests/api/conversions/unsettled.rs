//! What waits for staff: claims that nobody answered, and disputes.

use super::claimed;
use super::disputes::disputed;
use super::withdrawals::history;
use crate::database::schema::take_back;
use crate::rules::{ruled, with};
use crate::support::actors::claim;
use crate::support::client::text;
use crate::support::{Client, TestApp, Tried, json};
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::server;
use dungthu::values::Timestamp;
use futures_util::future::join;
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// Moves the clock to an instant, RFC 3339.
pub fn at(app: &TestApp, instant: &str) {
    let to: jiff::Timestamp = instant.parse().expect("an instant");
    app.clock.advance_to(Timestamp::from_micros(to.as_microsecond()));
}

async fn waiting(who: &Client, query: &str) -> Vec<Value> {
    who.walk(&format!("/v1/conversions?limit=2{query}")).await.concat()
}

/// The trials of what waits, in its order.
async fn trials(who: &Client, query: &str) -> Vec<String> {
    waiting(who, query).await.iter().map(|it| text(&it["conversion"], "trial_id")).collect()
}

/// Both sides, logged in anew.
pub async fn anew(app: &TestApp, tried: Tried) -> Tried {
    Tried { sme: app.log_in(&tried.sme_email).await, vendor: app.log_in(&tried.vendor_email).await, ..tried }
}

/// As [`claimed`], whatever the day is.
pub async fn claimed_today(app: &TestApp) -> Tried {
    let tried = app.activated().await;
    let mut today = claim();
    today["starts_on"] = json!(app.clock.now().local_day());
    tried.vendor.post(&tried.path("/conversion"), today).await.ok(201);
    app.mails().await;
    tried
}

engines! {
    async fn a_claim_goes_to_staff_with_its_last_reminder_and_leaves_with_the_answer(app) {
        // Claimed on Monday, 16 November: reminded on the 19th, the 23rd and the 30th.
        let (tried, _) = claimed(app).await;
        at(app, "2026-11-30T01:59:59.999999Z");
        app.mails().await;
        assert_eq!(waiting(&app.reviewer().await, "").await.len(), 0, "reminders are left");
        at(app, "2026-11-30T02:00:00Z");
        assert_eq!(app.one_mail().await.to, tried.sme_email);
        let found = waiting(&app.reviewer().await, "").await;
        assert_eq!(found.len(), 1);
        let trial = app.log_in(&tried.sme_email).await.get(&tried.path("")).await.ok(200);
        for member in ["business_id", "business_name", "platform_id", "platform_name", "vendor_id", "vendor_name"] {
            assert_eq!(found[0][member], trial[member], "{member}");
        }
        for (member, want) in [("state", "unconfirmed"), ("since", "2026-11-30T02:00:00.000000Z"), ("province_code", "79")] {
            assert_eq!(found[0][member], want, "{member}");
        }
        assert_eq!((&found[0]["conversion"]["status"], &found[0]["conversion"]["counts"]), (&json!("claimed"), &json!(false)));
        let tried = anew(app, tried).await;
        assert_eq!(history(&tried).await[1..], ["conversion.reminded", "conversion.reminded", "conversion.unconfirmed"]);
        tried.confirmed_by(&tried.sme).await.ok(200);
        app.mails().await;
        assert_eq!(waiting(&app.reviewer().await, "").await.len(), 0);
    }

    async fn after_a_stop_a_claim_goes_to_staff_once(app) {
        let (tried, _) = claimed(app).await;
        app.advance(40 * DAY);
        assert_eq!(app.one_mail().await.to, tried.sme_email);
        assert_eq!(trials(&app.reviewer().await, "").await, [tried.trial_id.as_str()]);
        let tried = anew(app, tried).await;
        assert_eq!(history(&tried).await.iter().filter(|kind| *kind == "conversion.unconfirmed").count(), 1);
        tried.retracted_by(&tried.vendor).await.ok(200);
        assert_eq!(waiting(&app.reviewer().await, "").await.len(), 0);
    }

    async fn who_answered_in_time_never_waits_for_staff(app) {
        let (tried, _) = claimed(app).await;
        tried.confirmed_by(&tried.sme).await.ok(200);
        app.mails().await;
        app.advance(40 * DAY);
        app.mails().await;
        assert_eq!(waiting(&app.reviewer().await, "").await.len(), 0);
    }

    async fn the_last_reminder_is_ruled(app) {
        ruled(app, with("2026-11-17", "claim_reminder_days", json!([2, 5]))).await;
        app.advance(DAY);
        let (tried, _) = claimed(app).await;
        app.advance(4 * DAY);
        app.mails().await;
        assert_eq!(waiting(&app.reviewer().await, "").await.len(), 0);
        app.advance(DAY);
        app.mails().await;
        assert_eq!(trials(&app.reviewer().await, "").await, [tried.trial_id]);
    }

    async fn a_dispute_waits_until_it_is_resolved_or_claimed_anew(app) {
        for how in ["upholding", "dismissal", "claim"] {
            let tried = disputed(app).await;
            let reviewer = app.reviewer().await;
            let found = waiting(&reviewer, "").await;
            assert_eq!((found.len(), &found[0]["state"], &found[0]["since"]), (1, &json!("disputed"), &found[0]["conversion"]["disputed_at"]));
            match how {
                "claim" => tried.claimed_by(&tried.vendor).await.ok(201),
                _ => tried.resolved_by(&reviewer, how, "other").await.ok(200),
            };
            app.mails().await;
            assert_eq!(waiting(&reviewer, "").await.len(), 0, "{how}");
        }
    }

    async fn a_late_dispute_waits_from_its_own_moment_and_its_words_are_for_the_sides(app) {
        let (tried, _) = claimed(app).await;
        app.advance(14 * DAY);
        app.mails().await;
        app.advance(DAY);
        let tried = anew(app, tried).await;
        let words = json!({"reason_code": "other", "reason_text": "Chúng tôi chưa mua."});
        let disputed = tried.sme.post(&tried.path("/conversion/dispute"), words).await.ok(200);
        app.mails().await;
        let found = waiting(&app.reviewer().await, "").await;
        assert_eq!((found.len(), &found[0]["state"], &found[0]["since"]), (1, &json!("disputed"), &disputed["disputed_at"]));
        assert_eq!((&found[0]["conversion"]["reason_code"], &found[0]["conversion"]["reason_text"]), (&json!("other"), &Value::Null));
    }

    async fn what_waits_longest_is_first_and_is_narrowed_page_by_page(app) {
        // Claimed before all others, and waits after them.
        let (first, _) = claimed(app).await;
        let mut all = Vec::new();
        // Two at the same instant, then three that follow.
        for hours in [0, 0, 1, 1, 1] {
            app.advance(Duration::from_secs(hours * 3_600));
            all.push(disputed(app).await);
        }
        let ids: Vec<String> = all.iter().map(|tried| tried.trial_id.clone()).collect();
        app.advance(14 * DAY);
        app.mails().await;
        let reviewer = app.reviewer().await;
        let pages = reviewer.walk("/v1/conversions?limit=2").await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
        let expected: Vec<String> = ids.iter().cloned().chain([first.trial_id.clone()]).collect();
        assert_eq!(trials(&reviewer, "").await, expected);
        assert_eq!(trials(&reviewer, "&state=disputed").await, ids);
        assert_eq!(trials(&reviewer, "&state=unconfirmed").await, [first.trial_id.as_str()]);
        assert_eq!(trials(&reviewer, &format!("&platform_id={}", all[3].platform_id)).await, ids[3..4]);
        assert_eq!(trials(&reviewer, "&province_code=79").await.len(), 6);
        assert_eq!(trials(&reviewer, "&province_code=48").await.len(), 0);
        assert_eq!(trials(&reviewer, &format!("&state=unconfirmed&platform_id={}", all[3].platform_id)).await.len(), 0);
    }

    async fn staff_who_follow_trials_see_it_a_province_officer_of_the_own_province(app) {
        let tried = disputed(app).await;
        let officer = async |province: &str| {
            let email = format!("officer{}@demo.example", app.next());
            app.account(&email, None).await;
            app.take_office(&email, Office { role: StaffRole::ProvinceOfficer, province: Some(province.to_owned()) }).await
        };
        let (own, other) = (officer("79").await, officer("48").await);
        assert_eq!(trials(&own, "").await, [tried.trial_id.as_str()]);
        for query in ["", "&province_code=79", "&province_code=48"] {
            assert_eq!(trials(&other, query).await.len(), 0, "{query}");
        }
        for role in [StaffRole::Auditor, StaffRole::Administrator] {
            let who = app.person(&format!("{role}@demo.example"), Some(role)).await;
            assert_eq!(trials(&who, "").await, [tried.trial_id.as_str()], "{role}");
        }
        for who in [&tried.sme, &tried.vendor, &app.analyst().await] {
            who.get("/v1/conversions").await.problem(403, "forbidden");
        }
        app.anon.get("/v1/conversions").await.problem(401, "unauthenticated");
    }

    async fn a_wrong_query_is_named(app) {
        let reviewer = app.reviewer().await;
        for (query, name, fault) in [
            ("state=claimed", "state", "wrong_parameter"), ("state=", "state", "wrong_parameter"), ("province_code=64", "province_code", "unknown_province"),
            ("province_code=7", "province_code", "unknown_province"), ("province_code=", "province_code", "unknown_province"), ("status=disputed", "status", "unknown_parameter"),
        ] {
            app.unchanged(reviewer.get(&format!("/v1/conversions?{query}"))).await.fault(400, "invalid_query", name, fault);
        }
    }

    async fn of_an_answer_and_the_last_reminder_the_answer_stands_and_nothing_waits(app) {
        for round in 0..4 {
            let tried = claimed_today(app).await;
            app.advance(14 * DAY);
            let tried = anew(app, tried).await;
            let dispute = round % 2 == 1;
            let answer = async { if dispute { tried.disputed_by(&tried.sme, "other").await } else { tried.confirmed_by(&tried.sme).await } };
            let (answered, settled) = join(answer, app.server.worker.settle_deadlines()).await;
            answered.ok(200);
            settled.expect("the worker");
            app.mails().await;
            let found = waiting(&app.reviewer().await, &format!("&platform_id={}", tried.platform_id)).await;
            assert_eq!(found.len(), usize::from(dispute), "{found:?}");
            assert!(found.iter().all(|it| it["state"] == "disputed"), "{found:?}");
        }
    }

    async fn what_waited_before_there_was_the_list_is_on_it(app) {
        let (old, (late, _)) = (disputed(app).await, claimed(app).await);
        let again = disputed(app).await;
        again.claimed_by(&again.vendor).await.ok(201);
        app.advance(14 * DAY);
        app.mails().await;
        let (young, _) = claimed(app).await;
        let reviewer = app.reviewer().await;
        let before = waiting(&reviewer, "").await;
        let of: Vec<String> = before.iter().map(|it| text(&it["conversion"], "trial_id")).collect();
        assert_eq!(of, [old.trial_id.as_str(), &late.trial_id, &again.trial_id], "{} waits not yet", young.trial_id);
        take_back(app, "0019_unsettled").await;
        server::migrate(&app.config).await.expect("migrated");
        assert_eq!(waiting(&reviewer, "").await, before);
    }
}
