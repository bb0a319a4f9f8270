//! Typed mails in two languages: rows of an outbox, written with their cause, rendered and sent by the worker.
//!
//! Tables: `outbox` (the mail's kind and ids, never its text) and `links` (digests of the single-use secrets in mails).

pub mod links;
pub mod outbox;
mod render;
mod transport;

pub use outbox::Queued;
pub use render::{Letter, brand, html_environment};
pub use transport::{MailUrl, Outcome, Transport};

use crate::values::text_enum::text_enum;
use serde::Serialize;

/// Every mail that the product sends: all are service mails, about the reader's own account or trial. Advertising would
/// need consent, a mark and a way out (decree 91/2020/NĐ-CP), and there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    AccountVerification,
    AccountExists,
    VendorApproved,
    PlatformPublished,
    TrialRequested,
    TrialAccepted,
    TrialDeclined,
    TrialProvisioned,
    TrialActivated,
    TrialCancelled,
    ConversionClaimed,
    ConversionConfirmed,
    ConversionDisputed,
    RoleChanged,
    MemberRemoved,
    OwnershipTransferred,
    RecoveryCodeUsed,
    SecondFactorReset,
    WrongCodes,
    Invitation,
    PasswordReset,
    PasswordChanged,
    AddressChangeAsked,
    AddressConfirmation,
    AddressInUse,
    AddressChanged,
    AccountDeactivated,
    OfficeChanged,
    ActingStarted,
    JoinRequested,
    JoinApproved,
    JoinRefused,
    ContestOpened,
    ContestGranted,
    MemberReplaced,
    ContestRejected,
    ApiKeyCreated,
    ApiKeyRotated,
    ApiKeyRevoked,
    ApiKeyEnding,
    TrialNudge,
    TrialDelayed,
    TrialUnanswered,
    TrialReminder,
    TrialOutcome,
    ConversionReminder,
    ExtensionAsked,
    ExtensionAgreed,
    ExtensionRefused,
    ConversionWithdrawn,
    DisputeResolved,
    SessionsEnded,
    PlaceOffered,
    PlaceLapsed,
}

text_enum!(Kind {
    AccountVerification = "account_verification",
    AccountExists = "account_exists",
    VendorApproved = "vendor_approved",
    PlatformPublished = "platform_published",
    TrialRequested = "trial_requested",
    TrialAccepted = "trial_accepted",
    TrialDeclined = "trial_declined",
    TrialProvisioned = "trial_provisioned",
    TrialActivated = "trial_activated",
    TrialCancelled = "trial_cancelled",
    ConversionClaimed = "conversion_claimed",
    ConversionConfirmed = "conversion_confirmed",
    ConversionDisputed = "conversion_disputed",
    RoleChanged = "role_changed",
    MemberRemoved = "member_removed",
    OwnershipTransferred = "ownership_transferred",
    RecoveryCodeUsed = "recovery_code_used",
    SecondFactorReset = "second_factor_reset",
    WrongCodes = "wrong_codes",
    Invitation = "invitation",
    PasswordReset = "password_reset",
    PasswordChanged = "password_changed",
    AddressChangeAsked = "address_change_asked",
    AddressConfirmation = "address_confirmation",
    AddressInUse = "address_in_use",
    AddressChanged = "address_changed",
    AccountDeactivated = "account_deactivated",
    OfficeChanged = "office_changed",
    ActingStarted = "acting_started",
    JoinRequested = "join_requested",
    JoinApproved = "join_approved",
    JoinRefused = "join_refused",
    ContestOpened = "contest_opened",
    ContestGranted = "contest_granted",
    MemberReplaced = "member_replaced",
    ContestRejected = "contest_rejected",
    ApiKeyCreated = "api_key_created",
    ApiKeyRotated = "api_key_rotated",
    ApiKeyRevoked = "api_key_revoked",
    ApiKeyEnding = "api_key_ending",
    TrialNudge = "trial_nudge",
    TrialDelayed = "trial_delayed",
    TrialUnanswered = "trial_unanswered",
    TrialReminder = "trial_reminder",
    TrialOutcome = "trial_outcome",
    ConversionReminder = "conversion_reminder",
    ExtensionAsked = "extension_asked",
    ExtensionAgreed = "extension_agreed",
    ExtensionRefused = "extension_refused",
    ConversionWithdrawn = "conversion_withdrawn",
    DisputeResolved = "dispute_resolved",
    SessionsEnded = "sessions_ended",
    PlaceOffered = "place_offered",
    PlaceLapsed = "place_lapsed",
});
