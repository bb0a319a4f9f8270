//! What somebody meant who typed a word that the catalog does not have.

mod slips;
mod spaced;

pub use spaced::spaced;

pub use slips::with_marks;

use super::index::{Field, Index, Term, letters};
use super::words::{Word, is_syllable, plain, typed_tone, without_typing_marks, words};
use std::cmp::Reverse;
use unicode_normalization::UnicodeNormalization;

/// Most words that a beginning is taken for.
const COMPLETIONS: usize = 64;

/// Most words that a slip is taken for.
const CORRECTIONS: usize = 8;

/// Words up to which a query is no sentence.
pub const SHORT: usize = 4;

/// What a word is read as.
#[derive(Clone, Debug)]
pub struct Reading {
    pub key: String,
    /// 1 as typed, less the more was guessed.
    pub quality: f64,
    /// Only the beginning of this word was typed.
    pub completed: bool,
}

/// A word of a query.
#[derive(Clone, Debug)]
pub struct Asked {
    pub word: Word,
    pub stop: bool,
    /// Best first; none: the catalog does not have it.
    pub readings: Vec<Reading>,
    /// The best reading is another word.
    pub corrected: bool,
}

impl Asked {
    /// The key of what it is taken for.
    fn meant(&self) -> &str {
        match self.readings.first() {
            Some(best) if self.corrected => &best.key,
            _ => &self.word.key,
        }
    }
}

/// How much is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// What is likely.
    Likely,
    /// Whatever is near: for a query that finds nothing as it is usually read.
    More,
    /// Another syllable than was typed, too: to ask whether it was meant.
    Syllables,
}

/// How the words of a query are read; the last one may be unfinished.
pub fn read(
    index: &Index,
    mut said: Vec<Word>,
    stops: &[bool],
    (unfinished, guess): (bool, Guess),
    text: &str,
) -> Vec<Asked> {
    said = split(index, said);
    let last = said.len().saturating_sub(1);
    let mut asked: Vec<Asked> = Vec::with_capacity(said.len());
    let mut joined = false;
    for (number, word) in said.iter().enumerate() {
        if std::mem::take(&mut joined) {
            continue;
        }
        let (before, after) = (number.checked_sub(1).and_then(|n| said.get(n)), said.get(number + 1));
        let stop = stops.get(number).copied().unwrap_or_default() && stops.len() == said.len();
        let mut readings = Vec::new();
        let known = index.words.get(&word.key).is_some();
        if known || stop {
            readings.push(as_typed(&word.key));
        }
        if unfinished && number == last && !stop {
            readings.extend(completions(index, &word.key, if known { 0.4 } else { 0.7 }));
        }
        let alone = |other: Option<&Word>, first: bool| {
            other.is_none_or(|other| {
                let both = if first { [&word.key, other.key.as_str()] } else { [&other.key, word.key.as_str()] };
                index.words.get(&both.concat()).is_none()
            })
        };
        let mut corrected = false;
        if readings.is_empty() && alone(before, false) && alone(after, true) {
            readings = corrections(index, word, (before, after), said.len() <= SHORT, guess);
            corrected = !readings.is_empty();
        }
        if guess != Guess::Likely && !stop {
            if let Some(one) = after.and_then(|after| slips::joined(index, word, after)) {
                asked.push(one);
                joined = true;
                continue;
            }
            let near = slips::near(index, word, (before, after), text, (said.len() <= SHORT, guess));
            if !near.is_empty() {
                (readings, corrected) = (near, true);
            } else if let Some(parts) = slips::parts(index, word).filter(|_| !corrected && !known) {
                asked.extend(parts);
                continue;
            }
        }
        asked.push(Asked { word: word.clone(), stop, readings, corrected });
    }
    asked
}

fn as_typed(key: &str) -> Reading {
    Reading { key: key.to_owned(), quality: 1.0, completed: false }
}

/// `ketoan` is `ke toan`, where the catalog has these two together and not the one. A syllable is one word.
fn split(index: &Index, said: Vec<Word>) -> Vec<Word> {
    let mut parts = Vec::with_capacity(said.len());
    for word in said {
        let known = index.words.get(&word.key).is_some() || index.words.beginning(&word.key).next().is_some();
        let one = known || is_syllable(&word.key);
        let pair = |at: usize| {
            let (first, second) = word.key.split_at_checked(at)?;
            let term = index.pairs.get(&format!("{first} {second}"))?;
            Some((term.platforms, first.to_owned(), second.to_owned()))
        };
        let found = if one { None } else { (2..word.key.len().saturating_sub(1)).filter_map(pair).max() };
        match found {
            Some((_, first, second)) => {
                let middle = (word.start + first.len()).min(word.end);
                for (key, start, end) in [(first, word.start, middle), (second, middle, word.end)] {
                    parts.push(Word { start, end, marked: key.clone(), key });
                }
            }
            None => parts.push(word),
        }
    }
    parts
}

