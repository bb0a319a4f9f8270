//! Tries to log in. Failures in a row make the next try wait, longer each time and never longer than a quarter of an
//! hour; nobody is locked out. A stranger who fails on purpose does not make the owner wait at home, where they logged in
//! lately: while tries wait, some of each neighbourhood are looked at all the same, with the same work and the same answer
//! for every address and from everywhere, and only at home does the right password open. So nobody learns whose home it
//! is. Addresses that nobody has count alike.

use super::model::{Counter, Limit, SHORTEST_PAUSE};
use super::under_way::{Tries, UnderWay};
use super::{Quotas, store};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::values::Timestamp;
use std::time::Duration;

/// How long after a log-in its neighbourhood is the owner's.
const AT_HOME: Duration = Duration::from_secs(30 * 86_400);

/// How long after the last failure a row of failures is forgotten.
const FORGIVEN: Duration = Duration::from_secs(86_400);

const NOTED: &str = "noted";
const TRIES: &str = "tries";
const LOOKED: &str = "looked";
const HOME: &str = "home";

/// What a try counts under.
#[derive(Clone)]
pub(super) struct Keys {
    /// Failures in a row.
    pub tries: Vec<u8>,
    /// The same, of this neighbourhood.
    pub tries_here: Vec<u8>,
    /// How many of these were looks, which are failures of this neighbourhood alone.
    pub looked_here: Vec<u8>,
    /// Whether the owner logged in from this neighbourhood lately.
    pub home: Vec<u8>,
    /// Failures of the client, whoever they were about.
    pub client: Vec<u8>,
    /// Its tries that were looked at while they waited.
    pub looks: Vec<u8>,
    /// Whether it is noted that somebody tries while tries wait: those of the address, and those of the client.
    pub noted: Vec<u8>,
    pub noted_of_client: Vec<u8>,
}

impl Keys {
    pub fn new(digest: impl Fn(&str, bool) -> Vec<u8>, of_client: impl Fn(&str) -> Vec<u8>) -> Self {
        Self {
            tries: digest(TRIES, false),
            tries_here: digest(TRIES, true),
            looked_here: digest(LOOKED, true),
            home: digest(HOME, true),
            client: of_client(Limit::FailedLogIns.as_str()),
            looks: of_client(Limit::Looks.as_str()),
            noted: digest(NOTED, false),
            noted_of_client: of_client(NOTED),
        }
    }
}

/// When a try is counted.
#[derive(Clone)]
enum Counted {
    /// If it fails.
    Afterwards,
    /// As a failure, before it was tried; until when tries wait for that.
    Beforehand(Timestamp),
    /// The same, of its neighbourhood alone: it is looked at while tries wait.
    WhileWaiting(Pause),
}

/// One log-in that is about to be tried.
#[derive(Clone)]
pub struct LogIn {
    quotas: Quotas,
    keys: Keys,
    at_home: bool,
    counted: Counted,
    all: Tries,
}

/// What a look before a try found.
pub enum Found {
    /// It may be tried.
    Free(UnderWay),
    /// It may once it is claimed.
    ToClaim(UnderWay),
    /// It has to wait.
    Paused(Pause),
}

/// Until when tries wait.
#[derive(Clone)]
pub struct Pause {
    until: Timestamp,
    key: Vec<u8>,
    /// Whether it is written down already that somebody tries all the same.
    pub noted: bool,
    /// Whether the try may be looked at meanwhile.
    pub looks: bool,
}

impl Pause {
    pub fn refusal(&self, now: Timestamp) -> Error {
        too_soon(Counter { count: 0, until: self.until }.remaining(now))
    }

    /// Whether this is the first note of the pause: of many at once, one is.
    pub fn note(&self, tx: &mut Tx<'_>) -> Result<bool> {
        let first = store::lock(tx, &self.key, NOTED)?.count == 0;
        store::put(tx, &self.key, NOTED, Counter { count: 1, until: self.until }, self.until)?;
        Ok(first)
    }
}

/// The same refusal whether tries wait for the address or for the client: people behind one address read that it may not be
/// theirs, and nobody reads whose the address is.
fn too_soon(wait: Duration) -> Error {
    Error::wait(Code::TooManyLogIns, wait)
}

impl LogIn {
    pub(super) fn new(quotas: Quotas, keys: Keys, all: Tries) -> Self {
        Self { quotas, keys, at_home: false, counted: Counted::Afterwards, all }
    }

