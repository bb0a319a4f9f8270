//! Businesses in the table.

use super::model::{Business, BusinessKind, Identity, Measured, NewBusiness, Profile, Size};
use super::size::SizeClass;
use crate::accounts::members;
use crate::db::schema::{business_sizes as s, businesses as b};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, BusinessId, TaxCode, Timestamp};
use diesel::dsl::{exists, max, select};
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::HashMap;

pub fn find(conn: &mut Conn, id: BusinessId) -> Result<Business> {
    Ok(b::table.filter(b::id.eq(id)).select(Business::as_select()).first(conn)?)
}

/// The business, if it is one of `mine`; a foreign one does not exist.
pub fn find_among(conn: &mut Conn, mine: &[BusinessId], id: BusinessId) -> Result<Business> {
    if mine.contains(&id) { find(conn, id) } else { Err(Error::not_found()) }
}

/// The business that is registered with this identity; of a part of a firm that is not, the firm's seat.
pub fn known_by(conn: &mut Conn, identity: &Identity) -> Result<Option<BusinessId>> {
    let ids = b::table.select(b::id);
    let exact: Option<BusinessId> = match identity {
        Identity::Firm(code) => ids.filter(b::tax_code.eq(code)).first(conn).optional()?,
        Identity::Household { digest, .. } => ids.filter(b::household_digest.eq(digest)).first(conn).optional()?,
    };
    if exact.is_some() { Ok(exact) } else { seat(conn, identity) }
}

/// Where a firm, with all its branches, is at home here: its head, or else the branch that was registered first.
pub fn seat(conn: &mut Conn, identity: &Identity) -> Result<Option<BusinessId>> {
    seat_at(conn, &identity.root_key())
}

/// The seat of the firm that this business is part of.
pub fn seat_of(conn: &mut Conn, id: BusinessId) -> Result<BusinessId> {
    let root_key = find(conn, id)?.root_key;
    seat_at(conn, &root_key)?.ok_or_else(Error::not_found)
}

fn seat_at(conn: &mut Conn, root_key: &str) -> Result<Option<BusinessId>> {
    let of_firm = b::table.filter(b::root_key.eq(root_key));
    // A company comes before its branches by its kind.
    Ok(of_firm.order((b::kind.eq(BusinessKind::Branch), b::id)).select(b::id).first(conn).optional()?)
}

/// Nobody else registers or hands over a part of this firm until the transaction is over. SQLite has one writer.
pub fn lock_firm(tx: &mut Tx<'_>, root_key: &str) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<Text, _>(format!("firm {root_key}"))
            .execute(conn)?;
    }
    Ok(())
}

/// All parts of the firm that this business is one of, itself among them, oldest first.
pub fn parts(conn: &mut Conn, id: BusinessId) -> Result<Vec<BusinessId>> {
    let root_key = find(conn, id)?.root_key;
    Ok(b::table.filter(b::root_key.eq(root_key)).order(b::id).select(b::id).load(conn)?)
}

/// As [`parts`], and no other one is registered until the transaction is over.
pub fn locked_parts(tx: &mut Tx<'_>, id: BusinessId) -> Result<Vec<BusinessId>> {
    let root_key = find(tx, id)?.root_key;
    lock_firm(tx, &root_key)?;
    parts(tx, id)
}

/// Whether a firm is no SME any more: a part beyond medium makes the whole larger still.
pub fn has_outgrown(conn: &mut Conn, root_key: &str) -> Result<bool> {
    let beyond = b::table.filter(b::root_key.eq(root_key)).filter(b::outgrown_at.is_not_null());
    Ok(select(exists(beyond)).get_result(conn)?)
}

/// A firm as its parts have it. A part's figures are to be those of the whole enterprise (decree 80/2021/NĐ-CP, article 5,
/// measures that, and a branch is none), so that the largest that is said counts, whichever part asks.
pub struct Firm {
    pub parts: Vec<BusinessId>,
    pub size_class: SizeClass,
    pub employees: i64,
}

pub fn firm(conn: &mut Conn, root_key: &str) -> Result<Firm> {
    let of_firm = b::table.filter(b::root_key.eq(root_key)).order(b::id);
    let parts: Vec<(BusinessId, SizeClass, i64)> = of_firm.select((b::id, b::size_class, b::employees)).load(conn)?;
    let size_class = parts.iter().map(|(_, size, _)| *size).max().ok_or_else(Error::not_found)?;
    let employees = parts.iter().map(|(.., employees)| *employees).max().unwrap_or_default();
    Ok(Firm { parts: parts.into_iter().map(|(id, ..)| id).collect(), size_class, employees })
}

/// All parts of the firms that these businesses are part of.
pub fn firms_of(conn: &mut Conn, ids: &[BusinessId]) -> Result<Vec<BusinessId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let roots: Vec<String> = b::table.filter(b::id.eq_any(ids)).select(b::root_key).load(conn)?;
    Ok(b::table.filter(b::root_key.eq_any(roots)).select(b::id).load(conn)?)
}

/// All parts of the firms that somebody belongs to a part of.
pub fn all_of_firms(conn: &mut Conn, account: AccountId) -> Result<Vec<BusinessId>> {
    let mine = members::of_account(conn, account)?;
    let mine: Vec<BusinessId> = mine.iter().filter_map(|it| it.organization.columns().0).collect();
    firms_of(conn, &mine)
}

