//! Offices in the table of accounts.

use crate::accounts::model::{Account, Office, StaffRole, email_key};
use crate::accounts::sessions;
use crate::db::schema::{accounts as a, second_factors as f};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, Timestamp};
use diesel::prelude::*;

/// The verified person of an address, unless the account is deactivated.
pub fn verified(conn: &mut Conn, email: &str) -> Result<Option<Account>> {
    let of_address = a::table.filter(a::email_key.eq(email_key(email))).filter(a::verified_at.is_not_null());
    let living = of_address.filter(a::deactivated_at.is_null());
    Ok(living.select(Account::as_select()).first(conn).optional()?)
}

/// The office of an account, if it has one.
pub fn office(conn: &mut Conn, account: AccountId) -> Result<Option<Office>> {
    let row = a::table.filter(a::id.eq(account)).select((a::staff_role, a::staff_province));
    let (role, province): (Option<StaffRole>, Option<String>) = row.first(conn)?;
    Ok(role.map(|role| Office { role, province }))
}

/// Two administrators are two that are in office now.
///
/// Errors: 409 where who proposed something is no administrator any more.
pub fn check_proposer(conn: &mut Conn, proposer: AccountId) -> Result<()> {
    let role = office(conn, proposer)?.map(|office| office.role);
    if role == Some(StaffRole::Administrator) { Ok(()) } else { Err(Error::new(Code::ProposerGone)) }
}

/// Gives an office, or takes it away; it holds with the next request.
pub fn set_office(tx: &mut Tx<'_>, account: AccountId, office: Option<&Office>) -> Result<()> {
    let changed = diesel::update(a::table.filter(a::id.eq(account)).filter(a::deactivated_at.is_null()))
        .set((
            a::staff_role.eq(office.map(|office| office.role)),
            a::staff_province.eq(office.and_then(|office| office.province.as_ref())),
            a::updated_at.eq(tx.now().as_micros()),
            a::version.eq(a::version + 1),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::not_found()) }
}

/// The administrators, locked until the transaction ends, so that two who go at once leave one behind. On SQLite there is
/// one writer anyway.
pub fn locked_administrators(tx: &mut Tx<'_>) -> Result<Vec<AccountId>> {
    macro_rules! rows {
        () => {
            a::table
                .filter(a::staff_role.eq(StaffRole::Administrator))
                .filter(a::deactivated_at.is_null())
                .order(a::id)
                .select(a::id)
        };
    }
    Ok(match &mut **tx {
        Conn::Sqlite(conn) => rows!().load(conn)?,
        Conn::Postgres(conn) => rows!().for_no_key_update().load(conn)?,
    })
}

/// Nobody else makes an administrator by the command line until the transaction is over: rows that another one is about to
/// make cannot be locked. SQLite has one writer.
pub fn lock_making(tx: &mut Tx<'_>) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('administrators', 0))").execute(conn)?;
    }
    Ok(())
}

/// Nobody else changes this account's office, nor who the administrators are, until the transaction ends: what is read of
/// them after this holds. All in the order of their ids, so that two such transactions do not wait for each other.
pub fn lock(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        let administers = a::staff_role.eq(StaffRole::Administrator).assume_not_null();
        let rows = a::table.filter(a::id.eq(account).or(administers)).order(a::id).select(a::id);
        rows.for_no_key_update().load::<AccountId>(conn)?;
    }
    Ok(())
}

/// The administrators, and the officers of a province, in the order of their ids.
pub fn overseeing(conn: &mut Conn, province: Option<&str>) -> Result<Vec<AccountId>> {
    let officers = a::staff_role.eq(StaffRole::ProvinceOfficer).and(a::staff_province.eq(province));
    let people = a::table.filter(a::staff_role.eq(StaffRole::Administrator).or(officers));
    Ok(people.filter(a::deactivated_at.is_null()).order(a::id).select(a::id).load(conn)?)
}

/// Who can work in this office now, of a province where one is given, in the order of their ids: without the second factor an office opens nothing.
pub fn able(conn: &mut Conn, role: StaffRole, province: Option<&str>) -> Result<Vec<AccountId>> {
    let of_role = a::table.inner_join(f::table.on(f::account_id.eq(a::id))).filter(a::staff_role.eq(role));
    let able = of_role.filter(a::deactivated_at.is_null()).filter(f::activated_at.is_not_null());
    let mut query = able.select(a::id).order(a::id).into_boxed();
    if let Some(province) = province {
        query = query.filter(a::staff_province.eq(province.to_owned()));
    }
    Ok(query.load(conn)?)
}

/// Ends every session of an account at once, on every server; how many were open.
pub fn end_sessions_of(tx: &mut Tx<'_>, account: AccountId) -> Result<i64> {
    sessions::store::end_all(tx, account, None)
}

/// Somebody in office.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub account: AccountId,
    pub email: String,
    pub name: String,
    pub office: Office,
    /// Whether the second factor is set up: without it the office opens nothing.
    pub second_factor: bool,
}

/// Everybody in office, oldest account first.
pub fn all(conn: &mut Conn, page: &Page) -> Result<Vec<StaffMember>> {
    type Row = (AccountId, String, String, Option<StaffRole>, Option<String>, Option<Timestamp>);
    let columns = (a::id, a::email, a::name, a::staff_role, a::staff_province, f::activated_at.nullable());
    let staff = a::table.left_join(f::table.on(f::account_id.eq(a::id))).filter(a::staff_role.is_not_null());
    let mut query = staff.select(columns).order(a::id).limit(page.rows()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(a::id.gt(id.clone()));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let read = |(account, email, name, role, province, activated): Row| {
        let office = Office { role: role?, province };
        Some(StaffMember { account, email, name, office, second_factor: activated.is_some() })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
