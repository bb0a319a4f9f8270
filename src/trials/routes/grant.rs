//! What staff allow.

use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person};
use crate::trials::actions;
use crate::trials::model::{Grant, REASON_LENGTH};
use crate::values::{BusinessId, GrantId, PlatformId, Timestamp};
use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A second trial that staff allow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"business_id": "biz_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "platform_id": "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e",
    "reason": "Demo: the first trial was lost to a flood."}))]
pub struct GrantIn {
    business_id: BusinessId,
    platform_id: PlatformId,
    /// Why, for whoever looks at it later; no personal data.
    #[schema(max_length = 1000)]
    reason: String,
}

/// A second trial that staff allowed.
#[derive(Serialize, ToSchema)]
pub struct GrantOut {
    id: GrantId,
    platform_id: PlatformId,
    granted_at: Timestamp,
    #[schema(max_length = 1000)]
    reason: String,
}

impl From<Grant> for GrantOut {
    fn from(it: Grant) -> Self {
        Self { id: it.id, platform_id: it.platform_id, granted_at: it.granted_at, reason: it.reason }
    }
}

/// Let a business try a platform a second time.
///
/// For reviewers, with a reason. The trial that uses the grant never enters a figure's denominator. Wants proof of who you
/// are from the last ten minutes.
#[utoipa::path(tag = "trials", operation_id = "grant_second_trial", request_body = GrantIn,
    responses((status = 201, description = "Granted: the business may ask once more.", body = GrantOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`no_first_trial` or `grant_exists`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trial-grants")]
pub async fn grant_second_trial(call: Call, who: Person, body: Body<GrantIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let reason = faults.lines("/reason", &body.0.reason, REASON_LENGTH);
    let (sent, reason, by) = (body.0, faults.finish(reason)?, who.account());
    call.act(Some(by), move |tx| {
        let grant = actions::grant_second(tx, by, sent.business_id, sent.platform_id, &reason)?;
        Ok(Answer { status: 201, ..Answer::ok(&GrantOut::from(grant))? })
    })
    .await
}
