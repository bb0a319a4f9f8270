//! One's own account in the table.

use crate::accounts::model::StaffRole;
use crate::db::schema::accounts as a;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::values::{AccountId, Locale};
use diesel::prelude::*;

/// What a person is told of the own account.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = a)]
pub struct Profile {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub locale: Locale,
    pub staff_role: Option<StaffRole>,
    pub version: i64,
}

pub fn profile(conn: &mut Conn, account: AccountId) -> Result<Profile> {
    Ok(a::table.filter(a::id.eq(account)).select(Profile::as_select()).first(conn)?)
}

/// Gives the account a name and a language, if it is as it was read.
pub fn save(tx: &mut Tx<'_>, read: &Profile, name: &str, locale: Locale) -> Result<()> {
    let same = a::table.filter(a::id.eq(read.id)).filter(a::version.eq(read.version));
    let now = tx.now().as_micros();
    let changed = (a::name.eq(name), a::locale.eq(locale), a::updated_at.eq(now), a::version.eq(a::version + 1));
    match diesel::update(same).set(changed).execute(&mut **tx)? {
        1 => Ok(()),
        _ => Err(Error::transient(Code::Busy, "the account was changed meanwhile")),
    }
}

/// The account opens nothing from here on: it has no password and no role.
pub fn deactivate(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let now = tx.now().as_micros();
    let closed = (
        a::deactivated_at.eq(now),
        a::password_hash.eq(None::<String>),
        a::staff_role.eq(None::<StaffRole>),
        a::staff_province.eq(None::<String>),
        a::updated_at.eq(now),
        a::version.eq(a::version + 1),
    );
    diesel::update(a::table.filter(a::id.eq(account))).set(closed).execute(&mut **tx)?;
    Ok(())
}
