//! After whatever was said, changed and taken back, the rating is what the reviews come to.

use super::another;
use crate::support::{TestApp, Tried, json};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use dungthu::db::Conn;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// How many, and the sum of each question.
#[derive(QueryableByName, PartialEq, Debug, Default)]
struct Sums {
    #[diesel(sql_type = BigInt)]
    reviews: i64,
    #[diesel(sql_type = BigInt)]
    fits_need: i64,
    #[diesel(sql_type = BigInt)]
    ease_of_use: i64,
    #[diesel(sql_type = BigInt)]
    support: i64,
    #[diesel(sql_type = BigInt)]
    value_for_money: i64,
}

/// What is kept, and what the reviews come to.
fn kept_and_computed(conn: &mut Conn) -> (Sums, Sums) {
    let kept = "SELECT reviews, fits_need, ease_of_use, support, value_for_money FROM platform_ratings";
    let sum = |name: &str| format!("CAST(COALESCE(SUM({name}), 0) AS BIGINT) AS {name}");
    let sums = ["fits_need", "ease_of_use", "support", "value_for_money"].map(sum).join(", ");
    let computed = format!("SELECT count(*) AS reviews, {sums} FROM reviews");
    let kept: Option<Sums> = diesel::sql_query(kept).get_result(conn).optional().expect("a rating");
    (kept.unwrap_or_default(), diesel::sql_query(computed).get_result(conn).expect("the reviews"))
}

/// Somebody says, changes or takes back something; whether it was done.
async fn step(tried: &Tried, rng: &mut ChaCha8Rng) -> bool {
    let mut score = || rng.random_range(1..=5);
    let all = json!({"fits_need": score(), "ease_of_use": score(), "support": score(), "value_for_money": score()});
    let some = json!({"support": score(), "ease_of_use": score()});
    let text = json!({"text": format!("Demo {}", score())});
    let at = tried.path("/review");
    let reply = match rng.random_range(0..6) {
        0 | 1 => tried.reviewed_by(&tried.sme, all).await,
        2 => tried.sme.patch(&at, "*", some).await,
        3 => tried.sme.patch(&at, "*", text).await,
        4 => tried.answered_by(&tried.vendor).await,
        _ => tried.review_deleted_by(&tried.sme, "*").await,
    };
    assert!([200, 201, 204, 404, 409].contains(&reply.status), "{}", reply.text());
    reply.status < 300
}

async fn walk(app: &TestApp, seed: u64) {
    let first = app.activated().await;
    let all = [another(app, &first).await, another(app, &first).await, first];
    let (mut rng, mut done) = (ChaCha8Rng::seed_from_u64(seed), 0);
    for number in 0..60 {
        let who = rng.random_range(0..all.len());
        done += usize::from(step(&all[who], &mut rng).await);
        let (kept, computed) = app.query(kept_and_computed).await;
        assert_eq!(kept, computed, "after step {number} of the walk {seed}");
    }
    assert!(done > 20, "{done}");
    app.mails().await;
}

engines! {
    async fn the_rating_is_what_the_reviews_come_to(app) {
        walk(app, 2021).await;
    }
}
