//! Memberships in the table.

use super::model::{Colleague, MemberRole, Membership};
use crate::db::schema::{accounts as a, memberships as m};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, BusinessId, Organization, Timestamp, VendorId};
use diesel::prelude::*;
use std::collections::HashSet;

type Row = (AccountId, Option<BusinessId>, Option<VendorId>, MemberRole, Timestamp, i64, Timestamp, bool);

/// The rows of an organization: each kind by its own index.
macro_rules! of {
    ($organization:expr, $all:expr, |$rows:ident| $then:expr) => {
        match $organization {
            Organization::Business(id) => {
                let $rows = $all.filter(m::business_id.eq(id));
                $then
            }
            Organization::Vendor(id) => {
                let $rows = $all.filter(m::vendor_id.eq(id));
                $then
            }
        }
    };
}

type Columns =
    (m::account_id, m::business_id, m::vendor_id, m::role, m::created_at, m::version, m::role_since, m::follows_seat);

const COLUMNS: Columns =
    (m::account_id, m::business_id, m::vendor_id, m::role, m::created_at, m::version, m::role_since, m::follows_seat);

fn read((account, business, vendor, role, since, version, role_since, follows_seat): Row) -> Result<Membership> {
    let organization = Organization::of_columns(business, vendor)
        .ok_or_else(|| Error::internal("a membership without an organization"))?;
    Ok(Membership { account, organization, role, since, role_since, follows_seat, version })
}

/// The memberships of a person, oldest first.
pub fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<Membership>> {
    let rows: Vec<Row> = m::table.filter(m::account_id.eq(account)).select(COLUMNS).order(m::created_at).load(conn)?;
    rows.into_iter().map(read).collect()
}

