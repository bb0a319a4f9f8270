//! Offers in the table.

use super::model::{Offer, OfferRow};
use crate::catalog::model::ListingStatus;
use crate::db::schema::{offers as o, platforms as p};
use crate::db::{Conn, Tx, insert_all};
use crate::error::Result;
use crate::values::{LocalDay, PlatformId};
use diesel::prelude::*;
use std::collections::HashMap;

/// The offers that hold on a day, each beside its platform: of one platform there is at most one.
macro_rules! holding_on {
    ($day:expr) => {
        crate::db::schema::offers::table.on(crate::db::schema::offers::platform_id
            .eq(crate::db::schema::platforms::id)
            .and(crate::db::schema::offers::valid_from.le($day))
            .and(
                crate::db::schema::offers::valid_until
                    .is_null()
                    .or(crate::db::schema::offers::valid_until.assume_not_null().ge($day)),
            ))
    };
}
pub(in crate::catalog) use holding_on;

/// All that a platform has offered and will, by their first days.
pub fn of(conn: &mut Conn, platform: PlatformId) -> Result<Vec<OfferRow>> {
    let own = o::table.filter(o::platform_id.eq(platform)).order(o::valid_from);
    Ok(own.select(OfferRow::as_select()).load(conn)?)
}

/// What published platforms offer on this day or later, by their first days.
pub fn of_published(conn: &mut Conn, day: LocalDay) -> Result<HashMap<PlatformId, Vec<OfferRow>>> {
    let rows: Vec<OfferRow> = o::table
        .inner_join(p::table)
        .filter(p::status.eq(ListingStatus::Published))
        .filter(o::valid_until.is_null().or(o::valid_until.assume_not_null().ge(day)))
        .order((o::platform_id, o::valid_from))
        .select(OfferRow::as_select())
        .load(conn)?;
    let mut by_platform: HashMap<PlatformId, Vec<OfferRow>> = HashMap::new();
    for row in rows {
        // Most have one; a vector that grows by itself begins with four.
        by_platform.entry(row.platform_id).or_insert_with(|| Vec::with_capacity(1)).push(row);
    }
    Ok(by_platform)
}

/// Takes the place of all that the platform has offered.
pub fn replace(tx: &mut Tx<'_>, platform: PlatformId, offers: &[Offer]) -> Result<()> {
    diesel::delete(o::table.filter(o::platform_id.eq(platform))).execute(&mut **tx)?;
    insert_all!(&mut **tx, o::table, offers, |offer: &Offer| {
        let days = offer.days;
        (
            o::platform_id.eq(platform),
            (o::valid_from.eq(offer.period.from), o::valid_until.eq(offer.period.until)),
            (o::household_days.eq(days.household), o::micro_days.eq(days.micro)),
            (o::small_days.eq(days.small), o::medium_days.eq(days.medium)),
            (o::max_employees.eq(offer.max_employees), o::price_vnd_per_month.eq(offer.price_per_month)),
            o::discount_months.eq(offer.discount.map(|discount| discount.months)),
            o::discount_price_vnd_per_month.eq(offer.discount.map(|discount| discount.price_vnd_per_month)),
            (o::included_vi.eq(offer.included_vi.join("\n")), o::included_en.eq(offer.included_en.join("\n"))),
            o::at_end.eq(offer.at_end),
        )
    });
    Ok(())
}
