//! A case, parsed at the edge and as stored.

use crate::trials::Trial;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, CaseId, PlatformId, Timestamp, TrialId, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What opened a case.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// The business of a trial complained about it.
    Complaint,
    /// The confirmation came within seconds of the claim.
    ConfirmedWithinSeconds,
    /// Many businesses confirmed from one network address within days.
    ConfirmationsFromOneAddress,
    /// The vendor's people and the business's have a domain of e-mail in common, other than a public provider's.
    SharedContactDomain,
    /// Many businesses that converted with one vendor in a month have a domain of e-mail in common.
    DomainOfManyFirms,
    /// Many businesses that converted with one vendor in a month have a phone number in common.
    SharedPhone,
    /// Most of a vendor's claims of a month came on its last day.
    ClaimsBunched,
    /// A vendor's trials convert far more often than the others of the category.
    ConversionAboveCategory,
    /// Converted right after the first use, and no week of use was reported.
    ConvertedNeverActivated,
    /// The same invoice was shown for another buyer.
    SameInvoiceOtherBuyer,
    /// The random audit of a month picked the trial.
    Audit,
}

text_enum!(CaseKind {
    Complaint = "complaint",
    ConfirmedWithinSeconds = "confirmed_within_seconds",
    ConfirmationsFromOneAddress = "confirmations_from_one_address",
    SharedContactDomain = "shared_contact_domain",
    DomainOfManyFirms = "domain_of_many_firms",
    SharedPhone = "shared_phone",
    ClaimsBunched = "claims_bunched",
    ConversionAboveCategory = "conversion_above_category",
    ConvertedNeverActivated = "converted_never_activated",
    SameInvoiceOtherBuyer = "same_invoice_other_buyer",
    Audit = "audit",
});

/// Where a case stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// It waits for staff.
    Open,
    /// Staff have decided.
    Closed,
}

text_enum!(CaseState { Open = "open", Closed = "closed" });

/// What a business complains of: a reason of the list `complaint`.
#[derive(Clone, Debug)]
pub struct NewComplaint {
    pub by: AccountId,
    pub code: String,
    pub text: Option<String>,
}

/// A case to open.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub kind: CaseKind,
    /// What there is one case about, of a kind and period: a trial, a conversion or a vendor.
    pub subject_id: String,
    /// A month as `2026-11`; empty for what has none.
    pub period: String,
    pub vendor_id: VendorId,
    pub trial: Option<Trial>,
    /// Ids, codes and numbers.
    pub facts: serde_json::Value,
    pub complaint: Option<NewComplaint>,
}

/// A case, as stored.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::cases)]
pub struct Case {
    pub id: CaseId,
    pub kind: CaseKind,
    pub subject_id: String,
    pub period: String,
    pub vendor_id: VendorId,
    pub trial_id: Option<TrialId>,
    pub business_id: Option<BusinessId>,
    pub platform_id: Option<PlatformId>,
    /// The business's at sign-up, of the list of 34.
    pub province_code: Option<String>,
    /// An object of JSON.
    pub facts: String,
    pub opened_at: Timestamp,
    /// Who complained.
    pub opened_by: Option<AccountId>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub state: CaseState,
    pub decision_code: Option<String>,
    pub decision_text: Option<String>,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Timestamp>,
    pub version: i64,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The only province that a province officer sees.
    pub own_province: Option<String>,
    /// Vendors of the person's own: their people are not told what was seen.
    pub hidden: Vec<VendorId>,
    pub province: Option<String>,
    pub kind: Option<CaseKind>,
    pub state: Option<CaseState>,
    pub vendor: Option<VendorId>,
    pub trial: Option<TrialId>,
}
