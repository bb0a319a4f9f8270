//! What is guessed of a query that finds nothing as it is usually read: one letter too many, too few or another, in short words,
//! too, and in two words that were written as one. All of it looks through the dictionary, and so stands behind what is likely. Nobody means a
//! word that says little.

use super::super::index::{Index, Term, letters};
use super::super::words::{Word, is_syllable, plain, without_typing_marks};
use super::{Asked, CORRECTIONS, Reading, of_slips, together};
use std::cmp::Reverse;

/// Letters from which on a word is corrected beside a neighbour that the catalog has beside it; with one more also by itself.
const SHORTEST: usize = 3;

/// Letters that each of two words has that were written as one.
const PART: usize = 2;

/// Bytes of what may be two words: nobody writes longer ones.
const WRITTEN_AS_ONE: usize = 24;

/// The words that are one slip away from a word as it was typed. Whole syllables are taken as meant; a word that stands beside its
/// neighbours in the catalog is likelier than others.
pub fn near(
    index: &Index,
    word: &Word,
    (before, after): (Option<&Word>, Option<&Word>),
    text: &str,
    short: bool,
) -> Vec<Reading> {
    // With the ending that was taken for a plural.
    let typed = plain(text.get(word.start..word.end).unwrap_or(&word.key));
    let length = typed.chars().count();
    if length < SHORTEST || is_syllable(&typed) {
        return Vec::new();
    }
    let alone = short && length > SHORTEST;
    let meant = without_typing_marks(&word.key);
    let mut found = Vec::new();
    for (term, slips) in one_away(index, &typed) {
        found.push((slips, term));
    }
    // A slip beside the marks of an input method, or beside a letter that was hit twice.
    let marked = meant.iter().flat_map(|plain| one_away(index, plain)).map(|(term, slips)| (slips + 1, term));
    found.extend(marked);
    let mut ranked: Vec<_> = found
        .into_iter()
        .map(|(slips, term)| (Reverse(together(index, term, before, after)), slips, term))
        .filter(|(Reverse(beside), slips, _)| beside.0 > 0 || alone && *slips < 2)
        .collect();
    ranked.sort_by(|(beside, slips, one), (other_beside, other_slips, other)| {
        (beside, slips)
            .cmp(&(other_beside, other_slips))
            .then_with(|| other.platforms.cmp(&one.platforms))
            .then_with(|| one.key.cmp(&other.key))
    });
    ranked.dedup_by(|(.., one), (.., other)| one.key == other.key);
    ranked.iter().take(CORRECTIONS).map(|(_, slips, term)| of_slips(term, *slips)).collect()
}

/// The words that are at most one slip away, and how many.
fn one_away<'i>(index: &'i Index, typed: &str) -> impl Iterator<Item = (&'i Term, usize)> {
    let (has, length) = (letters(typed), typed.len());
    let close = move |(term, other): &(&Term, &u32)| {
        (has ^ **other).count_ones() <= 2 && term.key.len().abs_diff(length) <= 1 && term.platforms > 0 && !term.little
    };
    let of = |(term, _): (&'i Term, _)| (term, strsim::osa_distance(typed, &term.key));
    let all = index.words.all().iter().zip(&index.letters).filter(close).map(of);
    all.filter(|(_, slips)| *slips <= 1).collect::<Vec<_>>().into_iter()
}

/// Two words that were written as one, with one slip in one of them: `ketoann`. The pair that stands in the most platforms. A syllable is
/// one word, and so is what was typed with marks.
pub fn parts(index: &Index, word: &Word) -> Option<[Asked; 2]> {
    let one = word.has_marks() || is_syllable(&word.key);
    let key = Some(word.key.as_str()).filter(|key| key.len() <= WRITTEN_AS_ONE && !one)?;
    let mut best: Option<(&Term, usize)> = None;
    for at in PART..=key.len().saturating_sub(PART) {
        let Some((first, second)) = key.split_at_checked(at) else { continue };
        let with_first = one_away(index, first).filter_map(|(term, _)| index.pairs.get(&pair(&term.key, second)));
        let with_second = one_away(index, second).filter_map(|(term, _)| index.pairs.get(&pair(first, &term.key)));
        for term in with_first.chain(with_second).filter(|term| !term.little) {
            if best.is_none_or(|(known, _)| known.platforms < term.platforms) {
                best = Some((term, at));
            }
        }
    }
    let (term, at) = best?;
    let (first, second) = term.key.split_once(' ')?;
    let middle = (word.start + at).min(word.end);
    let part = |key: &str, start: usize, end: usize| Asked {
        word: Word { start, end, key: key.to_owned(), marked: key.to_owned() },
        stop: false,
        readings: vec![Reading { key: key.to_owned(), quality: 0.7, completed: false }],
        corrected: true,
    };
    Some([part(first, word.start, middle), part(second, middle, word.end)])
}

fn pair(first: &str, second: &str) -> String {
    [first, " ", second].concat()
}
