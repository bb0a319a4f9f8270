//! Figures over HTTP, for analysts: one question each, answered from memory.

use super::cohorts::{Cohorts, cohorts};
use super::ended::{EndedRate, ended};
use super::figures::{Figures, Table};
use super::files::{self, ReportFormat};
use super::flow::{Flow, flow};
use super::funnel::{Funnel, funnel};
use super::imported::Imported;
use super::query::{CohortsQuery, ReportQuery};
use super::question::Question;
use super::reasons::{Reasons, reasons};
use super::service_levels::{ServiceLevels, service_levels};
use super::statistics::{Statistics, statistics};
use super::time_to_convert::{TimeToConvert, time_to_convert};
use crate::accounts::model::Watch;
use crate::error::{Error, Result};
use crate::http::{Answer, Call, FileOut, Person, Query, Routes};
use crate::reference::{self, ProvinceList};
use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;

/// Seconds that the public table may be kept.
const MAX_AGE: u32 = 3_600;

pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(get_funnel)
        .service(get_cohorts)
        .service(get_ended_rate)
        .service(get_flow)
        .service(get_time_to_convert)
        .service(get_service_levels)
        .service(get_outcome_reasons)
        .service(get_statistics);
    super::rows::routes::routes(routes);
}

/// Reads the question and asks it.
async fn answered<T, F>(call: &Call, who: &Person, figures: &Figures, query: ReportQuery, report: F) -> Result<Answer>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&Table, &Question) -> Result<T> + Send + 'static,
{
    let (own, now, format) = (who.watch().and_then(Watch::province), call.app.db.now(), query.format());
    let question = call.read(move |conn| query.question(conn, own, now)).await?;
    answer(format, figures.ask(&call.app.db, move |table| report(table, &question)).await?).await
}

/// The report as JSON, or as a file of its lines.
async fn answer<T: Serialize + Send + 'static>(format: ReportFormat, report: T) -> Result<Answer> {
    let Some(file) = format.file() else { return Answer::ok(&report) };
    actix_web::web::block(move || files::file(file, &report)).await.map_err(Error::internal)?
}

/// The funnel by cohort of start (analysts).
///
/// Of the trials that started in the period: how many were activated, engaged, claimed and confirmed, at each level of evidence; and the
/// cohort rate. Requests that never started, second trials and imported trials are counted apart. For a province officer of the
/// own province. Definition `funnel/2`.
#[utoipa::path(tag = "reports", operation_id = "get_funnel", params(ReportQuery), responses((status = 200, description = "The funnel.", content((Funnel = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/funnel")]
async fn get_funnel(call: Call, who: Person, query: Query<ReportQuery>, figures: Data<Figures>) -> Result<Answer> {
    let (own, now, format) = (who.watch().and_then(Watch::province), call.app.db.now(), query.0.format());
    let read = call.read(move |conn| {
        let question = query.0.question(conn, own, now)?;
        Ok((Imported::of(conn, &question)?, question))
    });
    let (imported, question) = read.await?;
    answer(format, figures.ask(&call.app.db, move |table| funnel(table, &question, imported)).await?).await
}

/// The cohort table: start × weeks since (analysts).
///
/// Of the trials that started in each step of the period: how many converted within so many weeks, the cohort rate, and for cohorts
/// whose windows are still open one minus Kaplan–Meier with its 95% band, censored only by `as_of`. Definition `cohort_rate/1`.
#[utoipa::path(tag = "reports", operation_id = "get_cohorts", params(CohortsQuery), responses((status = 200, description = "The cohorts.", content((Cohorts = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/cohorts")]
async fn get_cohorts(call: Call, who: Person, query: Query<CohortsQuery>, figures: Data<Figures>) -> Result<Answer> {
    let (own, now, format) = (who.watch().and_then(Watch::province), call.app.db.now(), query.0.format());
    let weeks = query.0.weeks()?;
    let question = call.read(move |conn| query.0.question(conn, own, now)).await?;
    answer(format, figures.ask(&call.app.db, move |table| cohorts(table, &question, weeks)).await?).await
}

