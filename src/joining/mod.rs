//! How people come to belong to organizations that others have registered: the same for businesses and vendors.
//!
//! Words: an *invitation* asks an address to join, with a role; a *request to join* asks an organization's owners to be
//! let in; a *contest* says that an organization is not of those who registered it. Tables: those of [`invitations`],
//! [`requests`] and [`contests`].

pub mod contests;
pub mod invitations;
pub mod membership;
pub mod model;
pub mod requests;
pub mod returning;

use crate::accounts::members;
use crate::businesses::model::{BusinessKind, holds_number};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Faults;
use crate::http::Answer;
use crate::limits::{Limit, Limits};
use crate::secrets::Key;
use crate::values::{AccountId, Bilingual, Locale, Organization, personal_number};
use crate::{businesses, vendors};
pub use model::Sought;

/// What a household is called towards who knows no more than its number.
const HOUSEHOLD: Bilingual = Bilingual {
    vi: "hộ kinh doanh có số định danh cá nhân tận cùng là",
    en: "the household business whose personal number ends in",
};

/// The name of a business or a vendor.
pub fn organization_name(conn: &mut Conn, organization: Organization) -> Result<String> {
    Ok(match organization {
        Organization::Business(id) => businesses::find(conn, id)?.name,
        Organization::Vendor(id) => vendors::find(conn, id)?.name,
    })
}

/// The name of an organization for who may belong to none of it: `None` for a household, whose number is its owner's and in
/// no register. Nobody is to learn by it whose number that is.
pub fn public_name(conn: &mut Conn, organization: Organization) -> Result<Option<String>> {
    let Organization::Business(id) = organization else { return organization_name(conn, organization).map(Some) };
    let business = businesses::find(conn, id)?;
    Ok((business.kind != BusinessKind::Household).then_some(business.name))
}

/// What an organization is called in a mail to who may belong to none of it.
pub fn name_for_strangers(conn: &mut Conn, organization: Organization, locale: Locale) -> Result<String> {
    let Organization::Business(id) = organization else { return organization_name(conn, organization) };
    let business = businesses::find(conn, id)?;
    let by_number = business.household_last3.map(|last3| format!("{} {last3}", HOUSEHOLD.in_locale(locale)));
    Ok(by_number.unwrap_or(business.name))
}

/// What people type about an organization holds nobody's personal number, of which nothing is kept; a household's own one
/// is known by its digest however it is written.
///
/// Errors: 422 that names each text which does.
fn check_texts(tx: &mut Tx<'_>, key: &Key, organization: Organization, texts: &[(&str, &str)]) -> Result<()> {
    let household = match organization {
        Organization::Business(id) => Some(businesses::find(tx, id)?).filter(|it| it.kind == BusinessKind::Household),
        Organization::Vendor(_) => None,
    };
    let today = tx.now().local_day();
    let its_own = |text: &str| household.as_ref().is_some_and(|it| holds_number(text, &it.root_key, key));
    let mut faults = Faults::default();
    for (pointer, text) in texts {
        if its_own(text) || personal_number::stands_in(text, today) {
            faults.add(pointer, FaultCode::PersonalNumber, "");
        }
    }
    faults.finish(Some(()))
}

/// Does what somebody asks of an organization that they name by its tax code. A refusal is counted as a registration that is
/// refused, under the same limit: nobody is to try one code or personal number after the other. Where that limit is used up,
/// nothing is looked for any more, registered or not.
///
/// Errors: 429 for who has asked too often.
fn looked_for(
    tx: &mut Tx<'_>,
    limits: &Limits,
    by: AccountId,
    act: impl FnOnce(&mut Tx<'_>) -> Result<Answer>,
) -> Result<Result<Answer>> {
    let now = tx.now();
    // Taken first: what the same person asks meanwhile waits here, and is counted before it is looked at.
    limits.take(tx, Limit::Joining, by.as_str())?;
    limits.check(tx, now, Limit::Organizations, by.as_str())?;
    match act(tx) {
        Err(error) if !error.is_transient() && error.code() != Code::Internal => {
            limits.take(tx, Limit::Organizations, by.as_str())?;
            Ok(Err(error))
        }
        done => done.map(Ok),
    }
}

/// The organization of a kind and a tax code: of a business that is part of a firm, the firm's seat where itself is not
/// registered.
///
/// Errors: 422 where nobody has registered it.
fn find(conn: &mut Conn, sought: &Sought) -> Result<Organization> {
    let found = match sought {
        Sought::Business(identity) => businesses::known_by(conn, identity)?.map(Organization::Business),
        Sought::Vendor(tax_code) => vendors::known_by(conn, tax_code)?.map(Organization::Vendor),
    };
    found.ok_or_else(|| Error::fault("/tax_code", FaultCode::NotRegistered, ""))
}

/// As [`find`], of a firm its seat, whichever part was named: who owns that owns all of it.
///
/// Errors: 422 where nobody has registered any part of it.
fn find_whole(conn: &mut Conn, sought: &Sought) -> Result<Organization> {
    match sought {
        Sought::Business(identity) => {
            let seat = businesses::seat(conn, identity)?;
            seat.map(Organization::Business).ok_or_else(|| Error::fault("/tax_code", FaultCode::NotRegistered, ""))
        }
        Sought::Vendor(_) => find(conn, sought),
    }
}

/// An organization, or all parts of the firm that it is one of. No part is registered until the transaction is over.
fn parts(tx: &mut Tx<'_>, organization: Organization) -> Result<Vec<Organization>> {
    match organization {
        Organization::Business(id) => {
            Ok(businesses::locked_parts(tx, id)?.into_iter().map(Organization::Business).collect())
        }
        Organization::Vendor(_) => Ok(vec![organization]),
    }
}

/// An organization, or the parts of its firm, which may be more in the next moment.
pub fn present_parts(conn: &mut Conn, organization: Organization) -> Result<Vec<Organization>> {
    match organization {
        Organization::Business(id) => {
            Ok(businesses::parts(conn, id)?.into_iter().map(Organization::Business).collect())
        }
        Organization::Vendor(_) => Ok(vec![organization]),
    }
}

/// As [`parts`], each of them locked, in the order of their ids: nobody else changes who belongs to any.
fn locked(tx: &mut Tx<'_>, organization: Organization) -> Result<Vec<Organization>> {
    let parts = parts(tx, organization)?;
    parts.iter().try_for_each(|part| members::actions::lock(tx, *part))?;
    Ok(parts)
}

/// The owners of an organization, of a firm those of any part, each once.
pub fn owners_within(conn: &mut Conn, organization: Organization) -> Result<Vec<AccountId>> {
    let mut all = Vec::new();
    for part in present_parts(conn, organization)? {
        for owner in members::owners(conn, part)? {
            if !all.contains(&owner) {
                all.push(owner);
            }
        }
    }
    Ok(all)
}

/// Whether somebody belongs to an organization, or to any part of the firm that it is one of.
fn belongs_within(conn: &mut Conn, organization: Organization, account: AccountId) -> Result<bool> {
    match organization {
        Organization::Business(id) => businesses::is_of_firm(conn, id, account),
        Organization::Vendor(_) => Ok(members::find(conn, organization, account)?.is_some()),
    }
}
