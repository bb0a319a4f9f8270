//! Figures over HTTP, for analysts.

use super::funnel::{DEFINITION, GroupBy, NotStarted, Stages};
use super::store;
use crate::error::{Code, Error, FaultCode, Result};
use crate::http::{Analyst, Answer, Call, Query};
use crate::values::faults::Fault;
use crate::values::{Faults, LocalDay, Timestamp};
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

/// Days that one report may span.
const LONGEST: i32 = 3_700;

pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_funnel);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FunnelQuery {
    /// The first day of start, in Asia/Ho_Chi_Minh; a year ago when left out.
    #[param(max_length = 10, format = Date, example = "2026-01-01")]
    from: Option<String>,
    /// The last day of start; today when left out.
    #[param(max_length = 10, format = Date, example = "2026-12-31")]
    to: Option<String>,
    /// What to group by; everything in one group when left out.
    group_by: Option<GroupBy>,
}

/// The funnel of a period.
#[derive(Serialize, ToSchema)]
struct FunnelOut {
    /// The definition's id and version.
    #[schema(max_length = 40, example = "funnel/1")]
    definition: &'static str,
    from: LocalDay,
    to: LocalDay,
    group_by: GroupBy,
    as_of: Timestamp,
    /// One line per group that has trials, in the order of their keys.
    #[schema(max_items = 10_000)]
    data: Vec<Stages>,
    /// The sum of all groups.
    total: Stages,
    /// Requests made in the period that have not started, by state and reason.
    #[schema(max_items = 200)]
    not_started: Vec<NotStarted>,
}

/// The funnel by cohort of start (analysts).
///
/// Of the trials that started in the period: how many were activated, engaged, claimed and confirmed so far. Requests
/// that never started are counted apart.
#[utoipa::path(tag = "reports", operation_id = "get_funnel", params(FunnelQuery), responses((status = 200, description = "The funnel.", body = FunnelOut)), security(("session" = [])))]
#[get("/reports/funnel")]
async fn get_funnel(call: Call, _who: Analyst, query: Query<FunnelQuery>) -> Result<Answer> {
    let as_of = call.app.db.now();
    let (from, to) = period(&query.0, as_of.local_day())?;
    let group_by = query.0.group_by.unwrap_or(GroupBy::All);
    let out = call.read(move |conn| {
        let data = store::stages(conn, group_by, from, to)?;
        let total = total(&data);
        let not_started = store::not_started(conn, from, to)?;
        Ok(FunnelOut { definition: DEFINITION, from, to, group_by, as_of, data, total, not_started })
    });
    Answer::ok(&out.await?)
}

fn period(query: &FunnelQuery, today: LocalDay) -> Result<(LocalDay, LocalDay)> {
    let mut faults = Faults::default();
    let to = query.to.as_deref().map_or(Some(today), |text| faults.day("to", text));
    let from = query.from.as_deref().map_or_else(|| to.map(|to| to.minus_days(365)), |text| faults.day("from", text));
    let period =
        faults.finish(from.zip(to)).map_err(|error| Error::faulty(Code::InvalidQuery, error.faults().to_vec()))?;
    let (from, to) = period;
    if from > to || to.days_since(from) > LONGEST {
        let fault = Fault {
            pointer: "from".to_owned(),
            code: FaultCode::OutOfRange,
            possible: format!("{} – {to}", to.minus_days(LONGEST.unsigned_abs())),
        };
        return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
    }
    Ok(period)
}

fn total(groups: &[Stages]) -> Stages {
    let sum = |of: fn(&Stages) -> i64| groups.iter().map(of).sum();
    Stages {
        group: GroupBy::All.to_string(),
        started: sum(|it| it.started),
        activated: sum(|it| it.activated),
        engaged: sum(|it| it.engaged),
        claimed: sum(|it| it.claimed),
        confirmed: sum(|it| it.confirmed),
        already_customer: sum(|it| it.already_customer),
        cancelled: sum(|it| it.cancelled),
        confirmed_so_far: None,
    }
    .with_rate()
}
