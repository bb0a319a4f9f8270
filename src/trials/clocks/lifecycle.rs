//! When a trial is looked at again, and whether what was planned for that day still makes sense.

use crate::deadlines::{Deadline, DeadlineKind, morning};
use crate::trials::{Trial, TrialStatus};
use crate::values::{PlatformId, Timestamp};
use std::time::Duration;

/// The instant after the last one that is still in time.
const AFTER: Duration = Duration::from_micros(1);

/// The next deadline of a request, which is in time until the end of a day.
pub fn while_requested(trial: &Trial, kind: DeadlineKind, in_time: Timestamp) -> Deadline {
    Deadline::of_trial(trial.id, kind, 0, in_time.plus(AFTER))
}

/// The deadlines of a trial that has started or was extended: reminders on the mornings of these days, counted from its
/// last day, and its end.
pub fn after_start(trial: &Trial, reminder_days: impl Iterator<Item = i32>, now: Timestamp) -> Vec<Deadline> {
    let Some(trial_end) = trial.trial_end else { return Vec::new() };
    let last = trial_end.local_day();
    let reminder = |days: i32| {
        let by = days.unsigned_abs();
        let day = if days < 0 { last.minus_days(by) } else { last.plus_days(by) };
        Deadline::of_trial(trial.id, DeadlineKind::TrialReminder, i64::from(days), morning(day))
    };
    let end = Deadline::of_trial(trial.id, DeadlineKind::TrialEnd, 0, trial_end.plus(AFTER));
    // A short trial has fewer reminders, and so has a short extension.
    let ahead = |it: &Deadline| it.due_at > now;
    reminder_days.map(reminder).filter(ahead).chain([end]).collect()
}

/// Who has an open trial of a suspended platform is told; those first whose requests come after `after`.
pub fn suspension_notice(platform: PlatformId, after: Timestamp, due_at: Timestamp) -> Deadline {
    notice(DeadlineKind::SuspensionNotice, platform, after, due_at)
}

/// Who was told of the suspension is told of its end; those first whose requests come after `after`.
pub fn reinstatement_notice(platform: PlatformId, after: Timestamp, due_at: Timestamp) -> Deadline {
    notice(DeadlineKind::ReinstatementNotice, platform, after, due_at)
}

fn notice(kind: DeadlineKind, platform: PlatformId, after: Timestamp, due_at: Timestamp) -> Deadline {
    Deadline { subject_id: platform.to_string(), kind, step: after.as_micros(), trial_id: None, due_at }
}

/// Why a reminder makes no sense any more; `None` where it does.
pub fn unfit(trial: &Trial, days: i64, overtaken: bool) -> Option<&'static str> {
    match (trial.status.runs(), trial.status) {
        _ if overtaken => Some("overtaken by a later reminder"),
        (true, _) if days <= 0 => None,
        (false, TrialStatus::Expired) if days > 0 => None,
        (true, _) => Some("the trial was extended"),
        (false, TrialStatus::Converted) => Some("the trial has converted"),
        (false, _) => Some("the trial has ended"),
    }
}
