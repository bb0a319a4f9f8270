//! Conversions over HTTP.

use super::actions::{self, Party};
use super::lifecycle::Response;
use super::model::{Conversion, ConversionStatus, NewClaim, PLAN_LENGTH};
use super::{addresses, disputes, evidence, retention, store, unsettled};
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::reference::ReasonIn;
use crate::trials::{self, Reach, Side};
use crate::values::{ConversionId, LocalDay, Timestamp, TrialId, Vnd, integer};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(claim_conversion).service(get_conversion).service(confirm_conversion).service(dispute_conversion);
    routes.service(retract_conversion).service(withdraw_confirmation);
    evidence::routes::routes(routes);
    disputes::routes::routes(routes);
    retention::routes::routes(routes);
    unsettled::routes::routes(routes);
}

/// Who asks, as actions know them.
pub fn party(who: &Person) -> Party {
    Party { account: who.account(), businesses: who.businesses().to_vec(), vendors: who.vendors().to_vec() }
}

/// From where a call comes, as a keyed digest: enough to see that two came from one place.
pub(super) fn address(call: &Call) -> Vec<u8> {
    call.app.key.digest(&format!("confirmation from {}", call.client))
}

/// What one side claims.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"plan": "Demo cơ bản", "amount_vnd_per_month": 250_000, "starts_on": "2026-12-01", "already_customer": false}))]
pub struct ConversionIn {
    /// The plan's name.
    #[schema(max_length = 100)]
    plan: String,
    /// What the business pays, VND a month.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "integer")]
    amount_vnd_per_month: i64,
    /// The first day that is paid for, as the claimer says: a day in Asia/Ho_Chi_Minh.
    #[schema(max_length = 10, format = Date)]
    starts_on: String,
    /// The business paid for this platform before the trial: such a conversion is confirmed but never counted.
    already_customer: bool,
}

impl ConversionIn {
    fn parse(self) -> Result<NewClaim> {
        let mut faults = Faults::default();
        let plan = faults.line("/plan", &self.plan, PLAN_LENGTH);
        let amount = faults.money("/amount_vnd_per_month", self.amount_vnd_per_month);
        let starts_on = faults.day("/starts_on", &self.starts_on);
        let claim = plan.zip(amount).zip(starts_on).map(|((plan, amount_per_month), starts_on)| NewClaim {
            plan,
            amount_per_month,
            starts_on,
            already_customer: self.already_customer,
        });
        faults.finish(claim)
    }
}

/// The other side agrees.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"already_customer": false}))]
pub struct ConfirmationIn {
    /// The business paid for this platform before the trial: such a conversion is confirmed but never counted.
    already_customer: bool,
}

/// A conversion.
#[derive(Serialize, ToSchema)]
pub struct ConversionOut {
    id: ConversionId,
    trial_id: TrialId,
    status: ConversionStatus,
    claimed_by_side: Side,
    claimed_at: Timestamp,
    #[schema(max_length = 100)]
    plan: String,
    amount_vnd_per_month: Vnd,
    starts_on: LocalDay,
    /// The server's instant of the confirmation; null until then. A withdrawal leaves it as it was.
    converted_at: Option<Timestamp>,
    disputed_at: Option<Timestamp>,
    /// When the claim was taken back.
    retracted_at: Option<Timestamp>,
    /// When the confirmation was taken back.
    withdrawn_at: Option<Timestamp>,
    /// Why it was disputed or withdrawn: of the list `dispute` or `withdrawal`.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
    /// When staff resolved the dispute: `status` says how.
    resolved_at: Option<Timestamp>,
    /// Why staff resolved it so: of the list `resolution`.
    #[schema(max_length = 60)]
    resolution_code: Option<String>,
    #[schema(max_length = 1000)]
    resolution_text: Option<String>,
    /// When staff checked it.
    checked_at: Option<Timestamp>,
    /// What staff saw; for staff alone.
    #[schema(max_length = 1000)]
    check_note: Option<String>,
    already_customer: bool,
    /// 0 claimed, 1 confirmed by the other side, 2 an invoice is shown, 3 checked by staff, 4 retained at 90 days, as the
    /// business says. What was withdrawn
    /// keeps the level that it had.
    #[schema(minimum = 0, maximum = 4)]
    evidence_level: i64,
    /// Whether it is a counted conversion: confirmed, and not of somebody who paid before. Targets (the flow of a period) count
    /// each; the trial's cohort only one whose `converted_at` is not after the trial's `window_end`.
    counts: bool,
}

impl From<Conversion> for ConversionOut {
    fn from(it: Conversion) -> Self {
        Self {
            counts: it.counts(),
            id: it.id,
            trial_id: it.trial_id,
            status: it.status,
            claimed_by_side: it.claimed_by_side,
            claimed_at: it.claimed_at,
            plan: it.plan,
            amount_vnd_per_month: it.amount_vnd_per_month,
            starts_on: it.starts_on,
            converted_at: it.converted_at,
            disputed_at: it.disputed_at,
            retracted_at: it.retracted_at,
            withdrawn_at: it.withdrawn_at,
            reason_code: it.reason_code,
            reason_text: it.reason_text,
            resolved_at: it.resolved_at,
            resolution_code: it.resolution_code,
            resolution_text: it.resolution_text,
            checked_at: it.checked_at,
            check_note: it.check_note,
            already_customer: it.already_customer,
            evidence_level: it.evidence_level,
        }
    }
}

