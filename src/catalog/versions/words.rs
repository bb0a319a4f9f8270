//! What a version says, apart from how it is written: whether two say the same, and whether only slips were corrected. Pure.

use crate::catalog::profile::{hosts, markdown};
use crate::catalog::search::TONES;
use serde_json::Value;
use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Of so many words of a text one may be corrected in the fast lane, and one of every shorter text: who vetted it has read the others.
const WORDS_PER_SLIP: usize = 20;
/// Letters of a word that a slip changes, at most: of a short word one, so that «có» does not become «ko», nor "is" "no".
const LETTERS_PER_SLIP: usize = 2;
/// A slip changes no more than one of so many letters of its word.
const OF_LETTERS: usize = 3;

/// Words that turn what is said into its contrary: of these none is a slip of another word.
const NEGATIONS: [&str; 13] =
    ["không", "ko", "chẳng", "chưa", "đừng", "trừ", "not", "no", "nor", "non", "never", "none", "without"];

/// What is said, by its letters with their marks, digits and figures alone: without case, spaces, signs and Markdown, whatever the order of lists.
/// Where it is the same, who has read the one has read the other.
pub fn essence(said: &Value) -> Value {
    match said {
        Value::String(text) => Value::String(tones_last(&words(text).concat())),
        Value::Array(all) => {
            let mut all: Vec<Value> = all.iter().map(essence).collect();
            all.sort_by_cached_key(ToString::to_string);
            Value::Array(all)
        }
        Value::Object(members) => members.iter().map(|(name, said)| (name.clone(), essence(said))).collect(),
        figure => figure.clone(),
    }
}

/// Whether what is said differs in slips alone: of the members that hold a text in one language, a few letters of a few words; of all
/// others nothing.
pub fn are_slips(before: &Value, after: &Value, is_text: bool) -> bool {
    match (before, after) {
        (Value::String(before), Value::String(after)) if is_text => is_corrected(before, after),
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(one, other)| are_slips(one, other, false))
        }
        (Value::Object(before), Value::Object(after)) => {
            let same = |(name, said): (&String, &Value)| {
                before.get(name).is_some_and(|old| are_slips(old, said, name.ends_with("_vi") || name.ends_with("_en")))
            };
            before.len() == after.len() && after.iter().all(same)
        }
        _ => before == after,
    }
}

/// Whether one text is the other with slips corrected: the same letters in a row, however they are set apart and set out; or the same
/// number of words, of which a few differ by a letter or two. Figures and addresses are as they were.
fn is_corrected(before: &str, after: &str) -> bool {
    if addresses(before) != addresses(after) {
        return false;
    }
    let (before, after) = (words(before), words(after));
    let stays = |word: &&String| has_digit(word) || NEGATIONS.contains(&word.as_str());
    if !before.iter().filter(stays).eq(after.iter().filter(stays)) {
        return false;
    }
    if tones_last(&before.concat()) == tones_last(&after.concat()) {
        return true;
    }
    let changed: Vec<_> =
        before.iter().zip(&after).filter(|(one, other)| tones_last(one) != tones_last(other)).collect();
    let few = changed.len() <= (before.len() / WORDS_PER_SLIP).max(1);
    before.len() == after.len() && few && changed.iter().all(|(one, other)| is_slip(one, other))
}

/// The letters with each tone behind the vowels that it stands among: `hóa` and `hoá` are one word.
fn tones_last(letters: &str) -> String {
    let (mut plain, mut held) = (String::with_capacity(letters.len()), String::new());
    for c in letters.nfd() {
        if TONES.contains(&c) {
            held.push(c);
            continue;
        }
        if !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') && !is_combining_mark(c) {
            plain.push_str(&held);
            held.clear();
        }
        plain.push(c);
    }
    plain + &held
}

fn is_slip(one: &str, other: &str) -> bool {
    let most = one.chars().count().div_ceil(OF_LETTERS).min(LETTERS_PER_SLIP);
    !has_digit(one) && !has_digit(other) && osa_distance(one, other) <= most
}

/// The words of a text as it is read, in lower case, and where its links lead. The signs of a figure are part of it: 1,5 is not 15, 1-2 not 12,
/// and -10% neither 10% nor 10.
fn words(text: &str) -> Vec<String> {
    let read: Vec<char> = markdown::plain(text).nfc().flat_map(char::to_lowercase).collect();
    let (mut words, mut word) = (Vec::new(), String::new());
    for (place, c) in read.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| read.get(at)).is_some_and(char::is_ascii_digit);
        let (ended, goes_on) = (digit(place.checked_sub(1)), digit(Some(place + 1)));
        let within = matches!(c, '.' | ',' | '-' | '/' | ':') && ended && goes_on;
        let in_figure = within || *c == '%' && ended || matches!(c, '-' | '+' | '−') && goes_on && word.is_empty();
        if c.is_alphanumeric() || in_figure || is_combining_mark(*c) {
            word.push(*c);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words.extend(markdown::addresses(text));
    words
}

/// Where its links lead, and the addresses that stand in it by themselves.
fn addresses(text: &str) -> Vec<String> {
    let mut all = markdown::addresses(text);
    all.extend(hosts::addresses(&markdown::plain(text)));
    all
}

