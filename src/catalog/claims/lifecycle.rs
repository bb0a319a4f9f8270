//! The rules of a claim's life: one table over state, verb and actor, pure.

use super::model::PlatformClaimStatus;
use crate::error::{Error, Result};

/// Who asks something of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Vendor,
    /// A reviewer or an administrator who does not belong to the vendor.
    Reviewer,
}

/// What can be asked of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Withdraw,
    Approve,
    Reject,
}

/// The verbs and their operations.
const OPERATIONS: [(Verb, &str); 3] = [
    (Verb::Withdraw, "withdraw_platform_claim"),
    (Verb::Approve, "approve_platform_claim"),
    (Verb::Reject, "reject_platform_claim"),
];

/// The state that a verb leads to; `None` where it is refused.
pub const fn next(status: PlatformClaimStatus, verb: Verb, actor: Actor) -> Option<PlatformClaimStatus> {
    use PlatformClaimStatus as S;
    match (status, verb, actor) {
        (S::Pending, Verb::Withdraw, Actor::Vendor) => Some(S::Withdrawn),
        (S::Pending, Verb::Approve, Actor::Reviewer) => Some(S::Approved),
        (S::Pending, Verb::Reject, Actor::Reviewer) => Some(S::Rejected),
        (S::Pending, Verb::Withdraw, Actor::Reviewer)
        | (S::Pending, Verb::Approve | Verb::Reject, Actor::Vendor)
        | (S::Approved | S::Rejected | S::Withdrawn, ..) => None,
    }
}

/// The operations that are possible for somebody as the claim stands.
pub fn possible(status: PlatformClaimStatus, actor: Actor) -> Vec<&'static str> {
    let allowed = OPERATIONS.iter().filter(|(verb, _)| next(status, *verb, actor).is_some());
    allowed.map(|(_, operation)| *operation).collect()
}

/// What a verb leads to.
///
/// Errors: 409 that says how the claim stands and what is possible for who asks.
pub fn apply(status: PlatformClaimStatus, verb: Verb, actor: Actor) -> Result<PlatformClaimStatus> {
    next(status, verb, actor).ok_or_else(|| Error::wrong_state(status, possible(status, actor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PlatformClaimStatus as S;

    #[test]
    fn every_state_verb_and_actor() {
        // Where a verb leads to, by whom; nothing else leads anywhere.
        let table = [
            (S::Pending, Verb::Withdraw, Actor::Vendor, S::Withdrawn),
            (S::Pending, Verb::Approve, Actor::Reviewer, S::Approved),
            (S::Pending, Verb::Reject, Actor::Reviewer, S::Rejected),
        ];
        for status in S::ALL {
            for (verb, operation) in OPERATIONS {
                for actor in [Actor::Vendor, Actor::Reviewer] {
                    let line = table.iter().find(|it| (it.0, it.1, it.2) == (*status, verb, actor));
                    assert_eq!(next(*status, verb, actor), line.map(|it| it.3), "{status} {verb:?} {actor:?}");
                    assert_eq!(possible(*status, actor).contains(&operation), line.is_some());
                    assert!(crate::access::rule(operation).is_some(), "{operation}");
                }
            }
        }
    }
}
