//! Other words for the same: groups of phrases from `seed/synonyms.csv`, and words that say little from
//! `seed/stop_words.csv`. A phrase that only hints at a group is looked for in queries alone, one that is only near to it in the
//! catalog alone.

use super::query::is_unfinished;
use super::words::{Word, may_become, plain, words};
use std::collections::{HashMap, HashSet};
use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;

/// How a phrase belongs to its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// It is a name of it.
    Same,
    /// Who says it in a query may mean the group.
    Hint,
    /// A platform that says it serves those a little who look for the group.
    Near,
}

impl Bond {
    fn parse(kind: &str) -> Option<Self> {
        [("same", Self::Same), ("hint", Self::Hint), ("near", Self::Near)]
            .into_iter()
            .find(|it| it.0 == kind)
            .map(|it| it.1)
    }
}

/// What one phrase stands for.
#[derive(Clone, Debug)]
struct Sense {
    group: usize,
    bond: Bond,
    marked: Vec<String>,
}

/// A group that some words of a text stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meant {
    pub group: usize,
    /// The first of the words and how many they are.
    pub start: usize,
    pub count: usize,
    pub bond: Bond,
    /// The marks that were typed are those of the phrase.
    pub exact: bool,
}

/// All groups.
#[derive(Debug, Default)]
pub struct Synonyms {
    /// The first phrase of each group, by which it is called.
    names: Vec<String>,
    senses: HashMap<String, Vec<Sense>>,
    stops: HashSet<String>,
    /// The same phrases as they are written.
    little: Vec<String>,
    /// Words of the longest phrase that begins with a word.
    lengths: HashMap<String, usize>,
}

impl Synonyms {
    /// `rows`: group, kind (`same`, `hint` or `near`), phrase; `stops`: phrases that say little. A row of another kind is none.
    pub fn of<'a>(rows: impl Iterator<Item = [&'a str; 3]>, stops: impl Iterator<Item = &'a str>) -> Self {
        let mut it = Self::default();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for [group, kind, phrase] in rows {
            let Some(bond) = Bond::parse(kind) else { continue };
            let next = it.names.len();
            let number = *numbers.entry(group).or_insert(next);
            if number == next {
                it.names.push(phrase.to_lowercase());
            }
            let said = words(phrase);
            let sense = Sense { group: number, bond, marked: said.iter().map(|word| word.marked.clone()).collect() };
            it.begins(&said);
            it.senses.entry(joined(said.iter())).or_default().push(sense);
        }
        for phrase in stops {
            let said = words(phrase);
            it.begins(&said);
            it.stops.insert(joined(said.iter()));
            it.stops.insert(marked(said.iter()));
            it.little.push(phrase.to_lowercase());
        }
        it
    }

    fn begins(&mut self, said: &[Word]) {
        if let Some(first) = said.first() {
            let longest = self.lengths.entry(first.key.clone()).or_default();
            *longest = said.len().max(*longest);
        }
    }

    /// Words of the longest phrase that may begin at this word; 0: none does.
    fn longest(&self, said: &[Word], start: usize) -> usize {
        let longest = said.get(start).and_then(|word| self.lengths.get(&word.key));
        longest.map_or(0, |longest| (said.len() - start).min(*longest))
    }

    pub fn groups(&self) -> usize {
        self.names.len()
    }

    pub fn name(&self, group: usize) -> &str {
        self.names.get(group).map(String::as_str).unwrap_or_default()
    }

    /// Every word of every phrase, without marks.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.senses.keys().flat_map(|phrase| phrase.split(' '))
    }

    /// The groups that a text of the catalog names, wherever their phrases stand.
    pub fn named(&self, said: &[Word]) -> Vec<Meant> {
        let mut found = Vec::new();
        for start in 0..said.len() {
            for count in 1..=self.longest(said, start) {
                let here = self.at(said, start, count, Bond::Hint, &|word, marked| word.marked == marked);
                found.extend(here.into_iter().filter(|meant| meant.exact));
            }
        }
        found
    }

    /// The groups that a query stands for: of phrases that overlap, the first and longest.
    pub fn meant(&self, said: &[Word]) -> Vec<Meant> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < said.len() {
            let longest = (1..=self.longest(said, start)).rev();
            let here = longest
                .map(|count| self.at(said, start, count, Bond::Near, &Word::agrees))
                .find(|here| !here.is_empty());
            start += here.as_ref().and_then(|here| here.first()).map_or(1, |meant| meant.count);
            found.extend(here.into_iter().flatten());
        }
        found
    }

    /// Those of exactly these words, but for one bond. A single word must be written with the marks that were typed; of a longer phrase one
    /// mark may be wrong.
    fn at(
        &self,
        said: &[Word],
        start: usize,
        count: usize,
        but: Bond,
        agrees: &dyn Fn(&Word, &str) -> bool,
    ) -> Vec<Meant> {
        let part = said.iter().skip(start).take(count);
        let Some(senses) = self.senses.get(&joined(part.clone())) else { return Vec::new() };
        let read = |sense: &Sense| {
            let exact = part.clone().zip(&sense.marked).all(|(word, marked)| agrees(word, marked));
            (exact || count > 1).then_some(Meant { group: sense.group, start, count, bond: sense.bond, exact })
        };
        let mut found: Vec<Meant> = senses.iter().filter(|sense| sense.bond != but).filter_map(read).collect();
        if found.iter().any(|meant| meant.exact) {
            found.retain(|meant| meant.exact);
        }
        found.dedup_by_key(|meant| meant.group);
        found
    }

    /// Whether a query has words beside those that say little, and that go on to some where more of it may be typed: `giải phá`.
    pub fn says_something(&self, text: &str) -> bool {
        let said = words(text);
        let mut silent = vec![false; said.len() + 1];
        silent.iter_mut().take(1).for_each(|begin| *begin = true);
        for start in 0..said.len() {
            if !silent.get(start).is_some_and(|silent| *silent) {
                continue;
            }
            let rest = said.get(start..).unwrap_or_default();
            if self.little.iter().any(|phrase| goes_on(text, rest, phrase)) {
                return false;
            }
            for count in 1..=self.longest(&said, start) {
                if self.stops.contains(&marked(said.iter().skip(start).take(count))) {
                    silent.iter_mut().skip(start + count).take(1).for_each(|end| *end = true);
                }
            }
        }
        silent.last() != Some(&true)
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
        self.stops.contains(word)
    }

    /// Which words of a query say little; none where all do.
    pub fn stops(&self, said: &[Word]) -> Vec<bool> {
        let stops = self.little(said);
        if stops.contains(&false) { stops } else { vec![false; said.len()] }
    }

    fn little(&self, said: &[Word]) -> Vec<bool> {
        let mut stops = vec![false; said.len()];
        for start in 0..said.len() {
            for count in 1..=self.longest(said, start) {
                if self.stops.contains(&marked(said.iter().skip(start).take(count))) {
                    stops.iter_mut().skip(start).take(count).for_each(|stop| *stop = true);
                }
            }
        }
        stops
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

/// The words of a phrase with their marks, with one space between two.
fn marked<'a>(said: impl Iterator<Item = &'a Word>) -> String {
    said.map(|word| word.marked.as_str()).collect::<Vec<_>>().join(" ")
}