    /// Looks before any work is done. The same is looked up for every address, so that the work tells nothing.
    pub fn check(&mut self, conn: &mut Conn, now: Timestamp) -> Result<Found> {
        // Entered before anything is looked up: whoever fails meanwhile is in the one or the other count.
        let under_way = self.all.enter([&self.keys.tries, &self.keys.client]);
        let [ahead, ahead_of_client] = under_way.ahead;
        let of_client = store::find(conn, &self.keys.client, now)?;
        self.at_home = store::known(conn, &self.keys.home, now)?.is_some();
        let failed = store::find(conn, &self.keys.tries, now)?;
        let (patience, most) = (i64::from(self.quotas.tries), i64::from(self.quotas.failed_log_ins));
        // Whether those ahead will have failed is known soon.
        let soon = now.plus(SHORTEST_PAUSE);
        let of_client = match of_client.used(now) {
            full if full >= most => Some(of_client.until),
            used => (used + ahead_of_client >= most).then_some(soon),
        };
        if let Some(until) = of_client {
            return self.paused(conn, now, until, &self.keys.noted_of_client);
        }
        if failed.until > now {
            return self.paused(conn, now, failed.until, &self.keys.noted);
        }
        if failed.count < patience && failed.count + ahead >= patience {
            return self.paused(conn, now, soon, &self.keys.noted);
        }
        Ok(if failed.count >= patience { Found::ToClaim(under_way) } else { Found::Free(under_way) })
    }

    fn paused(&self, conn: &mut Conn, now: Timestamp, until: Timestamp, key: &[u8]) -> Result<Found> {
        let noted = store::known(conn, key, now)?.is_some();
        let here = store::find(conn, &self.keys.tries_here, now)?;
        let of_client = store::find(conn, &self.keys.looks, now)?;
        let looks = self.may_look(now, here, of_client);
        Ok(Found::Paused(Pause { until, key: key.to_vec(), noted, looks }))
    }

    fn may_look(&self, now: Timestamp, here: Counter, of_client: Counter) -> bool {
        here.until <= now && of_client.full_for(now, self.quotas.looks).is_none()
    }

    /// Counts a failure beforehand: once tries wait, of many at once only one is tried.
    ///
    /// Errors: 429 where another was quicker.
    pub fn claim(&self, tx: &mut Tx<'_>) -> Result<Self> {
        self.one_more_failure(tx, &self.keys.tries_here)?;
        let failed = store::lock(tx, &self.keys.tries, TRIES)?;
        if failed.until > tx.now() {
            return Err(too_soon(failed.remaining(tx.now())));
        }
        let until = self.one_more_failure(tx, &self.keys.tries)?;
        Ok(Self { counted: Counted::Beforehand(until), ..self.clone() })
    }

    /// Looks at a try while tries wait, and counts it beforehand: as a failure of this neighbourhood, and as a look of the
    /// client, since each costs a hash. `None` where there were enough of either.
    pub fn look(&self, tx: &mut Tx<'_>, pause: &Pause) -> Result<Option<Self>> {
        let (now, kind) = (tx.now(), Limit::Looks);
        let here = store::lock(tx, &self.keys.tries_here, TRIES)?;
        let of_client = store::lock(tx, &self.keys.looks, kind.as_str())?;
        if !self.may_look(now, here, of_client) {
            return Ok(None);
        }
        self.one_more_failure(tx, &self.keys.tries_here)?;
        let (looked, until) = (store::lock(tx, &self.keys.looked_here, LOOKED)?.count, now.plus(FORGIVEN));
        store::put(tx, &self.keys.looked_here, LOOKED, Counter { count: looked + 1, until }, until)?;
        let of_client = of_client.one_more(now, kind.window());
        store::put(tx, &self.keys.looks, kind.as_str(), of_client, of_client.until)?;
        Ok(Some(Self { counted: Counted::WhileWaiting(pause.clone()), ..self.clone() }))
    }

    /// Until when tries wait for it.
    fn one_more_failure(&self, tx: &mut Tx<'_>, key: &[u8]) -> Result<Timestamp> {
        let now = tx.now();
        let failed = store::lock(tx, key, TRIES)?.one_more_failure(now, self.quotas.tries);
        store::put(tx, key, TRIES, failed, now.plus(FORGIVEN))?;
        Ok(failed.until)
    }

