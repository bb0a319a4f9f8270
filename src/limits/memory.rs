//! Requests of each caller, in this process: the generic cell rate algorithm. A caller is one number, the instant at
//! which everything it used has come back; a quota of q a minute lets q at once and then one each 60/q seconds.

use super::{Client, Quotas};
use crate::values::{AccountId, ApiKeyId, Timestamp};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const MINUTE: i64 = 60_000_000;

/// Callers that are remembered at most: some 4 MB.
const MOST_CALLERS: usize = 100_000;

/// Which requests a quota counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    Anonymous,
    AnonymousWrites,
    /// Requests that were refused because nobody was logged in: they cost a look-up each.
    Unauthenticated,
    Account,
    AccountWrites,
    /// Refusals that are written down: what is beyond is a line of the log.
    Refusals,
}

impl Policy {
    const fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::AnonymousWrites => "anonymous-writes",
            Self::Unauthenticated => "unauthenticated",
            Self::Account => "account",
            Self::AccountWrites => "account-writes",
            Self::Refusals => "refusals",
        }
    }

    fn quota(self, quotas: &Quotas) -> i64 {
        i64::from(match self {
            Self::Anonymous | Self::Unauthenticated => quotas.anonymous,
            Self::AnonymousWrites => quotas.anonymous_writes,
            Self::Account => quotas.account,
            Self::AccountWrites => quotas.account_writes,
            Self::Refusals => quotas.refusals,
        })
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    Client(Client),
    Account(AccountId),
    /// A system, beside the account that it acts under.
    Key(ApiKeyId),
}

/// What a caller is told of each policy that counted the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Name, quota, what is left, and seconds until there is more.
    policies: Vec<(&'static str, i64, i64, i64)>,
    /// How long to wait, where the request is one too many.
    pub wait: Option<Duration>,
}

impl Told {
    /// `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10): a list of strings with parameters.
    pub fn policy(&self) -> String {
        let items: Vec<String> =
            self.policies.iter().map(|(name, quota, ..)| format!("\"{name}\";q={quota};w=60")).collect();
        items.join(", ")
    }

    /// `RateLimit`, of the same draft.
    pub fn state(&self) -> String {
        let items: Vec<String> =
            self.policies.iter().map(|(name, _, left, seconds)| format!("\"{name}\";r={left};t={seconds}")).collect();
        items.join(", ")
    }

    /// The quota of which nothing is left, and the time that it is for.
    pub fn used_up(&self) -> (u64, Duration) {
        let used_up = self.policies.iter().filter(|(_, _, left, _)| *left == 0).map(|(_, quota, ..)| *quota).min();
        (used_up.and_then(|quota| u64::try_from(quota).ok()).unwrap_or_default(), Duration::from_mins(1))
    }

    /// The latest of the instants at which there is more: `Retry-After` is not to be earlier.
    pub fn seconds(&self) -> u64 {
        self.policies.iter().map(|(.., seconds)| *seconds).max().and_then(|t| u64::try_from(t).ok()).unwrap_or_default()
    }
}

/// All callers.
pub struct Memory {
    quotas: Quotas,
    most: usize,
    digests: RandomState,
    callers: Mutex<Callers>,
}

/// By a digest of policy and caller, under a key that changes with each start: 16 bytes a caller, and nobody can aim at
/// another's.
#[derive(Default)]
struct Callers {
    back_at: HashMap<u64, i64>,
    tidied_at: i64,
}

impl Memory {
    pub fn new(quotas: Quotas) -> Self {
        Self::of_at_most(MOST_CALLERS, quotas)
    }

    fn of_at_most(most: usize, quotas: Quotas) -> Self {
        Self { quotas, most, digests: RandomState::new(), callers: Mutex::default() }
    }

    /// Counts a request under each policy, or under none where one is used up.
    pub fn take(&self, now: Timestamp, caller: Caller, policies: &[Policy]) -> Told {
        self.count(now, caller, policies, true)
    }

    /// What [`Memory::take`] would say, counting nothing.
    pub fn look(&self, now: Timestamp, caller: Caller, policies: &[Policy]) -> Told {
        self.count(now, caller, policies, false)
    }

    fn count(&self, now: Timestamp, caller: Caller, policies: &[Policy], taking: bool) -> Told {
        let now = now.as_micros();
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let cells: Vec<Cell> = policies.iter().map(|policy| self.cell(&callers, now, caller, *policy)).collect();
        let wait = cells.iter().map(Cell::wait).max().unwrap_or_default();
        let taken = taking && wait == 0;
        for cell in cells.iter().filter(|_| taken) {
            callers.tidy(now, self.most);
            callers.back_at.insert(cell.key, now + cell.used + cell.each);
        }
        let told = |cell: &Cell| cell.told(if taken { cell.used + cell.each } else { cell.used });
        let wait = u64::try_from(wait).ok().filter(|wait| *wait > 0).map(Duration::from_micros);
        Told { policies: cells.iter().map(told).collect(), wait }
    }

    fn cell(&self, callers: &Callers, now: i64, caller: Caller, policy: Policy) -> Cell {
        let key = self.digests.hash_one((policy, caller));
        let quota = policy.quota(&self.quotas);
        let each = MINUTE / quota;
        let back_at = callers.back_at.get(&key).copied().unwrap_or_default();
        // A clock that was set back must not bar anybody for longer than a minute.
        Cell { name: policy.name(), key, quota, each, used: (back_at - now).clamp(0, MINUTE) }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.callers.lock().expect("callers").back_at.len()
    }
}

