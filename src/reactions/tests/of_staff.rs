//! What follows from what staff do with targets, with requests to join, with kept places, with claims of platforms, and of
//! their early warnings; from contests that are withdrawn, or go on after a handover; from an address that is taken back;
//! and from what a firm's parts follow.

use super::super::To;
use crate::events::Event;
use crate::mail::Kind;
use crate::targets::{Aim, Metric, Period, Scope};
use crate::values::{
    AccountId, AddressChangeId, ContestId, JoinRequestId, Organization, PlatformClaimId, PlatformId, TargetId,
    Timestamp, TrialId, TypedId, VendorId, WaitingEntryId, WarningId,
};
use crate::warnings::{Terms, WarningRule, WarningStatus};

/// Each event, and the mail that follows from it.
pub fn table(
    at: Timestamp,
    (account, organization, request): (AccountId, Organization, JoinRequestId),
) -> Vec<(Event, Option<(Kind, To)>)> {
    let (warning, owner, rule) = (WarningId::new_at(at), Some(account), WarningRule::NoSignUp);
    let terms = Terms { active: true, threshold: 14, days: 28, least_cases: 10, due_working_days: 5 };
    let warned = |kind| Some((kind, To::Account(account)));
    let (nothing, word, until) = (None, || "word".to_owned(), at.local_day());
    let (target, entry, trial) = (TargetId::new_at(at), WaitingEntryId::new_at(at), TrialId::new_at(at));
    let (platform, claim, vendor) = (PlatformId::new_at(at), PlatformClaimId::new_at(at), VendorId::new_at(at));
    let aim = Aim { metric: Metric::Started, scope: Scope::default(), period: Period { from: until, to: until } };
    vec![
        (Event::TargetSet { target, aim, value: 3 }, nothing),
        (Event::TargetChanged { target, old_value: 3, new_value: 4 }, nothing),
        (Event::TargetWithdrawn { target, old_value: 4 }, nothing),
        (
            Event::JoinAdmitted { organization, request, account, role: word() },
            Some((Kind::JoinAdmitted, To::Owners(organization))),
        ),
        (Event::WarningRaised { warning, rule, subject: word(), owner }, warned(Kind::WarningRaised)),
        (Event::WarningRaised { warning, rule, subject: word(), owner: None }, nothing),
        (Event::WarningRaisedAgain { warning, owner }, warned(Kind::WarningRaised)),
        (Event::WarningRaisedAgain { warning, owner: None }, nothing),
        (Event::WarningHandedOn { warning, owner: account }, warned(Kind::WarningRaised)),
        (Event::WarningAcknowledged { warning }, nothing),
        (Event::WarningSnoozed { warning, until }, nothing),
        (Event::WarningResolved { warning }, nothing),
        (Event::WarningEnded { warning, owner, was: WarningStatus::Raised }, warned(Kind::WarningEnded)),
        (Event::WarningEnded { warning, owner, was: WarningStatus::Acknowledged }, warned(Kind::WarningEnded)),
        (Event::WarningEnded { warning, owner, was: WarningStatus::Snoozed }, warned(Kind::WarningEnded)),
        (Event::WarningEnded { warning, owner, was: WarningStatus::Resolved }, nothing),
        (Event::WarningEnded { warning, owner: None, was: WarningStatus::Raised }, nothing),
        (Event::WarningRuleChanged { rule, old_terms: terms, new_terms: Terms { active: false, ..terms } }, nothing),
        (Event::AccountTextsErased { account, reason: word() }, nothing),
        (Event::PlaceTakenBack { entry, account }, warned(Kind::PlaceTakenBack)),
        (Event::WarningRuleProposed { rule, old_terms: terms, new_terms: Terms { active: false, ..terms } }, nothing),
        (Event::WarningRuleProposalEnded { rule }, nothing),
        (
            Event::ContestWithdrawn { organization, contest: ContestId::new_at(at), account },
            Some((Kind::ContestWithdrawn, To::OwnersWithin(organization))),
        ),
        (Event::WaitingDiscontinued { entry, account }, warned(Kind::WaitingDiscontinued)),
        (
            Event::PlatformClaimReopened { platform, claim, vendor },
            Some((Kind::PlatformClaimReopened, To::Vendor(vendor))),
        ),
        (
            Event::AddressChangeReversed { account, change: AddressChangeId::new_at(at) },
            Some((Kind::AddressChangeReversed, To::Account(account))),
        ),
        (Event::MemberFollowed { organization, account, role: None }, warned(Kind::MemberFollowed)),
        (
            Event::ContestRenewed { organization, contest: ContestId::new_at(at), account, answer_by: at },
            Some((Kind::ContestRenewed, To::PersonAndOwners(account, organization))),
        ),
        (Event::SecondFactorTakenBack { account }, nothing),
        (Event::MemberReturned { organization, account }, nothing),
        (Event::ReinstatementTold { trial }, Some((Kind::TrialReinstated, To::BusinessOf(trial)))),
        (Event::RecoveryCodesTakenBack { account }, nothing),
    ]
}
