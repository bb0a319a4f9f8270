//! The catalog over HTTP: reads for everybody, listings for vendors and staff.

mod found;
mod listing;
mod offer;
mod read;

use super::assessments::routes as assessments;
use super::bulk::routes as bulk;
use super::claims::routes as claims;
use super::evidence::routes as evidence;
use super::images;
use super::misses;
use super::model::{ListingStatus, NewPlatform, Platform};
use super::offers::Offer;
use super::profile::{Profile, markdown};
use super::rechecks::routes::{self as rechecks, RecheckOut};
use super::snapshot::Entry;
use super::statements::Statement;
use super::store::Listing;
use super::transfers::routes::{self as transfers, ListingTransferOut};
use super::versions::routes::{self as versions, VersionOut};
use super::versions::{ListingVersion, VersionStatus};
use super::vetting::{Suspension, routes as vetting};
use crate::error::Result;
use crate::http::Routes;
use crate::values::{LocalDay, PlatformId, Timestamp, VendorId};
use found::MatchOut;
use serde::Serialize;
use utoipa::ToSchema;

pub(super) use listing::{PlatformPatch, shown};
pub(super) use offer::{OfferIn, OfferOut};
pub use read::MAX_AGE;

pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(read::list_platforms)
        .service(read::get_platform)
        .service(listing::list_listings)
        .service(listing::get_listing)
        .service(listing::draft_platform)
        .service(listing::change_platform)
        .service(listing::submit_platform)
        .service(listing::archive_platform)
        .configure(vetting::routes)
        .configure(assessments::routes)
        .configure(rechecks::routes)
        .configure(transfers::routes)
        .configure(evidence::routes)
        .configure(claims::routes)
        .configure(bulk::routes)
        .configure(versions::routes)
        .configure(images::routes)
        .configure(misses::routes);
}

/// A platform.
#[derive(Serialize, ToSchema)]
pub struct PlatformOut {
    id: PlatformId,
    #[schema(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "demo-ke-toan-cau")]
    slug: String,
    #[schema(max_length = 120)]
    name: String,
    /// Null for an illustrative platform.
    vendor_id: Option<VendorId>,
    #[schema(max_length = 200)]
    vendor_name: String,
    /// A real platform that no vendor has claimed: it has no offer and takes no trials.
    illustrative: bool,
    #[schema(max_length = 60, example = "accounting_finance")]
    category_code: String,
    #[schema(max_length = 500)]
    summary_vi: String,
    #[schema(max_length = 500)]
    summary_en: String,
    status: ListingStatus,
    /// What it offers today, in Vietnam: null on days without an offer, and for an illustrative platform.
    offer: Option<OfferOut>,
    /// What it offers today or later, by the first days; null in lists.
    #[schema(max_items = 12)]
    offers: Option<Vec<OfferOut>>,
    /// What the vendor says of it; null in lists.
    profile: Option<Profile>,
    /// The profile's description as HTML: `p`, `h3`–`h6`, `strong`, `em`, `ul`, `ol`, `li`, `blockquote`, `pre`, `code`, `hr`, `br`, and
    /// `a` with an `https://` address. Null in lists, and where there is none.
    #[schema(max_length = 100_000)]
    description_html_vi: Option<String>,
    /// As `description_html_vi`.
    #[schema(max_length = 100_000)]
    description_html_en: Option<String>,
    /// Null before the first publication.
    published_at: Option<Timestamp>,
    /// The version that its vendor works on, or that reviewers have or rejected; null where the newest is published, and in
    /// the catalog.
    working_version: Option<VersionOut>,
    /// Why it is out of the catalog for a while; null where it is not, and in lists.
    suspension: Option<SuspensionOut>,
    /// How it fits the words of a search; null where none were given.
    #[serde(rename = "match")]
    found: Option<MatchOut>,
    /// What its vendor states of the vetting criteria: for its people and who vets; null in the catalog, in lists, and where a former vendor
    /// stated it, which who vets reads in that version.
    #[schema(max_items = 20)]
    statements: Option<Vec<Statement>>,
    /// When reviewers look at it again, a year after it was last vetted in full or looked at; on that day or later it is due. For its vendor and who
    /// vets; null in the catalog, before the first publication and where it is archived.
    recheck_due_on: Option<LocalDay>,
    /// What reviewers found when they last looked at it again, since it is its vendor's; null where they did not yet, in the catalog and in lists.
    last_recheck: Option<RecheckOut>,
    /// How it came to its vendor, where it was moved from another one; null where it was not, in the catalog and in lists.
    last_transfer: Option<ListingTransferOut>,
}

