//! Businesses over HTTP.

mod input;
mod size;

use super::model::{Business, BusinessKind};
use super::size::SizeClass;
use super::{actions, store};
use crate::error::{Code, Error, Problem, Result};
use crate::http::{Answer, Body, Call, IfMatch, Person, Routes};
use crate::limits::Limit;
use crate::reference::ProvinceList;
use crate::values::{BusinessId, Timestamp, Vnd};
use actix_web::web::Path;
use actix_web::{get, patch, post};
use input::{BusinessIn, BusinessPatch};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(register_business).service(get_business).service(change_business).service(size::list_business_sizes);
}

/// A business.
#[derive(Serialize, ToSchema)]
pub struct BusinessOut {
    id: BusinessId,
    kind: BusinessKind,
    /// Null for a household business.
    #[schema(max_length = 14, example = "9900000016")]
    tax_code: Option<String>,
    /// The last three digits of a household business's personal number; null for others.
    #[schema(pattern = "^[0-9]{3}$", max_length = 3)]
    household_last3: Option<String>,
    #[schema(max_length = 200)]
    name: String,
    /// The list and the code as they were given.
    province_list: ProvinceList,
    #[schema(pattern = "^[0-9]{2}$", max_length = 2, example = "79")]
    province_given: String,
    /// The code in the list of 34.
    #[schema(pattern = "^[0-9]{2}$", max_length = 2, example = "79")]
    province_code: String,
    #[schema(max_length = 4, example = "2018")]
    industry_version: String,
    #[schema(pattern = "^[A-Z]$", max_length = 1, example = "G")]
    industry_section: String,
    #[schema(minimum = 0, maximum = 1_000_000)]
    employees: i64,
    revenue_vnd: Option<Vnd>,
    capital_vnd: Option<Vnd>,
    /// Computed: decree 80/2021/NĐ-CP, article 5. Of a business that has outgrown the programme, the last class that it had
    /// as an SME: its trials so far stay counted by it.
    size_class: SizeClass,
    /// Since when its figures are beyond those of a medium enterprise; null for an SME. As long as any part of a firm has
    /// outgrown it, the firm begins no new trial (`business_outgrown`), and is passed over where it waits for a place; what runs
    /// goes on.
    outgrown_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<Business> for BusinessOut {
    fn from(it: Business) -> Self {
        Self {
            id: it.id,
            kind: it.kind,
            tax_code: it.tax_code.map(|code| code.to_string()),
            household_last3: it.household_last3,
            name: it.name,
            province_list: it.province_list,
            province_given: it.province_given,
            province_code: it.province_code,
            industry_version: it.industry_version,
            industry_section: it.industry_section,
            employees: it.employees,
            revenue_vnd: it.revenue_vnd,
            capital_vnd: it.capital_vnd,
            size_class: it.size_class,
            outgrown_at: it.outgrown_at,
            created_at: it.created_at,
            updated_at: it.updated_at,
        }
    }
}

fn answer(business: Business) -> Result<Answer> {
    let version = business.version;
    Ok(Answer::ok(&BusinessOut::from(business))?.version(version))
}

/// Register a business.
///
/// Who registers it becomes its owner. Its size class is computed from its industry, employees, revenue and capital. A firm's
/// branches are part of it: where its head or another branch is registered, its owners alone register more of it, all of
/// whom own that too, other members of it are refused (`forbidden`), and for everybody else the code is taken: they ask to join, or contest it,
/// with that code. A person
/// registers at most 20 businesses and vendors within 24 hours; tax codes that are taken count too.
#[utoipa::path(tag = "businesses", operation_id = "register_business", request_body = BusinessIn,
    responses((status = 201, description = "Registered.", body = BusinessOut), (status = 409, description = "`tax_code_taken`: this code, or another part of the same firm, is registered.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/businesses")]
async fn register_business(call: Call, who: Person, body: Body<BusinessIn>) -> Result<Answer> {
    let (by, key, limits) = (who.account(), call.app.key.clone(), call.app.limits.clone());
    call.attempt_once(Some(by), move |tx| {
        let new = body.0.parse(tx, &key)?;
        limits.take(tx, Limit::Organizations, by.as_str())?;
        let business = match actions::register(tx, by, &new) {
            // Counted all the same: nobody is to try one tax code after the other.
            Err(error) if error.code() == Code::TaxCodeTaken => return Ok(Err(error)),
            registered => registered?,
        };
        let (id, version) = (business.id, business.version);
        Ok(Ok(Answer::created(format!("/v1/businesses/{id}"), &BusinessOut::from(business))?.version(version)))
    })
    .await
}

/// Read a business.
///
/// For its members, and staff within their province. The ETag is what a change needs.
#[utoipa::path(tag = "businesses", operation_id = "get_business", params(("id" = BusinessId, Path, description = "The business.")),
    responses((status = 200, description = "The business.", body = BusinessOut)), security(("session" = [])))]
#[get("/businesses/{id}")]
async fn get_business(call: Call, who: Person, id: Path<BusinessId>) -> Result<Answer> {
    let id = *id;
    let business = call.read(move |conn| store::find(conn, id)).await?;
    let within = || who.watch().is_some_and(|watch| watch.covers(&business.province_code));
    if who.businesses().contains(&id) || within() { answer(business) } else { Err(Error::not_found()) }
}

/// Change a business.
///
/// For its managers and owners; what is left out stays. Its size class is computed again. Trials keep what the business was when it signed up.
/// Figures, or an industry, by which it is larger than a medium enterprise are kept: `outgrown_at` says since when, and until
/// later ones make it an SME again it begins no new trial; where it waits for a place others go before it, and it keeps its
/// turn. A household business is one at any figures.
#[utoipa::path(tag = "businesses", operation_id = "change_business", params(("id" = BusinessId, Path, description = "The business."), ("If-Match" = String, Header, description = "The ETag of GET /v1/businesses/{id}.", max_length = 200)),
    request_body = BusinessPatch, responses((status = 200, description = "Changed.", body = BusinessOut)), security(("session" = [])))]
#[patch("/businesses/{id}")]
async fn change_business(
    call: Call,
    who: Person,
    id: Path<BusinessId>,
    _: IfMatch,
    body: Body<BusinessPatch>,
) -> Result<Answer> {
    let (mine, patch, by, key) = (who.businesses().to_vec(), body.0, who.account(), call.app.key.clone());
    call.act(Some(by), move |tx| {
        answer(actions::change(tx, by, &mine, *id, |conn, business| patch.apply(conn, business, &key))?)
    })
    .await
}
