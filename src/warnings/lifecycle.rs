//! What can become of a warning: the whole table in one match.

use super::model::{Warning, WarningStatus, WarningStep};
use crate::error::{Error, Result};
use crate::values::LocalDay;

/// What people do, and what comes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Acknowledge,
    /// Until this day.
    Snooze(LocalDay),
    Resolve,
    /// The snooze is over, and it still holds.
    RaiseAgain,
    /// It holds no longer.
    End,
}

/// Where the warning stands then, and what that step is called.
///
/// Errors: 409 with the operations that are possible instead.
pub fn apply(status: WarningStatus, command: Command) -> Result<(WarningStatus, WarningStep)> {
    use WarningStatus::{Acknowledged, Ended, Raised, Resolved, Snoozed};
    Ok(match (status, command) {
        (Raised, Command::Acknowledge) => (Acknowledged, WarningStep::Acknowledged),
        (Raised | Acknowledged | Snoozed, Command::Snooze(_)) => (Snoozed, WarningStep::Snoozed),
        (Raised | Acknowledged | Snoozed, Command::Resolve) => (Resolved, WarningStep::Resolved),
        (Snoozed, Command::RaiseAgain) => (Raised, WarningStep::RaisedAgain),
        (Raised | Acknowledged | Snoozed, Command::End) => (Ended, WarningStep::Ended),
        // What was done stays said; from now on it can be raised anew.
        (Resolved, Command::End) => (Resolved, WarningStep::Ended),
        _ => return Err(Error::wrong_state(status, possible(status))),
    })
}

/// The operations of people that are possible.
fn possible(status: WarningStatus) -> Vec<&'static str> {
    match status {
        WarningStatus::Raised => vec!["acknowledge_warning", "snooze_warning", "resolve_warning"],
        WarningStatus::Acknowledged | WarningStatus::Snoozed => vec!["snooze_warning", "resolve_warning"],
        WarningStatus::Resolved | WarningStatus::Ended => Vec::new(),
    }
}

impl WarningStatus {
    /// Whether somebody still has it to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Raised | Self::Acknowledged | Self::Snoozed)
    }
}

/// Whether a warning that still holds comes again on the morning of a day.
pub fn comes_again(it: &Warning, day: LocalDay) -> bool {
    it.status == WarningStatus::Snoozed && it.snoozed_until.is_some_and(|until| until <= day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_and_every_command() {
        use WarningStatus::{Acknowledged, Ended, Raised, Resolved, Snoozed};
        let until = LocalDay::parse("2026-12-01").expect("a day");
        let commands =
            [Command::Acknowledge, Command::Snooze(until), Command::Resolve, Command::RaiseAgain, Command::End];
        for (status, wanted) in [
            (Raised, [Some(Acknowledged), Some(Snoozed), Some(Resolved), None, Some(Ended)]),
            (Acknowledged, [None, Some(Snoozed), Some(Resolved), None, Some(Ended)]),
            (Snoozed, [None, Some(Snoozed), Some(Resolved), Some(Raised), Some(Ended)]),
            (Resolved, [None, None, None, None, Some(Resolved)]),
            (Ended, [None; 5]),
        ] {
            let seen = commands.map(|command| apply(status, command).ok().map(|(next, _)| next));
            assert_eq!(seen, wanted, "{status}");
            for (command, operation) in [(0, "acknowledge_warning"), (1, "snooze_warning"), (2, "resolve_warning")] {
                assert_eq!(seen[command].is_some(), possible(status).contains(&operation), "{status} {operation}");
            }
        }
    }
}