/// Why a platform is out of the catalog for a while.
#[derive(Serialize, ToSchema)]
pub struct SuspensionOut {
    suspended_at: Timestamp,
    /// A code of the list `suspension` at /v1/reasons.
    #[schema(max_length = 60, example = "security_incident")]
    reason_code: String,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

impl From<Suspension> for SuspensionOut {
    fn from(it: Suspension) -> Self {
        Self { suspended_at: it.suspended_at, reason_code: it.reason_code, reason_text: it.reason_text }
    }
}

impl From<Listing> for PlatformOut {
    fn from((it, offer): Listing) -> Self {
        Self {
            id: it.id,
            slug: it.slug,
            name: it.name,
            illustrative: it.vendor_id.is_none(),
            vendor_id: it.vendor_id,
            vendor_name: it.vendor_name,
            category_code: it.category_code,
            summary_vi: it.summary_vi,
            summary_en: it.summary_en,
            status: it.status,
            offer: offer.map(|row| OfferOut::from(Offer::from(row))),
            offers: None,
            profile: None,
            description_html_vi: None,
            description_html_en: None,
            published_at: it.published_at,
            working_version: None,
            suspension: None,
            found: None,
            statements: None,
            recheck_due_on: None,
            last_recheck: None,
            last_transfer: None,
        }
    }
}

impl PlatformOut {
    /// As everybody reads it on a day.
    pub fn published(entry: &Entry, day: LocalDay) -> Self {
        let offers = entry.offers.iter().cloned().map(Offer::from).collect();
        Self::whole(entry.platform.clone(), offers, entry.profile.clone(), day)
    }

    /// As it is shown on a day where it is read alone; the offers by their first days.
    fn whole(platform: Platform, offers: Vec<Offer>, profile: Profile, day: LocalDay) -> Self {
        let today = offers.iter().find(|offer| offer.period.holds_on(day)).cloned();
        let ahead = offers.into_iter().filter(|offer| !offer.period.is_over(day));
        Self {
            offer: today.map(OfferOut::from),
            offers: Some(ahead.map(OfferOut::from).collect()),
            description_html_vi: profile.description_vi.as_deref().map(markdown::html),
            description_html_en: profile.description_en.as_deref().map(markdown::html),
            profile: Some(profile),
            ..Self::from((platform, None))
        }
    }

    /// As its vendor and reviewers see it: with what is said in the version that is worked on.
    ///
    /// Errors: 500 where the version cannot be read.
    fn working(platform: Platform, latest: &ListingVersion, day: LocalDay) -> Result<Self> {
        let NewPlatform { about, profile, offers, statements } = latest.said()?;
        let recheck_due_on = platform.recheck_due_on;
        let own = platform.vendor_id == Some(latest.vendor_id);
        Ok(Self {
            name: about.name,
            category_code: about.category_code,
            summary_vi: about.summary_vi,
            summary_en: about.summary_en,
            statements: own.then_some(statements),
            recheck_due_on,
            ..Self::whole(platform, offers, profile, day).beside(Some(latest))?
        })
    }

    /// With the version that is worked on, where there is one.
    ///
    /// Errors: 500 where the version cannot be read.
    fn beside(self, latest: Option<&ListingVersion>) -> Result<Self> {
        let working = latest.filter(|latest| latest.status != VersionStatus::Published);
        Ok(Self { working_version: working.map(VersionOut::of).transpose()?, ..self })
    }

    /// A row of a list of listings.
    ///
    /// Errors: 500 where the version cannot be read.
    fn row(row: Listing, latest: Option<&ListingVersion>) -> Result<Self> {
        let recheck_due_on = row.0.recheck_due_on;
        Ok(Self { recheck_due_on, ..Self::from(row).beside(latest)? })
    }
}
