//! Random secrets, their digests, and the key that digests personal numbers.

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;

/// 256 random bits as 43 characters of base64url. Only the SHA-256 of the text is ever stored; `Debug` hides it.
pub struct Secret(String);

impl Secret {
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text itself, for the one answer or mail that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> Vec<u8> {
        Self::digest_of(&self.0)
    }

    pub fn digest_of(text: &str) -> Vec<u8> {
        Sha256::digest(text.as_bytes()).to_vec()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Makes a folder and those above it that its owner alone may enter; those that are there already stay as they are.
pub fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a file that its owner alone may read.
///
/// Errors: it is there already, among others.
pub fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The server's key for digests that nobody else can recompute (HMAC-SHA256).
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// Reads the key's file, or makes it, readable by its owner alone.
    ///
    /// Errors: as [`Key::load`]; the folder cannot be written.
    pub fn load_or_make(path: &Path) -> Result<Self, String> {
        if let Some(key) = Self::load(path)? {
            return Ok(key);
        }
        let place = |e: std::io::Error| format!("{}: {e}", path.display());
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|e| e.to_string())?;
        if let Some(folder) = path.parent() {
            private_folder(folder).map_err(place)?;
        }
        let mut file = private_file(path).map_err(place)?;
        writeln!(file, "{}", hex(&key)).map_err(place)?;
        Ok(Self(key))
    }

