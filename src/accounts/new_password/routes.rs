//! Another password over HTTP.

use super::{actions, completion, store};
use crate::accounts::model::{check_password, email_key};
use crate::accounts::{Standing, passwords, tries};
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use actix_web::post;
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(change_password).service(complete_password_reset);
}

/// The present password and another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "bông sen trắng 42", "new_password": "ao cá mùa thu 77"}))]
pub struct PasswordIn {
    #[schema(max_length = 128, format = Password)]
    current_password: String,
    /// As at the registration; another than the present one.
    #[schema(min_length = 12, max_length = 128, format = Password)]
    new_password: String,
}

impl PasswordIn {
    /// The present password and the new one.
    fn parse(self, who: &Standing) -> Result<(String, String)> {
        let mut faults = Faults::default();
        let strong = check_password(&mut faults, "/new_password", &self.new_password, &who.email, &who.name);
        if strong.is_some() && passwords::are_same(&self.new_password, &self.current_password) {
            faults.add("/new_password", FaultCode::SamePassword, "");
        }
        faults.finish(strong)?;
        Ok((self.current_password, self.new_password))
    }
}

/// Change the password.
///
/// With the present one, and proof of who you are from the last ten minutes. All other sessions end, links for a new
/// password are void, and a mail tells the owner. A wrong present password counts as a failed log-in.
#[utoipa::path(tag = "accounts", operation_id = "change_password", request_body = PasswordIn,
    responses((status = 204, description = "Changed."), (status = 401, description = "`unauthenticated`, `reauthentication_needed` or `wrong_credentials`.", body = Problem, content_type = "application/problem+json"), (status = 429, description = "`too_many_log_ins` while tries wait, or `too_many_requests`; with `Retry-After`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/me/password")]
async fn change_password(call: Call, who: Person, body: Body<PasswordIn>) -> Result<Answer> {
    let (account, session) = (who.account(), who.session()?);
    if let Some(answer) = call.kept(Some(account)).await? {
        return Ok(answer);
    }
    let (current, new) = body.0.parse(who.standing())?;
    let (tried, _under_way) = tries::begin(&call, &who.standing().email).await?;
    let stored = call.read(move |conn| store::hash(conn, account)).await?;
    let right = call.app.hasher.verify(current, stored.clone().filter(|_| tried.may_open())).await?;
    let Some(stored) = stored.filter(|_| right) else {
        return Err(tries::failed(&call, tried, tries::Refused::wrong_password(account)).await);
    };
    let hash = call.app.hasher.hash(new).await?;
    let (limits, email) = (call.app.limits.clone(), email_key(&who.standing().email));
    call.act(Some(account), move |tx| {
        tried.succeeded(tx)?;
        actions::change(tx, account, session, &hash, &stored)?;
        limits.link_gone(tx, &email)?;
        Ok(Answer::no_content())
    })
    .await
}

/// The secret of the mail's link, a new password, and a code where there is a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "k3J0x5b1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8t", "password": "ao cá mùa thu 77"}))]
pub struct CompletionIn {
    /// The last part of the link.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    token: String,
    /// As at the registration.
    #[schema(min_length = 12, max_length = 128, format = Password)]
    password: String,
    /// A code of the authenticator app, or a recovery code.
    #[schema(max_length = 40, pattern = "^([0-9]{6}|([A-Za-z2-7]{4}-?){6})$")]
    code: Option<String>,
}

/// Choose a new password with the token of a mail.
///
/// A token works once and for 30 minutes. Where the account has a second factor, its code is asked for: the link alone does
/// not suffice. All sessions end, other links for a new password are void, and a mail tells the owner.
#[utoipa::path(tag = "accounts", operation_id = "complete_password_reset", request_body = CompletionIn,
    responses((status = 204, description = "Set: log in with it."), (status = 401, description = "`second_factor_needed` or `wrong_second_factor`: the token holds on.", body = Problem, content_type = "application/problem+json"), (status = 410, description = "`link_gone`: used, expired or unknown.", body = Problem, content_type = "application/problem+json"), (status = 429, description = "`too_many_wrong_codes`.", body = Problem, content_type = "application/problem+json")))]
#[post("/password-resets/completion")]
async fn complete_password_reset(call: Call, body: Body<CompletionIn>) -> Result<Answer> {
    let CompletionIn { token, password, code } = body.0;
    completion::complete(&call, token, password, code).await
}
