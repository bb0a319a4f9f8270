//! Every fact that the product can record: ids, codes and amounts only, no personal data. What follows from each
//! stands in `reactions`.

use crate::reviews::Part;
use crate::targets::Aim;
use crate::values::{
    AccountId, AddressChangeId, ApiKeyId, BusinessId, CaseId, ContestId, ConversionId, ExtensionId, GrantId,
    HolidayChangeId, ImportId, InvitationId, InvoiceId, JoinRequestId, LocalDay, Organization, PlatformClaimId,
    PlatformId, RetentionCheckId, ReviewId, RulesId, SessionId, StaffChangeId, TargetId, Timestamp, TrialId, VendorId,
    Vnd, WaitingEntryId, WarningId, Whose,
};
use crate::warnings::{Terms, WarningRule, WarningStatus};
use serde::Serialize;

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $kind:literal about $subject:ident { $($field:ident: $type:ty),* $(,)? })*) => {
        /// One fact. Serialized, it is the event's body; its kind stands beside it.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Event {
            $($(#[$doc])* $variant { $($field: $type),* }),*
        }

        impl Event {
            /// The kinds of all events, in the order of their declaration.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The stable name of the fact.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $kind),* }
            }

            /// What the fact is about: its history is found by this id.
            pub fn subject(&self) -> &str {
                match self { $(Self::$variant { $subject, .. } => $subject.as_str()),* }
            }
        }
    };
}