fn has_digit(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_otherwise_says_the_same() {
        let said = |text: &str, price: i64| essence(&json!({"text": text, "price": price, "list": ["một", "hai"]}));
        let before = said("Sổ sách kế toán, giá 1,5 triệu: [xem](https://demo.example/a).", 250_000);
        for same in [
            "Sổ sách kế toán giá 1,5 triệu [xem](https://demo.example/a)",
            "SỔ SÁCH **KẾ TOÁN**; giá 1,5 triệu…\n\n[x*e*m](https://demo.example/a)",
            "Sổsách kế-toán, giá 1,5 triệu: [xem](https://demo.example/a \"tên\").",
            "Sổ sách kê\u{301} tóan, giá 1,5 triệu: [xem](https://demo.example/a).",
            "Sổ sách.kế://toán, giá 1,5 triệu: [xem](https://demo.example/a).",
        ] {
            assert_eq!(said(same, 250_000), before, "{same}");
        }
        for other in [
            "Sổ sách kế toán, giá 15 triệu: [xem](https://demo.example/a).",
            "Sổ sách kế toán, giá 1,6 triệu: [xem](https://demo.example/a).",
            "So sach ke toan, gia 1,5 trieu: [xem](https://demo.example/a).",
            "Sổ sách kế toán, giá 1,5 triệu: [xem](https://demo.example/b).",
            "Sổ sách kế toán mới, giá 1,5 triệu: [xem](https://demo.example/a).",
        ] {
            assert_ne!(said(other, 250_000), before, "{other}");
        }
        assert_ne!(said("Sổ sách kế toán, giá 1,5 triệu: [xem](https://demo.example/a).", 250_001), before);
        assert_eq!(essence(&json!(["hai", "Một"])), essence(&json!(["một", "hai."])));
    }

    #[test]
    fn a_slip_is_a_letter_or_two_of_a_word() {
        let before = "Sổ sách kế toan cho cửa hàng nhỏ.";
        for (after, want) in [
            (before, true),
            ("Sổ sách kế toán cho cửa hàng nhỏ.", true),
            ("Sổ sách **kế toan**, cho cửa hàng nhỏ!", true),
            ("Sổ sách kế toan cho cửahàng nhỏ.", true),
            ("sổ sách kế toan cho cửa hàng nhở.", true),
            // Two words of eight, another word, one more, one less.
            ("Sổ sách kế toán cho cửa hàng nhở.", false),
            ("Sổ sách kế toan cho cửa hàng lớn.", false),
            ("Sổ sách kế toan cho cửa hàng không nhỏ.", false),
            ("Sổ sách kế toan cho cửa hàng.", false),
            ("Sổ sách kế toan cho cửa hàng 1.", false),
            ("", false),
        ] {
            assert_eq!(is_corrected(before, after), want, "{after}");
        }
        for (before, after, want) in [
            ("giá 1,5 triệu", "giá 15 triệu", false),
            ("giá 15 triệu", "giá 16 triệu", false),
            ("1-2 tháng", "12 tháng", false),
            ("24/7", "247", false),
            ("5 000 đồng", "50 00 đồng", false),
            ("-10%", "10%", false),
            ("10%", "10", false),
            ("Kế-toán 24/7", "Kế toán 24/7", true),
            ("có", "ko", false),
            ("Dữ liệu ko chia sẻ", "Dữ liệu do chia sẻ", false),
            ("Data is now shared", "Data is not shared", false),
            ("Hóa đơn", "Hoá đơn", true),
            ("teh shop", "the shop", true),
            ("[xem](https://demo.example/a)", "[xem](https://demo.example/b)", false),
            ("[xme](https://demo.example/a)", "[xem](https://demo.example/a)", true),
            ("Hỏi someone@demo.example.", "Hỏi someome@demo.example.", false),
            ("Hỏi some.one@demo.example.", "Hỏi someone@demo.example.", false),
            ("Xem https://demo.example.", "Xem https://demo.examples.", false),
            ("Xem https://demo.example/Gia", "Xem https://demo.example/gia", false),
            ("Xem demo.example", "Xem dmeo.example", false),
            ("Xem demo.example", "Xem demo-example", false),
            ("Xem fb/demosen", "Xem fb/demosem", false),
            ("Xem fb/demosen", "Xem fb demosen", false),
            ("Xem demo_sen", "Xem demo_sem", false),
            ("Xem fb/demosen.", "Xme «fb/demosen»", true),
            ("Thu/chi hàng ngay", "Thu/chi hàng ngày", true),
            ("kế toán/bán hang", "kế toán/bán hàng", true),
            ("Xme (demo.example).", "Xem demo.example!", true),
            ("Hỏi someone@demo.example, trả lơi ngay", "Hỏi someone@demo.example: trả lời ngay.", true),
            ("Viết bằng Node.js", "Viết bằng Node js", true),
        ] {
            assert_eq!(is_corrected(before, after), want, "{before} {after}");
        }
        let long = "một ".repeat(100);
        for (words, want) in [(5, true), (6, false)] {
            assert_eq!(is_corrected(&long, &long.replacen("một", "mót", words)), want, "{words}");
        }
    }

    #[test]
    fn of_members_texts_alone_have_slips() {
        let before = json!([{"image": "abcd", "caption_vi": "Màn hình"}]);
        for (after, want) in [
            (json!([{"image": "abcd", "caption_vi": "Màn hinh"}]), true),
            (json!([{"image": "abce", "caption_vi": "Màn hình"}]), false),
            (json!([{"image": "abcd", "caption_vi": null}]), false),
            (json!([{"image": "abcd"}]), false),
            (json!([]), false),
            (Value::Null, false),
        ] {
            assert_eq!(are_slips(&before, &after, false), want, "{after}");
        }
    }
}
