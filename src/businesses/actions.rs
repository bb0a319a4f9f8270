//! What people do with businesses: one verb, one function.

use super::model::{Business, Identity, Measured, NewBusiness, Profile};
use super::size::{SizeClass, classify};
use super::store;
use crate::accounts;
use crate::accounts::members::{self, Act, MemberRole};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::values::{AccountId, BusinessId, Organization};

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
        follow_seat(tx, business.id, owner, Some(MemberRole::Owner))?;
    }
    if store::seat_of(tx, business.id)? == business.id {
        leave_with_former_seat(tx, business.id)?;
    }
    Ok(business)
}

/// A head that is registered after its branches is the firm's seat from now on: who had come into a part by the former seat,
/// and owned that no longer, is there what they are at the new one: nobody.
fn leave_with_former_seat(tx: &mut Tx<'_>, seat: BusinessId) -> Result<()> {
    let owners = members::owners(tx, seat.into())?;
    for part in store::parts(tx, seat)? {
        let came = members::everybody(tx, part.into())?.into_iter().filter(|it| it.follows_seat);
        for account in came.map(|it| it.account).filter(|account| !owners.contains(account)) {
            follow_seat(tx, part, account, None)?;
        }
    }
    Ok(())
}

/// Somebody is in a part of a firm what they are at its seat.
fn follow_seat(tx: &mut Tx<'_>, part: BusinessId, account: AccountId, role: Option<MemberRole>) -> Result<()> {
    let organization = Organization::from(part);
    members::actions::follow_seat(tx, organization, account, role)?;
    tx.record(Event::MemberFollowed { organization, account, role: role.map(|it| it.to_string()) })
}

/// As [`register`], once it is known who may.
///
/// Errors: 409 for a tax code that is registered; 422 for a size above medium.
fn enter(tx: &mut Tx<'_>, by: AccountId, new: &NewBusiness) -> Result<Business> {
    let household = matches!(new.identity, Identity::Household { .. });
    let size = size_of(&new.profile, household)?;
    let id: BusinessId = tx.new_id();
    store::insert(tx, id, new, size)?;
    store::add_size(tx, id, Measured { figures: new.profile.figures, size, is_sme: true }, by)?;
    accounts::add_business_member(tx, by, id)?;
    let (province, industry, size_class) = counted(&new.profile, size);
    tx.record(Event::BusinessRegistered { business: id, province, industry, size_class })?;
    store::find(tx, id)
}

/// Changes a business's profile; its size class is computed again, and what it was is kept. Trials keep what they were
/// counted by. One that has outgrown the programme says so: its figures are kept, and nothing of what runs ends by them.
///
/// Errors: 404 for a business that is not one of `mine`; 412 for a version that it has no more; 422 for values that cannot
/// be.
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
    let class = class_of(&profile, business.size_class == SizeClass::Household);
    let (size, is_sme, now) = (class.unwrap_or(business.size_class), class.is_some(), tx.now());
    // Since they were beyond it first, whatever they are by now.
    let outgrown_at = (!is_sme).then(|| business.outgrown_at.unwrap_or(now));
    store::save(tx, &business, &profile, size, outgrown_at)?;
    let measured = Measured { figures: profile.figures, size, is_sme };
    if business.measured() != measured {
        store::add_size(tx, id, measured, by)?;
    }
    let (province, industry, size_class) = counted(&profile, size);
    tx.record(Event::BusinessChanged { business: id, province, industry, size_class, outgrown: !is_sme })?;
    store::find(tx, id)
}

/// The class of who registers.
fn size_of(profile: &Profile, household: bool) -> Result<SizeClass> {
    class_of(profile, household).ok_or_else(|| Error::fault("/employees", FaultCode::NotAnSme, ""))
}

/// The class that the figures say; `None` beyond medium. A household is one at any figures.
fn class_of(profile: &Profile, household: bool) -> Option<SizeClass> {
    if household { Some(SizeClass::Household) } else { classify(profile.industry.size_sector, profile.figures) }
}

/// What figures count a business by: province, industry, size class.
fn counted(profile: &Profile, size: SizeClass) -> (String, String, String) {
    let industry = format!("{}:{}", profile.industry.version, profile.industry.section);
    (profile.province.current_code.clone(), industry, size.to_string())
}
