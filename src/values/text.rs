//! What people type: normalized (NFC), trimmed, free of what hides or breaks; and folded, for search.

use unicode_normalization::UnicodeNormalization;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    TooLong,
    /// A control character, or one that changes the direction of writing.
    Character,
}

/// One line of text: NFC, trimmed, 1 to `max` characters, without controls.
pub fn line(text: &str, max: usize) -> Result<String, TextFault> {
    checked(text, max, |c| c.is_control())
}

/// Text of several lines: as [`line()`], but line breaks and tabs may stand in it.
pub fn lines(text: &str, max: usize) -> Result<String, TextFault> {
    checked(&text.replace("\r\n", "\n"), max, |c| c.is_control() && c != '\n' && c != '\t')
}

fn checked(text: &str, max: usize, refused: impl Fn(char) -> bool) -> Result<String, TextFault> {
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(TextFault::Empty);
    }
    if text.chars().count() > max {
        return Err(TextFault::TooLong);
    }
    if text.chars().any(|c| refused(c) || is_deceptive(c)) {
        return Err(TextFault::Character);
    }
    Ok(text)
}

/// Characters that turn the direction of writing, join lines invisibly or stand for nothing (Unicode UAX #9, TR #36).
pub fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}

/// Whether an address of the web or of mail stands in a line, in whichever form of its letters.
pub fn is_addressed(text: &str) -> bool {
    let plain = text.nfkc().collect::<String>().to_lowercase();
    ["://", "www.", "@"].iter().any(|sign| plain.contains(sign))
}

/// What a program says of itself, for people to read: without what hides or breaks, trimmed, cut after `max` characters;
/// `None` where nothing is left.
pub fn shown(text: &str, max: usize) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_control() && !is_deceptive(*c)).collect();
    let cut: String = plain.trim().chars().take(max).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// Lower case without marks, so that `Kế toán`, `ke toan` and `KÉ TOÀN` meet. `đ` has no decomposition and is
/// folded by hand. Everything but letters and digits becomes one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        match c {
            'đ' | 'Đ' => folded.push('d'),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// An address of electronic mail, trimmed: at most 254 characters, one line, a part before and a domain behind the `@`.
/// What really is an address only the mail sent to it can tell.
pub fn email(text: &str) -> Option<String> {
    let text = line(text, 254).ok()?;
    let address: lettre::Address = text.parse().ok()?;
    let plain = text.is_ascii() && address.domain().contains('.') && !text.contains(['"', '[', ' ']);
    plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn vietnamese_is_found_with_and_without_marks() {
        let nfc = "Kế toán Đại Việt";
        let nfd: String = nfc.nfd().collect();
        for text in [nfc, &nfd, "ke toan dai viet", "KẾ  TOÁN – ĐẠI VIỆT!"] {
            assert_eq!(fold(text), "ke toan dai viet", "{text}");
        }
    }

    #[test]
    fn what_hides_or_breaks_is_refused() {
        for wrong in ["a\u{0}b", "a\nb", "a\rb", "evil\u{202e}cod.exe", "zero\u{200b}width", "\u{feff}bom"] {
            assert_eq!(line(wrong, 50), Err(TextFault::Character), "{wrong:?}");
        }
        assert_eq!(line("   ", 5), Err(TextFault::Empty));
        assert_eq!(line("sáu chữ", 6), Err(TextFault::TooLong));
        assert_eq!(lines("hai\r\ndòng", 20).as_deref(), Ok("hai\ndòng"));
    }

    #[test]
    fn an_address_in_a_line_is_found_and_names_of_firms_are_none() {
        for addressed in [
            "Tải app tại https://evil.example",
            "HTTP://evil.example",
            "Xem WWW.evil.example",
            "a@b.example",
            "ｗｗｗ．evil.example",
            "a＠b.example",
        ] {
            assert!(is_addressed(addressed), "{addressed}");
        }
        for name in [
            "Công ty Cổ phần MISA",
            "Base.vn",
            "CÔNG TY TNHH TM & DV A-Z (VIỆT NAM)",
            "Công ty TNHH MTV Http Việt",
            "Hộ kinh doanh «Bà Ba», số 1/2: bún, phở",
            "WWW Media J.S.C",
        ] {
            assert!(!is_addressed(name), "{name}");
        }
    }

    #[test]
    fn what_a_program_says_is_made_fit_to_be_shown() {
        for (said, shown_as) in [
            (" Demo/1.0 ", Some("Demo/1.0")),
            ("De\u{0}mo\r\n\u{202e}/1\u{fffd}", Some("Demo/1")),
            ("ộộộ ộ and more", Some("ộộộ ộ an")),
            ("abcdefg hijk", Some("abcdefg")),
            (" \t\u{200b}", None),
            ("", None),
        ] {
            assert_eq!(shown(said, 8).as_deref(), shown_as, "{said:?}");
        }
    }

    #[test]
    fn addresses_are_plain() {
        assert_eq!(email(" a@demo.example ").as_deref(), Some("a@demo.example"));
        for wrong in [
            "",
            "a",
            "a@b",
            "a b@demo.example",
            "a@demo.example\r\nBcc: x@demo.example",
            "\"a\"@demo.example",
            "a@[127.0.0.1]",
        ] {
            assert_eq!(email(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_line_taken_once_is_taken_again_unchanged(text in "\\PC{0,40}") {
            if let Ok(taken) = line(&text, 40) {
                prop_assert_eq!(line(&taken, 40), Ok(taken));
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
