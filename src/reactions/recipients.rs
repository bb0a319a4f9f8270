//! To whom mails go.

use crate::accounts;
use crate::conversions;
use crate::db::Tx;
use crate::error::Result;
use crate::joining;
use crate::reviews::{self, Part};
use crate::trials::{self, Side};
use crate::values::{AccountId, ApiKeyId, ConversionId, Organization, PlatformId, ReviewId, TrialId, VendorId};

/// To whom a mail goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Account(AccountId),
    /// Everybody of a vendor.
    Vendor(VendorId),
    /// Everybody of the one or the other vendor.
    Vendors(VendorId, VendorId),
    /// Everybody of the vendor, and of those with open trials of the platform: after a transfer, others.
    VendorAndHolders(VendorId, PlatformId),
    /// Who asked for the trial.
    BusinessOf(TrialId),
    /// Everybody of the trial's vendor.
    VendorOf(TrialId),
    /// Both sides of the trial.
    SidesOf(TrialId),
    /// The side of the conversion's trial that did not claim it.
    OtherSideOf(ConversionId),
    /// Who claimed the conversion.
    ClaimerOf(ConversionId),
    /// Who claimed the conversion, and who answered it.
    BothOf(ConversionId),
    /// The owners of an organization.
    Owners(Organization),
    /// The owners of an organization, of a firm those of all its parts.
    OwnersWithin(Organization),
    /// The person, and the owners of the organization, of a firm those of all its parts.
    PersonAndOwners(AccountId, Organization),
    /// Each of the two.
    Both(AccountId, AccountId),
    /// The address of the invitation that the mail is about.
    Invited,
    /// Who wrote this part of a review, if it is still there.
    AuthorOf(ReviewId, Part),
    /// Who answers for an API key.
    AnswerableFor(ApiKeyId),
}

impl To {
    /// This side of the trial.
    pub(super) fn side_of(side: &str, trial: TrialId) -> Self {
        if side == Side::Vendor.as_str() { Self::VendorOf(trial) } else { Self::BusinessOf(trial) }
    }

    /// The side of the trial that did not act.
    pub(super) fn other_than(side: &str, trial: TrialId) -> Self {
        if side == Side::Vendor.as_str() { Self::BusinessOf(trial) } else { Self::VendorOf(trial) }
    }
}

/// Accounts, or nobody's address.
pub(super) fn recipients(tx: &mut Tx<'_>, to: To) -> Result<Vec<Option<AccountId>>> {
    if to == To::Invited {
        return Ok(vec![None]);
    }
    Ok(accounts_of(tx, to)?.into_iter().map(Some).collect())
}

/// Everybody of these vendors, once.
fn of_vendors(tx: &mut Tx<'_>, vendors: &[VendorId]) -> Result<Vec<AccountId>> {
    let mut all = Vec::new();
    for vendor in vendors {
        let people = accounts::members_of_vendor(tx, *vendor)?;
        all.extend(people.into_iter().filter(|it| !all.contains(it)).collect::<Vec<_>>());
    }
    Ok(all)
}

fn accounts_of(tx: &mut Tx<'_>, to: To) -> Result<Vec<AccountId>> {
    Ok(match to {
        To::Account(account) => vec![account],
        To::Vendor(vendor) => accounts::members_of_vendor(tx, vendor)?,
        To::Vendors(one, other) => of_vendors(tx, &[one, other])?,
        To::VendorAndHolders(vendor, platform) => {
            let holders = trials::holders(tx, platform)?;
            of_vendors(tx, &[vec![vendor], holders].concat())?
        }
        To::BusinessOf(trial) => vec![trials::parties(tx, trial)?.0],
        To::VendorOf(trial) => {
            let (_, vendor) = trials::parties(tx, trial)?;
            accounts::members_of_vendor(tx, vendor)?
        }
        To::SidesOf(trial) => {
            let (business, vendor) = trials::parties(tx, trial)?;
            let vendors = accounts::members_of_vendor(tx, vendor)?;
            std::iter::once(business).chain(vendors).collect()
        }
        To::OtherSideOf(conversion) => {
            let conversion = conversions::find(tx, conversion)?;
            let other = match conversion.claimed_by_side {
                Side::Vendor => To::BusinessOf(conversion.trial_id),
                Side::Business => To::VendorOf(conversion.trial_id),
            };
            accounts_of(tx, other)?
        }
        To::BothOf(conversion) => {
            let it = conversions::find(tx, conversion)?;
            std::iter::once(it.claimed_by).chain(it.answered_by).collect()
        }
        To::ClaimerOf(conversion) => vec![conversions::find(tx, conversion)?.claimed_by],
        To::Owners(organization) => accounts::members::owners(tx, organization)?,
        To::OwnersWithin(organization) => joining::owners_within(tx, organization)?,
        To::PersonAndOwners(person, organization) => {
            let owners = joining::owners_within(tx, organization)?;
            std::iter::once(person).chain(owners.into_iter().filter(|it| *it != person)).collect()
        }
        To::Both(one, other) => vec![one, other],
        To::Invited => Vec::new(),
        To::AuthorOf(review, part) => {
            let review = reviews::lookup(tx, review)?;
            review.and_then(|it| it.author(part)).into_iter().collect()
        }
        To::AnswerableFor(key) => {
            let holder = accounts::keys::find(tx, key)?.holder;
            accounts::keys::answerable(tx, &holder)?
        }
    })
}
