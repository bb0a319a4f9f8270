//! Which organization is meant, where only its kind and its tax code are known.

use crate::businesses::model::Identity;
use crate::faults::Faults;
use crate::secrets::Key;
use crate::values::{LocalDay, TaxCode};
use serde::Deserialize;
use utoipa::ToSchema;

/// The kinds of organizations that people belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    Business,
    Vendor,
}

/// An organization by what everybody can know of it.
#[derive(Clone, Debug)]
pub enum Sought {
    Business(Identity),
    Vendor(TaxCode),
}

impl Sought {
    /// The tax code that was named; of a household's number nothing is kept.
    pub fn tax_code(&self) -> Option<&TaxCode> {
        match self {
            Self::Business(Identity::Firm(code)) | Self::Vendor(code) => Some(code),
            Self::Business(Identity::Household { .. }) => None,
        }
    }

    /// Reads `/tax_code`.
    pub fn parse(
        faults: &mut Faults,
        kind: OrganizationKind,
        tax_code: &str,
        key: &Key,
        today: LocalDay,
    ) -> Option<Self> {
        match kind {
            OrganizationKind::Business => {
                Identity::parse(faults, "/tax_code", tax_code, key, today).map(Self::Business)
            }
            OrganizationKind::Vendor => faults.tax_code("/tax_code", tax_code).map(Self::Vendor),
        }
    }
}
