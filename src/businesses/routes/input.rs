//! What is sent about a business, parsed: every wrong value is named at once, those that only the reference data can
//! tell included.

use crate::businesses::model::{Business, Identity, MAX_EMPLOYEES, NAME_LENGTH, NewBusiness, Profile, holds_number};
use crate::businesses::size::Figures;
use crate::db::{Conn, Tx};
use crate::error::{FaultCode, Result};
use crate::faults::Faults;
use crate::reference::{self, Industry, Province, ProvinceList};
use crate::secrets::Key;
use crate::values::{Vnd, integer, optional_integer};
use serde::Deserialize;
use utoipa::ToSchema;

/// The version of industry sections that a business names when it names none.
const INDUSTRY_VERSION: &str = "2018";

/// A business that registers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"tax_code": "9900000016", "name": "Công ty TNHH Demo 1 (demo)", "province_code": "79", "industry_section": "G", "employees": 8, "revenue_vnd": 4_000_000_000_i64}))]
pub struct BusinessIn {
    /// 10 digits; a branch's 13, with or without a hyphen; a household business's 12 (the representative's personal
    /// number: only a keyed digest and its last three digits are kept).
    #[schema(max_length = 14, pattern = "^[0-9]{10}(-?[0-9]{3})?$|^[0-9]{12}$", format = "tax-code")]
    tax_code: String,
    #[schema(max_length = 200)]
    name: String,
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", format = "province-code")]
    province_code: String,
    /// The list that the code is of; `34` when left out. Seven codes name different provinces in the two.
    province_list: Option<ProvinceList>,
    /// A section letter of VSIC.
    #[schema(max_length = 1, pattern = "^[A-Z]$", format = "industry-section")]
    industry_section: String,
    /// The version of VSIC; `2018` when left out.
    #[schema(max_length = 4)]
    industry_version: Option<String>,
    /// Yearly average of people in social insurance, of the whole enterprise with all its branches, as are revenue and capital
    /// (decree 80/2021/NĐ-CP, article 5). Of a firm's parts the largest class and the most employees count, whichever part asks for a trial.
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(deserialize_with = "integer")]
    employees: i64,
    /// Revenue of the year before, VND. A company needs revenue or capital.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(default, deserialize_with = "optional_integer")]
    revenue_vnd: Option<i64>,
    /// Capital of the year before, VND.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(default, deserialize_with = "optional_integer")]
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
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", format = "province-code")]
    province_code: Option<String>,
    province_list: Option<ProvinceList>,
    #[schema(max_length = 1, pattern = "^[A-Z]$", format = "industry-section")]
    industry_section: Option<String>,
    #[schema(max_length = 4)]
    industry_version: Option<String>,
    #[schema(minimum = 0, maximum = 1_000_000)]
    #[serde(default, deserialize_with = "optional_integer")]
    employees: Option<i64>,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(default, deserialize_with = "optional_integer")]
    revenue_vnd: Option<i64>,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(default, deserialize_with = "optional_integer")]
    capital_vnd: Option<i64>,
}

fn figures(faults: &mut Faults, employees: i64, revenue: Option<i64>, capital: Option<i64>) -> Option<Figures> {
    let employees = faults.number("/employees", employees, 0..=MAX_EMPLOYEES);
    let revenue = revenue.map_or(Some(None), |amount| faults.money("/revenue_vnd", amount).map(Some));
    let capital = capital.map_or(Some(None), |amount| faults.money("/capital_vnd", amount).map(Some));
    let (employees, (revenue, capital)) = employees.zip(revenue.zip(capital))?;
    Some(Figures { employees, revenue, capital })
}

/// The name, if a household's own number does not stand in it, whatever separates the digits; of a firm nothing is looked for.
fn without_own_number(faults: &mut Faults, name: Option<String>, root_key: &str, key: &Key) -> Option<String> {
    let name = name?;
    if holds_number(&name, root_key, key) {
        faults.add("/name", FaultCode::PersonalNumber, "");
        return None;
    }
    Some(name)
}

