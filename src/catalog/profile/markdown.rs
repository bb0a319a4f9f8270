//! A safe subset of Markdown (CommonMark): what is beyond it is refused when it is written, and again text when it is shown.

use super::hosts;
use super::links::Block;
use crate::error::FaultCode;
use crate::values::text::is_deceptive;
use minijinja::HtmlEscape;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// What is in no listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    Html,
    Image,
    /// A link that is not to an `https://` address of a host that everybody can reach by its name.
    Link,
    /// A link that reads as the address of another host, which this is.
    OtherAddress(String),
    /// A link in which there is nothing to read, and so nothing to follow.
    EmptyLink,
    /// An entity that stands for a control character, or for one that turns the direction of writing or hides.
    Character,
    /// Quotes and lists within each other, deeper than [`DEEPEST`].
    Nesting,
    /// A short text whose HTML would be longer than [`LONGEST`].
    Length,
}

/// Elements within each other, at most.
pub const DEEPEST: usize = 10;
/// Bytes of HTML, at most.
pub const LONGEST: usize = 100_000;

impl Beyond {
    /// What is wrong with a text that has it in a line, and what is to be told of that.
    pub fn fault(&self, line: usize) -> (FaultCode, String) {
        let sign = match self {
            Self::OtherAddress(word) => return (FaultCode::OtherAddress, format!("{line}, «{word}»")),
            Self::Html => "HTML",
            Self::Image => "![…](…)",
            Self::Link => "[…](…) ≠ https://",
            Self::EmptyLink => "[](…)",
            Self::Character => "&#…;",
            Self::Nesting => "> > > … (> 10)",
            Self::Length => "HTML > 100 000",
        };
        (FaultCode::UnsafeMarkdown, format!("{line}: {sign}"))
    }
}

/// Whether a text keeps to the subset.
///
/// Errors: the first thing beyond it, and its line, from 1.
pub fn check(text: &str) -> Result<(), (Beyond, usize)> {
    let parser = Parser::new_ext(text, Options::empty()).into_offset_iter();
    let (mut depth, mut block) = (0_usize, Block::default());
    for (event, place) in parser {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let beyond = beyond(&event).or((depth > DEEPEST).then_some(Beyond::Nesting));
        let misread = block.read(&event, place.start);
        if let Some((beyond, at)) = beyond.map(|beyond| (beyond, place.start)).or(misread) {
            let before = text.get(..at).unwrap_or_default();
            return Err((beyond, before.matches('\n').count() + 1));
        }
    }
    if html(text).len() > LONGEST { Err((Beyond::Length, 1)) } else { Ok(()) }
}

fn beyond(event: &Event<'_>) -> Option<Beyond> {
    match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => Some(Beyond::Html),
        Event::Start(Tag::Image { .. }) => Some(Beyond::Image),
        Event::Start(Tag::Link { dest_url, .. }) if !is_plain(dest_url) => Some(Beyond::Link),
        Event::Text(text) | Event::Code(text) if text.chars().any(hides) => Some(Beyond::Character),
        _ => None,
    }
}

/// An address that a reader can judge by its beginning: no other scheme, nobody's name before the host, no port.
fn is_plain(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    hosts::is_host(hosts::of_address(rest)) && !address.chars().any(|c| hides(c) || c.is_whitespace() || c == '\\')
}

/// What is refused in the source is refused behind an entity too.
fn hides(c: char) -> bool {
    is_deceptive(c) || c.is_control() && c != '\n' && c != '\t'
}

/// The text as HTML: its elements are `p`, `h3`–`h6`, `strong`, `em`, `ul`, `ol`, `li`, `blockquote`, `pre`, `code`, `hr`, `br` and
/// `a` with an `https://` address alone.
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 5 / 4);
    let events = Parser::new_ext(text, Options::empty()).map(tame);
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

/// What a reader reads of the text, block by block on lines: neither markup nor the addresses of links.
pub fn plain(text: &str) -> String {
    let (mut plain, mut address) = (String::with_capacity(text.len()), false);
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            // Of such a link the text is the address.
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => address = true,
            Event::End(TagEnd::Link) => address = false,
            Event::Text(said) | Event::Code(said) | Event::Html(said) | Event::InlineHtml(said) if !address => {
                plain.push_str(&said);
            }
            Event::SoftBreak => plain.push(' '),
            Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock)
                if !plain.is_empty() && !plain.ends_with('\n') =>
            {
                plain.push('\n');
            }
            _ => {}
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// The addresses of its links, in their order.
pub fn addresses(text: &str) -> Vec<String> {
    let links = Parser::new_ext(text, Options::empty()).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    links.collect()
}

/// What is shown for an event. A text that was checked holds nothing beyond the subset; one that was not shows it as text.
fn tame(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
        Event::Start(Tag::Link { dest_url, .. }) => link(&dest_url),
        Event::End(TagEnd::Link) => Event::InlineHtml("</a>".into()),
        // A language behind the fence would be an attribute.
        Event::Start(Tag::CodeBlock(_)) => Event::InlineHtml("<pre><code>".into()),
        Event::End(TagEnd::CodeBlock) => Event::InlineHtml("</code></pre>\n".into()),
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    }
}