/// Whether somebody belongs to any part of the firm that this business is one of: staff who do decide nothing about it.
pub fn is_of_firm(conn: &mut Conn, id: BusinessId, account: AccountId) -> Result<bool> {
    Ok(all_of_firms(conn, account)?.contains(&id))
}

/// The names of businesses, for lists that show them.
pub fn names(conn: &mut Conn, ids: &[BusinessId]) -> Result<HashMap<BusinessId, String>> {
    let named = b::table.select((b::id, b::name));
    // SQLite prepares a list of values anew each time, and most ask for one.
    let rows: Vec<(BusinessId, String)> = match ids {
        [id] => named.filter(b::id.eq(id)).load(conn)?,
        _ => named.filter(b::id.eq_any(ids)).load(conn)?,
    };
    Ok(rows.into_iter().collect())
}

/// Makes the business.
///
/// Errors: 409 when its tax code (or personal number) is registered already.
pub fn insert(tx: &mut Tx<'_>, id: BusinessId, new: &NewBusiness, size: SizeClass) -> Result<()> {
    let (tax_code, digest, last3): (Option<&TaxCode>, Option<&[u8]>, Option<&str>) = match &new.identity {
        Identity::Firm(code) => (Some(code), None, None),
        Identity::Household { digest, last3 } => (None, Some(digest), Some(last3)),
    };
    let (now, profile) = (tx.now(), &new.profile);
    let row = (
        (b::id.eq(id), b::kind.eq(new.identity.kind()), b::tax_code.eq(tax_code), b::household_digest.eq(digest)),
        (b::household_last3.eq(last3), b::root_key.eq(new.identity.root_key()), b::name.eq(&profile.name)),
        (
            b::province_list.eq(profile.province.list),
            b::province_given.eq(&profile.province.code),
            b::province_code.eq(&profile.province.current_code),
        ),
        (b::industry_version.eq(&profile.industry.version), b::industry_section.eq(&profile.industry.section)),
        (
            b::employees.eq(profile.figures.employees),
            b::revenue_vnd.eq(profile.figures.revenue),
            b::capital_vnd.eq(profile.figures.capital),
        ),
        (b::size_class.eq(size), b::created_at.eq(now), b::updated_at.eq(now), b::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(b::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(()) } else { Err(Error::new(Code::TaxCodeTaken)) }
}

/// Saves a changed profile, if nobody else has since.
///
/// Errors: 412 when the version has moved on.
pub fn save(
    tx: &mut Tx<'_>,
    business: &Business,
    profile: &Profile,
    size: SizeClass,
    outgrown_at: Option<Timestamp>,
) -> Result<()> {
    let now = tx.now();
    let read = b::table.filter(b::id.eq(business.id)).filter(b::version.eq(business.version));
    let changed = diesel::update(read)
        .set((
            (
                b::name.eq(&profile.name),
                b::province_list.eq(profile.province.list),
                b::province_given.eq(&profile.province.code),
            ),
            (
                b::province_code.eq(&profile.province.current_code),
                b::industry_version.eq(&profile.industry.version),
                b::industry_section.eq(&profile.industry.section),
            ),
            (
                b::employees.eq(profile.figures.employees),
                b::revenue_vnd.eq(profile.figures.revenue),
                b::capital_vnd.eq(profile.figures.capital),
            ),
            (b::size_class.eq(size), b::outgrown_at.eq(outgrown_at)),
            (b::updated_at.eq(now), b::version.eq(b::version + 1)),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::new(Code::VersionStale)) }
}

/// Writes down the size that a business has from now on.
pub fn add_size(tx: &mut Tx<'_>, id: BusinessId, measured: Measured, by: AccountId) -> Result<()> {
    let Measured { figures, size, is_sme } = measured;
    let last: Option<i64> = s::table.filter(s::business_id.eq(id)).select(max(s::number)).first(&mut **tx)?;
    diesel::insert_into(s::table)
        .values((
            s::business_id.eq(id),
            s::number.eq(last.unwrap_or_default() + 1),
            s::since.eq(tx.now()),
            s::size_class.eq(size),
            s::is_sme.eq(is_sme),
            s::employees.eq(figures.employees),
            s::revenue_vnd.eq(figures.revenue),
            s::capital_vnd.eq(figures.capital),
            s::changed_by.eq(by),
            s::acting_account_id.eq(tx.cause().acting),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The sizes of a business, oldest first.
pub fn sizes(conn: &mut Conn, id: BusinessId, page: &Page) -> Result<Vec<Size>> {
    let after = page.after.as_deref().and_then(|key| key.first()?.parse().ok()).unwrap_or(0_i64);
    let behind = s::table.filter(s::business_id.eq(id)).filter(s::number.gt(after));
    Ok(behind.order(s::number).limit(page.rows()).select(Size::as_select()).load(conn)?)
}

/// How many households are known by the digest of their number alone: with another key, none of them is found again.
pub fn households(conn: &mut Conn) -> Result<i64> {
    Ok(b::table.filter(b::household_digest.is_not_null()).count().get_result(conn)?)
}
