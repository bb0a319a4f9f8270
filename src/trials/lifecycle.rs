//! The rules of a trial's life: one table, pure.

use super::model::{Side, Trial, TrialStatus};
use crate::error::{Code, Error, Result};
use crate::values::{RulesId, Timestamp};
use std::time::Duration;

/// Who asks something of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Business,
    Vendor,
    /// Of both sides: the vendor's people may have joined the business since.
    Both,
    /// The programme's clock, and what follows from a conversion.
    Programme,
}

impl Actor {
    /// A person on these sides; `None` for who is on neither.
    pub fn of(sides: &[Side]) -> Option<Self> {
        match (sides.contains(&Side::Business), sides.contains(&Side::Vendor)) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Business),
            (false, true) => Some(Self::Vendor),
            (false, false) => None,
        }
    }

    /// For which side a person speaks who may speak for either.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Business | Self::Both => Some(Side::Business),
            Self::Vendor => Some(Side::Vendor),
            Self::Programme => None,
        }
    }
}

/// What can be asked of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Accept,
    Decline {
        code: String,
        text: Option<String>,
    },
    /// Access is ready, under the vendor's reference, by the rules of the day.
    Provision {
        access_reference: String,
        rules: RulesId,
        window: Duration,
    },
    /// The first real use.
    Activate,
    /// Use in a week.
    Heartbeat,
    Cancel {
        code: String,
        text: Option<String>,
    },
    /// Nobody has answered the request.
    GiveUp,
    /// The agreed end has come.
    Expire,
    /// A conversion was confirmed within the window. Only of a trial that was used: nothing is claimed before.
    Convert,
    /// That confirmation was taken back: the trial is what it was.
    Unconvert,
}

impl Command {
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Accept => Verb::Accept,
            Self::Decline { .. } => Verb::Decline,
            Self::Provision { .. } => Verb::Provision,
            Self::Activate => Verb::Activate,
            Self::Heartbeat => Verb::Heartbeat,
            Self::Cancel { .. } => Verb::Cancel,
            Self::GiveUp => Verb::GiveUp,
            Self::Expire => Verb::Expire,
            Self::Convert => Verb::Convert,
            Self::Unconvert => Verb::Unconvert,
        }
    }
}

/// A command without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Accept,
    Decline,
    Provision,
    Activate,
    Heartbeat,
    Cancel,
    GiveUp,
    Expire,
    Convert,
    Unconvert,
}

/// The verbs that people have, and their operations.
const OPERATIONS: [(Verb, &str); 6] = [
    (Verb::Accept, "accept_trial"),
    (Verb::Decline, "decline_trial"),
    (Verb::Provision, "provision_trial"),
    (Verb::Activate, "activate_trial"),
    (Verb::Heartbeat, "report_use"),
    (Verb::Cancel, "cancel_trial"),
];

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is another's to say.
    Actor,
    /// Not in this state.
    State,
}

/// What a command leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    To(TrialStatus),
    /// Where the trial stood before its conversion.
    Back,
}

const fn is_for(verb: Verb, actor: Actor) -> bool {
    match verb {
        Verb::Accept | Verb::Decline | Verb::Provision | Verb::Activate | Verb::Heartbeat => {
            matches!(actor, Actor::Vendor | Actor::Both)
        }
        Verb::Cancel => matches!(actor, Actor::Business | Actor::Vendor | Actor::Both),
        Verb::GiveUp | Verb::Expire | Verb::Convert | Verb::Unconvert => matches!(actor, Actor::Programme),
    }
}

/// The one table of a trial's life, over state, command and actor.
pub const fn next(status: TrialStatus, verb: Verb, actor: Actor) -> std::result::Result<Next, Refusal> {
    use TrialStatus as S;
    if !is_for(verb, actor) {
        return Err(Refusal::Actor);
    }
    let after = match (status, verb) {
        (S::Requested, Verb::Accept) => S::Accepted,
        (S::Requested, Verb::Decline) => S::Declined,
        (S::Accepted, Verb::Provision) => S::Provisioned,
        (S::Provisioned, Verb::Activate) => S::Activated,
        (S::Activated | S::Engaged, Verb::Heartbeat) => S::Engaged,
        (S::Requested | S::Accepted | S::Provisioned | S::Activated | S::Engaged, Verb::Cancel) => S::Cancelled,
        (S::Requested, Verb::GiveUp) => S::Unanswered,
        (S::Provisioned | S::Activated | S::Engaged, Verb::Expire) => S::Expired,
        (S::Activated | S::Engaged | S::Cancelled | S::Expired, Verb::Convert) => S::Converted,
        (S::Converted, Verb::Unconvert) => return Ok(Next::Back),
        // Who pays may use the platform for what is left of the trial.
        (S::Converted, Verb::Heartbeat) => S::Converted,
        _ => return Err(Refusal::State),
    };
    Ok(Next::To(after))
}

