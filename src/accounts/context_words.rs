//! Passwords made of what everybody here would try first: the programme's words and the person's own.
//!
//! The rule: the password is folded (lower case, no marks, no spaces, no signs), then words are struck out so that as few
//! letters as possible remain. Where a word was struck out and fewer than [`ENOUGH`] letters remain, the password is little
//! more than those words, digits and signs. The words are those of `seed/context_words.csv`, the provinces' names of today and
//! before, and those of the person: the name's, and the parts of the address, of 3 letters and more. `p@ssw0rd` is looked at
//! as `password`, too. Anybody's name is one to try, `nguyenvana1990`: where nothing is left without those words and the
//! syllables of frequent names (`seed/common_names.csv`), up to four of them, but for an initial at the end. Many sentences hold
//! such syllables.

use super::common_passwords::lettered;
use crate::values::text;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Letters that a password needs beside words of the context.
pub const ENOUGH: usize = 6;

/// Words and syllables that a name is made of at most; more of them are a sentence.
const OF_A_NAME: usize = 4;

/// Shorter words stand within too many others.
const SHORTEST: usize = 3;

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let provinces = [include_str!("../../seed/provinces.csv"), include_str!("../../seed/legacy_provinces.csv")];
    let provinces = provinces.into_iter().flat_map(|file| column(file, 1));
    let mut words: Vec<String> = column(include_str!("../../seed/context_words.csv"), 0).chain(provinces).collect();
    words.retain(|word| word.len() >= SHORTEST);
    words.sort();
    words.dedup();
    words
});

static NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| column(include_str!("../../seed/common_names.csv"), 0).collect());

/// One column of a list, folded.
fn column(file: &str, number: usize) -> impl Iterator<Item = String> {
    file.lines().skip(1).filter_map(move |row| row.split(',').nth(number)).map(joined)
}

/// Whether a password is little more than words of the context, also with letters for the signs that look like them.
pub fn is_little_more(password: &str, email: &str, name: &str) -> bool {
    let own = own_words(email, name);
    let plain = Folded::new(password, false);
    let few = [&plain, &Folded::new(password, true)].into_iter().any(|folded| {
        let words: Vec<&str> = within(WORDS.iter().chain(&own), &folded.text);
        !words.is_empty() && fewest_left(folded, &words) < ENOUGH
    });
    few || is_a_name(&plain, within(WORDS.iter().chain(&own).chain(NAMES.iter()), &plain.text))
}

/// Those of the words that stand in a text.
fn within<'a>(words: impl Iterator<Item = &'a String>, text: &str) -> Vec<&'a str> {
    words.map(String::as_str).filter(|word| text.contains(word)).collect()
}

/// A password, folded, and what of it counts as a letter.
struct Folded {
    text: String,
    /// By the place of each letter: digits and signs do not count, whatever letters they look like.
    counts: Vec<bool>,
}

impl Folded {
    fn new(password: &str, with_letters: bool) -> Self {
        let (mut text, mut counts) = (String::new(), Vec::new());
        for typed in password.nfc() {
            let typed = typed.to_string();
            text.push_str(&joined(&if with_letters { lettered(&typed) } else { typed.clone() }));
            counts.resize(text.len(), typed.chars().all(char::is_alphabetic));
        }
        Self { text, counts }
    }
}

/// Whether the letters are somebody's name: up to so many words and syllables, and an initial at the end.
fn is_a_name(folded: &Folded, words: Vec<&str>) -> bool {
    let letters: String = folded.text.chars().filter(|c| c.is_alphabetic()).collect();
    let initial = letters.char_indices().last().and_then(|(last, _)| letters.get(..last)).unwrap_or_default();
    [&letters, initial]
        .iter()
        .any(|name| fewest_words(name, &words).is_some_and(|words| (1..=OF_A_NAME).contains(&words)))
}

fn joined(text: &str) -> String {
    text::fold(text).replace(' ', "")
}

