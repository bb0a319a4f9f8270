//! The columns of a file of listings: one table, which says where in the JSON of a listing each one stands. What is written, what is
//! read and how faults are called all follow from it.

use crate::values::text::fold;
use Kind::{Day, Each, Industries, Lines, Number, Optional, OptionalDay, Text, Words};

/// What a cell of a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text; a blank cell is an empty one.
    Text,
    /// A text; a blank cell leaves it out.
    Optional,
    /// A day.
    Day,
    /// A day; a blank cell leaves it out.
    OptionalDay,
    /// A whole number. In the place of what is none stands one that no rule refuses, so that the other cells can be judged.
    Number { stand_in: i64 },
    /// A list of texts, one a line.
    Lines,
    /// A list of words between semicolons.
    Words,
    /// A list of objects: this member of each, one a line.
    Each(&'static str),
    /// `version:section` between semicolons.
    Industries,
}

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// By which faults name it.
    pub heading: &'static str,
    pub vietnamese: &'static str,
    /// A JSON pointer into the listing, or into the offer.
    pub place: &'static str,
    pub kind: Kind,
    pub of_offer: bool,
    /// Whether a blank cell is a fault of its own: of what JSON alone would say that it is missing, or is no day.
    pub needed: bool,
}

const fn column(heading: &'static str, vietnamese: &'static str, place: &'static str, kind: Kind) -> Column {
    Column { heading, vietnamese, place, kind, of_offer: false, needed: false }
}

const fn offer(heading: &'static str, vietnamese: &'static str, place: &'static str, kind: Kind) -> Column {
    Column { of_offer: true, ..column(heading, vietnamese, place, kind) }
}

const DAYS: Kind = Number { stand_in: 1 };

pub static SLUG: &Column = &COLUMNS[0];

/// In the order in which they are written.
pub static COLUMNS: [Column; 32] = [
    column("slug", "Tên rút gọn", "/slug", Text),
    column("name", "Tên nền tảng", "/name", Text),
    column("category_code", "Mã nhóm", "/category_code", Text),
    column("summary_vi", "Tóm tắt (tiếng Việt)", "/summary_vi", Text),
    column("summary_en", "Tóm tắt (tiếng Anh)", "/summary_en", Text),
    column("description_vi", "Mô tả (tiếng Việt)", "/profile/description_vi", Optional),
    column("description_en", "Mô tả (tiếng Anh)", "/profile/description_en", Optional),
    column("problems_vi", "Vấn đề giải quyết (tiếng Việt)", "/profile/problems", Each("text_vi")),
    column("problems_en", "Vấn đề giải quyết (tiếng Anh)", "/profile/problems", Each("text_en")),
    column("industries", "Ngành phù hợp", "/profile/industries", Industries),
    column("sizes", "Quy mô phù hợp", "/profile/sizes", Words),
    column("integrations", "Tích hợp", "/profile/integrations", Lines),
    column("support_hours_vi", "Giờ hỗ trợ (tiếng Việt)", "/profile/support/hours_vi", Text),
    column("support_hours_en", "Giờ hỗ trợ (tiếng Anh)", "/profile/support/hours_en", Text),
    column("support_languages", "Ngôn ngữ hỗ trợ", "/profile/support/languages", Words),
    column("hosting_country", "Nước lưu trữ dữ liệu", "/profile/hosting/country", Text),
    column("hosting_place", "Nơi lưu trữ dữ liệu", "/profile/hosting/place", Optional),
    column("security_level", "Cấp độ an toàn", "/profile/security_level", Number { stand_in: 1 }),
    column(
        "vietnamese_ownership_percent",
        "Tỷ lệ sở hữu Việt Nam (%)",
        "/profile/make_in_vietnam/vietnamese_ownership_percent",
        Number { stand_in: 100 },
    ),
    Column { needed: true, ..offer("valid_from", "Ưu đãi từ ngày", "/valid_from", Day) },
    offer("valid_until", "Ưu đãi đến ngày", "/valid_until", OptionalDay),
    offer("household_days", "Số ngày cho hộ kinh doanh", "/days/household", DAYS),
    offer("micro_days", "Số ngày cho doanh nghiệp siêu nhỏ", "/days/micro", DAYS),
    offer("small_days", "Số ngày cho doanh nghiệp nhỏ", "/days/small", DAYS),
    offer("medium_days", "Số ngày cho doanh nghiệp vừa", "/days/medium", DAYS),
    offer("max_employees", "Số lao động tối đa", "/max_employees", Number { stand_in: 1 }),
    offer("discount_months", "Số tháng giảm giá", "/discount/months", Number { stand_in: 1 }),
    offer(
        "discount_price_vnd_per_month",
        "Giá giảm (đồng/tháng)",
        "/discount/price_vnd_per_month",
        Number { stand_in: 0 },
    ),
    Column {
        needed: true,
        ..offer(
            "price_vnd_per_month",
            "Giá (đồng/tháng)",
            "/price_vnd_per_month",
            Number { stand_in: 1_000_000_000_000_000 },
        )
    },
    offer("included_vi", "Bao gồm (tiếng Việt)", "/included_vi", Lines),
    offer("included_en", "Bao gồm (tiếng Anh)", "/included_en", Lines),
    offer("at_end", "Khi hết dùng thử", "/at_end", Optional),
];

