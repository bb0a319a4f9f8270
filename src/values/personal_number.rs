//! Personal identification numbers (số định danh cá nhân), as Decree 137/2015/NĐ-CP, article 13, writes them: where the
//! birth was registered (three digits), century and sex (one), year of birth (two), and six of chance.
//!
//! A household business is known by its owner's. It is personal data: of it nothing but a keyed digest and the last three
//! digits are kept, and no text holds it.

use crate::values::{LocalDay, text};

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

/// Whether twelve ASCII digits can be the number of somebody who is born by this day. It has no check digit.
pub fn can_be(digits: &str, today: LocalDay) -> bool {
    read(digits)
        .is_some_and(|(place, born)| (place >= FIRST_COUNTRY || PROVINCES.contains(&place)) && born <= today.year())
}

/// Whether a number that can be somebody's stands in a text, in whichever form of the digits: twelve of them together, or
/// in groups with one dot or dash, or spaces, between them.
///
/// Only numbers of people born in a province count, which begin with 0: so does no sum of money. A group of ten or eleven
/// digits is a tax code or a telephone number, and what follows it belongs to something else; a row that begins before the
/// twelve or goes on after them in the same group is an account, an invoice, or another number.
pub fn stands_in(text: &str) -> bool {
    let rows = text::grouped_digits(text);
    rows.iter().any(|groups| {
        groups.iter().any(|group| is_domestic(group)) || first_twelve(groups).is_some_and(|it| is_domestic(&it))
    })
}

/// The first groups of a row, where they are twelve digits together.
fn first_twelve(groups: &[String]) -> Option<String> {
    let mut number = String::new();
    for group in groups.iter().take_while(|group| group.len() < 10) {
        number.push_str(group);
        if number.len() >= LENGTH {
            break;
        }
    }
    (number.len() == LENGTH).then_some(number)
}

fn is_domestic(digits: &str) -> bool {
    read(digits).is_some_and(|(place, _)| PROVINCES.contains(&place))
}

/// Where and when somebody was born who has this number. 0 and 1 are births from 1900 on, 2 and 3 from 2000 on; the other
/// signs are of centuries to come.
fn read(digits: &str) -> Option<(u16, i64)> {
    if digits.len() != LENGTH || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (place, century, year) = (digits.get(..3)?, digits.get(3..4)?, digits.get(4..6)?);
    let century = match century {
        "0" | "1" => 1900,
        "2" | "3" => 2000,
        _ => return None,
    };
    Some((place.parse().ok()?, century + year.parse::<i64>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_number_is_told_from_what_can() {
        let today = LocalDay::parse("2026-11-16").expect("a day");
        for fine in ["079085001234", "001185012347", "096326999999", "101085001234", "999000000123"] {
            assert!(can_be(fine, today), "{fine}");
        }
        for wrong in [
            "000000000000",
            "003085001234",
            "097085001234",
            "100085001234",
            "079485001234",
            "079227001234",
            "07908500123",
            "07908500123a",
            "",
        ] {
            assert!(!can_be(wrong, today), "{wrong}");
        }
    }

    #[test]
    fn provinces_are_those_of_the_list_before_2025() {
        let mut list = csv::Reader::from_path("seed/legacy_provinces.csv").expect("the list");
        let codes: Vec<u16> = list.records().flatten().map(|row| row[0].parse().expect("a code")).collect();
        assert_eq!(codes, PROVINCES);
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
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
            "ngày 29-11-2026 079085001234",
        ] {
            assert!(stands_in(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "Vốn 1.000.000.000.000 đồng",
            "Vốn 100.000.000.000 đồng, doanh thu 10 079 085 000 000",
            "Gọi 0901 234 567 890",
            "+84 901 234 567",
            "0791234567, 0901234567",
            "MST 0101243150 15/07/2020",
            "MST 0314409058-002 ngày 01.03",
            "01.03.2020 - 1507",
            "Tài khoản 0790850012345",
            "003085001234",
            "000000000000",
            "079085 và 001234",
            "1. ĐT 024 3825 1234\n2. Giấy chứng nhận",
            "",
        ] {
            assert!(!stands_in(text), "{text}");
        }
    }
}
