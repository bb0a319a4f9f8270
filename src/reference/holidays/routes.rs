//! Holidays and their changes over HTTP.

use super::model::{Change, DAYS, Days, Holiday, HolidayChangeStatus, NAME_LENGTH, REASON_LENGTH, YEARS, some_days};
use super::{actions, store};
use crate::error::{Code, Error, FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::reference::routes::Whole;
use crate::values::{AccountId, HolidayChangeId, LocalDay, Timestamp};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_holidays).service(list_holiday_changes).service(propose_holiday_change);
    routes.service(get_holiday_change).service(approve_holiday_change).service(refuse_holiday_change);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct HolidayQuery {
    /// The year, in Asia/Ho_Chi_Minh; the present one when left out.
    #[param(minimum = 2020, maximum = 2099)]
    year: Option<i64>,
}

/// The public holidays of a year.
///
/// No working days, as Saturdays and Sundays are none: so the working days are counted that a vendor has to answer.
/// A year's holidays are decreed in the year before; until they are known, its list is empty and only weekends count.
/// Staff change those that are ahead (`/v1/holiday-changes`), and the list shows it at once.
#[utoipa::path(tag = "reference", operation_id = "list_holidays", params(HolidayQuery), responses((status = 200, description = "The whole list of the year.", body = Whole<Holiday>)))]
#[get("/holidays")]
async fn list_holidays(call: Call, query: Query<HolidayQuery>) -> Result<Answer> {
    let mut faults = Faults::default();
    let year = query.0.year.unwrap_or_else(|| call.app.db.now().local_day().year());
    let year = faults.number("year", year, YEARS);
    let year = faults.finish(year).map_err(|error| Error::faulty(Code::InvalidQuery, error.faults().to_vec()))?;
    let holidays = call.read(move |conn| store::of_year(conn, year)).await?;
    Ok(Answer::ok(&Whole::from(holidays))?.digested())
}

/// A day to be added, with its name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HolidayIn {
    /// From tomorrow on, until 2099.
    #[schema(max_length = 10, format = Date)]
    day: String,
    #[schema(max_length = 200)]
    name_vi: String,
    #[schema(max_length = 200)]
    name_en: String,
}

/// Holidays to be added and to be taken away, at least one, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"added": [{"day": "2028-01-03", "name_vi": "Tết Dương lịch (nghỉ bù)", "name_en": "New Year's Day (observed)"}], "removed": ["2027-11-24"], "reason": "Demo: as decreed for 2028."}))]
pub struct HolidayChangeIn {
    /// Days that are no holidays yet, unless they are taken away at the same time: such a day gets another name.
    #[serde(default)]
    #[schema(max_items = 30)]
    added: Vec<HolidayIn>,
    /// Days that are holidays, from tomorrow on.
    #[serde(default)]
    #[schema(schema_with = some_days)]
    removed: Vec<String>,
    /// Why, for whoever looks at it later.
    #[schema(max_length = 1000)]
    reason: String,
}

impl HolidayChangeIn {
    fn parse(&self) -> Result<(Days, String)> {
        let mut faults = Faults::default();
        let reason = faults.lines("/reason", &self.reason, REASON_LENGTH);
        if self.added.is_empty() && self.removed.is_empty() {
            faults.add("/added", FaultCode::NoDays, "");
        }
        let mut seen = BTreeSet::new();
        let added = each(&mut faults, "/added", &self.added, |faults, at, it| {
            let day = once(faults, &mut seen, &format!("{at}/day"), &it.day);
            let name_vi = faults.line(&format!("{at}/name_vi"), &it.name_vi, NAME_LENGTH);
            let name_en = faults.line(&format!("{at}/name_en"), &it.name_en, NAME_LENGTH);
            Some(Holiday { day: day?, name_vi: name_vi?, name_en: name_en? })
        });
        let mut seen = BTreeSet::new();
        let removed = each(&mut faults, "/removed", &self.removed, |faults, at, it| once(faults, &mut seen, at, it));
        let days = added.zip(removed).map(|(added, removed)| Days { added, removed });
        faults.finish(days.zip(reason))
    }
}

/// Every one of a list, where all are good and not too many.
fn each<T, R>(
    faults: &mut Faults,
    list: &str,
    sent: &[T],
    mut read: impl FnMut(&mut Faults, &str, &T) -> Option<R>,
) -> Option<Vec<R>> {
    if sent.len() > DAYS {
        faults.add(list, FaultCode::TooMany, DAYS.to_string());
        return None;
    }
    let read: Vec<Option<R>> =
        sent.iter().enumerate().map(|(place, one)| read(faults, &format!("{list}/{place}"), one)).collect();
    read.into_iter().collect()
}

/// A day that did not stand in its list before.
fn once(faults: &mut Faults, seen: &mut BTreeSet<LocalDay>, pointer: &str, text: &str) -> Option<LocalDay> {
    let day = faults.day(pointer, text)?;
    let first = seen.insert(day);
    if !first {
        faults.add(pointer, FaultCode::RepeatedDay, "");
    }
    first.then_some(day)
}

