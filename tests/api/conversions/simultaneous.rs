//! Two who act in the same moment: one of them is first.

use super::claimed;
use futures_util::future::{join, join_all};

/// Rounds of each race: the two meet in different ways.
const ROUNDS: usize = 4;

engines! {
    async fn of_two_confirmations_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, _) = claimed(app).await;
            let (one, two) = join(tried.confirmed_by(&tried.sme), tried.confirmed_by(&tried.sme)).await;
            let (held, refused) = if one.status == 200 { (one, two) } else { (two, one) };
            held.ok(200);
            refused.problem(409, "wrong_state");
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
        }
    }

    async fn of_a_confirmation_and_a_dispute_one_holds(app) {
        for _ in 0..ROUNDS {
            let (tried, _) = claimed(app).await;
            let (confirmed, disputed) = join(tried.confirmed_by(&tried.sme), tried.disputed_by(&tried.sme, "other")).await;
            let mut statuses = [confirmed.status, disputed.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
            let stands = tried.sme.get(&tried.path("/conversion")).await.ok(200);
            assert_eq!(stands["status"], if confirmed.status == 200 { "confirmed" } else { "disputed" });
            assert_eq!(app.one_mail().await.to, tried.vendor_email);
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
}
