//! The rules of a listing's life: one table, pure. A listing is shown or not, and beside that there is at most one version
//! of it that its vendor works on or reviewers look at.

use super::model::ListingStatus;
use super::versions::{Lane, VersionStatus};
use crate::error::{Error, Result};

/// Whether people find the listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    NotYet,
    Published,
    /// Not for a while.
    Suspended,
    /// Never again.
    Archived,
}

/// The version that is not published yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Working {
    Draft,
    Submitted(Lane),
    InReview(Lane),
    ChangesRequested,
}

/// Where a listing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    pub shown: Shown,
    pub working: Option<Working>,
}

/// Who asks something of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Vendor,
    /// A reviewer who does not belong to the vendor.
    Reviewer,
    /// An administrator likewise: a reviewer who also moves listings.
    Administrator,
}

/// What can be asked of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Change,
    Submit,
    Archive,
    StartReview,
    Assess,
    RequestChanges,
    Reject,
    Publish,
    Suspend,
    Reinstate,
    Recheck,
    Transfer,
}

/// The verbs and their operations.
const OPERATIONS: [(Verb, &str); 12] = [
    (Verb::Change, "change_platform"),
    (Verb::Submit, "submit_platform"),
    (Verb::Archive, "archive_platform"),
    (Verb::StartReview, "start_review"),
    (Verb::Assess, "assess_platform"),
    (Verb::RequestChanges, "request_changes"),
    (Verb::Reject, "reject_platform"),
    (Verb::Publish, "publish_platform"),
    (Verb::Suspend, "suspend_platform"),
    (Verb::Reinstate, "reinstate_platform"),
    (Verb::Recheck, "recheck_platform"),
    (Verb::Transfer, "transfer_platform"),
];

/// What a verb leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub shown: Shown,
    /// What the version becomes that was worked on, or the new one is; `None`: no version changes.
    pub version: Option<VersionStatus>,
}

/// Why a verb is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is another's to say.
    Actor,
    /// Not as the listing stands.
    State,
}

const fn actor_of(verb: Verb) -> Actor {
    match verb {
        Verb::Change | Verb::Submit | Verb::Archive => Actor::Vendor,
        Verb::Transfer => Actor::Administrator,
        _ => Actor::Reviewer,
    }
}

/// The one table of a listing's life, over where it stands, verb and actor.
pub const fn next(stand: Stand, verb: Verb, actor: Actor) -> std::result::Result<Next, Refusal> {
    use VersionStatus as V;
    use Working as W;
    match (actor, actor_of(verb)) {
        (Actor::Vendor, Actor::Vendor)
        | (Actor::Reviewer | Actor::Administrator, Actor::Reviewer)
        | (Actor::Administrator, Actor::Administrator) => {}
        _ => return Err(Refusal::Actor),
    }
    let Stand { shown, working } = stand;
    let (shown, version) = match (shown, working, verb) {
        (Shown::Archived, ..) => return Err(Refusal::State),
        (_, None | Some(W::Draft), Verb::Change) => (shown, Some(V::Draft)),
        (_, Some(W::ChangesRequested), Verb::Change) => (shown, Some(V::ChangesRequested)),
        (_, Some(W::Draft | W::ChangesRequested), Verb::Submit) => (shown, Some(V::Submitted)),
        (_, Some(_), Verb::Archive) => (Shown::Archived, Some(V::Withdrawn)),
        (_, None, Verb::Archive) => (Shown::Archived, None),
        (_, Some(W::Submitted(_)), Verb::StartReview) => (shown, Some(V::InReview)),
        // Two reviewers score it, and nothing moves.
        (_, Some(W::InReview(Lane::Full)), Verb::Assess) => (shown, None),
        // What is only a matter of words is decided at once.
        (_, Some(W::InReview(_) | W::Submitted(Lane::Fast)), Verb::RequestChanges) => {
            (shown, Some(V::ChangesRequested))
        }
        (_, Some(W::InReview(_) | W::Submitted(Lane::Fast)), Verb::Reject) => (shown, Some(V::Rejected)),
        (_, Some(W::InReview(_) | W::Submitted(Lane::Fast)), Verb::Publish) => {
            // What was suspended comes back by an act of its own.
            let shown = if matches!(shown, Shown::Suspended) { Shown::Suspended } else { Shown::Published };
            (shown, Some(V::Published))
        }
        (Shown::Published, _, Verb::Suspend) => (Shown::Suspended, None),
        (Shown::Suspended, _, Verb::Reinstate) => (Shown::Published, None),
        // It is looked at, and nothing moves.
        (Shown::Published | Shown::Suspended, _, Verb::Recheck) => (shown, None),
        // What the one vendor works on is not the other's.
        (Shown::Published | Shown::Suspended, Some(_), Verb::Transfer) => (shown, Some(V::Withdrawn)),
        (Shown::Published | Shown::Suspended, None, Verb::Transfer) => (shown, None),
        _ => return Err(Refusal::State),
    };
    Ok(Next { shown, version })
}

