//! Which words and pairs of words stand in which platforms. It is made of plain texts and never changes.

use super::synonyms::{Bond, Synonyms};
use super::words::{Word, is_joined, words};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// The parts of a platform that are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Vendor,
    Problem,
    Category,
    SummaryVi,
    SummaryEn,
    Description,
}

impl Field {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Vendor, Self::Problem, Self::Category, Self::SummaryVi, Self::SummaryEn, Self::Description];

    /// How many words such a text usually has: a longer one says less with each. Constants, so that no platform's place
    /// depends on how much others write.
    fn usual(self) -> f32 {
        match self {
            Self::Name | Self::Vendor => 2.0,
            Self::Problem | Self::SummaryVi => 10.0,
            Self::SummaryEn => 7.0,
            Self::Category => 8.0,
            Self::Description => 200.0,
        }
    }
}

/// How much the length of a text matters: 0 not at all, 1 wholly (the b of BM25).
const LENGTH: f32 = 0.5;

/// A platform's texts. Its slug is none: its vendor chooses that alone, and nobody reads it.
#[derive(Clone, Debug, Default)]
pub struct Texts<'a> {
    pub of: Vec<(Field, &'a str)>,
}

/// That a term stands in a field of a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    pub place: u32,
    pub field: Field,
    /// How it is written there: one of the term's spellings.
    pub spelling: u8,
    /// The text begins with it: what it is about mostly stands first.
    pub first: bool,
}

/// A word or a pair of words, and where it stands; in the order of the platforms.
#[derive(Debug, Default)]
pub struct Term {
    pub key: Box<str>,
    /// In lower case, with marks.
    pub spellings: Vec<Box<str>>,
    pub postings: Vec<Posting>,
    /// In how many platforms it stands.
    pub platforms: u32,
    /// It is usually a word that says little, or holds one: it is found where it is typed, and nobody meant it who typed another.
    pub little: bool,
}

impl Term {
    fn note(&mut self, place: u32, field: Field, spelling: &str, first: bool) {
        let known = self.spellings.iter().position(|known| **known == *spelling);
        let spelling = known.unwrap_or_else(|| {
            self.spellings.push(spelling.into());
            self.spellings.len() - 1
        });
        // More ways to write one word than that are one way.
        let posting = Posting { place, field, spelling: u8::try_from(spelling).unwrap_or(u8::MAX), first };
        if self.postings.last().is_none_or(|last| last.place != place) {
            self.platforms += 1;
        }
        let same_field = |last: &Posting| last.place == place && last.field == field;
        if !self.postings.iter().rev().take_while(|last| same_field(last)).any(|last| last.spelling == posting.spelling)
        {
            self.postings.push(posting);
        }
    }

    /// How it is written most often.
    pub fn usual_spelling(&self) -> &str {
        self.usual_of(|_| true).unwrap_or(&self.key)
    }

    /// Of the ways to write it that fit, the one that is used most often.
    pub fn usual_of(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let count =
            |number: usize| self.postings.iter().filter(|posting| usize::from(posting.spelling) == number).count();
        let fitting = self.spellings.iter().enumerate().rev().filter(|(_, spelling)| fits(spelling));
        fitting.max_by_key(|(number, _)| count(*number)).map(|(_, spelling)| &**spelling)
    }
}

/// Terms in the order of their keys.
#[derive(Debug, Default)]
pub struct Dictionary {
    terms: Vec<Term>,
}

impl Dictionary {
    fn of(terms: HashMap<String, Term>, synonyms: &Synonyms) -> Self {
        let named = |(key, term): (String, Term)| Term { key: key.into(), ..term };
        let mut terms: Vec<Term> = terms.into_iter().map(named).collect();
        terms.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        for term in &mut terms {
            term.postings.shrink_to_fit();
            term.spellings.shrink_to_fit();
            // The keys first: few of them are those of such words.
            term.little = term.key.split(' ').any(|key| synonyms.is_little(key))
                && words(term.usual_spelling()).iter().any(|word| synonyms.is_little(&word.marked));
        }
        Self { terms }
    }

    pub fn get(&self, key: &str) -> Option<&Term> {
        let place = self.terms.binary_search_by(|term| (*term.key).cmp(key)).ok()?;
        self.terms.get(place)
    }

    /// The terms that begin so, in order.
    pub fn beginning(&self, key: &str) -> impl Iterator<Item = &Term> + use<'_> {
        let (begin, key) = (self.terms.partition_point(|term| *term.key < *key), key.to_owned());
        self.terms.iter().skip(begin).take_while(move |term| term.key.starts_with(&key))
    }

    pub fn all(&self) -> &[Term] {
        &self.terms
    }
}

