//! Words that say little: who types nothing else looks for nothing.

use super::{Synonyms, marked};
use crate::catalog::search::typed::is_unfinished;
use crate::catalog::search::words::{Word, is_syllable, may_become, plain, words};
use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;

/// How little a word of a query says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    /// Nothing, whatever stands beside it.
    Firm,
    /// Without its marks it may be another word: `ban` is «bạn» or «bán».
    Loose,
    /// English, and a syllable in a query that does not read as English: `do an` is «đồ ăn».
    Foreign,
    /// It says something.
    None,
}

impl Silence {
    fn is_silent(self) -> bool {
        matches!(self, Self::Firm | Self::Loose)
    }
}

impl Synonyms {
    /// The same, with those of the words that say little which are English.
    pub fn with_english<'a>(mut self, phrases: impl Iterator<Item = &'a str>) -> Self {
        self.english.extend(phrases.flat_map(words).map(|word| word.key));
        self
    }

    /// Whether a query says nothing at all: whoever wrote such a word into a text is no better an answer than the others.
    pub fn is_silent(&self, text: &str) -> bool {
        self.silences(&words(text)).iter().all(|silence| *silence == Silence::Firm)
    }

    /// Whether a query has words beside those that say little, and that go on to some where more of it may be typed: `giải phá`. Two syllables
    /// that may be such words, and may be another, say something: `bi a`.
    pub fn says_something(&self, text: &str) -> bool {
        let said = words(text);
        let silences = self.silences(&said);
        let other = |silence: &Silence| matches!(silence, Silence::Foreign | Silence::Loose);
        if said.len() > 1 && silences.contains(&Silence::Foreign) && silences.iter().all(other) {
            return true;
        }
        let silent = silences.iter().take_while(|silence| silence.is_silent()).count();
        let goes_on = |start: usize| {
            let rest = said.get(start..).unwrap_or_default();
            self.little.iter().any(|phrase| goes_on(text, rest, phrase))
        };
        silent < said.len() && !(0..=silent).any(goes_on)
    }

    /// A text with the phrase that says little which somebody meant who made one slip in it: `phần mềm kế toán` of `phầm mềm kế toán`. One of
    /// one word is near to too much.
    pub fn without_slip(&self, text: &str) -> Option<String> {
        let said = words(text);
        let mut best: Option<(usize, &str, &[Word])> = None;
        for phrase in self.little.iter().filter(|phrase| phrase.contains(' ') && phrase.chars().count() >= SLIPPED) {
            let meant = words(phrase);
            let is_it = |typed: &&[Word]| typed.iter().zip(&meant).all(|(one, it)| says(one, it));
            for typed in said.windows(meant.len()).filter(|typed| !is_it(typed)) {
                let slips: usize = typed.iter().zip(&meant).map(|(one, it)| apart(text, one, phrase, it)).sum();
                if slips <= 1 && best.is_none_or(|(fewest, ..)| slips < fewest) {
                    best = Some((slips, phrase, typed));
                }
            }
        }
        let (_, phrase, typed) = best?;
        let (before, after) = (text.get(..typed.first()?.start)?, text.get(typed.last()?.end..)?);
        let marked = said.iter().any(Word::has_marks);
        Some([before, &if marked { phrase.to_owned() } else { plain(phrase) }, after].concat())
    }

    /// Whether a word says little by itself, with or without its marks.
    pub fn is_little(&self, word: &str) -> bool {
        self.stops.contains(word) || self.bare.contains(word)
    }

    /// Which words of a query say little; none where all may.
    pub fn stops(&self, said: &[Word]) -> Vec<bool> {
        let silences = self.silences(said);
        let firm = silences.contains(&Silence::Firm) && silences.contains(&Silence::Foreign);
        let some = firm || silences.contains(&Silence::None);
        silences.iter().map(|silence| some && silence.is_silent()).collect()
    }

    fn silences(&self, said: &[Word]) -> Vec<Silence> {
        let marked_ones = said.iter().any(Word::has_marks);
        let english = self.reads_english(said);
        let alone = |word: &Word| match word.key.as_str() {
            key if english && self.english.contains(key) => Silence::None,
            // Who types marks types them: beside «bán», `kem` is no «kèm».
            key if !marked_ones && self.bare.contains(key) => Silence::Loose,
            key if self.english.contains(key) && is_syllable(key) => Silence::Foreign,
            _ => Silence::None,
        };
        let mut silences: Vec<Silence> = said.iter().map(alone).collect();
        for start in 0..said.len() {
            for count in 1..=self.longest(said, start) {
                let known = count == 1 && silences.get(start) != Some(&Silence::None);
                if !known && self.stops.contains(&marked(said.iter().skip(start).take(count))) {
                    silences.iter_mut().skip(start).take(count).for_each(|silence| *silence = Silence::Firm);
                }
            }
        }
        silences
    }

    /// Whether most words of a query cannot be Vietnamese, of those that do not say little in English.
    fn reads_english(&self, said: &[Word]) -> bool {
        let others = || said.iter().filter(|word| !(self.english.contains(&word.key) && is_syllable(&word.key)));
        let syllables = others().filter(|word| is_syllable(&word.key)).count();
        !said.iter().any(Word::has_marks) && 2 * syllables < others().count()
    }
}

