//! Personal identification numbers (số định danh cá nhân), as Decree 137/2015/NĐ-CP, article 13, writes them: where the
//! birth was registered (three digits), century and sex (one), year of birth (two), and six of chance.
//!
//! A household business is known by its owner's. It is personal data: of it nothing but a keyed digest and the last three
//! digits are kept, and no text holds it. It has no check digit, so that others' numbers are told by their form alone, and
//! two looks are taken:
//!
//! * A *name* has no reason to hold twelve digits that could be anybody's number: it is refused whatever signs stand between
//!   them, and whenever that person would have been born.
//! * A *free text* speaks of telephones, papers and days as well. It is refused for a number of somebody who can be in
//!   business, written together or in one of the groupings that people use; see [`stands_in`].
//!
//! Both look for people born in a province alone, whose numbers begin with 0: so does no sum of money.

use crate::values::{LocalDay, text};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Digits of a number.
pub const LENGTH: usize = 12;

/// The 63 provinces where births were registered: their codes in the list before July 2025, with a zero before them.
const PROVINCES: [u16; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];

/// Codes from here on are of the countries where citizens were born abroad. Their list is not ours to keep: all are taken.
const FIRST_COUNTRY: u16 = 101;

/// How many years ago somebody was born who can be in business: from fifteen on one may act for oneself (Civil Code 2015,
/// article 21). The end is also why no day with its time of day, written together, is taken for a number: in `011020261507`
/// the year of birth would be 1920.
const AGES: std::ops::RangeInclusive<i64> = 15..=105;

/// The groups in which people write a number, so that nobody takes it for a telephone number or a day: by threes, fours and
/// sixes, by its parts, or digit by digit.
const GROUPINGS: [&[usize]; 10] = [
    &[12],
    &[6, 6],
    &[4, 4, 4],
    &[3, 9],
    &[3, 3, 6],
    &[6, 3, 3],
    &[3, 3, 3, 3],
    &[3, 1, 2, 6],
    &[3, 1, 2, 3, 3],
    &[1; LENGTH],
];

/// Whether twelve ASCII digits can be the number of somebody who is born by this day. It has no check digit, and who is in
/// business at which age is not for us to say.
pub fn can_be(digits: &str, today: LocalDay) -> bool {
    read(digits).is_some_and(|it| it.born <= today.year() && (it.place >= FIRST_COUNTRY || it.is_domestic()))
}

/// Whether a number that can be somebody's stands in a free text, in whichever form of the digits: twelve of them together,
/// or at the beginning of a row of groups, with one dot or dash, or spaces, between two, as people group them.
///
/// So telephone numbers, with or without an extension (`024 3825 1234 - 105`), days with a time (`01.03.2020 - 1507`) and
/// numbers of contracts (`01-2026-000123`) are none, nor are rows that go on in the same group: accounts.
pub fn stands_in(text: &str, today: LocalDay) -> bool {
    let is_one = |digits: &str| read(digits).is_some_and(|it| it.is_domestic() && it.can_trade(today));
    let rows = text::grouped_digits(text);
    rows.iter().any(|groups| {
        groups.iter().any(|group| is_one(group))
            || GROUPINGS.iter().any(|sizes| grouped(groups, sizes).is_some_and(|it| is_one(&it)))
    })
}

/// Whether twelve digits that could be anybody's number stand in a name, from the beginning of a group to the end of one,
/// with whatever but letters between them.
pub fn stands_in_name(name: &str) -> bool {
    let plain: String = name.nfkc().collect();
    plain.split(|c: char| c.is_alphabetic() && !is_combining_mark(c)).any(|row| {
        let groups: Vec<&str> = row.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        (0..groups.len())
            .any(|from| twelve_from(&groups, from).is_some_and(|it| read(&it).is_some_and(|it| it.is_domestic())))
    })
}

/// The first groups of a row together, where they are of these sizes.
fn grouped(groups: &[String], sizes: &[usize]) -> Option<String> {
    let first = groups.get(..sizes.len())?;
    first.iter().map(String::len).eq(sizes.iter().copied()).then(|| first.concat())
}

/// Twelve digits that begin with this group, where they end with one.
fn twelve_from(groups: &[&str], from: usize) -> Option<String> {
    let mut number = String::new();
    for group in groups.iter().skip(from) {
        number.push_str(group);
        if number.len() >= LENGTH {
            break;
        }
    }
    (number.len() == LENGTH).then_some(number)
}

/// What a number says of its holder.
struct Holder {
    place: u16,
    /// The year of birth.
    born: i64,
}

impl Holder {
    fn is_domestic(&self) -> bool {
        PROVINCES.contains(&self.place)
    }

    fn can_trade(&self, today: LocalDay) -> bool {
        AGES.contains(&(today.year() - self.born))
    }
}