/// The operations that the state allows to somebody.
pub fn possible(status: TrialStatus, actor: Actor) -> Vec<&'static str> {
    let allowed = OPERATIONS.iter().filter(|(verb, _)| next(status, *verb, actor).is_ok());
    allowed.map(|(_, operation)| *operation).collect()
}

/// The trial after a command at `now`, with the stage's time stamp.
///
/// Errors: 409 where the state does not allow it, for the wrong side, and for a conversion after the window.
pub fn apply(trial: &Trial, command: &Command, actor: Actor, now: Timestamp) -> Result<Trial> {
    let open = || possible(trial.status, actor);
    let late = *command == Command::Convert && !in_window(trial, now);
    let status = match next(trial.status, command.verb(), actor) {
        Ok(Next::To(status)) if !late => status,
        Ok(Next::Back) => before_conversion(trial),
        Ok(_) | Err(Refusal::State) => return Err(Error::wrong_state(trial.status, open())),
        Err(Refusal::Actor) => return Err(Error::with(Code::ForOneSide, Side::Vendor).in_state(trial.status, open())),
    };
    let holds_place = trial.holds_place && status.is_open();
    let mut after = Trial { status, holds_place, updated_at: now, ..trial.clone() };
    match command {
        Command::Accept => after.accepted_at = Some(now),
        Command::Decline { code, text } => {
            after.declined_at = Some(now);
            (after.reason_code, after.reason_text) = (Some(code.clone()), text.clone());
        }
        Command::Provision { access_reference, rules, window } => {
            let trial_end = trial_end(now, trial.days);
            after.provisioned_at = Some(now);
            after.started_on = Some(now.local_day());
            (after.trial_end, after.window_end) = (Some(trial_end), Some(trial_end.plus(*window)));
            after.rules_id = *rules;
            after.access_reference = Some(access_reference.clone());
        }
        Command::Activate => after.activated_at = Some(now),
        Command::Heartbeat => after.engaged_at = trial.engaged_at.or(Some(now)),
        Command::Cancel { code, text } => {
            (after.cancelled_at, after.cancelled_by) = (Some(now), actor.side());
            (after.reason_code, after.reason_text) = (Some(code.clone()), text.clone());
        }
        Command::GiveUp => after.unanswered_at = Some(now),
        Command::Expire => after.expired_at = Some(now),
        Command::Convert | Command::Unconvert => {}
    }
    Ok(after)
}

/// Whether a conversion that is confirmed now counts for the trial's cohort: the platform was used, and the window is open.
pub fn in_window(trial: &Trial, now: Timestamp) -> bool {
    trial.activated_at.is_some() && trial.window_end.is_some_and(|last| now <= last)
}

/// Where a converted trial stood before, as its stamps tell: a conversion leaves none of them.
const fn before_conversion(trial: &Trial) -> TrialStatus {
    match (trial.cancelled_at, trial.expired_at, trial.engaged_at) {
        (Some(_), ..) => TrialStatus::Cancelled,
        (None, Some(_), _) => TrialStatus::Expired,
        (None, None, Some(_)) => TrialStatus::Engaged,
        (None, None, None) => TrialStatus::Activated,
    }
}

/// The trial with so many more days: its end moves, and with it the window; its cohort stays.
pub fn extended(trial: &Trial, days: i64, window: Duration, now: Timestamp) -> Trial {
    let later = |end: Timestamp| end.local_day().plus_days(u32::try_from(days).unwrap_or_default()).end();
    let trial_end = trial.trial_end.map(later);
    Trial { trial_end, window_end: trial_end.map(|end| end.plus(window)), updated_at: now, ..trial.clone() }
}

/// The end of the local day on which the agreed days are over.
pub fn trial_end(started_at: Timestamp, days: i64) -> Timestamp {
    started_at.local_day().plus_days(u32::try_from(days).unwrap_or_default()).end()
}

#[cfg(test)]
mod tests;
