//! A business or a vendor: what people belong to.

use super::{BusinessId, TypedId, VendorId};

/// The business or the vendor of an id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Organization {
    Business(BusinessId),
    Vendor(VendorId),
}

impl Organization {
    /// The id's text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Business(id) => id.as_str(),
            Self::Vendor(id) => id.as_str(),
        }
    }

    /// The organization whose id this is.
    pub fn parse(text: &str) -> Option<Self> {
        BusinessId::parse(text).map(Self::Business).or_else(|| VendorId::parse(text).map(Self::Vendor))
    }

    /// The organization of a row that has a column for each kind.
    pub fn of_columns(business: Option<BusinessId>, vendor: Option<VendorId>) -> Option<Self> {
        business.map(Self::Business).or_else(|| vendor.map(Self::Vendor))
    }

    /// The two columns of a row.
    pub fn columns(self) -> (Option<BusinessId>, Option<VendorId>) {
        match self {
            Self::Business(id) => (Some(id), None),
            Self::Vendor(id) => (None, Some(id)),
        }
    }
}

impl From<BusinessId> for Organization {
    fn from(id: BusinessId) -> Self {
        Self::Business(id)
    }
}

impl From<VendorId> for Organization {
    fn from(id: VendorId) -> Self {
        Self::Vendor(id)
    }
}

impl std::fmt::Display for Organization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Organization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Organization {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}
