//! The words of a text, as the search compares them: whatever the case, the form of Unicode and the place of the tone.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes.
    pub start: usize,
    pub end: usize,
    /// Without marks: `kế` is `ke`.
    pub key: String,
    /// With marks, the tone behind its letters: `hóa` and `hoá` are the same.
    pub marked: String,
}

impl Word {
    pub fn has_marks(&self) -> bool {
        self.key != self.marked
    }

    /// Whether what was typed as this word may mean a word that is written so: marks that were typed count.
    pub fn agrees(&self, marked: &str) -> bool {
        !self.has_marks() || self.marked == marked
    }

    /// Whether this word, which begins with the letters of another one, may go on to be it: by such marks as it has.
    pub fn may_become(&self, meant: &str) -> bool {
        !self.has_marks() || may_become(&self.marked, meant)
    }
}

/// The five tones of Vietnamese; the marks of â, ê, ô, ă, ơ, ư are parts of letters.
pub const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut begin = None;
    for (place, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || begin.is_some() && is_combining_mark(c);
        match begin {
            None if inside => begin = Some(place),
            Some(start) if !inside => {
                begin = None;
                found.extend(text.get(start..place).and_then(|part| word(start, part)));
            }
            _ => {}
        }
    }
    found
}

fn word(start: usize, text: &str) -> Option<Word> {
    let room = || String::with_capacity(text.len());
    let (mut key, mut marked, mut tones) = (room(), room(), String::new());
    let mut take = |c: char| match c {
        'đ' => {
            key.push('d');
            marked.push('đ');
        }
        c if TONES.contains(&c) => tones.push(c),
        c if is_combining_mark(c) => marked.push(c),
        c => {
            key.push(c);
            marked.push(c);
        }
    };
    let lower = text.chars().flat_map(char::to_lowercase);
    if text.chars().any(is_combining_mark) {
        lower.nfd().for_each(take);
    } else {
        // Each letter has its own marks alone, so that none has to be put in order: almost all texts.
        lower.for_each(|c| decompose_canonical(c, &mut take));
    }
    let (key, mut marked) = (canonical(key), canonical(marked));
    marked.push_str(&tones);
    (!key.is_empty()).then(|| Word { start, end: start + text.len(), key, marked })
}

/// One spelling for what is written in two: `kí` and `ký`, `invoice` and `invoices`. No Vietnamese syllable ends in `s`.
fn canonical(mut word: String) -> String {
    match word.strip_suffix('y') {
        Some("h" | "k" | "l" | "m" | "s" | "t" | "v" | "qu") => {
            word.pop();
            word.push('i');
        }
        _ if word.len() > 4 && word.ends_with("ies") => {
            word.truncate(word.len() - 3);
            word.push('y');
        }
        _ if word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) => {
            word.pop();
        }
        _ => {}
    }
    word
}

/// Whether two words that follow each other are said in one breath.
pub fn is_joined(text: &str, first: &Word, second: &Word) -> bool {
    text.get(first.end..second.start).is_some_and(|gap| !gap.contains([',', '.', ';', ':', '(', ')', '\n', '!', '?']))
}

const INITIALS: [&str; 27] = [
    "ngh", "nh", "ng", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "g", "h", "k", "l", "m", "n",
    "p", "r", "s", "t", "v", "x", "",
];

/// Whether a key can be one syllable of Vietnamese: most of them mean little alone.
pub fn is_syllable(key: &str) -> bool {
    let rime = |initial: &&str| key.strip_prefix(*initial).is_some_and(is_rime);
    INITIALS.iter().any(rime)
}

fn is_rime(text: &str) -> bool {
    let end = text.trim_start_matches(['a', 'e', 'i', 'o', 'u', 'y']);
    let vowels = text.len() - end.len();
    (1..=3).contains(&vowels) && matches!(end, "" | "c" | "ch" | "m" | "n" | "ng" | "nh" | "p" | "t")
}

/// The syllable that somebody meant who typed Telex or VNI where it was not switched on: `kees` is `ke`, `dungj` `dung`,
/// `toan1` `toan`. A letter that was hit twice falls together.
pub fn without_typing_marks(key: &str) -> Option<String> {
    let mut plain = String::new();
    let mut vowel = false;
    for c in key.chars() {
        let mark = c == 'w' || c.is_ascii_digit() && !plain.is_empty() || vowel && "sfrxj".contains(c);
        if !mark && !plain.ends_with(c) {
            plain.push(c);
        }
        vowel |= "aeiouyw".contains(c);
    }
    let sound = plain != key && 2 * plain.len() >= key.len() && is_syllable(&plain);
    sound.then(|| canonical(plain))
}

