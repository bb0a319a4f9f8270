//! People, sessions and memberships in the tables.

use super::keys;
use super::members::{self, MemberRole, Membership, Roles};
use super::model::{Account, NewPerson, Office, StaffRole, Watch, email_key};
use super::sessions;
use crate::db::schema::{accounts as a, memberships as m, sessions as s};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{AccountId, BusinessId, Locale, SessionId, Timestamp, VendorId};
use diesel::prelude::*;

/// What a request was made with.
#[derive(Clone, Debug)]
pub enum Credential {
    Session {
        id: SessionId,
        /// Of the token that was sent: once another takes its place, it opens nothing.
        digest: Vec<u8>,
        /// To within five minutes.
        last_used_at: Timestamp,
    },
    Key(keys::Shown),
}

impl Credential {
    /// The API key, where it is not a session.
    pub fn key(&self) -> Option<&keys::Shown> {
        match self {
            Self::Session { .. } => None,
            Self::Key(key) => Some(key),
        }
    }
}

/// All that a session or an API key gives access to.
#[derive(Clone, Debug)]
pub struct Standing {
    pub account: AccountId,
    pub credential: Credential,
    pub email: String,
    pub name: String,
    pub locale: Locale,
    pub staff_role: Option<StaffRole>,
    /// The code of a province officer's province.
    pub staff_province: Option<String>,
    pub businesses: Vec<BusinessId>,
    pub vendors: Vec<VendorId>,
    /// What the person is in each of them.
    pub roles: Roles,
    /// When the person last proved who they are.
    pub authenticated_at: Timestamp,
    /// Whether the second factor was given in this session.
    pub second_factor: bool,
    /// Who of the staff acts for the person in this session.
    pub acting_by: Option<AccountId>,
}

impl Standing {
    /// The role, in a session whose person gave the second factor; in any other, staff are nobody in particular.
    pub fn acting_staff(&self) -> Option<StaffRole> {
        self.staff_role.filter(|_| self.second_factor)
    }

    /// How far the office sees, where it sees any business at all.
    pub fn watch(&self) -> Option<Watch> {
        match self.acting_staff()? {
            StaffRole::Auditor | StaffRole::Administrator => Some(Watch::Everywhere),
            // The table holds that there is one; without it nothing is covered.
            StaffRole::ProvinceOfficer => Some(Watch::Province(self.staff_province.clone().unwrap_or_default())),
            StaffRole::Reviewer | StaffRole::Analyst | StaffRole::DataProtectionOfficer => None,
        }
    }

    /// How far the office sees what waits for the staff, and reads the trials that this is about, where it sees that at all.
    pub fn settles(&self) -> Option<Watch> {
        match self.acting_staff()? {
            StaffRole::Reviewer => Some(Watch::Everywhere),
            _ => self.watch(),
        }
    }

    /// The API key, where it is not a session.
    pub fn key(&self) -> Option<&keys::Shown> {
        self.credential.key()
    }
}

/// Whom a mail is for.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = a)]
pub struct Addressee {
    pub email: String,
    pub name: String,
    pub locale: Locale,
    pub verified_at: Option<Timestamp>,
    pub deactivated_at: Option<Timestamp>,
}

/// What the look-up of a session finds of it and of its person.
#[derive(Queryable, Selectable)]
#[diesel(table_name = s)]
struct Found {
    id: SessionId,
    created_at: Timestamp,
    authenticated_at: Timestamp,
    second_factor_at: Option<Timestamp>,
    last_used_at: Timestamp,
    acting_by: Option<AccountId>,
    #[diesel(embed)]
    who: Who,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = a)]
struct Who {
    id: AccountId,
    email: String,
    name: String,
    locale: Locale,
    staff_role: Option<StaffRole>,
    staff_province: Option<String>,
}

/// The standing of the session with this digest; `None` when it ended, was not used for too long, expired or never was,
/// and where staff act in one whose own no longer holds.
pub fn standing(conn: &mut Conn, digest: &[u8], now: Timestamp) -> Result<Option<Standing>> {
    let found: Option<Found> = s::table
        .inner_join(a::table)
        .filter(s::digest.eq(digest))
        .filter(s::ended_at.is_null())
        .filter(s::expires_at.gt(now.as_micros()))
        .select(Found::as_select())
        .first(conn)
        .optional()?;
    let holds = |it: &Found| sessions::holds(it.created_at, it.last_used_at, it.who.staff_role.is_some(), now);
    let Some(it) = found.filter(holds) else { return Ok(None) };
    if it.acting_by.is_some() && !sessions::store::opener_holds(conn, it.id, now)? {
        return Ok(None);
    }
    let memberships = members::of_account(conn, it.who.id)?;
    let roles = Roles(memberships.iter().map(|it| (it.organization, it.role)).collect());
    let (businesses, vendors) = by_kind(&memberships);
    Ok(Some(Standing {
        account: it.who.id,
        credential: Credential::Session { id: it.id, digest: digest.to_vec(), last_used_at: it.last_used_at },
        email: it.who.email,
        name: it.who.name,
        locale: it.who.locale,
        staff_role: it.who.staff_role,
        staff_province: it.who.staff_province,
        businesses,
        vendors,
        roles,
        authenticated_at: it.authenticated_at,
        second_factor: it.second_factor_at.is_some(),
        acting_by: it.acting_by,
    }))
}