/// The answer to who acts.
pub(super) fn answer(conversion: Conversion) -> Result<Answer> {
    let version = conversion.version;
    Ok(Answer::ok(&ConversionOut::from(conversion))?.version(version))
}

/// Claim a conversion.
///
/// Either side of an activated trial may. It counts only once the other side confirms it; that side gets a mail with the
/// page to answer on.
#[utoipa::path(tag = "conversions", operation_id = "claim_conversion", params(("id" = TrialId, Path, description = "The trial.")), request_body = ConversionIn,
    responses((status = 201, description = "Claimed; it waits for the other side.", body = ConversionOut), (status = 409, description = "`not_yet_activated` or `conversion_exists`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion")]
async fn claim_conversion(call: Call, who: Person, id: Path<TrialId>, body: Body<ConversionIn>) -> Result<Answer> {
    let (party, claim) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let made = answer(actions::claim(tx, &party, *id, &claim)?)?;
        Ok(Answer { status: 201, location: Some(format!("/v1/trials/{id}/conversion")), ..made })
    })
    .await
}

/// Read the newest conversion of a trial.
///
/// For both sides of the trial, for reviewers and for staff who follow it: what was claimed, by which side, and what the other side said.
#[utoipa::path(tag = "conversions", operation_id = "get_conversion", params(("id" = TrialId, Path, description = "The trial.")), responses((status = 200, description = "The conversion.", body = ConversionOut)), security(("session" = [])))]
#[get("/trials/{id}/conversion")]
async fn get_conversion(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let reach = Reach::by_id(&who);
    let found = call.read(move |conn| {
        let trial = trials::find_shown(conn, &reach, *id)?;
        let takes_part = !trials::sides(&trial, &reach.businesses, &reach.vendors).is_empty();
        let newest = store::newest(conn, *id)?;
        Ok(match takes_part {
            // What staff write down is theirs, also before those of them who belong to a side.
            true => Conversion { check_note: None, ..newest },
            // What the sides typed is for each other.
            false => Conversion { reason_text: None, ..newest },
        })
    });
    answer(found.await?)
}

/// Confirm what the other side claims.
///
/// Only the side that did not claim can. Within the trial's window its status is `converted` from then on, unless the
/// business was a customer already: nobody is reminded of its end, it does not expire, and it is neither cancelled nor
/// extended.
#[utoipa::path(tag = "conversions", operation_id = "confirm_conversion", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ConfirmationIn,
    responses((status = 200, description = "Confirmed: evidence level 1.", body = ConversionOut), (status = 409, description = "`confirmed_by_claimer` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/confirmation")]
async fn confirm_conversion(call: Call, who: Person, id: Path<TrialId>, body: Body<ConfirmationIn>) -> Result<Answer> {
    let (party, response) = (party(&who), Response::Confirm { already_customer: body.0.already_customer });
    let address = address(&call);
    call.act(Some(who.account()), move |tx| {
        let confirmed = actions::respond(tx, &party, *id, &response)?;
        addresses::note(tx, &confirmed, &address)?;
        answer(confirmed)
    })
    .await
}

/// Dispute what the other side claims.
///
/// Only the side that did not claim can, with a reason of the list `dispute`. The trial does not count as converted.
#[utoipa::path(tag = "conversions", operation_id = "dispute_conversion", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Disputed: it does not count.", body = ConversionOut), (status = 409, description = "`confirmed_by_claimer` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/dispute")]
async fn dispute_conversion(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (code, text) = body.0.parse()?;
    let (party, response) = (party(&who), Response::Dispute { code, text });
    call.act(Some(who.account()), move |tx| answer(actions::respond(tx, &party, *id, &response)?)).await
}

/// Take a claim back.
///
/// Only the side that claimed can, while the other side has not answered. Either side may claim anew.
#[utoipa::path(tag = "conversions", operation_id = "retract_conversion", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Taken back.", body = ConversionOut), (status = 409, description = "`for_one_side` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/retraction")]
async fn retract_conversion(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let party = party(&who);
    call.act(Some(who.account()), move |tx| answer(actions::retract(tx, &party, *id)?)).await
}

/// Withdraw a confirmation.
///
/// Only the side that confirmed can, within 60 days of the confirmation unless the trial's rules say otherwise, with a
/// reason of the list `withdrawal`. The trial no longer counts as converted and is what it was; `converted_at` stays. The other side is told by mail, and either may claim anew.
#[utoipa::path(tag = "conversions", operation_id = "withdraw_confirmation", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Withdrawn: it no longer counts.", body = ConversionOut), (status = 409, description = "`for_one_side`, `window_closed` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/withdrawal")]
async fn withdraw_confirmation(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (party, (code, text)) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| answer(actions::withdraw(tx, &party, *id, &code, text.clone())?)).await
}
