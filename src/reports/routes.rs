//! Figures over HTTP, for analysts.

use super::funnel::{Funnel, GroupBy, Period, funnel};
use crate::accounts::model::Watch;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::faults::Faults;
use crate::http::{Answer, Call, Person, Query};
use crate::values::LocalDay;
use actix_web::get;
use serde::Deserialize;
use utoipa::IntoParams;
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

/// The funnel by cohort of start (analysts).
///
/// Of the whole country; for a province officer of the own province. Of the trials that started in the period: how many were activated, engaged, claimed and confirmed so far. Requests
/// that never started are counted apart.
#[utoipa::path(tag = "reports", operation_id = "get_funnel", params(FunnelQuery), responses((status = 200, description = "The funnel.", body = Funnel)), security(("session" = [])))]
#[get("/reports/funnel")]
async fn get_funnel(call: Call, who: Person, query: Query<FunnelQuery>) -> Result<Answer> {
    let as_of = call.app.db.now();
    let (from, to) = period(&query.0, as_of.local_day())?;
    let group_by = query.0.group_by.unwrap_or(GroupBy::All);
    let period = Period { from, to, as_of };
    let province = who.watch().and_then(Watch::province);
    Answer::ok(&call.read(move |conn| funnel(conn, group_by, period, province.as_deref())).await?)
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
