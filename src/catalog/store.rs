//! Platforms in the tables.

use super::images;
use super::model::{Description, ListingStatus, NewPlatform, Platform};
use super::offers::store::holding_on;
use super::offers::{self, Offer, OfferRow};
use super::profile::Profile;
use super::versions::{self, VersionStatus};
use crate::businesses::SizeClass;
use crate::db::schema::{listing_versions as v, offers as o, platform_profiles as s, platforms as p};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{LocalDay, PlatformId, Timestamp, VendorId, text};
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// A platform with the offer of a day, if it has one.
pub type Listing = (Platform, Option<OfferRow>);

/// What a list of listings is narrowed by.
#[derive(Clone, Debug)]
pub struct Filter {
    pub status: Option<ListingStatus>,
    /// Only listings of which a version has this status.
    pub version_status: Option<VersionStatus>,
    /// Only listings that were to be looked at again by this day.
    pub recheck_by: Option<LocalDay>,
    /// Only listings of these vendors.
    pub vendors: Option<Vec<VendorId>>,
}

pub fn find(conn: &mut Conn, id: PlatformId) -> Result<Platform> {
    Ok(p::table.filter(p::id.eq(id)).select(Platform::as_select()).first(conn)?)
}

/// Holds the platform: nothing new refers to it until the transaction is over.
pub fn lock(tx: &mut Tx<'_>, id: PlatformId) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        p::table.filter(p::id.eq(id)).select(p::id).for_update().first::<PlatformId>(conn)?;
    }
    Ok(())
}

/// Holds a platform as it stands, together with others who do: whoever locks it waits.
pub fn hold(tx: &mut Tx<'_>, id: PlatformId) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        p::table.filter(p::id.eq(id)).select(p::id).for_key_share().first::<PlatformId>(conn)?;
    }
    Ok(())
}

/// What is said of a vendor's platform: what is published, or, before it is, what its vendor writes; what it states of the
/// criteria stands in versions alone.
///
/// Errors: 404 for an illustrative one.
pub fn said(conn: &mut Conn, id: PlatformId) -> Result<NewPlatform> {
    let platform = find(conn, id)?;
    platform.vendor_id.ok_or_else(Error::not_found)?;
    let (profile, offers) = (profile(conn, id)?, offers::store::of(conn, id)?);
    let offers = offers.into_iter().map(Offer::from).collect();
    Ok(NewPlatform { about: platform.about(), profile, offers, statements: Vec::new() })
}

/// A platform and what it offers on this day.
pub fn with_offer(conn: &mut Conn, id: PlatformId, day: LocalDay) -> Result<(Platform, Option<Offer>)> {
    let found = p::table.left_join(holding_on!(day)).filter(p::id.eq(id));
    let (platform, offer): Listing =
        found.select((Platform::as_select(), Option::<OfferRow>::as_select())).first(conn)?;
    Ok((platform, offer.map(Offer::from)))
}

/// What is in the catalog, with its offers of this day and later, and its profile.
pub type Published = (Platform, Vec<OfferRow>, Profile);

/// Everything that is in the catalog on a day; by name, then id.
pub fn published(conn: &mut Conn, day: LocalDay) -> Result<Vec<Published>> {
    let mut offered = offers::store::of_published(conn, day)?;
    let rows: Vec<(Platform, Option<String>)> = p::table
        .left_join(s::table)
        .filter(p::status.eq(ListingStatus::Published))
        .order((p::sort_key, p::id))
        .select((Platform::as_select(), s::profile.nullable()))
        .load(conn)?;
    let whole = |(platform, profile): (Platform, Option<String>)| {
        let offers = offered.remove(&platform.id).unwrap_or_default();
        Ok((platform, offers, read(profile)?))
    };
    rows.into_iter().map(whole).collect()
}

/// What is said of a platform beside its summary; nothing of an illustrative one.
pub fn profile(conn: &mut Conn, id: PlatformId) -> Result<Profile> {
    read(s::table.filter(s::platform_id.eq(id)).select(s::profile).first(conn).optional()?)
}

fn read(profile: Option<String>) -> Result<Profile> {
    profile.map_or_else(|| Ok(Profile::default()), |text| Profile::from_json(&text))
}

