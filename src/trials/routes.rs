//! Trials over HTTP.

use super::actions;
use super::model::{
    Channel, NAME_LENGTH, NEED_LENGTH, NewTrial, PHONE_LENGTH, REASON_LENGTH, REFERENCE_LENGTH, Side, Trial,
    TrialStatus,
};
use super::store::{self, Filter, Reach};
use crate::businesses::SizeClass;
use crate::db::{Conn, Happened, history};
use crate::error::{FaultCode, Problem, Result};
use crate::http::{Answer, Body, BusinessMember, Call, Page, Paged, Person, Query, VendorMember};
use crate::values::{BusinessId, Faults, PlatformId, Timestamp, TrialId, VendorId, Vnd};
use crate::{businesses, catalog};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(request_trial)
        .service(list_trials)
        .service(get_trial)
        .service(list_trial_events)
        .service(accept_trial)
        .service(decline_trial)
        .service(provision_trial)
        .service(activate_trial)
        .service(report_use)
        .service(cancel_trial);
}

impl Reach {
    pub fn of(who: &Person) -> Self {
        Self { businesses: who.businesses().to_vec(), vendors: who.vendors().to_vec() }
    }
}

/// A trial that a business asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"business_id": "biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "platform_id": "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "need": "Quản lý sổ sách và hóa đơn cho một cửa hàng.",
    "contact_name": "Demo Owner", "contact_email": "sme1@demo.example", "contact_phone": "0900 000 000", "consent_to_pass_contact": true, "channel": "direct"}))]
pub struct TrialIn {
    business_id: BusinessId,
    platform_id: PlatformId,
    /// What the business wants to solve.
    #[schema(max_length = 2000)]
    need: String,
    #[schema(max_length = 100)]
    contact_name: String,
    #[schema(max_length = 254)]
    contact_email: String,
    #[schema(max_length = 20)]
    contact_phone: Option<String>,
    /// Must be true: the contact is passed to this vendor, for this trial only. Silence is not consent.
    consent_to_pass_contact: bool,
    channel: Channel,
}

impl TrialIn {
    fn parse(self) -> Result<NewTrial> {
        let mut faults = Faults::default();
        let need = faults.lines("/need", &self.need, NEED_LENGTH);
        let name = faults.line("/contact_name", &self.contact_name, NAME_LENGTH);
        let email = faults.email("/contact_email", &self.contact_email);
        let phone = faults.optional_line("/contact_phone", self.contact_phone.as_deref(), PHONE_LENGTH);
        if !self.consent_to_pass_contact {
            faults.add("/consent_to_pass_contact", FaultCode::ConsentMissing, "");
        }
        let new = need.zip(name).zip(email.zip(phone)).map(|((need, contact_name), (contact_email, contact_phone))| {
            NewTrial {
                business: self.business_id,
                platform: self.platform_id,
                need,
                contact_name,
                contact_email,
                contact_phone,
                channel: self.channel,
            }
        });
        faults.finish(new)
    }
}

