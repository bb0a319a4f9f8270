//! Keys in the table.

use super::holder::{Authority, AuthorityKind, Holder, Keepers};
use super::lifecycle::{NOTICE, WRITTEN_EVERY};
use super::model::{ApiKey, NewKey, Rights, Scope, Shown, words};
use super::token::Token;
use crate::accounts::members::{self, MemberRole, Roles};
use crate::accounts::model::StaffRole;
use crate::accounts::offices;
use crate::accounts::store::{Credential, Standing};
use crate::db::schema::{accounts as a, api_keys as k};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, ApiKeyId, Locale, Timestamp, VendorId};
use diesel::prelude::*;
use ipnet::IpNet;

/// Keys whose end is told in one go.
const BATCH: i64 = 100;

#[derive(Queryable, Selectable)]
#[diesel(table_name = k)]
struct Row {
    id: ApiKeyId,
    vendor_id: Option<VendorId>,
    authority: Option<AuthorityKind>,
    province_code: Option<String>,
    name: String,
    prefix: String,
    scopes: String,
    networks: String,
    days: i64,
    made_by: AccountId,
    created_at: Timestamp,
    expires_at: Timestamp,
    rotated_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    replaces: Option<ApiKeyId>,
    last_used_at: Option<Timestamp>,
}

impl Row {
    fn read(self) -> Result<ApiKey> {
        let unreadable = || Error::internal("a stored key cannot be read");
        let scopes: Option<Vec<Scope>> = self.scopes.split(' ').map(Scope::parse).collect();
        let networks: Option<Vec<IpNet>> = self.networks.split_whitespace().map(|text| text.parse().ok()).collect();
        let (scopes, networks) = scopes.zip(networks).ok_or_else(unreadable)?;
        let holder = match (self.vendor_id, self.authority, self.province_code) {
            (Some(vendor), None, None) => Holder::Vendor(vendor),
            (None, Some(AuthorityKind::Province), Some(code)) => Holder::Authority(Authority::Province(code)),
            (None, Some(AuthorityKind::Ministry), None) => Holder::Authority(Authority::Ministry),
            _ => return Err(unreadable()),
        };
        Ok(ApiKey {
            id: self.id,
            holder,
            name: self.name,
            prefix: self.prefix,
            rights: Rights { scopes, networks, days: self.days },
            made_by: self.made_by,
            created_at: self.created_at,
            expires_at: self.expires_at,
            rotated_at: self.rotated_at,
            revoked_at: self.revoked_at,
            replaces: self.replaces,
            last_used_at: self.last_used_at,
        })
    }
}

/// All that the key with this digest gives access to; `None` when it ended, expired, never was, or its maker is gone.
pub fn standing(conn: &mut Conn, digest: &[u8], now: Timestamp) -> Result<Option<Standing>> {
    type Maker = (AccountId, String, String, Locale);
    let found: Option<(Row, Maker)> = k::table
        .inner_join(a::table)
        .filter(k::digest.eq(digest))
        .filter(k::revoked_at.is_null())
        .filter(k::expires_at.gt(now))
        .filter(a::deactivated_at.is_null())
        .select((Row::as_select(), (a::id, a::email, a::name, a::locale)))
        .first(conn)
        .optional()?;
    let Some((row, (account, email, name, locale))) = found else { return Ok(None) };
    let key = row.read()?;
    if !maker_may(conn, &key)? {
        return Ok(None);
    }
    let ApiKey { id, holder, made_by, rights: Rights { scopes, networks, .. }, last_used_at, .. } = key;
    let office = holder.authority().map(Authority::office);
    Ok(Some(Standing {
        account,
        email,
        name,
        locale,
        staff_role: office.as_ref().map(|office| office.role),
        // A key stands for itself: an office wants a second factor of people.
        second_factor: office.is_some(),
        staff_province: office.and_then(|office| office.province),
        businesses: Vec::new(),
        vendors: holder.vendor().into_iter().collect(),
        roles: Roles(holder.vendor().map(|vendor| (vendor.into(), MemberRole::Owner)).into_iter().collect()),
        // A key proves nothing of who sends it.
        authenticated_at: Timestamp::default(),
        acting_by: None,
        credential: Credential::Key(Shown { id, holder, made_by, scopes, networks, last_used_at }),
    }))
}

