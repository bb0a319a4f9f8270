//! The second factor over HTTP.

use super::actions;
use super::model::{RECOVERY_CODES, RecoveryCode, Status};
use crate::accounts::routes::SessionOut;
use crate::accounts::{new_password, sessions, tries};
use crate::db::Tx;
use crate::error::{Problem, Result};
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::secrets::Secret;
use crate::values::{AccountId, SessionId};
use actix_web::{delete, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(start_totp).service(activate_totp).service(remove_totp).service(renew_recovery_codes);
    routes.service(reauthenticate);
}

/// What is known of the person's second factor.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorOut {
    /// Whether log-in asks for a code.
    active: bool,
    #[schema(minimum = 0, maximum = 10)]
    recovery_codes_left: i64,
}

impl From<Status> for SecondFactorOut {
    fn from(it: Status) -> Self {
        Self { active: it.active, recovery_codes_left: it.recovery_codes_left }
    }
}

/// What an authenticator app needs. Shown this once.
#[derive(Serialize, ToSchema)]
pub struct TotpOut {
    /// To be typed into the app: base32 of 160 bits; SHA-1, 6 digits, 30 seconds.
    #[schema(max_length = 32, pattern = "^[A-Z2-7]{32}$", example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    secret: String,
    /// To be shown as a QR code.
    #[schema(
        max_length = 600,
        example = "otpauth://totp/dungthu:sme1%40demo.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=dungthu"
    )]
    otpauth_url: String,
}

/// What the activation of an app gives. Shown this once.
#[derive(Serialize, ToSchema)]
pub struct ActivatedOut {
    #[schema(schema_with = ten_codes)]
    recovery_codes: Vec<String>,
    session: SessionOut,
}

/// Codes that work once each, in place of the app's. Shown this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesOut {
    #[schema(schema_with = ten_codes)]
    recovery_codes: Vec<String>,
}

fn ten_codes() -> Array {
    let code = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(29))
        .pattern(Some("^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$"))
        .examples(["JBSW-Y3DP-EHPK-3PXP-JBSW-Y3DP"]);
    ArrayBuilder::new().items(code).min_items(Some(RECOVERY_CODES)).max_items(Some(RECOVERY_CODES)).build()
}

impl From<Vec<RecoveryCode>> for RecoveryCodesOut {
    fn from(codes: Vec<RecoveryCode>) -> Self {
        Self { recovery_codes: codes.iter().map(|code| code.reveal().to_owned()).collect() }
    }
}

/// The first code of the app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "123456"}))]
pub struct ActivationIn {
    #[schema(max_length = 40, pattern = "^[0-9]{6}$")]
    code: String,
}

/// A code of the app, or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "123456"}))]
pub struct CodeIn {
    #[schema(max_length = 40, pattern = "^([0-9]{6}|([A-Za-z2-7]{4}-?){6})$")]
    code: String,
}

/// Password, and code where there is a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "bông sen trắng 42"}))]
pub struct ReauthenticationIn {
    #[schema(max_length = 128, format = Password)]
    password: String,
    /// A code of the app, or a recovery code.
    #[schema(max_length = 40, pattern = "^([0-9]{6}|([A-Za-z2-7]{4}-?){6})$")]
    code: Option<String>,
}

