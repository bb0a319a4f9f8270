//! What a version says, apart from how it is written: whether two say the same, and whether only slips were corrected. Pure.

use crate::catalog::profile::{hosts, markdown};
use crate::catalog::search::TONES;
use crate::values::text::{is_deceptive, is_seen};
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

/// Signs that are part of what a figure says, wherever they stand.
const SIGNS: [char; 16] = ['$', '€', '£', '¥', '₫', '%', '‰', '≤', '≥', '<', '>', '=', '±', '×', '°', '¢'];

/// Words that turn what is said into its contrary, or are a figure: of these none is a slip of another word, nor another of it.
const STAYING: [&str; 74] = [
    "không",
    "ko",
    "khong",
    "hông",
    "chẳng",
    "chả",
    "chưa",
    "đừng",
    "cấm",
    "trừ",
    "miễn",
    "not",
    "no",
    "nor",
    "non",
    "never",
    "none",
    "nobody",
    "anybody",
    "everybody",
    "nothing",
    "without",
    "do",
    "dont",
    "free",
    "fee",
    "fees",
    "một",
    "hai",
    "ba",
    "bốn",
    "tư",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "mươi",
    "chục",
    "trăm",
    "nghìn",
    "ngàn",
    "vạn",
    "triệu",
    "tỷ",
    "tỉ",
    "nửa",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "hundred",
    "thousand",
    "million",
    "billion",
    "half",
    "once",
    "twice",
    "am",
    "pm",
    "all",
];

/// What is said, by its letters with their marks, digits and figures alone: without case, spaces, signs and Markdown, whatever the order of lists.
/// Where it is the same, who has read the one has read the other.
pub fn essence(said: &Value) -> Value {
    match said {
        Value::String(text) => match tones_last(&words(&undressed(text)).concat()) {
            nothing if nothing.is_empty() => Value::Null,
            letters => Value::String(letters),
        },
        Value::Array(all) => {
            let mut all: Vec<Value> = all.iter().map(essence).filter(|it| !it.is_null()).collect();
            all.sort_by_cached_key(ToString::to_string);
            Value::Array(all)
        }
        Value::Object(members) => members.iter().map(|(name, said)| (name.clone(), essence(said))).collect(),
        figure => figure.clone(),
    }
}

/// A text without what has no shape, its letters in plain dress: neither is another thing to say.
fn undressed(text: &str) -> String {
    text.nfkc().filter(|c| c.is_whitespace() || is_seen(*c) && !is_deceptive(*c)).collect()
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
    if !staying(&before).eq(staying(&after)) {
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

/// The figures with their signs and the word behind each, which is its unit, and the words that stay.
fn staying(words: &[String]) -> impl Iterator<Item = &String> {
    let before = std::iter::once(None).chain(words.iter().map(Some));
    let kept = |(before, word): &(Option<&String>, &String)| {
        is_figure(word) || before.is_some_and(|before| is_figure(before)) || STAYING.contains(&word.as_str())
    };
    before.zip(words).filter(kept).map(|(_, word)| word)
}

fn is_figure(word: &str) -> bool {
    has_digit(word) || word.starts_with(SIGNS)
}

/// Beginnings that turn a word of English into its contrary.
const CONTRARIES: [&str; 8] = ["un", "in", "im", "il", "ir", "no", "non", "dis"];

fn is_slip(one: &str, other: &str) -> bool {
    let most = one.chars().count().div_ceil(OF_LETTERS).min(LETTERS_PER_SLIP);
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let contrary = CONTRARIES.iter().any(|begin| long.strip_prefix(begin) == Some(short));
    !has_digit(one) && !has_digit(other) && !contrary && osa_distance(one, other) <= most
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
        } else {
            words.push(std::mem::take(&mut word));
            words.extend(SIGNS.contains(c).then(|| c.to_string()));
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
            "Ｓổ sách\u{fe0f} kế toán, giá 1,5 triệu: [xem](https://demo.example/a).",
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
        assert_ne!(essence(&json!("Giá $5")), essence(&json!("Giá €5")));
        assert_eq!(
            essence(&json!({"a": "Demo", "b": "…", "c": ["*", "x"]})),
            essence(&json!({"a": "demo.", "b": null, "c": ["X"]}))
        );
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
    }

    #[test]
    fn what_says_something_else_is_none_however_few_letters_it_takes() {
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
            ("Free support", "Fee support", false),
            ("Limited support", "Unlimited support", false),
            ("This is safe", "This is unsafe", false),
            ("dont share data", "do share data", false),
            ("$5 a month", "€5 a month", false),
            ("≤ 5 users", "≥ 5 users", false),
            ("5 % fee", "5 fee", false),
            ("10‰ a day", "10 a day", false),
            ("5 GB for all", "5 MB for all", false),
            ("giá 5 tr một năm", "giá 5 tỷ một năm", false),
            ("one million", "one billion", false),
            ("một trăm", "một năm", false),
            ("Sổ sách kế toan", "Sổ sách kế toán", true),
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
        let long = "bán ".repeat(100);
        for (words, want) in [(5, true), (6, false)] {
            assert_eq!(is_corrected(&long, &long.replacen("bán", "bàn", words)), want, "{words}");
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