/// Whether a key's maker is what one must be to make it, and has been since: nobody brings a key back to life by becoming an
/// owner again.
pub fn maker_may(conn: &mut Conn, key: &ApiKey) -> Result<bool> {
    Ok(match key.holder.keepers() {
        Keepers::OwnersOf(vendor) => {
            let maker = members::find(conn, vendor.into(), key.made_by)?;
            maker.is_some_and(|it| it.role == MemberRole::Owner && it.role_since <= key.created_at)
        }
        Keepers::Administrators => {
            offices::office(conn, key.made_by)?.is_some_and(|it| it.role == StaffRole::Administrator)
        }
    })
}

/// Whether the key still holds in this transaction. On PostgreSQL, who would revoke it or take its maker's role away waits
/// until the transaction is over; who only marks it as used or rotated does not. Keys of authorities read, and change nothing.
pub fn holds(tx: &mut Tx<'_>, key: &Shown) -> Result<bool> {
    let Some(vendor) = key.holder.vendor() else { return Ok(false) };
    // The maker's row first, as all that changes keys does.
    let Some((MemberRole::Owner, since)) = members::held_role(tx, vendor.into(), key.made_by)? else {
        return Ok(false);
    };
    let now = tx.now();
    macro_rules! row {
        () => {
            k::table
                .filter(k::id.eq(key.id))
                .filter(k::created_at.ge(since))
                .filter(k::revoked_at.is_null())
                .filter(k::expires_at.gt(now))
                .select(k::id)
        };
    }
    let found: Option<ApiKeyId> = match &mut **tx {
        Conn::Sqlite(conn) => row!().first(conn).optional()?,
        Conn::Postgres(conn) => row!().for_key_share().first(conn).optional()?,
    };
    Ok(found.is_some())
}

/// Makes the key, in place of another where there is one.
pub fn insert(
    tx: &mut Tx<'_>,
    holder: &Holder,
    by: AccountId,
    new: &NewKey,
    token: &Token,
    replaces: Option<ApiKeyId>,
) -> Result<ApiKey> {
    let (id, now): (ApiKeyId, _) = (tx.new_id(), tx.now());
    let expires_at = now.plus_days(u32::try_from(new.rights.days).unwrap_or_default());
    diesel::insert_into(k::table)
        .values((
            (k::id.eq(id), k::vendor_id.eq(holder.vendor())),
            (
                k::authority.eq(holder.authority().map(Authority::kind)),
                k::province_code.eq(holder.authority().and_then(Authority::province)),
            ),
            (k::name.eq(&new.name), k::prefix.eq(token.prefix()), k::digest.eq(token.digest())),
            (k::scopes.eq(words(&new.rights.scopes)), k::networks.eq(words(&new.rights.networks))),
            (k::days.eq(new.rights.days), k::made_by.eq(by), k::replaces.eq(replaces)),
            (k::created_at.eq(now), k::expires_at.eq(expires_at)),
        ))
        .execute(&mut **tx)?;
    find(tx, id)
}

pub fn find(conn: &mut Conn, id: ApiKeyId) -> Result<ApiKey> {
    k::table.filter(k::id.eq(id)).select(Row::as_select()).first(conn)?.read()
}

/// The key, if it is one of theirs; a foreign one does not exist.
pub fn find_of(conn: &mut Conn, keepers: Keepers, id: ApiKeyId) -> Result<ApiKey> {
    let key = find(conn, id)?;
    if key.holder.keepers() == keepers { Ok(key) } else { Err(Error::not_found()) }
}

/// Their keys of every state, newest first.
pub fn list(conn: &mut Conn, keepers: Keepers, page: &Page) -> Result<Vec<ApiKey>> {
    // After every id: they are made of small letters and digits.
    let before = page.after.as_deref().and_then(|key| key.first().cloned()).unwrap_or_else(|| "~".to_owned());
    let all = k::table.filter(k::id.lt(before)).order(k::id.desc()).limit(page.rows()).select(Row::as_select());
    let rows: Vec<Row> = match keepers {
        Keepers::OwnersOf(vendor) => all.filter(k::vendor_id.eq(vendor)).load(conn)?,
        Keepers::Administrators => all.filter(k::vendor_id.is_null()).load(conn)?,
    };
    rows.into_iter().map(Row::read).collect()
}