/// One caller under one policy; times in microseconds.
struct Cell {
    name: &'static str,
    key: u64,
    quota: i64,
    /// What one request uses.
    each: i64,
    /// What is used and not back yet.
    used: i64,
}

impl Cell {
    /// Until one more request fits; 0 where it does.
    fn wait(&self) -> i64 {
        (self.used + self.each - self.quota * self.each).max(0)
    }

    fn told(&self, used: i64) -> (&'static str, i64, i64, i64) {
        let requests = (used + self.each - 1) / self.each;
        let until_more = if used == 0 { 0 } else { used - (requests - 1) * self.each };
        (self.name, self.quota, (self.quota - requests).max(0), (until_more + 999_999) / 1_000_000)
    }
}

impl Callers {
    /// Forgets those who have everything back, once a minute and when there are too many; then, where they still are,
    /// the half that is nearest to it.
    fn tidy(&mut self, now: i64, most: usize) {
        let full = self.back_at.len() >= most;
        if !full && (now - self.tidied_at).abs() < MINUTE {
            return;
        }
        self.tidied_at = now;
        self.back_at.retain(|_, back_at| *back_at > now);
        if self.back_at.len() >= most {
            let mut ends: Vec<i64> = self.back_at.values().copied().collect();
            let middle = ends.len() / 2;
            let (_, median, _) = ends.select_nth_unstable(middle);
            let median = *median;
            self.back_at.retain(|_, back_at| *back_at > median);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv6Addr};

    fn client(n: u64) -> Caller {
        let network = (0x2001_0db8_u128 << 96) | (u128::from(n) << 64);
        Caller::Client(Client::new(IpAddr::V6(Ipv6Addr::from(network))))
    }

    fn at(seconds: f64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000 + (seconds * 1_000_000.0) as i64)
    }

    fn memory(most: usize) -> Memory {
        Memory::of_at_most(most, Quotas { anonymous: 6, anonymous_writes: 2, ..Quotas::default() })
    }

    #[test]
    fn a_quota_comes_back_one_by_one() {
        let memory = memory(10);
        let ask = |seconds| memory.take(at(seconds), client(1), &[Policy::Anonymous]);
        let first = ask(0.0);
        assert_eq!(
            (first.policy().as_str(), first.state().as_str()),
            ("\"anonymous\";q=6;w=60", "\"anonymous\";r=5;t=10")
        );
        for left in (0..5).rev() {
            let told = ask(0.0);
            assert_eq!((told.state(), told.wait), (format!("\"anonymous\";r={left};t=10"), None));
        }
        let refused = ask(2.5);
        assert_eq!(
            (refused.state().as_str(), refused.wait),
            ("\"anonymous\";r=0;t=8", Some(Duration::from_millis(7_500)))
        );
        assert_eq!(ask(9.999_999).wait, Some(Duration::from_micros(1)));
        assert_eq!(ask(10.0).state(), "\"anonymous\";r=0;t=10");
        assert_eq!(ask(70.0).state(), "\"anonymous\";r=5;t=10", "all are back, and one is used");
        assert_eq!(memory.take(at(70.0), client(2), &[Policy::Anonymous]).state(), "\"anonymous\";r=5;t=10");
    }

    #[test]
    fn a_request_counts_under_all_of_its_policies_or_under_none() {
        let memory = memory(10);
        let write = || memory.take(at(0.0), client(1), &[Policy::Anonymous, Policy::AnonymousWrites]);
        write();
        assert_eq!(write().state(), "\"anonymous\";r=4;t=10, \"anonymous-writes\";r=0;t=30");
        let refused = write();
        assert_eq!((refused.wait, refused.seconds()), (Some(Duration::from_secs(30)), 30));
        assert_eq!(memory.look(at(0.0), client(1), &[Policy::Anonymous]).state(), "\"anonymous\";r=4;t=10");
        assert_eq!(memory.take(at(0.0), client(1), &[Policy::Anonymous]).state(), "\"anonymous\";r=3;t=10");
    }

    #[test]
    fn a_clock_set_back_bars_nobody_for_longer_than_a_minute() {
        let memory = memory(10);
        memory.take(at(86_400.0), client(1), &[Policy::Anonymous]);
        assert!(memory.take(at(0.0), client(1), &[Policy::Anonymous]).wait <= Some(Duration::from_secs(10)));
    }

    #[test]
    fn however_many_callers_there_are_memory_is_bounded() {
        let memory = memory(1_000);
        for n in 0..6 {
            memory.take(at(0.0), client(n % 2), &[Policy::Anonymous]);
        }
        for n in 10..50_000 {
            memory.take(at(0.0), client(n), &[Policy::Anonymous]);
            assert!(memory.len() <= 1_000);
        }
        assert_eq!(
            memory.look(at(0.0), client(0), &[Policy::Anonymous]).state(),
            "\"anonymous\";r=3;t=10",
            "the busiest are remembered"
        );
        memory.take(at(61.0), client(1), &[Policy::Anonymous]);
        assert_eq!(memory.len(), 1, "those who have everything back are forgotten");
    }
}
