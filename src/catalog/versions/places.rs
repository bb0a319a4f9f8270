//! The places of what a vendor says, as people call them: who is asked to change something reads no pointers. Pure.

use crate::values::Locale;
use crate::values::locale::Bilingual;

/// The members of what `PATCH /v1/platforms/{id}` takes.
const MEMBERS: [(&str, &str, &str); 45] = [
    ("name", "Tên nền tảng", "Name"),
    ("category_code", "Nhóm", "Category"),
    ("summary_vi", "Tóm tắt (tiếng Việt)", "Summary (Vietnamese)"),
    ("summary_en", "Tóm tắt (tiếng Anh)", "Summary (English)"),
    ("profile", "Hồ sơ", "Profile"),
    ("description_vi", "Mô tả (tiếng Việt)", "Description (Vietnamese)"),
    ("description_en", "Mô tả (tiếng Anh)", "Description (English)"),
    ("logo", "Biểu trưng", "Logo"),
    ("screenshots", "Ảnh màn hình", "Screenshots"),
    ("image", "Hình ảnh", "Image"),
    ("caption_vi", "Chú thích (tiếng Việt)", "Caption (Vietnamese)"),
    ("caption_en", "Chú thích (tiếng Anh)", "Caption (English)"),
    ("problems", "Vấn đề giải quyết", "Problems solved"),
    ("text_vi", "Nội dung (tiếng Việt)", "Text (Vietnamese)"),
    ("text_en", "Nội dung (tiếng Anh)", "Text (English)"),
    ("industries", "Ngành phù hợp", "Industries"),
    ("version", "Phiên bản phân ngành", "Version of the classification"),
    ("section", "Ngành cấp 1", "Section"),
    ("sizes", "Quy mô phù hợp", "Sizes"),
    ("integrations", "Tích hợp", "Integrations"),
    ("support", "Hỗ trợ", "Support"),
    ("hours_vi", "Giờ hỗ trợ (tiếng Việt)", "Hours (Vietnamese)"),
    ("hours_en", "Giờ hỗ trợ (tiếng Anh)", "Hours (English)"),
    ("languages", "Ngôn ngữ hỗ trợ", "Languages"),
    ("hosting", "Nơi lưu trữ dữ liệu", "Hosting"),
    ("country", "Nước", "Country"),
    ("place", "Địa điểm", "Place"),
    ("security_level", "Cấp độ an toàn", "Security level"),
    ("make_in_vietnam", "Make in Vietnam", "Make in Vietnam"),
    ("vietnamese_ownership_percent", "Tỷ lệ sở hữu Việt Nam (%)", "Vietnamese ownership (%)"),
    ("offers", "Ưu đãi", "Offers"),
    ("valid_from", "Từ ngày", "From"),
    ("valid_until", "Đến ngày", "Until"),
    ("days", "Số ngày dùng thử", "Days of trial"),
    ("household", "Hộ kinh doanh", "Household"),
    ("micro", "Doanh nghiệp siêu nhỏ", "Micro"),
    ("small", "Doanh nghiệp nhỏ", "Small"),
    ("medium", "Doanh nghiệp vừa", "Medium"),
    ("max_employees", "Số lao động tối đa", "Most employees"),
    ("discount", "Giảm giá", "Discount"),
    ("months", "Số tháng", "Months"),
    ("price_vnd_per_month", "Giá (đồng/tháng)", "Price (VND a month)"),
    ("included_vi", "Bao gồm (tiếng Việt)", "Included (Vietnamese)"),
    ("included_en", "Bao gồm (tiếng Anh)", "Included (English)"),
    ("at_end", "Khi hết dùng thử", "At the end of the trial"),
];

/// Those of a statement, whose text is a member of nothing else.
const OF_STATEMENTS: [(&str, &str, &str); 4] = [
    ("statements", "Thuyết minh tiêu chí", "Statements"),
    ("criterion", "Tiêu chí", "Criterion"),
    ("text", "Nội dung", "Text"),
    ("documents", "Tài liệu", "Documents"),
];

const ENTRY: Bilingual = Bilingual { vi: "mục", en: "entry" };