/// How many of a holder's keys hold and were not rotated.
pub fn active(conn: &mut Conn, holder: &Holder, now: Timestamp) -> Result<i64> {
    let open = k::table.filter(k::revoked_at.is_null().and(k::rotated_at.is_null()).and(k::expires_at.gt(now)));
    Ok(match holder {
        Holder::Vendor(vendor) => open.filter(k::vendor_id.eq(vendor)).count().get_result(conn)?,
        Holder::Authority(Authority::Province(code)) => {
            open.filter(k::province_code.eq(code)).count().get_result(conn)?
        }
        Holder::Authority(Authority::Ministry) => {
            open.filter(k::authority.eq(AuthorityKind::Ministry)).count().get_result(conn)?
        }
    })
}

/// The keys that somebody has made since then and that hold at `now`, whoever's they are.
pub fn made_since(conn: &mut Conn, by: AccountId, since: Timestamp, now: Timestamp) -> Result<Vec<ApiKey>> {
    let open = k::table.filter(k::made_by.eq(by)).filter(k::created_at.ge(since)).filter(k::revoked_at.is_null());
    let rows: Vec<Row> = open.filter(k::expires_at.gt(now)).order(k::id).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Who answers for a holder's keys: a vendor's owners; the administrators, and of a province its officers.
pub fn answerable(conn: &mut Conn, holder: &Holder) -> Result<Vec<AccountId>> {
    match holder {
        Holder::Vendor(vendor) => members::owners(conn, (*vendor).into()),
        Holder::Authority(authority) => offices::overseeing(conn, authority.province()),
    }
}

/// Ends a key later, because another was made in its place; only one of two simultaneous rotations does.
pub fn rotate(tx: &mut Tx<'_>, id: ApiKeyId, expires_at: Timestamp) -> Result<()> {
    let open = k::table.filter(k::id.eq(id)).filter(k::rotated_at.is_null()).filter(k::revoked_at.is_null());
    let rotated = (k::rotated_at.eq(tx.now()), k::expires_at.eq(expires_at));
    match diesel::update(open).set(rotated).execute(&mut **tx)? {
        1 => Ok(()),
        _ => Err(Error::transient(Code::Busy, "the key was rotated or revoked meanwhile")),
    }
}

/// Ends a key at once; `false` where it was ended before. On PostgreSQL after the transactions that found it to hold.
pub fn revoke(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<bool> {
    let open = k::table.filter(k::id.eq(id)).filter(k::revoked_at.is_null());
    if let Conn::Postgres(conn) = &mut **tx {
        drop(open.select(k::id).for_update().load::<ApiKeyId>(conn)?);
    }
    Ok(diesel::update(open).set(k::revoked_at.eq(tx.now())).execute(&mut **tx)? == 1)
}

/// Writes down that a key was used, unless another server has within the hour.
pub fn used(tx: &mut Tx<'_>, id: ApiKeyId, at: Timestamp) -> Result<()> {
    let due = k::last_used_at.is_null().or(k::last_used_at.le(at.minus(WRITTEN_EVERY)));
    diesel::update(k::table.filter(k::id.eq(id)).filter(due)).set(k::last_used_at.eq(at)).execute(&mut **tx)?;
    Ok(())
}

/// Active keys that end soon and of which nobody was told; such as hold for a short time anyway are not told of.
pub fn ending(conn: &mut Conn, now: Timestamp) -> Result<Vec<ApiKey>> {
    let notice = NOTICE.as_secs() as i64 / 86_400;
    let rows: Vec<Row> = k::table
        .filter(k::expires_at.gt(now).and(k::expires_at.le(now.plus(NOTICE))).and(k::days.gt(notice)))
        .filter(k::revoked_at.is_null().and(k::rotated_at.is_null()).and(k::announced_at.is_null()))
        .order(k::expires_at)
        .limit(BATCH)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Notes that people are told of a key's end; `false` where they were.
pub fn announce(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<bool> {
    let untold = k::table.filter(k::id.eq(id)).filter(k::announced_at.is_null());
    Ok(diesel::update(untold).set(k::announced_at.eq(tx.now())).execute(&mut **tx)? == 1)
}