/// The platforms that people see in the catalog with trials to ask for: published, and of a vendor.
pub fn on_offer(conn: &mut Conn) -> Result<HashSet<PlatformId>> {
    let published = p::table.filter(p::status.eq(ListingStatus::Published)).filter(p::vendor_id.is_not_null());
    Ok(published.select(p::id).load(conn)?.into_iter().collect())
}

/// Every platform by its slug, in whatever status, and whether it has a vendor.
pub fn slugs(conn: &mut Conn) -> Result<Vec<(String, PlatformId, bool)>> {
    Ok(p::table.select((p::slug, p::id, p::vendor_id.is_not_null())).load(conn)?)
}

/// Platforms by their slugs, in whatever status.
pub fn by_slug(conn: &mut Conn, slugs: &[&str]) -> Result<HashMap<String, Platform>> {
    let rows: Vec<Platform> = p::table.filter(p::slug.eq_any(slugs)).select(Platform::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.slug.clone(), row)).collect())
}

/// Locks those listings of a vendor that have one of these slugs, in the order in which everybody does who locks several.
pub fn lock_own(tx: &mut Tx<'_>, vendor: VendorId, slugs: &[&str]) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        let own = p::table.filter(p::vendor_id.eq(vendor)).filter(p::slug.eq_any(slugs)).order(p::id);
        own.select(p::id).for_update().load::<PlatformId>(conn)?;
    }
    Ok(())
}

/// What the newest versions of a vendor's listings say that are not archived, of so many whose slugs come after this one.
pub fn newest_of(conn: &mut Conn, vendor: VendorId, after: &str, most: usize) -> Result<Vec<NewPlatform>> {
    let own = p::table.filter(p::vendor_id.eq(vendor)).filter(p::status.ne(ListingStatus::Archived));
    let after = own.filter(p::slug.gt(after)).order(p::slug).limit(i64::try_from(most).unwrap_or(i64::MAX));
    let ids: Vec<PlatformId> = after.select(p::id).load(conn)?;
    let latest = versions::store::latest_of(conn, &ids)?;
    ids.iter().filter_map(|id| latest.get(id)).map(|it| it.said_for(vendor)).collect()
}

/// A vendor's listings that are not archived, in the order of their ids.
pub fn unarchived(conn: &mut Conn, vendor: VendorId) -> Result<Vec<PlatformId>> {
    let own = p::table.filter(p::vendor_id.eq(vendor)).filter(p::status.ne(ListingStatus::Archived));
    Ok(own.order(p::id).select(p::id).load(conn)?)
}

/// How many listings of a vendor were never published.
pub fn unpublished(conn: &mut Conn, vendor: VendorId) -> Result<i64> {
    let own = p::table.filter(p::vendor_id.eq(vendor)).filter(p::published_at.is_null());
    Ok(own.count().get_result(conn)?)
}

/// The names of platforms, for lists that show them.
pub fn names(conn: &mut Conn, ids: &[PlatformId]) -> Result<HashMap<PlatformId, String>> {
    let named = p::table.select((p::id, p::name));
    // SQLite prepares a list of values anew each time, and most ask for one.
    let rows: Vec<(PlatformId, String)> = match ids {
        [id] => named.filter(p::id.eq(id)).load(conn)?,
        _ => named.filter(p::id.eq_any(ids)).load(conn)?,
    };
    Ok(rows.into_iter().collect())
}

/// Several platforms, in no order.
pub fn all(conn: &mut Conn, ids: &[PlatformId]) -> Result<Vec<Platform>> {
    Ok(p::table.filter(p::id.eq_any(ids)).select(Platform::as_select()).load(conn)?)
}

/// The names of the category's published platforms with an offer for this size on this day, but for one; at most 50, by name.
pub fn offered(
    conn: &mut Conn,
    category: &str,
    size: SizeClass,
    but: PlatformId,
    day: LocalDay,
) -> Result<Vec<String>> {
    let published = p::table.inner_join(holding_on!(day)).filter(p::status.eq(ListingStatus::Published));
    let others = published.filter(p::category_code.eq(category)).filter(p::id.ne(but));
    let named = others.order((p::sort_key, p::id)).limit(50).select(p::name).into_boxed();
    Ok(match size {
        SizeClass::Household => named.filter(o::household_days.is_not_null()),
        SizeClass::Micro => named.filter(o::micro_days.is_not_null()),
        SizeClass::Small => named.filter(o::small_days.is_not_null()),
        SizeClass::Medium => named.filter(o::medium_days.is_not_null()),
    }
    .load(conn)?)
}

