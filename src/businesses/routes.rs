//! Businesses over HTTP.

use super::model::{Business, BusinessKind, Identity, MAX_EMPLOYEES, NAME_LENGTH, NewBusiness, Profile};
use super::size::{Figures, SizeClass};
use super::{actions, store};
use crate::error::{FaultCode, Problem, Result};
use crate::http::{Answer, Body, Call, IfMatch, Person};
use crate::reference::ProvinceList;
use crate::secrets::Key;
use crate::values::{BusinessId, Faults, Timestamp, Vnd};
use actix_web::web::Path;
use actix_web::{get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(register_business).service(get_business).service(change_business);
}

/// The version of industry sections that a business names when it names none.
const INDUSTRY_VERSION: &str = "2018";

/// A business that registers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"tax_code": "9900000016", "name": "Công ty TNHH Demo 1 (demo)", "province_code": "79", "industry_section": "G", "employees": 8, "revenue_vnd": 4_000_000_000_i64}))]
pub struct BusinessIn {
    /// 10 digits; a branch's 13, with or without a hyphen; a household business's 12 (the representative's personal
    /// number: only a keyed digest and its last three digits are kept).
    #[schema(max_length = 14)]
    tax_code: String,
    #[schema(max_length = 200)]
    name: String,
    #[schema(max_length = 2)]
    province_code: String,
    /// The list that the code is of; `34` when left out. Seven codes name different provinces in the two.
    province_list: Option<ProvinceList>,
    /// A section letter of VSIC.
    #[schema(max_length = 1)]
    industry_section: String,
    /// The version of VSIC; `2018` when left out.
    #[schema(max_length = 4)]
    industry_version: Option<String>,
    /// Yearly average of people in social insurance.
    #[schema(minimum = 0, maximum = 1_000_000)]
    employees: i64,
    /// Revenue of the year before, VND. A company needs revenue or capital.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    revenue_vnd: Option<i64>,
    /// Capital of the year before, VND.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    capital_vnd: Option<i64>,
}

/// Changes to a business; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"employees": 12, "revenue_vnd": 12_000_000_000_i64}))]
pub struct BusinessPatch {
    #[schema(max_length = 200)]
    name: Option<String>,
    /// With `province_list`, where it is not the list of 34.
    #[schema(max_length = 2)]
    province_code: Option<String>,
    province_list: Option<ProvinceList>,
    #[schema(max_length = 1)]
    industry_section: Option<String>,
    #[schema(max_length = 4)]
    industry_version: Option<String>,
    #[schema(minimum = 0, maximum = 1_000_000)]
    employees: Option<i64>,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    revenue_vnd: Option<i64>,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    capital_vnd: Option<i64>,
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
    #[schema(pattern = "^[0-9]{3}$")]
    household_last3: Option<String>,
    #[schema(max_length = 200)]
    name: String,
    /// The list and the code as they were given.
    province_list: ProvinceList,
    #[schema(pattern = "^[0-9]{2}$", example = "79")]
    province_given: String,
    /// The code in the list of 34.
    #[schema(pattern = "^[0-9]{2}$", example = "79")]
    province_code: String,
    #[schema(max_length = 4, example = "2018")]
    industry_version: String,
    #[schema(pattern = "^[A-Z]$", example = "G")]
    industry_section: String,
    #[schema(minimum = 0, maximum = 1_000_000)]
    employees: i64,
    revenue_vnd: Option<Vnd>,
    capital_vnd: Option<Vnd>,
    /// Computed: decree 80/2021/NĐ-CP, article 5.
    size_class: SizeClass,
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
            created_at: it.created_at,
            updated_at: it.updated_at,
        }
    }
}

fn answer(business: Business) -> Result<Answer> {
    let version = business.version;
    Ok(Answer::ok(&BusinessOut::from(business))?.version(version))
}

fn identity(faults: &mut Faults, text: &str, key: &Key) -> Option<Identity> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        let last3 = text.get(9..).unwrap_or_default().to_owned();
        return Some(Identity::Household { digest: key.digest(text), last3 });
    }
    faults.tax_code("/tax_code", text).map(Identity::Firm)
}

fn figures(faults: &mut Faults, employees: i64, revenue: Option<i64>, capital: Option<i64>) -> Option<Figures> {
    let employees = faults.number("/employees", employees, 0..=MAX_EMPLOYEES);
    let revenue = revenue.map_or(Some(None), |amount| faults.money("/revenue_vnd", amount).map(Some));
    let capital = capital.map_or(Some(None), |amount| faults.money("/capital_vnd", amount).map(Some));
    let (employees, (revenue, capital)) = employees.zip(revenue.zip(capital))?;
    Some(Figures { employees, revenue, capital })
}

/// A code of the reference data: checked against the tables later, so here it only may not be absurd.
fn code(faults: &mut Faults, pointer: &str, text: &str) -> Option<String> {
    faults.line(pointer, text, 4)
}