/// The province of a code, if it is one of the list.
fn province(conn: &mut Conn, faults: &mut Faults, list: ProvinceList, code: &str) -> Result<Option<Province>> {
    let Some(code) = faults.line("/province_code", code, 4) else { return Ok(None) };
    let found = reference::province(conn, list, &code)?;
    if found.is_none() {
        faults.add("/province_code", FaultCode::UnknownProvince, "");
    }
    Ok(found)
}

/// The industry of a section, if it is one of the version.
fn industry(conn: &mut Conn, faults: &mut Faults, version: &str, section: &str) -> Result<Option<Industry>> {
    let version = faults.line("/industry_version", version, 4);
    let section = faults.line("/industry_section", section, 4);
    let Some((version, section)) = version.zip(section) else { return Ok(None) };
    let found = reference::industry(conn, &version, &section)?;
    if found.is_none() {
        faults.add("/industry_section", FaultCode::UnknownIndustry, "");
    }
    Ok(found)
}

impl BusinessIn {
    pub fn parse(&self, tx: &mut Tx<'_>, key: &Key) -> Result<NewBusiness> {
        let today = tx.now().local_day();
        let mut faults = Faults::default();
        let identity = Identity::parse(&mut faults, "/tax_code", &self.tax_code, key, today);
        let name = faults.name("/name", &self.name, NAME_LENGTH);
        let root_key = identity.as_ref().map(Identity::root_key).unwrap_or_default();
        let name = without_own_number(&mut faults, name, &root_key, key);
        let list = self.province_list.unwrap_or(ProvinceList::Since2025);
        let province = province(tx, &mut faults, list, &self.province_code)?;
        let version = self.industry_version.as_deref().unwrap_or(INDUSTRY_VERSION);
        let industry = industry(tx, &mut faults, version, &self.industry_section)?;
        let figures = figures(&mut faults, self.employees, self.revenue_vnd, self.capital_vnd);
        let firm = matches!(identity, Some(Identity::Firm(_)));
        if firm && self.revenue_vnd.is_none() && self.capital_vnd.is_none() {
            faults.add("/revenue_vnd", FaultCode::FigureMissing, "");
        }
        let parts = identity.zip(name).zip(province.zip(industry)).zip(figures);
        let new = parts.map(|(((identity, name), (province, industry)), figures)| NewBusiness {
            identity,
            profile: Profile { name, province, industry, figures },
        });
        faults.finish(new)
    }
}

impl BusinessPatch {
    pub fn apply(&self, conn: &mut Conn, business: &Business, key: &Key) -> Result<Profile> {
        let mut faults = Faults::default();
        let name = faults.changed_name("/name", self.name.as_deref(), &business.name, NAME_LENGTH);
        let name = without_own_number(&mut faults, name, &business.root_key, key);
        let given_list = if self.province_code.is_some() { ProvinceList::Since2025 } else { business.province_list };
        let list = self.province_list.unwrap_or(given_list);
        let code = self.province_code.as_deref().unwrap_or(&business.province_given);
        let province = province(conn, &mut faults, list, code)?;
        let version = self.industry_version.as_deref().unwrap_or(&business.industry_version);
        let section = self.industry_section.as_deref().unwrap_or(&business.industry_section);
        let industry = industry(conn, &mut faults, version, section)?;
        let revenue = self.revenue_vnd.or(business.revenue_vnd.map(Vnd::amount));
        let capital = self.capital_vnd.or(business.capital_vnd.map(Vnd::amount));
        let figures = figures(&mut faults, self.employees.unwrap_or(business.employees), revenue, capital);
        let parts = name.zip(province.zip(industry)).zip(figures);
        let profile =
            parts.map(|((name, (province, industry)), figures)| Profile { name, province, industry, figures });
        faults.finish(profile)
    }
}