/// Converted among the trials that ended in a period (analysts).
///
/// By the day of the agreed end, also of trials that were cancelled before it. Definition `ended_rate/1`.
#[utoipa::path(tag = "reports", operation_id = "get_ended_rate", params(ReportQuery), responses((status = 200, description = "The rate.", content((EndedRate = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/ended-rate")]
async fn get_ended_rate(call: Call, who: Person, query: Query<ReportQuery>, figures: Data<Figures>) -> Result<Answer> {
    answered(&call, &who, &figures, query.0, ended).await
}

/// What happened in a period, each fact by its own day (analysts).
///
/// For targets; it is never divided by the starts of the period. Definition `flow/1`.
#[utoipa::path(tag = "reports", operation_id = "get_flow", params(ReportQuery), responses((status = 200, description = "The flow.", content((Flow = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/flow")]
async fn get_flow(call: Call, who: Person, query: Query<ReportQuery>, figures: Data<Figures>) -> Result<Answer> {
    answered(&call, &who, &figures, query.0, flow).await
}

/// How long it took to convert (analysts).
///
/// Median and third quartile from the start and from activation, of the trials that started in the period and converted within their
/// windows: of no others. Definition `time_to_convert/1`.
#[utoipa::path(tag = "reports", operation_id = "get_time_to_convert", params(ReportQuery), responses((status = 200, description = "The times.", content((TimeToConvert = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/time-to-convert")]
async fn get_time_to_convert(
    call: Call,
    who: Person,
    query: Query<ReportQuery>,
    figures: Data<Figures>,
) -> Result<Answer> {
    answered(&call, &who, &figures, query.0, time_to_convert).await
}

/// How vendors serve requests (analysts).
///
/// Of the requests that were made in the period: answered, accepted and unanswered in time, and how long acceptance and access took.
/// Definition `service_levels/1`.
#[utoipa::path(tag = "reports", operation_id = "get_service_levels", params(ReportQuery), responses((status = 200, description = "The levels.", content((ServiceLevels = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/service-levels")]
async fn get_service_levels(
    call: Call,
    who: Person,
    query: Query<ReportQuery>,
    figures: Data<Figures>,
) -> Result<Answer> {
    answered(&call, &who, &figures, query.0, service_levels).await
}

/// Why requests did not start and trials did not convert (analysts).
///
/// By outcome and reason of the closed lists (/v1/reasons). Definition `reasons/2`.
#[utoipa::path(tag = "reports", operation_id = "get_outcome_reasons", params(ReportQuery), responses((status = 200, description = "The reasons.", content((Reasons = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/reports/reasons")]
async fn get_outcome_reasons(
    call: Call,
    who: Person,
    query: Query<ReportQuery>,
    figures: Data<Figures>,
) -> Result<Answer> {
    answered(&call, &who, &figures, query.0, reasons).await
}

/// The programme in figures, month by month.
///
/// For everybody: what happened in each of the last 24 months that are over, of the whole country and of each of the 34 provinces, as known
/// at the end of the last of them. The table always has the same lines. A figure below 5 is null, and so are others where it could be
/// found by subtraction. Definition `statistics/1`.
#[utoipa::path(tag = "reports", operation_id = "get_statistics", responses((status = 200, description = "The table.", body = Statistics)))]
#[get("/statistics")]
async fn get_statistics(call: Call, figures: Data<Figures>) -> Result<Answer> {
    let last = call.app.db.now().local_day().last_of_previous_month();
    if let Some(kept) = figures.published(last) {
        return Ok(kept);
    }
    let provinces = call.read(|conn| reference::provinces(conn, ProvinceList::Since2025)).await?;
    let codes = provinces.into_iter().map(|province| province.code).collect();
    let table = figures.ask(&call.app.db, move |table| statistics(table, last, codes)).await?;
    let answer = Answer::ok(&table)?.public(MAX_AGE).compressed();
    figures.publish(last, answer.clone());
    Ok(answer)
}
