//! Changes of address over HTTP.

use super::actions;
use crate::accounts::model::email_key;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::limits::{Limit, Occasion};
use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(change_address).service(confirm_address).service(stop_address_change);
}

/// The address that the account is to have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "moi@demo.example"}))]
pub struct AddressIn {
    #[schema(max_length = 254, format = Email)]
    email: String,
}

impl AddressIn {
    fn parse(&self, present: &str) -> Result<String> {
        let mut faults = Faults::default();
        let email = faults.email("/email", &self.email);
        if email.as_deref() == Some(present) {
            faults.add("/email", FaultCode::SameAddress, "");
        }
        faults.finish(email)
    }
}

/// What happens next.
#[derive(Serialize, ToSchema)]
pub struct AddressOut {
    #[schema(max_length = 40, example = "confirmation_mail_sent")]
    status: &'static str,
}

/// Ask for another address.
///
/// A mail with a link goes to the new address, valid for 24 hours; until that is confirmed, nothing changes. The present
/// address is told at once, with a link that stops the change, and again when it is done, with one that takes it back for 7
/// days. Asking again takes the place of a change that waits. Where the new address is somebody else's, the
/// answer is the same, and that person is told. Wants proof of who you are from the last ten minutes. At most 10 times within 24 hours (429).
#[utoipa::path(tag = "accounts", operation_id = "change_address", request_body = AddressIn,
    responses((status = 202, description = "A mail is on its way to the new address.", body = AddressOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/me/address")]
async fn change_address(call: Call, who: Person, body: Body<AddressIn>) -> Result<Answer> {
    let (account, email) = (who.account(), body.0.parse(&who.standing().email)?);
    let (limits, client) = (call.app.limits.clone(), call.client.to_string());
    call.act(Some(account), move |tx| {
        limits.take(tx, Limit::Inquiries, &client)?;
        limits.take(tx, Limit::AddressChanges, account.as_str())?;
        let may_mail = limits.may_mail(tx, Occasion::AddressChange(account.as_str()), &email_key(&email))?;
        actions::ask(tx, account, &email, may_mail)?;
        Answer::accepted(&AddressOut { status: "confirmation_mail_sent" })
    })
    .await
}

/// The secret of a mail's link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "k3J0x5b1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8t"}))]
pub struct AddressLinkIn {
    /// The last part of the link.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub token: String,
}

/// Confirm a new address with the token of its mail.
///
/// A token works once and for 24 hours, and not where the change was stopped, overtaken by another, or the address is
/// somebody else's by now.
#[utoipa::path(tag = "accounts", operation_id = "confirm_address", request_body = AddressLinkIn,
    responses((status = 204, description = "It is the account's address."), (status = 410, description = "`link_gone`: used, expired, stopped, overtaken or unknown.", body = Problem, content_type = "application/problem+json")))]
#[post("/address-changes/confirmation")]
async fn confirm_address(call: Call, body: Body<AddressLinkIn>) -> Result<Answer> {
    let token = body.0.token;
    call.act(None, move |tx| actions::confirm(tx, &token).map(|()| Answer::no_content())).await
}

/// Stop a change of address with the token of the mail to the present one.
///
/// A token works once and for 24 hours, as long as the new address is not confirmed.
#[utoipa::path(tag = "accounts", operation_id = "stop_address_change", request_body = AddressLinkIn,
    responses((status = 204, description = "The account keeps its address."), (status = 410, description = "`link_gone`: used, expired, done, overtaken or unknown.", body = Problem, content_type = "application/problem+json")))]
#[post("/address-changes/cancellation")]
async fn stop_address_change(call: Call, body: Body<AddressLinkIn>) -> Result<Answer> {
    let token = body.0.token;
    call.act(None, move |tx| actions::stop(tx, &token).map(|()| Answer::no_content())).await
}