/// What a place is called that a JSON pointer (RFC 6901) means: its members from the outer one on, and entries of lists counted from 1. A
/// statement is called by the number of its criterion, of which `criteria` has one for each.
pub fn name(pointer: &str, criteria: &[i64], locale: Locale) -> String {
    let members: Vec<&str> = pointer.split('/').skip(1).collect();
    if let [first @ "statements", place, within @ ..] = members.as_slice()
        && let Some(criterion) = place.parse().ok().and_then(|place: usize| criteria.get(place))
    {
        let stated = format!("{} › {} {criterion}", part(first, locale), part("criterion", locale));
        let within = within.iter().map(|member| part(member, locale));
        return std::iter::once(stated).chain(within).collect::<Vec<_>>().join(" › ");
    }
    // What stands in a profile is called by itself.
    let shown = if members.len() > 1 && members.first() == Some(&"profile") { 1 } else { 0 };
    let parts: Vec<String> = members.into_iter().skip(shown).map(|member| part(member, locale)).collect();
    parts.join(" › ")
}

fn part(member: &str, locale: Locale) -> String {
    if let Ok(place) = member.parse::<usize>() {
        return format!("{} {}", ENTRY.in_locale(locale), place.saturating_add(1));
    }
    let known = MEMBERS.iter().chain(&OF_STATEMENTS).find(|(name, ..)| *name == member);
    known.map_or(member, |it| if locale == Locale::Vi { it.1 } else { it.2 }).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::model::CHANGEABLE;
    use crate::catalog::profile::Profile;
    use crate::catalog::routes::OfferOut;
    use serde_json::Value;
    use utoipa::{PartialSchema, ToSchema};

    /// The members of a schema, and of those within it.
    fn members(schema: &Value, found: &mut Vec<String>) {
        if let Some(object) = schema["properties"].as_object() {
            found.extend(object.keys().cloned());
        }
        match schema {
            Value::Object(object) => object.values().for_each(|value| members(value, found)),
            Value::Array(list) => list.iter().for_each(|value| members(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_member_has_a_name_in_both_languages() {
        let mut all: Vec<String> = CHANGEABLE.iter().map(|it| (*it).to_owned()).collect();
        let mut schemas = Vec::new();
        Profile::schemas(&mut schemas);
        OfferOut::schemas(&mut schemas);
        let own = [Profile::schema(), OfferOut::schema()];
        for schema in schemas.into_iter().map(|(_, schema)| schema).chain(own) {
            members(&serde_json::to_value(schema).expect("JSON"), &mut all);
        }
        assert!(all.len() > 30, "{all:?}");
        for member in all {
            for locale in [Locale::Vi, Locale::En] {
                assert_ne!(part(&member, locale), member, "{member}");
            }
        }
    }

    #[test]
    fn a_place_is_called_as_people_call_it() {
        for (pointer, vi, en) in [
            ("/summary_en", "Tóm tắt (tiếng Anh)", "Summary (English)"),
            ("/profile", "Hồ sơ", "Profile"),
            ("/profile/support", "Hỗ trợ", "Support"),
            (
                "/profile/problems/1/text_vi",
                "Vấn đề giải quyết › mục 2 › Nội dung (tiếng Việt)",
                "Problems solved › entry 2 › Text (Vietnamese)",
            ),
            (
                "/offers/0/days/micro",
                "Ưu đãi › mục 1 › Số ngày dùng thử › Doanh nghiệp siêu nhỏ",
                "Offers › entry 1 › Days of trial › Micro",
            ),
            (
                "/statements/2/documents/0",
                "Thuyết minh tiêu chí › mục 3 › Tài liệu › mục 1",
                "Statements › entry 3 › Documents › entry 1",
            ),
            ("/statements/1/text", "Thuyết minh tiêu chí › Tiêu chí 2 › Nội dung", "Statements › Criterion 2 › Text"),
        ] {
            let called = [Locale::Vi, Locale::En].map(|locale| name(pointer, &[5, 2], locale));
            assert_eq!(called, [vi, en]);
        }
    }
}
