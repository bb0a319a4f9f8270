//! A version of a listing, as stored, and what differs between two.

use super::words::{are_slips, essence};
use crate::catalog::model::NewPlatform;
use crate::error::{Error, Result};
use crate::secrets;
use crate::values::text_enum::text_enum;
use crate::values::{PlatformId, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Where a version of a listing stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum VersionStatus {
    /// The vendor writes it.
    Draft,
    /// It waits for a reviewer.
    Submitted,
    /// Reviewers look at it.
    InReview,
    /// The vendor is asked to change something.
    ChangesRequested,
    /// Reviewers refused it.
    Rejected,
    /// It is what people read.
    Published,
    /// It was, until another one was published.
    Superseded,
    /// The listing was archived, or moved to another vendor, before it was published.
    Withdrawn,
}

text_enum!(VersionStatus {
    Draft = "draft",
    Submitted = "submitted",
    InReview = "in_review",
    ChangesRequested = "changes_requested",
    Rejected = "rejected",
    Published = "published",
    Superseded = "superseded",
    Withdrawn = "withdrawn",
});

impl VersionStatus {
    /// Whether its vendor works on it, or reviewers look at it.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::InReview | Self::ChangesRequested)
    }

    /// Whether it is published, or was.
    pub const fn was_published(self) -> bool {
        matches!(self, Self::Published | Self::Superseded)
    }
}

/// How a version is vetted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// In full: it is the vendor's first one, or more changed than slips of its texts.
    Full,
    /// By one reviewer and at once: slips of its texts were corrected, a letter or two of a few words.
    Fast,
}

text_enum!(Lane { Full = "full", Fast = "fast" });

/// What a reviewer asks to change, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestedChange {
    /// A JSON pointer (RFC 6901) into what `PATCH /v1/platforms/{id}` takes.
    #[schema(min_length = 1, max_length = 300, example = "/profile/description_vi")]
    pub pointer: String,
    /// What is to be changed, and why.
    #[schema(min_length = 1, max_length = 1000)]
    pub comment: String,
}

/// A version, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::listing_versions)]
pub struct ListingVersion {
    pub platform_id: PlatformId,
    pub number: i64,
    pub status: VersionStatus,
    pub content: String,
    pub lane: Option<Lane>,
    pub changed: Option<String>,
    pub requested_changes: Option<String>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub review_started_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    /// Whose it is, whoever the listing was moved to since.
    pub vendor_id: VendorId,
}

/// Whose versions somebody sees.
#[derive(Clone, Debug, Serialize)]
pub enum Reach {
    /// Those of every vendor.
    All,
    /// Those of these vendors, and what was published.
    Of(Vec<VendorId>),
    /// What was published.
    Published,
}

impl Reach {
    /// Whether all of a version is seen, with what is between vendor and reviewers.
    pub fn whole(&self, version: &ListingVersion) -> bool {
        match self {
            Self::All => true,
            Self::Of(vendors) => vendors.contains(&version.vendor_id),
            Self::Published => false,
        }
    }
}

/// Where slips are corrected in the fast lane. What is said elsewhere was vetted by the criteria (the name, the terms, what is declared and
/// shown), and is vetted again.
const TEXTS: [&str; 7] = [
    "/summary_vi",
    "/summary_en",
    "/profile/description_vi",
    "/profile/description_en",
    "/profile/screenshots",
    "/profile/problems",
    "/profile/support",
];

impl ListingVersion {
    /// A draft of this number.
    ///
    /// Errors: 500 where it cannot be written as JSON.
    pub fn draft(
        platform_id: PlatformId,
        vendor_id: VendorId,
        number: i64,
        said: &NewPlatform,
        now: Timestamp,
    ) -> Result<Self> {
        Ok(Self {
            platform_id,
            number,
            status: VersionStatus::Draft,
            content: Self::content(said)?,
            lane: None,
            changed: None,
            requested_changes: None,
            reason_code: None,
            reason_text: None,
            created_at: now,
            updated_at: now,
            submitted_at: None,
            review_started_at: None,
            decided_at: None,
            published_at: None,
            vendor_id,
        })
    }

    /// What is said, as a version keeps it. Errors: 500 where it cannot be written as JSON.
    pub fn content(said: &NewPlatform) -> Result<String> {
        serde_json::to_string(said).map_err(Error::internal)
    }

