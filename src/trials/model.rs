//! A trial, parsed at the edge and as stored.

use crate::businesses::SizeClass;
use crate::catalog::{AtEnd, Discount};
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, GrantId, LocalDay, PlatformId, RulesId, Timestamp, TrialId, VendorId, Vnd};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

pub const NEED_LENGTH: usize = 2_000;
pub const NAME_LENGTH: usize = 100;
pub const PHONE_LENGTH: usize = 20;
pub const REFERENCE_LENGTH: usize = 200;
pub const REASON_LENGTH: usize = 1_000;

/// The text that a business agrees to, by name and version: the proof of consent refers to it (decree 356/2025/NĐ-CP).
pub const CONSENT_TEXT: &str = "contact-to-vendor/1";

/// The programme that a trial belongs to.
pub const PROGRAMME: &str = "sme";

/// Where a trial stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum TrialStatus {
    Requested,
    Accepted,
    /// Access is ready: the trial has started.
    Provisioned,
    /// The business has used the platform.
    Activated,
    /// The business uses the platform week by week.
    Engaged,
    Declined,
    /// The vendor never answered the request.
    Unanswered,
    Cancelled,
    /// The agreed end has come.
    Expired,
    /// Both sides have said within the window that the business stays as a paying customer.
    Converted,
}

text_enum!(TrialStatus {
    Requested = "requested",
    Accepted = "accepted",
    Provisioned = "provisioned",
    Activated = "activated",
    Engaged = "engaged",
    Declined = "declined",
    Unanswered = "unanswered",
    Cancelled = "cancelled",
    Expired = "expired",
    Converted = "converted",
});

impl TrialStatus {
    /// Whether the trial goes on: from the request to its end.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Accepted) || self.runs()
    }

    /// Whether the free trial goes on.
    #[must_use]
    pub const fn runs(self) -> bool {
        matches!(self, Self::Provisioned | Self::Activated | Self::Engaged)
    }
}

/// The two sides of a trial.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Business,
    Vendor,
}

text_enum!(Side { Business = "business", Vendor = "vendor" });

impl Side {
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Business => Self::Vendor,
            Self::Vendor => Self::Business,
        }
    }
}

/// How a business came to the trial.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Direct,
    ProvinceCampaign,
    Adviser,
    VendorLink,
}

text_enum!(Channel { Direct = "direct", ProvinceCampaign = "province_campaign", Adviser = "adviser", VendorLink = "vendor_link" });

/// A trial that a business asks for. Consent is part of the type: without it there is no request.
#[derive(Clone, Debug)]
pub struct NewTrial {
    pub business: BusinessId,
    pub platform: PlatformId,
    pub need: String,
    pub contact_name: String,
    pub contact_email: String,
    pub contact_phone: Option<String>,
    pub channel: Channel,
}

/// A trial, as stored.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::trials)]
pub struct Trial {
    pub id: TrialId,
    pub business_id: BusinessId,
    pub platform_id: PlatformId,
    pub vendor_id: VendorId,
    pub requested_by: AccountId,
    pub granted: bool,
    pub channel: Channel,
    pub province_code: String,
    pub size_class: SizeClass,
    pub category_code: String,
    pub ministry_code: String,
    pub days: i64,
    pub price_vnd_per_month: Vnd,
    pub need: Option<String>,
    pub contact_name: Option<String>,
    pub contact_email: Option<String>,
    pub contact_phone: Option<String>,
    pub status: TrialStatus,
    pub requested_at: Timestamp,
    pub respond_by: Timestamp,
    pub accepted_at: Option<Timestamp>,
    pub provisioned_at: Option<Timestamp>,
    pub activated_at: Option<Timestamp>,
    pub engaged_at: Option<Timestamp>,
    pub declined_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub cancelled_by: Option<Side>,
    pub trial_end: Option<Timestamp>,
    pub started_on: Option<LocalDay>,
    pub access_reference: Option<String>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub updated_at: Timestamp,
    pub version: i64,
    /// The rules of the day on which it started; until then those of the request.
    pub rules_id: RulesId,
    /// Until when a conversion counts for the trial's cohort.
    pub window_end: Option<Timestamp>,
    pub nudged_at: Option<Timestamp>,
    pub escalated_at: Option<Timestamp>,
    pub unanswered_at: Option<Timestamp>,
    pub expired_at: Option<Timestamp>,
    /// The business took its consent back: the contact is erased.
    pub consent_withdrawn_at: Option<Timestamp>,
    /// An open trial holds a place of its platform, but for one that goes on after its confirmation was withdrawn while no
    /// place was free.
    pub holds_place: bool,
    pub discount_months: Option<i64>,
    pub discount_price_vnd_per_month: Option<Vnd>,
    pub at_end: AtEnd,
}

impl Trial {
    /// How long after its end a conversion counts for the trial's cohort, and a confirmation can be taken back; none before
    /// the start.
    #[must_use]
    pub fn window(&self) -> Duration {
        let ends = self.window_end.zip(self.trial_end);
        ends.map_or(Duration::ZERO, |(window, trial)| window.since(trial))
    }

    /// As staff see it: what people typed was meant for the other side alone.
    #[must_use]
    pub fn without_what_was_typed(self) -> Self {
        Self {
            need: None,
            contact_name: None,
            contact_email: None,
            contact_phone: None,
            access_reference: None,
            reason_text: None,
            ..self
        }
    }
}

/// A second trial that staff let a firm have.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::trial_grants)]
pub struct Grant {
    pub id: GrantId,
    pub platform_id: PlatformId,
    pub granted_at: Timestamp,
    pub reason: String,
    /// The trial that used it up.
    pub trial_id: Option<TrialId>,
}

/// What a trial is counted by, and what it was promised: as it was at sign-up.
#[derive(Clone, Debug)]
pub struct Counted {
    pub root_key: String,
    pub vendor: VendorId,
    pub province_code: String,
    /// In the list of 63, where the business gave one of those.
    pub legacy_province_code: Option<String>,
    pub industry_version: String,
    pub industry_section: String,
    pub size_class: SizeClass,
    pub category_code: String,
    pub ministry_code: String,
    pub days: i64,
    pub discount: Option<Discount>,
    pub price: Vnd,
    pub at_end: AtEnd,
    pub rules: RulesId,
}
