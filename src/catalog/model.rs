//! A platform, parsed at the edge and as stored.

use super::offers::Offer;
use super::profile::Profile;
use super::statements::Statement;
use crate::values::text_enum::text_enum;
use crate::values::{LocalDay, PlatformId, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const NAME_LENGTH: usize = 120;
pub const SUMMARY_LENGTH: usize = 500;

/// Where a listing stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum ListingStatus {
    /// The vendor writes it; it was never published.
    Draft,
    /// It waits for a reviewer.
    Submitted,
    /// Reviewers look at it.
    InReview,
    /// The vendor is asked to change something before it can be published.
    ChangesRequested,
    /// Reviewers refused it; the vendor can write another version.
    Rejected,
    /// It is in the catalog, whatever its vendor works on.
    Published,
    /// It was in the catalog, and reviewers took it out for a while.
    Suspended,
    /// Its vendor took it out for good.
    Archived,
}

text_enum!(ListingStatus {
    Draft = "draft",
    Submitted = "submitted",
    InReview = "in_review",
    ChangesRequested = "changes_requested",
    Rejected = "rejected",
    Published = "published",
    Suspended = "suspended",
    Archived = "archived",
});

/// What is said of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    pub slug: String,
    pub name: String,
    pub category_code: String,
    pub summary_vi: String,
    pub summary_en: String,
}

/// What a vendor lists: a platform and the terms of its trials. Each version of a listing keeps one, as JSON in the form of the
/// API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlatform {
    #[serde(flatten)]
    pub about: Description,
    pub profile: Profile,
    /// By their first days; on no day do two of them hold.
    pub offers: Vec<Offer>,
    /// What it states of the vetting criteria.
    #[serde(default)]
    pub statements: Vec<Statement>,
}

/// The members of a listing that its vendor can change: all but its address. What a request for changes may name, or a part of.
pub const CHANGEABLE: [&str; 7] =
    ["name", "category_code", "summary_vi", "summary_en", "profile", "offers", "statements"];

impl Platform {
    pub fn about(&self) -> Description {
        Description {
            slug: self.slug.clone(),
            name: self.name.clone(),
            category_code: self.category_code.clone(),
            summary_vi: self.summary_vi.clone(),
            summary_en: self.summary_en.clone(),
        }
    }
}

/// A platform, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platforms)]
pub struct Platform {
    pub id: PlatformId,
    pub slug: String,
    pub name: String,
    pub vendor_id: Option<VendorId>,
    pub vendor_name: String,
    pub category_code: String,
    pub summary_vi: String,
    pub summary_en: String,
    pub status: ListingStatus,
    pub sort_key: String,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// When reviewers look at it again; of what was published and is not archived.
    pub recheck_due_on: Option<LocalDay>,
}

/// Whether a text may be the readable part of a platform's address: a–z, 0–9 and single hyphens, 3 to 60 characters.
pub fn is_slug(text: &str) -> bool {
    let plain = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    plain && (3..=60).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-') && !text.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert!(is_slug("demo-ke-toan-1"));
        for wrong in ["", "ab", "-ab", "ab-", "a--b", "Abc", "kế-toán", "plt_1", &"a".repeat(61)] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }
}
