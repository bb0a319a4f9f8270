//! argon2id in memory that is kept. Allocated anew for each hash, its 19 MiB would stay with the allocator: argon2 wants
//! them aligned to 64 bytes, and glibc seldom serves such a request from what was freed.

use crate::error::{Error, Result};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::try_generate_salt;
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, PasswordVerifier, Version};

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// The bytes of a hash.
const LENGTH: usize = Params::DEFAULT_OUTPUT_LEN;

/// What one hash at a time is made in. What a hash leaves behind, the next one overwrites.
pub struct Memory(Vec<Block>);

impl Memory {
    pub fn new() -> Result<Self> {
        Ok(Self(vec![Block::new(); params()?.block_count()]))
    }

    /// The PHC string of a password, with a salt of its own.
    ///
    /// Errors: the system gives no random bytes.
    pub fn hash(&mut self, password: &[u8]) -> Result<String> {
        let salt = try_generate_salt().map_err(Error::internal)?;
        let mut out = [0; LENGTH];
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
        argon2.hash_password_into_with_memory(password, &salt, &mut out, &mut self.0).map_err(Error::internal)?;
        phc(&salt, &out)
    }

    /// Whether this is the password of a PHC string, which may be of other parameters than ours.
    ///
    /// Errors: it is no PHC string of argon2.
    pub fn verify(&mut self, password: &[u8], stored: &str) -> Result<bool> {
        let stored = PasswordHash::new(stored).map_err(Error::internal)?;
        let params = Params::try_from(&stored).map_err(Error::internal)?;
        let ours = stored.algorithm == ARGON2ID_IDENT && stored.version == Some(Version::V0x13.into());
        let (Some(salt), Some(known), true) =
            (&stored.salt, &stored.hash, ours && params.block_count() == self.0.len())
        else {
            return Ok(Argon2::default().verify_password(password, &stored).is_ok());
        };
        let mut out = [0; Output::MAX_LENGTH];
        let out = out.get_mut(..known.len()).ok_or_else(|| Error::internal("a hash that is too long"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into_with_memory(password, salt, out, &mut self.0).map_err(Error::internal)?;
        // `Output` compares in constant time.
        Ok(Output::new(out).map_err(Error::internal)? == *known)
    }
}

/// A PHC string that is no password's: nobody knows one whose hash are these random bytes.
///
/// Errors: the system gives no random bytes.
pub fn nobodys() -> Result<String> {
    let [salt, one, two] = [try_generate_salt(), try_generate_salt(), try_generate_salt()];
    let [salt, one, two] =
        [salt.map_err(Error::internal)?, one.map_err(Error::internal)?, two.map_err(Error::internal)?];
    phc(&salt, &[one, two].concat())
}

fn params() -> Result<Params> {
    Params::new(MEMORY_KIB, PASSES, 1, None).map_err(Error::internal)
}

fn phc(salt: &[u8], hash: &[u8]) -> Result<String> {
    let whole = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params()?).map_err(Error::internal)?,
        salt: Some(Salt::new(salt).map_err(Error::internal)?),
        hash: Some(Output::new(hash).map_err(Error::internal)?),
    };
    Ok(whole.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordHasher;

    const RIGHT: &[u8] = "bông sen trắng 42".as_bytes();
    const WRONG: &[u8] = "bông sen trắng 43".as_bytes();

    fn crates_own(memory: u32, passes: u32, algorithm: Algorithm, version: Version) -> Argon2<'static> {
        Argon2::new(algorithm, version, Params::new(memory, passes, 1, None).expect("parameters"))
    }

    #[test]
    fn strings_of_the_crate_and_ours_are_each_others() {
        let mut memory = Memory::new().expect("memory");
        let own = crates_own(MEMORY_KIB, PASSES, Algorithm::Argon2id, Version::V0x13);
        let theirs = own.hash_password(RIGHT).expect("a hash").to_string();
        // Memory that a hash was made in serves the next one.
        for _ in 0..2 {
            assert!(memory.verify(RIGHT, &theirs).expect("a string"));
            assert!(!memory.verify(WRONG, &theirs).expect("a string"));
            let ours = memory.hash(RIGHT).expect("a hash");
            assert!(ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && ours.len() == theirs.len(), "{ours}");
            let read = PasswordHash::new(&ours).expect("a string");
            assert!(own.verify_password(RIGHT, &read).is_ok() && own.verify_password(WRONG, &read).is_err());
        }
    }

    #[test]
    fn strings_of_other_parameters_are_verified_too() {
        let mut memory = Memory::new().expect("memory");
        for (kib, passes, algorithm, version) in [
            (64, 3, Algorithm::Argon2id, Version::V0x13),
            (MEMORY_KIB, 1, Algorithm::Argon2id, Version::V0x13),
            (MEMORY_KIB, 1, Algorithm::Argon2i, Version::V0x13),
            (MEMORY_KIB, 1, Algorithm::Argon2id, Version::V0x10),
            (2 * MEMORY_KIB, 1, Algorithm::Argon2id, Version::V0x13),
        ] {
            let theirs = crates_own(kib, passes, algorithm, version).hash_password(RIGHT).expect("a hash").to_string();
            let found = [RIGHT, WRONG].map(|password| memory.verify(password, &theirs).expect("a string"));
            assert_eq!(found, [true, false], "{theirs}");
        }
        assert!(memory.verify(RIGHT, "bông sen trắng 42").is_err());
    }

    #[test]
    fn nobodys_string_looks_like_all_others() {
        let mut memory = Memory::new().expect("memory");
        let (one, other) = (nobodys().expect("a string"), nobodys().expect("a string"));
        assert!(one != other && one.len() == memory.hash(RIGHT).expect("a hash").len());
        assert!(!memory.verify(RIGHT, &one).expect("a string") && !memory.verify(b"", &one).expect("a string"));
    }
}
