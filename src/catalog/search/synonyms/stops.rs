//! Words that say little: who types nothing else looks for nothing.

use super::{Synonyms, marked};
use crate::catalog::search::query::is_unfinished;
use crate::catalog::search::words::{Word, may_become, plain, words};
use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;

/// How little a word of a query says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    /// Nothing, whatever stands beside it.
    Firm,
    /// Without its marks it may be another word: `ban` is «bạn» or «bán».
    Loose,
    /// It says something.
    None,
}

impl Synonyms {
    /// Whether a query says nothing at all: whoever wrote such a word into a text is no better an answer than the others.
    pub fn is_silent(&self, text: &str) -> bool {
        self.silences(&words(text)).iter().all(|silence| *silence == Silence::Firm)
    }

    /// Whether a query has words beside those that say little, and that go on to some where more of it may be typed: `giải phá`.
    pub fn says_something(&self, text: &str) -> bool {
        let said = words(text);
        let silences = self.silences(&said);
        let silent = silences.iter().take_while(|silence| **silence != Silence::None).count();
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

    /// Which words of a query say little; none where all do.
    pub fn stops(&self, said: &[Word]) -> Vec<bool> {
        let silences = self.silences(said);
        let all = !silences.contains(&Silence::None);
        silences.iter().map(|silence| !all && *silence != Silence::None).collect()
    }

    fn silences(&self, said: &[Word]) -> Vec<Silence> {
        let bare = |word: &Word| self.bare.contains(&word.marked);
        let loose = |word: &Word| if bare(word) { Silence::Loose } else { Silence::None };
        let mut silences: Vec<Silence> = said.iter().map(loose).collect();
        for start in 0..said.len() {
            for count in 1..=self.longest(said, start) {
                if self.stops.contains(&marked(said.iter().skip(start).take(count))) {
                    silences.iter_mut().skip(start).take(count).for_each(|silence| *silence = Silence::Firm);
                }
            }
        }
        silences
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
        assert_eq!(it.stops(&words("quét mã ma mà")), [false, false, true, true]);
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
}
