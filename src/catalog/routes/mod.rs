//! The catalog over HTTP: reads for everybody, listings for vendors and staff.

mod found;
mod listing;
mod read;

use super::images;
use super::misses;
use super::model::{Days, ListingStatus, Offer};
use super::profile::{Profile, markdown};
use super::store::Listing;
use crate::values::{PlatformId, Timestamp, VendorId, Vnd};
use found::MatchOut;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(read::list_platforms)
        .service(read::get_platform)
        .service(listing::list_listings)
        .service(listing::get_listing)
        .service(listing::draft_platform)
        .service(listing::change_platform)
        .service(listing::submit_platform)
        .service(listing::publish_platform)
        .configure(images::routes)
        .configure(misses::routes);
}

/// The terms of a trial and the price afterwards.
#[derive(Serialize, ToSchema)]
pub struct OfferOut {
    /// After the trial, VND a month. A trial never turns into a paid subscription by itself.
    price_vnd_per_month: Vnd,
    /// Only for businesses with at most so many employees; null: no limit.
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_employees: Option<i64>,
    /// Days of free trial by size class; null: not offered to that class.
    days: Days,
}

impl From<Offer> for OfferOut {
    fn from(offer: Offer) -> Self {
        Self { price_vnd_per_month: offer.price_per_month, max_employees: offer.max_employees, days: offer.days }
    }
}

/// A platform.
#[derive(Serialize, ToSchema)]
pub struct PlatformOut {
    id: PlatformId,
    #[schema(max_length = 60, pattern = "^[a-z0-9-]+$", example = "demo-ke-toan-cau")]
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
    /// Null for an illustrative platform.
    offer: Option<OfferOut>,
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
    /// How it fits the words of a search; null where none were given.
    #[serde(rename = "match")]
    found: Option<MatchOut>,
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
            profile: None,
            description_html_vi: None,
            description_html_en: None,
            published_at: it.published_at,
            found: None,
        }
    }
}

impl PlatformOut {
    /// As it is shown where it is read alone.
    fn whole(listing: Listing, profile: Profile) -> Self {
        Self {
            description_html_vi: profile.description_vi.as_deref().map(markdown::html),
            description_html_en: profile.description_en.as_deref().map(markdown::html),
            profile: Some(profile),
            ..Self::from(listing)
        }
    }
}
