//! What people do about warnings.

use super::{WarningOut, answer};
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person};
use crate::targets::routes::own_province;
use crate::values::{LocalDay, WarningId};
use crate::warnings::actions;
use crate::warnings::lifecycle::Command;
use crate::warnings::model::{LONGEST_SNOOZE, NOTE_LENGTH};
use actix_web::post;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;

/// That a warning was seen, and what one wants to say of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Demo: I call the vendor tomorrow."}))]
pub struct AcknowledgementIn {
    #[schema(max_length = 1000)]
    note: Option<String>,
}

/// Until when a warning is to be quiet, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"until": "2026-12-14", "note": "Demo: the vendor moves its office until then."}))]
pub struct SnoozeIn {
    /// On the morning of this local day it comes again, if it still holds: tomorrow at the earliest, in 90 days at the latest.
    #[schema(max_length = 10, format = Date)]
    until: String,
    #[schema(max_length = 1000)]
    note: String,
}

impl SnoozeIn {
    fn read(&self, today: LocalDay) -> Result<(LocalDay, String)> {
        let mut faults = Faults::default();
        let note = faults.lines("/note", &self.note, NOTE_LENGTH);
        let (first, last) = (today.plus_days(1), today.plus_days(LONGEST_SNOOZE));
        let until = faults.day("/until", &self.until);
        let in_time = until.filter(|until| (first..=last).contains(until));
        if until.is_some() && in_time.is_none() {
            faults.add("/until", FaultCode::OutOfRange, format!("{first} – {last}"));
        }
        faults.finish(in_time.zip(note))
    }
}

/// What was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Demo: the vendor has hired somebody who answers."}))]
pub struct ResolutionIn {
    #[schema(max_length = 1000)]
    note: String,
}

/// Say that a warning was seen.
///
/// For analysts, administrators and the officers of its province, whoever its owner is: once, while it is `raised`.
#[utoipa::path(tag = "warnings", operation_id = "acknowledge_warning", params(("id" = WarningId, Path, description = "The warning."), ("If-Match" = Option<String>, Header, description = "The ETag of the warning that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = AcknowledgementIn,
    responses((status = 200, description = "Acknowledged.", body = WarningOut), (status = 409, description = "`wrong_state`: it is not `raised`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/warnings/{id}/acknowledgement")]
pub async fn acknowledge_warning(
    call: Call,
    who: Person,
    id: Path<WarningId>,
    body: Body<AcknowledgementIn>,
) -> Result<Answer> {
    let mut faults = Faults::default();
    let note = faults.optional_lines("/note", body.0.note.as_deref(), NOTE_LENGTH);
    let (by, own, note) = (who.account(), own_province(&who), faults.finish(note)?);
    call.act(Some(by), move |tx| {
        let warning = actions::act(tx, (by, own.as_deref()), *id, Command::Acknowledge, note.clone())?;
        answer(tx, warning)
    })
    .await
}

/// Let a warning be quiet for a time.
///
/// For analysts, administrators and the officers of its province, with a note. It comes again on the morning of the day, if it still holds then, with the facts
/// of that day and as much time as at first; its owner gets a mail. If it holds no longer by then, it ends on the morning when that is seen.
#[utoipa::path(tag = "warnings", operation_id = "snooze_warning", params(("id" = WarningId, Path, description = "The warning."), ("If-Match" = Option<String>, Header, description = "The ETag of the warning that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = SnoozeIn,
    responses((status = 200, description = "Snoozed.", body = WarningOut), (status = 409, description = "`wrong_state`: it was resolved, or has ended.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/warnings/{id}/snooze")]
pub async fn snooze_warning(call: Call, who: Person, id: Path<WarningId>, body: Body<SnoozeIn>) -> Result<Answer> {
    let (by, own, body) = (who.account(), own_province(&who), body.0);
    call.act(Some(by), move |tx| {
        let (until, note) = body.read(tx.now().local_day())?;
        let warning = actions::act(tx, (by, own.as_deref()), *id, Command::Snooze(until), Some(note))?;
        answer(tx, warning)
    })
    .await
}

/// Say what was done about a warning.
///
/// For analysts, administrators and the officers of its province, with a note. As long as what it saw still holds, it is not raised anew; once that has ended, it can be.
#[utoipa::path(tag = "warnings", operation_id = "resolve_warning", params(("id" = WarningId, Path, description = "The warning."), ("If-Match" = Option<String>, Header, description = "The ETag of the warning that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ResolutionIn,
    responses((status = 200, description = "Resolved.", body = WarningOut), (status = 409, description = "`wrong_state`: it was resolved, or has ended.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/warnings/{id}/resolution")]
pub async fn resolve_warning(call: Call, who: Person, id: Path<WarningId>, body: Body<ResolutionIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let note = faults.lines("/note", &body.0.note, NOTE_LENGTH);
    let (by, own, note) = (who.account(), own_province(&who), faults.finish(note)?);
    call.act(Some(by), move |tx| {
        let warning = actions::act(tx, (by, own.as_deref()), *id, Command::Resolve, Some(note.clone()))?;
        answer(tx, warning)
    })
    .await
}
