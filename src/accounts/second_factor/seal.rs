//! Seeds as the tables keep them: sealed with a key that the database does not hold.

use super::totp::Seed;
use crate::error::{Error, Result};
use crate::secrets::{self, Key};
use crate::values::AccountId;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};

/// Labels of keys that are derived for this purpose alone.
const SEALING: &str = "dungthu totp seed 1";
const NAMING: &str = "dungthu totp seed key id 1";
const NONCE: usize = 12;

/// A sealed seed, and which key sealed it.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub key_id: String,
    /// The nonce, then the ciphertext with its tag.
    pub bytes: Vec<u8>,
}

/// Seals a seed for one account: on another account's row it does not open.
pub fn seal(key: &Key, account: AccountId, seed: &Seed) -> Result<Sealed> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(Error::internal)?;
    let payload = Payload { msg: seed.as_bytes(), aad: account.as_str().as_bytes() };
    let sealed = cipher(key)?.encrypt(&Nonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| Error::internal("a seed cannot be sealed"))?;
    Ok(Sealed { key_id: key_id(key)?, bytes: [nonce.as_slice(), &sealed].concat() })
}

/// Errors: 500 where another key sealed it, or the row was tampered with.
pub fn open(key: &Key, account: AccountId, sealed: &Sealed) -> Result<Seed> {
    if sealed.key_id != key_id(key)? {
        return Err(Error::internal(format!(
            "a seed was sealed with the key {}: restore the secret file",
            sealed.key_id
        )));
    }
    let broken = || Error::internal("a sealed seed does not open: its row was changed");
    let (nonce, rest) = sealed.bytes.split_first_chunk::<NONCE>().ok_or_else(broken)?;
    let payload = Payload { msg: rest, aad: account.as_str().as_bytes() };
    let seed = cipher(key)?.decrypt(&Nonce::from(*nonce), payload).map_err(|_| broken())?;
    Seed::from_bytes(&seed).ok_or_else(broken)
}

fn cipher(key: &Key) -> Result<ChaCha20Poly1305> {
    Ok(ChaCha20Poly1305::new(&key.derive(SEALING)?.into()))
}

/// Names the key without telling anything of it.
pub fn key_id(key: &Key) -> Result<String> {
    let named = key.derive(NAMING)?;
    Ok(secrets::hex(named.first_chunk::<4>().unwrap_or(&[0; 4])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Timestamp, TypedId};

    #[test]
    fn a_seed_opens_with_its_key_on_its_account_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = |name: &str| Key::load_or_make(&folder.path().join(name)).expect("a key");
        let (mine, other) = (key("a"), key("b"));
        let account = || AccountId::new_at(Timestamp::from_micros(1_795_280_399_000_000));
        let (owner, stranger, seed) = (account(), account(), Seed::random().expect("random"));
        let sealed = seal(&mine, owner, &seed).expect("sealed");
        assert_eq!(open(&mine, owner, &sealed).expect("opened").as_bytes(), seed.as_bytes());
        assert!(!sealed.bytes.windows(20).any(|bytes| bytes == seed.as_bytes()));
        assert_ne!(seal(&mine, owner, &seed).expect("sealed").bytes, sealed.bytes, "a nonce is never used again");
        assert!(open(&mine, stranger, &sealed).is_err() && open(&other, owner, &sealed).is_err());
        let mut changed = sealed.clone();
        if let Some(last) = changed.bytes.last_mut() {
            *last ^= 1;
        }
        assert!(open(&mine, owner, &changed).is_err());
        let forged = Sealed { key_id: seal(&other, owner, &seed).expect("sealed").key_id, ..sealed };
        assert!(open(&other, owner, &forged).is_err());
    }
}