fn completions(index: &Index, key: &str, quality: f64) -> Vec<Reading> {
    let mut terms: Vec<&Term> = index.words.beginning(key).filter(|term| *term.key != *key).collect();
    // The beginning of many words says little: the most usual ones.
    terms.sort_by(|one, other| other.platforms.cmp(&one.platforms).then_with(|| one.key.cmp(&other.key)));
    let read = |term: &&Term| Reading { key: term.key.to_string(), quality, completed: true };
    terms.iter().take(COMPLETIONS).map(read).collect()
}

/// A sentence is full of words that no platform uses: there, and where a whole syllable was typed, a word is
/// another one only if that stands beside its neighbour in the catalog. Nobody means a word that says little.
fn corrections(
    index: &Index,
    word: &Word,
    (before, after): (Option<&Word>, Option<&Word>),
    short: bool,
    guess: Guess,
) -> Vec<Reading> {
    let key = word.key.as_str();
    let length = key.chars().count();
    let unmarked = without_typing_marks(key).and_then(|plain| index.words.get(&plain));
    let unmarked = unmarked.filter(|term| !term.little && has_tone(term, key));
    // Three letters, one of which may be a tone, are more often a name: `bas` is no `bá`.
    if let Some(term) = unmarked.filter(|term| length > 3 || together(index, term, before, after).0 > 0) {
        return vec![Reading { key: term.key.to_string(), quality: 0.9, completed: false }];
    }
    let allowed: u32 = match length {
        0..3 => return Vec::new(),
        3..8 => 1,
        _ => 2,
    };
    // Three letters are near to many words: two of them may have changed places, beside a neighbour that is known.
    let turned = length == 3;
    let alone = short && !turned && !is_syllable(key);
    let typed = letters(key);
    // «đ» is no slip: nobody types it who means an English word.
    let crossed = word.marked.contains('đ');
    let mut found = Vec::new();
    for (term, has) in index.words.all().iter().zip(&index.letters) {
        let others = if turned { 0 } else { 2 * allowed };
        let near = !term.little && (typed ^ has).count_ones() <= others && term.key.len().abs_diff(key.len()) <= 4;
        if near && term.key.chars().count().abs_diff(length) <= allowed as usize {
            let slips = strsim::osa_distance(key, &term.key);
            let together = together(index, term, before, after);
            let agrees = !crossed || term.spellings.iter().any(|spelling| spelling.contains('đ'));
            let likely = together.0 > 0 || alone && (guess == Guess::Syllables || !is_another(key, term, slips));
            if slips <= allowed as usize && likely && agrees {
                found.push((slips, Reverse(together), term));
            }
        }
    }
    // Two letters that changed places are likelier than one that is missing or another.
    let moved = |term: &Term| is_turned(key, term);
    found.sort_by(|one, other| {
        let rank = |(slips, together, term): &(usize, Reverse<(u32, u32)>, &Term)| (*slips, *together, !moved(term));
        rank(one)
            .cmp(&rank(other))
            .then_with(|| other.2.platforms.cmp(&one.2.platforms))
            .then_with(|| one.2.key.cmp(&other.2.key))
    });
    // What is two slips away was not meant where another is one away.
    let fewest = found.first().map_or(0, |(slips, ..)| *slips);
    let likely = found.iter().filter(|(slips, ..)| *slips == fewest);
    let read = |(slips, _, term): &(usize, _, &Term)| match of_slips(term, *slips) {
        reading if moved(term) => Reading { quality: 0.9, ..reading },
        reading => reading,
    };
    likely.take(CORRECTIONS).map(read).collect()
}

/// Whether a word is written somewhere with the tone that was typed as a letter: `taxi` is no «tài».
fn has_tone(term: &Term, typed: &str) -> bool {
    let tone = typed_tone(typed);
    let has = |spelling: &str| tone.is_none_or(|tone| spelling.nfd().any(|c| c == tone));
    term.spellings.is_empty() || term.spellings.iter().any(|spelling| has(spelling))
}

