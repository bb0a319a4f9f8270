//! The catalog over HTTP: reads for everybody, listings for vendors and staff.

mod listing;
mod offer;
mod read;

use super::images;
use super::model::{ListingStatus, Platform};
use super::offers::OfferRow;
use super::profile::{Profile, markdown};
use super::store::Listing;
use crate::values::{LocalDay, PlatformId, Timestamp, VendorId};
use offer::OfferOut;
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
        .configure(images::routes);
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
            offer: offer.map(OfferOut::from),
            offers: None,
            profile: None,
            description_html_vi: None,
            description_html_en: None,
            published_at: it.published_at,
        }
    }
}

impl PlatformOut {
    /// As it is shown on a day where it is read alone.
    fn whole(platform: Platform, offers: Vec<OfferRow>, profile: Profile, day: LocalDay) -> Self {
        let today = offers.iter().find(|offer| offer.period().holds_on(day)).cloned();
        let ahead = offers.into_iter().filter(|offer| !offer.period().is_over(day));
        Self {
            offers: Some(ahead.map(OfferOut::from).collect()),
            description_html_vi: profile.description_vi.as_deref().map(markdown::html),
            description_html_en: profile.description_en.as_deref().map(markdown::html),
            profile: Some(profile),
            ..Self::from((platform, today))
        }
    }
}
