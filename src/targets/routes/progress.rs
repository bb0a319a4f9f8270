//! How far targets have come, over HTTP: all of them ranked, one of them week by week.

use super::{TargetOut, named, own_province};
use crate::db::Conn;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::{Fault, Faults};
use crate::http::{Answer, Call, FileOut, Person, Query};
use crate::reports::Figures;
use crate::reports::figures::Table;
use crate::reports::figures::row::AsOf;
use crate::reports::files::{self, ReportFormat};
use crate::reports::query;
use crate::targets::model::{Filter, Metric, Scope, Target, TargetStatus};
use crate::targets::progress::{self, DEFINITION, Point, Progress};
use crate::targets::routes::read::filter;
use crate::targets::store;
use crate::values::{TargetId, Timestamp, VendorId};
use actix_web::get;
use actix_web::web::{Data, Path, block};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Targets that are ranked at once.
const MOST: usize = 400;

/// Which come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ranking {
    /// Those that fall short by most.
    #[default]
    Behind,
    Ahead,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TargetProgressQuery {
    /// Only targets of this metric.
    metric: Option<Metric>,
    /// Only targets that name this programme.
    #[param(max_length = 20)]
    programme: Option<String>,
    /// Only targets that name this ministry.
    #[param(max_length = 20)]
    ministry_code: Option<String>,
    /// Only targets that name this province, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    /// Only targets that name this category.
    #[param(max_length = 60)]
    category_code: Option<String>,
    /// Only targets that name this vendor.
    vendor_id: Option<VendorId>,
    /// Only targets whose period holds this day: the day of `as_of` when `on`, `from` and `to` are left out.
    #[param(max_length = 10, format = Date, example = "2027-02-01")]
    on: Option<String>,
    /// Only targets whose period begins on this day or later.
    #[param(max_length = 10, format = Date, example = "2027-01-01")]
    from: Option<String>,
    /// Only targets whose period ends on this day or before.
    #[param(max_length = 10, format = Date, example = "2027-12-31")]
    to: Option<String>,
    /// As known at the end of this day, which is over; now when left out. Values of targets are those that hold now.
    #[param(max_length = 10, format = Date, example = "2026-06-30")]
    as_of: Option<String>,
    /// Which come first; `behind` when left out.
    #[serde(default)]
    #[param(inline)]
    sort: Ranking,
    /// What the answer is: `json` when left out; else a file.
    #[serde(default)]
    format: ReportFormat,
}

/// By which definition, and as of when.
#[derive(Serialize, ToSchema)]
pub struct ProgressAbout {
    /// The definition's id and version: see docs/targets.md.
    #[schema(max_length = 40, example = "target_progress/1")]
    definition: &'static str,
    as_of: Timestamp,
}

/// A target in its place.
#[derive(Serialize, ToSchema)]
pub struct RankedTarget {
    /// 1 is the first. Targets without a forecast stand last.
    #[schema(minimum = 1, maximum = 400)]
    rank: i64,
    target: TargetOut,
    progress: Progress,
}

#[derive(Serialize, ToSchema)]
pub struct RankedTargets {
    about: ProgressAbout,
    #[schema(max_items = 400)]
    data: Vec<RankedTarget>,
}

