//! The text of a key: `dtk_`, 8 characters that name it, `_`, 256 random bits as 43 characters of base64url, `_`, and 6
//! characters of checksum. The checksum is the beginning of the base64url of SHA-256 of all that stands before its `_`:
//! a scanner, or a typo, is told from a key without a look-up.

use crate::error::{Error, Result};
use crate::secrets::{Secret, hex};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

const FIRST: &str = "dtk_";

/// Characters of a key.
const LENGTH: usize = 63;

/// Characters up to the name's end, and of the checksum.
const PREFIX: usize = 12;
const CHECKSUM: usize = 6;

/// A key as it is shown once and sent with each request. `Debug` hides it.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    pub fn random() -> Result<Self> {
        let mut name = [0; 4];
        getrandom::fill(&mut name).map_err(Error::internal)?;
        let front = format!("{FIRST}{}_{}", hex(&name), Secret::random()?.reveal());
        Ok(Self(format!("{front}_{}", checksum(&front))))
    }

    /// The key whose text this is; `None` for another form or a wrong checksum.
    pub fn read(text: &str) -> Option<Self> {
        let (front, sum) = text.split_at_checked(LENGTH - CHECKSUM - 1)?;
        let whole = text.len() == LENGTH && front.starts_with(FIRST);
        (whole && sum.strip_prefix('_')? == checksum(front)).then(|| Self(text.to_owned()))
    }

    /// What names the key to people: its first 12 characters.
    pub fn prefix(&self) -> &str {
        self.0.get(..PREFIX).unwrap_or_default()
    }

    /// The text itself, for the one answer that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> Vec<u8> {
        Secret::digest_of(&self.0)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}…", self.prefix())
    }
}

fn checksum(front: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(front)).chars().take(CHECKSUM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_again_and_nothing_else_is_one() {
        for _ in 0..200 {
            let made = Token::random().expect("a key");
            let text = made.reveal();
            assert_eq!(Token::read(text).expect("a key").digest(), made.digest());
            assert!(text.len() == LENGTH && text.starts_with(made.prefix()) && !format!("{made:?}").contains(text));
            for place in 0..LENGTH {
                let mut typo: Vec<u8> = text.bytes().collect();
                typo[place] = if typo[place] == b'x' { b'y' } else { b'x' };
                assert!(Token::read(std::str::from_utf8(&typo).expect("text")).is_none(), "{text} {place}");
            }
            let others = [text.trim_start_matches('d'), text.trim_start_matches(FIRST), &text.to_uppercase()];
            let (longer, shorter) = (format!("{text}A"), text.chars().take(LENGTH - 1).collect::<String>());
            assert!(others.iter().chain([&&*longer, &&*shorter]).all(|other| Token::read(other).is_none()), "{text}");
        }
        for wrong in ["", "dtk_", &"ộ".repeat(21), &"A".repeat(63)] {
            assert!(Token::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_checksum_is_what_a_scanner_computes() {
        let front = format!("dtk_0123abcd_{}", "A".repeat(43));
        assert!(Token::read(&format!("{front}_{}", checksum(&front))).is_some());
        assert_eq!(checksum("dtk_"), "qTa80a");
    }
}