fn own_words(email: &str, name: &str) -> Vec<String> {
    let whole = [joined(name), joined(email.split('@').next().unwrap_or_default())];
    let parts = text::fold(name) + " " + &text::fold(email);
    let parts = parts.split(' ').map(str::to_owned);
    whole.into_iter().chain(parts).filter(|word| word.chars().count() >= SHORTEST).collect()
}

/// The letters that remain when words are struck out so that the fewest do. Each place knows the best of what follows it.
fn fewest_left(folded: &Folded, words: &[&str]) -> usize {
    let Folded { text, counts } = folded;
    best(text, words, 0, |place, after| Some(after? + usize::from(counts.get(place) == Some(&true))))
        .unwrap_or_default()
}

/// The fewest words that a text is made of, where it is made of them alone.
fn fewest_words(text: &str, words: &[&str]) -> Option<usize> {
    best(text, words, 1, |_, _| None)
}

/// The least sum over a text that is divided into words, each of which adds `word`, and letters that stay, of which `stay` tells
/// the sum from that of what follows.
fn best(
    text: &str,
    words: &[&str],
    word: usize,
    stay: impl Fn(usize, Option<usize>) -> Option<usize>,
) -> Option<usize> {
    let mut best = vec![Some(0); text.len() + 1];
    for (place, letter) in text.char_indices().rev() {
        let at = |place: usize| best.get(place).copied().flatten();
        let rest = text.get(place..).unwrap_or_default();
        let struck =
            words.iter().filter(|word| rest.starts_with(**word)).filter_map(|it| Some(at(place + it.len())? + word));
        let fewest = struck.chain(stay(place, at(place + letter.len_utf8()))).min();
        if let Some(here) = best.get_mut(place) {
            *here = fewest;
        }
    }
    best.first().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EMAIL: &str = "mai.tran@sachviet.example";
    const NAME: &str = "Trần Thị Mai";

    #[test]
    fn words_of_the_programme_and_of_the_person_do_not_make_a_password() {
        for (password, little) in [
            ("Dùng thử 2026!!", true),
            ("MatKhau-DoanhNghiep-1", true),
            ("mật khẩu doanh nghiệp", true),
            ("chuyển đổi số 2025", true),
            ("Nhà cung cấp 123456", true),
            ("Vietnam#Password#1", true),
            ("Make in Vietnam!", true),
            ("MakeInVietNam2026", true),
            ("Make in Việt Nam", true),
            ("doanh nghiệp nhỏ và vừa", true),
            ("doanh nghiep nho va vua", true),
            ("DoanhNghiepNhoVaVua1", true),
            ("doanh nghiệp siêu nhỏ, nhỏ và vừa", true),
            ("Dùng thử miễn phí 2026", true),
            ("Bộ Khoa học và Công nghệ", true),
            // Some of its words are, but not together.
            ("một con đò nhỏ 2026", false),
            ("xViệtNamx2026x", true),
            ("TranMai 1990-2026", true),
            ("SachViet 20262026", true),
            ("admin administrator", true),
            ("P@ssw0rd1234", true),
            ("p4ssw0rd2026", true),
            ("trustno1trustno1", true),
            ("correcthorsebatterystaple", true),
            ("emyeuanh123456", true),
            ("Em yêu anh 2026", true),
            ("maiyeuem12345", true),
            ("iloveu123456789", true),
            // Six letters are enough.
            ("vietnam abcxyz 12", true),
            ("vietnam kqzxyw 12", false),
            ("vietnam kqzxy 12", true),
            // No word of the context is in it: other rules judge it.
            ("8301 5529 1174 66", false),
            ("bông sen trắng 42", false),
            ("ao cá mùa thu 77", false),
            ("try-it-out-2026", true),
            ("密码密碼很长的句子一二三", false),
        ] {
            assert_eq!(is_little_more(password, EMAIL, NAME), little, "{password}");
        }
    }

    #[test]
    fn names_places_and_digits_that_look_like_letters_do_not_either() {
        for (password, little) in [
            // Provinces, today's and former ones.
            ("Thanh pho Ho Chi Minh", true),
            ("Bạc Liêu 1234567", true),
            ("Truong Sa, Hoang Sa", true),
            // Anybody's name.
            ("nguyenvana1990", true),
            ("Trần Thị B 123456", true),
            ("LeHoangNam-1995", true),
            // Syllables of names in a sentence.
            ("hoa mai vàng rơi 42", false),
            ("lan nam hoa xyz 77", false),
            ("khoảng trắng 1234", false),
            ("đào mai lan cúc hồng xuân", false),
            // Digits that look like letters are none where no word is made of them.
            ("P@ssw0rd.1345.2024", true),
            ("M@tkh@u1345134513", true),
            ("Vietn@m 1945 1954 1975", true),
            ("Banhmi@123456", true),
            ("Vietcombank@123", true),
            ("ketoan@12345", true),
            ("một hai ba bốn", true),
            ("anhnhoem12345", true),
            ("khongbiet12345", true),
            ("sinhvien123456", true),
            ("saigondeplam!", true),
        ] {
            assert_eq!(is_little_more(password, EMAIL, NAME), little, "{password}");
        }
    }

    #[test]
    fn words_are_struck_out_so_that_the_fewest_letters_remain() {
        // From the left, the first word alone would leave four.
        let left = |text: &str, words: &[&str]| fewest_left(&Folded::new(text, true), words);
        assert_eq!(left("abcdefg", &["abc", "bcdefg"]), 1);
        assert_eq!(left("abcabc72", &["abc"]), 0);
        assert_eq!(left("đêm1", &[]), 3);
        assert_eq!(left("", &["abc"]), 0);
        // A digit that looks like a letter strikes out a word, and is none where it stays.
        assert_eq!(left("4bc4", &["abc"]), 0);
        assert_eq!(fewest_words("abcabcd", &["abc", "abcd"]), Some(2));
        assert_eq!(fewest_words("abcx", &["abc"]), None);
    }

    #[test]
    fn the_words_are_a_list_without_short_or_repeated_ones() {
        assert!(WORDS.len() > 60);
        for word in WORDS.iter() {
            assert!(word.chars().count() >= SHORTEST && word.chars().all(|c| c.is_ascii_lowercase()), "{word}");
        }
        for file in [include_str!("../../seed/context_words.csv"), include_str!("../../seed/common_names.csv")] {
            assert!(file.lines().all(|row| row.split(',').count() == 2), "each word says why it is there");
        }
        assert!(NAMES.len() > 150 && NAMES.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase())));
    }

    proptest! {
        #[test]
        fn nothing_but_words_digits_and_signs_is_refused(
            places in prop::collection::vec((any::<prop::sample::Index>(), "[0-9 !#.-]{0,4}", any::<bool>()), 1..8),
        ) {
            let password: String = places.iter().map(|(place, filler, loud)| {
                let word = place.get(&WORDS[..]);
                format!("{}{filler}", if *loud { word.to_uppercase() } else { word.clone() })
            }).collect();
            prop_assert!(is_little_more(&password, EMAIL, NAME), "{}", password);
            prop_assert!(is_little_more(&format!("{password}kqzxy"), EMAIL, NAME), "{} and five letters", password);
        }

        #[test]
        fn letters_of_their_own_are_never_struck_out(filler in "[qxz]{6,40}", place in any::<prop::sample::Index>()) {
            let password = format!("{filler}{}", place.get(&WORDS[..]));
            prop_assert!(!is_little_more(&password, EMAIL, NAME), "{}", password);
            prop_assert!(!is_little_more(&filler, EMAIL, NAME), "{}", filler);
        }

        #[test]
        fn more_letters_never_make_it_worse(password in "\\PC{0,60}", email in "\\PC{0,30}", name in "\\PC{0,30}") {
            let more = format!("{password} qxzqxzqxz");
            prop_assume!(!joined(&format!("{name}{email}")).contains(['q', 'x', 'z']));
            prop_assert!(!is_little_more(&more, &email, &name), "{}", more);
        }
    }
}
