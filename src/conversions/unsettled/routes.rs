//! What waits for staff, over HTTP.

use super::model::{Filter, Unsettled, UnsettledState};
use super::store;
use crate::accounts::model::Watch;
use crate::conversions::routes::ConversionOut;
use crate::conversions::{Conversion, ConversionStatus};
use crate::db::Conn;
use crate::error::Result;
use crate::http::{Answer, Call, Page, Paged, Person, Query, Routes};
use crate::reference;
use crate::values::{BusinessId, PlatformId, Timestamp, VendorId};
use crate::{businesses, catalog, vendors};
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_unsettled_conversions);
}

/// A conversion that waits for staff.
#[derive(Serialize, ToSchema)]
pub struct UnsettledOut {
    state: UnsettledState,
    /// Since when it waits: the last reminder, or the dispute.
    since: Timestamp,
    business_id: BusinessId,
    #[schema(max_length = 200)]
    business_name: String,
    platform_id: PlatformId,
    #[schema(max_length = 120)]
    platform_name: String,
    vendor_id: VendorId,
    #[schema(max_length = 200)]
    vendor_name: String,
    /// The business's at sign-up, of the list of 34.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: String,
    conversion: ConversionOut,
}

/// What waits, with the names that people know it by; what the sides typed is for each other.
fn named(conn: &mut Conn, rows: Vec<Unsettled>) -> Result<Vec<UnsettledOut>> {
    let businesses = businesses::names(conn, &rows.iter().map(|it| it.conversion.business_id).collect::<Vec<_>>())?;
    let platforms = catalog::names(conn, &rows.iter().map(|it| it.platform_id).collect::<Vec<_>>())?;
    let vendors = vendors::names(conn, &rows.iter().map(|it| it.conversion.vendor_id).collect::<Vec<_>>())?;
    let out = |it: Unsettled| {
        let platform_name = platforms.get(&it.platform_id).cloned().unwrap_or_default();
        let vendor_name = vendors.get(&it.conversion.vendor_id).cloned().unwrap_or_default();
        let conversion = Conversion { reason_text: None, ..it.conversion };
        UnsettledOut {
            state: match conversion.status {
                ConversionStatus::Disputed => UnsettledState::Disputed,
                _ => UnsettledState::Unconfirmed,
            },
            since: it.since,
            business_id: conversion.business_id,
            business_name: businesses.get(&conversion.business_id).cloned().unwrap_or_default(),
            platform_id: it.platform_id,
            platform_name,
            vendor_id: conversion.vendor_id,
            vendor_name,
            province_code: it.province_code,
            conversion: conversion.into(),
        }
    };
    Ok(rows.into_iter().map(out).collect())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UnsettledQuery {
    /// Only what waits for this reason.
    state: Option<UnsettledState>,
    /// Only conversions of this platform.
    platform_id: Option<PlatformId>,
    /// Only businesses of this province, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Conversions that wait for staff, the longest first.
///
/// For reviewers and for staff who follow trials, a province officer those of the own province: claims that the other side
/// has not answered after the last reminder (14 days, unless the rules say otherwise), and disputes that nobody resolved.
/// Silence is no agreement: neither counts.
#[utoipa::path(tag = "conversions", operation_id = "list_unsettled_conversions", params(UnsettledQuery),
    responses((status = 200, description = "A page.", body = Paged<UnsettledOut>)), security(("session" = [])))]
#[get("/conversions")]
async fn list_unsettled_conversions(call: Call, who: Person, query: Query<UnsettledQuery>) -> Result<Answer> {
    let UnsettledQuery { state, platform_id: platform, province_code: province, limit, cursor } = query.0;
    let own_province = who.watch().and_then(Watch::province);
    let filters = (state, platform, &province, &own_province);
    let page = Page::new("unsettled conversions", &filters, limit, cursor.as_deref())?;
    let filter = Filter { own_province, province, platform, state };
    let paged = call.read(move |conn| {
        reference::check_province(conn, filter.province.as_deref())?;
        let rows = store::list(conn, &filter, &page)?;
        let key = |it: &Unsettled| vec![it.since.as_micros().to_string(), it.conversion.id.to_string()];
        let Paged { data, next_cursor } = page.of(rows, key, |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}
