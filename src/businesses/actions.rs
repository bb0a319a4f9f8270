//! What people do with businesses: one verb, one function.

use super::model::{Business, Identity, NewBusiness, Placed, Profile};
use super::size::{SizeClass, classify};
use super::store;
use crate::accounts;
use crate::db::Tx;
use crate::error::{Error, FaultCode, Result};
use crate::events::Event;
use crate::reference;
use crate::values::{AccountId, BusinessId, Faults};

/// Registers a business; who registers it becomes its owner.
///
/// Errors: 409 for a tax code that is registered; 422 for a place or industry that does not exist, or a size above
/// medium.
pub fn register(tx: &mut Tx<'_>, by: AccountId, new: &NewBusiness) -> Result<Business> {
    let household = matches!(new.identity, Identity::Household { .. });
    let placed = place(tx, &new.profile, household)?;
    let id: BusinessId = tx.new_id();
    store::insert(tx, id, new, &placed)?;
    accounts::add_business_member(tx, by, id)?;
    tx.record(Event::BusinessRegistered {
        business: id,
        province: placed.province_code,
        industry: industry(&new.profile),
        size_class: placed.size_class.to_string(),
    })?;
    store::find(tx, id)
}

/// Changes a business's profile; its size class is computed again. Trials keep what they were counted by.
///
/// Errors: 404 for a business that is not one of `mine`; 412 when `version` is not the present one; 422 as above.
pub fn change(
    tx: &mut Tx<'_>,
    mine: &[BusinessId],
    id: BusinessId,
    check: impl Fn(i64) -> Result<()>,
    change: impl Fn(&Business) -> Result<Profile>,
) -> Result<Business> {
    let business = store::find_among(tx, mine, id)?;
    check(business.version)?;
    tx.not_before(business.updated_at);
    let profile = change(&business)?;
    let placed = place(tx, &profile, business.size_class == SizeClass::Household)?;
    store::save(tx, &business, &profile, &placed)?;
    tx.record(Event::BusinessChanged {
        business: id,
        province: placed.province_code,
        industry: industry(&profile),
        size_class: placed.size_class.to_string(),
    })?;
    store::find(tx, id)
}

fn industry(profile: &Profile) -> String {
    format!("{}:{}", profile.industry_version, profile.industry_section)
}

/// Checks place, industry and size against the reference data; names every fault.
fn place(tx: &mut Tx<'_>, profile: &Profile, household: bool) -> Result<Placed> {
    let province = reference::province(tx, profile.province_list, &profile.province_given)?;
    let industry = reference::industry(tx, &profile.industry_version, &profile.industry_section)?;
    let mut faults = Faults::default();
    if province.is_none() {
        faults.add("/province_code", FaultCode::UnknownProvince, "");
    }
    if industry.is_none() {
        faults.add("/industry_section", FaultCode::UnknownIndustry, "");
    }
    let (province, industry) = faults.finish(province.zip(industry))?;
    let class = if household { Some(SizeClass::Household) } else { classify(industry.size_sector, profile.figures) };
    let size_class = class.ok_or_else(|| Error::fault("/employees", FaultCode::NotAnSme, ""))?;
    Ok(Placed { province_code: province.current_code, size_class })
}
