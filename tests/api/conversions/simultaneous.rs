//! Two who act in the same moment: one of them is first.

use super::claimed;
use super::disputes::disputed;
use super::evidence::{invoice, seller};
use super::withdrawals::{confirmed, history};
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{Engine, TestApp, Tried, json};
use diesel::prelude::*;
use dungthu::db::{Cause, Tx};
use futures_util::future::{join, join_all};

/// Rounds of each race: the two meet in different ways.
const ROUNDS: usize = 4;

/// Nobody who waits for the trial holds its conversions or extensions: two of them would wait for each other.
async fn hangs_free(app: &TestApp, tried: &Tried) {
    let trial = tried.trial_id.clone();
    if app.engine == Engine::Postgres {
        let take = move |tx: &mut Tx<'_>| {
            for table in ["conversions", "extensions"] {
                let sql = format!("SELECT 1 FROM {table} WHERE trial_id = '{trial}' FOR UPDATE NOWAIT");
                assert!(diesel::sql_query(sql).execute(&mut **tx)? > 0);
            }
            Ok(())
        };
        app.db.write(Cause::default(), take).await.expect("nobody holds them");
    }
}

engines! {
    async fn of_two_confirmations_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, _) = claimed(app).await;
            let both = join(tried.confirmed_by(&tried.sme), tried.confirmed_by(&tried.sme));
            let (one, two) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
            let (held, refused) = if one.status == 200 { (one, two) } else { (two, one) };
            held.ok(200);
            refused.problem(409, "wrong_state");
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    async fn of_a_confirmation_and_a_dispute_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, _) = claimed(app).await;
            let both = join(tried.confirmed_by(&tried.sme), tried.disputed_by(&tried.sme, "other"));
            let (confirmed, disputed) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
            let mut statuses = [confirmed.status, disputed.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            let stands = tried.sme.get(&tried.path("/conversion")).await.ok(200);
            assert_eq!(stands["status"], if confirmed.status == 200 { "confirmed" } else { "disputed" });
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    async fn of_a_confirmation_and_a_retraction_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, _) = claimed(app).await;
            let (confirmed, retracted) = join(tried.confirmed_by(&tried.sme), tried.retracted_by(&tried.vendor)).await;
            let mut statuses = [confirmed.status, retracted.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            let held = confirmed.status == 200;
            assert_eq!(history(&tried).await, ["conversion.claimed", if held { "conversion.confirmed" } else { "conversion.retracted" }]);
            assert_eq!(app.mails().await.len(), usize::from(held));
        }
    }

    async fn of_two_withdrawals_one_holds(app) {
        for _ in 0..ROUNDS {
            let tried = confirmed(app).await;
            let (one, two) = join(tried.withdrawn_by(&tried.sme, "other"), tried.withdrawn_by(&tried.sme, "never_paid")).await;
            let (held, refused) = if one.status == 200 { (one, two) } else { (two, one) };
            held.ok(200);
            refused.problem(409, "wrong_state");
            assert_eq!(history(&tried).await, ["conversion.claimed", "conversion.confirmed", "conversion.withdrawn"]);
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    // Whoever is first: a check changes nothing of who may withdraw, and nothing withdrawn is checked.
    async fn of_a_withdrawal_and_a_check_the_withdrawal_stands(app) {
        for _ in 0..ROUNDS {
            let (tried, reviewer) = (confirmed(app).await, app.reviewer().await);
            let (withdrawn, checked) = join(tried.withdrawn_by(&tried.sme, "other"), tried.checked_by(&reviewer)).await;
            withdrawn.ok(200);
            let first = checked.status == 200;
            if !first {
                checked.problem(409, "wrong_state");
            }
            let stands = tried.sme.get(&tried.path("/conversion")).await.ok(200);
            assert_eq!((&stands["status"], &stands["counts"]), (&json!("withdrawn"), &json!(false)));
            assert_eq!(stands["evidence_level"], json!(if first { 3 } else { 1 }));
            let checks: &[&str] = if first { &["conversion.checked"] } else { &[] };
            assert_eq!(history(&tried).await[2..], [checks, &["conversion.withdrawn"]].concat());
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    async fn of_two_checks_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, one, two) = (confirmed(app).await, app.reviewer().await, app.reviewer().await);
            let (one, two) = join(tried.checked_by(&one), tried.checked_by(&two)).await;
            let (held, refused) = if one.status == 200 { (one, two) } else { (two, one) };
            held.ok(200);
            refused.problem(409, "checked_before");
            assert_eq!(history(&tried).await[2..], ["conversion.checked"]);
        }
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn of_two_resolutions_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, one, two) = (disputed(app).await, app.reviewer().await, app.reviewer().await);
            let (upheld, dismissed) = join(tried.resolved_by(&one, "upholding", "other"), tried.resolved_by(&two, "dismissal", "other")).await;
            let status = if upheld.status == 200 { "dispute_upheld" } else { "dispute_dismissed" };
            let (held, refused) = if upheld.status == 200 { (upheld, dismissed) } else { (dismissed, upheld) };
            held.ok(200);
            refused.problem(409, "wrong_state");
            assert_eq!(tried.sme.get(&tried.path("/conversion")).await.ok(200)["status"], status);
            assert_eq!(history(&tried).await[2..], ["conversion.dispute_resolved"]);
            assert_eq!(app.mails().await.len(), 2, "one to each of the two");
        }
    }

    async fn of_one_invoice_shown_by_both_one_is_kept(app) {
        for _ in 0..ROUNDS {
            let tried = confirmed(app).await;
            let shown = invoice(&seller(&tried).await, 3);
            let (one, two) = join(tried.shown_by(&tried.sme, shown.clone()), tried.shown_by(&tried.vendor, shown)).await;
            assert_eq!((one.ok(200)["evidence_level"].clone(), two.ok(200)["evidence_level"].clone()), (json!(2), json!(2)));
            assert_eq!(history(&tried).await[2..], ["conversion.invoice_shown"]);
        }
    }

    async fn of_a_link_pressed_twice_one_press_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, link) = claimed(app).await;
            let presses = join_all((0..4).map(|_| app.anon.press(&link, "answer=confirm"))).await;
            let mut statuses: Vec<u16> = presses.iter().map(|press| press.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 410, 410, 410]);
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    async fn of_a_link_and_the_api_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, link) = claimed(app).await;
            let (press, call) = join(app.anon.press(&link, "answer=confirm"), tried.confirmed_by(&tried.sme)).await;
            assert!(matches!((press.status, call.status), (200, 409) | (410 | 409, 200)), "{} {}", press.status, call.status);
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    async fn of_two_claims_one_holds(app) {
        for _ in 0..ROUNDS {
            let tried = app.activated().await;
            let (one, two) = join(tried.claimed_by(&tried.sme), tried.claimed_by(&tried.vendor)).await;
            let (held, refused) = if one.status == 201 { (one, two) } else { (two, one) };
            held.ok(201);
            refused.problem(409, "conversion_exists");
            assert_eq!(app.mails().await.len(), 1);
        }
    }

    async fn a_trial_is_locked_before_what_hangs_on_it(app) {
        let (tried, _) = claimed(app).await;
        let wish = json!({"days": 10, "reason_code": "late_setup"});
        let asked = tried.vendor.post(&tried.path("/extension-requests"), wish).await.ok(201);
        let refusal = format!("/v1/extension-requests/{}/refusal", text(&asked, "id"));
        let trial = || row("trials", &tried.trial_id);
        let free = || hangs_free(app, &tried);
        let (invoice, reviewer) = (invoice(&seller(&tried).await, 1), app.reviewer().await);
        meeting(app, trial(), 1, tried.sme.post(&refusal, json!({"reason_code": "other"})), free()).await.ok(200);
        meeting(app, trial(), 1, tried.shown_by(&tried.sme, invoice), free()).await.ok(200);
        meeting(app, trial(), 1, tried.confirmed_by(&tried.sme), free()).await.ok(200);
        meeting(app, trial(), 1, tried.checked_by(&reviewer), free()).await.ok(200);
        meeting(app, trial(), 1, tried.withdrawn_by(&tried.sme, "other"), free()).await.ok(200);
        app.mails().await;
    }
}
