//! What is guessed of a query that finds nothing as it is usually read: one letter too many, too few or another, in short words,
//! too, and in two words that were written as one. All of it looks through the dictionary, and so stands behind what is likely. Nobody means a
//! word that says little.

use super::super::index::{Index, Term, letters};
use super::super::synonyms::Synonyms;
use super::super::words::{Word, is_syllable, plain, without_typing_marks, words};
use super::{Asked, CORRECTIONS, Guess, Reading, is_another, of_slips, together};
use std::cmp::Reverse;

/// Letters from which on a word is corrected beside a neighbour that the catalog has beside it; with one more also by itself.
const SHORTEST: usize = 3;

/// Letters that each of two words has that were written as one.
const PART: usize = 2;

/// Bytes of what may be two words: nobody writes longer ones.
const WRITTEN_AS_ONE: usize = 24;

/// Bytes from which on what was written as two words is known with a slip in it.
const WRITTEN_AS_TWO: usize = 6;

/// The words that are one slip away from a word as it was typed. Whole syllables, and words that the catalog has, are taken as meant unless
/// that is asked; a word that stands beside its neighbours in the catalog is likelier than others.
pub fn near(
    index: &Index,
    word: &Word,
    (before, after): (Option<&Word>, Option<&Word>),
    text: &str,
    (short, guess): (bool, Guess),
) -> Vec<Reading> {
    // With the ending that was taken for a plural.
    let typed = plain(text.get(word.start..word.end).unwrap_or(&word.key));
    let length = typed.chars().count();
    let real = is_syllable(&typed) || index.words.get(&word.key).is_some();
    if real && guess != Guess::Syllables {
        return Vec::new();
    }
    if real || length < SHORTEST {
        return anchored(index, &typed, word, (before, after));
    }
    let alone = short && length > SHORTEST;
    let likely = |term: &Term| guess == Guess::Syllables || !is_another(&typed, term, 1);
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
        .filter(|(Reverse(beside), slips, term)| beside.0 > 0 || alone && *slips < 2 && likely(term))
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

/// The words that are one slip away from a short word or a syllable, and stand beside a neighbour in the catalog that was typed with its marks,
/// where what was typed does not: nobody says `tồn kao`, and many say `tồn kho`. Who types `bán vé` may mean it, though the
/// catalog has `bán lẻ` alone.
fn anchored(index: &Index, typed: &str, word: &Word, (before, after): (Option<&Word>, Option<&Word>)) -> Vec<Reading> {
    let own = |key: &str| [before.map(|it| (pair(&it.key, key), it, 0)), after.map(|it| (pair(key, &it.key), it, 1))];
    let in_catalog = own(&word.key).into_iter().flatten().any(|(key, ..)| index.pairs.get(&key).is_some());
    if in_catalog || ![before, after].into_iter().flatten().any(Word::has_marks) {
        return Vec::new();
    }
    let platforms = |(key, it, place): (String, &Word, usize)| {
        let as_typed = |said: &str| words(said).get(place).is_some_and(|said| it.agrees(&said.marked));
        let found = index.pairs.get(&key).filter(|_| it.has_marks());
        found.filter(|pair| pair.spellings.iter().any(|said| as_typed(said))).map_or(0, |pair| pair.platforms)
    };
    let beside = |term: &Term| own(&term.key).into_iter().flatten().map(platforms).sum::<u32>();
    let near = one_away(index, typed).map(|(term, slips)| (Reverse(beside(term)), slips, term));
    let mut ranked: Vec<_> = near.filter(|(Reverse(beside), slips, _)| *beside > 0 && *slips == 1).collect();
    ranked.sort_by(|(one, _, term), (other, _, another)| one.cmp(other).then_with(|| term.key.cmp(&another.key)));
    ranked.iter().take(1).map(|(_, slips, term)| of_slips(term, *slips)).collect()
}

/// The phrase of the catalog that was meant by who typed two words with other marks: «bản đồ» of «bán đồ».
pub fn with_marks(index: &Index, synonyms: &Synonyms, text: &str) -> Option<String> {
    let said = words(text);
    let [one, two] = said.as_slice() else { return None };
    let term = index.pairs.get(&pair(&one.key, &two.key)).filter(|term| synonyms.is_phrase(&term.key))?;
    let is_it = |spelling: &str| words(spelling).iter().zip(&said).all(|(said, typed)| typed.agrees(&said.marked));
    let known = term.spellings.iter().any(|spelling| is_it(spelling));
    (!known).then(|| term.usual_spelling().to_owned())
}

/// Two words that are one in the catalog, with one slip in them: `kiot vibet`.
pub fn joined(index: &Index, one: &Word, other: &Word) -> Option<Asked> {
    let key = [one.key.as_str(), &other.key].concat();
    let two = key.len() < WRITTEN_AS_TWO || index.pairs.get(&pair(&one.key, &other.key)).is_some();
    let near =
        if two { None } else { one_away(index, &key).max_by_key(|(term, slips)| (Reverse(*slips), term.platforms)) };
    let (term, slips) = near.filter(|(term, slips)| *slips == 1 && term.key.len() >= WRITTEN_AS_TWO)?;
    let word = Word { start: one.start, end: other.end, marked: key.clone(), key };
    Some(Asked { word, stop: false, readings: vec![of_slips(term, slips)], corrected: true })
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