/// Letters from which on a word is known by all but one of them, and by all but two.
const ONE_SLIP: usize = 6;
const TWO_SLIPS: usize = 10;

/// Whether what was typed may be a word by itself, though the catalog has it not: `scan` is no slip in «san». Short ones are near to many; a
/// name is often typed wrongly, and letters change places by mistake alone.
fn is_another(typed: &str, term: &Term, slips: usize) -> bool {
    let shortest = if slips < 2 { ONE_SLIP } else { TWO_SLIPS };
    let sounds = typed.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let named = || term.postings.iter().any(|posting| matches!(posting.field, Field::Name | Field::Vendor));
    let named = is_syllable(&term.key) || !named();
    sounds && typed.chars().count() < shortest && !is_turned(typed, term) && named
}

/// Whether a word has the same letters as one that was typed.
fn is_turned(typed: &str, term: &Term) -> bool {
    term.key.len() == typed.len() && letters(&term.key) == letters(typed)
}

/// A word that was meant by who made so many slips.
fn of_slips(term: &Term, slips: usize) -> Reading {
    let quality = if slips < 2 { 0.7 } else { 0.5 };
    Reading { key: term.key.to_string(), quality, completed: false }
}

/// Beside how many of its neighbours in the query a word stands in the catalog, and in how many platforms.
fn together(index: &Index, term: &Term, before: Option<&Word>, after: Option<&Word>) -> (u32, u32) {
    let count = |pair: String| index.pairs.get(&pair).map_or(0, |pair| pair.platforms);
    let before = before.map_or(0, |word| count(format!("{} {}", word.key, term.key)));
    let after = after.map_or(0, |word| count(format!("{} {}", term.key, word.key)));
    (u32::from(before > 0) + u32::from(after > 0), before + after)
}

/// The query as it was understood, where a word of it was corrected; with marks where some were typed.
pub fn did_you_mean(index: &Index, asked: &[Asked], text: &str) -> Option<String> {
    let typed = |it: &Asked| text.get(it.word.start..it.word.end).unwrap_or_default().to_lowercase();
    let other = |it: &Asked| it.corrected || !it.stop && is_typed_tone(index, &it.word, &plain(&typed(it)));
    if !asked.iter().any(other) {
        return None;
    }
    let marks = asked.iter().any(|asked| asked.word.has_marks());
    let written = |(number, it): (usize, &Asked)| {
        let Some(best) = it.readings.first().filter(|_| other(it)) else { return typed(it) };
        let usual = beside(index, asked, number).unwrap_or_else(|| match index.words.get(&best.key) {
            Some(term) => term.usual_spelling().to_owned(),
            None => best.key.clone(),
        });
        if marks { usual } else { plain(&usual) }
    };
    Some(asked.iter().enumerate().map(written).collect::<Vec<String>>().join(" "))
}

/// Whether a syllable ends in the `s` of an input method, which is taken off as that of a plural: `hoas` is found as `hoa`. What is written
/// with `y` and with `i` is one word, and no slip: «công ty», «công ti».
fn is_typed_tone(index: &Index, word: &Word, typed: &str) -> bool {
    let tone = typed.strip_suffix('s').is_some_and(|syllable| syllable == word.key && is_syllable(syllable));
    let term = index.words.get(&word.key).filter(|_| tone);
    term.is_some_and(|term| !term.spellings.iter().any(|spelling| plain(spelling) == typed))
}

/// A word as it is written beside a neighbour, where the catalog has the two together, as the neighbour was typed: «tải» beside
/// «vận», while alone it would be «tài».
fn beside(index: &Index, asked: &[Asked], number: usize) -> Option<String> {
    let (one, two) = (number.checked_sub(1), number + 1);
    let pair = |first: usize, second: usize, other: usize| {
        let term = index.pairs.get(&[asked.get(first)?.meant(), " ", asked.get(second)?.meant()].concat())?;
        Some((term.platforms, term, usize::from(second == number), asked.get(other)?))
    };
    let before = one.and_then(|one| pair(one, number, one));
    let (_, term, place, other) = before.into_iter().chain(pair(number, two, two)).max_by_key(|found| found.0)?;
    let fits = |spelling: &str| {
        let said = words(spelling);
        other.corrected || said.get(1 - place).is_some_and(|said| other.word.agrees(&said.marked))
    };
    let spelling = term.usual_of(fits).unwrap_or_else(|| term.usual_spelling());
    let word = words(spelling).into_iter().nth(place)?;
    spelling.get(word.start..word.end).map(str::to_owned)
}
