//! What everybody reads of reviews: nothing of the business, of people and of the trial.

use crate::businesses::SizeClass;
use crate::catalog::Catalog;
use crate::catalog::routes::{MAX_AGE, PlatformOut};
use crate::error::{Code, Error, FaultCode, Problem, Result};
use crate::faults::Fault;
use crate::http::{Answer, Call, Page, Paged, Query, Routes};
use crate::reviews::model::{Part, Review};
use crate::reviews::rating::{Means, Rating};
use crate::reviews::store;
use crate::values::{LocalDay, PlatformId, ReviewId};
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Platforms that are compared at a time.
const COMPARED: usize = 4;
/// Characters of a slug, which are more than an id's.
const NAME_LENGTH: usize = 60;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_platform_reviews).service(get_platform_rating).service(compare_platforms);
}

/// A review, as everybody reads it.
#[derive(Serialize, ToSchema)]
pub struct PublicReviewOut {
    id: ReviewId,
    /// Of the business at its request for the trial.
    size_class: SizeClass,
    /// Does it do what the business needs? 1 (worst) to 5 (best), as every score.
    #[schema(minimum = 1, maximum = 5)]
    fits_need: i64,
    #[schema(minimum = 1, maximum = 5)]
    ease_of_use: i64,
    /// The vendor's help.
    #[schema(minimum = 1, maximum = 5)]
    support: i64,
    #[schema(minimum = 1, maximum = 5)]
    value_for_money: i64,
    /// Null where there is none that staff have published.
    #[schema(max_length = 2000)]
    text: Option<String>,
    /// What the vendor answered; null where there is none that staff have published.
    #[schema(max_length = 2000)]
    answer: Option<String>,
    /// When the business last changed it.
    changed_on: LocalDay,
    /// When the vendor gave the answer that is shown.
    answered_on: Option<LocalDay>,
}

impl From<Review> for PublicReviewOut {
    fn from(it: Review) -> Self {
        let published = |part| it.published(part).map(str::to_owned);
        let answer = published(Part::Answer);
        Self {
            id: it.id,
            size_class: it.size_class,
            fits_need: it.scores.fits_need,
            ease_of_use: it.scores.ease_of_use,
            support: it.scores.support,
            value_for_money: it.scores.value_for_money,
            text: published(Part::Text),
            changed_on: it.changed_at.local_day(),
            answered_on: it.answered_at.filter(|_| answer.is_some()).map(|at| at.local_day()),
            answer,
        }
    }
}

/// The means of one question, or of all four together; two decimals, rounded half up.
#[derive(Serialize, ToSchema)]
pub struct MeansOut {
    /// Null below 5 reviews.
    #[schema(minimum = 1, maximum = 5)]
    mean: Option<f64>,
    /// `(30 + sum of the scores) ÷ (10 + reviews)`: as if there were two more reviews of each score from 1 to 5, so that few reviews
    /// move it little. Null without a review.
    #[schema(minimum = 1, maximum = 5)]
    bayesian_mean: Option<f64>,
}

impl From<Means> for MeansOut {
    fn from(it: Means) -> Self {
        Self { mean: it.mean, bayesian_mean: it.bayesian_mean }
    }
}

/// What a platform's reviews come to.
#[derive(Serialize, ToSchema)]
pub struct RatingOut {
    /// How many reviews there are.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    reviews: i64,
    /// Of all four questions: of a review, the mean of its four scores counts.
    overall: MeansOut,
    fits_need: MeansOut,
    ease_of_use: MeansOut,
    support: MeansOut,
    value_for_money: MeansOut,
}

impl From<Rating> for RatingOut {
    fn from(it: Rating) -> Self {
        let question = |sum| MeansOut::from(it.question(sum));
        Self {
            reviews: it.reviews,
            overall: it.overall().into(),
            fits_need: question(it.fits_need),
            ease_of_use: question(it.ease_of_use),
            support: question(it.support),
            value_for_money: question(it.value_for_money),
        }
    }
}

/// A platform beside others.
#[derive(Serialize, ToSchema)]
pub struct ComparedOut {
    platform: PlatformOut,
    rating: RatingOut,
}

/// Platforms side by side, in the order in which they were asked for.
#[derive(Serialize, ToSchema)]
pub struct ComparisonOut {
    #[schema(max_items = 4)]
    data: Vec<ComparedOut>,
}

/// The id of a published platform, by id or slug.
fn published(catalog: &Catalog, name: &str) -> Result<PlatformId> {
    catalog.snapshot().by_name(name).map(|entry| entry.platform.id).ok_or_else(Error::not_found)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PlatformReviewQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The reviews of a platform, newest first.
///
/// By businesses that have used it in a trial. Only of published platforms; only texts and answers that staff have published.
#[utoipa::path(tag = "reviews", operation_id = "list_platform_reviews", params(("id" = String, Path, description = "The platform's id or slug.", max_length = 60, example = "misa-amis"), PlatformReviewQuery),
    responses((status = 200, description = "A page.", body = Paged<PublicReviewOut>)))]
