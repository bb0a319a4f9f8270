//! Keys over HTTP.

use super::actions;
use super::holder::{Authority, AuthorityKind, Holder, Keepers};
use super::lifecycle::KeyStatus;
use super::model::{self, ApiKey, DAYS, DEFAULT_DAYS, MOST_NETWORKS, NAME_LENGTH, NewKey, Rights, Scope};
use super::store;
use super::token::Token;
use crate::accounts::members_of_vendor;
use crate::error::{Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::values::{AccountId, ApiKeyId, Timestamp, VendorId, optional_integer};
use actix_web::web::Path;
use actix_web::{delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(create_vendor_key).service(list_vendor_keys).service(rotate_vendor_key).service(revoke_vendor_key);
}

/// A key to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Demo CRM", "scopes": ["trials.read", "trials.write"], "expires_in_days": 90, "networks": ["203.0.113.0/24"]}))]
pub struct ApiKeyIn {
    /// What the key is for, e.g. the system that has it.
    #[schema(max_length = 100)]
    name: String,
    /// What it opens.
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

pub(crate) fn some_networks() -> Array {
    let network = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(50))
        .pattern(Some("^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$"))
        .examples(["203.0.113.0/24"]);
    let described = "The only networks from which it may be used; none: from anywhere. Of IPv4 a /8 or narrower, of IPv6 from a /16 to a \
                     /64: a wider one restricts nothing.";
    ArrayBuilder::new().items(network).max_items(Some(MOST_NETWORKS)).description(Some(described)).build()
}

impl ApiKeyIn {
    fn parse(&self) -> Result<NewKey> {
        let mut faults = Faults::default();
        let new = read_key(&mut faults, &self.name, &self.scopes, self.expires_in_days, &self.networks);
        faults.finish(new)
    }
}

/// The key that is meant, whosever it will be.
pub fn read_key(
    faults: &mut Faults,
    name: &str,
    scopes: &[Scope],
    days: Option<i64>,
    networks: &[String],
) -> Option<NewKey> {
    let name = faults.line("/name", name, NAME_LENGTH).and_then(|name| faults.without_number("/name", name));
    let scopes = model::scopes(faults, "/scopes", scopes);
    let days = faults.number("/expires_in_days", days.unwrap_or(DEFAULT_DAYS), DAYS);
    let networks = model::networks(faults, "/networks", networks);
    let rights = scopes.zip(networks).zip(days);
    let rights = rights.map(|((scopes, networks), days)| Rights { scopes, networks, days });
    name.zip(rights).map(|(name, rights)| NewKey { name, rights })
}

/// A key, without its secret.
#[derive(Serialize, ToSchema)]
pub struct ApiKeyOut {
    id: ApiKeyId,
    /// Whose system has it, where it is an authority's; null: a vendor's.
    authority: Option<AuthorityKind>,
    /// The province, in the list of 34, where it is a province's.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "48")]
    province_code: Option<String>,
    #[schema(max_length = 100)]
    name: String,
    /// How the key begins.
    #[schema(max_length = 12, pattern = "^dtk_[0-9a-f]{8}$", example = "dtk_1f0c9a7e")]
    prefix: String,
    status: KeyStatus,
    #[schema(max_items = 10)]
    scopes: Vec<Scope>,
    /// None: from anywhere.
    #[schema(schema_with = some_networks)]
    networks: Vec<String>,
    /// The account under which it acts.
    made_by: AccountId,
    created_at: Timestamp,
    expires_at: Timestamp,
    /// When another was made in its place.
    rotated_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    /// To within an hour; null where it was never used.
    last_used_at: Option<Timestamp>,
}

impl From<(ApiKey, KeyStatus)> for ApiKeyOut {
    fn from((it, status): (ApiKey, KeyStatus)) -> Self {
        Self {
            id: it.id,
            authority: it.holder.authority().map(Authority::kind),
            province_code: it.holder.authority().and_then(Authority::province).map(str::to_owned),
            name: it.name,
            prefix: it.prefix,
            status,
            scopes: it.rights.scopes,
            networks: it.rights.networks.iter().map(ToString::to_string).collect(),
            made_by: it.made_by,
            created_at: it.created_at,
            expires_at: it.expires_at,
            rotated_at: it.rotated_at,
            revoked_at: it.revoked_at,
            last_used_at: it.last_used_at,
        }
    }
}

/// A key that was made, with its secret.
#[derive(Serialize, ToSchema)]
pub struct NewApiKeyOut {
    /// Shown this once: send it as `Authorization: Bearer …`. Its last six characters are a checksum.
    #[schema(
        max_length = 63,
        pattern = "^dtk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}_[A-Za-z0-9_-]{6}$",
        example = "dtk_1f0c9a7e_k3J0x5b1c2d3e4f5g6h7i8j9k0l1m2n3o4p5q6r7s8t_mF2aXw"
    )]
    token: String,
    api_key: ApiKeyOut,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The answer that shows a key, once; `list`: where it is found afterwards.