/// What cells say of one thing is there as a whole or not at all.
pub const GROUPS: [&str; 3] = ["/profile/support", "/profile/hosting", "/profile/make_in_vietnam"];
pub const OFFER_GROUPS: [&str; 1] = ["/discount"];

impl Column {
    /// By its heading, in whichever language and case.
    pub fn named(heading: &str) -> Option<&'static Self> {
        let folded = fold(heading);
        COLUMNS.iter().find(|it| fold(it.heading) == folded || fold(it.vietnamese) == folded)
    }

    /// In whose cells stands what this pointer means: within it, or, of several, the first within what it means.
    pub fn at(pointer: &str, of_offer: bool) -> Option<&'static Self> {
        let mut own = COLUMNS.iter().filter(|it| it.of_offer == of_offer && is_within(pointer, it.place));
        let first = own.clone().next();
        let member = own.find(|it| matches!(it.kind, Each(member) if pointer.ends_with(member)));
        let above = || COLUMNS.iter().find(|it| it.of_offer == of_offer && is_within(it.place, pointer));
        member.or(first).or_else(above)
    }

    /// Which entry of the list in a cell this pointer means, counted from 0.
    pub fn entry(&self, pointer: &str) -> Option<usize> {
        let below = pointer.strip_prefix(self.place)?.strip_prefix('/')?;
        below.split('/').next()?.parse().ok().filter(|_| matches!(self.kind, Lines | Words | Each(_) | Industries))
    }
}

/// Whether a pointer is another one, or below it.
pub fn is_within(pointer: &str, other: &str) -> bool {
    pointer.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_heading_is_known_and_none_is_anothers() {
        let mut seen = HashSet::new();
        for it in &COLUMNS {
            for heading in [it.heading, it.vietnamese, &it.vietnamese.to_uppercase()] {
                assert_eq!(Column::named(heading).map(|known| known.heading), Some(it.heading), "{heading}");
            }
            assert!(seen.insert(fold(it.heading)) && seen.insert(fold(it.vietnamese)), "{}", it.heading);
        }
        assert_eq!((Column::named("slug "), Column::named("sulg")), (Some(SLUG), None));
    }

    #[test]
    fn a_pointer_finds_its_column() {
        for (pointer, of_offer, heading) in [
            ("/name", false, "name"),
            ("/profile/problems", false, "problems_vi"),
            ("/profile/problems/3/text_en", false, "problems_en"),
            ("/profile/industries/0/section", false, "industries"),
            ("/profile/support/languages/1", false, "support_languages"),
            ("/profile/support", false, "support_hours_vi"),
            ("/days", true, "household_days"),
            ("/days/small", true, "small_days"),
            ("/discount", true, "discount_months"),
            ("/included_en/2", true, "included_en"),
            ("", true, "valid_from"),
        ] {
            assert_eq!(Column::at(pointer, of_offer).map(|it| it.heading), Some(heading), "{pointer}");
        }
        assert_eq!(Column::at("/names", false), None);
        for (pointer, entry) in
            [("/profile/problems/3/text_en", Some(3)), ("/profile/problems", None), ("/name/3", None)]
        {
            assert_eq!(Column::at(pointer, false).and_then(|it| it.entry(pointer)), entry, "{pointer}");
        }
    }
}
