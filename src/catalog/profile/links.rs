//! What the links of a text read as, within the block in which they stand: a reader does not see where a link begins within a word.

use super::hosts;
use super::markdown::Beyond;
use crate::values::text::is_seen;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Characters of a word that a fault names, at most.
const NAMED: usize = 60;

/// What is read of a block so far, and its links.
#[derive(Default)]
pub struct Block {
    shown: String,
    links: Vec<Link>,
}

struct Link {
    address: String,
    /// In the source.
    at: usize,
    /// In what is read.
    reads: Range<usize>,
}

impl Block {
    /// Takes the next event; what is wrong with a link of a block that ends, and where.
    pub fn read(&mut self, event: &Event<'_>, at: usize) -> Option<(Beyond, usize)> {
        let so_far = self.shown.len();
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.links.push(Link { address: dest_url.to_string(), at, reads: so_far..so_far });
            }
            Event::End(TagEnd::Link) => {
                self.links.iter_mut().next_back().into_iter().for_each(|it| it.reads.end = so_far)
            }
            Event::Text(text) | Event::Code(text) => self.shown.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.shown.push(' '),
            Event::Start(tag) if !is_within_words(&tag.to_end()) => return std::mem::take(self).misread(),
            Event::End(tag) if !is_within_words(tag) => return std::mem::take(self).misread(),
            _ => {}
        }
        None
    }

    fn misread(&self) -> Option<(Beyond, usize)> {
        self.links.iter().find_map(|link| misread(&self.shown, link).map(|beyond| (beyond, link.at)))
    }
}

const fn is_within_words(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong)
}

/// What is wrong with a link as it is read, with the letters and dots on both sides of it.
fn misread(shown: &str, Link { address, reads, .. }: &Link) -> Option<Beyond> {
    let (before, text) = (shown.get(..reads.start)?, shown.get(reads.clone())?);
    if !text.chars().any(is_seen) {
        return Some(Beyond::EmptyLink);
    }
    let parts = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '[' | ']');
    let ends = |c: char| parts(c) || c == '/';
    // A slash before it ends no word: the link reads as the way to a page of what stands there.
    let start = before
        .rfind(parts)
        .map_or(0, |at| at + before.get(at..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8));
    let end = shown.get(reads.end..)?.find(ends).map_or(shown.len(), |at| reads.end + at);
    let other = hosts::another(shown.get(start..end)?, address)?;
    Some(Beyond::OtherAddress(other.chars().take(NAMED).collect()))
}
