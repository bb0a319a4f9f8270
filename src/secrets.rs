//! Random secrets, their digests, and the key that digests personal numbers.

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::io::Write;
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

/// The server's key for digests that nobody else can recompute (HMAC-SHA256).
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// Reads the key's file, or makes it, readable by its owner alone.
    ///
    /// Errors: the folder cannot be written, or the file does not hold 64 hexadecimal digits.
    pub fn load_or_make(path: &Path) -> Result<Self, String> {
        let place = |e: std::io::Error| format!("{}: {e}", path.display());
        if let Ok(text) = std::fs::read_to_string(path) {
            return Self::parse(text.trim()).ok_or_else(|| {
                format!("{}: a key is 64 hexadecimal digits; restore the file from its backup", path.display())
            });
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|e| e.to_string())?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(place)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(place)?;
        writeln!(file, "{}", hex(&key)).map_err(place)?;
        Ok(Self(key))
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
    fn secrets_differ_and_are_hidden() {
        let (a, b) = (Secret::random().expect("random"), Secret::random().expect("random"));
        assert_ne!(a.reveal(), b.reveal());
        assert_eq!((a.reveal().len(), format!("{a:?}").as_str()), (43, "Secret(…)"));
    }
}
