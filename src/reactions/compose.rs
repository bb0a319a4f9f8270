//! From an outbox row to a letter, at the time of sending: what the mail says is read now, and what no longer fits is
//! dropped with a reason.

use super::{address, cases, clocks, keys, listings, membership, office, places, retention, reviews, warnings};
use crate::accounts::Addressee;
use crate::conversions::{self, Conversion, ConversionStatus};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::links::{self, Purpose};
use crate::mail::{Kind, Letter, Queued};
use crate::reference::{self, ReasonList};
use crate::trials::{self, Side, Trial, TrialStatus};
use crate::values::{Bilingual, ConversionId, Locale, Timestamp, TrialId, TypedId, VendorId};
use crate::{accounts, businesses, catalog, vendors};
use std::collections::BTreeMap;

const UPHELD: Bilingual =
    Bilingual { vi: "Ý kiến phản đối là có cơ sở.", en: "The objection is well founded." };
const DISMISSED: Bilingual =
    Bilingual { vi: "Ý kiến phản đối chưa có cơ sở.", en: "The objection is not well founded." };

const WITHDRAWN: Bilingual = Bilingual {
    vi: "(doanh nghiệp đã rút lại sự đồng ý)",
    en: "(the business has withdrawn its consent)",
};

/// In place of what the business needs, where staff erased it meanwhile.
const ERASED: Bilingual = Bilingual { vi: "(nội dung đã được xóa)", en: "(this text was erased)" };

pub(super) type Facts = BTreeMap<&'static str, String>;

