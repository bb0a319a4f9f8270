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
    /// Counted as a failure before it was tried.
    claimed: bool,
}

impl LogIn {
    pub(super) fn new(quotas: Quotas, digest: impl Fn(&str, bool) -> Vec<u8>, client: Vec<u8>) -> Self {
        let (tries, tries_at_home, home) = (digest(TRIES, false), digest(TRIES, true), digest(HOME, true));
        Self { quotas, tries, tries_at_home, home, client, claimed: false }
    }

    /// Looks before any work is done; whether the try must be claimed.
    ///
    /// Errors: 429 while tries wait.
    pub fn check(&mut self, conn: &mut Conn, now: Timestamp) -> Result<bool> {
        let of_client = store::find(conn, &self.client, now)?;
        if let Some(wait) = of_client.full_for(now, self.quotas.failed_log_ins) {
            return Err(Error::too_soon(wait));
        }
        if store::known(conn, &self.home, now)?.is_some() {
            self.tries.clone_from(&self.tries_at_home);
        }
        let failed = store::find(conn, &self.tries, now)?;
        refuse_while_waiting(failed, now)?;
        Ok(failed.count >= i64::from(self.quotas.tries))
    }

    /// Counts a failure beforehand: once tries wait, of many at once only one is tried.
    ///
    /// Errors: 429 where another was quicker.
    pub fn claim(&self, tx: &mut Tx<'_>) -> Result<Self> {
        let failed = store::lock(tx, &self.tries, TRIES)?;
        refuse_while_waiting(failed, tx.now())?;
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

    /// Somebody logged in: the count begins anew, and this neighbourhood is theirs.
    pub fn succeeded(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::remove(tx, &self.tries)?;
        let until = tx.now().plus(AT_HOME);
        store::put(tx, &self.home, HOME, Counter { count: 1, until }, until)
    }
}

fn refuse_while_waiting(failed: Counter, now: Timestamp) -> Result<()> {
    if failed.until > now { Err(Error::too_soon(failed.remaining(now))) } else { Ok(()) }
}
