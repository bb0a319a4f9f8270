//! Two in the same moment: one review of a firm, sums that are right, and no text that nobody has looked at.

use super::{TEXT, another, part, rating, review, shown, told};
use crate::conversions::join as joins;
use crate::support::locks::{locked, meeting, row};
use crate::support::{TestApp, Tried, json};
use futures_util::future::join;

/// Rounds of each race: the two meet in different ways.
const ROUNDS: usize = 3;

/// Both review the platform while something is held that both need.
async fn both_at_once(
    app: &TestApp,
    one: &Tried,
    two: &Tried,
    held: impl Fn(&mut dungthu::db::Tx<'_>) -> dungthu::error::Result<()> + Send + 'static,
) {
    let low = json!({"fits_need": 1, "ease_of_use": 2, "support": 3, "value_for_money": 1});
    let both = join(one.reviewed_by(&one.sme, review()), two.reviewed_by(&two.sme, low));
    let (first, second) = meeting(app, held, 2, both, async {}).await;
    first.ok(201);
    second.ok(201);
    app.mails().await;
}

engines! {
    async fn of_two_reviews_of_a_trial_at_once_one_is_written(app) {
        for round in 0..ROUNDS {
            let (tried, colleague) = (app.activated().await, app.person(&format!("colleague{round}@demo.example"), None).await);
            joins(app, &colleague, &tried, true, false).await;
            let both = join(tried.reviewed_by(&tried.sme, review()), tried.reviewed_by(&colleague, told()));
            let (one, two) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
            let (written, refused) = if one.status == 201 { (one, two) } else { (two, one) };
            refused.problem(409, "review_exists");
            assert_eq!(tried.review(&tried.sme).await, written.ok(201));
            assert_eq!(rating(app, &tried.platform_id).await["reviews"], 1);
            app.one_mail().await;
        }
    }

    async fn two_reviews_of_a_platform_at_once_both_count(app) {
        for _ in 0..ROUNDS {
            let first = app.activated().await;
            let rest = [another(app, &first).await, another(app, &first).await, another(app, &first).await];
            // The platform has no rating yet: both make the row.
            both_at_once(app, &first, &rest[0], row("platforms", &first.platform_id)).await;
            let seen = rating(app, &first.platform_id).await;
            // (30 + 6) ÷ 12, (120 + 18 + 7) ÷ 48 = 3.0208
            assert_eq!((&seen["reviews"], &seen["fits_need"]["bayesian_mean"], &seen["overall"]["bayesian_mean"]), (&json!(2), &json!(3.0), &json!(3.02)));
            let stored = format!("SELECT 1 FROM platform_ratings WHERE platform_id = '{}' FOR UPDATE", first.platform_id);
            both_at_once(app, &rest[1], &rest[2], locked(stored)).await;
            let seen = rating(app, &first.platform_id).await;
            // (30 + 12) ÷ 14, (120 + 50) ÷ 56 = 3.0357
            assert_eq!((&seen["reviews"], &seen["fits_need"]["bayesian_mean"], &seen["overall"]["bayesian_mean"]), (&json!(4), &json!(3.0), &json!(3.04)));
        }
    }

    async fn no_text_is_published_that_was_changed_meanwhile(app) {
        let reviewer = app.reviewer().await;
        for _ in 0..ROUNDS {
            let tried = app.activated().await;
            tried.reviewed_by(&tried.sme, told()).await.ok(201);
            app.mails().await;
            let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\"")];
            let (review, at, body) = (tried.path("/review"), tried.path("/review/publication"), part("text").to_string().into_bytes());
            let both = join(tried.sme.patch(&review, "\"1\"", json!({"text": "Gọi 0900 000 000."})), reviewer.send("POST", &at, &headers, body));
            let (changed, published) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
            let seen = shown(app, &tried.platform_id).await[0]["text"].clone();
            if changed.status == 200 {
                published.problem(412, "version_stale");
                assert_eq!(seen, json!(null));
            } else {
                changed.problem(412, "version_stale");
                published.ok(200);
                assert_eq!(seen, json!(TEXT));
            }
        }
    }

    async fn of_two_withdrawals_at_once_one_counts(app) {
        for round in 0..ROUNDS {
            let (tried, colleague) = (app.activated().await, app.person(&format!("colleague{round}@demo.example"), None).await);
            joins(app, &colleague, &tried, true, false).await;
            tried.reviewed_by(&tried.sme, review()).await.ok(201);
            app.mails().await;
            let both = join(tried.review_deleted_by(&tried.sme, "*"), tried.review_deleted_by(&colleague, "*"));
            let (one, two) = meeting(app, row("trials", &tried.trial_id), 2, both, async {}).await;
            let (gone, refused) = if one.status == 204 { (one, two) } else { (two, one) };
            assert_eq!(gone.status, 204);
            refused.problem(404, "not_found");
            assert_eq!(rating(app, &tried.platform_id).await["reviews"], 0);
        }
    }
}
