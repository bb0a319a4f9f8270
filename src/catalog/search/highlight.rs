//! Where the words of a query stand in a text, as segments without markup: whoever shows them chooses how.

use super::index::Field;
use super::query::{Kind, Query};
use super::synonyms::{Bond, Synonyms};
use super::words::{Word, is_joined, words};
use serde::Serialize;
use std::collections::HashSet;
use utoipa::ToSchema;

/// Characters of a snippet, about.
const LENGTH: usize = 200;

/// Characters that stay before the first mark.
const BEFORE: usize = 60;

/// Snippets of one platform.
pub const SNIPPETS: usize = 3;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Segment {
    /// As it stands in the text, of a description without its Markdown: no HTML, and nothing is escaped.
    #[schema(max_length = 8000)]
    pub text: String,
    /// It is what was searched for.
    pub marked: bool,
}

/// A field in which something was met, in segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Snippet {
    pub field: Field,
    /// One after the other they are the text, or a part of it between `…`.
    #[schema(max_items = 500)]
    pub segments: Vec<Segment>,
}

/// What is marked.
pub struct Marks<'q> {
    synonyms: &'q Synonyms,
    words: HashSet<&'q str>,
    /// Marked only where nothing else is.
    syllables: HashSet<&'q str>,
    pairs: HashSet<(&'q str, &'q str)>,
    groups: Vec<usize>,
}

impl<'q> Marks<'q> {
    pub fn of(synonyms: &'q Synonyms, query: &'q Query<'_>) -> Self {
        let (words, syllables, pairs) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut it = Self { synonyms, words, syllables, pairs, groups: Vec::new() };
        for unit in &query.units {
            let keys = unit.reached.iter().map(|reached| reached.key.as_str());
            match unit.kind {
                Kind::Group(group) => it.groups.push(group),
                Kind::Word | Kind::Joined => it.words.extend(keys),
                Kind::Syllable => it.syllables.extend(keys),
                Kind::Pair => it.pairs.extend(keys.filter_map(|key| key.split_once(' '))),
            }
        }
        it
    }

    /// The fields of a platform in which something was met; at most three.
    pub fn snippets(&self, texts: &[(Field, &str)]) -> Vec<Snippet> {
        let mut found: Vec<Snippet> = Vec::new();
        for (field, text) in texts.iter().filter(|(field, _)| *field != Field::Category) {
            if found.len() < SNIPPETS && found.iter().all(|snippet| snippet.field != *field) {
                let segments = self.segments(text);
                found.extend(segments.map(|segments| Snippet { field: *field, segments }));
            }
        }
        found
    }

    fn segments(&self, text: &str) -> Option<Vec<Segment>> {
        let said = words(text);
        let mut marked = self.marked(text, &said);
        if !marked.contains(&true) {
            marked = said.iter().map(|word| self.syllables.contains(word.key.as_str())).collect();
        }
        let first = marked.iter().position(|marked| *marked)?;
        let (begin, end) = window(text, said.get(first).map_or(0, |word| word.start));
        let mut cut = Cut { text, segments: Vec::new() };
        if begin > 0 {
            cut.add("…", false);
        }
        let (mut done, mut before) = (begin, false);
        for (word, marked) in said.iter().zip(marked).filter(|(word, _)| begin <= word.start && word.end <= end) {
            cut.between(done, word.start, before && marked);
            cut.between(word.start, word.end, marked);
            (done, before) = (word.end, marked);
        }
        cut.between(done, end, false);
        if end < text.len() {
            cut.add("…", false);
        }
        Some(cut.segments)
    }

    fn marked(&self, text: &str, said: &[Word]) -> Vec<bool> {
        let mut marked: Vec<bool> = said.iter().map(|word| self.words.contains(word.key.as_str())).collect();
        let mut mark = |start: usize, count: usize| marked.iter_mut().skip(start).take(count).for_each(|it| *it = true);
        for (number, (one, two)) in said.iter().zip(said.iter().skip(1)).enumerate() {
            if self.pairs.contains(&(one.key.as_str(), two.key.as_str())) && is_joined(text, one, two) {
                mark(number, 2);
            }
        }
        let same = |meant: &&super::synonyms::Meant| meant.bond == Bond::Same && self.groups.contains(&meant.group);
        self.synonyms.named(said).iter().filter(same).for_each(|meant| mark(meant.start, meant.count));
        marked
    }
}

/// From where to where a text is shown: whole words around its first mark.
fn window(text: &str, mark: usize) -> (usize, usize) {
    if text.chars().count() <= LENGTH {
        return (0, text.len());
    }
    let spaces = || text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(place, c)| place + c.len_utf8());
    let before = text.get(..mark).map_or(0, |before| before.chars().rev().take(BEFORE).map(char::len_utf8).sum());
    let earliest = mark - before;
    let begin =
        if earliest == 0 { 0 } else { spaces().find(|place| (earliest..=mark).contains(place)).unwrap_or(mark) };
    let rest = text.get(begin..).unwrap_or_default();
    let latest = rest.char_indices().nth(LENGTH).map_or(text.len(), |(place, _)| begin + place);
    let whole = spaces().take_while(|place| *place <= latest).last().filter(|place| *place > mark);
    (begin, if latest == text.len() { latest } else { whole.unwrap_or(latest) })
}

struct Cut<'t> {
    text: &'t str,
    segments: Vec<Segment>,
}

impl Cut<'_> {
    fn between(&mut self, start: usize, end: usize, marked: bool) {
        let part = self.text.get(start..end).unwrap_or_default();
        self.add(part, marked);
    }

    fn add(&mut self, text: &str, marked: bool) {
        match self.segments.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.marked == marked => last.text.push_str(text),
            _ => self.segments.push(Segment { text: text.to_owned(), marked }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::search::index::{Index, Texts};

    fn shown(summary: &str, query: &str) -> Option<String> {
        let synonyms =
            Synonyms::of([["sign", "same", "chữ ký số"], ["sign", "same", "CA"]].into_iter(), ["và"].into_iter());
        let index = Index::of(&[Texts { of: vec![(Field::SummaryVi, summary)] }], &synonyms);
        let query = Query::of(&index, &synonyms, query);
        let snippets = Marks::of(&synonyms, &query).snippets(&[(Field::SummaryVi, summary)]);
        let write =
            |segment: &Segment| if segment.marked { format!("[{}]", segment.text) } else { segment.text.clone() };
        snippets.first().map(|snippet| snippet.segments.iter().map(write).collect())
    }

    #[test]
    fn what_was_met_is_marked() {
        for (summary, query, want) in [
            ("Kế toán, bán hàng", "ke toan", Some("[Kế toán], bán hàng")),
            ("Khách hàng và khách sạn", "khách sạn", Some("Khách hàng và [khách sạn]")),
            ("Chữ ký số từ xa", "CA", Some("[Chữ ký số] từ xa")),
            ("Máy chủ <b>ảo</b>", "may chu", Some("[Máy chủ] <b>ảo</b>")),
            ("Kế toán", "kho", None),
        ] {
            assert_eq!(shown(summary, query).as_deref(), want, "{query}");
        }
    }

    #[test]
    fn of_a_long_text_the_part_around_the_first_mark_is_shown() {
        let text = format!("{}kế toán {}", "dài ".repeat(100), "thêm ".repeat(100));
        let shown = shown(&text, "ke toan").expect("a snippet");
        assert!(shown.starts_with("…dài") && shown.ends_with("thêm …") && shown.contains("[kế toán]"), "{shown}");
        assert!(shown.chars().count() < 230);
    }
}
