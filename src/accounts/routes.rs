//! Accounts over HTTP.

use super::model::{self, NAME_LENGTH, NewPerson};
use super::second_factor;
use super::sessions::{self, Origin};
use super::{actions, store, tries, verification};
use crate::error::{Code, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Routes};
use crate::limits::{Limit, Occasion};
use crate::secrets::Secret;
use crate::values::{AccountId, Locale, Timestamp, text};
use actix_web::http::header::{HeaderValue, USER_AGENT};
use actix_web::{HttpRequest, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(register_account).service(verify_account).service(log_in);
}

/// A person who registers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "sme1@demo.example", "name": "Demo Owner", "password": "bông sen trắng 42", "locale": "vi"}))]
pub struct RegistrationIn {
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(max_length = 100)]
    name: String,
    /// 12 to 128 characters (in NFC), without the person's name or address in it; not a common one, and more than words of the
    /// programme.
    #[schema(min_length = 12, max_length = 128, format = Password)]
    password: String,
    /// The language of mails; Vietnamese when left out.
    locale: Option<Locale>,
}

/// What happens next.
#[derive(Serialize, ToSchema)]
pub struct RegistrationOut {
    #[schema(max_length = 40, example = "verification_mail_sent")]
    status: &'static str,
}

impl RegistrationIn {
    fn parse(self) -> Result<(NewPerson, String)> {
        let mut faults = Faults::default();
        let email = faults.email("/email", &self.email);
        let name = faults.name("/name", &self.name, NAME_LENGTH);
        let strong = model::check_password(&mut faults, "/password", &self.password, &self.email, &self.name);
        let locale = self.locale.unwrap_or(Locale::Vi);
        let person = email.zip(name).zip(strong).map(|((email, name), ())| NewPerson { email, name, locale });
        Ok((faults.finish(person)?, self.password))
    }
}

/// Register a person.
///
/// A mail with a link goes to the address; its page asks for the password once more, and its button verifies the address. The
/// answer is the same whether or not the address is known, and whether or not it has had its mails of the day: ten for
/// registrations, three of them from one network.
#[utoipa::path(tag = "accounts", operation_id = "register_account", request_body = RegistrationIn,
    responses((status = 202, description = "A mail is on its way.", body = RegistrationOut)))]
#[post("/accounts")]
async fn register_account(call: Call, body: Body<RegistrationIn>) -> Result<Answer> {
    let (person, password) = body.0.parse()?;
    tries::may_register(&call).await?;
    let hash = call.app.hasher.hash(password).await?;
    let (limits, client) = (call.app.limits.clone(), call.client);
    call.act(None, move |tx| {
        limits.take(tx, Limit::Registrations, &client.to_string())?;
        let may_mail = limits.may_mail(tx, Occasion::Registration(client), &model::email_key(&person.email))?;
        actions::register(tx, &person, &hash, may_mail)?;
        Answer::accepted(&RegistrationOut { status: "verification_mail_sent" })
    })
    .await
}

/// The secret of a verification mail's link, and the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "k3J0x5b1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8t", "password": "bông sen trắng 42"}))]
pub struct VerificationIn {
    /// The last part of the link.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    token: String,
    /// That of the registration, or another: as at the registration.
    #[schema(min_length = 12, max_length = 128, format = Password)]
    password: String,
}

/// Verify an address with the token of its mail, and say the password.
///
/// Only the password that is given here counts from then on: whoever registered the address without reading its mails has
/// one that opens nothing. A token works once and for 48 hours; after that, `link_gone`: register again.
#[utoipa::path(tag = "accounts", operation_id = "verify_account", request_body = VerificationIn,
    responses((status = 204, description = "Verified."), (status = 410, description = "`link_gone`: used, expired or unknown.", body = crate::error::Problem, content_type = "application/problem+json")))]
