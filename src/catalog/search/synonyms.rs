//! Other words for the same: groups of phrases from `seed/synonyms.csv`, and words that say little from
//! `seed/stop_words.csv`. A phrase that only hints at a group is looked for in queries alone, one that is only near to it in the
//! catalog alone.

mod stops;

use super::words::{Word, words};
use std::collections::{HashMap, HashSet};

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

impl Sense {
    /// Whether these words go on to it, by such marks as they have.
    fn goes_on(&self, typed: &[Word]) -> bool {
        let last = typed.len().saturating_sub(1);
        typed
            .iter()
            .zip(&self.marked)
            .enumerate()
            .all(|(number, (word, marked))| if number == last { word.may_become(marked) } else { word.agrees(marked) })
    }
}

/// Letters from which on a word that is being typed is known by itself, and beside others.
const BEGUN: [usize; 2] = [4, 2];

/// Whether these words go on to a phrase, without their marks: to one of as many words, or to a longer one.
fn goes_on(typed: &[Word], phrase: &str, whole: bool) -> bool {
    let Some((last, before)) = typed.split_last() else { return false };
    let [alone, beside] = BEGUN;
    let letters = if before.is_empty() { alone } else { beside };
    let mut meant = phrase.split(' ');
    let same = before.iter().all(|word| meant.next() == Some(word.key.as_str()));
    let next = meant.next().is_some_and(|next| next.starts_with(&last.key));
    same && next && last.key.chars().count() >= letters && meant.next().is_none() == whole
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
    /// Phrases that say little, with their marks, those of several words without them, too.
    stops: HashSet<String>,
    /// Words that say little by themselves, without their marks.
    bare: HashSet<String>,
    /// The words among all these that are English.
    english: HashSet<String>,
    /// All these phrases as they are written.
    little: Vec<String>,
    /// Every word of every phrase, as it is written.
    known: HashSet<String>,
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
            it.known.extend(said.iter().map(|word| word.marked.clone()));
            it.begins(&said);
            it.senses.entry(joined(said.iter())).or_default().push(sense);
        }
        for phrase in stops {
            let said = words(phrase);
            it.begins(&said);
            match said.as_slice() {
                [only] if only.has_marks() => it.bare.insert(only.key.clone()),
                _ => it.stops.insert(joined(said.iter())),
            };
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

    /// The groups of the phrases that the last words of a query go on to, by the letters of the last one: `gửi ti`. A single word goes on to longer
    /// phrases, too, if all of those belong to one group: `diệt`.
    pub fn begun(&self, said: &[Word]) -> Vec<Meant> {
        let mut found: Vec<Meant> = Vec::new();
        let begins = |start: &usize| start + 1 == said.len() || self.longest(said, *start) > 0;
        for start in (0..said.len()).filter(begins) {
            let begun = |whole: bool| {
                let typed = said.get(start..).unwrap_or_default();
                let all = self.senses.iter().filter(move |(phrase, _)| goes_on(typed, phrase, whole));
                all.flat_map(|(_, senses)| senses).filter(|sense| sense.bond != Bond::Near && sense.goes_on(typed))
            };
            let meant = |sense: &Sense| Meant {
                group: sense.group,
                start,
                count: said.len() - start,
                bond: Bond::Hint,
                exact: true,
            };
            found.extend(begun(true).map(meant));
            let further: HashSet<usize> = begun(false).map(|sense| sense.group).collect();
            if said.len() == 1 && found.is_empty() && further.len() == 1 {
                found.extend(begun(false).take(1).map(meant));
            }
            if !found.is_empty() {
                // The longest phrase.
                break;
            }
        }
        found.sort_unstable_by_key(|meant| meant.group);
        found.dedup_by_key(|meant| meant.group);
        found
    }

    /// Whether a word was meant as it was typed: with marks that one of a phrase has.
    pub fn is_meant(&self, word: &Word) -> bool {
        word.has_marks() && self.known.contains(&word.marked)
    }

    /// Whether a phrase is this one.
    pub fn is_phrase(&self, key: &str) -> bool {
        self.senses.contains_key(key)
    }

    /// Those of exactly these words, but for one bond. A single word must be written with the marks that were typed; of a longer phrase
    /// marks may be wrong, in two words where that makes no other word: «bán đồ» is no «bản đồ».
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
            let other = |(word, marked): (&Word, &String)| !agrees(word, marked) && self.is_meant(word);
            let near = count > 2 || count > 1 && !part.clone().zip(&sense.marked).any(other);
            (exact || near).then_some(Meant { group: sense.group, start, count, bond: sense.bond, exact })
        };
        let mut found: Vec<Meant> = senses.iter().filter(|sense| sense.bond != but).filter_map(read).collect();
        if found.iter().any(|meant| meant.exact) {
            found.retain(|meant| meant.exact);
        }
        found.dedup_by_key(|meant| meant.group);
        found
    }
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

    pub fn synonyms() -> Synonyms {
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
    fn a_phrase_is_known_by_its_beginning() {
        let it = synonyms();
        for (typed, begun) in [
            ("chữ ký s", vec![]),
            ("chữ ký số", vec!["chữ ký số"]),
            ("chữ", vec![]),
            ("quán cà ph", vec!["cà phê"]),
            ("quán cá ph", vec![]),
            ("chuu", vec![]),
            ("bán hàng đa kê", vec!["bán hàng đa kênh"]),
        ] {
            assert_eq!(names(&it, &it.begun(&words(typed))), begun, "{typed}");
        }
        let one = Synonyms::of(
            [["virus", "same", "diệt virus"], ["virus", "hint", "diệt vi-rút"]].into_iter(),
            std::iter::empty(),
        );
        for (typed, begun) in [("diệt", 1), ("diet", 1), ("diệ", 0), ("điệt", 0), ("máy diệt", 0), ("máy diệt vi", 1)]
        {
            assert_eq!(one.begun(&words(typed)).len(), begun, "{typed}");
        }
    }

    #[test]
    fn marks_that_were_typed_count() {
        let it = synonyms();
        assert_eq!(names(&it, &it.meant(&words("ca"))), ["chữ ký số"]);
        assert!(it.meant(&words("cá")).is_empty());
        assert_eq!(names(&it, &it.meant(&words("quan ca phe"))), ["cà phê"]);
        assert_eq!(it.meant(&words("bản hàng")).first().map(|meant| meant.exact), Some(false));
    }
}