/// Who of these people belongs to which vendors.
pub fn in_vendors(conn: &mut Conn, people: &[AccountId]) -> Result<HashSet<(AccountId, VendorId)>> {
    let of_vendors = m::table.filter(m::account_id.eq_any(people)).filter(m::vendor_id.is_not_null());
    let rows: Vec<(AccountId, VendorId)> =
        of_vendors.select((m::account_id, m::vendor_id.assume_not_null())).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// A person's membership in an organization, if there is one.
pub fn find(conn: &mut Conn, organization: Organization, account: AccountId) -> Result<Option<Membership>> {
    let mine = m::table.select(COLUMNS).filter(m::account_id.eq(account));
    let row: Option<Row> = of!(organization, mine, |rows| rows.first(conn).optional()?);
    row.map(read).transpose()
}

/// A person's role in an organization, and since when without a break. On PostgreSQL who would change it waits until this transaction is over.
pub fn held_role(
    tx: &mut Tx<'_>,
    organization: Organization,
    account: AccountId,
) -> Result<Option<(MemberRole, Timestamp)>> {
    let mine = m::table.select((m::role, m::role_since)).filter(m::account_id.eq(account));
    Ok(match &mut **tx {
        Conn::Sqlite(conn) => of!(organization, mine, |rows| rows.first(conn).optional()?),
        Conn::Postgres(conn) => of!(organization, mine, |rows| rows.for_share().first(conn).optional()?),
    })
}

/// Every membership in an organization, in the order they joined.
pub fn everybody(conn: &mut Conn, organization: Organization) -> Result<Vec<Membership>> {
    let all = m::table.select(COLUMNS);
    let rows: Vec<Row> = of!(organization, all, |rows| rows.order((m::created_at, m::account_id)).load(conn)?);
    rows.into_iter().map(read).collect()
}

/// Whether whoever has verified this address belongs to an organization: one look, known or unknown.
pub fn has_address(conn: &mut Conn, organization: Organization, email_key: &str) -> Result<bool> {
    let theirs = m::table
        .inner_join(a::table)
        .filter(a::email_key.eq(email_key.to_owned()))
        .filter(a::verified_at.is_not_null())
        .select(m::account_id);
    let found: Option<AccountId> = of!(organization, theirs, |rows| rows.first(conn).optional()?);
    Ok(found.is_some())
}

/// The verified addresses of an organization's people.
pub fn addresses(conn: &mut Conn, organization: Organization) -> Result<Vec<String>> {
    let theirs = m::table.inner_join(a::table).filter(a::verified_at.is_not_null()).select(a::email);
    Ok(of!(organization, theirs, |rows| rows.order(m::account_id).load(conn)?))
}

/// The owners of an organization, in the order they joined.
pub fn owners(conn: &mut Conn, organization: Organization) -> Result<Vec<AccountId>> {
    let all = m::table.select(m::account_id).filter(m::role.eq(MemberRole::Owner));
    Ok(of!(organization, all, |rows| rows.order((m::created_at, m::account_id)).load(conn)?))
}

/// The owners, locked until the transaction ends: whatever changes who belongs to an organization takes this lock first,
/// so that what two of them do at once happens one after the other. On SQLite there is one writer anyway.
pub fn lock_owners(tx: &mut Tx<'_>, organization: Organization) -> Result<Vec<AccountId>> {
    // Who became an owner while this waited is locked in another round.
    for _ in 0..5 {
        let locked: Vec<AccountId> = match &mut **tx {
            Conn::Sqlite(_) => return owners(tx, organization),
            Conn::Postgres(conn) => {
                let all = m::table.select(m::account_id).filter(m::role.eq(MemberRole::Owner));
                of!(organization, all, |rows| rows.order((m::created_at, m::account_id)).for_update().load(conn)?)
            }
        };
        if locked == owners(tx, organization)? {
            return Ok(locked);
        }
    }
    Err(Error::transient(Code::Busy, "the owners change all the time"))
}

/// Members with their names and addresses, in the order they joined.
pub fn list(conn: &mut Conn, organization: Organization, page: &Page) -> Result<Vec<Colleague>> {
    let all = m::table.inner_join(a::table).select((COLUMNS, a::name, a::email));
    let after = page.after.as_deref().and_then(|key| match key {
        [since, account] => Some((since.parse::<i64>().ok()?, account.clone())),
        _ => None,
    });
    let (since, account) = after.unwrap_or((i64::MIN, String::new()));
    let behind = m::created_at.gt(since).or(m::created_at.eq(since).and(m::account_id.gt(account)));
    let rows: Vec<(Row, String, String)> = of!(organization, all, |rows| rows
        .filter(behind)
        .order((m::created_at, m::account_id))
        .limit(page.rows())
        .load(conn)?);
    rows.into_iter().map(|(row, name, email)| Ok(Colleague { membership: read(row)?, name, email })).collect()
}

/// One member with name and address.
pub fn colleague(conn: &mut Conn, organization: Organization, account: AccountId) -> Result<Colleague> {
    let one = m::table.inner_join(a::table).select((COLUMNS, a::name, a::email)).filter(m::account_id.eq(account));
    let (row, name, email): (Row, String, String) = of!(organization, one, |rows| rows.first(conn)?);
    Ok(Colleague { membership: read(row)?, name, email })
}

/// Makes the membership.
///
/// Errors: 409 for somebody who is a member already.
pub fn insert(tx: &mut Tx<'_>, organization: Organization, account: AccountId, role: MemberRole) -> Result<()> {
    let (business, vendor) = organization.columns();
    let row = (
        m::account_id.eq(account),
        m::business_id.eq(business),
        m::vendor_id.eq(vendor),
        m::role.eq(role),
        m::created_at.eq(tx.now().as_micros()),
        m::role_since.eq(tx.now().as_micros()),
        m::version.eq(1),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(m::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(()) } else { Err(Error::new(Code::AlreadyMember)) }
}

/// Gives a role, if the membership is as it was read. Whatever gives it decides from then on: the firm's seat only where
/// [`follow_seat`] says so.
pub fn set_role(tx: &mut Tx<'_>, read: &Membership, role: MemberRole) -> Result<()> {
    let (business, vendor) = read.organization.columns();
    let same = m::table
        .filter(m::account_id.eq(read.account))
        .filter(m::business_id.eq(business).or(m::vendor_id.eq(vendor)))
        .filter(m::version.eq(read.version));
    let now = tx.now().as_micros();
    let given = (m::role.eq(role), m::role_since.eq(now), m::follows_seat.eq(false), m::version.eq(m::version + 1));
    let changed = diesel::update(same).set(given).execute(&mut **tx)?;
    as_read(changed)
}

/// Writes down that a membership goes with what its person is at the firm's seat.
pub fn follow_seat(tx: &mut Tx<'_>, organization: Organization, account: AccountId) -> Result<()> {
    let (business, vendor) = organization.columns();
    let here =
        m::table.filter(m::account_id.eq(account)).filter(m::business_id.eq(business).or(m::vendor_id.eq(vendor)));
    diesel::update(here).set(m::follows_seat.eq(true)).execute(&mut **tx)?;
    Ok(())
}

/// Ends a membership, if it is as it was read.
pub fn delete(tx: &mut Tx<'_>, read: &Membership) -> Result<()> {
    let (business, vendor) = read.organization.columns();
    let same = m::table
        .filter(m::account_id.eq(read.account))
        .filter(m::business_id.eq(business).or(m::vendor_id.eq(vendor)))
        .filter(m::version.eq(read.version));
    as_read(diesel::delete(same).execute(&mut **tx)?)
}

fn as_read(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the membership was changed meanwhile")) }
}
