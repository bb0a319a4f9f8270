//! What staff decide on what was typed in reviews.

use super::{Reader, ReviewOut, answer};
use crate::conversions::actions::Party;
use crate::conversions::routes::party;
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Page, Paged, Person, Query, Routes};
use crate::reviews::model::{Part, Review};
use crate::reviews::{actions, store};
use crate::values::{Timestamp, TrialId};
use crate::{businesses, catalog, vendors};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_waiting_reviews).service(publish_review_text).service(refuse_review_text);
}

/// Which part is published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"part": "text"}))]
pub struct ReviewPublicationIn {
    part: Part,
}

/// Which part is refused, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"part": "answer", "reason_code": "personal_data"}))]
pub struct ReviewRefusalIn {
    part: Part,
    /// A code of the list `moderation` at /v1/reasons.
    #[schema(max_length = 60, format = "reason-code")]
    reason_code: String,
}

/// A review of which something waits for staff.
#[derive(Serialize, ToSchema)]
pub struct WaitingReviewOut {
    /// Since when.
    waits_since: Timestamp,
    #[schema(max_length = 120)]
    platform_name: String,
    #[schema(max_length = 200)]
    vendor_name: String,
    review: ReviewOut,
}

fn named(conn: &mut Conn, rows: Vec<Review>) -> Result<Vec<WaitingReviewOut>> {
    let platforms = catalog::names(conn, &rows.iter().map(|it| it.platform_id).collect::<Vec<_>>())?;
    let vendors = vendors::names(conn, &rows.iter().map(|it| it.vendor_id).collect::<Vec<_>>())?;
    let out = |it: Review| {
        let platform_name = platforms.get(&it.platform_id).cloned().unwrap_or_default();
        let vendor_name = vendors.get(&it.vendor_id).cloned().unwrap_or_default();
        let waits_since = it.waits_since.ok_or_else(|| Error::internal(format!("{} does not wait", it.id)))?;
        Ok(WaitingReviewOut { waits_since, platform_name, vendor_name, review: ReviewOut::of(it, Reader::Moderator) })
    };
    rows.into_iter().map(out).collect()
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WaitingReviewQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Reviews of which a text or an answer waits for staff, the longest first.
///
/// For reviewers, auditors and administrators; those of trials of one's own firm are left out, and so are those of which one wrote a part, and
/// those of platforms with which one has something to do: all, for who belongs to a vendor.
#[utoipa::path(tag = "reviews", operation_id = "list_waiting_reviews", params(WaitingReviewQuery),
    responses((status = 200, description = "A page.", body = Paged<WaitingReviewOut>)), security(("session" = [])))]
#[get("/reviews")]
async fn list_waiting_reviews(call: Call, who: Person, query: Query<WaitingReviewQuery>) -> Result<Answer> {
    let (by, sees) = (party(&who), who.sees_statements());
    let page = Page::new("waiting reviews", &(&by.businesses, &by.vendors), query.0.limit, query.0.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        if !sees {
            return Ok(Paged { data: Vec::new(), next_cursor: None });
        }
        let platforms = catalog::conflicts::platforms(conn, by.account)?;
        let by = Party { businesses: businesses::all_of_firms(conn, by.account)?, ..by };
        let rows = store::waiting(conn, &by, &platforms, &page)?;
        let since = |it: &Review| it.waits_since.unwrap_or_default().as_micros().to_string();
        let Paged { data, next_cursor } = page.of(rows, |it| vec![since(it), it.id.to_string()], |it| it);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Publish a text or an answer of a review.
///
/// For reviewers and administrators who belong to neither side and have nothing to do with the platform, on the version that they have read. What was refused can be published
/// later. Who wrote the review gets a mail of an answer. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "reviews", operation_id = "publish_review_text", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = String, Header, description = "The ETag of the review, as it was read.", max_length = 200)), request_body = ReviewPublicationIn,
    responses((status = 200, description = "Published: everybody reads it.", body = ReviewOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: absent, or published already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/review/publication")]
async fn publish_review_text(
    call: Call,
    who: Person,
    id: Path<TrialId>,
    _: IfMatch,
    body: Body<ReviewPublicationIn>,
) -> Result<Answer> {
    let (party, part) = (party(&who), body.0.part);
    call.act(Some(who.account()), move |tx| answer(actions::decide(tx, &party, *id, part, None)?, Reader::Moderator))
        .await
}

/// Refuse a text or an answer of a review.
///
/// For reviewers and administrators who belong to neither side and have nothing to do with the platform, on the version that they have read, with a reason of the list
/// `moderation`. Who wrote it gets a mail with the reason, and can write another. What was published can be refused later; the scores
/// count all the same. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "reviews", operation_id = "refuse_review_text", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = String, Header, description = "The ETag of the review, as it was read.", max_length = 200)), request_body = ReviewRefusalIn,
    responses((status = 200, description = "Refused: nobody else reads it.", body = ReviewOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: absent, or refused already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/review/refusal")]
async fn refuse_review_text(
    call: Call,
    who: Person,
    id: Path<TrialId>,
    _: IfMatch,
    body: Body<ReviewRefusalIn>,
) -> Result<Answer> {
    let mut faults = Faults::default();
    let code = faults.line("/reason_code", &body.0.reason_code, 60);
    let (party, part, code) = (party(&who), body.0.part, faults.finish(code)?);
    call.act(Some(who.account()), move |tx| {
        answer(actions::decide(tx, &party, *id, part, Some(&code))?, Reader::Moderator)
    })
    .await
}
