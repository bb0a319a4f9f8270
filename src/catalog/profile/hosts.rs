//! Names of hosts: in an address, and as a reader takes them from a text.

use crate::reference;
use crate::values::text::{is_deceptive, is_seen};
use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// The ends of names of hosts, from the seed inside the binary; a test reads it.
static TOP_LEVELS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let rows = reference::seed_rows("top_levels.csv").unwrap_or_default();
    // Reserved for examples (RFC 2606), and read as an address by everybody.
    rows.iter().filter_map(|row| row.get(0)).chain(["example"]).map(str::to_owned).collect()
});

/// Endings of names that are of one network alone, or of none (RFC 6762, 6761, 8375 and the reserved `internal`).
const PRIVATE: [&str; 7] = ["local", "localhost", "internal", "lan", "home", "invalid", "arpa"];

/// What looks like a dot, or is the full stop of another script.
const DOTS: [char; 14] = [
    '\u{b7}',
    '\u{2d9}',
    '\u{6d4}',
    '\u{16eb}',
    '\u{2022}',
    '\u{2027}',
    '\u{2219}',
    '\u{22c5}',
    '\u{2804}',
    '\u{2e31}',
    '\u{3002}',
    '\u{30fb}',
    '\u{a4f8}',
    '\u{10101}',
];

/// Ends of names of files that are top-level domains, too.
const FILES: [&str; 2] = ["zip", "md"];

/// Names of techniques that look like those of hosts.
const TECHNIQUES: [&str; 3] = ["asp.net", "ado.net", "vb.net"];

/// What stands where the host does in an address, with or without a scheme.
pub fn of_address(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// The name of a host that everybody can reach: labels between dots, the last of letters; no number of a machine.
pub fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let plain = |label: &&str| {
        let inner = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        inner && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let top = labels.last().map(|top| top.to_lowercase()).unwrap_or_default();
    let letters = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_lowercase()) || top.starts_with("xn--");
    labels.len() >= 2 && labels.iter().all(plain) && letters && !PRIVATE.contains(&top.as_str())
}

