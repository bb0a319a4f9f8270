//! Acting for somebody over HTTP, and ending somebody's sessions.

use super::actions::{self, Actor};
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::secrets::Secret;
use crate::staff::changes::model::REASON_LENGTH;
use crate::values::{AccountId, Timestamp};
use actix_web::web::Path;
use actix_web::{delete, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(act_for_account).service(end_account_sessions);
}

/// Why one acts for somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Demo: asked us on the telephone to correct the number of employees."}))]
pub struct ActingIn {
    /// Told to the person by mail.
    #[schema(max_length = 1000)]
    reason: String,
}

/// A session in which one acts for somebody: send its token as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct ActingOut {
    /// Shown this once.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    token: String,
    /// Half an hour from now. It ends with your own session, in which you open it, where that ends before.
    expires_at: Timestamp,
    /// For whom one acts.
    account_id: AccountId,
}

/// Act for somebody, for half an hour.
///
/// For administrators, with a reason. It ends with your own session, in which you open it, where that ends before. The person
/// is told by mail at once, by whom and why; everything done is recorded under both names. What only the person may do is
/// refused: consents, trials, conversions, passwords, members. Nobody acts for staff. The answer carries a secret and is not
/// kept under an idempotency key. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "staff", operation_id = "act_for_account", params(("id" = AccountId, Path, description = "The account.")), request_body = ActingIn,
    responses((status = 201, description = "The session.", body = ActingOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`acting_for_staff`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/accounts/{id}/acting-sessions")]
async fn act_for_account(call: Call, who: Person, id: Path<AccountId>, body: Body<ActingIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let reason = faults.lines("/reason", &body.0.reason, REASON_LENGTH);
    let by = Actor { account: who.account(), session: who.session()? };
    let (reason, account) = (faults.finish(reason)?, *id);
    call.act_with_secret(Some(by.account), move |tx| {
        let secret = Secret::random()?;
        let expires_at = actions::act_for(tx, by, account, &reason, &secret)?;
        let out = ActingOut { token: secret.reveal().to_owned(), expires_at, account_id: account };
        Answer::created("/v1/me".to_owned(), &out)
    })
    .await
}

/// End all sessions of somebody.
///
/// For administrators, e.g. after a device was stolen: at once and on every server. Wants proof of who you are from the last
/// ten minutes.
#[utoipa::path(tag = "staff", operation_id = "end_account_sessions", params(("id" = AccountId, Path, description = "The account.")),
    responses((status = 204, description = "Ended."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[delete("/accounts/{id}/sessions")]
async fn end_account_sessions(call: Call, who: Person, id: Path<AccountId>) -> Result<Answer> {
    call.act(Some(who.account()), move |tx| actions::end_sessions(tx, *id).map(|()| Answer::no_content())).await
}
