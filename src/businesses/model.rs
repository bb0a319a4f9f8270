//! A business, parsed at the edge and as stored.

use super::size::{Figures, SizeClass};
use crate::reference::{Industry, Province, ProvinceList};
use crate::values::text_enum::text_enum;
use crate::values::{BusinessId, TaxCode, Timestamp, Vnd};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

pub const NAME_LENGTH: usize = 200;
pub const MAX_EMPLOYEES: i64 = 1_000_000;

/// What kind of taxpayer a business is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum BusinessKind {
    Company,
    Branch,
    Household,
}

text_enum!(BusinessKind { Company = "company", Branch = "branch", Household = "household" });

/// By what a business is known. The personal number of a household never leaves the edge: only its keyed digest does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    Firm(TaxCode),
    Household { digest: Vec<u8>, last3: String },
}

impl Identity {
    pub fn kind(&self) -> BusinessKind {
        match self {
            Self::Firm(code) if code.is_branch() => BusinessKind::Branch,
            Self::Firm(_) => BusinessKind::Company,
            Self::Household { .. } => BusinessKind::Household,
        }
    }

    /// What trials are counted by: a firm with all its branches, or the household.
    pub fn root_key(&self) -> String {
        match self {
            Self::Firm(code) => code.parent().to_owned(),
            Self::Household { digest, .. } => crate::secrets::hex(digest),
        }
    }
}

/// What can change about a business: place and industry as the reference data knows them.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    pub province: Province,
    pub industry: Industry,
    pub figures: Figures,
}

/// A business that registers.
#[derive(Clone, Debug)]
pub struct NewBusiness {
    pub identity: Identity,
    pub profile: Profile,
}

/// A business, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::businesses)]
pub struct Business {
    pub id: BusinessId,
    pub kind: BusinessKind,
    pub tax_code: Option<TaxCode>,
    pub household_last3: Option<String>,
    pub root_key: String,
    pub name: String,
    pub province_list: ProvinceList,
    pub province_given: String,
    pub province_code: String,
    pub industry_version: String,
    pub industry_section: String,
    pub employees: i64,
    pub revenue_vnd: Option<Vnd>,
    pub capital_vnd: Option<Vnd>,
    pub size_class: SizeClass,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}
