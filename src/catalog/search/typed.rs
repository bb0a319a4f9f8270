//! What somebody typed or pasted, as the search reads it: letters in their plain form, and addresses without what every address has.

use unicode_normalization::UnicodeNormalization;

/// The ends of addresses that are no beginnings of other words.
const ENDS: [&str; 2] = [".vn", ".com"];

/// Characters of a query: plain forms may be longer.
const LONGEST: usize = 100;

/// A query in the plain form of its letters (NFKC: `ｋế`, `ﬁ`), its addresses without `https://` and `www.`. What would leave nothing stays.
pub fn readable(typed: &str) -> String {
    let plain: String = typed.nfkc().take(LONGEST).collect();
    let read: Vec<&str> = plain.split(' ').map(of_address).collect();
    let read = read.join(" ");
    if read.chars().any(char::is_alphanumeric) { read } else { plain }
}

fn of_address(word: &str) -> &str {
    let begins = |word: &str, sign: &str| word.get(..sign.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(sign));
    let mut rest = word;
    for sign in ["https://", "http://", "www."] {
        if begins(rest, sign) {
            rest = rest.get(sign.len()..).unwrap_or_default();
        }
    }
    rest
}

/// Whether the last word may go on: not behind a space, nor at the end of an address.
pub fn is_unfinished(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default().trim_end_matches('/').to_lowercase();
    text.chars().last().is_some_and(|c| !c.is_whitespace()) && !ENDS.iter().any(|end| last.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_read_as_if_it_had_been_typed() {
        for (typed, read) in [
            ("https://misa.vn", "misa.vn"),
            ("HTTP://WWW.Sapo.vn/", "Sapo.vn/"),
            ("xem www.sapo.vn ", "xem sapo.vn "),
            ("ｋế ｔｏáｎ", "kế toán"),
            ("ﬁnance", "finance"),
            ("www.", "www."),
            ("https", "https"),
            ("wwww.a", "wwww.a"),
            ("kế  toán", "kế  toán"),
            ("", ""),
        ] {
            assert_eq!(readable(typed), read, "{typed}");
        }
        assert_eq!(readable(&"\u{fdfa}".repeat(100)).chars().count(), 100);
    }

    #[test]
    fn the_end_of_an_address_is_no_beginning() {
        for text in ["Nhanh.v", "vn", "kế to", "n"] {
            assert!(is_unfinished(text), "{text}");
        }
        for text in ["nhanh.vn", "Sapo.VN", "nhanh.vn/", "kế toán ", "", "a.com"] {
            assert!(!is_unfinished(text), "{text}");
        }
    }
}