#[get("/platforms/{id}/reviews")]
async fn list_platform_reviews(
    call: Call,
    catalog: Data<Catalog>,
    name: Path<String>,
    query: Query<PlatformReviewQuery>,
) -> Result<Answer> {
    let page = Page::new("platform reviews", &*name, query.0.limit, query.0.cursor.as_deref())?;
    let platform = published(&catalog, &name)?;
    let paged = call.read(move |conn| {
        let rows = store::of_platform(conn, platform, &page)?;
        Ok(page.of(rows, |it| vec![it.id.to_string()], PublicReviewOut::from))
    });
    Ok(Answer::page(&paged.await?)?.public(MAX_AGE))
}

/// What a platform's reviews come to.
///
/// Only of published platforms. Beside each mean stands one that few reviews move little.
#[utoipa::path(tag = "reviews", operation_id = "get_platform_rating", params(("id" = String, Path, description = "The platform's id or slug.", max_length = 60, example = "misa-amis")),
    responses((status = 200, description = "The rating.", body = RatingOut)))]
#[get("/platforms/{id}/rating")]
async fn get_platform_rating(call: Call, catalog: Data<Catalog>, name: Path<String>) -> Result<Answer> {
    let platform = published(&catalog, &name)?;
    let ratings = call.read(move |conn| store::ratings(conn, &[platform])).await?;
    let rating = ratings.get(&platform).copied().unwrap_or_default();
    Ok(Answer::ok(&RatingOut::from(rating))?.public(MAX_AGE))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ComparisonQuery {
    /// One to four ids or slugs of published platforms, separated by commas.
    #[param(max_length = 243, example = "misa-amis,base-vn")]
    platforms: String,
}

/// The platforms that are asked for.
///
/// Errors: 400 that names each one that is not in the catalog, or stands twice.
fn compared(catalog: &Catalog, names: &str) -> Result<Vec<(PlatformId, PlatformOut)>> {
    let snapshot = catalog.snapshot();
    let fault = |code, possible: &str| Fault { pointer: "platforms".to_owned(), code, possible: possible.to_owned() };
    let refused = |faults| Err(Error::faulty(Code::InvalidQuery, faults));
    if names.is_empty() {
        return refused(vec![fault(FaultCode::Empty, "1 – 243")]);
    }
    if names.split(',').count() > COMPARED {
        return refused(vec![fault(FaultCode::TooMany, "4")]);
    }
    let (mut found, mut faults): (Vec<(PlatformId, PlatformOut)>, Vec<Fault>) = (Vec::new(), Vec::new());
    for name in names.split(',') {
        if name.is_empty() {
            faults.push(fault(FaultCode::EmptyPlace, ""));
            continue;
        }
        match snapshot.by_name(name) {
            None => {
                let shown: String = name.chars().take(NAME_LENGTH).collect();
                faults.push(fault(FaultCode::UnknownPlatform, &shown));
            }
            Some(entry) if found.iter().any(|(id, _)| *id == entry.platform.id) => {
                faults.push(fault(FaultCode::RepeatedPlatform, name));
            }
            Some(entry) => {
                found.push((entry.platform.id, PlatformOut::published(entry, snapshot.day())));
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { refused(faults) }
}

/// Compare platforms.
///
/// One to four published platforms side by side, in the order in which they are asked for, each with what its reviews come to.
#[utoipa::path(tag = "reviews", operation_id = "compare_platforms", params(ComparisonQuery),
    responses((status = 200, description = "The platforms.", body = ComparisonOut), (status = 400, description = "`invalid_query`: its `errors` name each platform that is not in the catalog (`unknown_platform`) or stands twice (`repeated_platform`).", body = Problem, content_type = "application/problem+json")))]
#[get("/comparison")]
async fn compare_platforms(call: Call, catalog: Data<Catalog>, query: Query<ComparisonQuery>) -> Result<Answer> {
    let found = compared(&catalog, &query.0.platforms)?;
    let ids: Vec<PlatformId> = found.iter().map(|(id, _)| *id).collect();
    let ratings = call.read(move |conn| store::ratings(conn, &ids)).await?;
    let rating = |id: &PlatformId| ratings.get(id).copied().unwrap_or_default().into();
    let data = found.into_iter().map(|(id, platform)| ComparedOut { rating: rating(&id), platform }).collect();
    Ok(Answer::ok(&ComparisonOut { data })?.public(MAX_AGE))
}