impl BusinessIn {
    fn parse(self, key: &Key) -> Result<NewBusiness> {
        let mut faults = Faults::default();
        let identity = identity(&mut faults, &self.tax_code, key);
        let name = faults.line("/name", &self.name, NAME_LENGTH);
        let province = code(&mut faults, "/province_code", &self.province_code);
        let section = code(&mut faults, "/industry_section", &self.industry_section);
        let version =
            code(&mut faults, "/industry_version", self.industry_version.as_deref().unwrap_or(INDUSTRY_VERSION));
        let figures = figures(&mut faults, self.employees, self.revenue_vnd, self.capital_vnd);
        let firm = matches!(identity, Some(Identity::Firm(_)));
        if firm && self.revenue_vnd.is_none() && self.capital_vnd.is_none() {
            faults.add("/revenue_vnd", FaultCode::FigureMissing, "");
        }
        let province_list = self.province_list.unwrap_or(ProvinceList::Since2025);
        let parts = identity.zip(name).zip(province.zip(section)).zip(version.zip(figures));
        let new = parts.map(|(((identity, name), (province_given, industry_section)), (industry_version, figures))| {
            NewBusiness {
                identity,
                profile: Profile { name, province_list, province_given, industry_version, industry_section, figures },
            }
        });
        faults.finish(new)
    }
}

impl BusinessPatch {
    fn apply(&self, business: &Business) -> Result<Profile> {
        let mut faults = Faults::default();
        let name = faults.line("/name", self.name.as_deref().unwrap_or(&business.name), NAME_LENGTH);
        let province =
            code(&mut faults, "/province_code", self.province_code.as_deref().unwrap_or(&business.province_given));
        let section = code(
            &mut faults,
            "/industry_section",
            self.industry_section.as_deref().unwrap_or(&business.industry_section),
        );
        let version = code(
            &mut faults,
            "/industry_version",
            self.industry_version.as_deref().unwrap_or(&business.industry_version),
        );
        let (employees, revenue, capital) =
            (self.employees.unwrap_or(business.employees), business.revenue_vnd, business.capital_vnd);
        let figures = figures(
            &mut faults,
            employees,
            self.revenue_vnd.or(revenue.map(Vnd::amount)),
            self.capital_vnd.or(capital.map(Vnd::amount)),
        );
        let given_list = if self.province_code.is_some() { ProvinceList::Since2025 } else { business.province_list };
        let province_list = self.province_list.unwrap_or(given_list);
        let parts = name.zip(province).zip(section.zip(version)).zip(figures);
        let profile = parts.map(|(((name, province_given), (industry_section, industry_version)), figures)| Profile {
            name,
            province_list,
            province_given,
            industry_version,
            industry_section,
            figures,
        });
        faults.finish(profile)
    }
}

/// Register a business.
///
/// Who registers it becomes its owner. Its size class is computed from its industry, employees, revenue and capital.
#[utoipa::path(tag = "businesses", operation_id = "register_business", request_body = BusinessIn,
    responses((status = 201, description = "Registered.", body = BusinessOut), (status = 409, description = "`tax_code_taken`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/businesses")]
async fn register_business(call: Call, who: Person, body: Body<BusinessIn>) -> Result<Answer> {
    let new = body.0.parse(&call.app.household_key)?;
    let by = who.account();
    call.act(Some(by), move |tx| {
        let business = actions::register(tx, by, &new)?;
        let (id, version) = (business.id, business.version);
        Ok(Answer::created(format!("/v1/businesses/{id}"), &BusinessOut::from(business))?.version(version))
    })
    .await
}

/// Read a business of one's own.
#[utoipa::path(tag = "businesses", operation_id = "get_business", params(("id" = BusinessId, Path, description = "The business.")),
    responses((status = 200, description = "The business.", body = BusinessOut)), security(("session" = [])))]
#[get("/businesses/{id}")]
async fn get_business(call: Call, who: Person, id: Path<BusinessId>) -> Result<Answer> {
    let mine = who.businesses().to_vec();
    answer(call.read(move |conn| store::find_among(conn, &mine, *id)).await?)
}

/// Change a business of one's own; its size class is computed again.
#[utoipa::path(tag = "businesses", operation_id = "change_business", params(("id" = BusinessId, Path, description = "The business."), ("If-Match" = String, Header, description = "The ETag that was read.", max_length = 40)),
    request_body = BusinessPatch, responses((status = 200, description = "Changed.", body = BusinessOut)), security(("session" = [])))]
#[patch("/businesses/{id}")]
async fn change_business(
    call: Call,
    who: Person,
    id: Path<BusinessId>,
    read: IfMatch,
    body: Body<BusinessPatch>,
) -> Result<Answer> {
    let (mine, patch, by) = (who.businesses().to_vec(), body.0, who.account());
    call.act(Some(by), move |tx| {
        answer(actions::change(tx, &mine, *id, |version| read.check(version), |business| patch.apply(business))?)
    })
    .await
}
