//! A task, as stored, and how what it is about stands.

use crate::conversions::Conversion;
use crate::trials::{Side, Trial, TrialStatus};
use crate::values::text_enum::text_enum;
use crate::values::{
    BusinessId, ExtensionId, PlatformId, RetentionCheckId, ReviewId, Timestamp, TrialId, VendorId, WaitingEntryId,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be done.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// The vendor accepts or declines a request, by the end of its working days.
    AnswerRequest,
    /// The vendor gives access to a business whose request it accepted.
    ProvisionAccess,
    /// The side that did not claim confirms or disputes, by the last reminder.
    AnswerClaim,
    /// The side that did not ask for more days agrees or refuses, by the trial's end.
    AnswerExtension,
    /// A side says whether a conversion lasts.
    AnswerRetentionCheck,
    /// The business asks for the trial for which a place is kept, by the end of the offer.
    TakePlace,
    /// Staff look after a request that its vendor has not answered.
    LookAfterRequest,
    /// Staff say what they think of a dispute.
    ResolveDispute,
    /// Staff ask why nobody answers a claim: it goes away with the answer, or when the claim is taken back.
    FollowUpClaim,
    /// Staff close a case with a decision.
    DecideCase,
    /// Staff publish or refuse a text of a review, or its answer.
    ModerateReview,
    /// Staff approve or reject a vendor's claim of an illustrative platform.
    DecidePlatformClaim,
    /// Who vets takes a version of a listing up, assesses it or decides on it.
    VetListing,
}

text_enum!(TaskKind {
    AnswerRequest = "answer_request",
    ProvisionAccess = "provision_access",
    AnswerClaim = "answer_claim",
    AnswerExtension = "answer_extension",
    AnswerRetentionCheck = "answer_retention_check",
    TakePlace = "take_place",
    LookAfterRequest = "look_after_request",
    ResolveDispute = "resolve_dispute",
    FollowUpClaim = "follow_up_claim",
    DecideCase = "decide_case",
    ModerateReview = "moderate_review",
    DecidePlatformClaim = "decide_platform_claim",
    VetListing = "vet_listing",
});

/// The holder of what waits for the staff; that of the others is the business's or the vendor's id.
pub const STAFF: &str = "staff";

/// A task, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
// SQLite takes several rows at once only where every column has a value of its own.
#[diesel(table_name = crate::db::schema::tasks, treat_none_as_default_value = false)]
pub struct Task {
    /// What it is written anew with: the trial's, the waiting entry's, the case's, the platform claim's or the listing's id.
    pub about_id: String,
    pub holder: String,
    /// What waits: the trial, the conversion, the extension, the check, the review, the waiting entry, the case, the platform claim or the listing.
    pub subject_id: String,
    pub kind: TaskKind,
    pub vendor_id: VendorId,
    pub trial_id: Option<TrialId>,
    pub business_id: Option<BusinessId>,
    pub platform_id: Option<PlatformId>,
    /// The business's at sign-up, of the list of 34.
    pub province_code: Option<String>,
    /// Where its trial stands.
    pub stage: Option<TrialStatus>,
    pub since: Timestamp,
    /// The last instant that is in time.
    pub due_at: Option<Timestamp>,
    /// The order of the list: when it is due; what has no day stands where it began to wait.
    pub sort_at: Timestamp,
}

/// More days that one side asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub id: ExtensionId,
    pub by: Side,
    pub asked_at: Timestamp,
}

/// A side is asked whether the conversion lasts.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    pub id: RetentionCheckId,
    pub side: Side,
    pub asked_at: Timestamp,
}

/// How a trial stands, with all that waits beside it.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub trial: &'a Trial,
    /// Until when a request whose vendor is silent can still be answered.
    pub answerable_until: Option<Timestamp>,
    /// The wish that waits.
    pub wish: Option<Wish>,
    /// The newest conversion.
    pub conversion: Option<&'a Conversion>,
    /// When the claim's last reminder goes out; `None` where the rules name none.
    pub last_reminder: Option<Timestamp>,
    /// Since when the conversion waits for staff.
    pub unsettled_since: Option<Timestamp>,
    /// Checks that wait.
    pub checks: Vec<Check>,
    /// The review of which something waits for staff, and since when.
    pub review: Option<(ReviewId, Timestamp)>,
}

/// A place that is kept.
#[derive(Clone, Copy, Debug)]
pub struct KeptPlace<'a> {
    pub entry: WaitingEntryId,
    pub business: BusinessId,
    pub province_code: &'a str,
    pub platform: PlatformId,
    pub vendor: VendorId,
    pub offered_at: Timestamp,
    pub offered_until: Timestamp,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<TaskKind>,
    pub stage: Option<TrialStatus>,
    pub platform: Option<PlatformId>,
    pub province: Option<String>,
    /// Only what was due before now, or only what was not.
    pub overdue: Option<bool>,
}

/// Whose tasks a person sees.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// The ids of the person's businesses and vendors.
    pub organizations: Vec<String>,
    /// Not for an API key that reads no conversions.
    pub without_conversions: bool,
    pub staff: Option<OfStaff>,
}

/// Which of the staff's tasks a person sees.
#[derive(Clone, Debug, Default)]
pub struct OfStaff {
    /// The only province that a province officer sees.
    pub own_province: Option<String>,
    /// The person's own organizations: nobody looks after what is their own.
    pub own_vendors: Vec<VendorId>,
    pub own_businesses: Vec<BusinessId>,
    /// What is for others: who does not follow trials does not look after requests, and a province officer decides nothing
    /// about reviews and platforms.
    pub left_to_others: Vec<TaskKind>,
    /// Platforms with which the person has something to do: neither listing, claims nor reviews of them are theirs to decide.
    pub platforms_in_conflict: Vec<PlatformId>,
    /// Reviews of which the person wrote a part.
    pub own_reviews: Vec<ReviewId>,
    /// Listings that wait for others who vet.
    pub listings_of_others: Vec<PlatformId>,
}
