//! What vendors answer.

use super::{TrialOut, rendered};
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person};
use crate::reference::ReasonIn;
use crate::trials::model::REFERENCE_LENGTH;
use crate::trials::{Reach, actions};
use crate::values::TrialId;
use actix_web::post;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;

/// Take a request on.
///
/// For the vendor's members. The business gets a mail; the trial starts when access is handed over.
#[utoipa::path(tag = "trials", operation_id = "accept_trial", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Accepted.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/acceptance")]
pub async fn accept_trial(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let reach = Reach::of(&who);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::accept(tx, &reach, *id)?;
        rendered(tx, trial)
    })
    .await
}

/// Refuse a request.
///
/// For the vendor's members, with a reason of the list `decline`. The business gets a mail and can ask again.
#[utoipa::path(tag = "trials", operation_id = "decline_trial", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Declined.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/decline")]
pub async fn decline_trial(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (reach, (code, text)) = (Reach::of(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::decline(tx, &reach, *id, &code, text.clone())?;
        rendered(tx, trial)
    })
    .await
}

/// How the business gets in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"access_reference": "demo-workspace-1"}))]
pub struct ProvisioningIn {
    /// What the vendor calls the access, e.g. a workspace; never a password.
    #[schema(max_length = 200)]
    access_reference: String,
}

/// Hand over access: the trial starts.
///
/// For the vendor's members. The days of the offer run from now; the business gets a mail.
#[utoipa::path(tag = "trials", operation_id = "provision_trial", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ProvisioningIn,
    responses((status = 200, description = "Started.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/provisioning")]
pub async fn provision_trial(call: Call, who: Person, id: Path<TrialId>, body: Body<ProvisioningIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let reference = faults.line("/access_reference", &body.0.access_reference, REFERENCE_LENGTH);
    let (reach, reference) = (Reach::of(&who), faults.finish(reference)?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::provision(tx, &reach, *id, &reference)?;
        rendered(tx, trial)
    })
    .await
}

/// Report the first real use.
///
/// For the vendor's members. From now on either side can claim a conversion.
#[utoipa::path(tag = "trials", operation_id = "activate_trial", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Activated.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/activation")]
pub async fn activate_trial(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let reach = Reach::of(&who);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::activate(tx, &reach, *id)?;
        rendered(tx, trial)
    })
    .await
}

/// A week in which the organization used the platform.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"week_of": "2026-11-16"}))]
pub struct HeartbeatIn {
    /// The week's Monday. Use is reported per organization, never per person.
    #[schema(max_length = 10, format = Date)]
    week_of: String,
}

/// Report use in a week.
///
/// For the vendor's members. The same week again changes nothing.
#[utoipa::path(tag = "trials", operation_id = "report_use", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = HeartbeatIn,
    responses((status = 200, description = "Noted.", body = TrialOut), (status = 409, description = "`wrong_state`: not activated, or ended.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/heartbeats")]
pub async fn report_use(call: Call, who: Person, id: Path<TrialId>, body: Body<HeartbeatIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let week = faults.day("/week_of", &body.0.week_of);
    let (reach, week) = (Reach::of(&who), faults.finish(week)?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::heartbeat(tx, &reach, *id, week)?;
        rendered(tx, trial)
    })
    .await
}
