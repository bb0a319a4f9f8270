//! What the two sides of a trial say in its review.

use super::{Reader, ReviewOut, answer};
use crate::conversions::routes::party;
use crate::error::{Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Person, Routes};
use crate::reviews::actions;
use crate::reviews::lifecycle::Actor;
use crate::reviews::model::{NewReview, NewScores, SCORES, Scores, TEXT_LENGTH};
use crate::reviews::store;
use crate::trials::{self, Reach};
use crate::values::{TrialId, integer, optional_integer};
use actix_web::web::Path;
use actix_web::{delete, get, patch, post};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(write_review)
        .service(get_review)
        .service(change_review)
        .service(delete_review)
        .service(answer_review);
}

/// What a business says of the platform.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"fits_need": 5, "ease_of_use": 4, "support": 5, "value_for_money": 4, "text": "Demo: xuất hóa đơn nhanh, báo cáo dễ hiểu."}))]
pub struct ReviewIn {
    /// Does it do what the business needs? 1 (worst) to 5 (best), as every score.
    #[schema(minimum = 1, maximum = 5)]
    #[serde(deserialize_with = "integer")]
    fits_need: i64,
    #[schema(minimum = 1, maximum = 5)]
    #[serde(deserialize_with = "integer")]
    ease_of_use: i64,
    /// The vendor's help.
    #[schema(minimum = 1, maximum = 5)]
    #[serde(deserialize_with = "integer")]
    support: i64,
    #[schema(minimum = 1, maximum = 5)]
    #[serde(deserialize_with = "integer")]
    value_for_money: i64,
    /// For everybody to read, once staff have published it; no names of people, no contacts.
    #[schema(max_length = 2000)]
    text: Option<String>,
}

/// What a business says instead; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ease_of_use": 5, "text": "Demo: sau bản cập nhật, thao tác dễ hơn nhiều."}))]
pub struct ReviewPatch {
    #[schema(minimum = 1, maximum = 5)]
    #[serde(default, deserialize_with = "optional_integer")]
    fits_need: Option<i64>,
    #[schema(minimum = 1, maximum = 5)]
    #[serde(default, deserialize_with = "optional_integer")]
    ease_of_use: Option<i64>,
    #[schema(minimum = 1, maximum = 5)]
    #[serde(default, deserialize_with = "optional_integer")]
    support: Option<i64>,
    #[schema(minimum = 1, maximum = 5)]
    #[serde(default, deserialize_with = "optional_integer")]
    value_for_money: Option<i64>,
    /// Another text waits for staff anew; null takes the text away.
    #[schema(value_type = Option<String>, max_length = 2000)]
    #[serde(default, deserialize_with = "named")]
    text: Option<Option<String>>,
}

/// What the vendor answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "Demo: cảm ơn anh/chị, báo cáo theo quý có từ tháng sau."}))]
pub struct ReviewAnswerIn {
    /// For everybody to read, once staff have published it; no names of people, no contacts.
    #[schema(max_length = 2000)]
    answer: String,
}

/// A member that stands there, null or not.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

impl ReviewIn {
    fn parse(self) -> Result<NewReview> {
        let mut faults = Faults::default();
        let fits_need = faults.number("/fits_need", self.fits_need, SCORES);
        let ease_of_use = faults.number("/ease_of_use", self.ease_of_use, SCORES);
        let support = faults.number("/support", self.support, SCORES);
        let value_for_money = faults.number("/value_for_money", self.value_for_money, SCORES);
        let text = faults.optional_lines("/text", self.text.as_deref(), TEXT_LENGTH);
        let scores = fits_need.zip(ease_of_use).zip(support.zip(value_for_money)).map(
            |((fits_need, ease_of_use), (support, value_for_money))| Scores {
                fits_need,
                ease_of_use,
                support,
                value_for_money,
            },
        );
        faults.finish(scores.zip(text).map(|(scores, text)| NewReview { scores, text }))
    }
}

impl ReviewPatch {
    fn parse(self) -> Result<(NewScores, Option<Option<String>>)> {
        let mut faults = Faults::default();
        for (pointer, score) in [
            ("/fits_need", self.fits_need),
            ("/ease_of_use", self.ease_of_use),
            ("/support", self.support),
            ("/value_for_money", self.value_for_money),
        ] {
            score.map(|score| faults.number(pointer, score, SCORES));
        }
        let text = match &self.text {
            None => Some(None),
            Some(text) => faults.optional_lines("/text", text.as_deref(), TEXT_LENGTH).map(Some),
        };
        let Self { fits_need, ease_of_use, support, value_for_money, .. } = self;
        let scores = NewScores { fits_need, ease_of_use, support, value_for_money };
        faults.finish(text.map(|text| (scores, text)))
    }
}