pub fn made(list: String, (key, token): (ApiKey, Token)) -> Result<Answer> {
    let api_key = ApiKeyOut::from((key, KeyStatus::Active));
    Answer::created(list, &NewApiKeyOut { token: token.reveal().to_owned(), api_key })
}

/// A page of the keys that these look after.
pub async fn listed(call: &Call, keepers: Keepers, query: &ApiKeyQuery) -> Result<Answer> {
    let (now, of) = (call.app.db.now(), keepers.vendor());
    let page = Page::new("api-keys", &of, query.limit, query.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        let rows = store::list(conn, keepers, &page)?;
        if let Some(vendor) = of.filter(|_| rows.is_empty())
            && members_of_vendor(conn, vendor)?.is_empty()
        {
            // Auditors ask by any id: a vendor that is none is not found.
            return Err(Error::not_found());
        }
        let Paged { data, next_cursor } = page.of(rows, |key| vec![key.id.to_string()], |key| key);
        let shown = |key: ApiKey| {
            let status = key.status(store::maker_may(conn, &key)?, now);
            Ok(ApiKeyOut::from((key, status)))
        };
        Ok(Paged { data: data.into_iter().map(shown).collect::<Result<Vec<_>>>()?, next_cursor })
    });
    Answer::page(&paged.await?)
}

fn list_of(vendor: VendorId) -> String {
    format!("/v1/vendors/{vendor}/api-keys")
}

/// Make an API key.
///
/// For owners, who are all told by mail; at most 20 at a time. A system that sends it as `Authorization: Bearer …` acts for
/// this vendor under the account of its maker, in what the scopes say, for as long as the maker is an owner. Wants proof of
/// who you are from the last ten minutes. The answer carries a secret and is not kept under an idempotency key.
#[utoipa::path(tag = "vendors", operation_id = "create_vendor_api_key", params(("id" = VendorId, Path, description = "The vendor.")), request_body = ApiKeyIn,
    responses((status = 201, description = "Made; the token is shown this once.", body = NewApiKeyOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`too_many_keys`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/api-keys")]
async fn create_vendor_key(call: Call, who: Person, id: Path<VendorId>, body: Body<ApiKeyIn>) -> Result<Answer> {
    let (by, vendor, new) = (who.account(), *id, body.0.parse()?);
    let holder = Holder::Vendor(vendor);
    call.act_with_secret(Some(by), move |tx| made(list_of(vendor), actions::create(tx, &holder, by, &new)?)).await
}

/// A vendor's API keys, newest first.
///
/// For owners, and for auditors: those that hold and those that are over, without their secrets.
#[utoipa::path(tag = "vendors", operation_id = "list_vendor_api_keys", params(("id" = VendorId, Path, description = "The vendor."), ApiKeyQuery),
    responses((status = 200, description = "A page.", body = Paged<ApiKeyOut>)), security(("session" = [])))]
#[get("/vendors/{id}/api-keys")]
async fn list_vendor_keys(call: Call, id: Path<VendorId>, query: Query<ApiKeyQuery>) -> Result<Answer> {
    listed(&call, Keepers::OwnersOf(*id), &query.0).await
}

/// Replace an API key.
///
/// For owners, who are all told by mail. The new key has the same rights and holds as long as the old one was made for; it
/// acts under whoever rotates. The old one holds on for 24 hours, or to its own end; one that it had replaced ends at once.
/// Wants proof of who you are from the last ten minutes. The answer carries a secret and is not kept under an idempotency
/// key.
#[utoipa::path(tag = "vendors", operation_id = "rotate_vendor_api_key", params(("id" = VendorId, Path, description = "The vendor."), ("key" = ApiKeyId, Path, description = "The key.")),
    responses((status = 201, description = "Made; the token is shown this once.", body = NewApiKeyOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: rotated already, or over.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/api-keys/{key}/rotation")]
async fn rotate_vendor_key(call: Call, who: Person, path: Path<(VendorId, ApiKeyId)>) -> Result<Answer> {
    let (by, (vendor, key)) = (who.account(), *path);
    let keepers = Keepers::OwnersOf(vendor);
    call.act_with_secret(Some(by), move |tx| made(list_of(vendor), actions::rotate(tx, keepers, by, key)?)).await
}

/// Revoke an API key.
///
/// For owners, who are all told by mail. It opens nothing any more, at once and on every server. One that is over stays
/// what it is.
#[utoipa::path(tag = "vendors", operation_id = "revoke_vendor_api_key", params(("id" = VendorId, Path, description = "The vendor."), ("key" = ApiKeyId, Path, description = "The key.")),
    responses((status = 204, description = "It opens nothing any more.")), security(("session" = [])))]
#[delete("/vendors/{id}/api-keys/{key}")]
async fn revoke_vendor_key(call: Call, who: Person, path: Path<(VendorId, ApiKeyId)>) -> Result<Answer> {
    let (by, (vendor, key)) = (who.account(), *path);
    let keepers = Keepers::OwnersOf(vendor);
    call.act(Some(by), move |tx| actions::revoke(tx, keepers, by, key).map(|()| Answer::no_content())).await
}
