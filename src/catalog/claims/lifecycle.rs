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

/// How a claim stands: its status, and whether what was approved can still be taken back, as nothing of it was published.
pub type Stand = (PlatformClaimStatus, bool);

/// The state that a verb leads to; `None` where it is refused.
pub const fn next(stand: Stand, verb: Verb, actor: Actor) -> Option<PlatformClaimStatus> {
    use PlatformClaimStatus as S;
    match (stand, verb, actor) {
        ((S::Pending, _), Verb::Withdraw, Actor::Vendor) => Some(S::Withdrawn),
        ((S::Pending, _), Verb::Approve, Actor::Reviewer) => Some(S::Approved),
        ((S::Pending, _) | (S::Approved, true), Verb::Reject, Actor::Reviewer) => Some(S::Rejected),
        ((S::Pending | S::Approved | S::Rejected | S::Withdrawn, _), ..) => None,
    }
}

/// The operations that are possible for somebody as the claim stands.
pub fn possible(stand: Stand, actor: Actor) -> Vec<&'static str> {
    let allowed = OPERATIONS.iter().filter(|(verb, _)| next(stand, *verb, actor).is_some());
    allowed.map(|(_, operation)| *operation).collect()
}

/// What a verb leads to.
///
/// Errors: 409 that says how the claim stands and what is possible for who asks.
pub fn apply(stand: Stand, verb: Verb, actor: Actor) -> Result<PlatformClaimStatus> {
    next(stand, verb, actor).ok_or_else(|| Error::wrong_state(stand.0, possible(stand, actor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PlatformClaimStatus as S;

    #[test]
    fn every_state_verb_and_actor() {
        // Where a verb leads to, by whom; nothing else leads anywhere.
        let table = [
            ((S::Pending, false), Verb::Withdraw, Actor::Vendor, S::Withdrawn),
            ((S::Pending, false), Verb::Approve, Actor::Reviewer, S::Approved),
            ((S::Pending, false), Verb::Reject, Actor::Reviewer, S::Rejected),
            ((S::Approved, true), Verb::Reject, Actor::Reviewer, S::Rejected),
        ];
        for stand in S::ALL.iter().flat_map(|status| [(*status, false), (*status, true)]) {
            // Nothing but what was approved can be taken back.
            let meant = (stand.0, stand.1 && stand.0 == S::Approved);
            for (verb, operation) in OPERATIONS {
                for actor in [Actor::Vendor, Actor::Reviewer] {
                    let line = table.iter().find(|it| (it.0, it.1, it.2) == (meant, verb, actor));
                    assert_eq!(next(stand, verb, actor), line.map(|it| it.3), "{stand:?} {verb:?} {actor:?}");
                    assert_eq!(possible(stand, actor).contains(&operation), line.is_some());
                    assert!(crate::access::rule(operation).is_some(), "{operation}");
                }
            }
        }
    }
}
