//! What people type: normalized (NFC), trimmed, free of what hides or breaks; and folded, for search.

use super::scripts;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    TooLong,
    /// A control character, or one that changes the direction of writing.
    Character,
    /// An end of a line, where one line is wanted.
    LineBreak,
    /// More marks on a letter than people write.
    Marks,
    /// A word of letters that look like those of another script, beside letters of that one.
    Scripts,
}

/// One line of text: NFC, trimmed, 1 to `max` characters, without controls.
pub fn line(text: &str, max: usize) -> Result<String, TextFault> {
    one_line(text, max, |c| c.is_control())
}

fn one_line(text: &str, max: usize, refused: impl Fn(char) -> bool) -> Result<String, TextFault> {
    let text = checked(&text.replace("\r\n", "\n"), max, |c| c != '\n' && refused(c))?;
    if text.contains('\n') { Err(TextFault::LineBreak) } else { Ok(text) }
}

/// Text of several lines: as [`line()`], but line breaks and tabs may stand in it.
pub fn lines(text: &str, max: usize) -> Result<String, TextFault> {
    checked(&text.replace("\r\n", "\n"), max, |c| c.is_control() && c != '\n' && c != '\t')
}

fn checked(text: &str, max: usize, refused: impl Fn(char) -> bool) -> Result<String, TextFault> {
    let text: String = text.trim().nfc().collect();
    if !text.chars().any(is_seen) {
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

/// What a person, an organization or a platform is called: as [`line()`], of visible characters alone, letters and digits undressed, with
/// the marks that people write, and each word in one script.
pub fn name(text: &str, max: usize) -> Result<String, TextFault> {
    let name = one_line(&scripts::undressed(text), max, |c| c.is_control() || is_joiner(c))?;
    if scripts::has_stacked_marks(&name) {
        return Err(TextFault::Marks);
    }
    if scripts::are_mixed(&name) { Err(TextFault::Scripts) } else { Ok(name) }
}

/// Whether a name that everybody reads passes for one in Latin letters.
pub fn is_imitation(name: &str) -> bool {
    scripts::imitate_latin(name)
}

/// Characters that turn the direction of writing, join lines invisibly or stand for nothing (Unicode UAX #9, TR #36; those that
/// are `Default_Ignorable_Code_Point` or have a blank for a shape).
pub fn is_deceptive(c: char) -> bool {
    let blank = matches!(c, '\u{2800}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}');
    let ignored = matches!(c, '\u{00ad}' | '\u{034f}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    let turning = matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{fff0}'..='\u{ffff}');
    blank || ignored || turning
}

/// Whether a character has a shape, by itself or with what stands before it.
pub fn is_seen(c: char) -> bool {
    !is_joiner(c) && !c.is_whitespace()
}

/// Characters without a shape of their own that change how their neighbours look: texts have them in emoji, a name has no need of
/// them.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether an address of the web or of mail stands in a line, in whichever form of its letters.
pub fn is_addressed(text: &str) -> bool {
    let plain = text.nfkc().collect::<String>().to_lowercase();
    let pieces = plain.split('/');
    let before_slashes = plain.matches('/').count();
    ["://", "www.", "@"].iter().any(|sign| plain.contains(sign)) || pieces.take(before_slashes).any(ends_in_domain)
}

/// Whether the last word is a domain: dots, and two letters or more behind the last.
fn ends_in_domain(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
    word.rsplit_once('.').is_some_and(|(before, top)| {
        before.ends_with(char::is_alphanumeric) && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic)
    })
}

/// Every row of so many digits in a text, in whichever form of the digits, and whatever signs and spaces stand between them.
pub fn rows_of_digits(text: &str, length: usize) -> Vec<String> {
    let plain: Vec<char> = text.nfkc().filter(|c| c.is_alphanumeric()).collect();
    let rows = plain.windows(length).filter(|row| row.iter().all(char::is_ascii_digit));
    rows.map(|row| row.iter().collect()).collect()
}

/// The rows of digits in a text, each as its groups, with one dot or dash, or spaces, between two of them; in whichever form
/// of the digits.
pub fn grouped_digits(text: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    // What stands between the digit before and the next: how many signs, of which spaces in a row are one.
    let (mut apart, mut joins, mut space) = (0_usize, true, false);
    for c in text.nfkc() {
        if !c.is_ascii_digit() {
            apart += usize::from(!(space && c.is_whitespace()));
            space = c.is_whitespace();
            // What stands on the next line is something else, such as the number of a list's entry.
            joins = joins && (space && c != '\n' || c == '.' || is_dash(c));
            continue;
        }
        match rows.last_mut() {
            Some(groups) if apart == 1 && joins => groups.push(c.to_string()),
            Some(groups) if apart == 0 => groups.iter_mut().last().into_iter().for_each(|group| group.push(c)),
            _ => rows.push(vec![c.to_string()]),
        }
        (apart, joins, space) = (0, true, false);
    }
    rows
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
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
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
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
        for wrong in [
            "a\u{0}b",
            "a\rb",
            "a\u{b}b",
            "evil\u{202e}cod.exe",
            "zero\u{200b}width",
            "\u{feff}bom",
            "http:\u{ad}//x",
            "a\u{34f}b",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{115f}",
            "\u{ffa0}",
            "a\u{180e}b",
            "a\u{e0041}b",
            "a\u{e01ef}b",
        ] {
            assert_eq!(line(wrong, 50), Err(TextFault::Character), "{wrong:?}");
        }
        for blank in ["   ", "\u{200d}\u{200c}", "\u{fe0f} \u{fe00}", "\u{a0}\u{3000}"] {
            assert_eq!(line(blank, 5), Err(TextFault::Empty), "{blank:?}");
            assert_eq!(lines(blank, 5), Err(TextFault::Empty), "{blank:?}");
        }
        // Texts have emoji, names only what everybody sees.
        assert_eq!(line("tốt ❤\u{fe0f} 👩\u{200d}🌾", 20).as_deref(), Ok("tốt ❤\u{fe0f} 👩\u{200d}🌾"));
        for joined in ["a\u{200d}b", "a\u{200c}b", "a\u{fe0f}b", "a\u{fe00}"] {
            assert_eq!(name(joined, 20), Err(TextFault::Character), "{joined:?}");
        }
        assert_eq!(line("sáu chữ", 6), Err(TextFault::TooLong));
        assert_eq!(lines("hai\r\ndòng", 20).as_deref(), Ok("hai\ndòng"));
    }

    #[test]
    fn one_line_has_no_end_of_a_line_within() {
        for wrong in ["a\nb", "a\r\nb", "a\n\nb"] {
            assert_eq!(line(wrong, 50), Err(TextFault::LineBreak), "{wrong:?}");
            assert_eq!(name(wrong, 50), Err(TextFault::LineBreak), "{wrong:?}");
        }
        assert_eq!(line("\na\r\n", 50).as_deref(), Ok("a"));
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
            "Tải tại bit.ly/abc",
            "evil.example/",
            "(evil.example／x)",
            "a/b evil.vn/c",
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
            "Công ty J.S.C/A",
            "Base.vn và 1/2",
            "Số 12.5/7 Media",
        ] {
            assert!(!is_addressed(name), "{name}");
        }
    }

    #[test]
    fn a_number_is_found_however_its_digits_are_set_apart() {
        for text in
            ["079085001234", "CCCD: 079 085-001.234", "x079085001234x", "０７９０８５００１２３４", "079085\n001234"]
        {
            assert!(rows_of_digits(text, 12).contains(&"079085001234".to_owned()), "{text}");
        }
        assert_eq!(rows_of_digits("1234", 3), ["123", "234"]);
        assert!(rows_of_digits("079085 và 001234", 12).is_empty());
    }

    #[test]
    fn digits_stand_in_rows_of_groups() {
        assert_eq!(grouped_digits("a1.22-3  4,5 ６７ - 8x"), [vec!["1", "22", "3", "4"], vec!["5", "67"], vec!["8"]]);
        assert!(grouped_digits("không").is_empty());
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
