//! What follows from what: one match from event to mails. The one place to look.

mod address;
pub mod compose;
mod membership;
mod office;
mod recipients;

pub use recipients::To;

use crate::accounts;
use crate::db::{Recorded, Tx};
use crate::error::Result;
use crate::events::Event;
use crate::mail::{Kind, outbox};
use crate::trials::Side;
use crate::values::{AccountId, MailId};
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
    match event {
        Event::AccountRegistered { account } => {
            mail(Kind::AccountVerification, To::Account(*account), account.as_str())
        }
        Event::RegistrationRepeated { account } => mail(Kind::AccountExists, To::Account(*account), account.as_str()),
        Event::VendorApproved { vendor } => mail(Kind::VendorApproved, To::Vendor(*vendor), vendor.as_str()),
        Event::PlatformPublished { platform, vendor } => {
            mail(Kind::PlatformPublished, To::Vendor(*vendor), platform.as_str())
        }
        Event::TrialRequested { trial, vendor, .. } => mail(Kind::TrialRequested, To::Vendor(*vendor), trial.as_str()),
        Event::TrialAccepted { trial } => mail(Kind::TrialAccepted, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialDeclined { trial, .. } => mail(Kind::TrialDeclined, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialProvisioned { trial, .. } => mail(Kind::TrialProvisioned, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialActivated { trial } => mail(Kind::TrialActivated, To::BusinessOf(*trial), trial.as_str()),
        Event::TrialCancelled { trial, side, .. } => {
            let to = if side == Side::Vendor.as_str() { To::BusinessOf(*trial) } else { To::VendorOf(*trial) };
            mail(Kind::TrialCancelled, to, trial.as_str())
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
        Event::MemberRemoved { organization, account } => {
            mail(Kind::MemberRemoved, To::Account(*account), organization.as_str())
        }
        Event::OwnershipTransferred { organization, from, to } => {
            mail(Kind::OwnershipTransferred, To::Both(*from, *to), organization.as_str())
        }
        Event::RecoveryCodeUsed { account } => mail(Kind::RecoveryCodeUsed, To::Account(*account), account.as_str()),
        Event::SecondFactorReset { account } => mail(Kind::SecondFactorReset, To::Account(*account), account.as_str()),
        // Told once in a row, when the first pause begins: who guesses has the password.
        Event::SecondFactorRefused { account, wrong_codes } if *wrong_codes == accounts::second_factor::BORNE => {
            mail(Kind::WrongCodes, To::Account(*account), account.as_str())
        }
        Event::InvitationMade { invitation, mailed: true, .. } => {
            mail(Kind::Invitation, To::Invited, invitation.as_str())
        }
        Event::VerificationAsked { account } => {
            mail(Kind::AccountVerification, To::Account(*account), account.as_str())
        }
        Event::PasswordResetAsked { account } => mail(Kind::PasswordReset, To::Account(*account), account.as_str()),
        Event::PasswordReset { account } | Event::PasswordChanged { account, .. } => {
            mail(Kind::PasswordChanged, To::Account(*account), account.as_str())
        }
        Event::AddressChangeAsked { account, change } => {
            mail(Kind::AddressChangeAsked, To::Account(*account), change.as_str())
        }
        Event::AddressConfirmable { account, change } => {
            mail(Kind::AddressConfirmation, To::Account(*account), change.as_str())
        }
        Event::AddressWanted { account } => mail(Kind::AddressInUse, To::Account(*account), account.as_str()),
        Event::AddressChanged { account, change } => mail(Kind::AddressChanged, To::Account(*account), change.as_str()),
        Event::AccountDeactivated { account } => {
            mail(Kind::AccountDeactivated, To::Account(*account), account.as_str())
        }
        Event::OfficeChanged { account, .. } => mail(Kind::OfficeChanged, To::Account(*account), account.as_str()),
        Event::ActingStarted { account, session, .. } => {
            mail(Kind::ActingStarted, To::Account(*account), session.as_str())
        }
        Event::JoinRequested { organization, request, .. } => {
            mail(Kind::JoinRequested, To::Owners(*organization), request.as_str())
        }
        Event::JoinApproved { request, account, .. } => {
            mail(Kind::JoinApproved, To::Account(*account), request.as_str())
        }
        Event::JoinRefused { request, account, .. } => mail(Kind::JoinRefused, To::Account(*account), request.as_str()),
        Event::ContestOpened { organization, contest, .. } => {
            mail(Kind::ContestOpened, To::Owners(*organization), contest.as_str())
        }
        Event::HandedOver { contest, to, .. } => mail(Kind::ContestGranted, To::Account(*to), contest.as_str()),
        Event::MemberReplaced { contest, account, .. } => {
            mail(Kind::MemberReplaced, To::Account(*account), contest.as_str())
        }
        Event::ContestRejected { organization, contest, account, .. } => {
            mail(Kind::ContestRejected, To::PersonAndOwners(*account, *organization), contest.as_str())
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
        | Event::SecondTrialGranted { .. }
        | Event::TrialHeartbeat { .. }
        | Event::MemberLeft { .. }
        | Event::MailWithheld { .. }
        | Event::SecondFactorStarted { .. }
        | Event::SecondFactorActivated { .. }
        | Event::SecondFactorInstalled { .. }
        | Event::SecondFactorRemoved { .. }
        | Event::SecondFactorRefused { .. }
        | Event::RecoveryCodesRenewed { .. }
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
        | Event::SessionsEndedByStaff { .. }
        | Event::JoinWithdrawn { .. }
        | Event::ContestAnswered { .. } => None,
    }
}

/// Writes the outbox rows of recorded events, in their transaction.
pub fn react(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    write_mails(tx, recorded, outbox::enqueue)
}

/// As [`react`], for a replay: mails are written down and not sent.
pub fn react_without_sending(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    write_mails(tx, recorded, outbox::enqueue_unsent)
}

fn write_mails(
    tx: &mut Tx<'_>,
    recorded: &[Recorded],
    enqueue: fn(&mut Tx<'_>, Kind, Option<AccountId>, &str) -> Result<MailId>,
) -> Result<()> {
    for it in recorded {
        if let Some(mail) = follow(&it.event) {
            for to in recipients(tx, mail.to)? {
                enqueue(tx, mail.kind, to, &mail.about)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Whose;
    use crate::values::{
        AddressChangeId, BusinessId, ContestId, ConversionId, GrantId, InvitationId, JoinRequestId, LocalDay,
        Organization, PlatformId, SessionId, Timestamp, TrialId, TypedId, VendorId, Vnd,
    };

    /// Every event and what follows from it. A new event without a line here fails the test.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_event_and_what_follows() {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        let (account, session, business) = (AccountId::new_at(at), SessionId::new_at(at), BusinessId::new_at(at));
        let (vendor, platform, trial, conversion) =
            (VendorId::new_at(at), PlatformId::new_at(at), TrialId::new_at(at), ConversionId::new_at(at));
        let day = LocalDay::parse("2026-11-16").expect("a day");
        let word = || "word".to_owned();
        let cancelled = |side: Side| Event::TrialCancelled { trial, side: side.to_string(), reason: word() };
        let (organization, other) = (Organization::Business(business), AccountId::new_at(at));
        let (invitation, request) = (InvitationId::new_at(at), JoinRequestId::new_at(at));
        let contest = ContestId::new_at(at);
        let invited = |mailed| Event::InvitationMade { organization, invitation, role: word(), expires_at: at, mailed };
        let change = AddressChangeId::new_at(at);
        let staff_change = crate::values::StaffChangeId::new_at(at);
        let nothing = None;
        let table = [
            (Event::AccountRegistered { account }, Some((Kind::AccountVerification, To::Account(account)))),
            (Event::RegistrationRepeated { account }, Some((Kind::AccountExists, To::Account(account)))),
            (Event::AccountVerified { account }, nothing),
            (Event::AccountCreated { account, staff_role: None, province: None }, nothing),
            (Event::SessionStarted { account, session }, nothing),
            (Event::SessionEnded { account, session }, nothing),
            (Event::BusinessRegistered { business, province: word(), industry: word(), size_class: word() }, nothing),
            (Event::BusinessChanged { business, province: word(), industry: word(), size_class: word() }, nothing),
            (Event::VendorRegistered { vendor }, nothing),
            (Event::VendorApproved { vendor }, Some((Kind::VendorApproved, To::Vendor(vendor)))),
            (Event::PlatformDrafted { platform, vendor }, nothing),
            (Event::PlatformChanged { platform, vendor }, nothing),
            (Event::PlatformSubmitted { platform, vendor }, nothing),
            (Event::PlatformPublished { platform, vendor }, Some((Kind::PlatformPublished, To::Vendor(vendor)))),
            (
                Event::TrialRequested { trial, business, platform, vendor, channel: word() },
                Some((Kind::TrialRequested, To::Vendor(vendor))),
            ),
            (Event::SecondTrialGranted { grant: GrantId::new_at(at), business, platform }, nothing),
            (Event::TrialAccepted { trial }, Some((Kind::TrialAccepted, To::BusinessOf(trial)))),
            (Event::TrialDeclined { trial, reason: word() }, Some((Kind::TrialDeclined, To::BusinessOf(trial)))),
            (
                Event::TrialProvisioned { trial, trial_end: at, days: 90 },
                Some((Kind::TrialProvisioned, To::BusinessOf(trial))),
            ),
            (Event::TrialActivated { trial }, Some((Kind::TrialActivated, To::BusinessOf(trial)))),
            (Event::TrialHeartbeat { trial, week_of: day }, nothing),
            (cancelled(Side::Business), Some((Kind::TrialCancelled, To::VendorOf(trial)))),
            (cancelled(Side::Vendor), Some((Kind::TrialCancelled, To::BusinessOf(trial)))),
            (
                Event::ConversionClaimed {
                    trial,
                    conversion,
                    side: word(),
                    amount_per_month: Vnd::billions(0),
                    starts_on: day,
                    already_customer: false,
                },
                Some((Kind::ConversionClaimed, To::OtherSideOf(conversion))),
            ),
            (
                Event::ConversionConfirmed { trial, conversion, side: word(), already_customer: false },
                Some((Kind::ConversionConfirmed, To::ClaimerOf(conversion))),
            ),
            (
                Event::ConversionDisputed { trial, conversion, side: word(), reason: word() },
                Some((Kind::ConversionDisputed, To::ClaimerOf(conversion))),
            ),
            (
                Event::MemberRoleChanged { organization, account, role: word() },
                Some((Kind::RoleChanged, To::Account(account))),
            ),
            (Event::MemberRemoved { organization, account }, Some((Kind::MemberRemoved, To::Account(account)))),
            (Event::MemberLeft { organization, account }, nothing),
            (
                Event::OwnershipTransferred { organization, from: account, to: other },
                Some((Kind::OwnershipTransferred, To::Both(account, other))),
            ),
            (Event::MailWithheld { account: Whose(Some(account)), why: "word" }, nothing),
            (Event::SecondFactorStarted { account }, nothing),
            (Event::SecondFactorActivated { account, session }, nothing),
            (Event::SecondFactorInstalled { account }, nothing),
            (Event::SecondFactorRemoved { account }, nothing),
            (Event::SecondFactorReset { account }, Some((Kind::SecondFactorReset, To::Account(account)))),
            (Event::SecondFactorRefused { account, wrong_codes: 4 }, nothing),
            (Event::SecondFactorRefused { account, wrong_codes: 5 }, Some((Kind::WrongCodes, To::Account(account)))),
            (Event::SecondFactorRefused { account, wrong_codes: 6 }, nothing),
            (Event::RecoveryCodeUsed { account }, Some((Kind::RecoveryCodeUsed, To::Account(account)))),
            (Event::RecoveryCodesRenewed { account }, nothing),
            (Event::SessionReauthenticated { account, session }, nothing),
            (invited(true), Some((Kind::Invitation, To::Invited))),
            (invited(false), nothing),
            (Event::InvitationRevoked { organization, invitation }, nothing),
            (Event::InvitationAccepted { organization, invitation, account, role: word() }, nothing),
            (Event::InvitationRefused { organization, invitation, account }, nothing),
            (Event::SessionsEnded { account, kept: session, ended: 2 }, nothing),
            (Event::VerificationAsked { account }, Some((Kind::AccountVerification, To::Account(account)))),
            (Event::PasswordResetAsked { account }, Some((Kind::PasswordReset, To::Account(account)))),
            (Event::PasswordReset { account }, Some((Kind::PasswordChanged, To::Account(account)))),
            (Event::PasswordChanged { account, session }, Some((Kind::PasswordChanged, To::Account(account)))),
            (Event::AddressChangeAsked { account, change }, Some((Kind::AddressChangeAsked, To::Account(account)))),
            (Event::AddressConfirmable { account, change }, Some((Kind::AddressConfirmation, To::Account(account)))),
            (Event::AddressWanted { account }, Some((Kind::AddressInUse, To::Account(account)))),
            (Event::AddressChangeStopped { account, change }, nothing),
            (Event::AddressChanged { account, change }, Some((Kind::AddressChanged, To::Account(account)))),
            (Event::AccountChanged { account }, nothing),
            (Event::AccountDeactivated { account }, Some((Kind::AccountDeactivated, To::Account(account)))),
            (Event::LogInRefused { account: Whose(Some(account)) }, nothing),
            (Event::AccessRefused { account, operation: "word", code: "word" }, nothing),
            (Event::StaffChangeProposed { account, change: staff_change, role: None, province: None }, nothing),
            (Event::StaffChangeRefused { account, change: staff_change }, nothing),
            (
                Event::OfficeChanged { account, role: None, province: None },
                Some((Kind::OfficeChanged, To::Account(account))),
            ),
            (Event::ActingStarted { account, session, by: other }, Some((Kind::ActingStarted, To::Account(account)))),
            (Event::SessionsEndedByStaff { account, sessions: 1 }, nothing),
            (
                Event::JoinRequested { organization, request, account },
                Some((Kind::JoinRequested, To::Owners(organization))),
            ),
            (
                Event::JoinApproved { organization, request, account, role: word() },
                Some((Kind::JoinApproved, To::Account(account))),
            ),
            (
                Event::JoinRefused { organization, request, account, reason: word() },
                Some((Kind::JoinRefused, To::Account(account))),
            ),
            (Event::JoinWithdrawn { organization, request, account }, nothing),
            (
                Event::ContestOpened { organization, contest, account, answer_by: at },
                Some((Kind::ContestOpened, To::Owners(organization))),
            ),
            (Event::ContestAnswered { organization, contest, account }, nothing),
            (
                Event::HandedOver { organization, contest, to: account },
                Some((Kind::ContestGranted, To::Account(account))),
            ),
            (
                Event::MemberReplaced { organization, contest, account },
                Some((Kind::MemberReplaced, To::Account(account))),
            ),
            (
                Event::ContestRejected { organization, contest, account, reason: word() },
                Some((Kind::ContestRejected, To::PersonAndOwners(account, organization))),
            ),
        ];
        let mut kinds: Vec<&str> = table.iter().map(|(event, _)| event.kind()).collect();
        kinds.dedup();
        assert_eq!(kinds, Event::KINDS, "a line for every event, in their order");
        let mut sent: Vec<Kind> = Vec::new();
        for (event, want) in table {
            assert_eq!(follow(&event).map(|mail| (mail.kind, mail.to)), want, "{}", event.kind());
            sent.extend(want.map(|(kind, _)| kind));
        }
        for kind in Kind::ALL {
            assert!(sent.contains(kind), "no event sends {kind}");
        }
    }
}
