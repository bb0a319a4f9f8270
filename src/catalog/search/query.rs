//! What somebody looks for: the words of a query as units that can be met — words, pairs, joined words, groups of synonyms.

use super::index::{Field, Index, Posting, Term};
use super::spelling::{self, Asked, Guess, Reading};
use super::synonyms::{Bond, Synonyms};
use super::typed::is_unfinished;
use super::words::{Word, is_syllable, words};

/// Most words of a query that are looked for; the rest is passed over.
const WORDS: usize = 32;

/// What words count whose marks are others than those typed.
const OTHER_MARKS: f64 = 0.5;

/// What a group counts that the query only goes on to.
const BEGUN: f64 = 0.6;

/// Most terms that one pair is completed to.
const COMPLETED_PAIRS: usize = 64;

/// What kind of thing is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A group of synonyms.
    Group(usize),
    /// Two words that are one in the catalog: `kiot viet`.
    Joined,
    Pair,
    /// A word that says something alone.
    Word,
    /// A syllable among others.
    Syllable,
}

impl Kind {
    fn weight(self) -> f64 {
        match self {
            Self::Group(_) => 1.6,
            Self::Joined => 2.0,
            Self::Pair => 1.3,
            Self::Word => 1.0,
            Self::Syllable => 0.3,
        }
    }
}

/// A term that a unit is met by, and how well, by the spelling that stands there.
#[derive(Clone, Debug)]
pub struct Reached<'i> {
    pub key: String,
    pub postings: &'i [Posting],
    /// By spelling; where there are more, the last holds.
    pub quality: Vec<f64>,
}

impl Reached<'_> {
    pub fn quality(&self, posting: &Posting) -> f64 {
        let known = self.quality.get(usize::from(posting.spelling)).or(self.quality.last());
        known.copied().unwrap_or(1.0)
    }
}

/// What of a query can be met by itself.
#[derive(Clone, Debug)]
pub struct Unit<'i> {
    pub kind: Kind,
    /// The words of the query that it stands for, one bit each.
    pub covers: u64,
    /// More for what stands in fewer platforms.
    pub weight: f64,
    pub text: String,
    pub reached: Vec<Reached<'i>>,
}

/// A query that was understood.
#[derive(Debug)]
pub struct Query<'i> {
    pub asked: Vec<Asked>,
    pub units: Vec<Unit<'i>>,
    /// How much each word matters to whether a platform fits.
    pub shares: Vec<f64>,
    pub did_you_mean: Option<String>,
}

impl<'i> Query<'i> {
    /// As it is usually read.
    pub fn of(index: &'i Index, synonyms: &Synonyms, text: &str) -> Self {
        Self::read(index, synonyms, text, Guess::Likely)
    }

    /// As a phrase that was typed without spaces, where it is one: what was meant is asked, too.
    pub fn spaced(index: &'i Index, synonyms: &Synonyms, text: &str) -> Option<Self> {
        let mut said = words(text);
        said.truncate(WORDS);
        let spaced = spelling::spaced(index, text, &said)?;
        let query = Self::of(index, synonyms, &spaced);
        let did_you_mean = query.did_you_mean.clone().or(Some(spaced));
        Some(Self { did_you_mean, ..query })
    }

    /// As it is read where that finds nothing.
    pub fn guessed(index: &'i Index, synonyms: &Synonyms, text: &str) -> Self {
        Self::read(index, synonyms, text, Guess::More)
    }

    /// As it may have been meant where that finds nothing either.
    pub fn supposed(index: &'i Index, synonyms: &Synonyms, text: &str) -> Self {
        Self::read(index, synonyms, text, Guess::Syllables)
    }

    fn read(index: &'i Index, synonyms: &Synonyms, text: &str, guess: Guess) -> Self {
        let mut said = words(text);
        said.truncate(WORDS);
        let stops = synonyms.stops(&said);
        let asked = spelling::read(index, said, &stops, (is_unfinished(text), guess), text);
        let mut made = Maker { index, synonyms, asked: &asked, units: Vec::new() };
        made.groups();
        if guess == Guess::More && is_unfinished(text) {
            made.begun();
        }
        made.joined();
        made.pairs();
        made.singles();
        let (units, shares) = (made.units, shares(index, &asked));
        let did_you_mean = spelling::did_you_mean(index, &asked, text);
        Self { asked, units, shares, did_you_mean }
    }

