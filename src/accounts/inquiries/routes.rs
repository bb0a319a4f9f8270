//! Inquiries over HTTP.

use super::actions;
use super::model::Question;
use crate::accounts::model::email_key;
use crate::error::Result;
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Routes};
use crate::limits::{Limit, Occasion};
use actix_web::post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(request_password_reset).service(request_verification_mail);
}

/// The address that is asked about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "sme1@demo.example"}))]
pub struct InquiryIn {
    #[schema(max_length = 254, format = Email)]
    email: String,
}

/// What happens next.
#[derive(Serialize, ToSchema)]
pub struct InquiryOut {
    #[schema(max_length = 40, example = "mail_sent_if_known")]
    status: &'static str,
}

/// Ask for a link to choose a new password.
///
/// Where the address is a verified person's, a mail with a link goes to it, valid for 30 minutes. The answer, and the work
/// that is done for it, is the same for every address, and whether or not it has had its mail of the last 20 minutes:
/// the link in that one holds on. Once it was used, or the password was changed, the next one waits for nothing.
#[utoipa::path(tag = "accounts", operation_id = "request_password_reset", request_body = InquiryIn,
    responses((status = 202, description = "If the address is known, a mail is on its way.", body = InquiryOut)))]
#[post("/password-resets")]
async fn request_password_reset(call: Call, body: Body<InquiryIn>) -> Result<Answer> {
    asked(call, Question::PasswordReset, &body.0).await
}

/// Ask for the verification mail once more.
///
/// Where the address was registered and waits to be verified, its mail is sent again with a new link, of the
/// newest registration where several wait: whoever follows it chooses the password. The answer, and the work that is done
/// for it, is the same for every address, and whether or not it has had its mails of the day: ten of these, three of them
/// asked for from one network.
#[utoipa::path(tag = "accounts", operation_id = "request_verification_mail", request_body = InquiryIn,
    responses((status = 202, description = "If the address waits, a mail is on its way.", body = InquiryOut)))]
#[post("/accounts/verification-mails")]
async fn request_verification_mail(call: Call, body: Body<InquiryIn>) -> Result<Answer> {
    asked(call, Question::Verification, &body.0).await
}

async fn asked(call: Call, question: Question, sent: &InquiryIn) -> Result<Answer> {
    let mut faults = Faults::default();
    let email = faults.email("/email", &sent.email);
    let email = faults.finish(email)?;
    let (limits, client) = (call.app.limits.clone(), call.client);
    call.act(None, move |tx| {
        limits.take(tx, Limit::Inquiries, &client.to_string())?;
        let occasion = match question {
            Question::PasswordReset => Occasion::PasswordReset,
            _ => Occasion::Verification(client),
        };
        if limits.may_mail(tx, occasion, &email_key(&email))? {
            actions::ask(tx, question, &email, None)?;
        }
        Answer::accepted(&InquiryOut { status: "mail_sent_if_known" })
    })
    .await
}