/// Letters from which on a phrase is known by all but one of them.
const SLIPPED: usize = 6;

/// Letters between a word as it was typed and one of a phrase: with its marks where some were typed, as `vé` is no slip in `rẻ`.
fn apart(text: &str, typed: &Word, phrase: &str, meant: &Word) -> usize {
    let (typed_as, meant_as) = (part(text, typed), part(phrase, meant));
    let marked = |said: &str| said.nfc().flat_map(char::to_lowercase).collect::<String>();
    if typed.has_marks() {
        osa_distance(&marked(typed_as), &marked(meant_as))
    } else {
        osa_distance(&plain(typed_as), &plain(meant_as))
    }
}

/// Whether these words of a query may go on to a phrase, or are it: whole words that stand in it, and a last one of which more may be typed. Behind a
/// space that one is whole, too, and others follow.
fn goes_on(text: &str, typed: &[Word], phrase: &str) -> bool {
    let meant = words(phrase);
    let (Some((last, before)), true) = (typed.split_last(), typed.len() <= meant.len()) else { return false };
    let is = |(typed, meant): (&Word, &Word)| says(typed, meant);
    let Some(next) = meant.get(before.len()) else { return false };
    let ends = if is_unfinished(text) {
        may_become(part(text, last), part(phrase, next))
    } else {
        typed.len() < meant.len() && is((last, next))
    };
    ends && before.iter().zip(&meant).all(is)
}

/// Whether a word is this one, however many of its marks were typed.
fn says(typed: &Word, meant: &Word) -> bool {
    typed.key == meant.key && typed.agrees(&meant.marked)
}

/// What stands in a text as this word.
fn part<'t>(text: &'t str, word: &Word) -> &'t str {
    text.get(word.start..word.end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::search::synonyms::tests::synonyms;

    #[test]
    fn words_that_say_little_are_known_unless_there_are_no_others() {
        let it = synonyms();
        assert_eq!(it.stops(&words("phần mềm của MISA")), [true, true, true, false]);
        assert_eq!(it.stops(&words("quét mã ma mà")), [false, false, false, true]);
        assert_eq!(it.stops(&words("quet cua")), [false, true]);
        assert_eq!(it.stops(&words("phan mem")), [false, false]);
        assert_eq!(it.stops(&words("phần mềm của")), [false; 3]);
        for typed in ["phần mềm của", "phần mềm c", "phần m", "phan mem", "phần ", "phầ", "phân", "phần mem", "phần mề"]
        {
            assert!(!it.says_something(typed), "{typed}");
        }
        for typed in ["phần mềm của", "phan mem", "Phần-mềm", "mà", ""] {
            assert!(it.is_silent(typed), "{typed}");
        }
        for typed in ["ma", "phần mềm ma", "phần m", "phần mềm của MISA"] {
            assert!(!it.is_silent(typed), "{typed}");
        }
        for typed in ["phần mềm của MISA", "mã", "phấn m", "mềm phần", "phần m ", "phần mềmm", "của x"]
        {
            assert!(it.says_something(typed), "{typed}");
        }
        assert_eq!(it.without_slip("phan men quan ly").as_deref(), Some("phan mem quan ly"));
        for typed in ["phầm mềm", "phần mềmm", "PHẦN-MỀN"] {
            assert_eq!(it.without_slip(typed).as_deref(), Some("phần mềm"), "{typed}");
        }
        assert_eq!(it.without_slip("Tìm phầm mềm, kế toán").as_deref(), Some("Tìm phần mềm, kế toán"));
        assert_eq!(it.without_slip("công ty phầm mềm misa").as_deref(), Some("công ty phần mềm misa"));
        for typed in ["phần", "phần mềm", "phần mem", "phầm mền", "phấn mẻm", "củaa", "chữ ký số"]
        {
            assert_eq!(it.without_slip(typed), None, "{typed}");
        }
    }

    #[test]
    fn english_words_say_little_in_english_alone() {
        let stops = ["an", "do", "in", "for", "can", "the", "bị", "đó", "kèm", "phần mềm"];
        let english = ["an", "do", "in", "for", "can", "the"];
        let it = Synonyms::of(std::iter::empty(), stops.into_iter()).with_english(english.into_iter());
        for (typed, stops) in [
            ("an toàn", vec![false, false]),
            ("an invoice", vec![true, false]),
            ("do an", vec![false, false]),
            ("in hoa don", vec![false; 3]),
            ("pos in the cloud", vec![false, true, true, false]),
            ("phần mềm in", vec![true, true, false]),
            ("bi hack", vec![true, false]),
            ("bán kem", vec![false, false]),
        ] {
            assert_eq!(it.stops(&words(typed)), stops, "{typed}");
        }
        for typed in ["do an", "bi an", "in ấn", "an toàn"] {
            assert!(it.says_something(typed), "{typed}");
        }
        for typed in ["an", "do", "bi", "for an", "phần mềm in", "kem"] {
            assert!(!it.says_something(typed), "{typed}");
        }
    }
}
