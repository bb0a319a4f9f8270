//! A business, parsed at the edge and as stored.

use super::size::{Figures, SizeClass};
use crate::error::FaultCode;
use crate::faults::Faults;
use crate::reference::{Industry, Province, ProvinceList};
use crate::secrets::Key;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, LocalDay, TaxCode, Timestamp, Vnd, personal_number, text};
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
    /// Reads a tax code, or the 12 digits of a personal number, at `pointer`.
    pub fn parse(faults: &mut Faults, pointer: &str, text: &str, key: &Key, today: LocalDay) -> Option<Self> {
        if text.len() == personal_number::LENGTH && text.bytes().all(|b| b.is_ascii_digit()) {
            if !personal_number::can_be(text, today) {
                faults.add(pointer, FaultCode::PersonalNumberForm, "079085001234");
                return None;
            }
            let last3 = text.get(9..).unwrap_or_default().to_owned();
            return Some(Self::Household { digest: key.digest(text), last3 });
        }
        faults.tax_code(pointer, text).map(Self::Firm)
    }

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

/// Whether the personal number that a household is known by (its root key, the number's digest) stands in a text, whatever
/// separates its digits; of others' numbers see [`personal_number::stands_in`]. A firm's tax code is public, and is never
/// looked for.
pub fn holds_number(text: &str, root_key: &str, key: &Key) -> bool {
    let is_it = |number: &String| crate::secrets::hex(&key.digest(number)) == root_key;
    text::rows_of_digits(text, personal_number::LENGTH).iter().any(is_it)
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
    /// Of one that has outgrown the programme, the last that it had as an SME: by it its trials so far are counted.
    pub size_class: SizeClass,
    /// Since when its figures are beyond those of an SME; `None` for an SME.
    pub outgrown_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

impl Business {
    /// The province in the list of 63, where it gave one of those.
    pub fn legacy_province_code(&self) -> Option<String> {
        (self.province_list == ProvinceList::Before2025).then(|| self.province_given.clone())
    }

    /// How large it is.
    pub fn measured(&self) -> Measured {
        let figures = Figures { employees: self.employees, revenue: self.revenue_vnd, capital: self.capital_vnd };
        Measured { figures, size: self.size_class, is_sme: self.outgrown_at.is_none() }
    }
}

/// How large a business is, and the figures that say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub figures: Figures,
    /// Where the figures are beyond every class, the last that it had.
    pub size: SizeClass,
    pub is_sme: bool,
}

/// The size that a business had from an instant on, until the next.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::business_sizes)]
pub struct Size {
    /// 1 for the first that is known, and so on.
    pub number: i64,
    pub since: Timestamp,
    pub size_class: SizeClass,
    pub is_sme: bool,
    pub employees: i64,
    pub revenue_vnd: Option<Vnd>,
    pub capital_vnd: Option<Vnd>,
    /// `None` where it was found when sizes began to be kept.
    pub changed_by: Option<AccountId>,
    /// Who of the staff acted for them.
    pub acting_account_id: Option<AccountId>,
}
