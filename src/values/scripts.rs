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

const fn has_lookalikes(script: Script) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic | Script::Greek)
}

/// The letters and digits that stand for plain ones in another dress (full width, mathematical, circled, squared, Roman numerals) as those: «ＭＩＳＡ»
/// is found, and compared, as «MISA».
pub fn undressed(text: &str) -> String {
    let dressed = |c: char| {
        matches!(c, '\u{3000}' | '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}' | '\u{2160}'..='\u{217f}' | '\u{1f130}'..='\u{1f149}')
        // The mathematical letters that stand apart from the others: ℳ, ℐ.
        || matches!(c, '\u{2100}'..='\u{214f}') && c.is_alphabetic() && std::iter::once(c).nfkc().count() == 1
    };
    text.chars().fold(String::with_capacity(text.len()), |mut plain, c| {
        if dressed(c) {
            plain.extend(std::iter::once(c).nfkc())
        } else {
            plain.push(c)
        }
        plain
    })
}

/// Whether a word of the text mixes scripts: «МISА» has one of two in the place of each letter, and one letter of Cherokee is enough (UTS #39,
/// single script; beside Latin letters those of East Asia, «highly restrictive»).
pub fn are_mixed(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).any(is_mixed)
}

fn is_mixed(word: &str) -> bool {
    let of_none = |script: &Script| matches!(script, Script::Common | Script::Inherited);
    let mut scripts = word.chars().map(|c| c.script()).filter(|script| !of_none(script));
    let Some(first) = scripts.next() else { return false };
    scripts.any(|other| other != first && !(stands_beside_latin(first) && stands_beside_latin(other)))
        || word.chars().any(|c| c.script() == Script::Latin) && is_shaped_latin(word)
}

/// Letters of East Asia in the shape of a Latin one: «SAP〇».
const SHAPES: &str = "〇口丨一丅卜工二ㅇㅣㅡㄴㅅㄥㄒㄧㄨㄇノエニヘロト";

/// Whether a word has letters of East Asia, all of which pass for Latin ones.
fn is_shaped_latin(word: &str) -> bool {
    let mut asian =
        word.chars().filter(|c| c.is_alphabetic() || *c == '〇').filter(|c| c.script() != Script::Latin).peekable();
    asian.peek().is_some() && asian.all(|c| SHAPES.contains(c))
}

const fn stands_beside_latin(script: Script) -> bool {
    use Script::{Bopomofo, Han, Hangul, Hiragana, Katakana, Latin};
    matches!(script, Latin | Han | Hiragana | Katakana | Hangul | Bopomofo)
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
        // Cyrillic М, І and А; Greek Α and ο; one letter each of Cherokee, Lisu, Armenian, Coptic and Canadian syllabics.
        for wrong in [
            "\u{41c}ISA",
            "MISA AM\u{406}S",
            "Sổ s\u{430}ch",
            "\u{391}BC",
            "d\u{3bf}ng",
            "MISᎪ",
            "ꓢapo",
            "Sapօ",
            "MISⲀ",
            "MISᗅ",
        ] {
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
            "ソフトwareの会社",
            "소프트ABC",
            "e\u{302}\u{323}",
            "ที่นี่",
            "M\u{335}",
            "7-Eleven™ №1",
        ] {
            assert!(name(right, 50).is_ok(), "{right}");
        }
    }

    #[test]
    fn letters_in_another_dress_are_plain_ones() {
        for (dressed, plain) in [
            ("ＭＩＳＡ　４２", "MISA 42"),
            ("𝐌𝐈𝐒𝐀", "MISA"),
            ("ℳℐ𝒮𝒜", "MISA"),
            ("Ⓢⓐⓟⓞ", "Sapo"),
            ("Giai đoạn Ⅻ", "Giai đoạn XII"),
            ("25ºC, m², ½, №1, ™", "25ºC, m², ½, №1, ™"),
        ] {
            assert_eq!(name(dressed, 50).as_deref(), Ok(plain));
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