    /// Whether each syllable that is taken for another is one of a phrase then, or of a name: the halves of two words are none, as «hệ khách»
    /// of «quan hệ khách hàng».
    pub fn supposes_phrases(&self) -> bool {
        let named = |posting: &Posting| matches!(posting.field, Field::Name | Field::Vendor);
        let is_phrase = |unit: &&Unit<'_>| match unit.kind {
            Kind::Group(_) => true,
            _ => unit.reached.iter().any(|reached| reached.postings.iter().any(named)),
        };
        let phrases = self.units.iter().filter(is_phrase).fold(0, |bits, unit| bits | unit.covers);
        let taken =
            |(number, it): (usize, &Asked)| it.corrected && is_syllable(&it.word.key) && bits(number, 1) & phrases == 0;
        !self.asked.iter().enumerate().any(taken)
    }

    /// How many words say something.
    pub fn length(&self) -> usize {
        self.asked.iter().filter(|word| !word.stop).count()
    }
}

/// What stands in few platforms tells them apart (Robertson & Spärck Jones 1976; the form of BM25).
fn rarity(index: &Index, platforms: u32) -> f64 {
    let (all, with) = (index.platforms() as f64, f64::from(platforms));
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

fn shares(index: &Index, asked: &[Asked]) -> Vec<f64> {
    let rarest = rarity(index, 0);
    let share = |word: &Asked| {
        let most = word.readings.iter().filter_map(|reading| index.words.get(&reading.key)).map(|term| term.platforms);
        if word.stop { 0.0 } else { 1.0 + rarity(index, most.max().unwrap_or_default()) / rarest }
    };
    asked.iter().map(share).collect()
}

struct Maker<'i, 'q> {
    index: &'i Index,
    synonyms: &'q Synonyms,
    asked: &'q [Asked],
    units: Vec<Unit<'i>>,
}

impl<'i> Maker<'i, '_> {
    fn add(&mut self, kind: Kind, covers: u64, text: String, reached: Vec<(&'i Term, Reached<'i>)>) {
        let most = reached.iter().map(|(term, _)| term.platforms).max().unwrap_or_default();
        let reached: Vec<Reached<'i>> = reached.into_iter().map(|(_, reached)| reached).collect();
        if most > 0 {
            let weight = kind.weight() * rarity(self.index, most);
            self.units.push(Unit { kind, covers, weight, text, reached });
        }
    }

    /// The groups that the query stands for, as it was corrected.
    fn groups(&mut self) {
        let best = |asked: &Asked| match asked.readings.first() {
            Some(reading) if asked.corrected => {
                Word { key: reading.key.clone(), marked: reading.key.clone(), ..asked.word.clone() }
            }
            _ => asked.word.clone(),
        };
        let said: Vec<Word> = self.asked.iter().map(best).collect();
        for meant in self.synonyms.meant(&said) {
            let Some(term) = self.index.groups.get(meant.group) else { continue };
            let quality = if meant.exact { 1.0 } else { 0.7 } * if meant.bond == Bond::Hint { 0.8 } else { 1.0 };
            let reached =
                Reached { key: String::new(), postings: &term.postings, quality: vec![quality, 0.3 * quality] };
            let text = self.synonyms.name(meant.group).to_owned();
            self.add(Kind::Group(meant.group), bits(meant.start, meant.count), text, vec![(term, reached)]);
        }
    }

    /// The groups that the query may go on to, words that stand in no text but are other words for what does; and names of two words: `Nhanh.v`.
    fn begun(&mut self) {
        let said: Vec<Word> = self.asked.iter().map(|asked| asked.word.clone()).collect();
        for meant in self.synonyms.begun(&said) {
            let Some(term) = self.index.groups.get(meant.group) else { continue };
            let reached = Reached { key: String::new(), postings: &term.postings, quality: vec![BEGUN, 0.3 * BEGUN] };
            let text = self.synonyms.name(meant.group).to_owned();
            self.add(Kind::Group(meant.group), bits(meant.start, meant.count), text, vec![(term, reached)]);
        }
        let Some((number, one, two)) = self.two().last() else { return };
        let (key, said) = ([one.word.key.as_str(), &two.word.key].concat(), text(&[&one.word, &two.word]));
        let named = |term: &&Term| term.postings.iter().any(|posting| posting.field == Field::Name);
        let names = self.index.words.beginning(&key).filter(named).take(COMPLETED_PAIRS);
        let reached = names.map(|term| (term, spelled(term, BEGUN, |_| 1.0))).collect();
        self.add(Kind::Joined, bits(number, 2), said, reached);
    }

    fn two(&self) -> impl Iterator<Item = (usize, &Asked, &Asked)> {
        self.asked.iter().zip(self.asked.iter().skip(1)).enumerate().map(|(number, (one, two))| (number, one, two))
    }

    fn joined(&mut self) {
        let made = |(number, one, two): (usize, &Asked, &Asked)| {
            let term = self.index.words.get(&[one.word.key.as_str(), &two.word.key].concat())?;
            let reached = Reached { key: term.key.to_string(), postings: &term.postings, quality: vec![1.0] };
            Some((bits(number, 2), text(&[&one.word, &two.word]), vec![(term, reached)]))
        };
        for (covers, text, reached) in self.two().filter_map(made).collect::<Vec<_>>() {
            self.add(Kind::Joined, covers, text, reached);
        }
    }

    fn pairs(&mut self) {
        let made = |(number, one, two): (usize, &Asked, &Asked)| {
            let mut reached = Vec::new();
            for first in one.readings.iter().filter(|reading| !reading.completed) {
                for second in two.readings.iter().filter(|reading| !reading.completed) {
                    let term = self.index.pairs.get(&[&first.key, " ", second.key.as_str()].concat());
                    let quality = first.quality.min(second.quality);
                    reached.extend(term.map(|term| (term, self.of_pair(term, [&one.word, &two.word], false, quality))));
                }
                if number + 2 == self.asked.len() && unfinished(two) {
                    let beginning = [&first.key, " ", two.word.key.as_str()].concat();
                    let longer = self.index.pairs.beginning(&beginning).filter(|term| *term.key != *beginning);
                    let found = longer
                        .take(COMPLETED_PAIRS)
                        .map(|term| (term, self.of_pair(term, [&one.word, &two.word], true, 0.8 * first.quality)));
                    reached.extend(found);
                }
            }
            (!one.stop || !two.stop).then(|| (bits(number, 2), text(&[&one.word, &two.word]), reached))
        };
        for (covers, text, reached) in self.two().filter_map(made).collect::<Vec<_>>() {
            self.add(Kind::Pair, covers, text, reached);
        }
    }

    /// Two words; of the second one only the beginning may have been typed.
    fn of_pair(&self, term: &'i Term, typed: [&Word; 2], completed: bool, quality: f64) -> Reached<'i> {
        let share = |(typed, said, completed): (&Word, &Word, bool)| match completed {
            true if typed.may_become(&said.marked) => 1.0,
            true => 0.0,
            false if typed.key != said.key || typed.agrees(&said.marked) => 1.0,
            false => self.of_other_marks(typed),
        };
        spelled(term, quality, |spelling| {
            let said = words(spelling);
            typed
                .into_iter()
                .zip(&said)
                .zip([false, completed])
                .map(|((typed, said), last)| share((typed, said, last)))
                .fold(1.0, f64::min)
        })
    }

    /// How much a word counts whose marks are others than those typed: nothing where these make a word, too.
    fn of_other_marks(&self, typed: &Word) -> f64 {
        if self.synonyms.is_meant(typed) { 0.0 } else { OTHER_MARKS }
    }

    fn singles(&mut self) {
        let few = self.asked.iter().filter(|asked| !asked.stop).count() == 1;
        for (number, asked) in self.asked.iter().enumerate().filter(|(_, asked)| !asked.stop) {
            // One letter begins everything.
            let short = asked.word.key.chars().count() < 2 && !few;
            let used = asked.readings.iter().filter(|reading| !(short && reading.completed));
            let reached = |reading: &Reading| {
                let term = self.index.words.get(&reading.key)?;
                let share = |spelling: &str| match words(spelling).first() {
                    Some(said) if reading.completed => f64::from(u8::from(asked.word.may_become(&said.marked))),
                    _ if asked.corrected => 1.0,
                    Some(said) if asked.word.agrees(&said.marked) => 1.0,
                    // «chợ» is no «cho»: what says little was not meant with other marks.
                    Some(said) if self.synonyms.is_little(&said.marked) => 0.0,
                    _ => self.of_other_marks(&asked.word),
                };
                Some((term, spelled(term, reading.quality, share)))
            };
            let reached: Vec<_> = used.filter_map(reached).collect();
            let firm = few || asked.readings.iter().all(|reading| !is_syllable(&reading.key));
            let kind = if firm { Kind::Word } else { Kind::Syllable };
            self.add(kind, bits(number, 1), text(&[&asked.word]), reached);
        }
    }
}

/// The last word may be the beginning of another.
fn unfinished(asked: &Asked) -> bool {
    !asked.corrected && !asked.stop
}

/// `share`: how much of the quality each way to write it has.
fn spelled(term: &Term, quality: f64, share: impl Fn(&str) -> f64) -> Reached<'_> {
    let quality = term.spellings.iter().map(|spelling| quality * share(spelling)).collect();
    Reached { key: term.key.to_string(), postings: &term.postings, quality }
}

fn text(said: &[&Word]) -> String {
    said.iter().map(|word| word.key.as_str()).collect::<Vec<_>>().join(" ")
}

fn bits(start: usize, count: usize) -> u64 {
    (start..start + count).fold(0, |bits, number| bits | 1 << number.min(63))
}
