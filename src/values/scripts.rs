//! How the letters of a name are written: with the marks that people write, and each word in one script.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Marks that a letter of these scripts has beside those which became one with it (NFC): all of Vietnamese do.
const MARKS_OF_LOOKALIKES: usize = 1;
/// Marks of a letter of other scripts: Thai and Arabic write two.
const MARKS: usize = 2;

/// Whether a letter carries more marks than people write; of a text in NFC.
pub fn has_stacked_marks(text: &str) -> bool {
    let (mut marks, mut most) = (0, MARKS_OF_LOOKALIKES);
    text.chars().any(|c| {
        if is_combining_mark(c) {
            marks += 1;
        } else {
            (marks, most) = (0, if has_lookalikes(c.script()) { MARKS_OF_LOOKALIKES } else { MARKS });
        }
        marks > most
    })
}

/// Scripts whose letters are taken for each other's: «МISА» has one of two scripts in the place of each letter (UTS #39, single script).
const fn has_lookalikes(script: Script) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic | Script::Greek)
}

/// Whether a word of the text mixes such scripts.
pub fn are_mixed(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).any(is_mixed)
}

fn is_mixed(word: &str) -> bool {
    let mut scripts = word.chars().map(|c| c.script()).filter(|script| has_lookalikes(*script));
    scripts.next().is_some_and(|first| scripts.any(|other| other != first))
}

/// Letters of Cyrillic and Greek with the shape of a Latin one (the skeletons of UTS #39); of small ones, those that are it in every hand.
const IMITATIONS: &str = "АВЕЅІЈКМНОРСТХҮԌԚԜӀѴЬаеѕіјорсухԁԛԝһӏѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧανιορυγσ";

/// Whether a name is written in another script as if in Latin letters: «МІЅА» of Cyrillic ones alone. A letter of that script which has no
/// Latin shape tells that it is meant; one letter alone imitates nothing.
pub fn imitate_latin(name: &str) -> bool {
    [Script::Cyrillic, Script::Greek, Script::Lisu, Script::Cherokee, Script::Coptic].into_iter().any(|script| {
        let bare = name.nfd().filter(|c| c.script() == script);
        let (mut letters, mut plain) = (0, true);
        for c in bare {
            letters += 1;
            // The letters of the other three are Latin ones to whoever does not read them.
            plain &= !matches!(script, Script::Cyrillic | Script::Greek) || IMITATIONS.contains(c);
        }
        letters > 1 && plain
    })
}

#[cfg(test)]
mod tests {
    use super::imitate_latin;
    use crate::values::text::{TextFault, name};
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn a_name_has_the_marks_that_people_write_and_each_word_one_script() {
        for wrong in ["Z\u{30d}\u{30d}algo", "a\u{335}\u{334}b", "ế\u{300}\u{301}", "ก\u{e48}\u{e48}\u{e48}"] {
            assert_eq!(name(wrong, 50), Err(TextFault::Marks), "{wrong:?}");
        }
        // Cyrillic М, І and А; Greek Α and ο.
        for wrong in ["\u{41c}ISA", "MISA AM\u{406}S", "Sổ s\u{430}ch", "\u{391}BC", "d\u{3bf}ng"] {
            assert_eq!(name(wrong, 50), Err(TextFault::Scripts), "{wrong:?}");
        }
        let decomposed: String = "Công ty Kế toán Đại Việt, Ứng dụng Lữ Ngỡ".nfd().collect();
        for right in [
            "Công ty Kế toán Đại Việt",
            &decomposed,
            "Ồ Ậ ễ ữ ỡ",
            "Яндекс Việt Nam",
            "Α & Ω Consulting",
            "株式会社ABC",
            "e\u{302}\u{323}",
            "ที่นี่",
            "M\u{335}",
            "7-Eleven™ №1",
        ] {
            assert!(name(right, 50).is_ok(), "{right}");
        }
    }

    #[test]
    fn a_name_in_another_script_alone_may_imitate_one_in_latin_letters() {
        for wrong in ["МІЅА", "МІЅА Đại Việt (demo)", "сосо", "ΜΙΝΟ", "ꓟꓲꓢꓮ", "ᎷᏆᏚᎪ", "М І S А"]
        {
            assert!(imitate_latin(wrong), "{wrong}");
        }
        for right in ["MISA", "Яндекс", "МОТОР Яндекс", "Α & Ω", "Α Consulting", "Kế toán", "株式会社", "7", "Ωmega"]
        {
            assert!(!imitate_latin(right), "{right}");
        }
    }
}