events! {
    /// A person asked for an account; the address is not verified yet.
    AccountRegistered "account.registered" about account { account: AccountId }
    /// Somebody registered with the address of this account.
    RegistrationRepeated "account.registration_repeated" about account { account: AccountId }
    /// The person followed the link of the mail and pressed its button.
    AccountVerified "account.verified" about account { account: AccountId }
    /// An operator made the account at the command line, verified.
    AccountCreated "account.created" about account { account: AccountId, staff_role: Option<String>, province: Option<String> }
    /// `factors` are what was given: `password`, `password+totp` or `password+recovery_code`.
    SessionStarted "session.started" about account { account: AccountId, session: SessionId, factors: &'static str }
    SessionEnded "session.ended" about account { account: AccountId, session: SessionId }
    BusinessRegistered "business.registered" about business { business: BusinessId, province: String, industry: String, size_class: String }
    /// `outgrown`: its figures are beyond those of an SME, and `size_class` is the last that it had as one.
    BusinessChanged "business.changed" about business { business: BusinessId, province: String, industry: String, size_class: String, outgrown: bool }
    VendorRegistered "vendor.registered" about vendor { vendor: VendorId }
    VendorApproved "vendor.approved" about vendor { vendor: VendorId }
    PlatformDrafted "platform.drafted" about platform { platform: PlatformId, vendor: VendorId }
    PlatformChanged "platform.changed" about platform { platform: PlatformId, vendor: VendorId }
    PlatformSubmitted "platform.submitted" about platform { platform: PlatformId, vendor: VendorId, version: i64 }
    /// This version of the listing, whose content has this SHA-256, is what people read from now on.
    PlatformPublished "platform.published" about platform { platform: PlatformId, vendor: VendorId, version: i64, digest: String }
    TrialRequested "trial.requested" about trial { trial: TrialId, business: BusinessId, platform: PlatformId, vendor: VendorId, channel: String }
    /// Staff let the business try the platform once more; that trial is never counted.
    SecondTrialGranted "trial.second_granted" about grant { grant: GrantId, business: BusinessId, platform: PlatformId }
    TrialAccepted "trial.accepted" about trial { trial: TrialId }
    TrialDeclined "trial.declined" about trial { trial: TrialId, reason: String }
    /// The trial starts here.
    TrialProvisioned "trial.provisioned" about trial { trial: TrialId, trial_end: Timestamp, days: i64 }
    /// The vendor reports the first real use.
    TrialActivated "trial.activated" about trial { trial: TrialId }
    /// The organization used the platform in this week.
    TrialHeartbeat "trial.heartbeat" about trial { trial: TrialId, week_of: LocalDay }
    TrialCancelled "trial.cancelled" about trial { trial: TrialId, side: String, reason: String }
    ConversionClaimed "conversion.claimed" about trial { trial: TrialId, conversion: ConversionId, side: String, amount_per_month: Vnd, starts_on: LocalDay, already_customer: bool }
    ConversionConfirmed "conversion.confirmed" about trial { trial: TrialId, conversion: ConversionId, side: String, already_customer: bool }
    ConversionDisputed "conversion.disputed" about trial { trial: TrialId, conversion: ConversionId, side: String, reason: String }
    /// An owner gave a member another role.
    MemberRoleChanged "member.role_changed" about organization { organization: Organization, account: AccountId, role: String }
    /// An owner ended the membership.
    MemberRemoved "member.removed" about organization { organization: Organization, account: AccountId }
    MemberLeft "member.left" about organization { organization: Organization, account: AccountId }
    /// The one became a manager, the other the owner.
    OwnershipTransferred "ownership.transferred" about organization { organization: Organization, from: AccountId, to: AccountId }
    /// Somebody caused a mail to the account's address, or to one that is nobody's, that was not sent, e.g. because it had
    /// enough.
    MailWithheld "mail.withheld" about account { account: Whose, why: &'static str }
    /// A seed was shown to the person; it opens nothing before its first right code.
    SecondFactorStarted "second_factor.started" about account { account: AccountId }
    SecondFactorActivated "second_factor.activated" about account { account: AccountId, session: SessionId }
    /// An operator gave the account its second factor at the command line.
    SecondFactorInstalled "second_factor.installed" about account { account: AccountId }
    SecondFactorRemoved "second_factor.removed" about account { account: AccountId }
    /// An operator took a lost second factor away, and ended the sessions; how the operator knew that its owner asked.
    SecondFactorReset "second_factor.reset" about account { account: AccountId, assured: &'static str }
    /// A wrong or used code after the right password; so many in a row.
    SecondFactorRefused "second_factor.refused" about account { account: AccountId, wrong_codes: i64, network: Option<String> }
    RecoveryCodeUsed "recovery_code.used" about account { account: AccountId }
    RecoveryCodesRenewed "recovery_codes.renewed" about account { account: AccountId }
    /// The person of a running session proved anew who they are.
    SessionReauthenticated "session.reauthenticated" about account { account: AccountId, session: SessionId, factors: &'static str }
    /// An owner invited an address, which stands in the invitation alone; `mailed`: it had not had enough mails.
    InvitationMade "invitation.made" about organization { organization: Organization, invitation: InvitationId, role: String, expires_at: Timestamp, mailed: bool }
    InvitationRevoked "invitation.revoked" about organization { organization: Organization, invitation: InvitationId }
    /// The invited person became a member.
    InvitationAccepted "invitation.accepted" about organization { organization: Organization, invitation: InvitationId, account: AccountId, role: String }
    InvitationRefused "invitation.refused" about organization { organization: Organization, invitation: InvitationId, account: AccountId }
    /// The person ended all sessions but one.
    SessionsEnded "sessions.ended" about account { account: AccountId, kept: SessionId, ended: i64 }
    /// Somebody asked for the verification mail of this account once more.
    VerificationAsked "verification.asked" about account { account: AccountId }
    /// Somebody asked for a link to choose a new password.
    PasswordResetAsked "password_reset.asked" about account { account: AccountId }
    /// By the holder of such a link; all sessions ended.
    PasswordReset "password.reset" about account { account: AccountId, network: Option<String> }
    /// By the person of this session; all others ended.
    PasswordChanged "password.changed" about account { account: AccountId, session: SessionId }
    /// The person asked for another address.
    AddressChangeAsked "address_change.asked" about account { account: AccountId, change: AddressChangeId }
    /// The new address is nobody's: it is asked for its confirmation.
    AddressConfirmable "address_change.confirmable" about account { account: AccountId, change: AddressChangeId }
    /// Somebody else asked for the address that is this account's.
    AddressWanted "address.wanted" about account { account: AccountId }
    /// The holder of the old address stopped the change.
    AddressChangeStopped "address_change.stopped" about account { account: AccountId, change: AddressChangeId }
    /// The new address was confirmed.
    AddressChanged "address.changed" about account { account: AccountId, change: AddressChangeId }
    /// The person gave the account another name or language.
    AccountChanged "account.changed" about account { account: AccountId }
    /// The person ended the account.
    /// `left_alone` are the businesses and vendors that nobody belongs to since.
    AccountDeactivated "account.deactivated" about account { account: AccountId, left_alone: Vec<Organization> }
    /// A log-in or proof anew that failed, for an address that is somebody's or nobody's; the answer's code. Wrong codes are
    /// `second_factor.refused`; tries that had to wait are told once a pause. `network` is the neighbourhood of who tried.
    LogInRefused "log_in.refused" about account { account: Whose, reason: &'static str, network: Option<String> }
    /// Somebody who is logged in, or an API key, asked for what they have no right to, by the table of access or by the row.
    AccessRefused "access.refused" about account { account: AccountId, operation: &'static str, code: &'static str }
    /// An administrator proposes an office, or none, for the account.
    StaffChangeProposed "staff_change.proposed" about account { account: AccountId, change: StaffChangeId, role: Option<String>, province: Option<String> }
    StaffChangeRefused "staff_change.refused" about account { account: AccountId, change: StaffChangeId }
    /// The account is in this office from now on, or in none.
    OfficeChanged "office.changed" about account { account: AccountId, role: Option<String>, province: Option<String> }
    /// An administrator acts for the account in a session of its own.
    ActingStarted "acting.started" about account { account: AccountId, session: SessionId, by: AccountId }
    /// An administrator ended so many sessions of the account.
    SessionsEndedByStaff "sessions.ended_by_staff" about account { account: AccountId, sessions: i64 }
    /// Somebody asked an organization's owners to be let in.
    JoinRequested "join.requested" about organization { organization: Organization, request: JoinRequestId, account: AccountId }
    /// An owner let the person in.
    JoinApproved "join.approved" about organization { organization: Organization, request: JoinRequestId, account: AccountId, role: String }
    JoinRefused "join.refused" about organization { organization: Organization, request: JoinRequestId, account: AccountId, reason: String }
    JoinWithdrawn "join.withdrawn" about organization { organization: Organization, request: JoinRequestId, account: AccountId }
    /// Somebody says that the organization is theirs; its owners answer until then.
    ContestOpened "contest.opened" about organization { organization: Organization, contest: ContestId, account: AccountId, answer_by: Timestamp }
    ContestAnswered "contest.answered" about organization { organization: Organization, contest: ContestId, account: AccountId }
    /// Staff made the one who contested the only owner.
    HandedOver "organization.handed_over" about organization { organization: Organization, contest: ContestId, to: AccountId }
    /// Who belonged to an organization that was handed over belongs to it no longer.
    MemberReplaced "member.replaced" about organization { organization: Organization, contest: ContestId, account: AccountId }
    /// Staff left the organization with its owners.
    ContestRejected "contest.rejected" about organization { organization: Organization, contest: ContestId, account: AccountId, reason: String }
    /// An owner made a key for a vendor, or an administrator one for an authority.
    ApiKeyCreated "api_key.created" about key { key: ApiKeyId, vendor: Option<VendorId>, authority: Option<String>, province: Option<String>, scopes: Vec<String>, expires_at: Timestamp }
    /// A key was made in place of another, which holds on until then.
    ApiKeyRotated "api_key.rotated" about key { key: ApiKeyId, vendor: Option<VendorId>, replaces: ApiKeyId, replaced_until: Timestamp, expires_at: Timestamp }
    ApiKeyRevoked "api_key.revoked" about key { key: ApiKeyId, vendor: Option<VendorId> }
    /// The key ends soon and was not rotated.
    ApiKeyEnding "api_key.ending" about key { key: ApiKeyId, vendor: Option<VendorId>, expires_at: Timestamp }
    /// An administrator proposes a set of rules that holds from that day.
    RulesProposed "rules.proposed" about rules { rules: RulesId, holds_from: LocalDay }
    /// A second administrator agreed.
    RulesAgreed "rules.agreed" about rules { rules: RulesId, holds_from: LocalDay }
    RulesRefused "rules.refused" about rules { rules: RulesId }
    /// The vendor was asked again for an answer.
    TrialNudged "trial.nudged" about trial { trial: TrialId }
    /// The vendor still has not answered: staff see it, and the business is shown other platforms.
    TrialEscalated "trial.escalated" about trial { trial: TrialId }
    /// The request ended without an answer.
    TrialUnanswered "trial.unanswered" about trial { trial: TrialId }
    /// So many days from the trial's end, the business was reminded of it; afterwards both are asked for the outcome.
    TrialReminded "trial.reminded" about trial { trial: TrialId, days: i64 }
    /// The agreed end has come, and nobody said that the business stays.
    TrialExpired "trial.expired" about trial { trial: TrialId, trial_end: Timestamp }
    /// So many days after the claim, the other side was asked again.
    ClaimReminded "conversion.reminded" about trial { trial: TrialId, conversion: ConversionId, days: i64 }
    /// A deadline came that made no sense any more: of the trial, or of the waiting entry.
    DeadlineSkipped "deadline.skipped" about subject { subject: String, deadline: &'static str, step: i64, why: &'static str }
    /// One side asks for so many more days.
    ExtensionAsked "extension.asked" about trial { trial: TrialId, extension: ExtensionId, side: String, days: i64, reason: String }
    /// The other side refuses them.
    ExtensionRefused "extension.refused" about trial { trial: TrialId, extension: ExtensionId, side: String, reason: String }
    ExtensionWithdrawn "extension.withdrawn" about trial { trial: TrialId, extension: ExtensionId }
    /// The other side agreed: the trial ends later, its cohort stays.
    TrialExtended "trial.extended" about trial { trial: TrialId, extension: ExtensionId, days: i64, trial_end: Timestamp }
    /// The side that claimed took the claim back before it was answered.
    ConversionRetracted "conversion.retracted" about trial { trial: TrialId, conversion: ConversionId, side: String }
    /// The side that confirmed took its confirmation back: it no longer counts.
    ConversionWithdrawn "conversion.withdrawn" about trial { trial: TrialId, conversion: ConversionId, side: String, reason: String }
    /// An invoice was shown as evidence; `level` is the conversion's since.
    InvoiceShown "conversion.invoice_shown" about trial { trial: TrialId, conversion: ConversionId, invoice: InvoiceId, level: i64 }
    /// Staff checked a confirmed conversion.
    ConversionChecked "conversion.checked" about trial { trial: TrialId, conversion: ConversionId }
    /// Staff found that a dispute is right, or that it is not; it counts neither way.
    DisputeResolved "conversion.dispute_resolved" about trial { trial: TrialId, conversion: ConversionId, upheld: bool, reason: String }
    /// The vendor limits the platform's places, or lifts the limit.
    PlacesLimited "platform.places_limited" about platform { platform: PlatformId, vendor: VendorId, places: Option<i64> }
    WaitingJoined "waiting.joined" about entry { entry: WaitingEntryId, business: BusinessId, platform: PlatformId }
    /// A place is kept for the business until then.
    PlaceOffered "waiting.offered" about entry { entry: WaitingEntryId, account: AccountId, offered_until: Timestamp }
    /// The business asked for the trial.
    PlaceTaken "waiting.taken" about entry { entry: WaitingEntryId, trial: TrialId }
    /// It did not in time: the place goes to the next.
    PlaceLapsed "waiting.lapsed" about entry { entry: WaitingEntryId, account: AccountId }
    WaitingWithdrawn "waiting.withdrawn" about entry { entry: WaitingEntryId }
    /// An operator brought in a file of what was before: so many rows, so many of them new.
    TrialsImported "trials.imported" about import { import: ImportId, rows: i64, added: i64 }
    /// Nobody answered the claim's last reminder: it waits for staff, and does not count.
    ConversionUnconfirmed "conversion.unconfirmed" about trial { trial: TrialId, conversion: ConversionId }
    /// The business took back its consent to pass its contact to the vendor.
    ConsentWithdrawn "trial.consent_withdrawn" about trial { trial: TrialId }
    /// So many days after the conversion this side was asked whether it lasts.
    RetentionAsked "retention.asked" about trial { trial: TrialId, conversion: ConversionId, check: RetentionCheckId, side: String, days: i64 }
    /// The side says that it does, or, for a reason, that it does not; `level` is the conversion's since.
    RetentionAnswered "retention.answered" about trial { trial: TrialId, conversion: ConversionId, check: RetentionCheckId, side: String, retained: bool, reason: Option<String>, level: i64 }
    /// There is something for staff to look at: about a trial, or about a vendor as a whole.
    CaseOpened "case.opened" about case { case: CaseId, kind: &'static str, vendor: VendorId, trial: Option<TrialId> }
    /// Staff closed the case; who had complained is told.
    CaseClosed "case.closed" about case { case: CaseId, kind: &'static str, decision: String, account: Option<AccountId> }
    /// Of so many conversions of the vendor that were confirmed in a month, so many were picked at random for staff to check.
    AuditDrawn "audit.drawn" about vendor { vendor: VendorId, period: String, conversions: i64, picked: i64 }
    /// The image is kept under the digest of its bytes.
    ImageUploaded "image.uploaded" about vendor { vendor: VendorId, image: String }
    /// An administrator proposes that these days become holidays, and that those are none any more; one in both lists gets
    /// another name.
    HolidaysProposed "holidays.proposed" about change { change: HolidayChangeId, added: Vec<LocalDay>, removed: Vec<LocalDay> }
    /// A second administrator agreed: they are changed.
    HolidaysAgreed "holidays.agreed" about change { change: HolidayChangeId, added: Vec<LocalDay>, removed: Vec<LocalDay> }
    HolidaysRefused "holidays.refused" about change { change: HolidayChangeId }
    /// Staff erased what people had typed about the trial; codes, stamps and amounts stay.
    TextsErased "trial.texts_erased" about trial { trial: TrialId, reason: String }
    /// A reviewer took the version of a listing up.
    ReviewStarted "platform.review_started" about platform { platform: PlatformId, vendor: VendorId, version: i64 }
    /// A reviewer sent the version back: so many places are to be changed.
    ChangesRequested "platform.changes_requested" about platform { platform: PlatformId, vendor: VendorId, version: i64, places: i64 }
    PlatformRejected "platform.rejected" about platform { platform: PlatformId, vendor: VendorId, version: i64, reason: String }
    /// The listing is out of the catalog for a while; an illustrative one is no vendor's.
    PlatformSuspended "platform.suspended" about platform { platform: PlatformId, vendor: Option<VendorId>, reason: String }
    PlatformReinstated "platform.reinstated" about platform { platform: PlatformId, vendor: Option<VendorId> }
    /// The vendor took the listing out of the catalog for good.
    PlatformArchived "platform.archived" about platform { platform: PlatformId, vendor: VendorId }
    /// The business was told that the platform of its trial is suspended.
    SuspensionTold "trial.suspension_told" about trial { trial: TrialId }
    /// A business reviewed the platform that it has tried; `text`: it wrote one, which waits for staff; `before`: how many it wrote and took
    /// back before, as far as that matters.
    ReviewWritten "review.written" about trial { trial: TrialId, review: ReviewId, platform: PlatformId, before: usize, fits_need: i64, ease_of_use: i64, support: i64, value_for_money: i64, text: bool }
    /// The business says something else; `text`: another text waits for staff.
    ReviewChanged "review.changed" about trial { trial: TrialId, review: ReviewId, platform: PlatformId, fits_need: i64, ease_of_use: i64, support: i64, value_for_money: i64, text: bool }
    /// The business took its review back: it counts no longer.
    ReviewDeleted "review.deleted" about trial { trial: TrialId, review: ReviewId, platform: PlatformId }
    /// The vendor answered; the answer waits for staff.
    ReviewAnswered "review.answered" about trial { trial: TrialId, review: ReviewId }
    /// Staff let everybody read what the business wrote, or what the vendor answered.
    ReviewTextPublished "review.text_published" about trial { trial: TrialId, review: ReviewId, part: Part }
    /// Staff let nobody else read it.
    ReviewTextRefused "review.text_refused" about trial { trial: TrialId, review: ReviewId, part: Part, reason: String }
    /// The document is kept under the digest of its bytes.
    DocumentUploaded "document.uploaded" about vendor { vendor: VendorId, document: String }
    /// A reviewer scored the version.
    PlatformAssessed "platform.assessed" about platform { platform: PlatformId, vendor: VendorId, version: i64 }
    /// A reviewer has something to do with the platform, and decides nothing of it from now on.
    ConflictDeclared "platform.conflict_declared" about platform { platform: PlatformId, vendor: Option<VendorId> }
    /// The reference data and the illustrative platforms of this program were loaded: a seed of this SHA-256.
    SeedLoaded "seed.loaded" about digest { digest: String }
    /// A vendor says that the illustrative platform is its own.
    PlatformClaimed "platform.claimed" about platform { platform: PlatformId, claim: PlatformClaimId, vendor: VendorId }
    /// The platform is the vendor's from now on: its draft, and in no catalog before it is published.
    PlatformClaimApproved "platform_claim.approved" about platform { platform: PlatformId, claim: PlatformClaimId, vendor: VendorId }
    PlatformClaimRejected "platform_claim.rejected" about platform { platform: PlatformId, claim: PlatformClaimId, vendor: VendorId, reason: String }
    /// The vendor took its claim back.
    PlatformClaimWithdrawn "platform_claim.withdrawn" about platform { platform: PlatformId, claim: PlatformClaimId, vendor: VendorId }
    /// The listing is to be looked at again on that day: its vendor is told what to bring.
    RecheckAhead "platform.recheck_ahead" about platform { platform: PlatformId, vendor: VendorId, due_on: LocalDay }
    /// The day has come: it waits for reviewers.
    RecheckDue "platform.recheck_due" about platform { platform: PlatformId, vendor: VendorId, due_on: LocalDay }
    /// A reviewer looked at the listing again.
    PlatformRechecked "platform.rechecked" about platform { platform: PlatformId, vendor: VendorId, outcome: String }
    /// An administrator moved the listing from the one vendor to the other; trials stay with theirs.
    PlatformTransferred "platform.transferred" about platform { platform: PlatformId, from: VendorId, to: VendorId }
    /// An administrator set what is to be reached.
    TargetSet "target.set" about target { target: TargetId, aim: Aim, value: i64 }
    TargetChanged "target.changed" about target { target: TargetId, old_value: i64, new_value: i64 }
    TargetWithdrawn "target.withdrawn" about target { target: TargetId, old_value: i64 }
    /// Staff let a person in whose request no owner had answered.
    JoinAdmitted "join.admitted" about organization { organization: Organization, request: JoinRequestId, account: AccountId, role: String }
    /// A rule of early warnings saw something; its owner sees to it.
    WarningRaised "warning.raised" about warning { warning: WarningId, rule: WarningRule, subject: String, owner: Option<AccountId> }
    /// The snooze was over, and it still held.
    WarningRaisedAgain "warning.raised_again" about warning { warning: WarningId, owner: Option<AccountId> }
    /// The owner had left the office, or there was none.
    WarningHandedOn "warning.handed_on" about warning { warning: WarningId, owner: AccountId }
    WarningAcknowledged "warning.acknowledged" about warning { warning: WarningId }
    WarningSnoozed "warning.snoozed" about warning { warning: WarningId, until: LocalDay }
    WarningResolved "warning.resolved" about warning { warning: WarningId }
    /// It holds no longer, whatever was done about it; `was`: where it stood.
    WarningEnded "warning.ended" about warning { warning: WarningId, owner: Option<AccountId>, was: WarningStatus }
    /// A second administrator agreed: it is looked by other terms.
    WarningRuleChanged "warning_rule.changed" about rule { rule: WarningRule, old_terms: Terms, new_terms: Terms }
    /// Staff erased what was typed in the account's requests to join and contests; who asked what when stays.
    AccountTextsErased "account.texts_erased" about account { account: AccountId, reason: String }
    /// The platform was suspended: the place that was kept is not, and who waited keeps the turn.
    PlaceTakenBack "waiting.taken_back" about entry { entry: WaitingEntryId, account: AccountId }
    /// An administrator proposes to look by other terms; another one has to agree.
    WarningRuleProposed "warning_rule.proposed" about rule { rule: WarningRule, old_terms: Terms, new_terms: Terms }
    /// An administrator took back what was proposed.
    WarningRuleProposalEnded "warning_rule.proposal_ended" about rule { rule: WarningRule }
    /// Who contested took it back, or ended the account.
    ContestWithdrawn "contest.withdrawn" about organization { organization: Organization, contest: ContestId, account: AccountId }
    /// The platform was archived: nobody waits for it any more.
    WaitingDiscontinued "waiting.discontinued" about entry { entry: WaitingEntryId, account: AccountId }
    /// The approval for whose sake it was rejected was taken back: it waits again.
    PlatformClaimReopened "platform_claim.reopened" about platform { platform: PlatformId, claim: PlatformClaimId, vendor: VendorId }
    /// The holder of the old address took a change back that was done, and with it every later one, each of which is a fact of
    /// its own; all sessions ended, the password is void, and an account that was ended since lives again.
    AddressChangeReversed "address_change.reversed" about account { account: AccountId, change: AddressChangeId }
    /// Who became an owner of the firm's seat owns this part, too, as they own one that is newly registered; who has been one is
    /// here what they are there since, or at the seat that has taken its place: `role`, or no member any more.
    MemberFollowed "member.followed" about organization { organization: Organization, account: AccountId, role: Option<String> }
    /// The organization was handed over to somebody else who contested it, or an owner has come back to what nobody owned: this
    /// contest goes on, and the owners answer it. They are told, and so is who opened it.
    ContestRenewed "contest.renewed" about organization { organization: Organization, contest: ContestId, account: AccountId, answer_by: Timestamp }
    /// It was set up after a change of address that was taken back: it ended with that.
    SecondFactorTakenBack "second_factor.taken_back" about account { account: AccountId }
    /// The account was taken back whose end had left this business or vendor to nobody: it is the account's own again.
    MemberReturned "member.returned" about organization { organization: Organization, account: AccountId }
    /// The business that was told of the suspension was told that the platform is back.
    ReinstatementTold "trial.reinstatement_told" about trial { trial: TrialId }
    /// They were made after a change of address was asked for that was taken back, and are void with it; the second factor stays.
    RecoveryCodesTakenBack "recovery_codes.taken_back" about account { account: AccountId }
}
