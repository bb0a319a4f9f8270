//! Whose keys there are, what each of these can be made for, and who looks after them.

use super::model::{Scope, words};
use crate::accounts::model::{Office, StaffRole};
use crate::error::{Error, FaultCode, Result};
use crate::values::VendorId;
use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kinds of authorities whose systems have keys.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityKind {
    /// Reads what a province officer reads: figures, trials and conversions of the own province.
    Province,
    /// Reads what an analyst reads: the figures of the whole country.
    Ministry,
}

text_enum!(AuthorityKind { Province = "province", Ministry = "ministry" });

/// An authority: a province, by its code in the list of 34, or a ministry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    Province(String),
    Ministry,
}

impl Authority {
    pub const fn kind(&self) -> AuthorityKind {
        match self {
            Self::Province(_) => AuthorityKind::Province,
            Self::Ministry => AuthorityKind::Ministry,
        }
    }

    pub fn province(&self) -> Option<&str> {
        match self {
            Self::Province(code) => Some(code),
            Self::Ministry => None,
        }
    }

    /// Whose eyes its systems have: a key sees what this office sees, of what its scopes open.
    pub fn office(&self) -> Office {
        match self {
            Self::Province(code) => Office { role: StaffRole::ProvinceOfficer, province: Some(code.clone()) },
            Self::Ministry => StaffRole::Analyst.into(),
        }
    }
}

/// Whose systems use a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Vendor(VendorId),
    Authority(Authority),
}

impl Holder {
    pub const fn vendor(&self) -> Option<VendorId> {
        match self {
            Self::Vendor(vendor) => Some(*vendor),
            Self::Authority(_) => None,
        }
    }

    pub const fn authority(&self) -> Option<&Authority> {
        match self {
            Self::Vendor(_) => None,
            Self::Authority(authority) => Some(authority),
        }
    }

    /// What its keys can be made for: what nobody of this kind may do is no scope of theirs.
    pub fn scopes(&self) -> &'static [Scope] {
        use Scope::{
            ConversionsRead, ConversionsWrite, ListingsRead, ListingsWrite, ReportsRead, TrialsRead, TrialsWrite,
        };
        match self {
            Self::Vendor(_) => {
                &[TrialsRead, TrialsWrite, ConversionsRead, ConversionsWrite, ListingsRead, ListingsWrite]
            }
            Self::Authority(Authority::Province(_)) => &[TrialsRead, ConversionsRead, ReportsRead],
            Self::Authority(Authority::Ministry) => &[ReportsRead],
        }
    }

    pub const fn keepers(&self) -> Keepers {
        match self {
            Self::Vendor(vendor) => Keepers::OwnersOf(*vendor),
            Self::Authority(_) => Keepers::Administrators,
        }
    }

    /// Errors: 422 that names the first scope which keys of this holder cannot have.
    pub(super) fn check(&self, scopes: &[Scope]) -> Result<()> {
        match scopes.iter().find(|scope| !self.scopes().contains(scope)) {
            None => Ok(()),
            Some(_) => Err(Error::fault("/scopes", FaultCode::NotOneOf, words(self.scopes()).replace(' ', ", "))),
        }
    }
}

/// Who makes keys, replaces and revokes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keepers {
    OwnersOf(VendorId),
    /// Of all authorities' keys.
    Administrators,
}

impl Keepers {
    /// Whose keys they are, where they are one vendor's.
    pub(super) const fn vendor(self) -> Option<VendorId> {
        match self {
            Self::OwnersOf(vendor) => Some(vendor),
            Self::Administrators => None,
        }
    }
}
