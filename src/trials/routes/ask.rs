//! What businesses ask, and what both sides read.

use super::{TrialOut, named, rendered};
use crate::db::history;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query};
use crate::limits::Limit;
use crate::reference::ReasonIn;
use crate::trials::actions;
use crate::trials::history::{TrialEventOut, readable};
use crate::trials::model::{Channel, NAME_LENGTH, NEED_LENGTH, NewTrial, PHONE_LENGTH, TrialStatus};
use crate::trials::store::{self, Filter, Reach};
use crate::values::{BusinessId, PlatformId, TrialId};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

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
    #[schema(max_length = 254, format = Email)]
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

/// Ask for a trial (members of the business).
///
/// The vendor gets a mail at once and answers within the working days of the rules (two, at first); then it is asked again. A business asks for at most 30 trials within 24
/// hours (429 `too_many_trials`).
#[utoipa::path(tag = "trials", operation_id = "request_trial", request_body = TrialIn,
    responses((status = 201, description = "Requested.", body = TrialOut), (status = 409, description = "`second_trial`, `platform_not_available`, `not_eligible`, `business_outgrown`, `too_many_employees` or `own_platform`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials")]
pub async fn request_trial(call: Call, who: Person, body: Body<TrialIn>) -> Result<Answer> {
    let (new, by, reach) = (body.0.parse()?, who.account(), Reach::of(&who));
    let limits = call.app.limits.clone();
    call.act(Some(by), move |tx| {
        let trial = actions::request(tx, by, &reach, &new)?;
        limits.take(tx, Limit::Trials, new.business.as_str())?;
        let location = Some(format!("/v1/trials/{}", trial.id));
        Ok(Answer { status: 201, location, ..rendered(tx, trial)? })
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TrialQuery {
    /// Only trials of this status.
    status: Option<TrialStatus>,
    /// Only trials of this platform.
    platform_id: Option<PlatformId>,
    /// `true`: only requests that their vendor has left unanswered so long that staff look after them.
    escalated: Option<bool>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// One's trials, newest first.
///
/// Those of one's businesses and of one's vendors; for staff those that their office follows, without what people typed.
#[utoipa::path(tag = "trials", operation_id = "list_trials", params(TrialQuery), responses((status = 200, description = "A page.", body = Paged<TrialOut>)), security(("session" = [])))]
#[get("/trials")]
pub async fn list_trials(call: Call, who: Person, query: Query<TrialQuery>) -> Result<Answer> {
    let page = Page::new(
        "trials",
        &(query.0.status, query.0.platform_id, query.0.escalated, who.account()),
        query.0.limit,
        query.0.cursor.as_deref(),
    )?;
    let TrialQuery { status, platform_id: platform, escalated, .. } = query.0;
    let (reach, filter) = (Reach::of(&who), Filter { status, platform, escalated: escalated == Some(true) });
    let paged = call.read(move |conn| {
        let rows = store::list(conn, &reach, filter, &page)?;
        let Paged { data, next_cursor } = page.of(rows, |row| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read a trial.
///
/// One's business's or one's vendor's; for reviewers and for staff whose office follows it, without what people typed.
#[utoipa::path(tag = "trials", operation_id = "get_trial", params(("id" = TrialId, Path, description = "The trial.")), responses((status = 200, description = "The trial.", body = TrialOut)), security(("session" = [])))]
#[get("/trials/{id}")]
pub async fn get_trial(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let reach = Reach::by_id(&who);
    call.read(move |conn| {
        let trial = store::find_shown(conn, &reach, *id)?;
        rendered(conn, trial)
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What has happened to a trial, oldest first.
///
/// For both of its sides, for reviewers and for staff who follow it. The facts hold codes and ids, no personal data; each is told as a sentence
/// in Vietnamese and English besides.
#[utoipa::path(tag = "trials", operation_id = "list_trial_events", params(("id" = TrialId, Path, description = "The trial."), EventQuery), responses((status = 200, description = "A page.", body = Paged<TrialEventOut>)), security(("session" = [])))]
#[get("/trials/{id}/events")]
pub async fn list_trial_events(call: Call, who: Person, id: Path<TrialId>, query: Query<EventQuery>) -> Result<Answer> {
    let page = Page::new("trial-events", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let reach = Reach::by_id(&who);
    let paged = call.read(move |conn| {
        let trial = store::find_shown(conn, &reach, *id)?;
        let after = page.after.as_deref().and_then(|key| key.first().cloned());
        let rows = history(conn, trial.id.as_str(), after.as_deref(), page.rows())?;
        let Paged { data, next_cursor } = page.of(rows, |row| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: readable(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// End a trial.
///
/// Either side can, with a reason of the list `cancel`; the other side gets a mail. The agreed end stays what it was.
#[utoipa::path(tag = "trials", operation_id = "cancel_trial", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Cancelled.", body = TrialOut), (status = 409, description = "`wrong_state`: ended already, or converted.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/cancellation")]
pub async fn cancel_trial(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (reach, (code, text)) = (Reach::of(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let trial = actions::cancel(tx, &reach, *id, &code, text.clone())?;
        rendered(tx, trial)
    })
    .await
}

/// Take back the consent to pass the contact to the vendor.
///
/// For members of the business, at any time, in one step (law 91/2025/QH15). The contact is erased here at once; the vendor gets a mail that tells it to erase it, too. The
/// trial goes on, without a contact.
#[utoipa::path(tag = "trials", operation_id = "withdraw_consent", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Taken back.", body = TrialOut), (status = 409, description = "`consent_withdrawn`: taken back before.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/consent-withdrawal")]
pub async fn withdraw_consent(call: Call, who: Person, id: Path<TrialId>) -> Result<Answer> {
    let mine = who.businesses().to_vec();
    call.act(Some(who.account()), move |tx| {
        let trial = actions::withdraw_consent(tx, &mine, *id)?;
        rendered(tx, trial)
    })
    .await
}