/// A letter to send, or why the row no longer fits.
#[derive(Debug)]
pub enum Composed {
    Letter(Box<Letter>),
    Unfit(&'static str),
}

/// Composes the letter of a row. A link in it is issued here: its secret is in no table.
pub fn compose(tx: &mut Tx<'_>, row: &Queued, public_url: &str) -> Result<Composed> {
    let mut to = match row.account_id {
        Some(account) => accounts::addressee(tx, account)?,
        None => match membership::invited(tx, row)? {
            Some(to) => to,
            None => return Ok(Composed::Unfit("the address is erased")),
        },
    };
    // Whoever took the account over may end it at once: who had it learns how to take it back all the same.
    let of_its_end = matches!(row.kind, Kind::AccountDeactivated | Kind::AddressChanged);
    if to.deactivated_at.is_some() && !of_its_end {
        return Ok(Composed::Unfit("deactivated meanwhile"));
    }
    let mut facts = Facts::from([("public_url", public_url.to_owned())]);
    if let Some(why) = fill(tx, row, &mut to, public_url, &mut facts)? {
        return Ok(Composed::Unfit(why));
    }
    let thread = facts.get("trial_id").unwrap_or(&row.subject_id).clone();
    let letter = Letter {
        id: row.id,
        kind: row.kind,
        locale: to.locale,
        to_name: to.name,
        to_email: to.email,
        thread,
        request: row.request_id,
        facts,
    };
    Ok(Composed::Letter(Box::new(letter)))
}

/// Gathers what the letter says, and the address that it goes to where that is not the account's; else why the row no longer
/// fits.
#[expect(clippy::too_many_lines, reason = "a table: each kind and what it says")]
fn fill(
    tx: &mut Tx<'_>,
    row: &Queued,
    to: &mut Addressee,
    public_url: &str,
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    Ok(match row.kind {
        Kind::AccountVerification => verification(tx, row, to.verified_at, public_url, facts)?,
        Kind::AddressChangeAsked | Kind::AddressConfirmation | Kind::AddressChanged | Kind::AddressChangeReversed => {
            match address::facts(tx, row, public_url, facts)? {
                Ok(email) => {
                    to.email = email;
                    None
                }
                Err(why) => Some(why),
            }
        }
        Kind::AccountDeactivated => {
            let purpose = Purpose::ReverseAddressChange;
            let since = row.created_at.minus(purpose.validity());
            let days = purpose.validity().as_secs() / 86_400;
            let open = accounts::address::may_return(tx, row.account()?, since)?;
            facts.insert("days", if open { days.to_string() } else { String::new() });
            None
        }
        Kind::AccountExists
        | Kind::AddressInUse
        | Kind::SecondFactorReset
        | Kind::SecondFactorActivated
        | Kind::SecondFactorRemoved
        | Kind::RecoveryCodesRenewed
        | Kind::WrongCodes
        | Kind::PasswordChanged
        | Kind::SessionsEnded => None,
        // Who changed it meanwhile does not want the link; who asked for it may be somebody else.
        Kind::PasswordReset if accounts::new_password::is_newer_than(tx, row.account()?, row.created_at)? => {
            Some("changed meanwhile")
        }
        Kind::PasswordReset => {
            let (secret, _) = links::issue(tx, Purpose::ResetPassword, row.account()?, &row.subject_id)?;
            facts.insert("link", format!("{public_url}/pages/password-reset/{}", secret.reveal()));
            facts.insert("minutes", (Purpose::ResetPassword.validity().as_secs() / 60).to_string());
            None
        }
        Kind::RecoveryCodeUsed => {
            let left = accounts::second_factor::status(tx, row.account()?)?.recovery_codes_left;
            facts.insert("left", left.to_string());
            None
        }
        Kind::VendorApproved => {
            let vendor: VendorId = subject(row)?;
            facts.insert("vendor", vendors::find(tx, vendor)?.name);
            None
        }
        Kind::PlatformPublished
        | Kind::ListingChangesRequested
        | Kind::ListingRejected
        | Kind::ListingSuspended
        | Kind::ListingReinstated => listings::facts(tx, row, to.locale, facts)?,
        Kind::PlatformClaimApproved | Kind::PlatformClaimRejected | Kind::PlatformClaimReopened => {
            listings::claim(tx, row, to.locale, facts)?
        }
        Kind::ListingRecheckAhead | Kind::ListingEvidenceWanted => listings::recheck(tx, row, to.locale, facts)?,
        Kind::ListingTransferred => listings::transferred(tx, row, facts)?,
        Kind::TrialSuspended | Kind::TrialReinstated => listings::trial(tx, row, to.locale, facts)?,
        Kind::RoleChanged | Kind::MemberRemoved | Kind::OwnershipTransferred | Kind::MemberFollowed => {
            membership::facts(tx, row, to.locale, facts)?
        }
        Kind::OfficeChanged | Kind::ActingStarted => office::facts(tx, row, to.locale, facts)?,
        Kind::JoinRequested | Kind::JoinApproved | Kind::JoinRefused | Kind::JoinAdmitted => {
            membership::join_request(tx, row, to.locale, facts)?
        }
        Kind::ContestOpened
        | Kind::ContestGranted
        | Kind::MemberReplaced
        | Kind::ContestRejected
        | Kind::ContestWithdrawn
        | Kind::ContestRenewed => membership::contest(tx, row, to.locale, facts)?,
        Kind::Invitation => membership::invitation(tx, row, to.locale, public_url, facts)?,
        Kind::ApiKeyCreated | Kind::ApiKeyRotated | Kind::ApiKeyRevoked | Kind::ApiKeyEnding => {
            keys::facts(tx, row, to.locale, facts)?
        }
        Kind::ConversionClaimed
        | Kind::ConversionReminder
        | Kind::ConversionConfirmed
        | Kind::ConversionDisputed
        | Kind::ConversionWithdrawn
        | Kind::DisputeResolved => conversion(tx, row, to.locale, public_url, facts)?,
        Kind::TrialNudge | Kind::TrialDelayed | Kind::TrialReminder | Kind::TrialOutcome => {
            clocks::facts(tx, row, to.locale, facts)?
        }
        Kind::PlaceOffered | Kind::PlaceLapsed | Kind::PlaceTakenBack | Kind::WaitingDiscontinued => {
            places::facts(tx, row, to.locale, facts)?
        }
        Kind::ExtensionAsked | Kind::ExtensionAgreed | Kind::ExtensionRefused => {
            clocks::extension(tx, row, to.locale, facts)?
        }
        Kind::ComplaintDecided => cases::facts(tx, row, to.locale, facts)?,
        Kind::ReviewReceived | Kind::ReviewAnswered | Kind::ReviewTextRefused => {
            reviews::facts(tx, row, to.locale, facts)?
        }
        Kind::WarningRaised | Kind::WarningEnded => warnings::facts(tx, row, to.locale, facts)?,
        Kind::RetentionAsked => retention::facts(tx, row, to.locale, public_url, facts)?,
        _ => trial(tx, row, to.locale, facts)?,
    })
}

pub(super) fn subject<I: TypedId>(row: &Queued) -> Result<I> {
    I::parse(&row.subject_id).ok_or_else(|| Error::internal(format!("{} is about {}", row.kind, row.subject_id)))
}

fn verification(
    tx: &mut Tx<'_>,
    row: &Queued,
    verified: Option<Timestamp>,
    public_url: &str,
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    if verified.is_some() {
        return Ok(Some("verified meanwhile"));
    }
    let (secret, _) = links::issue(tx, Purpose::VerifyAccount, row.account()?, &row.subject_id)?;
    facts.insert("link", format!("{public_url}/pages/verification/{}", secret.reveal()));
    facts.insert("hours", (Purpose::VerifyAccount.validity().as_secs() / 3_600).to_string());
    Ok(None)
}

/// What every mail about a trial says.
pub(super) fn about(tx: &mut Tx<'_>, trial: &Trial, facts: &mut Facts) -> Result<()> {
    let platform = catalog::find(tx, trial.platform_id)?;
    let business = businesses::find(tx, trial.business_id)?;
    facts.extend([
        // The trial's own, whoever the platform was moved to since.
        ("vendor", vendors::find(tx, trial.vendor_id)?.name),
        ("platform", platform.name),
        ("business", business.name),
        ("trial_id", trial.id.to_string()),
    ]);
    Ok(())
}

fn trial(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let trial = trials::find(tx, subject::<TrialId>(row)?)?;
    about(tx, &trial, facts)?;
    let day = |at: Option<Timestamp>| at.map(|at| at.local_day().for_people(locale)).unwrap_or_default();
    match row.kind {
        Kind::TrialRequested if trial.status != TrialStatus::Requested => return Ok(Some("answered meanwhile")),
        Kind::TrialRequested => {
            let text = |typed: &Option<String>| typed.clone().unwrap_or_default();
            let contact =
                |typed: &Option<String>| typed.clone().unwrap_or_else(|| WITHDRAWN.in_locale(locale).to_owned());
            facts.extend([
                ("need", trial.need.clone().unwrap_or_else(|| ERASED.in_locale(locale).to_owned())),
                ("contact_name", contact(&trial.contact_name)),
                ("contact_email", contact(&trial.contact_email)),
                ("contact_phone", text(&trial.contact_phone)),
                ("respond_by", trial.respond_by.local_day().for_people(locale)),
            ]);
        }
        Kind::TrialDeclined => {
            drop(facts.insert("reason", reason(tx, ReasonList::Decline, trial.reason_code.as_deref(), locale)?))
        }
        Kind::TrialCancelled => {
            drop(facts.insert("reason", reason(tx, ReasonList::Cancel, trial.reason_code.as_deref(), locale)?))
        }
        Kind::TrialProvisioned => facts.extend([
            ("access_reference", trial.access_reference.clone().unwrap_or_default()),
            ("starts_on", day(trial.provisioned_at)),
            ("ends_on", day(trial.trial_end)),
            ("days", trial.days.to_string()),
        ]),
        Kind::TrialUnanswered => drop(facts.insert("requested_on", day(Some(trial.requested_at)))),
        Kind::TrialActivated => drop(facts.insert("ends_on", day(trial.trial_end))),
        _ => {}
    }
    Ok(None)
}

fn conversion(
    tx: &mut Tx<'_>,
    row: &Queued,
    locale: Locale,
    public_url: &str,
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    let it = conversions::find(tx, subject::<ConversionId>(row)?)?;
    let trial = trials::find(tx, it.trial_id)?;
    about(tx, &trial, facts)?;
    facts.extend([
        ("plan", it.plan.clone()),
        ("amount", it.amount_vnd_per_month.for_people(locale)),
        ("starts_on", it.starts_on.for_people(locale)),
    ]);
    let confirmed_on = it.converted_at.map(|at| at.local_day().for_people(locale)).unwrap_or_default();
    match row.kind {
        Kind::ConversionClaimed | Kind::ConversionReminder if it.status != ConversionStatus::Claimed => {
            return Ok(Some("answered meanwhile"));
        }
        Kind::ConversionClaimed | Kind::ConversionReminder => {
            let (businesses, vendors) = accounts::organizations(tx, row.account()?)?;
            if !trials::sides(&trial, &businesses, &vendors).contains(&it.claimed_by_side.other()) {
                return Ok(Some("left meanwhile"));
            }
            claim(tx, row, &it, locale, public_url, facts)?;
        }
        Kind::ConversionDisputed => {
            drop(facts.insert("reason", reason(tx, ReasonList::Dispute, it.reason_code.as_deref(), locale)?))
        }
        Kind::ConversionWithdrawn => {
            facts.insert("confirmed_on", confirmed_on);
            facts.insert("reason", reason(tx, ReasonList::Withdrawal, it.reason_code.as_deref(), locale)?);
        }
        Kind::DisputeResolved => {
            let upheld = it.status == ConversionStatus::DisputeUpheld;
            facts.insert("finding", if upheld { UPHELD } else { DISMISSED }.in_locale(locale).to_owned());
            facts.insert("reason", reason(tx, ReasonList::Resolution, it.resolution_code.as_deref(), locale)?);
        }
        _ => drop(facts.insert("confirmed_on", confirmed_on)),
    }
    Ok(None)
}

fn claim(
    tx: &mut Tx<'_>,
    row: &Queued,
    it: &Conversion,
    locale: Locale,
    public_url: &str,
    facts: &mut Facts,
) -> Result<()> {
    let (secret, expires_at) = links::issue(tx, Purpose::AnswerConversion, row.account()?, &row.subject_id)?;
    let claimer = if it.claimed_by_side == Side::Vendor { "vendor" } else { "business" };
    let claimed_by = facts.get(claimer).cloned().unwrap_or_default();
    facts.extend([
        ("claimed_by", claimed_by),
        ("link", format!("{public_url}/pages/conversion/{}", secret.reveal())),
        ("expires_on", expires_at.local_day().for_people(locale)),
    ]);
    Ok(())
}

pub(super) fn reason(tx: &mut Tx<'_>, list: ReasonList, code: Option<&str>, locale: Locale) -> Result<String> {
    reference::reason_text(tx, list, code.unwrap_or_default(), locale)
}
