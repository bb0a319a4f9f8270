//! Authorities' keys over HTTP.

use crate::accounts::keys::model::NewKey;
use crate::accounts::keys::routes::{ApiKeyOut, ApiKeyQuery, NewApiKeyOut, listed, made, read_key, some_networks};
use crate::accounts::keys::{Authority, AuthorityKind, Holder, Keepers, Scope, actions};
use crate::db::Conn;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Paged, Person, Query, Routes};
use crate::reference::{self, ProvinceList};
use crate::values::{ApiKeyId, optional_integer};
use actix_web::web::Path;
use actix_web::{delete, get, post};
use serde::Deserialize;
use utoipa::ToSchema;

const LIST: &str = "/v1/authority-api-keys";

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(create_authority_key).service(list_authority_keys);
    routes.service(rotate_authority_key).service(revoke_authority_key);
}

/// A key to make for a province's or a ministry's system.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"authority": "province", "province_code": "48", "name": "Demo data hub", "scopes": ["reports.read", "trials.read"], "expires_in_days": 90, "networks": ["203.0.113.0/24"]}))]
pub struct AuthorityKeyIn {
    authority: AuthorityKind,
    /// The province, of the list of 34. Only for one.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", format = "province-code")]
    province_code: Option<String>,
    /// What the key is for: the system that has it, and who runs it.
    #[schema(max_length = 100)]
    name: String,
    /// What it opens: of a province `reports.read`, `trials.read` and `conversions.read`, of a ministry `reports.read`.
    #[schema(min_items = 1, max_items = 10)]
    scopes: Vec<Scope>,
    /// 90 when left out.
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    expires_in_days: Option<i64>,
    /// From anywhere when left out.
    #[serde(default)]
    #[schema(schema_with = some_networks)]
    networks: Vec<String>,
}

impl AuthorityKeyIn {
    fn parse(&self, conn: &mut Conn) -> Result<(Holder, NewKey)> {
        let mut faults = Faults::default();
        let authority = self.authority(conn)?;
        if authority.is_none() {
            faults.add("/province_code", FaultCode::UnknownProvince, "");
        }
        let new = read_key(&mut faults, &self.name, &self.scopes, self.expires_in_days, &self.networks);
        faults.finish(authority.map(Holder::Authority).zip(new))
    }

    fn authority(&self, conn: &mut Conn) -> Result<Option<Authority>> {
        Ok(match (self.authority, self.province_code.clone()) {
            (AuthorityKind::Province, Some(code)) => {
                let known = reference::province(conn, ProvinceList::Since2025, &code)?;
                known.map(|_| Authority::Province(code))
            }
            (AuthorityKind::Ministry, None) => Some(Authority::Ministry),
            (AuthorityKind::Province, None) | (AuthorityKind::Ministry, Some(_)) => None,
        })
    }
}

/// Make an API key for a province's or a ministry's system.
///
/// For administrators; at most 20 at a time for a province, and for all ministries. All administrators, and the province's
/// officers, are told by mail. A system that sends it as `Authorization: Bearer …` reads what the scopes say: a province's as
/// an officer of that province does, a ministry's as an analyst does; it changes nothing. It holds while its maker is an
/// administrator. Wants proof of who you are from the last ten minutes. The answer carries a secret and is not kept under an
/// idempotency key.
#[utoipa::path(tag = "staff", operation_id = "create_authority_api_key", request_body = AuthorityKeyIn,
    responses((status = 201, description = "Made; the token is shown this once.", body = NewApiKeyOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`too_many_keys`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/authority-api-keys")]
async fn create_authority_key(call: Call, who: Person, body: Body<AuthorityKeyIn>) -> Result<Answer> {
    let by = who.account();
    let (holder, new) = call.read(move |conn| body.0.parse(conn)).await?;
    call.act_with_secret(Some(by), move |tx| made(LIST.to_owned(), actions::create(tx, &holder, by, &new)?)).await
}

/// The API keys of provinces' and ministries' systems, newest first.
///
/// For administrators, auditors and data-protection officers: those that hold and those that are over, without their secrets.
#[utoipa::path(tag = "staff", operation_id = "list_authority_api_keys", params(ApiKeyQuery),
    responses((status = 200, description = "A page.", body = Paged<ApiKeyOut>)), security(("session" = [])))]
#[get("/authority-api-keys")]
async fn list_authority_keys(call: Call, query: Query<ApiKeyQuery>) -> Result<Answer> {
    listed(&call, Keepers::Administrators, &query.0).await
}

/// Replace an API key of a province's or a ministry's system.
///
/// For administrators, told as of a new one. The new key has the same rights and holds as long as the old one was made for; it
/// acts under whoever rotates, so that a key whose maker is no administrator any more is taken over. The old one holds on for
/// 24 hours, or to its own end; one that it had replaced ends at once. Wants proof of who you are from the last ten minutes.
/// The answer carries a secret and is not kept under an idempotency key.
#[utoipa::path(tag = "staff", operation_id = "rotate_authority_api_key", params(("id" = ApiKeyId, Path, description = "The key.")),
    responses((status = 201, description = "Made; the token is shown this once.", body = NewApiKeyOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: rotated already, or over.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/authority-api-keys/{id}/rotation")]
async fn rotate_authority_key(call: Call, who: Person, id: Path<ApiKeyId>) -> Result<Answer> {
    let (by, key) = (who.account(), *id);
    let keepers = Keepers::Administrators;
    call.act_with_secret(Some(by), move |tx| made(LIST.to_owned(), actions::rotate(tx, keepers, by, key)?)).await
}

/// Revoke an API key of a province's or a ministry's system.
///
/// For administrators, told as of a new one. It opens nothing any more, at once and on every server. One that is over stays
/// what it is.
#[utoipa::path(tag = "staff", operation_id = "revoke_authority_api_key", params(("id" = ApiKeyId, Path, description = "The key.")),
    responses((status = 204, description = "It opens nothing any more.")), security(("session" = [])))]
#[delete("/authority-api-keys/{id}")]
async fn revoke_authority_key(call: Call, who: Person, id: Path<ApiKeyId>) -> Result<Answer> {
    let (by, key, keepers) = (who.account(), *id, Keepers::Administrators);
    call.act(Some(by), move |tx| actions::revoke(tx, keepers, by, key).map(|()| Answer::no_content())).await
}
