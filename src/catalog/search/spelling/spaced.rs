//! A phrase that was typed without spaces, as in hash tags and addresses: `hoadondientu`. It is asked only where nothing is found, and only a
//! phrase of which the catalog has every two words side by side is taken for one.

use super::super::index::{Index, Term};
use super::super::words::{Word, words};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Letters of a phrase that may be one: of fewer, chance finds words everywhere; nobody writes longer ones.
const LETTERS: Range<usize> = 6..41;
/// Letters of each of its words.
const PART: Range<usize> = 2..9;

/// The words of a text in lower case, with spaces in those that the catalog does not have, where they are phrases; `None` where none is.
pub fn spaced(index: &Index, text: &str, said: &[Word]) -> Option<String> {
    let (mut all, mut any) = (Vec::with_capacity(said.len()), false);
    for word in said {
        let typed = text.get(word.start..word.end).unwrap_or_default().to_lowercase();
        let phrase = if index.words.get(&word.key).is_none() { phrase(index, &typed) } else { None };
        any |= phrase.is_some();
        all.push(phrase.unwrap_or(typed));
    }
    any.then(|| all.join(" "))
}

/// A way to read the first letters as words: how it ends, and how good it is.
struct Way {
    words: Vec<Range<usize>>,
    /// The key of the last word.
    last: String,
    /// Platforms that have the rarest of its pairs.
    platforms: u32,
}

/// The fewest words that a phrase can be; of as many, those that stand together in the most platforms.
fn phrase(index: &Index, typed: &str) -> Option<String> {
    let letters: Vec<char> = typed.nfc().collect();
    if !LETTERS.contains(&letters.len()) {
        return None;
    }
    // By the place at which they end: one way for each last word.
    let mut ways: Vec<Vec<Way>> = vec![vec![Way { words: Vec::new(), last: String::new(), platforms: u32::MAX }]];
    for end in 1..=letters.len() {
        let begins = (end.saturating_sub(PART.end - 1)..end).filter(|begin| PART.contains(&(end - begin)));
        let here = begins.filter_map(|begin| longer(index, &letters, ways.get(begin)?, begin..end)).collect();
        ways.push(here);
    }
    let whole = ways.pop()?.into_iter().filter(|way| way.words.len() > 1);
    let best = whole.min_by_key(|way| (way.words.len(), std::cmp::Reverse(way.platforms)))?;
    let word = |range: &Range<usize>| letters.get(range.clone()).map(|word| word.iter().collect::<String>());
    Some(best.words.iter().filter_map(word).collect::<Vec<String>>().join(" "))
}

/// The best of the ways before, with this word behind it that the catalog has behind the last one.
fn longer(index: &Index, letters: &[char], before: &[Way], word: Range<usize>) -> Option<Way> {
    let typed: String = letters.get(word.clone())?.iter().collect();
    let [said] = <[Word; 1]>::try_from(words(&typed)).ok()?;
    index.words.get(&said.key)?;
    let beside = |way: &Way| match way.words.is_empty() {
        true => Some(u32::MAX),
        false => index.pairs.get(&[&way.last, " ", said.key.as_str()].concat()).map(|pair: &Term| pair.platforms),
    };
    let reached = before.iter().filter_map(|way| Some((way, way.platforms.min(beside(way)?))));
    let (way, platforms) = reached.min_by_key(|(way, platforms)| (way.words.len(), std::cmp::Reverse(*platforms)))?;
    let words = way.words.iter().cloned().chain([word]).collect();
    Some(Way { words, last: said.key, platforms })
}
