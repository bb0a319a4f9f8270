//! What follows from each event, and that every mail has one.

mod of_staff;

use super::*;
use crate::trials::{Side, history};
use crate::values::{
    AccountId, AddressChangeId, ApiKeyId, BusinessId, CaseId, ContestId, ConversionId, ExtensionId, GrantId,
    HolidayChangeId, ImportId, InvitationId, InvoiceId, JoinRequestId, LocalDay, Organization, PlatformClaimId,
    PlatformId, RetentionCheckId, ReviewId, RulesId, SessionId, StaffChangeId, Timestamp, TrialId, TypedId, VendorId,
    Vnd, WaitingEntryId, Whose,
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
    let invited = |mailed| Event::InvitationMade { organization, invitation, role: word(), expires_at: at, mailed };
    let (change, staff_change) = (AddressChangeId::new_at(at), StaffChangeId::new_at(at));
    let (holidays, rules, extension) = (HolidayChangeId::new_at(at), RulesId::new_at(at), ExtensionId::new_at(at));
    let wrong = |wrong_codes| Event::SecondFactorRefused { account, wrong_codes, network: None };
    let (check, case) = (RetentionCheckId::new_at(at), CaseId::new_at(at));
    let (key, replaces) = (ApiKeyId::new_at(at), ApiKeyId::new_at(at));
    let (contest, entry) = (ContestId::new_at(at), WaitingEntryId::new_at(at));
    let answerable = |kind| Some((kind, To::AnswerableFor(key)));
    let (review, claim) = (ReviewId::new_at(at), PlatformClaimId::new_at(at));
    let written = |before| {
        let (fits_need, ease_of_use, support, value_for_money, text) = (5, 4, 3, 2, true);
        Event::ReviewWritten { trial, review, platform, before, fits_need, ease_of_use, support, value_for_money, text }
    };
    let (nothing, left_alone) = (None, vec![organization]);
    let table = [
        (Event::AccountRegistered { account }, Some((Kind::AccountVerification, To::Account(account)))),
        (Event::RegistrationRepeated { account }, Some((Kind::AccountExists, To::Account(account)))),
        (Event::AccountVerified { account }, nothing),
        (Event::AccountCreated { account, staff_role: None, province: None }, nothing),
        (Event::SessionStarted { account, session, factors: "word" }, nothing),
        (Event::SessionEnded { account, session }, nothing),
        (Event::BusinessRegistered { business, province: word(), industry: word(), size_class: word() }, nothing),
        (
            Event::BusinessChanged { business, province: word(), industry: word(), size_class: word(), outgrown: true },
            nothing,
        ),
        (Event::VendorRegistered { vendor }, nothing),
        (Event::VendorApproved { vendor }, Some((Kind::VendorApproved, To::Vendor(vendor)))),
        (Event::PlatformDrafted { platform, vendor }, nothing),
        (Event::PlatformChanged { platform, vendor }, nothing),
        (Event::PlatformSubmitted { platform, vendor, version: 1 }, nothing),
        (
            Event::PlatformPublished { platform, vendor, version: 1, digest: word() },
            Some((Kind::PlatformPublished, To::Vendor(vendor))),
        ),
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
        (Event::SecondFactorActivated { account, session }, Some((Kind::SecondFactorActivated, To::Account(account)))),
        (Event::SecondFactorInstalled { account }, nothing),
        (Event::SecondFactorRemoved { account }, Some((Kind::SecondFactorRemoved, To::Account(account)))),
        (Event::SecondFactorReset { account, assured: "word" }, Some((Kind::SecondFactorReset, To::Account(account)))),
        (wrong(4), nothing),
        (wrong(5), Some((Kind::WrongCodes, To::Account(account)))),
        (wrong(6), nothing),
        (Event::RecoveryCodeUsed { account }, Some((Kind::RecoveryCodeUsed, To::Account(account)))),
        (Event::RecoveryCodesRenewed { account }, Some((Kind::RecoveryCodesRenewed, To::Account(account)))),
        (Event::SessionReauthenticated { account, session, factors: "word" }, nothing),
        (invited(true), Some((Kind::Invitation, To::Invited))),
        (invited(false), nothing),
        (Event::InvitationRevoked { organization, invitation }, nothing),
        (Event::InvitationAccepted { organization, invitation, account, role: word() }, nothing),
        (Event::InvitationRefused { organization, invitation, account }, nothing),
        (Event::SessionsEnded { account, kept: session, ended: 2 }, nothing),
        (Event::VerificationAsked { account }, Some((Kind::AccountVerification, To::Account(account)))),
        (Event::PasswordResetAsked { account }, Some((Kind::PasswordReset, To::Account(account)))),
        (Event::PasswordReset { account, network: None }, Some((Kind::PasswordChanged, To::Account(account)))),
        (Event::PasswordChanged { account, session }, Some((Kind::PasswordChanged, To::Account(account)))),
        (Event::AddressChangeAsked { account, change }, Some((Kind::AddressChangeAsked, To::Account(account)))),
        (Event::AddressConfirmable { account, change }, Some((Kind::AddressConfirmation, To::Account(account)))),
        (Event::AddressWanted { account }, Some((Kind::AddressInUse, To::Account(account)))),
        (Event::AddressChangeStopped { account, change }, nothing),
        (Event::AddressChanged { account, change }, Some((Kind::AddressChanged, To::Account(account)))),
        (Event::AccountChanged { account }, nothing),
        (Event::AccountDeactivated { account, left_alone }, Some((Kind::AccountDeactivated, To::Account(account)))),
        (Event::LogInRefused { account: Whose(Some(account)), reason: "word", network: None }, nothing),
        (Event::AccessRefused { account, operation: "word", code: "word" }, nothing),
        (Event::StaffChangeProposed { account, change: staff_change, role: None, province: None }, nothing),
        (Event::StaffChangeRefused { account, change: staff_change }, nothing),
        (
            Event::OfficeChanged { account, role: None, province: None },
            Some((Kind::OfficeChanged, To::Account(account))),
        ),
        (Event::ActingStarted { account, session, by: other }, Some((Kind::ActingStarted, To::Account(account)))),
        (Event::SessionsEndedByStaff { account, sessions: 1 }, Some((Kind::SessionsEnded, To::Account(account)))),
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
            Some((Kind::ContestOpened, To::OwnersWithin(organization))),
        ),
        (Event::ContestAnswered { organization, contest, account }, nothing),
        (Event::HandedOver { organization, contest, to: account }, Some((Kind::ContestGranted, To::Account(account)))),
        (Event::MemberReplaced { organization, contest, account }, Some((Kind::MemberReplaced, To::Account(account)))),
        (
            Event::ContestRejected { organization, contest, account, reason: word() },
            Some((Kind::ContestRejected, To::PersonAndOwners(account, organization))),
        ),
        (
            Event::ApiKeyCreated {
                key,
                vendor: Some(vendor),
                authority: None,
                province: None,
                scopes: vec![word()],
                expires_at: at,
            },
            answerable(Kind::ApiKeyCreated),
        ),
        (
            Event::ApiKeyRotated { key, vendor: None, replaces, replaced_until: at, expires_at: at },
            answerable(Kind::ApiKeyRotated),
        ),
        (Event::ApiKeyRevoked { key, vendor: None }, answerable(Kind::ApiKeyRevoked)),
        (Event::ApiKeyEnding { key, vendor: None, expires_at: at }, answerable(Kind::ApiKeyEnding)),
        (Event::RulesProposed { rules, holds_from: day }, nothing),
        (Event::RulesAgreed { rules, holds_from: day }, nothing),
        (Event::RulesRefused { rules }, nothing),
        (Event::TrialNudged { trial }, Some((Kind::TrialNudge, To::VendorOf(trial)))),
        (Event::TrialEscalated { trial }, Some((Kind::TrialDelayed, To::BusinessOf(trial)))),
        (Event::TrialUnanswered { trial }, Some((Kind::TrialUnanswered, To::BusinessOf(trial)))),
        (Event::TrialReminded { trial, days: -3 }, Some((Kind::TrialReminder, To::BusinessOf(trial)))),
        (Event::TrialReminded { trial, days: 0 }, Some((Kind::TrialReminder, To::BusinessOf(trial)))),
        (Event::TrialReminded { trial, days: 7 }, Some((Kind::TrialOutcome, To::SidesOf(trial)))),
        (Event::TrialExpired { trial, trial_end: at }, nothing),
        (
            Event::ClaimReminded { trial, conversion, days: 3 },
            Some((Kind::ConversionReminder, To::OtherSideOf(conversion))),
        ),
        (Event::DeadlineSkipped { subject: word(), deadline: "word", step: 0, why: "word" }, nothing),
        (
            Event::ExtensionAsked { trial, extension, side: Side::Business.to_string(), days: 14, reason: word() },
            Some((Kind::ExtensionAsked, To::VendorOf(trial))),
        ),
        (
            Event::ExtensionRefused { trial, extension, side: Side::Vendor.to_string(), reason: word() },
            Some((Kind::ExtensionRefused, To::BusinessOf(trial))),
        ),
        (Event::ExtensionWithdrawn { trial, extension }, nothing),
        (
            Event::TrialExtended { trial, extension, days: 14, trial_end: at },
            Some((Kind::ExtensionAgreed, To::SidesOf(trial))),
        ),
        (Event::ConversionRetracted { trial, conversion, side: word() }, nothing),
        (
            Event::ConversionWithdrawn { trial, conversion, side: word(), reason: word() },
            Some((Kind::ConversionWithdrawn, To::ClaimerOf(conversion))),
        ),
        (Event::InvoiceShown { trial, conversion, invoice: InvoiceId::new_at(at), level: 2 }, nothing),
        (Event::ConversionChecked { trial, conversion }, nothing),
        (
            Event::DisputeResolved { trial, conversion, upheld: true, reason: word() },
            Some((Kind::DisputeResolved, To::BothOf(conversion))),
        ),
        (Event::PlacesLimited { platform, vendor, places: Some(50) }, nothing),
        (Event::WaitingJoined { entry, business, platform }, nothing),
        (Event::PlaceOffered { entry, account, offered_until: at }, Some((Kind::PlaceOffered, To::Account(account)))),
        (Event::PlaceTaken { entry, trial }, nothing),
        (Event::PlaceLapsed { entry, account }, Some((Kind::PlaceLapsed, To::Account(account)))),
        (Event::WaitingWithdrawn { entry }, nothing),
        (Event::TrialsImported { import: ImportId::new_at(at), rows: 2, added: 1 }, nothing),
        (Event::ConversionUnconfirmed { trial, conversion }, nothing),
        (Event::ConsentWithdrawn { trial }, Some((Kind::ConsentWithdrawn, To::VendorOf(trial)))),
        (
            Event::RetentionAsked { trial, conversion, check, side: Side::Business.to_string(), days: 90 },
            Some((Kind::RetentionAsked, To::BusinessOf(trial))),
        ),
        (
            Event::RetentionAsked { trial, conversion, check, side: Side::Vendor.to_string(), days: 90 },
            Some((Kind::RetentionAsked, To::VendorOf(trial))),
        ),
        (
            Event::RetentionAnswered { trial, conversion, check, side: word(), retained: true, reason: None, level: 4 },
            nothing,
        ),
        (Event::CaseOpened { case, kind: "word", vendor, trial: Some(trial) }, nothing),
        (
            Event::CaseClosed { case, kind: "word", decision: word(), account: Some(account) },
            Some((Kind::ComplaintDecided, To::Account(account))),
        ),
        (Event::CaseClosed { case, kind: "word", decision: word(), account: None }, nothing),
        (Event::AuditDrawn { vendor, period: word(), conversions: 2, picked: 1 }, nothing),
        (Event::ImageUploaded { vendor, image: word() }, nothing),
        (Event::HolidaysProposed { change: holidays, added: vec![day], removed: vec![day] }, nothing),
        (Event::HolidaysAgreed { change: holidays, added: vec![day], removed: vec![day] }, nothing),
        (Event::HolidaysRefused { change: holidays }, nothing),
        (Event::TextsErased { trial, reason: word() }, nothing),
        (Event::ReviewStarted { platform, vendor, version: 1 }, nothing),
        (
            Event::ChangesRequested { platform, vendor, version: 1, places: 2 },
            Some((Kind::ListingChangesRequested, To::Vendor(vendor))),
        ),
        (
            Event::PlatformRejected { platform, vendor, version: 1, reason: word() },
            Some((Kind::ListingRejected, To::Vendor(vendor))),
        ),
        (
            Event::PlatformSuspended { platform, vendor: Some(vendor), reason: word() },
            Some((Kind::ListingSuspended, To::VendorAndHolders(vendor, platform))),
        ),
        (
            Event::PlatformReinstated { platform, vendor: Some(vendor) },
            Some((Kind::ListingReinstated, To::VendorAndHolders(vendor, platform))),
        ),
        (Event::PlatformArchived { platform, vendor }, nothing),
        (Event::SuspensionTold { trial }, Some((Kind::TrialSuspended, To::BusinessOf(trial)))),
        (written(0), Some((Kind::ReviewReceived, To::VendorOf(trial)))),
        (written(2), Some((Kind::ReviewReceived, To::VendorOf(trial)))),
        (written(3), nothing),
        (
            Event::ReviewChanged {
                trial,
                review,
                platform,
                fits_need: 5,
                ease_of_use: 4,
                support: 3,
                value_for_money: 2,
                text: false,
            },
            nothing,
        ),
        (Event::ReviewDeleted { trial, review, platform }, nothing),
        (Event::ReviewAnswered { trial, review }, nothing),
        (Event::ReviewTextPublished { trial, review, part: Part::Text }, nothing),
        (
            Event::ReviewTextPublished { trial, review, part: Part::Answer },
            Some((Kind::ReviewAnswered, To::AuthorOf(review, Part::Text))),
        ),
        (
            Event::ReviewTextRefused { trial, review, part: Part::Text, reason: word() },
            Some((Kind::ReviewTextRefused, To::AuthorOf(review, Part::Text))),
        ),
        (
            Event::ReviewTextRefused { trial, review, part: Part::Answer, reason: word() },
            Some((Kind::ReviewTextRefused, To::AuthorOf(review, Part::Answer))),
        ),
        (Event::DocumentUploaded { vendor, document: word() }, nothing),
        (Event::PlatformAssessed { platform, vendor, version: 1 }, nothing),
        (Event::ConflictDeclared { platform, vendor: Some(vendor) }, nothing),
        (Event::SeedLoaded { digest: word() }, nothing),
        (Event::PlatformClaimed { platform, claim, vendor }, nothing),
        (
            Event::PlatformClaimApproved { platform, claim, vendor },
            Some((Kind::PlatformClaimApproved, To::Vendor(vendor))),
        ),
        (
            Event::PlatformClaimRejected { platform, claim, vendor, reason: word() },
            Some((Kind::PlatformClaimRejected, To::Vendor(vendor))),
        ),
        (Event::PlatformClaimWithdrawn { platform, claim, vendor }, nothing),
        (Event::RecheckAhead { platform, vendor, due_on: day }, Some((Kind::ListingRecheckAhead, To::Vendor(vendor)))),
        (Event::RecheckDue { platform, vendor, due_on: day }, nothing),
        (Event::PlatformRechecked { platform, vendor, outcome: Outcome::Confirmed.to_string() }, nothing),
        (
            Event::PlatformRechecked { platform, vendor, outcome: Outcome::EvidenceWanted.to_string() },
            Some((Kind::ListingEvidenceWanted, To::Vendor(vendor))),
        ),
        (
            Event::PlatformTransferred { platform, from: vendor, to: vendor },
            Some((Kind::ListingTransferred, To::Vendors(vendor, vendor))),
        ),
    ];
    let table = [table.to_vec(), of_staff::table(at, (account, organization, request))].concat();
    let mut kinds: Vec<&str> = table.iter().map(|(event, _)| event.kind()).collect();
    kinds.dedup();
    assert_eq!(kinds, Event::KINDS, "a line for every event, in their order");
    let mut sent: Vec<Kind> = Vec::new();
    for (event, want) in table {
        assert_eq!(follow(&event).map(|mail| (mail.kind, mail.to)), want, "{}", event.kind());
        sent.extend(want.map(|(kind, _)| kind));
        if TrialId::parse(event.subject()).is_some() {
            told(&event);
        }
    }
    for kind in Kind::ALL {
        assert!(sent.contains(kind), "no event sends {kind}");
    }
}

/// A trial's history tells the fact in both languages.
fn told(event: &Event) {
    let body = serde_json::to_value(event).expect("a body");
    let (vi, en) = history::told(event.kind(), &body, &[]);
    for text in [&vi, &en] {
        assert!(!text.contains(event.kind()) && !text.contains('{'), "{}: {text}", event.kind());
    }
    assert_ne!(vi, en);
}
