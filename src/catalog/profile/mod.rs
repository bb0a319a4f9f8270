//! What a vendor says of a platform beside its summary: parsed at the edge, kept as JSON, shown where one platform is read.

pub mod hosts;
mod links;
pub mod markdown;
mod parse;

use crate::businesses::SizeClass;
use crate::error::{Error, Result};
use crate::http::{objects, optional_object};
use crate::values::{integer, optional_integer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

/// What a vendor says of a platform. Everything may be left out; what is left out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "description_vi": "Ghi sổ, lập hóa đơn và kê khai thuế **trên một màn hình**.\n\n- Kết nối ngân hàng\n- [Hướng dẫn](https://demo.example/huong-dan)",
    "description_en": "Books, invoices and taxes **on one screen**.\n\n- Connects to banks\n- [Handbook](https://demo.example/handbook)",
    "problems": [{"text_vi": "Cuối tháng không kịp kê khai thuế", "text_en": "Tax returns are late every month"}],
    "industries": [{"version": "2018", "section": "G"}], "sizes": ["household", "micro"], "integrations": ["VietQR"],
    "support": {"hours_vi": "Thứ Hai – thứ Bảy, 8:00–17:30", "hours_en": "Monday to Saturday, 8:00–17:30", "languages": ["vi", "en"]},
    "hosting": {"country": "VN", "place": "Hà Nội"}, "security_level": 3, "make_in_vietnam": {"vietnamese_ownership_percent": 100}
}))]
pub struct Profile {
    /// Markdown: paragraphs, headings, emphasis, lists, quotes, code, and links to `https://` addresses. HTML, images and
    /// other links are refused.
    #[schema(max_length = 8000)]
    #[serde(default)]
    pub description_vi: Option<String>,
    /// As `description_vi`.
    #[schema(max_length = 8000)]
    #[serde(default)]
    pub description_en: Option<String>,
    /// The hash of an image that was uploaded.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    #[serde(default)]
    pub logo: Option<String>,
    /// What it looks like; in this order.
    #[schema(max_items = 8)]
    #[serde(default, deserialize_with = "objects")]
    pub screenshots: Vec<Screenshot>,
    /// The problems it solves, each in a few words.
    #[schema(max_items = 10)]
    #[serde(default, deserialize_with = "objects")]
    pub problems: Vec<ProblemSolved>,
    /// The industries it was made for; empty: for every one.
    #[schema(max_items = 30)]
    #[serde(default, deserialize_with = "objects")]
    pub industries: Vec<FittingIndustry>,
    /// The size classes it was made for; empty: for every one. Who is offered a trial stands in the offer.
    #[schema(max_items = 4)]
    #[serde(default)]
    pub sizes: Vec<SizeClass>,
    /// Names of what it works together with.
    #[schema(schema_with = integrations)]
    #[serde(default)]
    pub integrations: Vec<String>,
    #[serde(default, deserialize_with = "optional_object")]
    pub support: Option<Support>,
    #[serde(default, deserialize_with = "optional_object")]
    pub hosting: Option<Hosting>,
    /// The approved level of the system's security, 1 to 5 (decree 85/2016/NĐ-CP, articles 7 to 11).
    #[schema(minimum = 1, maximum = 5)]
    #[serde(default, deserialize_with = "optional_integer")]
    pub security_level: Option<i64>,
    /// The vendor declares that the platform is *Make in Vietnam*; null: it does not.
    #[serde(default, deserialize_with = "optional_object")]
    pub make_in_vietnam: Option<MakeInVietnam>,
}

impl Profile {
    /// The images that it names.
    pub fn images(&self) -> Vec<&str> {
        self.logo.iter().chain(self.screenshots.iter().map(|shot| &shot.image)).map(String::as_str).collect()
    }

    /// Errors: 500 for what is no profile.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(Error::internal)
    }

    /// As it is kept.
    ///
    /// Errors: 500 where it cannot be written.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}

/// A picture of the platform, and what it shows, for who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Screenshot {
    /// The hash of an image that was uploaded.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub image: String,
    #[schema(max_length = 160)]
    pub caption_vi: String,
    #[schema(max_length = 160)]
    pub caption_en: String,
}

/// A problem that a platform solves, as who has it would say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemSolved {
    #[schema(max_length = 160)]
    pub text_vi: String,
    #[schema(max_length = 160)]
    pub text_en: String,
}

/// A section of the Vietnamese standard industrial classification (VSIC); see `GET /v1/industries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FittingIndustry {
    #[schema(max_length = 4, example = "2018")]
    pub version: String,
    #[schema(max_length = 4, example = "G")]
    pub section: String,
}

/// When and in which languages the vendor helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Support {
    #[schema(max_length = 200)]
    pub hours_vi: String,
    #[schema(max_length = 200)]
    pub hours_en: String,
    /// Two letters each (ISO 639-1).
    #[schema(schema_with = languages)]
    pub languages: Vec<String>,
}

/// Where the data lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hosting {
    /// Two capital letters (ISO 3166-1).
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$", example = "VN")]
    pub country: String,
    /// City or data centre.
    #[schema(max_length = 200)]
    #[serde(default)]
    pub place: Option<String>,
}

/// A vendor's declaration: a Vietnamese firm, or one with foreign investors of which at least 51% is Vietnamese.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeInVietnam {
    /// Percent of the vendor that Vietnamese people and firms own.
    #[schema(minimum = 51, maximum = 100)]
    #[serde(deserialize_with = "integer")]
    pub vietnamese_ownership_percent: i64,
}

fn integrations() -> Array {
    let name = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(parse::INTEGRATION));
    ArrayBuilder::new().items(name).max_items(Some(parse::INTEGRATIONS)).build()
}

fn languages() -> Array {
    let code = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z]{2}$"));
    let code = code.min_length(Some(2)).max_length(Some(2)).examples([serde_json::json!("vi")]);
    ArrayBuilder::new().items(code).min_items(Some(1)).max_items(Some(parse::LANGUAGES)).build()
}
