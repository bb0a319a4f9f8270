//! A platform and its offer, parsed at the edge and as stored.

use super::profile::Profile;
use super::statements::Statement;
use crate::businesses::SizeClass;
use crate::values::text_enum::text_enum;
use crate::values::{PlatformId, Timestamp, VendorId, Vnd, optional_integer, text};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const NAME_LENGTH: usize = 120;
pub const SUMMARY_LENGTH: usize = 500;
/// Days of a trial: decree and programme speak of 3 to 6 months; a year is the outer limit.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=366;

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

/// Days of free trial by size class; a class without days is not offered a trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"household": null, "micro": 180, "small": 120, "medium": 90}))]
pub struct Days {
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub household: Option<i64>,
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub micro: Option<i64>,
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub small: Option<i64>,
    #[schema(minimum = 1, maximum = 366)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub medium: Option<i64>,
}

impl Days {
    pub fn of(&self, size: SizeClass) -> Option<i64> {
        match size {
            SizeClass::Household => self.household,
            SizeClass::Micro => self.micro,
            SizeClass::Small => self.small,
            SizeClass::Medium => self.medium,
        }
    }
}

/// A trial's terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    #[serde(rename = "price_vnd_per_month")]
    pub price_per_month: Vnd,
    pub max_employees: Option<i64>,
    pub days: Days,
}

impl Offer {
    /// Days of trial for a business of this size; `None` when the offer is not for it.
    pub fn days_for(&self, size: SizeClass, employees: i64) -> Option<i64> {
        let within = self.max_employees.is_none_or(|max| employees <= max);
        self.days.of(size).filter(|_| within)
    }

    /// For whom the offer is, in a few words: for a refusal.
    pub fn audience(&self) -> String {
        let sizes: Vec<&str> =
            SizeClass::ALL.iter().filter(|size| self.days.of(**size).is_some()).map(SizeClass::as_str).collect();
        match self.max_employees {
            Some(max) => format!("{}, ≤ {max}", sizes.join(", ")),
            None => sizes.join(", "),
        }
    }
}

/// What is said of a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    pub slug: String,
    pub name: String,
    pub category_code: String,
    pub summary_vi: String,
    pub summary_en: String,
}

/// What a vendor lists: a platform and the terms of its trial. Each version of a listing keeps one, as JSON in the form of the
/// API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlatform {
    #[serde(flatten)]
    pub about: Description,
    pub profile: Profile,
    pub offer: Offer,
    /// What it states of the vetting criteria.
    #[serde(default)]
    pub statements: Vec<Statement>,
}

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

impl Description {
    /// What a search looks through, without marks.
    pub fn search_text(&self, vendor: &str) -> String {
        text::fold(&[self.name.as_str(), vendor, &self.summary_vi, &self.summary_en].join(" "))
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
}

/// An offer, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::offers)]
pub struct OfferRow {
    pub price_vnd_per_month: Vnd,
    pub max_employees: Option<i64>,
    pub household_days: Option<i64>,
    pub micro_days: Option<i64>,
    pub small_days: Option<i64>,
    pub medium_days: Option<i64>,
}

impl From<OfferRow> for Offer {
    fn from(row: OfferRow) -> Self {
        let days = Days {
            household: row.household_days,
            micro: row.micro_days,
            small: row.small_days,
            medium: row.medium_days,
        };
        Self { price_per_month: row.price_vnd_per_month, max_employees: row.max_employees, days }
    }
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
    fn an_offer_is_for_the_sizes_it_names() {
        let days = Days { micro: Some(180), small: Some(90), ..Days::default() };
        let offer = Offer { price_per_month: Vnd::billions(0), max_employees: Some(49), days };
        assert_eq!(offer.days_for(SizeClass::Micro, 8), Some(180));
        assert_eq!(offer.days_for(SizeClass::Small, 49), Some(90));
        assert_eq!(offer.days_for(SizeClass::Small, 50), None);
        assert_eq!(offer.days_for(SizeClass::Medium, 8), None);
        assert_eq!(offer.audience(), "micro, small, ≤ 49");
    }

    #[test]
    fn slugs_are_plain() {
        assert!(is_slug("demo-ke-toan-1"));
        for wrong in ["", "ab", "-ab", "ab-", "a--b", "Abc", "kế-toán", "plt_1", &"a".repeat(61)] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }
}
