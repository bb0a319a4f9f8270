//! Provinces, industries, categories and reasons as the rest of the program sees them.

use crate::error::Result;
use crate::faults::Faults;
use crate::values::text_enum::text_enum;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which list of provinces a code belongs to: 34 since 1 July 2025, 63 before. Several codes name different provinces in
/// the two.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum ProvinceList {
    #[serde(rename = "34")]
    Since2025,
    #[serde(rename = "63")]
    Before2025,
}

text_enum!(ProvinceList { Since2025 = "34", Before2025 = "63" });

/// A province of either list.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = crate::db::schema::provinces)]
pub struct Province {
    pub list: ProvinceList,
    #[schema(pattern = "^[0-9]{2}$", max_length = 2, example = "79")]
    pub code: String,
    #[schema(max_length = 60, example = "Hồ Chí Minh")]
    pub name: String,
    #[schema(max_length = 60, example = "Thành phố Hồ Chí Minh")]
    pub full_name: String,
    /// Its code, or its successor's, in the list of 34.
    #[schema(pattern = "^[0-9]{2}$", max_length = 2, example = "79")]
    pub current_code: String,
}

/// The sectors of decree 80/2021/NĐ-CP, article 5: their limits of size differ.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum SizeSector {
    Agriculture,
    IndustryConstruction,
    TradeServices,
}

text_enum!(SizeSector { Agriculture = "agriculture", IndustryConstruction = "industry_construction", TradeServices = "trade_services" });

/// A section of the Vietnamese standard industrial classification (VSIC), of the version that names it.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = crate::db::schema::industries)]
pub struct Industry {
    #[schema(max_length = 4, example = "2018")]
    pub version: String,
    #[schema(pattern = "^[A-Z]$", max_length = 1, example = "G")]
    pub section: String,
    #[schema(max_length = 200)]
    pub name_vi: String,
    #[schema(max_length = 200)]
    pub name_en: String,
    pub size_sector: SizeSector,
}

/// A category of platforms and the ministry that answers for it.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = crate::db::schema::categories)]
pub struct Category {
    #[schema(max_length = 60, example = "accounting_finance")]
    pub code: String,
    #[schema(max_length = 200)]
    pub name_vi: String,
    #[schema(max_length = 200)]
    pub name_en: String,
    /// Its share of use in September 2022, in thousandths; null where none was published.
    #[schema(minimum = 0, maximum = 1000)]
    pub share_of_use_2022_permille: Option<i64>,
    #[schema(max_length = 20, example = "mof")]
    pub ministry_code: String,
}

/// One of the six groups of criteria of decision 1230/QĐ-BTTTT (2023).
#[derive(Clone, Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = crate::db::schema::criteria)]
pub struct Criterion {
    #[schema(minimum = 1, maximum = 6)]
    pub number: i64,
    #[schema(max_length = 200)]
    pub name_vi: String,
    #[schema(max_length = 200)]
    pub name_en: String,
    #[schema(max_length = 1000)]
    pub about_vi: String,
    #[schema(max_length = 1000)]
    pub about_en: String,
    /// The version of the whole set; it rises whenever one of them changes.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub version: i64,
    /// Whether a platform that does not meet it is not published.
    pub mandatory: bool,
}

/// The closed lists of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum ReasonList {
    /// A vendor declines a request.
    Decline,
    /// Either side ends a trial.
    Cancel,
    /// The other side says that a claimed conversion is not right.
    Dispute,
    /// An owner does not let somebody join.
    JoinRefusal,
    /// Staff leave a contested organization with its owners.
    ContestRejection,
    /// One side asks for more days of a trial.
    Extension,
    /// The other side does not agree to more days.
    ExtensionRefusal,
    /// The side that confirmed a conversion takes its confirmation back.
    Withdrawal,
    /// Staff uphold or dismiss a dispute.
    Resolution,
    /// A business no longer uses the platform that it pays for.
    Ending,
    /// A business complains about a trial.
    Complaint,
    /// Staff close a case.
    CaseDecision,
    /// Staff erase what people typed about a trial.
    TextErasure,
    /// Reviewers reject a version of a listing.
    Rejection,
    /// Reviewers take a listing out of the catalog for a while.
    Suspension,
    /// Staff do not publish what was typed in a review.
    Moderation,
    /// Staff do not give an illustrative platform to the vendor that claims it; `another_approved` only follows from an approval.
    PlatformClaimRejection,
}

text_enum!(ReasonList {
    Decline = "decline",
    Cancel = "cancel",
    Dispute = "dispute",
    JoinRefusal = "join_refusal",
    ContestRejection = "contest_rejection",
    Extension = "extension",
    ExtensionRefusal = "extension_refusal",
    Withdrawal = "withdrawal",
    Resolution = "resolution",
    Ending = "ending",
    Complaint = "complaint",
    CaseDecision = "case_decision",
    TextErasure = "text_erasure",
    Rejection = "rejection",
    Suspension = "suspension",
    Moderation = "moderation",
    PlatformClaimRejection = "platform_claim_rejection",
});

/// A reason of a closed list.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = crate::db::schema::reasons)]
pub struct Reason {
    pub list: ReasonList,
    #[schema(max_length = 60, example = "no_capacity")]
    pub code: String,
    #[schema(max_length = 200)]
    pub text_vi: String,
    #[schema(max_length = 200)]
    pub text_en: String,
}

/// Characters of the free text beside a reason.
const REASON_TEXT_LENGTH: usize = 1000;

/// A reason of a closed list, with a free text beside it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason_code": "other", "reason_text": "Demo."}))]
pub struct ReasonIn {
    /// A code of /v1/reasons.
    #[schema(max_length = 60, format = "reason-code")]
    reason_code: String,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

impl ReasonIn {
    /// Code and text; the code is checked against its list by the action.
    pub fn parse(self) -> Result<(String, Option<String>)> {
        let mut faults = Faults::default();
        let code = faults.line("/reason_code", &self.reason_code, 60);
        let text = faults.optional_lines("/reason_text", self.reason_text.as_deref(), REASON_TEXT_LENGTH);
        faults.finish(code.zip(text))
    }
}