/// Platforms by name, then id, each with its offer of this day.
pub fn list(conn: &mut Conn, filter: &Filter, page: &Page, day: LocalDay) -> Result<Vec<Listing>> {
    let mut query = p::table
        .left_join(holding_on!(day))
        .select((Platform::as_select(), Option::<OfferRow>::as_select()))
        .order((p::sort_key, p::id))
        .limit(page.rows())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(p::status.eq(status));
    }
    if let Some(status) = filter.version_status {
        // A former vendor's versions are no longer the listing's, but for what is published; what a move withdrew is nobody's.
        let own = p::vendor_id.eq(v::vendor_id.nullable()).assume_not_null().or(v::status.eq(VersionStatus::Published));
        let left = v::status.ne(VersionStatus::Withdrawn).or(p::status.eq(ListingStatus::Archived));
        let of = v::table.filter(v::platform_id.eq(p::id)).filter(v::status.eq(status));
        query = query.filter(exists(of.filter(own).filter(left)));
    }
    if let Some(day) = filter.recheck_by {
        query = query.filter(p::recheck_due_on.le(day));
    }
    if let Some(vendors) = &filter.vendors {
        query = query.filter(p::vendor_id.eq_any(vendors.clone()));
    }
    if let Some([name, id]) = page.after.as_deref() {
        query = query.filter(p::sort_key.gt(name.clone()).or(p::sort_key.eq(name.clone()).and(p::id.gt(id.clone()))));
    }
    Ok(query.load(conn)?)
}