/// The words of a phrase without marks, with one space between two.
pub fn joined<'a>(said: impl Iterator<Item = &'a Word>) -> String {
    said.map(|word| word.key.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synonyms() -> Synonyms {
        let rows = [
            ["sign", "same", "chữ ký số"],
            ["sign", "same", "CA"],
            ["cafe", "same", "cà phê"],
            ["pos", "same", "bán hàng"],
            ["omni", "same", "bán hàng đa kênh"],
            ["pos", "hint", "hết hàng"],
        ];
        Synonyms::of(rows.into_iter(), ["của", "phần mềm", "mà"].into_iter())
    }

    fn names(synonyms: &Synonyms, meant: &[Meant]) -> Vec<String> {
        meant.iter().map(|meant| synonyms.name(meant.group).to_owned()).collect()
    }

    #[test]
    fn the_longest_phrase_is_meant_and_every_phrase_is_named() {
        let it = synonyms();
        assert_eq!(names(&it, &it.meant(&words("ban hang da kenh"))), ["bán hàng đa kênh"]);
        assert_eq!(names(&it, &it.named(&words("bán hàng đa kênh"))), ["bán hàng", "bán hàng đa kênh"]);
        assert_eq!(names(&it, &it.meant(&words("hay hết hàng"))), ["bán hàng"]);
        assert!(it.named(&words("hay hết hàng")).is_empty());
    }

    #[test]
    fn marks_that_were_typed_count() {
        let it = synonyms();
        assert_eq!(names(&it, &it.meant(&words("ca"))), ["chữ ký số"]);
        assert!(it.meant(&words("cá")).is_empty());
        assert_eq!(names(&it, &it.meant(&words("quan ca phe"))), ["cà phê"]);
        assert_eq!(it.meant(&words("bản hàng")).first().map(|meant| meant.exact), Some(false));
    }

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
