//! What a platform's reviews come to: plain means, and means that few reviews move little.
//!
//! The Bayesian mean is the expected score under a Dirichlet prior (Gelman et al., *Bayesian Data Analysis*, 3rd ed., section 3.4) that
//! counts two made-up reviews of each score from 1 to 5: `(30 + sum) ÷ (10 + reviews)`. The prior is fixed, so that no other platform's
//! reviews move a platform's figure, and so that anybody can compute it by hand.

use super::model::Scores;
use crate::values::PlatformId;
use diesel::prelude::*;

/// Below so many reviews no plain mean is shown: public data withholds cells below 5.
pub const LEAST: i64 = 5;
/// Made-up reviews of the prior: two of each score.
const PRIOR_REVIEWS: i64 = 10;
/// The sum of their scores.
const PRIOR_SUM: i64 = 30;

/// How many reviews a platform has, and the sums of their scores; or by how much these change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_ratings)]
pub struct Rating {
    pub reviews: i64,
    pub fits_need: i64,
    pub ease_of_use: i64,
    pub support: i64,
    pub value_for_money: i64,
}

/// A platform's rating, as stored.
#[derive(Clone, Copy, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_ratings)]
pub struct RatingRow {
    pub platform_id: PlatformId,
    #[diesel(embed)]
    pub rating: Rating,
}

/// The means of one question, or of all four: with two decimals, rounded half up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// `None` below [`LEAST`] reviews.
    pub mean: Option<f64>,
    /// `None` where there is no review.
    pub bayesian_mean: Option<f64>,
}

impl Rating {
    /// One review.
    pub const fn of(scores: Scores) -> Self {
        let Scores { fits_need, ease_of_use, support, value_for_money } = scores;
        Self { reviews: 1, fits_need, ease_of_use, support, value_for_money }
    }

    /// The change from one to the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self {
            reviews: self.reviews - other.reviews,
            fits_need: self.fits_need - other.fits_need,
            ease_of_use: self.ease_of_use - other.ease_of_use,
            support: self.support - other.support,
            value_for_money: self.value_for_money - other.value_for_money,
        }
    }

    /// The means of one question, of which this is the sum of the scores.
    pub fn question(self, sum: i64) -> Means {
        means(self.reviews, sum, 1)
    }

    /// The means of all four questions together: of a review, the mean of its four scores counts.
    pub fn overall(self) -> Means {
        means(self.reviews, self.fits_need + self.ease_of_use + self.support + self.value_for_money, 4)
    }
}

fn means(reviews: i64, sum: i64, questions: i64) -> Means {
    let plain = || hundredths(sum, questions * reviews);
    let bayesian = || hundredths(questions * PRIOR_SUM + sum, questions * (PRIOR_REVIEWS + reviews));
    Means { mean: (reviews >= LEAST).then(plain), bayesian_mean: (reviews > 0).then(bayesian) }
}

/// A quotient with two decimals, half up.
fn hundredths(sum: i64, count: i64) -> f64 {
    ((200 * sum + count) / (2 * count)) as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rating(scores: &[Scores]) -> Rating {
        scores.iter().fold(Rating::default(), |sum, it| {
            let (one, none) = (Rating::of(*it), Rating::default());
            sum.minus(none.minus(one))
        })
    }

    fn all(score: i64) -> Scores {
        Scores { fits_need: score, ease_of_use: score, support: score, value_for_money: score }
    }

    /// The example of docs/reviews.md, computed there by hand.
    #[test]
    fn the_example_of_the_documentation() {
        let three = rating(&[
            Scores { fits_need: 5, ease_of_use: 4, support: 5, value_for_money: 4 },
            Scores { fits_need: 4, ease_of_use: 4, support: 5, value_for_money: 3 },
            Scores { fits_need: 5, ease_of_use: 3, support: 4, value_for_money: 3 },
        ]);
        assert_eq!(three.question(three.fits_need), Means { mean: None, bayesian_mean: Some(3.38) });
        assert_eq!(three.overall(), Means { mean: None, bayesian_mean: Some(3.25) });
        let six = rating(&[all(5), all(5), all(4), all(4), all(4), all(2)]);
        assert_eq!(six.overall(), Means { mean: Some(4.0), bayesian_mean: Some(3.38) });
    }

    #[test]
    fn few_reviews_show_no_plain_mean_and_none_shows_nothing() {
        assert_eq!(Rating::default().overall(), Means { mean: None, bayesian_mean: None });
        for (count, mean) in [(1, None), (4, None), (5, Some(5.0)), (6, Some(5.0))] {
            assert_eq!(rating(&vec![all(5); count]).overall().mean, mean, "{count}");
        }
        // (30 + 5) ÷ 11 and (30 + 1) ÷ 11.
        assert_eq!(rating(&[all(5)]).overall().bayesian_mean, Some(3.18));
        assert_eq!(rating(&[all(1)]).overall().bayesian_mean, Some(2.82));
    }

    proptest! {
        #[test]
        fn more_of_a_score_draws_the_mean_towards_it_and_never_past(score in 1i64..=5, count in 1usize..400) {
            let (fewer, more) = (rating(&vec![all(score); count]), rating(&vec![all(score); count + 1]));
            let far = |rating: Rating| (rating.overall().bayesian_mean.expect("a mean") - score as f64).abs();
            prop_assert!(far(more) <= far(fewer));
            prop_assert_eq!(more.overall().bayesian_mean, more.question(more.support).bayesian_mean);
        }
    }
}
