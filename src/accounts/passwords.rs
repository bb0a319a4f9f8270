//! argon2id, outside transactions, and never more hashes at once than leave a core for everybody else.

use crate::error::{Code, Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Hashes that wait for a place at most: a place is a hash of some 30 ms, so that nobody waits for longer than seconds.
const WAITING: usize = 64;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    /// Those who have a place and those who wait for one.
    queue: Arc<Semaphore>,
    /// Hashes that were made, of passwords to keep and of those to verify.
    made: Arc<AtomicU64>,
    /// What an unknown address is verified against, so that it costs the same work.
    decoy: Arc<str>,
}

impl Hasher {
    /// Places for max(1, cores − 1) hashes at once.
    ///
    /// Errors: the system gives no random bytes.
    pub fn new() -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let decoy = hash("no password is this one")?;
        let places = cores.saturating_sub(1).max(1);
        Ok(Self {
            places: Arc::new(Semaphore::new(places)),
            queue: Arc::new(Semaphore::new(places + WAITING)),
            made: Arc::default(),
            decoy: decoy.into(),
        })
    }

    /// The PHC string of a password.
    ///
    /// Errors: 503 when too many wait.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.work(move || hash(&normal(&password))).await
    }

    /// Whether this is the password of `stored`. Without a stored hash the same work is done, for nothing.
    ///
    /// Errors: 503 when too many wait.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        let decoy = self.decoy.clone();
        self.work(move || {
            let against = stored.as_deref().unwrap_or(&decoy);
            let parsed = PasswordHash::new(against).map_err(Error::internal)?;
            let fits = argon2()?.verify_password(normal(&password).as_bytes(), &parsed).is_ok();
            Ok(fits && stored.is_some())
        })
        .await
    }

    /// How many hashes were made so far: the work that a caller caused.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    async fn work<T: Send + 'static>(&self, f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        // Who goes away meanwhile gives up both.
        let queued = self.queue.clone().try_acquire_owned().map_err(|e| Error::because(Code::Busy, e))?;
        let place = self.places.clone().acquire_owned().await.map_err(Error::internal)?;
        let made = self.made.clone();
        let done = tokio::task::spawn_blocking(move || {
            let done = f();
            made.fetch_add(1, Ordering::Relaxed);
            drop((place, queued));
            done
        });
        done.await.map_err(Error::internal)?
    }
}

/// Whether two passwords are one, however their letters are composed.
pub fn are_same(one: &str, other: &str) -> bool {
    normal(one) == normal(other)
}

/// NFC, so that «ế» is one letter on every keyboard (RFC 8265, OpaqueString).
fn normal(password: &str) -> String {
    password.nfc().collect()
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String> {
    let hash = argon2()?.hash_password(password.as_bytes()).map_err(Error::internal)?;
    Ok(hash.to_string())
}