/// Neither followed by search engines nor told where its reader comes from.
fn link(address: &str) -> Event<'static> {
    let tag = if is_plain(address) {
        format!("<a href=\"{}\" rel=\"nofollow noopener noreferrer\">", HtmlEscape(address))
    } else {
        "<a>".to_owned()
    };
    Event::InlineHtml(CowStr::from(tag))
}

/// Headings fit below those of the page around them.
const fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_subset_is_shown() {
        let text = "# Sổ sách\n\nGhi **đậm** và *nghiêng*, `mã`  \nhai dòng\n\n- một\n- [hai](https://demo.example/a?b=1&c=2 \"tên\")\n\n1. ba\n\n> trích\n\n```rust\n<b>\n```\n\n---\n<https://demo.example>";
        assert_eq!(check(text), Ok(()));
        assert_eq!(
            html(text),
            "<h3>Sổ sách</h3>\n<p>Ghi <strong>đậm</strong> và <em>nghiêng</em>, <code>mã</code><br />\nhai dòng</p>\n<ul>\n<li>một</li>\n<li><a href=\"https:&#x2f;&#x2f;demo.example&#x2f;a?b=1&amp;c=2\" rel=\"nofollow noopener noreferrer\">hai</a></li>\n</ul>\n<ol>\n<li>ba</li>\n</ol>\n<blockquote>\n<p>trích</p>\n</blockquote>\n<pre><code>&lt;b&gt;\n</code></pre>\n<hr />\n<p><a href=\"https:&#x2f;&#x2f;demo.example\" rel=\"nofollow noopener noreferrer\">https://demo.example</a></p>\n"
        );
    }

    #[test]
    fn what_is_read_has_neither_markup_nor_addresses() {
        let text = "# Sổ sách\n\nGhi **đậm** và *nghi*êng, `mã`  \nhai\ndòng\n\n- một\n- [hai](https://demo.example/a \"tên\")\n\n1. ba &amp; bốn\n\n> trích\n\n```rust\n<b>\n```\n\n---\n<https://demo.example> hết\\*";
        assert_eq!(plain(text), "Sổ sách\nGhi đậm và nghiêng, mã\nhai dòng\nmột\nhai\nba & bốn\ntrích\n<b>\n hết*");
        assert_eq!((plain(""), plain("---"), plain("2 < 3")), (String::new(), String::new(), "2 < 3".to_owned()));
    }

    #[test]
    fn what_is_beyond_it_is_named_with_its_line() {
        for (text, beyond, line) in [
            ("<script>alert(1)</script>", Beyond::Html, 1),
            ("một\n\n<div>", Beyond::Html, 3),
            ("a <b>b</b>", Beyond::Html, 1),
            ("<!-- x -->", Beyond::Html, 1),
            ("- a\n  - ![x](https://demo.example/x.png)", Beyond::Image, 2),
            ("[x](javascript:alert(1))", Beyond::Link, 1),
            ("[x](JaVaScRiPt:alert(1))", Beyond::Link, 1),
            ("[x](&#106;avascript:alert(1))", Beyond::Link, 1),
            ("[x](data:text/html,x)", Beyond::Link, 1),
            ("[x](http://demo.example)", Beyond::Link, 1),
            ("[x](//demo.example)", Beyond::Link, 1),
            ("[x](/v1/me)", Beyond::Link, 1),
            ("[x](https://)", Beyond::Link, 1),
            ("[x](https://vendor@demo.example)", Beyond::Link, 1),
            ("[x](https://127.0.0.1:8080/)", Beyond::Link, 1),
            ("[x](https://127.0.0.1/)", Beyond::Link, 1),
            ("[x](https://.)", Beyond::Link, 1),
            ("[x](https://a.)", Beyond::Link, 1),
            ("[x](https://-a.vn)", Beyond::Link, 1),
            ("[x](https://may-in.local/)", Beyond::Link, 1),
            ("[x](<https://demo.example/a b>)", Beyond::Link, 1),
            ("[x](https://demo.example\\@evil.example)", Beyond::Link, 1),
            ("[x]\n\n[x]: vbscript:x", Beyond::Link, 1),
            ("<javascript:alert(1)>", Beyond::Link, 1),
            ("<a@demo.example>", Beyond::Link, 1),
            ("&#x202e;gnp.exe", Beyond::Character, 1),
            ("một\n`mã` &rlm;hai", Beyond::Character, 2),
            ("&#8203;", Beyond::Character, 1),
            ("&#1;", Beyond::Character, 1),
            ("[x](https://demo.example/&#x202e;a)", Beyond::Link, 1),
            ("[](https://demo.example)", Beyond::EmptyLink, 1),
            ("một\n[ &nbsp;**\u{200d}**](https://demo.example)", Beyond::EmptyLink, 2),
            ("[a](https://demo.example) []()", Beyond::Link, 1),
            ("[a](https://demo.example) [ ](https://demo.example)", Beyond::EmptyLink, 1),
            ("a\n\n> > > > > > > > > > >", Beyond::Nesting, 3),
            ("> > > > > > > > >\n\n".repeat(500).trim_end(), Beyond::Length, 1),
        ] {
            assert_eq!(check(text), Err((beyond, line)), "{text}");
        }
        for plain in ["2 < 3 & 4 > 1", "\\<b>", "`<b>`", "javascript:alert(1)", "[x]: javascript:x"] {
            assert_eq!(check(plain), Ok(()), "{plain}");
        }
    }

    #[test]
    fn of_a_link_that_reads_as_another_address_the_word_is_named() {
        let (beyond, line) = check("một\n\n[về kho.Xin mời](https://demo.example)").expect_err("another");
        assert_eq!(beyond.fault(line), (FaultCode::OtherAddress, "3, «kho.xin»".to_owned()));
        let long = format!("[{}.vn](https://demo.example)", "a".repeat(500));
        let (beyond, line) = check(&long).expect_err("another");
        assert_eq!(beyond.fault(line).1, format!("1, «{}»", "a".repeat(60)));
        assert_eq!(Beyond::Html.fault(2), (FaultCode::UnsafeMarkdown, "2: HTML".to_owned()));
    }

    #[test]
    fn a_link_reads_as_what_it_leads_to() {
        for (text, other) in [
            ("[https://bank.example](https://evil.example)", "bank.example"),
            ("[Xem **www.bank.example** ngay](https://evil.example)", "www.bank.example"),
            ("[bank.example](https://evil.example/bank)", "bank.example"),
            ("[bank.example/a](https://bank.example.evil.example)", "bank.example"),
            ("[truy cập demo.example ngay](https://other.example)", "demo.example"),
            ("[demo.example:443](https://other.example)", "demo.example"),
            ("[demo。example](https://other.example)", "demo.example"),
            ("[demo．example](https://other.example)", "demo.example"),
            ("[dem\u{200d}o.exam\u{200c}ple](https://other.example)", "demo.example"),
            ("[de*mo.ex*ample](https://other.example)", "demo.example"),
            ("[demo.example](https://other.example/demo.example)", "demo.example"),
            ("[https://bank](https://evil.example/)[.example](https://evil.example/)", "bank.example"),
            ("Xem bank.[example](https://evil.example/).", "bank.example"),
            ("Hàng [về kho.Xin mời](https://demo.example)", "kho.xin"),
            ("**[bank](https://evil.example/)**.example", "bank.example"),
        ] {
            assert_eq!(check(text), Err((Beyond::OtherAddress(other.to_owned()), 1)), "{text}");
        }
        for plain in [
            "[Demo.example](https://www.demo.example/a)",
            "[bao-gia.pdf](https://demo.example/tep/bao-gia.pdf)",
            "[Viết bằng ASP.NET](https://demo.example)",
            "[Node.js](https://demo.example)",
            "[ASP.NET](https://demo.example)",
            "[Base.vn](https://base.vn)",
            "[Base.vn](https://amis.base.vn/gia)",
            "[https://demo.example/gia/index.php](https://demo.example/gia/index.php)",
            "[lien-he@demo.example](https://demo.example/lien-he)",
            "[Lọc bụi 1.5µm, 4.7kΩ, bản 2.0β](https://demo.example)",
            "[Về kho. Xin mời](https://demo.example)",
        ] {
            assert_eq!(check(plain), Ok(()), "{plain}");
        }
    }

    /// The first tag that is none of the subset's.
    fn foreign(html: &str) -> Option<&str> {
        const ELEMENTS: &str = " p h3 h4 h5 h6 strong em ul ol li blockquote pre code ";
        let ours = |tag: &str| {
            let numbered = tag.strip_prefix("ol start=\"").and_then(|rest| rest.strip_suffix('"'));
            let address = tag.strip_prefix("a href=\"https:&#x2f;&#x2f;");
            let address = address.and_then(|rest| rest.strip_suffix("\" rel=\"nofollow noopener noreferrer\""));
            ELEMENTS.contains(&format!(" {} ", tag.strip_prefix('/').unwrap_or(tag)))
                || ["hr /", "br /", "a", "/a"].contains(&tag)
                || numbered.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
                || address.is_some_and(|rest| !rest.contains(['"', '\'', ' ']))
        };
        html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()).find(|tag| !ours(tag))
    }

    proptest! {
        #[test]
        fn nothing_escapes(text in "([<>&\"'\\[\\]()!`*_#:/\\\\ \n]|a|b|<script>|javascript:|https://demo\\.example|&#106;|<img src=x onerror=a>|\\]\\(|&lt;){0,40}") {
            let shown = html(&text);
            prop_assert_eq!(foreign(&shown), None, "{}", shown);
        }
    }
}
