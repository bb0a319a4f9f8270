//! What follows from what: one match from event to mails (`follow`), one from event to deadlines (`clocks`), what waits
//! for whom since (`tasks`), what is counted of platforms (`figures`), and what may be tried once more (`renewals`). The one
//! place to look.

mod address;
mod cases;
mod clocks;
pub mod compose;
mod figures;
mod keys;
mod listings;
mod membership;
mod office;
mod places;
mod recipients;
mod renewals;
mod retention;
mod reviews;
mod tasks;
mod warnings;

pub use recipients::To;

use crate::accounts;
use crate::catalog::rechecks::Outcome;
use crate::db::{Recorded, Tx};
use crate::error::Result;
use crate::events::Event;
use crate::mail::Kind;
use crate::mail::outbox::{self, NewMail};
use crate::reviews::Part;
use crate::values::AccountId;
use recipients::recipients;

/// One thing that follows from an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub kind: Kind,
    pub to: To,
    /// What the mail is about: an account, a vendor, a platform, a trial or a conversion.
    pub about: String,
}

/// The mails that follow from an event. An event that nothing follows says so.
#[expect(clippy::too_many_lines, reason = "a table, and the one place to look")]
pub fn follow(event: &Event) -> Option<Mail> {
    let mail = |kind, to, about: &str| Some(Mail { kind, to, about: about.to_owned() });
    let own = |kind, account: &AccountId| mail(kind, To::Account(*account), account.as_str());
    match event {
        Event::AccountRegistered { account } => own(Kind::AccountVerification, account),
        Event::RegistrationRepeated { account } => own(Kind::AccountExists, account),
        Event::VendorApproved { vendor } => mail(Kind::VendorApproved, To::Vendor(*vendor), vendor.as_str()),
        Event::PlatformPublished { platform, vendor, .. } => {
            mail(Kind::PlatformPublished, To::Vendor(*vendor), platform.as_str())
        }
        Event::ChangesRequested { platform, vendor, .. } => {
            mail(Kind::ListingChangesRequested, To::Vendor(*vendor), platform.as_str())
        }
        Event::PlatformRejected { platform, vendor, .. } => {
            mail(Kind::ListingRejected, To::Vendor(*vendor), platform.as_str())
        }
        Event::PlatformSuspended { platform, vendor: Some(vendor), .. } => {
            mail(Kind::ListingSuspended, To::VendorAndHolders(*vendor, *platform), platform.as_str())
        }
        Event::PlatformReinstated { platform, vendor: Some(vendor) } => {
            mail(Kind::ListingReinstated, To::VendorAndHolders(*vendor, *platform), platform.as_str())
        }
        Event::RecheckAhead { platform, vendor, .. } => {
            mail(Kind::ListingRecheckAhead, To::Vendor(*vendor), platform.as_str())
        }
        Event::PlatformRechecked { platform, vendor, outcome } if *outcome == Outcome::EvidenceWanted.as_str() => {
            mail(Kind::ListingEvidenceWanted, To::Vendor(*vendor), platform.as_str())
        }
        Event::PlatformTransferred { platform, from, to } => {
            mail(Kind::ListingTransferred, To::Vendors(*from, *to), platform.as_str())
        }
        Event::SuspensionTold { trial } => mail(Kind::TrialSuspended, To::BusinessOf(*trial), trial.as_str()),
        Event::ReinstatementTold { trial } => mail(Kind::TrialReinstated, To::BusinessOf(*trial), trial.as_str()),
        Event::PlatformClaimApproved { claim, vendor, .. } => {
            mail(Kind::PlatformClaimApproved, To::Vendor(*vendor), claim.as_str())
        }
        Event::PlatformClaimRejected { claim, vendor, .. } => {
            mail(Kind::PlatformClaimRejected, To::Vendor(*vendor), claim.as_str())
        }
        Event::PlatformClaimReopened { claim, vendor, .. } => {
            mail(Kind::PlatformClaimReopened, To::Vendor(*vendor), claim.as_str())
        }
        Event::TrialRequested { trial, vendor, .. } => mail(Kind::TrialRequested, To::Vendor(*vendor), trial.as_str()),
        Event::TrialAccepted { trial } => mail(Kind::TrialAccepted, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialDeclined { trial, .. } => mail(Kind::TrialDeclined, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialProvisioned { trial, .. } => mail(Kind::TrialProvisioned, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialActivated { trial } => mail(Kind::TrialActivated, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialCancelled { trial, side, .. } => {
            mail(Kind::TrialCancelled, To::other_than(side, *trial), trial.as_str())
        }
        Event::ConversionClaimed { conversion, .. } => {
            mail(Kind::ConversionClaimed, To::OtherSideOf(*conversion), conversion.as_str())
        }
        Event::ConversionConfirmed { conversion, .. } => {
            mail(Kind::ConversionConfirmed, To::ClaimerOf(*conversion), conversion.as_str())
        }
        Event::ConversionDisputed { conversion, .. } => {
            mail(Kind::ConversionDisputed, To::ClaimerOf(*conversion), conversion.as_str())
        }
        Event::MemberRoleChanged { organization, account, .. } => {
            mail(Kind::RoleChanged, To::Account(*account), organization.as_str())
        }
        Event::MemberFollowed { organization, account, .. } => {
            mail(Kind::MemberFollowed, To::Account(*account), organization.as_str())
        }
        Event::MemberRemoved { organization, account } => {
            mail(Kind::MemberRemoved, To::Account(*account), organization.as_str())
        }
        Event::OwnershipTransferred { organization, from, to } => {
            mail(Kind::OwnershipTransferred, To::Both(*from, *to), organization.as_str())
        }
        Event::RecoveryCodeUsed { account } => own(Kind::RecoveryCodeUsed, account),
        Event::SecondFactorActivated { account, .. } => own(Kind::SecondFactorActivated, account),
        Event::SecondFactorRemoved { account } => own(Kind::SecondFactorRemoved, account),
        Event::RecoveryCodesRenewed { account } => own(Kind::RecoveryCodesRenewed, account),
        Event::SecondFactorReset { account, .. } => own(Kind::SecondFactorReset, account),
        // Told once in a row, when the first pause begins: who guesses has the password.
        Event::SecondFactorRefused { account, wrong_codes, .. } if *wrong_codes == accounts::second_factor::BORNE => {
            mail(Kind::WrongCodes, To::Account(*account), account.as_str())
        }
        Event::InvitationMade { invitation, mailed: true, .. } => {
            mail(Kind::Invitation, To::Invited, invitation.as_str())
        }
        Event::VerificationAsked { account } => own(Kind::AccountVerification, account),
        Event::PasswordResetAsked { account } => own(Kind::PasswordReset, account),
        Event::PasswordReset { account, .. } | Event::PasswordChanged { account, .. } => {
            own(Kind::PasswordChanged, account)
        }
        Event::AddressChangeAsked { account, change } => {
            mail(Kind::AddressChangeAsked, To::Account(*account), change.as_str())
        }
        Event::AddressConfirmable { account, change } => {
            mail(Kind::AddressConfirmation, To::Account(*account), change.as_str())
        }
        Event::AddressWanted { account } => own(Kind::AddressInUse, account),
        Event::AddressChanged { account, change } => mail(Kind::AddressChanged, To::Account(*account), change.as_str()),
        Event::AddressChangeReversed { account, change } => {
            mail(Kind::AddressChangeReversed, To::Account(*account), change.as_str())
        }
        Event::AccountDeactivated { account, .. } => own(Kind::AccountDeactivated, account),
        Event::OfficeChanged { account, .. } => own(Kind::OfficeChanged, account),
        Event::ActingStarted { account, session, .. } => {
            mail(Kind::ActingStarted, To::Account(*account), session.as_str())
        }
        Event::SessionsEndedByStaff { account, .. } => own(Kind::SessionsEnded, account),
        Event::JoinRequested { organization, request, .. } => {
            mail(Kind::JoinRequested, To::Owners(*organization), request.as_str())
        }
        Event::JoinApproved { request, account, .. } => {
            mail(Kind::JoinApproved, To::Account(*account), request.as_str())
        }
        Event::JoinAdmitted { organization, request, .. } => {
            mail(Kind::JoinAdmitted, To::Owners(*organization), request.as_str())
        }
        Event::JoinRefused { request, account, .. } => mail(Kind::JoinRefused, To::Account(*account), request.as_str()),
        Event::ContestOpened { organization, contest, .. } => {
            mail(Kind::ContestOpened, To::OwnersWithin(*organization), contest.as_str())
        }
        Event::ContestRenewed { organization, contest, account, .. } => {
            mail(Kind::ContestRenewed, To::PersonAndOwners(*account, *organization), contest.as_str())
        }
        Event::HandedOver { contest, to, .. } => mail(Kind::ContestGranted, To::Account(*to), contest.as_str()),
        Event::MemberReplaced { contest, account, .. } => {
            mail(Kind::MemberReplaced, To::Account(*account), contest.as_str())
        }
        Event::ContestWithdrawn { organization, contest, .. } => {
            mail(Kind::ContestWithdrawn, To::OwnersWithin(*organization), contest.as_str())
        }
        Event::ContestRejected { organization, contest, account, .. } => {
            mail(Kind::ContestRejected, To::PersonAndOwners(*account, *organization), contest.as_str())
        }
        Event::ApiKeyCreated { key, .. } => mail(Kind::ApiKeyCreated, To::AnswerableFor(*key), key.as_str()),
        Event::ApiKeyRotated { key, .. } => mail(Kind::ApiKeyRotated, To::AnswerableFor(*key), key.as_str()),
        Event::ApiKeyRevoked { key, .. } => mail(Kind::ApiKeyRevoked, To::AnswerableFor(*key), key.as_str()),
        Event::ApiKeyEnding { key, .. } => mail(Kind::ApiKeyEnding, To::AnswerableFor(*key), key.as_str()),
        Event::TrialNudged { trial } => mail(Kind::TrialNudge, To::VendorOf(*trial), trial.as_str()),
        Event::TrialEscalated { trial } => mail(Kind::TrialDelayed, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialUnanswered { trial } => mail(Kind::TrialUnanswered, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialReminded { trial, days } if *days <= 0 => {
            mail(Kind::TrialReminder, To::BusinessOf(*trial), trial.as_str())
        }
        Event::TrialReminded { trial, .. } => mail(Kind::TrialOutcome, To::SidesOf(*trial), trial.as_str()),
        Event::ClaimReminded { conversion, .. } => {
            mail(Kind::ConversionReminder, To::OtherSideOf(*conversion), conversion.as_str())
        }
        Event::ExtensionAsked { trial, extension, side, .. } => {
            mail(Kind::ExtensionAsked, To::other_than(side, *trial), extension.as_str())
        }
        Event::ExtensionRefused { trial, extension, side, .. } => {
            mail(Kind::ExtensionRefused, To::other_than(side, *trial), extension.as_str())
        }
        Event::TrialExtended { trial, extension, .. } => {
            mail(Kind::ExtensionAgreed, To::SidesOf(*trial), extension.as_str())
        }
        Event::ConversionWithdrawn { conversion, .. } => {
            mail(Kind::ConversionWithdrawn, To::ClaimerOf(*conversion), conversion.as_str())
        }
        Event::DisputeResolved { conversion, .. } => {
            mail(Kind::DisputeResolved, To::BothOf(*conversion), conversion.as_str())
        }
        Event::PlaceOffered { entry, account, .. } => mail(Kind::PlaceOffered, To::Account(*account), entry.as_str()),
        Event::PlaceTakenBack { entry, account } => mail(Kind::PlaceTakenBack, To::Account(*account), entry.as_str()),
        Event::WaitingDiscontinued { entry, account } => {
            mail(Kind::WaitingDiscontinued, To::Account(*account), entry.as_str())
        }
        Event::PlaceLapsed { entry, account } => mail(Kind::PlaceLapsed, To::Account(*account), entry.as_str()),
        Event::ConsentWithdrawn { trial } => mail(Kind::ConsentWithdrawn, To::VendorOf(*trial), trial.as_str()),
        Event::RetentionAsked { trial, check, side, .. } => {
            mail(Kind::RetentionAsked, To::side_of(side, *trial), check.as_str())
        }
        Event::CaseClosed { case, account: Some(account), .. } => {
            mail(Kind::ComplaintDecided, To::Account(*account), case.as_str())
        }
        // Who writes and takes back again and again sends no more mails.
        Event::ReviewWritten { trial, review, before: 0..=2, .. } => {
            mail(Kind::ReviewReceived, To::VendorOf(*trial), review.as_str())
        }
        Event::ReviewTextPublished { review, part: Part::Answer, .. } => {
            mail(Kind::ReviewAnswered, To::AuthorOf(*review, Part::Text), review.as_str())
        }
        Event::ReviewTextRefused { review, part, .. } => {
            mail(Kind::ReviewTextRefused, To::AuthorOf(*review, *part), review.as_str())
        }
        Event::WarningRaised { warning, owner: Some(owner), .. }
        | Event::WarningRaisedAgain { warning, owner: Some(owner) }
        | Event::WarningHandedOn { warning, owner } => mail(Kind::WarningRaised, To::Account(*owner), warning.as_str()),
        Event::WarningEnded { warning, owner: Some(owner), was } if was.is_open() => {
            mail(Kind::WarningEnded, To::Account(*owner), warning.as_str())
        }
        // Nothing follows: the person sees it at once, or it concerns nobody but who did it.
        Event::AccountVerified { .. }
        | Event::AccountCreated { .. }
        | Event::SessionStarted { .. }
        | Event::SessionEnded { .. }
        | Event::BusinessRegistered { .. }
        | Event::BusinessChanged { .. }
        | Event::VendorRegistered { .. }
        | Event::PlatformDrafted { .. }
        | Event::PlatformChanged { .. }
        | Event::PlatformSubmitted { .. }
        | Event::ImageUploaded { .. }
        | Event::SecondTrialGranted { .. }
        | Event::TrialHeartbeat { .. }
        | Event::TextsErased { .. }
        | Event::MemberLeft { .. }
        | Event::MailWithheld { .. }
        | Event::SecondFactorStarted { .. }
        | Event::SecondFactorInstalled { .. }
        | Event::SecondFactorRefused { .. }
        | Event::SessionReauthenticated { .. }
        | Event::InvitationMade { .. }
        | Event::InvitationRevoked { .. }
        | Event::InvitationAccepted { .. }
        | Event::InvitationRefused { .. }
        | Event::SessionsEnded { .. }
        | Event::AddressChangeStopped { .. }
        | Event::AccountChanged { .. }
        | Event::LogInRefused { .. }
        | Event::AccessRefused { .. }
        | Event::StaffChangeProposed { .. }
        | Event::StaffChangeRefused { .. }
        | Event::JoinWithdrawn { .. }
        | Event::ContestAnswered { .. }
        | Event::RulesProposed { .. }
        | Event::RulesAgreed { .. }
        | Event::RulesRefused { .. }
        | Event::HolidaysProposed { .. }
        | Event::HolidaysAgreed { .. }
        | Event::HolidaysRefused { .. }
        | Event::TrialExpired { .. }
        | Event::ExtensionWithdrawn { .. }
        | Event::DeadlineSkipped { .. }
        | Event::ConversionRetracted { .. }
        | Event::InvoiceShown { .. }
        | Event::ConversionChecked { .. }
        | Event::PlacesLimited { .. }
        | Event::WaitingJoined { .. }
        | Event::PlaceTaken { .. }
        | Event::WaitingWithdrawn { .. }
        | Event::TrialsImported { .. }
        | Event::ConversionUnconfirmed { .. }
        | Event::RetentionAnswered { .. }
        | Event::CaseOpened { .. }
        | Event::CaseClosed { .. }
        | Event::ReviewStarted { .. }
        | Event::PlatformArchived { .. }
        | Event::DocumentUploaded { .. }
        | Event::PlatformAssessed { .. }
        | Event::ConflictDeclared { .. }
        | Event::PlatformSuspended { vendor: None, .. }
        | Event::PlatformReinstated { vendor: None, .. }
        | Event::PlatformClaimed { .. }
        | Event::PlatformClaimWithdrawn { .. }
        | Event::RecheckDue { .. }
        | Event::PlatformRechecked { .. }
        | Event::AuditDrawn { .. }
        | Event::ReviewWritten { .. }
        | Event::ReviewChanged { .. }
        | Event::ReviewDeleted { .. }
        | Event::ReviewAnswered { .. }
        | Event::ReviewTextPublished { part: Part::Text, .. }
        | Event::SeedLoaded { .. }
        | Event::TargetSet { .. }
        | Event::TargetChanged { .. }
        | Event::TargetWithdrawn { .. }
        | Event::WarningRaised { .. }
        | Event::WarningRaisedAgain { .. }
        | Event::WarningAcknowledged { .. }
        | Event::WarningSnoozed { .. }
        | Event::WarningResolved { .. }
        | Event::WarningEnded { .. }
        | Event::WarningRuleChanged { .. }
        | Event::WarningRuleProposed { .. }
        | Event::WarningRuleProposalEnded { .. }
        | Event::AccountTextsErased { .. }
        | Event::SecondFactorTakenBack { .. }
        | Event::MemberReturned { .. }
        | Event::RecoveryCodesTakenBack { .. } => None,
    }
}

/// Writes the outbox rows of recorded events, sets their deadlines and writes the tasks, in their transaction.
pub fn react(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    let mails = follow_all(tx, recorded)?;
    outbox::enqueue(tx, &mails)
}

/// As [`react`], for a replay: mails are written down and not sent.
pub fn react_without_sending(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    let mails = follow_all(tx, recorded)?;
    outbox::enqueue_unsent(tx, &mails)
}

/// All that follows, but for the mails that are to be written.
fn follow_all(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<Vec<NewMail>> {
    clocks::set(tx, recorded)?;
    tasks::write(tx, recorded)?;
    figures::add(tx, recorded)?;
    renewals::grant(tx, recorded)?;
    places::forget(tx, recorded)?;
    let mut mails = Vec::new();
    for mail in recorded.iter().filter_map(|it| follow(&it.event)) {
        let row = |to| NewMail { kind: mail.kind, to, subject_id: mail.about.clone() };
        mails.extend(recipients(tx, mail.to)?.into_iter().map(row));
    }
    Ok(mails)
}

#[cfg(test)]
mod tests;