/// Makes a draft.
///
/// Errors: 409 when the slug is taken.
pub fn insert(tx: &mut Tx<'_>, id: PlatformId, vendor: VendorId, vendor_name: &str, new: &NewPlatform) -> Result<()> {
    let now = tx.now();
    let row = (
        (
            p::id.eq(id),
            p::slug.eq(&new.about.slug),
            p::vendor_id.eq(vendor),
            p::vendor_name.eq(vendor_name),
            p::status.eq(ListingStatus::Draft),
        ),
        described(&new.about),
        (p::created_at.eq(now), p::updated_at.eq(now), p::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(p::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made != 1 {
        return Err(Error::new(Code::SlugTaken));
    }
    offers::store::replace(tx, id, &new.offers)?;
    insert_profile(tx, id, &new.profile)?;
    images::name(tx, &new.profile.images())
}

fn insert_profile(tx: &mut Tx<'_>, id: PlatformId, profile: &Profile) -> Result<()> {
    let row = (s::platform_id.eq(id), s::profile.eq(profile.to_json()?));
    diesel::insert_into(s::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// An illustrative platform becomes a vendor's draft, if it is as it was read: it was published for nobody, and waits for its first
/// publication.
pub fn give(tx: &mut Tx<'_>, read: &Platform, vendor: VendorId, vendor_name: &str) -> Result<()> {
    let now = tx.now();
    let same = p::table.filter(p::id.eq(read.id)).filter(p::version.eq(read.version)).filter(p::vendor_id.is_null());
    let set = (
        (p::vendor_id.eq(vendor), p::vendor_name.eq(vendor_name), described(&read.about())),
        (p::status.eq(ListingStatus::Draft), p::published_at.eq(None::<Timestamp>)),
        (p::updated_at.eq(now), p::version.eq(p::version + 1)),
    );
    stale(diesel::update(same).set(set).execute(&mut **tx)?)?;
    insert_profile(tx, read.id, &Profile::default())
}

/// A vendor's draft becomes an illustrative platform again, if it is as it was read: published since the seed named it, and no newer than before.
pub fn take(tx: &mut Tx<'_>, read: &Platform, vendor_name: &str, about: &Description) -> Result<()> {
    let now = tx.now();
    let same = p::table.filter(p::id.eq(read.id)).filter(p::version.eq(read.version));
    let set = (
        (p::vendor_id.eq(None::<VendorId>), p::vendor_name.eq(vendor_name), described(about)),
        (p::status.eq(ListingStatus::Published), p::published_at.eq(read.created_at)),
        (p::updated_at.eq(now), p::version.eq(p::version + 1)),
    );
    stale(diesel::update(same).set(set).execute(&mut **tx)?)?;
    diesel::delete(s::table.filter(s::platform_id.eq(read.id))).execute(&mut **tx)?;
    offers::store::replace(tx, read.id, &[])
}

/// Saves what a vendor says of a platform, if it is as it was read.
pub fn save(tx: &mut Tx<'_>, read: &Platform, new: &NewPlatform) -> Result<()> {
    let now = tx.now();
    let same = p::table.filter(p::id.eq(read.id)).filter(p::version.eq(read.version));
    let set = (described(&new.about), p::updated_at.eq(now), p::version.eq(p::version + 1));
    stale(diesel::update(same).set(set).execute(&mut **tx)?)?;
    offers::store::replace(tx, read.id, &new.offers)?;
    let profile = s::profile.eq(new.profile.to_json()?);
    diesel::update(s::table.filter(s::platform_id.eq(read.id))).set(profile).execute(&mut **tx)?;
    images::name(tx, &new.profile.images())
}

/// Moves a listing on, if it is as it was read.
pub fn set_status(tx: &mut Tx<'_>, read: &Platform, status: ListingStatus) -> Result<()> {
    let now = tx.now();
    let first = (status == ListingStatus::Published).then_some(now);
    let published = read.published_at.or(first);
    let same = p::table.filter(p::id.eq(read.id)).filter(p::version.eq(read.version));
    let set =
        (p::status.eq(status), p::published_at.eq(published), p::updated_at.eq(now), p::version.eq(p::version + 1));
    stale(diesel::update(same).set(set).execute(&mut **tx)?)
}

/// Moves a listing to another vendor, if it is as it was read.
pub fn move_to(tx: &mut Tx<'_>, read: &Platform, vendor: VendorId, vendor_name: &str) -> Result<()> {
    let now = tx.now();
    let same = p::table.filter(p::id.eq(read.id)).filter(p::version.eq(read.version));
    let set = (
        (p::vendor_id.eq(vendor), p::vendor_name.eq(vendor_name)),
        (p::updated_at.eq(now), p::version.eq(p::version + 1)),
    );
    stale(diesel::update(same).set(set).execute(&mut **tx)?)
}

fn stale(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the listing was changed meanwhile")) }
}

type Described = (
    diesel::dsl::Eq<p::name, String>,
    diesel::dsl::Eq<p::category_code, String>,
    diesel::dsl::Eq<p::summary_vi, String>,
    diesel::dsl::Eq<p::summary_en, String>,
    diesel::dsl::Eq<p::sort_key, String>,
);

fn described(new: &Description) -> Described {
    (
        p::name.eq(new.name.clone()),
        p::category_code.eq(new.category_code.clone()),
        p::summary_vi.eq(new.summary_vi.clone()),
        p::summary_en.eq(new.summary_en.clone()),
        p::sort_key.eq(text::fold(&new.name)),
    )
}

/// An illustrative platform, made or corrected by its slug; one that a vendor has claimed is left alone.
pub fn upsert_illustrative(tx: &mut Tx<'_>, vendor_name: &str, about: &Description) -> Result<()> {
    let now = tx.now();
    let unclaimed = p::table.filter(p::slug.eq(&about.slug)).filter(p::vendor_id.is_null());
    let corrected =
        diesel::update(unclaimed).set((described(about), p::vendor_name.eq(vendor_name))).execute(&mut **tx)?;
    if corrected == 1 {
        return Ok(());
    }
    let id: PlatformId = tx.new_id();
    let made = (
        (
            p::id.eq(id),
            p::slug.eq(&about.slug),
            p::vendor_name.eq(vendor_name),
            p::status.eq(ListingStatus::Published),
            p::published_at.eq(now),
        ),
        described(about),
        (p::created_at.eq(now), p::updated_at.eq(now), p::version.eq(1)),
    );
    per_backend!(&mut **tx, |conn| diesel::insert_into(p::table).values(made).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}