/// Start to set up an authenticator app.
///
/// The answer's secret goes into the app; nothing changes before its first code is sent to the activation. An app that
/// is active already stays until then: this is how it is replaced. Wants proof of who you are from the last ten minutes.
/// The answer carries a secret and is not kept under an idempotency key.
#[utoipa::path(tag = "accounts", operation_id = "start_totp",
    responses((status = 200, description = "To be put into the app.", body = TotpOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/me/totp")]
async fn start_totp(call: Call, who: Person) -> Result<Answer> {
    let (account, email, key) = (who.account(), who.standing().email.clone(), call.app.key.clone());
    call.act_with_secret(Some(account), move |tx| {
        let seed = actions::start(tx, &key, account)?;
        Answer::ok(&TotpOut { secret: seed.base32(), otpauth_url: seed.url(&email)? })
    })
    .await
}

/// Activate the authenticator app by its first code.
///
/// From then on log-in asks for a code. The answer has ten recovery codes, shown this once; those of before are void.
/// Other sessions of the person end, and this one has a new token: the old one opens nothing any more. Wants proof of who
/// you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "activate_totp", request_body = ActivationIn,
    responses((status = 200, description = "Active.", body = ActivatedOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`no_enrolment`: start first.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/me/totp/activation")]
async fn activate_totp(call: Call, who: Person, body: Body<ActivationIn>) -> Result<Answer> {
    let (account, session, code, key) = (who.account(), who.session()?, body.0.code, call.app.key.clone());
    call.act_with_secret(Some(account), move |tx| {
        let codes = actions::activate(tx, &key, account, session, &code)?;
        let RecoveryCodesOut { recovery_codes } = RecoveryCodesOut::from(codes);
        Answer::ok(&ActivatedOut { recovery_codes, session: renewed(tx, account, session)? })
    })
    .await
}

/// Remove the authenticator app and its recovery codes.
///
/// With a code of the app or a recovery code. Other sessions of the person end. Staff cannot; they replace it. Wants proof
/// of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "remove_totp", request_body = CodeIn,
    responses((status = 204, description = "Log-in asks for no code any more."), (status = 401, description = "`unauthenticated`, `reauthentication_needed` or `wrong_second_factor`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`no_second_factor`, or `second_factor_obligatory` for staff.", body = Problem, content_type = "application/problem+json"), (status = 429, description = "`too_many_wrong_codes`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[delete("/me/totp")]
async fn remove_totp(call: Call, who: Person, body: Body<CodeIn>) -> Result<Answer> {
    let (account, session, staff) = (who.account(), who.session()?, who.standing().staff_role.is_some());
    let (code, key) = (body.0.code, call.app.key.clone());
    call.attempt(account, move |tx| {
        Ok(actions::remove(tx, &key, account, session, staff, &code)?.map(|()| Answer::no_content()))
    })
    .await
}

/// New recovery codes.
///
/// With a code of the app or a recovery code. The ten new codes are shown this once; those of before are void. Wants proof
/// of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "renew_recovery_codes", request_body = CodeIn,
    responses((status = 200, description = "The new codes.", body = RecoveryCodesOut), (status = 401, description = "`unauthenticated`, `reauthentication_needed` or `wrong_second_factor`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`no_second_factor`.", body = Problem, content_type = "application/problem+json"), (status = 429, description = "`too_many_wrong_codes`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/me/totp/recovery-codes")]
async fn renew_recovery_codes(call: Call, who: Person, body: Body<CodeIn>) -> Result<Answer> {
    let (account, code, key) = (who.account(), body.0.code, call.app.key.clone());
    call.attempt(account, move |tx| match actions::renew(tx, &key, account, &code)? {
        Ok(codes) => Answer::ok(&RecoveryCodesOut::from(codes)).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    })
    .await
}

/// Prove anew who you are.
///
/// Password, and code where there is a second factor: what wants proof from the last ten minutes is then possible again.
/// A wrong password counts as a failed log-in.
/// A session that was opened without the second factor has it from here on. The session goes on under a new token; the old
/// one opens nothing any more. The answer carries a secret and is not kept under an idempotency key.
#[utoipa::path(tag = "accounts", operation_id = "reauthenticate", request_body = ReauthenticationIn,
    responses((status = 200, description = "Proved; go on with the new token.", body = SessionOut), (status = 401, description = "`unauthenticated`, `wrong_credentials`, `second_factor_needed` or `wrong_second_factor`.", body = Problem, content_type = "application/problem+json"), (status = 429, description = "`too_many_log_ins` while tries wait; `too_many_wrong_codes`; or `too_many_requests`; with `Retry-After`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/sessions/current/reauthentication")]
async fn reauthenticate(call: Call, who: Person, body: Body<ReauthenticationIn>) -> Result<Answer> {
    let (account, session, key) = (who.account(), who.session()?, call.app.key.clone());
    let ReauthenticationIn { password, code } = body.0;
    let (tried, _under_way) = tries::begin(&call, &who.standing().email).await?;
    let stored = call.read(move |conn| new_password::hash(conn, account)).await?;
    if !call.app.hasher.verify(password, stored.filter(|_| tried.may_open())).await? {
        return Err(tries::failed(&call, tried, tries::Refused::wrong_password(account)).await);
    }
    call.attempt(account, move |tx| {
        if let Err(refusal) = actions::reauthenticate(tx, &key, account, session, code.as_deref())? {
            return Ok(Err(refusal));
        }
        tried.succeeded(tx)?;
        Answer::ok(&renewed(tx, account, session)?).map(Ok)
    })
    .await
}

/// The session under a new token.
fn renewed(tx: &mut Tx<'_>, account: AccountId, session: SessionId) -> Result<SessionOut> {
    let secret = Secret::random()?;
    let expires_at = sessions::store::renew_token(tx, session, &secret)?;
    Ok(SessionOut::new(&secret, expires_at, account))
}
