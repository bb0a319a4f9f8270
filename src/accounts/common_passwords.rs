//! Passwords that many have and that were published: refused offline, by digests of lists (see `seed/LICENSES.md`).

use crate::values::text;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Sorted, distinct 5-byte prefixes of SHA-256, each of a password in lower case (NFC).
static TABLE: &[u8] = include_bytes!("../../seed/common_passwords.bin");

/// Whether a password is common: as it is typed but for case, or without marks, spaces and signs, so that
/// «Mật khẩu 123456» is found as `matkhau123456`; each also without the digits and signs before and behind it
/// (`football12345` is `football`), with letters for those that look like them (`f00tball`), and once where it stands twice.
pub fn is_common(password: &str) -> bool {
    let typed: String = password.nfc().collect::<String>().to_lowercase();
    let folded = text::fold(password).replace(' ', "");
    [typed.as_str(), &folded].into_iter().flat_map(cuts).any(|cut| {
        let lettered = lettered(cut);
        [cut, &lettered].into_iter().flat_map(|form| [Some(form), half(form)]).flatten().any(is_listed)
    })
}

/// A text as it is, and without what is no letter at its end, its beginning, and both.
fn cuts(text: &str) -> [&str; 4] {
    let is_around = |c: char| !c.is_alphabetic();
    let end = text.trim_end_matches(is_around);
    [text, end, text.trim_start_matches(is_around), end.trim_start_matches(is_around)]
}

/// Letters for the digits and signs that stand for them: `p@ssw0rd` is `password`.
pub fn lettered(password: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '5' | '$' => 's',
        other => other,
    };
    password.chars().map(letter).collect()
}

/// One half of a text that is the same text twice.
fn half(text: &str) -> Option<&str> {
    let (one, other) = text.split_at_checked(text.len() / 2)?;
    (one == other).then_some(one)
}

fn is_listed(text: &str) -> bool {
    let mut prefix = [0; 5];
    prefix.iter_mut().zip(Sha256::digest(text.as_bytes())).for_each(|(to, from)| *to = from);
    TABLE.as_chunks::<5>().0.binary_search(&prefix).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn the_table_is_the_one_that_the_licences_tell_of() {
        let (rows, rest) = TABLE.as_chunks::<5>();
        assert_eq!((rows.len(), rest.len()), (72_116, 0));
        assert!(rows.is_sorted_by(|a, b| a < b), "sorted, each once");
        let digest = crate::secrets::hex(&Sha256::digest(TABLE));
        let told = std::fs::read_to_string("seed/LICENSES.md").expect("the licences");
        assert!(told.contains(&digest), "{digest}");
    }

    #[test]
    fn known_passwords_are_found_in_every_writing() {
        for password in [
            "password1234",
            "1234567890123456",
            "matkhau123456",
            "Mật khẩu 123456",
            "MẬT KHẨU 123456",
            "mat-khau-123456",
            "qwerty123456",
            "Qwerty 123456!",
            "passwordpassword",
            "p@ssw0rdp@ssw0rd",
            "password1234password1234",
            "PasswordPassword 99!",
            "football12345",
            "12345superman",
            "Superman-20261",
            "f00tball2024!",
            "$unshine1234",
            "Pr1ncess-2010",
            "Football-20262026",
            "monkey123456",
            "Summer2024!!",
            "supermansuperman1",
        ] {
            assert!(is_common(password), "{password}");
            assert!(is_common(&password.nfd().collect::<String>()), "{password}, decomposed");
            assert!(is_common(&password.to_uppercase()), "{password}, shouted");
        }
    }

    #[test]
    fn the_documented_passwords_are_not_common() {
        for password in ["bông sen trắng 42", "ao cá mùa thu 77", "try-it-out-kqz", "密码密碼很长的句子一二三"]
        {
            assert!(!is_common(password), "{password}");
        }
    }

    proptest! {
        // At most 32 look-ups a password: one of half a million strings is refused by mistake.
        #[test]
        fn random_passwords_are_not_common(password in "[a-zà-ỹ0-9 ]{12,60}") {
            prop_assume!(text::fold(&password).replace(' ', "").chars().any(char::is_alphabetic) && password.len() > 20);
            prop_assert!(!is_common(&password), "{}", password);
        }
    }
}