    /// The pause during which this try is looked at: with that it is refused, unless it opens.
    pub fn pause(&self) -> Option<&Pause> {
        match &self.counted {
            Counted::WhileWaiting(pause) => Some(pause),
            Counted::Afterwards | Counted::Beforehand(_) => None,
        }
    }

    /// Whether the right password opens.
    pub fn may_open(&self) -> bool {
        self.at_home || self.pause().is_none()
    }

    /// The password was wrong, or nobody's.
    pub fn failed(&self, tx: &mut Tx<'_>) -> Result<()> {
        if matches!(self.counted, Counted::Afterwards) {
            self.one_more_failure(tx, &self.keys.tries_here)?;
            self.one_more_failure(tx, &self.keys.tries)?;
        }
        let kind = Limit::FailedLogIns;
        let of_client = store::lock(tx, &self.keys.client, kind.as_str())?.one_more(tx.now(), kind.window());
        store::put(tx, &self.keys.client, kind.as_str(), of_client, of_client.until)
    }

    /// The password was right and the code is still to come: half of a log-in is no failure, and the other half may follow at
    /// once, also where tries wait. Who guesses passwords gains nothing: this one is right.
    pub fn halfway(&self, tx: &mut Tx<'_>) -> Result<()> {
        match &self.counted {
            Counted::Afterwards => Ok(()),
            Counted::Beforehand(own) => {
                let all = store::lock(tx, &self.keys.tries, TRIES)?;
                // A pause that somebody else began since goes on.
                let until = if all.until == *own { tx.now() } else { all.until };
                self.one_failure_less(tx, &self.keys.tries, until)?;
                self.one_failure_less(tx, &self.keys.tries_here, tx.now())
            }
            Counted::WhileWaiting(_) => {
                let (looked, until) = (store::lock(tx, &self.keys.looked_here, LOOKED)?.count, tx.now().plus(FORGIVEN));
                store::put(tx, &self.keys.looked_here, LOOKED, Counter { count: (looked - 1).max(0), until }, until)?;
                self.one_failure_less(tx, &self.keys.tries_here, tx.now())
            }
        }
    }

    /// Takes off what was counted beforehand; tries wait until then.
    fn one_failure_less(&self, tx: &mut Tx<'_>, key: &[u8], until: Timestamp) -> Result<()> {
        let count = store::lock(tx, key, TRIES)?.count;
        store::put(tx, key, TRIES, Counter { count: (count - 1).max(0), until }, tx.now().plus(FORGIVEN))
    }

    /// Somebody logged in: this neighbourhood is theirs, and what failed from it counts no longer. What failed from
    /// elsewhere goes on counting, so that nobody guesses more often because the owner comes and goes.
    pub fn succeeded(&self, tx: &mut Tx<'_>) -> Result<()> {
        let here = store::lock(tx, &self.keys.tries_here, TRIES)?.count;
        // A look counts in its neighbourhood alone: there is nothing of it to take off.
        let looked = store::lock(tx, &self.keys.looked_here, LOOKED)?.count;
        let all = store::lock(tx, &self.keys.tries, TRIES)?;
        // The pause that this try began when it was claimed ends with it; one that somebody else began goes on.
        let own = matches!(self.counted, Counted::Beforehand(until) if until == all.until);
        let until = if own { tx.now() } else { all.until };
        let count = (all.count - (here - looked).max(0)).max(0);
        store::lower(tx, &self.keys.tries, Counter { count, until })?;
        self.forget_here(tx)?;
        self.at_home_from_now(tx)
    }

    /// Somebody showed by a mail's link who they are: tries begin anew from everywhere, and this neighbourhood is theirs.
    pub fn recovered(&self, tx: &mut Tx<'_>) -> Result<()> {
        self.forget_here(tx)?;
        store::remove(tx, &self.keys.tries)?;
        self.at_home_from_now(tx)
    }

    fn forget_here(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::remove(tx, &self.keys.tries_here)?;
        store::remove(tx, &self.keys.looked_here)
    }

    fn at_home_from_now(&self, tx: &mut Tx<'_>) -> Result<()> {
        let until = tx.now().plus(AT_HOME);
        store::put(tx, &self.keys.home, HOME, Counter { count: 1, until }, until)
    }
}