/// The businesses and vendors a person belongs to.
pub fn organizations(conn: &mut Conn, account: AccountId) -> Result<(Vec<BusinessId>, Vec<VendorId>)> {
    Ok(by_kind(&members::of_account(conn, account)?))
}

fn by_kind(memberships: &[Membership]) -> (Vec<BusinessId>, Vec<VendorId>) {
    let columns = || memberships.iter().map(|it| it.organization.columns());
    (columns().filter_map(|it| it.0).collect(), columns().filter_map(|it| it.1).collect())
}

/// The accounts of an address, by its key: those that nobody ended.
macro_rules! of_address {
    ($email:expr) => {
        a::table.filter(a::email_key.eq($email)).filter(a::deactivated_at.is_null())
    };
}

/// The verified person of this address; else the newest of those who typed it and wait. One query, whichever it is.
pub fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>> {
    let verified_first = of_address!(email_key(email)).order((a::verified_at.is_null(), a::id.desc()));
    Ok(verified_first.select(Account::as_select()).first(conn).optional()?)
}

/// The person who has verified an address.
pub fn owner_of_address(conn: &mut Conn, email_key: &str) -> Result<Option<AccountId>> {
    Ok(of_address!(email_key).filter(a::verified_at.is_not_null()).select(a::id).first(conn).optional()?)
}

pub fn addressee(conn: &mut Conn, id: AccountId) -> Result<Addressee> {
    Ok(a::table.filter(a::id.eq(id)).select(Addressee::as_select()).first(conn)?)
}

/// Whether the person has ended the account. On PostgreSQL who would end it, or give it an office, waits until this
/// transaction is over.
pub fn is_deactivated(tx: &mut Tx<'_>, id: AccountId) -> Result<bool> {
    let ended = a::table.filter(a::id.eq(id)).select(a::deactivated_at);
    let ended: Option<i64> = match &mut **tx {
        Conn::Sqlite(conn) => ended.first(conn)?,
        Conn::Postgres(conn) => ended.for_share().first(conn)?,
    };
    Ok(ended.is_some())
}

/// Makes the person.
///
/// Errors: 409 when a verified person is made for an address that is somebody's already.
pub fn insert(
    tx: &mut Tx<'_>,
    person: &NewPerson,
    password_hash: Option<&str>,
    office: Option<&Office>,
    verified: bool,
) -> Result<AccountId> {
    let id: AccountId = tx.new_id();
    let now = tx.now();
    diesel::insert_into(a::table)
        .values((
            a::id.eq(id),
            a::email.eq(&person.email),
            a::email_key.eq(email_key(&person.email)),
            a::name.eq(&person.name),
            a::locale.eq(person.locale),
            a::password_hash.eq(password_hash),
            a::staff_role.eq(office.map(|office| office.role)),
            a::staff_province.eq(office.and_then(|office| office.province.as_ref())),
            a::verified_at.eq(verified.then_some(now.as_micros())),
            a::created_at.eq(now.as_micros()),
            a::updated_at.eq(now.as_micros()),
            a::version.eq(1),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// Marks the address as verified, and puts a password in place of that of the registration; `false` when it was verified
/// already.
///
/// Errors: 409 when another registration of the same address was verified first.
pub fn verify(tx: &mut Tx<'_>, id: AccountId, password_hash: &str) -> Result<bool> {
    let now = tx.now().as_micros();
    let unverified = a::table.filter(a::id.eq(id)).filter(a::verified_at.is_null());
    let changed = diesel::update(unverified)
        .set((
            a::verified_at.eq(now),
            a::password_hash.eq(password_hash),
            a::updated_at.eq(now),
            a::version.eq(a::version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Makes the one who registers it the owner of a business.
pub fn add_business_member(tx: &mut Tx<'_>, account: AccountId, business: BusinessId) -> Result<()> {
    members::store::insert(tx, business.into(), account, MemberRole::Owner)
}

/// As [`add_business_member`], for a vendor.
pub fn add_vendor_member(tx: &mut Tx<'_>, account: AccountId, vendor: VendorId) -> Result<()> {
    members::store::insert(tx, vendor.into(), account, MemberRole::Owner)
}

/// The people of a vendor, in the order they joined: a vendor has few.
pub fn members_of_vendor(conn: &mut Conn, vendor: VendorId) -> Result<Vec<AccountId>> {
    Ok(m::table
        .filter(m::vendor_id.eq(vendor))
        .order((m::created_at, m::account_id))
        .select(m::account_id)
        .load(conn)?)
}

/// Whether somebody belongs to one of these parts of a firm and to one of these vendors.
pub fn shares_people(conn: &mut Conn, parts: &[BusinessId], vendors: &[VendorId]) -> Result<bool> {
    let of_vendor = diesel::alias!(m as of_vendor);
    let people = of_vendor.filter(of_vendor.field(m::vendor_id).eq_any(vendors)).select(of_vendor.field(m::account_id));
    let shared: i64 =
        m::table.filter(m::business_id.eq_any(parts)).filter(m::account_id.eq_any(people)).count().get_result(conn)?;
    Ok(shared > 0)
}