/// The tone that somebody meant who typed it as a letter of Telex or a digit of VNI, behind a vowel.
pub fn typed_tone(key: &str) -> Option<char> {
    let vowel = key.find(['a', 'e', 'i', 'o', 'u', 'y', 'w'])?;
    let of = |c: char| {
        Some(match c {
            'f' | '2' => '\u{300}',
            's' | '1' => '\u{301}',
            'x' | '4' => '\u{303}',
            'r' | '3' => '\u{309}',
            'j' | '5' => '\u{323}',
            _ => return None,
        })
    };
    key.get(vowel..)?.chars().filter_map(of).next_back()
}

/// Whether a word that is being typed may go on to be another one: by its letters, and by such marks as it has already, since those of a
/// letter and the tone are typed behind them: `pha`, `phá` and `phap` go on to `pháp`.
pub fn may_become(typed: &str, meant: &str) -> bool {
    let ((typed, typed_tone), (meant, tone)) = (letters(typed), letters(meant));
    let fits = |(typed, meant): (&(char, String), &(char, String))| {
        typed.0 == meant.0 && (typed.1.is_empty() || typed.1 == meant.1)
    };
    typed.len() <= meant.len() && typed.iter().zip(&meant).all(fits) && (typed_tone.is_empty() || typed_tone == tone)
}

/// The letters of a word in lower case, each with its marks, and its tones.
fn letters(word: &str) -> (Vec<(char, String)>, String) {
    let (mut letters, mut tones): (Vec<(char, String)>, String) = (Vec::new(), String::new());
    for c in word.chars().flat_map(char::to_lowercase).nfd() {
        match c {
            'đ' => letters.push(('d', c.to_string())),
            c if TONES.contains(&c) => tones.push(c),
            c if is_combining_mark(c) => letters.last_mut().into_iter().for_each(|(_, marks)| marks.push(c)),
            c => letters.push((c, String::new())),
        }
    }
    (letters, tones)
}

/// A text in lower case without marks, letter by letter.
pub fn plain(text: &str) -> String {
    let bare = text.nfd().filter(|c| !is_combining_mark(*c));
    bare.map(|c| if matches!(c, 'đ' | 'Đ') { 'd' } else { c }).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.key).collect()
    }

    #[test]
    fn words_are_alike_however_they_are_written() {
        for text in
            ["Hóa đơn điện tử", "HOÁ ĐƠN, điện-tử!", "ho\u{301}a đơn đie\u{323}\u{302}n tư\u{309}", "hoa don dien tu"]
        {
            assert_eq!(keys(text), ["hoa", "don", "dien", "tu"], "{text}");
        }
        assert_eq!(words("hoá").first().map(|word| &word.marked), words("hóa").first().map(|word| &word.marked));
        assert_ne!(words("hoa").first().map(|word| &word.marked), words("hóa").first().map(|word| &word.marked));
        assert_eq!(
            keys("kí kỹ lý quý thuý Companies invoices sales SMS business"),
            ["ki", "ki", "li", "qui", "thuy", "company", "invoice", "sale", "sms", "business"]
        );
    }

    #[test]
    fn words_know_their_place() {
        let text = "Kế toán, F&B";
        let places: Vec<&str> = words(text).iter().filter_map(|word| text.get(word.start..word.end)).collect();
        assert_eq!(places, ["Kế", "toán", "F", "B"]);
        let said = words(text);
        let joined: Vec<bool> =
            said.iter().zip(said.iter().skip(1)).map(|(first, second)| is_joined(text, first, second)).collect();
        assert_eq!(joined, [true, false, true]);
    }

    #[test]
    fn syllables_are_told_from_other_words() {
        for key in ["ke", "toan", "nghiep", "khach", "giao", "quan", "anh", "thuong", "ky"] {
            assert!(is_syllable(key), "{key}");
        }
        for key in ["misa", "base", "cloud", "fast", "invoice", "", "5", "zalo", "crm"] {
            assert!(!is_syllable(key), "{key}");
        }
    }

    #[test]
    fn a_word_goes_on_to_another_whose_letters_and_marks_it_has() {
        for typed in ["", "p", "ph", "pha", "phá", "phap", "pháp", "PHÁ"] {
            assert!(may_become(typed, "pháp"), "{typed}");
        }
        for typed in ["phà", "phâ", "phát", "phápx", "h"] {
            assert!(!may_become(typed, "pháp"), "{typed}");
        }
        for typed in ["d", "đ", "đie", "đien", "điê", "điên", "diện"] {
            assert!(may_become(typed, "điện"), "{typed}");
        }
        assert!(!may_become("đ", "dien"));
    }

    #[test]
    fn what_an_input_method_left_over_is_read() {
        for (typed, meant) in [
            ("kee", "ke"),
            ("toasn", "toan"),
            ("ddieenj", "dien"),
            ("tuwr", "tu"),
            ("hafng", "hang"),
            ("toongr", "tong"),
            ("d9ie65n", "dien"),
        ] {
            assert_eq!(without_typing_marks(typed).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["toan", "express", "", "w", "1", "crm", "oooooo"] {
            assert_eq!(without_typing_marks(typed), None, "{typed}");
        }
    }
}
