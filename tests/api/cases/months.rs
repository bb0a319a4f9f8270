//! Signals of a vendor's month: looked for when the month is over, in Vietnam.

use super::signals::{kinds, only, set};
use crate::conversions::evidence::another_buyer;
use crate::conversions::unsettled::at;
use crate::conversions::withdrawals::confirmed;
use crate::support::client::text;
use crate::support::json;

/// One microsecond before nine o'clock in Vietnam of 1 December 2026, and that hour.
const BEFORE: &str = "2026-12-01T01:59:59.999999Z";
const AFTER: &str = "2026-12-01T02:00:00Z";

engines! {
    async fn domains_and_numbers_of_many_firms_are_seen_when_the_month_is_over(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name NOT IN ('domain_of_many_firms', 'shared_phone')").await;
        let tried = confirmed(app).await;
        let (second, third) = (another_buyer(app, &tried).await, another_buyer(app, &tried).await);
        set(app, "UPDATE trials SET contact_phone = '0901 234 567' WHERE id = (SELECT min(id) FROM trials); UPDATE trials SET contact_phone = '+84 901 234 567' WHERE id = (SELECT max(id) FROM trials)").await;
        let vendor = text(&tried.sme.get(&tried.path("")).await.ok(200), "vendor_id");
        at(app, BEFORE);
        app.mails().await;
        assert_eq!(kinds(&app.reviewer().await).await, Vec::<String>::new());
        at(app, AFTER);
        app.mails().await;
        let reviewer = app.reviewer().await;
        assert_eq!(kinds(&reviewer).await, ["domain_of_many_firms", "shared_phone"]);
        let case = only(&reviewer, "domain_of_many_firms").await;
        let trials = json!([tried.trial_id, second.trial_id, third.trial_id]);
        assert_eq!(case["facts"], json!({"trials": trials, "measured": 3, "threshold": 3, "unit": "businesses"}));
        for (member, want) in [
            ("period", json!("2026-11")), ("vendor_id", json!(vendor)), ("trial_id", json!(null)), ("business_name", json!(null)),
            ("platform_id", json!(null)), ("province_code", json!(null)),
        ] {
            assert_eq!(case[member], want, "{member}");
        }
        let case = only(&reviewer, "shared_phone").await;
        assert_eq!(case["facts"]["trials"], json!([tried.trial_id, third.trial_id]));
        let all = app.digest().await;
        let facts: Vec<&str> = all.lines().filter(|line| line.starts_with("cases")).collect();
        // The whole number: three digits of it stand in many an id.
        for personal in ["demo.example", "901 234 567", "901234567"] {
            assert!(facts.iter().all(|line| !line.contains(personal)), "{personal}");
        }
        let left: Vec<&str> = all.lines().filter(|line| line.starts_with("confirmation_addresses") && line.contains("cnv_")).collect();
        assert!(!left.is_empty());
    }

    async fn contacts_that_are_erased_or_of_a_public_provider_share_nothing(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'domain_of_many_firms'").await;
        let tried = confirmed(app).await;
        let second = another_buyer(app, &tried).await;
        another_buyer(app, &tried).await;
        second.sme.act(&second.path("/consent-withdrawal")).await.ok(200);
        let other = confirmed(app).await;
        another_buyer(app, &other).await;
        another_buyer(app, &other).await;
        set(app, "UPDATE trials SET contact_email = 'a@gmail.com' WHERE platform_id = (SELECT platform_id FROM trials ORDER BY id DESC LIMIT 1)").await;
        at(app, AFTER);
        app.mails().await;
        assert_eq!(kinds(&app.reviewer().await).await, Vec::<String>::new());
    }

    async fn claims_bunched_on_the_last_day_of_a_local_month(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'claims_bunched'; UPDATE signal_rules SET at_least = 3 WHERE name = 'claims_bunched'").await;
        let tried = confirmed(app).await;
        // 30 November in Vietnam begins at 17:00 UTC of the day before.
        at(app, "2026-11-29T17:00:00Z");
        let mut of = tried;
        for _ in 0..2 {
            of = another_buyer(app, &crate::conversions::unsettled::anew(app, of).await).await;
        }
        at(app, AFTER);
        app.mails().await;
        let reviewer = app.reviewer().await;
        let case = only(&reviewer, "claims_bunched").await;
        assert_eq!(case["facts"], json!({"claims": 3, "on_last_day": 2, "at_least": 3, "measured": 66, "threshold": 50, "unit": "percent"}));
        assert_eq!(case["period"], "2026-11");
    }

    async fn a_vendor_far_above_its_category_is_seen_once_the_windows_have_closed(app) {
        set(app, "UPDATE signal_rules SET state = 'off' WHERE name <> 'conversion_above_category'; UPDATE signal_rules SET at_least = 1 WHERE name = 'conversion_above_category'").await;
        let tried = confirmed(app).await;
        app.activated().await;
        let closes = app.query(|conn| {
            use diesel::prelude::*;
            let ends: Vec<Option<i64>> = dungthu::db::schema::trials::table.select(dungthu::db::schema::trials::window_end).load(conn).expect("trials");
            ends
        }).await;
        let closes = dungthu::values::Timestamp::from_micros(closes[0].expect("a window"));
        let month = dungthu::values::Month::of(closes.local_day()).expect("a month");
        app.clock.advance_to(month.end());
        app.mails().await;
        assert_eq!(kinds(&app.reviewer().await).await, Vec::<String>::new());
        app.clock.advance_to(dungthu::deadlines::morning(month.next_first()));
        app.mails().await;
        let reviewer = app.reviewer().await;
        let case = only(&reviewer, "conversion_above_category").await;
        let facts = json!({"category": "accounting_finance", "trials": 1, "converted": 1, "trials_of_others": 1, "converted_of_others": 0, "at_least": 1, "measured": 100, "threshold": 300, "unit": "percent"});
        assert_eq!((&case["facts"], &case["period"]), (&facts, &json!(month.text())));
        let left = app.digest().await;
        assert!(!left.lines().any(|line| line.starts_with("confirmation_addresses") && line.contains("cnv_")), "forgotten after 90 days");
        drop(tried);
    }
}
