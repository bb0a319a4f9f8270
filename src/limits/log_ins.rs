//! Tries to log in. Failures in a row make the next try wait, longer each time and never longer than a quarter of an
//! hour; nobody is locked out. Where the owner logged in lately has a count of its own, so that a stranger who fails on
//! purpose does not make the owner wait. Addresses that nobody has count alike.

use super::model::{Counter, Limit};
use super::{Quotas, store};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::values::Timestamp;
use std::time::Duration;

/// How long after a log-in its neighbourhood is the owner's.
const AT_HOME: Duration = Duration::from_secs(30 * 86_400);

/// How long after the last failure a row of failures is forgotten.
const FORGIVEN: Duration = Duration::from_secs(86_400);

const NOTED: &str = "noted";
const TRIES: &str = "tries";
const HOME: &str = "home";

/// One log-in that is about to be tried.
#[derive(Clone)]
pub struct LogIn {
    quotas: Quotas,
    /// Failures in a row, of strangers.
    tries: Vec<u8>,
    /// The same, of this neighbourhood.
    tries_at_home: Vec<u8>,
    /// Whether the owner logged in from this neighbourhood lately.
    home: Vec<u8>,
    client: Vec<u8>,
    /// Whether it is noted that somebody tries while tries wait: those of the address, and those of the client.
    noted: Vec<u8>,
    noted_of_client: Vec<u8>,
    /// Counted as a failure before it was tried.
    claimed: bool,
}

/// What a look before a try found.
pub enum Found {
    /// It may be tried.
    Free,
    /// It may once it is claimed.
    ToClaim,
    /// It has to wait.
    Paused(Pause),
}

/// Until when tries wait.
pub struct Pause {
    until: Timestamp,
    key: Vec<u8>,
    /// Whether it is written down already that somebody tries all the same.
    pub noted: bool,
}

impl Pause {
    fn find(conn: &mut Conn, until: Timestamp, key: &[u8], now: Timestamp) -> Result<Found> {
        let noted = store::known(conn, key, now)?.is_some();
        Ok(Found::Paused(Self { until, key: key.to_vec(), noted }))
    }

    pub fn refusal(&self, now: Timestamp) -> Error {
        Error::too_soon(Counter { count: 0, until: self.until }.remaining(now))
    }

    /// Whether this is the first note of the pause: of many at once, one is.
    pub fn note(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let first = store::lock(tx, &self.key, NOTED)?.count == 0;
        store::put(tx, &self.key, NOTED, Counter { count: 1, until: self.until }, self.until)?;
        Ok(first)
    }
}

impl LogIn {
    pub(super) fn new(
        quotas: Quotas,
        digest: impl Fn(&str, bool) -> Vec<u8>,
        client: Vec<u8>,
        noted_of_client: Vec<u8>,
    ) -> Self {
        let (tries, tries_at_home, home) = (digest(TRIES, false), digest(TRIES, true), digest(HOME, true));
        let noted = digest(NOTED, false);
        Self { quotas, tries, tries_at_home, home, client, noted, noted_of_client, claimed: false }
    }

    /// Looks before any work is done.
    pub fn check(&mut self, conn: &mut Conn, now: Timestamp) -> Result<Found> {
        // Both are looked up for every address, so that the work tells nothing.
        let of_client = store::find(conn, &self.client, now)?;
        if store::known(conn, &self.home, now)?.is_some() {
            // Others behind the same address may have failed: the owner passes, and the count of this home holds alone.
            self.tries.clone_from(&self.tries_at_home);
        } else if of_client.full_for(now, self.quotas.failed_log_ins).is_some() {
            return Pause::find(conn, of_client.until, &self.noted_of_client, now);
        }
        let failed = store::find(conn, &self.tries, now)?;
        if failed.until > now {
            return Pause::find(conn, failed.until, &self.noted, now);
        }
        Ok(if failed.count >= i64::from(self.quotas.tries) { Found::ToClaim } else { Found::Free })
    }

    /// Counts a failure beforehand: once tries wait, of many at once only one is tried.
    ///
    /// Errors: 429 where another was quicker.
    pub fn claim(&self, tx: &mut Tx<'_>) -> Result<Self> {
        let failed = store::lock(tx, &self.tries, TRIES)?;
        if failed.until > tx.now() {
            return Err(Error::too_soon(failed.remaining(tx.now())));
        }
        self.fail(tx, failed)?;
        Ok(Self { claimed: true, ..self.clone() })
    }

    fn fail(&self, tx: &mut Tx<'_>, failed: Counter) -> Result<()> {
        let now = tx.now();
        let failed = failed.one_more_failure(now, self.quotas.tries);
        store::put(tx, &self.tries, TRIES, failed, now.plus(FORGIVEN))
    }

    /// The password was wrong, or nobody's.
    pub fn failed(&self, tx: &mut Tx<'_>) -> Result<()> {
        if !self.claimed {
            let failed = store::lock(tx, &self.tries, TRIES)?;
            self.fail(tx, failed)?;
        }
        let kind = Limit::FailedLogIns;
        let of_client = store::lock(tx, &self.client, kind.as_str())?.one_more(tx.now(), kind.window());
        store::put(tx, &self.client, kind.as_str(), of_client, of_client.until)
    }

    /// The owner showed by a mail's link who they are: every count begins anew, and this neighbourhood is theirs.
    pub fn recovered(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::remove(tx, &self.tries_at_home)?;
        self.succeeded(tx)
    }

    /// Somebody logged in: the count begins anew, and this neighbourhood is theirs.
    pub fn succeeded(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::remove(tx, &self.tries)?;
        let until = tx.now().plus(AT_HOME);
        store::put(tx, &self.home, HOME, Counter { count: 1, until }, until)
    }
}