/// A target week by week.
#[derive(Serialize, ToSchema)]
pub struct TargetProgressOut {
    about: ProgressAbout,
    target: TargetOut,
    progress: Progress,
    /// The ends of its weeks, counted from its first day, and its last day.
    #[schema(max_items = 530)]
    weeks: Vec<Point>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AsOfQuery {
    /// As known at the end of this day, which is over; now when left out.
    #[param(max_length = 10, format = Date, example = "2026-06-30")]
    as_of: Option<String>,
}

/// Errors: 400 for what is no day, or one that is not over.
fn as_of(text: Option<&str>, now: Timestamp) -> Result<AsOf> {
    let mut faults = Faults::default();
    let read = query::as_of(&mut faults, text, now);
    faults.finish(read).map_err(|error| Error::faulty(Code::InvalidQuery, error.faults().to_vec()))
}

/// The targets that are asked for.
fn asked(conn: &mut Conn, own: Option<String>, it: &TargetProgressQuery, as_of: &AsOf) -> Result<Vec<Target>> {
    let scope = Scope {
        programme: it.programme.clone(),
        ministry_code: it.ministry_code.clone(),
        province_code: it.province_code.clone(),
        category_code: it.category_code.clone(),
        vendor_id: it.vendor_id,
    };
    let status = Some(TargetStatus::Set);
    let asked = Filter { own_province: own, metric: it.metric, status, scope, ..Filter::default() };
    let (on, from, to) = (it.on.as_deref(), it.from.as_deref(), it.to.as_deref());
    let mut filter = filter(conn, asked, [("on", on), ("from", from), ("to", to)])?;
    if on.or(from).or(to).is_none() {
        filter.on = Some(as_of.day());
    }
    let targets = store::all(conn, &filter, MOST as i64 + 1)?;
    if targets.len() > MOST {
        let fault = Fault { pointer: "metric".to_owned(), code: FaultCode::TooMany, possible: MOST.to_string() };
        return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
    }
    Ok(targets)
}

/// How far targets have come, ranked (analysts).
///
/// Of the targets that hold, at most 400: plan against actual, what is needed in a week, the forecast with its 95% interval and what it is made
/// of. They are ranked by what is expected in per cent of the target. For a province officer those that name the own province. Definition
/// `target_progress/1`.
#[utoipa::path(tag = "targets", operation_id = "list_target_progress", params(TargetProgressQuery), responses((status = 200, description = "The ranking.", content((RankedTargets = "application/json"), (FileOut = "application/octet-stream")))), security(("session" = [])))]
#[get("/targets/progress")]
pub async fn list_target_progress(
    call: Call,
    who: Person,
    query: Query<TargetProgressQuery>,
    figures: Data<Figures>,
) -> Result<Answer> {
    let (own, now) = (own_province(&who), call.app.db.now());
    let (sort, format) = (query.0.sort, query.0.format);
    let as_of = as_of(query.0.as_of.as_deref(), now)?;
    let read = call.read(move |conn| {
        let targets = asked(conn, own, &query.0, &as_of)?;
        Ok((named(conn, targets.clone())?, targets))
    });
    let (outs, targets) = read.await?;
    let counted = figures.ask(&call.app.db, move |table| Ok(progress::count(table, targets, as_of))).await?;
    let progress = block(move || counted.progress()).await.map_err(Error::internal)?;
    let about = ProgressAbout { definition: DEFINITION, as_of: as_of.at };
    let ranked = RankedTargets { about, data: ranked(outs, progress, sort) };
    let Some(file) = format.file() else { return Answer::ok(&ranked) };
    block(move || files::file(file, &ranked)).await.map_err(Error::internal)?
}

fn ranked(targets: Vec<TargetOut>, progress: Vec<Progress>, sort: Ranking) -> Vec<RankedTarget> {
    let mut all: Vec<(TargetOut, Progress)> = targets.into_iter().zip(progress).collect();
    let key = |(target, progress): &(TargetOut, Progress)| {
        // In tenths of per cent, as it is told.
        let attainment = progress.attainment.map(|percent| (percent * 10.0) as i64);
        let first = if sort == Ranking::Ahead { attainment.map(|tenths| -tenths) } else { attainment };
        (first.is_none(), first, target.id)
    };
    all.sort_by_key(key);
    let places = (1..).zip(all);
    places.map(|(rank, (target, progress))| RankedTarget { rank, target, progress }).collect()
}

/// How far a target has come, week by week (analysts).
///
/// For who may read the target. Definition `target_progress/1`.
#[utoipa::path(tag = "targets", operation_id = "get_target_progress", params(("id" = TargetId, Path, description = "The target."), AsOfQuery),
    responses((status = 200, description = "Its progress.", body = TargetProgressOut)), security(("session" = [])))]
#[get("/targets/{id}/progress")]
pub async fn get_target_progress(
    call: Call,
    who: Person,
    id: Path<TargetId>,
    query: Query<AsOfQuery>,
    figures: Data<Figures>,
) -> Result<Answer> {
    let (target, progress, weeks, as_of) = looked_at(&call, &who, *id, &query.0, &figures).await?;
    let about = ProgressAbout { definition: DEFINITION, as_of: as_of.at };
    let out = call.read(move |conn| named(conn, vec![target])).await?.pop();
    let target = out.ok_or_else(|| Error::internal("a target that is lost"))?;
    Answer::ok(&TargetProgressOut { about, target, progress, weeks })
}

/// A target's progress as a picture (analysts).
///
/// SVG, in the reader's language: the plan, what was there week by week, and the forecast with its 95% interval. For who may read the target.
#[utoipa::path(tag = "targets", operation_id = "get_target_chart", params(("id" = TargetId, Path, description = "The target."), AsOfQuery),
    responses((status = 200, description = "The picture.", content((FileOut = "image/svg+xml")))), security(("session" = [])))]
#[get("/targets/{id}/chart")]
pub async fn get_target_chart(
    call: Call,
    who: Person,
    id: Path<TargetId>,
    query: Query<AsOfQuery>,
    figures: Data<Figures>,
) -> Result<Answer> {
    let (target, progress, weeks, as_of) = looked_at(&call, &who, *id, &query.0, &figures).await?;
    Ok(Answer::picture(progress::svg(&target, &progress, &weeks, (as_of.day(), call.locale))))
}

/// A target with its progress, week by week.
async fn looked_at(
    call: &Call,
    who: &Person,
    id: TargetId,
    query: &AsOfQuery,
    figures: &Figures,
) -> Result<(Target, Progress, Vec<Point>, AsOf)> {
    let own = own_province(who);
    let as_of = as_of(query.as_of.as_deref(), call.app.db.now())?;
    let target = call.read(move |conn| store::find_within(conn, id, own.as_deref())).await?;
    let asked = move |table: &Table| {
        let weeks = progress::series(table, &target, &as_of);
        Ok((target.clone(), progress::count(table, vec![target], as_of), weeks))
    };
    let (target, counted, weeks) = figures.ask(&call.app.db, asked).await?;
    let progress = block(move || counted.progress()).await.map_err(Error::internal)?.pop();
    Ok((target, progress.ok_or_else(|| Error::internal("a target that is lost"))?, weeks, as_of))
}
