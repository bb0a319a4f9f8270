//! What people do with businesses: one verb, one function.

use super::model::{Business, Identity, NewBusiness, Profile};
use super::size::{SizeClass, classify};
use super::store;
use crate::accounts;
use crate::accounts::members::{self, Act};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::values::{AccountId, BusinessId};

/// Registers a business; who registers it becomes its owner. A firm is one, with all its branches: where a part of it is
/// registered, the others are its owners' to register, and all of them own those too. It has one trial of a platform, which no
/// stranger is to use up.
///
/// Errors: 422 for a size above medium; 409 for a tax code that is registered, and for a part of a firm that is others'; 403
/// for who belongs to that firm and is no owner: its owners register the parts.
pub fn register(tx: &mut Tx<'_>, by: AccountId, new: &NewBusiness) -> Result<Business> {
    // Told first: what it depends on says nothing of who is registered.
    size_of(&new.profile, matches!(new.identity, Identity::Household { .. }))?;
    store::lock_firm(tx, &new.identity.root_key())?;
    let Some(seat) = store::seat(tx, &new.identity)? else { return enter(tx, by, new) };
    let taken = |error: Error| match error.code() {
        Code::NotFound => Error::because(Code::TaxCodeTaken, error),
        _ => error,
    };
    members::actions::acting(tx, seat.into(), by, Act::Govern).map_err(taken)?;
    let business = enter(tx, by, new)?;
    for owner in members::owners(tx, seat.into())?.into_iter().filter(|owner| *owner != by) {
        accounts::add_business_member(tx, owner, business.id)?;
    }
    Ok(business)
}

/// As [`register`], once it is known who may.
///
/// Errors: 409 for a tax code that is registered; 422 for a size above medium.
fn enter(tx: &mut Tx<'_>, by: AccountId, new: &NewBusiness) -> Result<Business> {
    let household = matches!(new.identity, Identity::Household { .. });
    let size = size_of(&new.profile, household)?;
    let id: BusinessId = tx.new_id();
    store::insert(tx, id, new, size)?;
    store::add_size(tx, id, new.profile.figures, size, by)?;
    accounts::add_business_member(tx, by, id)?;
    let (province, industry, size_class) = counted(&new.profile, size);
    tx.record(Event::BusinessRegistered { business: id, province, industry, size_class })?;
    store::find(tx, id)
}

/// Changes a business's profile; its size class is computed again, and what it was is kept. Trials keep what they were
/// counted by.
///
/// Errors: 404 for a business that is not one of `mine`; 412 for a version that it has no more; 422 as
/// above.
pub fn change(
    tx: &mut Tx<'_>,
    by: AccountId,
    mine: &[BusinessId],
    id: BusinessId,
    change: impl Fn(&mut Conn, &Business) -> Result<Profile>,
) -> Result<Business> {
    let business = store::find_among(tx, mine, id)?;
    tx.expects(business.version)?;
    tx.not_before(business.updated_at);
    let profile = change(tx, &business)?;
    let size = size_of(&profile, business.size_class == SizeClass::Household)?;
    store::save(tx, &business, &profile, size)?;
    if (business.figures(), business.size_class) != (profile.figures, size) {
        store::add_size(tx, id, profile.figures, size, by)?;
    }
    let (province, industry, size_class) = counted(&profile, size);
    tx.record(Event::BusinessChanged { business: id, province, industry, size_class })?;
    store::find(tx, id)
}

fn size_of(profile: &Profile, household: bool) -> Result<SizeClass> {
    let class =
        if household { Some(SizeClass::Household) } else { classify(profile.industry.size_sector, profile.figures) };
    class.ok_or_else(|| Error::fault("/employees", FaultCode::NotAnSme, ""))
}

/// What figures count a business by: province, industry, size class.
fn counted(profile: &Profile, size: SizeClass) -> (String, String, String) {
    let industry = format!("{}:{}", profile.industry.version, profile.industry.section);
    (profile.province.current_code.clone(), industry, size.to_string())
}