#[post("/accounts/verification")]
async fn verify_account(call: Call, body: Body<VerificationIn>) -> Result<Answer> {
    let VerificationIn { token, password } = body.0;
    verification::complete(&call, token, password).await
}

/// Address and password, and a code where there is a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "sme1@demo.example", "password": "bông sen trắng 42"}))]
pub struct SessionIn {
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(max_length = 128, format = Password)]
    password: String,
    /// A code of the authenticator app, or a recovery code.
    #[schema(max_length = 40, pattern = "^([0-9]{6}|([A-Za-z2-7]{4}-?){6})$")]
    code: Option<String>,
}

/// A session: send its token as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct SessionOut {
    /// Shown this once.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    token: String,
    expires_at: Timestamp,
    account_id: AccountId,
}

impl SessionOut {
    pub(super) fn new(secret: &Secret, expires_at: Timestamp, account_id: AccountId) -> Self {
        Self { token: secret.reveal().to_owned(), expires_at, account_id }
    }
}

/// Log in.
///
/// After five failures in a row each further try waits (429), 1 s at first and twice as long each time, up to 15 minutes; so
/// do all of a client that failed thirty times within 15 minutes, also those of others behind its address. From where the
/// account's owner has logged in lately, the right password opens meanwhile, until that client has tried 120 times more; where
/// strangers fail from the same neighbourhood (an IPv4 /24, an IPv6 /48), too, tries from there wait by the same pauses. Who is
/// logged in already goes on. Tries at the same time count as if they had failed. After the right password, an account with a
/// second factor wants a `code` too; that it is missing counts as no failure. At most 50 sessions of an account are open: one more ends the one that is unused for
/// longest.
///
/// The answer carries a secret and is not kept under an idempotency key: a retry with the same key is a 409.
#[utoipa::path(tag = "accounts", operation_id = "log_in", request_body = SessionIn,
    responses((status = 201, description = "Logged in.", body = SessionOut), (status = 401, description = "`wrong_credentials`; after the right password `second_factor_needed` or `wrong_second_factor`.", body = crate::error::Problem, content_type = "application/problem+json"), (status = 429, description = "`too_many_log_ins` while tries wait; `too_many_wrong_codes` after the right password; or `too_many_requests`; with `Retry-After`.", body = crate::error::Problem, content_type = "application/problem+json")))]
#[post("/sessions")]
async fn log_in(call: Call, request: HttpRequest, body: Body<SessionIn>) -> Result<Answer> {
    let header = request.headers().get(USER_AGENT);
    let origin = Origin::new(call.client, header.map(HeaderValue::as_bytes).unwrap_or_default());
    let SessionIn { email, password, code } = body.0;
    // What is no address is nobody's, at the same cost as one that is unknown.
    let address = text::email(&email).unwrap_or_default();
    let (tried, _under_way) = tries::begin(&call, text::email(&email).as_ref().unwrap_or(&email)).await?;
    let account = call.read(move |conn| store::find_by_email(conn, &address)).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = call.app.hasher.verify(password, stored.filter(|_| tried.may_open())).await?;
    let account = match tries::admitted(account, right) {
        Ok(account) => account,
        Err(refused) => return Err(tries::failed(&call, tried, refused).await),
    };
    let key = call.app.key.clone();
    call.attempt(account.id, move |tx| {
        let proof = match second_factor::actions::ask(tx, &key, account.id, code.as_deref())? {
            Ok(given) => given,
            Err(refusal) => {
                if refusal.code() == Code::SecondFactorNeeded {
                    tried.halfway(tx)?;
                }
                return Ok(Err(refusal));
            }
        };
        tried.succeeded(tx)?;
        let secret = Secret::random()?;
        let expires_at = sessions::actions::log_in(tx, &account, &secret, proof, &origin)?;
        let out = SessionOut::new(&secret, expires_at, account.id);
        Answer::created("/v1/me".to_owned(), &out).map(Ok)
    })
    .await
}
