//! The rules of a trial's life: one table, pure.

use super::model::{Side, Trial, TrialStatus};
use crate::error::{Code, Error, Result};
use crate::values::{RulesId, Timestamp};
use std::time::Duration;

/// What can be asked of a trial. Who may ask is checked before: each command belongs to a side, a cancellation to both.
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
        by: Side,
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
    Unconvert {
        was: TrialStatus,
    },
}

/// The state that a command leads to; `None` where it is refused.
pub fn next(status: TrialStatus, command: &Command) -> Option<TrialStatus> {
    use TrialStatus as S;
    Some(match (status, command) {
        (S::Requested, Command::Accept) => S::Accepted,
        (S::Requested, Command::Decline { .. }) => S::Declined,
        (S::Accepted, Command::Provision { .. }) => S::Provisioned,
        (S::Provisioned, Command::Activate) => S::Activated,
        (S::Activated | S::Engaged, Command::Heartbeat) => S::Engaged,
        (S::Requested | S::Accepted | S::Provisioned | S::Activated | S::Engaged, Command::Cancel { .. }) => {
            S::Cancelled
        }
        (S::Requested, Command::GiveUp) => S::Unanswered,
        (S::Provisioned | S::Activated | S::Engaged, Command::Expire) => S::Expired,
        (S::Activated | S::Engaged | S::Cancelled | S::Expired, Command::Convert) => S::Converted,
        (S::Converted, Command::Unconvert { was }) => *was,
        // Who pays may use the platform for what is left of the trial.
        (S::Converted, Command::Heartbeat) => S::Converted,
        (
            S::Requested
            | S::Accepted
            | S::Provisioned
            | S::Activated
            | S::Engaged
            | S::Declined
            | S::Unanswered
            | S::Cancelled
            | S::Expired
            | S::Converted,
            Command::Accept
            | Command::Decline { .. }
            | Command::Provision { .. }
            | Command::Activate
            | Command::Heartbeat
            | Command::Cancel { .. }
            | Command::GiveUp
            | Command::Expire
            | Command::Convert
            | Command::Unconvert { .. },
        ) => return None,
    })
}

/// The trial after a command at `now`, with the stage's time stamp.
///
/// Errors: 409 where the state does not allow it.
pub fn apply(trial: &Trial, command: &Command, now: Timestamp) -> Result<Trial> {
    let status = next(trial.status, command).ok_or_else(|| Error::with(Code::WrongState, trial.status))?;
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
        Command::Cancel { by, code, text } => {
            after.cancelled_at = Some(now);
            after.cancelled_by = Some(*by);
            (after.reason_code, after.reason_text) = (Some(code.clone()), text.clone());
        }
        Command::GiveUp => after.unanswered_at = Some(now),
        Command::Expire => after.expired_at = Some(now),
        Command::Convert | Command::Unconvert { .. } => {}
    }
    Ok(after)
}

/// Where a converted trial stood before, as its stamps tell: a conversion leaves none of them.
pub const fn before_conversion(trial: &Trial) -> TrialStatus {
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
mod tests {
    use super::*;
    use crate::values::TypedId;
    use TrialStatus as S;
    use proptest::prelude::*;

    fn commands() -> Vec<Command> {
        vec![
            Command::Accept,
            Command::Decline { code: "other".into(), text: None },
            Command::Provision {
                access_reference: "A-1".into(),
                rules: RulesId::new_at(Timestamp::from_micros(0)),
                window: Duration::from_secs(60 * 86_400),
            },
            Command::Activate,
            Command::Heartbeat,
            Command::Cancel { by: Side::Business, code: "other".into(), text: None },
            Command::GiveUp,
            Command::Expire,
            Command::Convert,
            Command::Unconvert { was: S::Engaged },
        ]
    }

    #[test]
    fn every_state_and_command() {
        // Columns in the order of `commands()`.
        let (yes, no) = (Some::<S>, None);
        let (ends, stays) = (yes(S::Expired), yes(S::Converted));
        let leaves = yes(S::Cancelled);
        let table: [(S, [Option<S>; 10]); 10] = [
            (S::Requested, [yes(S::Accepted), yes(S::Declined), no, no, no, leaves, yes(S::Unanswered), no, no, no]),
            (S::Accepted, [no, no, yes(S::Provisioned), no, no, leaves, no, no, no, no]),
            (S::Provisioned, [no, no, no, yes(S::Activated), no, leaves, no, ends, no, no]),
            (S::Activated, [no, no, no, no, yes(S::Engaged), leaves, no, ends, stays, no]),
            (S::Engaged, [no, no, no, no, yes(S::Engaged), leaves, no, ends, stays, no]),
            (S::Declined, [no; 10]),
            (S::Unanswered, [no; 10]),
            (S::Cancelled, [no, no, no, no, no, no, no, no, stays, no]),
            (S::Expired, [no, no, no, no, no, no, no, no, stays, no]),
            (S::Converted, [no, no, no, no, stays, no, no, no, no, yes(S::Engaged)]),
        ];
        assert_eq!(table.len(), S::ALL.len());
        for (status, row) in table {
            for (command, want) in commands().iter().zip(row) {
                assert_eq!(next(status, command), want, "{status:?} {command:?}");
            }
        }
    }

    #[test]
    fn a_trial_of_days_ends_with_the_last_local_day() {
        // 2026-11-21T16:59:59Z is still 21 November in Vietnam, a second later it is the 22nd.
        let late = Timestamp::from_micros(1_795_280_399_000_000);
        assert_eq!(trial_end(late, 90).to_string(), "2027-02-19T16:59:59.999999Z");
        assert_eq!(
            trial_end(Timestamp::from_micros(1_795_280_400_000_000), 90).to_string(),
            "2027-02-20T16:59:59.999999Z"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_asked_a_trial_that_started_stays_started(order in prop::collection::vec(0usize..10, 0..20)) {
            let mut status = S::Requested;
            let mut started = false;
            for place in order {
                if matches!(commands()[place], Command::Convert) && !started {
                    continue;
                }
                if let Some(after) = next(status, &commands()[place]) {
                    started |= after == S::Provisioned;
                    prop_assert!(!(started && matches!(after, S::Declined | S::Unanswered)));
                    prop_assert!(!matches!(after, S::Activated | S::Engaged | S::Expired | S::Converted) || started);
                    status = after;
                }
            }
        }

        // From 2000 on: in 1975 the zone changed, and a day had 25 hours.
        #[test]
        fn a_trial_is_never_shorter_than_agreed(micros in 946_684_800_000_000i64..4_000_000_000_000_000, days in 1i64..=366) {
            let start = Timestamp::from_micros(micros);
            let length = trial_end(start, days).as_micros() - micros;
            let day = 86_400_000_000;
            prop_assert!(length >= days * day - 1 && length < (days + 1) * day);
        }
    }
}
