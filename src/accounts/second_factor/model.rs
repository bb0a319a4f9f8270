//! What is known of second factors, parsed at the edge.

use super::totp::base32;
use crate::error::{Error, Result};
use crate::secrets::Secret;

/// Recovery codes that an account is given at a time.
pub const RECOVERY_CODES: usize = 10;

/// A second factor that was given beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Totp,
    RecoveryCode,
}

/// What was given, in a word for the record.
pub const fn factors(proof: Option<Proof>) -> &'static str {
    match proof {
        None => "password",
        Some(Proof::Totp) => "password+totp",
        Some(Proof::RecoveryCode) => "password+recovery_code",
    }
}

/// How an operator made sure that it is the owner who asks for a lost second factor to be taken away: as sure as when it was
/// set up (ASVS 5.0, 6.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Assured {
    /// Seen, with an identity document
    InPerson,
    /// Called back at a number that was known before
    CalledBack,
    /// An administrator who knows the person asked for it
    VouchedFor,
}

impl Assured {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::CalledBack => "called_back",
            Self::VouchedFor => "vouched_for",
        }
    }
}

/// What a person is told of the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub active: bool,
    pub recovery_codes_left: i64,
}

/// 120 random bits as 24 letters and digits of base32, in groups of four: too many to be guessed, so that SHA-256
/// suffices for its digest. Each works once, in place of a code. `Debug` hides it.
pub struct RecoveryCode(String);

impl RecoveryCode {
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 15];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        let letters: Vec<char> = base32(bytes).chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Ok(Self(groups.join("-")))
    }

    /// The text itself, for the one answer that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> Vec<u8> {
        Secret::digest_of(&letters(&self.0))
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// What somebody gives as the second factor.
#[derive(Clone, PartialEq, Eq)]
pub enum Given {
    /// Six digits of an app.
    Digits(String),
    /// The digest of what has the form of a recovery code.
    Recovery(Vec<u8>),
    /// What can be neither: it is wrong, and counted as such.
    Nonsense,
}

impl Given {
    /// Reads what was typed: apps show digits in groups, and people write letters as they like.
    pub fn read(text: &str) -> Self {
        let letters = letters(text);
        let all = |of: fn(u8) -> bool| letters.bytes().all(of);
        match letters.len() {
            6 if all(|b| b.is_ascii_digit()) => Self::Digits(letters),
            24 if all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)) => {
                Self::Recovery(Secret::digest_of(&letters))
            }
            _ => Self::Nonsense,
        }
    }
}

/// Without spaces and hyphens, in capitals.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = RecoveryCode::random().expect("random");
        assert_eq!((code.reveal().len(), code.reveal().split('-').count()), (29, 6));
        for typed in [code.reveal().to_owned(), code.reveal().to_lowercase(), code.reveal().replace('-', " ")] {
            assert!(Given::read(&typed) == Given::Recovery(code.digest()), "{typed}");
        }
        assert!(Given::read("123 456") == Given::Digits("123456".to_owned()));
        for nonsense in ["", "12345", "1234567", "１２３４５６", "abcdef", "12345６", "A1AA-AAAA-AAAA-AAAA-AAAA-AAAA"]
        {
            assert!(Given::read(nonsense) == Given::Nonsense, "{nonsense}");
        }
        assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
    }
}