/// The host that a text reads as if it led to, where that is another one than that of an address: than that host itself, with `www.` or without, or
/// the one that it is a part of. The file that it leads to is its own, too.
pub fn another(text: &str, address: &str) -> Option<String> {
    let host = of_address(address).to_lowercase();
    let host = host.trim_start_matches("www.");
    let path = address.to_lowercase();
    let file = path.rsplit('/').next().filter(|name| FILES.iter().any(|end| name.ends_with(&format!(".{end}"))));
    let is_own = |told: &str| {
        let plain = told.trim_start_matches("www.");
        let is_host = host.strip_suffix(plain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        is_host || file == Some(told)
    };
    let read = as_read(text);
    let all = read.split_whitespace().flat_map(|word| schemed(word).into_iter().chain(told(word, is_own)));
    all.into_iter().find(|told| !is_own(told)).map(str::to_owned)
}

/// What a word names as a host by what stands before it, whatever it ends in: `http://192.0.2.1`, `https://bank`, `www.bank`.
fn schemed(word: &str) -> Option<&str> {
    let rest = word.split_once("://").map(|(_, rest)| rest).or_else(|| word.starts_with("www.").then_some(word))?;
    let apart = |c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !matches!(c, '.' | '-' | '_');
    rest.split(apart).next().map(|host| host.trim_matches(['.', '-', '_'])).filter(|host| !host.is_empty())
}

/// The words of a text that are an address by themselves, of the web, of mail or of somebody (`@demo`, `fb/demo`, `demo_1`), as they are
/// read.
pub fn addresses(text: &str) -> Vec<String> {
    let shown = plain(text);
    let outer = |c: char| !c.is_alphanumeric() && !matches!(c, '/' | '#' | '=' | '%' | '_' | '-' | '@');
    let is_address = |word: &&str| {
        let lower = word.to_lowercase();
        let is_of_web = lower.contains("://") || lower.starts_with("www.") || !told(&lower, |_| false).is_empty();
        is_of_web || lower.contains('@') || is_handle(&lower)
    };
    shown.split_whitespace().map(|word| word.trim_matches(outer)).filter(is_address).map(str::to_owned).collect()
}

/// Whether something is the name of somebody in a network: behind a slash or an underscore, and without marks, as no network has them.
fn is_handle(word: &str) -> bool {
    word.split(['/', '_']).skip(1).any(|name| name.len() > 1 && name.is_ascii())
}

/// A text as browsers read an address: letters and dots in their plain forms (UTS #46) and in lower case, without what has no shape.
fn as_read(text: &str) -> String {
    plain(text).to_lowercase()
}

/// Letters and dots in their plain forms, without what has no shape. Some dots are taken apart by NFKC, and others come of it.
fn plain(text: &str) -> String {
    // Spaces so narrow that what stands on both sides of them reads as one; lines and dots over and under what is no letter of its own.
    let narrow = |c: &char| matches!(c, '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}');
    let wide = text.chars().filter(|c| !narrow(c)).map(as_dot).nfkc();
    wide.filter(|c| !hides(*c) && !is_combining_mark(*c)).map(as_dot).collect()
}

fn hides(c: char) -> bool {
    !c.is_whitespace() && (is_deceptive(c) || !is_seen(c))
}

fn as_dot(c: char) -> char {
    if DOTS.contains(&c) { '.' } else { c }
}

/// The hosts that a word in lower case names. What follows the own host in an address is the way to a page there.
fn told(word: &str, is_own: impl Fn(&str) -> bool) -> Vec<&str> {
    let apart = |c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !matches!(c, '.' | '-' | '_');
    let mut hosts = Vec::new();
    for piece in word.split_inclusive(apart) {
        let host = piece.trim_end_matches(apart).trim_matches(['.', '-', '_']);
        if !is_told(host) {
            continue;
        }
        hosts.push(host);
        if is_own(host) && piece.ends_with(['/', '?', '#']) {
            break;
        }
    }
    hosts
}

/// Whether something reads as the name of a host: by its last label, which is a top level, or of letters that can be taken for one. A number with
/// its unit is none: 1.5µm.
fn is_told(name: &str) -> bool {
    let Some((before, top)) = name.rsplit_once('.') else { return false };
    let foreign = |c: char| c.is_alphabetic() && c.script() != Script::Latin;
    let is_measure = top.starts_with(|c: char| c.is_ascii_digit()) && before.bytes().all(|b| b.is_ascii_digit());
    let is_top = TOP_LEVELS.contains(top) || top.starts_with("xn--") || top.chars().any(foreign) && !is_measure;
    is_top && before.chars().any(char::is_alphanumeric) && !before.ends_with('.') && !TECHNIQUES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_says_what_names_of_hosts_end_in() {
        let rows = reference::seed_rows("top_levels.csv").expect("the seed");
        assert!(rows.len() > 1_000 && ["vn", "com", "net", "example"].iter().all(|top| TOP_LEVELS.contains(*top)));
        assert!(["js", "pdf", "hcm", "ts"].iter().all(|other| !TOP_LEVELS.contains(*other)));
    }

    #[test]
    fn a_text_reads_as_its_own_host_or_as_another() {
        for (text, own) in [
            ("demo.example", true),
            ("www.Demo.Example", true),
            ("https://demo.example/tin/index.php?a=b.vn", true),
            ("demo.example:443", true),
            ("http://192.0.2.1/", false),
            ("https://bank", false),
            ("www.bank", false),
            ("bank.\u{200a}example", false),
            ("bank.example\u{332}", false),
            ("bank\u{2e31}example", false),
            ("bank\u{2d9}example", false),
            ("https://", true),
            ("hỏi@demo.example", true),
            ("(demo.example)", true),
            ("Xem ở demo.example.", true),
            ("Node.js, Vue.js và ASP.NET", true),
            ("TP.HCM 1.500.000đ v2.0 v.v... bao-gia.pdf Kế.toán", true),
            ("example", true),
            ("1.5µm 4.7kΩ 2.0β 3.5мм", true),
            ("Co. Ltd", true),
            ("Co.Ltd", false),
            ("kho.Xin", false),
            ("bank.vnм", false),
            ("bank.0гg", false),
            ("bank1.5µm", false),
            ("bank.μm", false),
            ("mau.zip", false),
            ("other∙example", false),
            ("other•example", false),
            ("other.example", false),
            ("mo.example", false),
            ("x.demo.example", false),
            ("truy cập other.example ngay", false),
            ("other.example:443", false),
            ("other。example", false),
            ("other．example", false),
            ("other·example", false),
            ("oth\u{200d}er.exa\u{fe0f}mple", false),
            ("other.example/demo.example", false),
            ("demo.example@other.example", false),
            ("demo.example,other.example", false),
            ("d\u{435}mo.example", false),
            ("other.\u{435}x\u{430}mple", false),
            ("ngân-hàng.vn", false),
            ("Other.ZIP", false),
        ] {
            assert_eq!(another(text, "https://demo.example/a").is_none(), own, "{text}");
        }
        // The host that another one is a part of is its own, too.
        assert_eq!(another("Base.vn", "https://amis.base.vn/x"), None);
        assert_eq!(another("Base.vn", "https://amisbase.vn/x").as_deref(), Some("base.vn"));
        // So is the file that it leads to, and no other.
        assert_eq!(another("Mau.zip", "https://demo.example/tai/mau.zip"), None);
        assert_eq!(another("bank.zip", "https://demo.example/tai/mau.zip").as_deref(), Some("bank.zip"));
        assert_eq!(another("other.example", "https://demo.example/other.example").as_deref(), Some("other.example"));
    }

    #[test]
    fn addresses_are_told_from_words() {
        let text = "Gọi @demo, someone@demo.example, xem https://demo.example/a?b=c; demo.example (www.demo.test). Node.js, 1.5, hay/hoặc, 24/7, fb/demo, /demo, demo_sen_.";
        assert_eq!(
            addresses(text),
            [
                "@demo",
                "someone@demo.example",
                "https://demo.example/a?b=c",
                "demo.example",
                "www.demo.test",
                "fb/demo",
                "/demo",
                "demo_sen_"
            ]
        );
    }
}