/// A change of holidays, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct HolidayChangeOut {
    id: HolidayChangeId,
    /// By day. One that stands in both lists got another name.
    #[schema(max_items = 30)]
    added: Vec<Holiday>,
    /// By day.
    #[schema(max_items = 30)]
    removed: Vec<LocalDay>,
    #[schema(max_length = 1000)]
    reason: String,
    status: HolidayChangeStatus,
    proposed_by: AccountId,
    proposed_at: Timestamp,
    /// Null while it waits.
    decided_by: Option<AccountId>,
    decided_at: Option<Timestamp>,
}

impl From<Change> for HolidayChangeOut {
    fn from(Change { proposal: it, days }: Change) -> Self {
        Self {
            id: it.id,
            added: days.added,
            removed: days.removed,
            reason: it.reason,
            status: it.status,
            proposed_by: it.proposed_by,
            proposed_at: it.proposed_at,
            decided_by: it.decided_by,
            decided_at: it.decided_at,
        }
    }
}

fn answer(change: Change) -> Result<Answer> {
    let version = change.proposal.version;
    Ok(Answer::ok(&HolidayChangeOut::from(change))?.version(version))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct HolidayChangeQuery {
    /// Only changes of this status.
    status: Option<HolidayChangeStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Changes of the public holidays, newest first.
///
/// For administrators and auditors: what waits, and what was decided by whom.
#[utoipa::path(tag = "reference", operation_id = "list_holiday_changes", params(HolidayChangeQuery), responses((status = 200, description = "A page.", body = Paged<HolidayChangeOut>)), security(("session" = [])))]
#[get("/holiday-changes")]
async fn list_holiday_changes(call: Call, query: Query<HolidayChangeQuery>) -> Result<Answer> {
    let HolidayChangeQuery { status, limit, cursor } = query.0;
    let page = Page::new("holiday-changes", &status, limit, cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| store::list(conn, status, &asked)).await?;
    Answer::page(&page.of(rows, |row| vec![row.proposal.id.to_string()], HolidayChangeOut::from))
}

/// Propose a change of the public holidays.
///
/// For administrators, with a reason: days to be added and days to be taken away, up to 30 each, all from tomorrow on
/// (Asia/Ho_Chi_Minh) until 2099. It waits for a second administrator; then working days are counted by it, while a
/// deadline that was set before keeps its instant. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "reference", operation_id = "propose_holiday_change", request_body = HolidayChangeIn,
    responses((status = 201, description = "Pending.", body = HolidayChangeOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/holiday-changes")]
async fn propose_holiday_change(call: Call, who: Person, body: Body<HolidayChangeIn>) -> Result<Answer> {
    let (by, (days, reason)) = (who.account(), body.0.parse()?);
    call.act(Some(by), move |tx| {
        let change = actions::propose(tx, by, &days, &reason)?;
        let location = Some(format!("/v1/holiday-changes/{}", change.proposal.id));
        Ok(Answer { status: 201, location, ..answer(change)? })
    })
    .await
}

/// Read a change of the public holidays.
///
/// For administrators and auditors: its days, why, and what became of it.
#[utoipa::path(tag = "reference", operation_id = "get_holiday_change", params(("id" = HolidayChangeId, Path, description = "The change.")),
    responses((status = 200, description = "The change.", body = HolidayChangeOut)), security(("session" = [])))]
#[get("/holiday-changes/{id}")]
async fn get_holiday_change(call: Call, id: Path<HolidayChangeId>) -> Result<Answer> {
    answer(call.read(move |conn| store::find(conn, *id)).await?)
}

/// Agree to a change of the public holidays, as the second administrator.
///
/// Who proposed it cannot, nor anybody once one of its days has come, or where another change was before it. It holds at
/// once, for what is computed from then on. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "reference", operation_id = "approve_holiday_change", params(("id" = HolidayChangeId, Path, description = "The change.")),
    responses((status = 200, description = "Agreed.", body = HolidayChangeOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`second_administrator_needed`, `proposer_gone`, `holidays_too_late`, `holidays_changed` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/holiday-changes/{id}/approval")]
async fn approve_holiday_change(call: Call, who: Person, id: Path<HolidayChangeId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| answer(actions::approve(tx, by, *id)?)).await
}

/// Refuse a change of the public holidays, or take back one's own.
///
/// For administrators. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "reference", operation_id = "refuse_holiday_change", params(("id" = HolidayChangeId, Path, description = "The change.")),
    responses((status = 200, description = "Refused.", body = HolidayChangeOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/holiday-changes/{id}/refusal")]
async fn refuse_holiday_change(call: Call, who: Person, id: Path<HolidayChangeId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| answer(actions::refuse(tx, by, *id)?)).await
}
