//! What people do with keys: one verb, one function.

use super::holder::{Authority, Holder, Keepers};
use super::lifecycle;
use super::model::{ApiKey, NewKey};
use super::store;
use super::token::Token;
use crate::accounts::members::{self, Act};
use crate::accounts::model::StaffRole;
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::values::{AccountId, ApiKeyId, Timestamp};

/// Keys of one vendor, one province or all ministries that hold at a time, those that were rotated not counted.
pub const MOST_KEYS: i64 = 20;

/// Makes a key; its text is shown to the maker once, and kept nowhere.
///
/// Errors: 403 and 404 for who may not; 409 for one key too many; 422 for scopes that the holder cannot have.
pub fn create(tx: &mut Tx<'_>, holder: &Holder, by: AccountId, new: &NewKey) -> Result<(ApiKey, Token)> {
    acting(tx, holder.keepers(), by)?;
    holder.check(&new.rights.scopes)?;
    let now = tx.now();
    if store::active(tx, holder, now)? >= MOST_KEYS {
        return Err(Error::with(Code::TooManyKeys, MOST_KEYS));
    }
    let token = Token::random()?;
    let key = store::insert(tx, holder, by, new, &token, None)?;
    tx.record(Event::ApiKeyCreated {
        key: key.id,
        vendor: holder.vendor(),
        authority: holder.authority().map(|it| it.kind().to_string()),
        province: holder.authority().and_then(Authority::province).map(str::to_owned),
        scopes: key.rights.scopes.iter().map(ToString::to_string).collect(),
        expires_at: key.expires_at,
    })?;
    Ok((key, token))
}

/// Makes a key of the same rights in place of one, which holds on for its overlap; what that one had replaced ends now, so
/// that there are never more than two. The new key acts under who rotates.
///
/// Errors: 403 and 404 for who may not; 409 for a key that was rotated already, or is over.
pub fn rotate(tx: &mut Tx<'_>, keepers: Keepers, by: AccountId, id: ApiKeyId) -> Result<(ApiKey, Token)> {
    acting(tx, keepers, by)?;
    let old = store::find_of(tx, keepers, id)?;
    tx.not_before(old.created_at);
    let ends_at = lifecycle::rotate(&old, tx.now())?;
    store::rotate(tx, old.id, ends_at)?;
    if let Some(before) = old.replaces {
        store::revoke(tx, before)?;
    }
    let token = Token::random()?;
    let new = NewKey { name: old.name, rights: old.rights };
    let key = store::insert(tx, &old.holder, by, &new, &token, Some(old.id))?;
    tx.record(Event::ApiKeyRotated {
        key: key.id,
        vendor: key.holder.vendor(),
        replaces: old.id,
        replaced_until: ends_at,
        expires_at: key.expires_at,
    })?;
    Ok((key, token))
}

/// Ends a key at once, on every server. One that is over stays what it is.
///
/// Errors: 403 and 404 for who may not.
pub fn revoke(tx: &mut Tx<'_>, keepers: Keepers, by: AccountId, id: ApiKeyId) -> Result<()> {
    acting(tx, keepers, by)?;
    let key = store::find_of(tx, keepers, id)?;
    if lifecycle::is_living(&key, tx.now()) && store::revoke(tx, key.id)? {
        tx.record(Event::ApiKeyRevoked { key: key.id, vendor: key.holder.vendor() })?;
    }
    Ok(())
}

/// Ends the keys that somebody has made since then: whoever had taken their account over may hold them.
pub fn end_since(tx: &mut Tx<'_>, by: AccountId, since: Timestamp) -> Result<()> {
    let now = tx.now();
    for key in store::made_since(tx, by, since, now)? {
        if store::revoke(tx, key.id)? {
            tx.record(Event::ApiKeyRevoked { key: key.id, vendor: key.holder.vendor() })?;
        }
    }
    Ok(())
}

/// Tells of keys that end soon; how many.
pub fn announce_ends(tx: &mut Tx<'_>) -> Result<usize> {
    let (mut told, now) = (0, tx.now());
    for key in store::ending(tx, now)? {
        if store::announce(tx, key.id)? {
            tx.record(Event::ApiKeyEnding { key: key.id, vendor: key.holder.vendor(), expires_at: key.expires_at })?;
            told += 1;
        }
    }
    Ok(told)
}

/// Whoever changes keys does so alone until the transaction ends, and may it still.
fn acting(tx: &mut Tx<'_>, keepers: Keepers, by: AccountId) -> Result<()> {
    match keepers {
        Keepers::OwnersOf(vendor) => members::actions::acting(tx, vendor.into(), by, Act::Govern).map(drop),
        Keepers::Administrators if offices::locked_administrators(tx)?.contains(&by) => Ok(()),
        Keepers::Administrators => Err(Error::with(Code::Forbidden, StaffRole::Administrator.plural())),
    }
}