/// The spellings of a group: whether a platform names it or something near to it.
pub const SAME: &str = "same";
pub const NEAR: &str = "near";

/// The index of a catalog; platforms are known by their place in it.
#[derive(Debug, Default)]
pub struct Index {
    pub words: Dictionary,
    /// Two words that follow each other: most words of Vietnamese have two syllables.
    pub pairs: Dictionary,
    /// By the group of synonyms.
    pub groups: Vec<Term>,
    /// How much a match weighs in a field, by its length.
    density: Vec<[f32; Field::ALL.len()]>,
    pub letters: Vec<u32>,
}

impl Index {
    pub fn of(platforms: &[Texts<'_>], synonyms: &Synonyms) -> Self {
        let mut writer = Writer::default();
        writer
            .groups
            .resize_with(synonyms.groups(), || Term { spellings: vec![SAME.into(), NEAR.into()], ..Term::default() });
        for key in synonyms.keys() {
            writer.words.entry(key.to_owned()).or_default();
        }
        let mut density = Vec::with_capacity(platforms.len());
        for (place, texts) in platforms.iter().enumerate() {
            density.push(writer.platform(u32::try_from(place).unwrap_or(u32::MAX), texts, synonyms));
        }
        let words = Dictionary::of(writer.words, synonyms);
        let letters = words.all().iter().map(|term| letters(&term.key)).collect();
        Self { words, pairs: Dictionary::of(writer.pairs, synonyms), groups: writer.groups, density, letters }
    }

    pub fn platforms(&self) -> usize {
        self.density.len()
    }

    /// How much a match of this platform's field weighs: 1 where the text has its usual length.
    pub fn density(&self, place: u32, field: Field) -> f64 {
        let of = self.density.get(place as usize).and_then(|all| all.get(field as usize));
        f64::from(of.copied().unwrap_or_default())
    }
}

/// Which letters a key has: one bit each.
pub fn letters(key: &str) -> u32 {
    key.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 32))
}

#[derive(Default)]
struct Writer {
    words: HashMap<String, Term>,
    pairs: HashMap<String, Term>,
    groups: Vec<Term>,
    pair: String,
    spelling: String,
}

impl Writer {
    fn platform(&mut self, place: u32, texts: &Texts<'_>, synonyms: &Synonyms) -> [f32; Field::ALL.len()] {
        let mut lengths = [0.0_f32; Field::ALL.len()];
        for (field, text) in &texts.of {
            let said = words(text);
            if let Some(length) = lengths.get_mut(*field as usize) {
                *length += said.len() as f32;
            }
            self.text(place, *field, text, &said);
            for meant in synonyms.named(&said) {
                if let Some(group) = self.groups.get_mut(meant.group) {
                    let bond = if meant.bond == Bond::Near { NEAR } else { SAME };
                    group.note(place, *field, bond, meant.start == 0);
                }
            }
            if *field == Field::Name && said.len() > 1 {
                let whole: String = said.iter().map(|word| word.key.as_str()).collect();
                note(&mut self.words, &whole, place, Field::Name, &whole, true);
            }
        }
        let mut density = [0.0; Field::ALL.len()];
        for ((density, length), field) in density.iter_mut().zip(lengths).zip(Field::ALL) {
            *density = 1.0 / (1.0 - LENGTH + LENGTH * (length / field.usual()).max(0.3));
        }
        density
    }

    fn text(&mut self, place: u32, field: Field, text: &str, said: &[Word]) {
        let text_of = |word: &Word| text.get(word.start..word.end).unwrap_or_default().to_lowercase();
        let mut before: Option<(&Word, String)> = None;
        for word in said {
            let spelled = text_of(word);
            note(&mut self.words, &word.key, place, field, &spelled, word.start == 0);
            if let Some((first, first_spelled)) = before.filter(|(first, _)| is_joined(text, first, word)) {
                self.pair.clear();
                self.pair.extend([&first.key, " ", &word.key]);
                self.spelling.clear();
                self.spelling.extend([&first_spelled, " ", &spelled]);
                note(&mut self.pairs, &self.pair, place, field, &self.spelling, first.start == 0);
            }
            before = Some((word, spelled));
        }
    }
}

fn note(terms: &mut HashMap<String, Term>, key: &str, place: u32, field: Field, spelling: &str, first: bool) {
    match terms.get_mut(key) {
        Some(term) => term.note(place, field, spelling, first),
        None => terms.entry(key.to_owned()).or_default().note(place, field, spelling, first),
    }
}