impl Next {
    /// The listing's status afterwards.
    pub const fn listing(self) -> ListingStatus {
        match (self.shown, self.version) {
            (Shown::Published, _) => ListingStatus::Published,
            (Shown::Suspended, _) => ListingStatus::Suspended,
            (Shown::Archived, _) => ListingStatus::Archived,
            (Shown::NotYet, Some(VersionStatus::Submitted)) => ListingStatus::Submitted,
            (Shown::NotYet, Some(VersionStatus::InReview)) => ListingStatus::InReview,
            (Shown::NotYet, Some(VersionStatus::ChangesRequested)) => ListingStatus::ChangesRequested,
            (Shown::NotYet, Some(VersionStatus::Rejected)) => ListingStatus::Rejected,
            (Shown::NotYet, _) => ListingStatus::Draft,
        }
    }
}

/// The operations that are possible for somebody as the listing stands.
pub fn possible(stand: Stand, actor: Actor) -> Vec<&'static str> {
    let allowed = OPERATIONS.iter().filter(|(verb, _)| next(stand, *verb, actor).is_ok());
    allowed.map(|(_, operation)| *operation).collect()
}

/// What a verb leads to.
///
/// Errors: 409 that says how the listing stands and what is possible for who asks.
pub fn apply(stand: Stand, verb: Verb, actor: Actor) -> Result<Next> {
    let state = match verb {
        Verb::Suspend | Verb::Reinstate | Verb::Recheck | Verb::Transfer => stand.listing(),
        _ => stand.status(),
    };
    next(stand, verb, actor).map_err(|_| Error::wrong_state(state, possible(stand, actor)))
}

impl Stand {
    /// Where a listing stands by its own status and that of its latest version.
    pub const fn of(listing: ListingStatus, latest: VersionStatus, lane: Option<Lane>) -> Self {
        let lane = match lane {
            Some(lane) => lane,
            None => Lane::Full,
        };
        let shown = match listing {
            ListingStatus::Published => Shown::Published,
            ListingStatus::Suspended => Shown::Suspended,
            ListingStatus::Archived => Shown::Archived,
            _ => Shown::NotYet,
        };
        let working = match latest {
            VersionStatus::Draft => Some(Working::Draft),
            VersionStatus::Submitted => Some(Working::Submitted(lane)),
            VersionStatus::InReview => Some(Working::InReview(lane)),
            VersionStatus::ChangesRequested => Some(Working::ChangesRequested),
            _ => None,
        };
        Self { shown, working }
    }

    /// The listing's status as people read it: before it is published, that of its version.
    pub const fn listing(self) -> ListingStatus {
        match self.shown {
            Shown::Published => ListingStatus::Published,
            Shown::Suspended => ListingStatus::Suspended,
            Shown::Archived => ListingStatus::Archived,
            Shown::NotYet => match self.working {
                Some(Working::Draft) => ListingStatus::Draft,
                Some(Working::Submitted(_)) => ListingStatus::Submitted,
                Some(Working::InReview(_)) => ListingStatus::InReview,
                Some(Working::ChangesRequested) => ListingStatus::ChangesRequested,
                None => ListingStatus::Rejected,
            },
        }
    }

    /// What a refusal names of what is done with a version: its status where one is worked on, else the listing's.
    pub const fn status(self) -> ListingStatus {
        match (self.shown, self.working) {
            (Shown::Archived, _) | (_, None) => self.listing(),
            (_, Some(_)) => Self { shown: Shown::NotYet, ..self }.listing(),
        }
    }
}

#[cfg(test)]
mod tests;