/// Who has this number. 0 and 1 are births from 1900 on, 2 and 3 from 2000 on; the other signs are of centuries to come.
fn read(digits: &str) -> Option<Holder> {
    if digits.len() != LENGTH || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (place, century, year) = (digits.get(..3)?, digits.get(3..4)?, digits.get(4..6)?);
    let century = match century {
        "0" | "1" => 1900,
        "2" | "3" => 2000,
        _ => return None,
    };
    Some(Holder { place: place.parse().ok()?, born: century + year.parse::<i64>().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> LocalDay {
        LocalDay::parse("2026-11-16").expect("a day")
    }

    #[test]
    fn what_cannot_be_a_number_is_told_from_what_can() {
        for fine in ["079085001234", "001185012347", "096326999999", "096021999999", "101085001234", "999000000123"] {
            assert!(can_be(fine, today()), "{fine}");
        }
        for wrong in [
            "000000000000",
            "003085001234",
            "097085001234",
            "100085001234",
            "079485001234",
            // Born next year.
            "079227001234",
            "07908500123",
            "07908500123a",
            "",
        ] {
            assert!(!can_be(wrong, today()), "{wrong}");
        }
    }

    #[test]
    fn provinces_are_those_of_the_list_before_2025() {
        let mut list = csv::Reader::from_path("seed/legacy_provinces.csv").expect("the list");
        let codes: Vec<u16> = list.records().flatten().map(|row| row[0].parse().expect("a code")).collect();
        assert_eq!(codes, PROVINCES);
    }

    #[test]
    fn a_number_is_found_in_a_text_as_people_write_it() {
        for text in [
            "079085001234",
            "Hộ kinh doanh 079085001234",
            "CCCD: 079 085-001.234",
            "x079085001234x",
            "０７９０８５００１２３４",
            "0 7 9 0 8 5 0 0 1 2 3 4",
            "079  085 001\t234",
            "079\u{a0}085–001—234",
            "079085001234 2 người",
            "079 085 001 234 56",
            "0790 8500 1234, 0913 456 789",
            "079 0 85 001234",
            "ngày 29-11-2026 079085001234",
        ] {
            assert!(stands_in(text, today()), "{text}");
            assert!(stands_in_name(text), "{text}");
        }
    }

    #[test]
    fn honest_numbers_are_none_in_a_text() {
        for text in [
            "Vốn 1.000.000.000.000 đồng",
            "Vốn 100.000.000.000 đồng, doanh thu 10 079 085 000 000",
            "Gọi 0901 234 567 890",
            "+84 901 234 567",
            "0791234567, 0901234567",
            "024 3825 1234 5",
            "024.3825.1234-105",
            "02203838123 2",
            "0220 3838 123 - 4",
            "0220 383 8123 nội bộ 12",
            "0204 3855 123 12",
            "MST 0101243150 15/07/2020",
            "MST 0314409058-002 ngày 01.03",
            "01.03.2020 - 1507",
            "01-10-20 10 30 15",
            "01.10.1985 0830",
            "Biên bản 011020261507",
            "Hợp đồng 01-2026-000123",
            "Hóa đơn 00001234 ngày 01-02-2026",
            "Số 0102/2026/0012-HĐ",
            "Tài khoản 0790850012345",
            "079/085/001/234",
            "0790850012 34",
            "003085001234",
            "000000000000",
            "079085 và 001234",
            "1. ĐT 024 3825 1234\n2. Giấy chứng nhận",
            "",
        ] {
            assert!(!stands_in(text, today()), "{text}");
        }
    }

    #[test]
    fn a_name_holds_no_number_in_any_punctuation() {
        for name in [
            "079/085/001/234",
            "Hộ (079) 085, 001: 234",
            "0790850012 34",
            "24 + 079.085.001.234",
            "01.10.20.20.15.07",
            "079020001234",
        ] {
            assert!(stands_in_name(name), "{name}");
        }
        for name in [
            "Công ty 0901 234 567",
            "024 3825 1234",
            "Vốn 100.000.000.000",
            "0314409058 (15/07)",
            "0101243150-001",
            "Số 12/3, ngõ 45, 1985",
            "079085 và 001234",
            "0790850012345",
            "Kế toán 2026",
        ] {
            assert!(!stands_in_name(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn whatever_number_somebody_has_is_found(
            place in proptest::sample::select(PROVINCES.to_vec()),
            age in AGES,
            woman in any::<bool>(),
            chance in 0..1_000_000_u32,
            sizes in proptest::sample::select(GROUPINGS.to_vec()),
            between in proptest::sample::select(vec![" ", ".", "-", "–"]),
            sign in "[\\p{P}\\p{Zs}]{1,3}",
        ) {
            let born = today().year() - age;
            let century = 2 * u8::from(born >= 2000) + u8::from(woman);
            let number = format!("{place:03}{century}{:02}{chance:06}", born % 100);
            prop_assert!(can_be(&number, today()));
            let mut rest = number.as_str();
            let groups: Vec<&str> = sizes.iter().map(|size| { let (group, after) = rest.split_at(*size); rest = after; group }).collect();
            let written = format!("Số {} (demo)", groups.join(between));
            prop_assert!(stands_in(&written, today()) && stands_in_name(&written), "{}", written);
            let apart = format!("Hộ{sign}{}{sign}demo", groups.join(&sign));
            prop_assert!(stands_in_name(&apart), "{}", apart);
        }
    }
}