/// Review the platform of a trial.
///
/// For members of the business, once the vendor has reported the first real use, also after the trial's end. A firm, its branches
/// included, reviews a platform once. The scores count at once; the text is shown to others once staff have published it.
#[utoipa::path(tag = "reviews", operation_id = "write_review", params(("id" = TrialId, Path, description = "The trial.")), request_body = ReviewIn,
    responses((status = 201, description = "Written; the vendor gets a mail.", body = ReviewOut), (status = 403, description = "`forbidden`, `second_factor_required` or `in_person_only`; `conflict_of_interest` for who belongs to the vendor too.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`not_yet_activated`, `review_exists` or `for_one_side`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/review")]
async fn write_review(call: Call, who: Person, id: Path<TrialId>, body: Body<ReviewIn>) -> Result<Answer> {
    let (party, new) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let made = answer(actions::write(tx, &party, *id, &new)?, Reader::Side(Actor::Business))?;
        Ok(Answer { status: 201, location: Some(format!("/v1/trials/{id}/review")), ..made })
    })
    .await
}

/// Read the review of a trial.
///
/// For both sides of the trial, for reviewers and for staff who follow it. What the other side typed is null until it is published; so
/// is every text for staff who do not decide on texts.
#[utoipa::path(tag = "reviews", operation_id = "get_review", params(("id" = TrialId, Path, description = "The trial.")),
    responses((status = 200, description = "The review.", body = ReviewOut)), security(("session" = [])))]
#[get("/trials/{id}/review")]
async fn get_review(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let reach = Reach::by_id(&who);
    call.read(move |conn| {
        let trial = trials::find_shown(conn, &reach, *id)?;
        let review = store::of_trial(conn, *id)?.ok_or_else(Error::not_found)?;
        answer(review, Reader::of(&who, &trial))
    })
    .await
}

/// Change a review.
///
/// For members of the business. Scores count at once; another text waits for staff anew, and the present one is no longer shown. The
/// vendor's answer stays, and the vendor may give another.
#[utoipa::path(tag = "reviews", operation_id = "change_review", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = String, Header, description = "The ETag of the review.", max_length = 200)), request_body = ReviewPatch,
    responses((status = 200, description = "Changed.", body = ReviewOut), (status = 403, description = "`forbidden`, `second_factor_required` or `in_person_only`; `conflict_of_interest` for who belongs to the vendor too.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`for_one_side`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[patch("/trials/{id}/review")]
async fn change_review(
    call: Call,
    who: Person,
    id: Path<TrialId>,
    _: IfMatch,
    body: Body<ReviewPatch>,
) -> Result<Answer> {
    let (party, (scores, text)) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        answer(actions::change(tx, &party, *id, scores, text.clone())?, Reader::Side(Actor::Business))
    })
    .await
}

/// Take a review back.
///
/// For members of the business. It is gone with its text and the vendor's answer, and counts no longer; it can be written anew.
#[utoipa::path(tag = "reviews", operation_id = "delete_review", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = String, Header, description = "The ETag of the review.", max_length = 200)),
    responses((status = 204, description = "Gone."), (status = 403, description = "`forbidden`, `second_factor_required` or `in_person_only`; `conflict_of_interest` for who belongs to the vendor too.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`for_one_side`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[delete("/trials/{id}/review")]
async fn delete_review(call: Call, who: Person, id: Path<TrialId>, _: IfMatch) -> Result<Answer> {
    let party = party(&who);
    call.act(Some(who.account()), move |tx| actions::delete(tx, &party, *id).map(|()| Answer::no_content())).await
}

/// Answer a review.
///
/// For members of the vendor, once; again where staff refused the answer, or the business has changed its review since. It is shown to
/// others once staff have published it; who wrote the review then gets a mail.
#[utoipa::path(tag = "reviews", operation_id = "answer_review", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the review that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReviewAnswerIn,
    responses((status = 200, description = "Answered; it waits for staff.", body = ReviewOut), (status = 403, description = "`forbidden`, `second_factor_required` or `in_person_only`; `conflict_of_interest` for who belongs to the business too.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: an answer stands. `for_one_side`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/review/answer")]
async fn answer_review(call: Call, who: Person, id: Path<TrialId>, body: Body<ReviewAnswerIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let text = faults.lines("/answer", &body.0.answer, TEXT_LENGTH);
    let (party, text) = (party(&who), faults.finish(text)?);
    call.act(Some(who.account()), move |tx| {
        answer(actions::answer(tx, &party, *id, text.clone())?, Reader::Side(Actor::Vendor))
    })
    .await
}