    /// Reads the key's file, where there is one.
    ///
    /// Errors: what to type instead, where it cannot be read, others than its owner have rights to it, it does not hold 64
    /// hexadecimal digits, or nobody drew them at random.
    pub fn load(path: &Path) -> Result<Option<Self>, String> {
        let shown = path.display();
        let mut file = match std::fs::File::open(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(|e| format!("{shown}: {e}"))?,
        };
        #[cfg(unix)]
        {
            let rights = file.metadata().map_err(|e| format!("{shown}: {e}"))?.permissions();
            if std::os::unix::fs::PermissionsExt::mode(&rights) & 0o077 != 0 {
                return Err(format!(
                    "{shown}: others than its owner may read or change this key: type «chmod 600 {shown}»"
                ));
            }
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|e| format!("{shown}: {e}"))?;
        let key = Self::parse(text.trim())
            .ok_or_else(|| format!("{shown}: a key is 64 hexadecimal digits; restore the file from its backup"))?;
        if is_guessable(&key.0) {
            return Err(format!(
                "{shown}: the key is weak: it repeats itself, counts or is a well-known one. Restore the right file from \
                 its backup; where nothing was stored with this one yet, type «rm {shown}», and the next start makes a \
                 random one"
            ));
        }
        Ok(Some(key))
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        let bytes: Vec<u8> = digits.collect::<Option<_>>()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// A key of its own for each purpose (HKDF-SHA256, RFC 5869): what one label's key does says nothing of another's.
    ///
    /// Errors: none that can happen: 32 bytes are within what HKDF gives.
    pub fn derive(&self, label: &str) -> Result<[u8; 32]> {
        let mut derived = [0; 32];
        Hkdf::<Sha256>::new(None, &self.0).expand(label.as_bytes(), &mut derived).map_err(Error::internal)?;
        Ok(derived)
    }

    /// The keyed digest of a text.
    pub fn digest(&self, text: &str) -> Vec<u8> {
        match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mut mac) => {
                mac.update(text.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            // HMAC takes keys of any length (RFC 2104): this arm is never reached, and an empty digest is refused by the tables.
            Err(_) => Vec::new(),
        }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Fewer different bytes in a key, or fewer different steps from each byte to the next, are no accident: of random keys,
/// at most C(256, 13) · ((13/256)^32 + (13/256)^31) < 2^-61 have so few.
const DIFFERENT: usize = 14;

/// Whether a key is none that anybody drew at random: it repeats itself, counts, or is the digest of a word.
fn is_guessable(key: &[u8; 32]) -> bool {
    let bytes: BTreeSet<u8> = key.iter().copied().collect();
    let steps: BTreeSet<u8> = key.iter().zip(key.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one)).collect();
    let (first, second) = key.split_at(16);
    let of_a_word =
        ["", "changeme", "dungthu", "password", "secret", "test"].map(Sha256::digest).contains(&(*key).into());
    bytes.len() < DIFFERENT || steps.len() < DIFFERENT || first == second || of_a_word
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/secret.key");
        let made = Key::load_or_make(&path).expect("made");
        let read = Key::load_or_make(&path).expect("read");
        assert_eq!(made.digest("012345678901"), read.digest("012345678901"));
        assert_ne!(made.digest("012345678901"), made.digest("012345678902"));
        std::fs::write(&path, "short").expect("written");
        assert!(Key::load_or_make(&path).is_err());
    }

    #[test]
    fn digests_and_derived_keys_are_those_of_the_standards() {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(200..).for_each(|(byte, value)| *byte = value);
        let key = Key(bytes);
        // SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869), reckoned by another program.
        assert_eq!(hex(&Secret::digest_of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            hex(&key.digest("012345678901")),
            "59853e9839bdb84e7b8963bdedc54b65c3b03dd6cd43238e47e69cf74fb02579"
        );
        assert_eq!(
            hex(&key.derive("demo").expect("a key")),
            "67bc94bb83e208f3694e6a627289a7cd24b01db7d931191a9466006c36a83863"
        );
    }

    #[test]
    fn keys_that_nobody_drew_are_refused_and_not_repeated() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.key");
        Key::load_or_make(&path).expect("made");
        let counting = |by: u8| hex(&std::array::from_fn::<u8, 32, _>(|n| (n as u8).wrapping_mul(by)));
        for weak in [
            "00".repeat(32),
            "0123456789abcdef".repeat(4),
            "deadbeef".repeat(8),
            "00112233445566778899aabbccddeeff".repeat(2),
            "00112233445566778899aabbccddeeffffeeddccbbaa99887766554433221100".to_owned(),
            "93af20c1774ed85b06e2199dfa3c68b0".repeat(2),
            counting(1),
            counting(7),
            counting(255),
            hex(&Sha256::digest("")),
            hex(&Sha256::digest("password")),
        ] {
            std::fs::write(&path, format!("{weak}\n")).expect("written");
            let refused = Key::load(&path).expect_err(&weak);
            assert!(refused.contains("the key is weak") && !refused.contains(&weak), "{refused}");
        }
        std::fs::write(&path, "7f".repeat(32).replace("7f7f", "zz00")).expect("written");
        assert!(Key::load(&path).is_err_and(|why| why.contains("64 hexadecimal digits")));
    }

    /// The bound of [`DIFFERENT`], and that it is not idle: 200 keys pass.
    #[test]
    fn a_random_key_is_refused_less_than_once_in_two_to_the_60() {
        let few = (DIFFERENT - 1) as f64;
        let subsets: f64 = (0..DIFFERENT - 1).map(|n| ((256 - n) as f64 / (n + 1) as f64).log2()).sum();
        let chance = |drawn: f64| (subsets + drawn * (few / 256.0).log2()).exp2();
        // Halves that are equal: one in 2^128.
        assert!(chance(32.0) + chance(31.0) + 2_f64.powi(-128) < 2_f64.powi(-60));
        for _ in 0..200 {
            let mut key = [0; 32];
            getrandom::fill(&mut key).expect("random");
            assert!(!is_guessable(&key), "{}", hex(&key));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_have_rights_to_is_refused_with_what_to_type() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.key");
        Key::load_or_make(&path).expect("made");
        for (mode, taken) in
            [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false), (0o601, false)]
        {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("changed");
            let loaded = Key::load(&path);
            assert_eq!(loaded.is_ok(), taken, "{mode:o}");
            assert!(taken || loaded.is_err_and(|why| why.contains(&format!("«chmod 600 {}»", path.display()))));
        }
    }

    #[test]
    fn secrets_differ_and_are_hidden() {
        let (a, b) = (Secret::random().expect("random"), Secret::random().expect("random"));
        assert_ne!(a.reveal(), b.reveal());
        assert_eq!((a.reveal().len(), format!("{a:?}").as_str()), (43, "Secret(…)"));
    }
}