    /// What the vendor says in it.
    ///
    /// Errors: 500 for what is none.
    pub fn said(&self) -> Result<NewPlatform> {
        serde_json::from_str(&self.content).map_err(Error::internal)
    }

    /// What a vendor goes on from: what it said itself, or, of what a former vendor published, all but what that one stated of the
    /// criteria, by documents of its own.
    ///
    /// Errors: 500 for what is none.
    pub fn said_for(&self, vendor: VendorId) -> Result<NewPlatform> {
        let said = self.said()?;
        Ok(if self.vendor_id == vendor { said } else { NewPlatform { statements: Vec::new(), ..said } })
    }

    /// What it says of the platform, however it is written, and whatever its address: by this it is known again.
    ///
    /// Errors: 500 where it cannot be read.
    pub fn essence(&self) -> Result<Value> {
        let mut said = value(&self.said()?)?;
        if let Some(members) = said.as_object_mut() {
            members.remove("slug");
        }
        Ok(essence(&said))
    }

    /// SHA-256 of the content as it is kept, in hexadecimal digits.
    pub fn digest(&self) -> String {
        secrets::hex(&Sha256::digest(&self.content))
    }

    /// Errors: 500 for what is no list.
    pub fn changed(&self) -> Result<Vec<String>> {
        list(self.changed.as_deref())
    }

    /// Errors: 500 for what is no list.
    pub fn requested_changes(&self) -> Result<Vec<RequestedChange>> {
        list(self.requested_changes.as_deref())
    }

    /// The version handed in, with what it differs in from the published one, and how it is vetted by what it differs in from the
    /// one that was vetted in full last, so that no two slips come to more than one may; a vendor's first one in full.
    ///
    /// Errors: 500 where one cannot be read.
    pub fn submitted(&self, published: Option<&Self>, vetted: Option<&Self>, now: Timestamp) -> Result<Self> {
        let after = value(&self.said()?)?;
        let before = published.map(|published| value(&published.said()?)).transpose()?;
        let changed = before.map_or_else(Vec::new, |before| differing(&before, &after));
        let own = vetted.filter(|vetted| vetted.vendor_id == self.vendor_id);
        let slips = own.map(|vetted| Ok::<_, Error>(are_all_slips(&value(&vetted.said()?)?, &after))).transpose()?;
        Ok(Self {
            lane: Some(if slips == Some(true) { Lane::Fast } else { Lane::Full }),
            changed: Some(serde_json::to_string(&changed).map_err(Error::internal)?),
            submitted_at: Some(now),
            review_started_at: None,
            decided_at: None,
            ..self.clone()
        })
    }
}

fn list<T: for<'de> Deserialize<'de>>(json: Option<&str>) -> Result<Vec<T>> {
    json.map_or_else(|| Ok(Vec::new()), |json| serde_json::from_str(json).map_err(Error::internal))
}

/// Whether two contents differ in slips of their texts alone.
fn are_all_slips(before: &Value, after: &Value) -> bool {
    let corrected = |place: &String| {
        let pair = before.pointer(place).zip(after.pointer(place));
        TEXTS.contains(&place.as_str()) && pair.is_some_and(|(before, after)| are_slips(before, after, true))
    };
    differing(before, after).iter().all(corrected)
}

/// The places in which two contents differ: members, and of the profile its members.
fn differing(before: &Value, after: &Value) -> Vec<String> {
    let mut places = Vec::new();
    for (member, said) in after.as_object().into_iter().flatten() {
        let place = format!("/{member}");
        let old = before.get(member);
        match (old, said.as_object()) {
            (Some(old), Some(inner)) if member == "profile" => {
                let other = inner.iter().filter(|(name, said)| old.get(*name) != Some(*said));
                places.extend(other.map(|(name, _)| format!("{place}/{name}")));
            }
            (old, _) if old != Some(said) => places.push(place),
            _ => {}
        }
    }
    places
}

/// What a vendor says, as a JSON value.
pub(in crate::catalog) fn value(said: &NewPlatform) -> Result<Value> {
    serde_json::to_value(said).map_err(Error::internal)
}

#[cfg(test)]
mod tests;