/// A trial, as both sides see it.
#[derive(Serialize, ToSchema)]
pub struct TrialOut {
    id: TrialId,
    status: TrialStatus,
    business_id: BusinessId,
    #[schema(max_length = 200)]
    business_name: String,
    size_class: SizeClass,
    platform_id: PlatformId,
    #[schema(max_length = 120)]
    platform_name: String,
    vendor_id: VendorId,
    #[schema(max_length = 200)]
    vendor_name: String,
    channel: Channel,
    /// Agreed days of free trial.
    #[schema(minimum = 1, maximum = 366)]
    days: i64,
    /// The price after the trial that was offered at sign-up.
    price_vnd_per_month: Vnd,
    #[schema(max_length = 2000)]
    need: Option<String>,
    #[schema(max_length = 100)]
    contact_name: Option<String>,
    #[schema(max_length = 254)]
    contact_email: Option<String>,
    #[schema(max_length = 20)]
    contact_phone: Option<String>,
    requested_at: Timestamp,
    /// The vendor answers by then: two working days.
    respond_by: Timestamp,
    accepted_at: Option<Timestamp>,
    /// Access was ready: the trial started.
    started_at: Option<Timestamp>,
    activated_at: Option<Timestamp>,
    engaged_at: Option<Timestamp>,
    declined_at: Option<Timestamp>,
    cancelled_at: Option<Timestamp>,
    cancelled_by: Option<Side>,
    /// The agreed end, also after a cancellation. Nothing is to be paid by itself afterwards.
    trial_end: Option<Timestamp>,
    /// What the vendor calls the access.
    #[schema(max_length = 200)]
    access_reference: Option<String>,
    /// Why it was declined or cancelled: a code of the closed lists at /v1/reasons.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

/// Trials with the names that people know them by.
fn named(conn: &mut Conn, trials: Vec<Trial>) -> Result<Vec<TrialOut>> {
    let businesses = businesses::names(conn, &trials.iter().map(|it| it.business_id).collect::<Vec<_>>())?;
    let platforms = catalog::names(conn, &trials.iter().map(|it| it.platform_id).collect::<Vec<_>>())?;
    let out = |it: Trial| {
        let (platform_name, vendor_name) = platforms.get(&it.platform_id).cloned().unwrap_or_default();
        let business_name = businesses.get(&it.business_id).cloned().unwrap_or_default();
        TrialOut {
            id: it.id,
            status: it.status,
            business_id: it.business_id,
            business_name,
            size_class: it.size_class,
            platform_id: it.platform_id,
            platform_name,
            vendor_id: it.vendor_id,
            vendor_name,
            channel: it.channel,
            days: it.days,
            price_vnd_per_month: it.price_vnd_per_month,
            need: it.need,
            contact_name: it.contact_name,
            contact_email: it.contact_email,
            contact_phone: it.contact_phone,
            requested_at: it.requested_at,
            respond_by: it.respond_by,
            accepted_at: it.accepted_at,
            started_at: it.provisioned_at,
            activated_at: it.activated_at,
            engaged_at: it.engaged_at,
            declined_at: it.declined_at,
            cancelled_at: it.cancelled_at,
            cancelled_by: it.cancelled_by,
            trial_end: it.trial_end,
            access_reference: it.access_reference,
            reason_code: it.reason_code,
            reason_text: it.reason_text,
        }
    };
    Ok(trials.into_iter().map(out).collect())
}

fn answer(conn: &mut Conn, trial: Trial) -> Result<Answer> {
    let version = trial.version;
    let out = named(conn, vec![trial])?;
    Ok(Answer::ok(&out.first())?.version(version))
}

/// Ask for a trial (members of the business).
///
/// The vendor gets a mail at once and answers within two working days.
#[utoipa::path(tag = "trials", operation_id = "request_trial", request_body = TrialIn,
    responses((status = 201, description = "Requested.", body = TrialOut), (status = 409, description = "`second_trial`, `platform_not_available`, `not_eligible` or `own_platform`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials")]
async fn request_trial(call: Call, who: BusinessMember, body: Body<TrialIn>) -> Result<Answer> {
    let (new, by, reach) = (body.0.parse()?, who.account(), Reach::of(&who));
    call.act(Some(by), move |tx| {
        let trial = actions::request(tx, by, &reach, &new)?;
        let location = Some(format!("/v1/trials/{}", trial.id));
        Ok(Answer { status: 201, location, ..answer(tx, trial)? })
    })
    .await
}

#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TrialQuery {
    /// Only trials of this status.
    status: Option<TrialStatus>,
    /// Only trials of this platform.
    platform_id: Option<PlatformId>,
    #[param(minimum = 1, maximum = 100)]
    #[serde(skip_serializing)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// One's trials, newest first: those of one's businesses and of one's vendors.
#[utoipa::path(tag = "trials", operation_id = "list_trials", params(TrialQuery), responses((status = 200, description = "A page.", body = Paged<TrialOut>)), security(("session" = [])))]
#[get("/trials")]
async fn list_trials(call: Call, who: Person, query: Query<TrialQuery>) -> Result<Answer> {
    let page = Page::new("trials", &(&query.0, who.account()), query.0.limit, query.0.cursor.as_deref())?;
    let (reach, filter) = (Reach::of(&who), Filter { status: query.0.status, platform: query.0.platform_id });
    let paged = call.read(move |conn| {
        let rows = store::list(conn, &reach, filter, &page)?;
        let Paged { data, next_cursor } = page.of(rows, |row| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::ok(&paged.await?)
}

/// Read a trial of one's business or vendor.
#[utoipa::path(tag = "trials", operation_id = "get_trial", params(("id" = TrialId, Path, description = "The trial.")), responses((status = 200, description = "The trial.", body = TrialOut)), security(("session" = [])))]
#[get("/trials/{id}")]
async fn get_trial(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let reach = Reach::of(&who);
    call.read(move |conn| {
        let (trial, _) = store::find_for_person(conn, &reach, *id)?;
        answer(conn, trial)
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EventQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What has happened to a trial, oldest first.
#[utoipa::path(tag = "trials", operation_id = "list_trial_events", params(("id" = TrialId, Path, description = "The trial."), EventQuery), responses((status = 200, description = "A page.", body = Paged<Happened>)), security(("session" = [])))]
#[get("/trials/{id}/events")]
async fn list_trial_events(call: Call, who: Person, id: Path<TrialId>, query: Query<EventQuery>) -> Result<Answer> {
    let page = Page::new("trial-events", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let reach = Reach::of(&who);
    let paged = call.read(move |conn| {
        let (trial, _) = store::find_for_person(conn, &reach, *id)?;
        let after = page.after.as_deref().and_then(|key| key.first().cloned());
        let rows = history(conn, trial.id.as_str(), after.as_deref(), page.rows())?;
        Ok(page.of(rows, |row| vec![row.id.to_string()], |row| row))
    });
    Answer::ok(&paged.await?)
}

/// Take a request on (the vendor's members).
#[utoipa::path(tag = "trials", operation_id = "accept_trial", params(("id" = TrialId, Path, description = "The trial.")),
    responses((status = 200, description = "Accepted.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/acceptance")]
async fn accept_trial(call: Call, who: VendorMember, id: Path<TrialId>) -> Result<Answer> {
    let vendors = who.vendors().to_vec();
    call.act(Some(who.account()), move |tx| {
        let trial = actions::accept(tx, &vendors, *id)?;
        answer(tx, trial)
    })
    .await
}

/// A reason of a closed list, with a free text beside it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason_code": "other", "reason_text": "Demo."}))]
pub struct ReasonIn {
    /// A code of /v1/reasons.
    #[schema(max_length = 60)]
    reason_code: String,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

impl ReasonIn {
    /// Code and text; the code is checked against its list by the action.
    pub fn parse(self) -> Result<(String, Option<String>)> {
        let mut faults = Faults::default();
        let code = faults.line("/reason_code", &self.reason_code, 60);
        let text = self
            .reason_text
            .as_deref()
            .map_or(Some(None), |text| faults.lines("/reason_text", text, REASON_LENGTH).map(Some));
        faults.finish(code.zip(text))
    }
}

/// Refuse a request (the vendor's members), with a reason of the list `decline`.
#[utoipa::path(tag = "trials", operation_id = "decline_trial", params(("id" = TrialId, Path, description = "The trial.")), request_body = ReasonIn,
    responses((status = 200, description = "Declined.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/decline")]
async fn decline_trial(call: Call, who: VendorMember, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (vendors, (code, text)) = (who.vendors().to_vec(), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::decline(tx, &vendors, *id, &code, text.clone())?;
        answer(tx, trial)
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

/// Hand over access (the vendor's members): the trial starts.
#[utoipa::path(tag = "trials", operation_id = "provision_trial", params(("id" = TrialId, Path, description = "The trial.")), request_body = ProvisioningIn,
    responses((status = 200, description = "Started.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/provisioning")]
async fn provision_trial(
    call: Call,
    who: VendorMember,
    id: Path<TrialId>,
    body: Body<ProvisioningIn>,
) -> Result<Answer> {
    let mut faults = Faults::default();
    let reference = faults.line("/access_reference", &body.0.access_reference, REFERENCE_LENGTH);
    let (vendors, reference) = (who.vendors().to_vec(), faults.finish(reference)?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::provision(tx, &vendors, *id, &reference)?;
        answer(tx, trial)
    })
    .await
}

/// Report the first real use (the vendor's members).
#[utoipa::path(tag = "trials", operation_id = "activate_trial", params(("id" = TrialId, Path, description = "The trial.")),
    responses((status = 200, description = "Activated.", body = TrialOut), (status = 409, description = "`wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/activation")]
async fn activate_trial(call: Call, who: VendorMember, id: Path<TrialId>) -> Result<Answer> {
    let vendors = who.vendors().to_vec();
    call.act(Some(who.account()), move |tx| {
        let trial = actions::activate(tx, &vendors, *id)?;
        answer(tx, trial)
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

/// Report use in a week (the vendor's members). The same week again changes nothing.
#[utoipa::path(tag = "trials", operation_id = "report_use", params(("id" = TrialId, Path, description = "The trial.")), request_body = HeartbeatIn,
    responses((status = 200, description = "Noted.", body = TrialOut), (status = 409, description = "`wrong_state`: not activated, or ended.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/heartbeats")]
async fn report_use(call: Call, who: VendorMember, id: Path<TrialId>, body: Body<HeartbeatIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let week = faults.day("/week_of", &body.0.week_of);
    let (vendors, week) = (who.vendors().to_vec(), faults.finish(week)?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::heartbeat(tx, &vendors, *id, week)?;
        answer(tx, trial)
    })
    .await
}

/// End a trial (either side), with a reason of the list `cancel`. The agreed end stays what it was.
#[utoipa::path(tag = "trials", operation_id = "cancel_trial", params(("id" = TrialId, Path, description = "The trial.")), request_body = ReasonIn,
    responses((status = 200, description = "Cancelled.", body = TrialOut), (status = 409, description = "`wrong_state`: ended already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/cancellation")]
async fn cancel_trial(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (reach, (code, text)) = (Reach::of(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::cancel(tx, &reach, *id, &code, text.clone())?;
        answer(tx, trial)
    })
    .await
}
