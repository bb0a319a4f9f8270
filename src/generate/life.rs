//! The life of one generated trial until an instant: its steps are drawn, and what they make of it is what the rooms' own
//! rules say, so that every row is one that could have come about.

use super::calendar::Calendar;
use crate::conversions::lifecycle::{self as outcomes, Actor, Moment, Response};
use crate::conversions::{Conversion, ConversionStatus};
use crate::deadlines::{Deadline, DeadlineKind, morning};
use crate::error::{Error, Result};
use crate::replay::plan::Fate;
use crate::rules::Rules;
use crate::trials::clocks::{after_start, while_requested};
use crate::trials::lifecycle::{self, Actor as By, Command};
use crate::trials::{Side, Trial, TrialStatus};
use crate::values::{AccountId, ConversionId, Timestamp, TypedId};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const AFTER: Duration = Duration::from_micros(1);

/// What all lives have in common.
pub struct Frame {
    pub rules: Rules,
    pub calendar: Calendar,
    /// What lies after it has not happened.
    pub until: Timestamp,
}

/// Something that happens to a trial. The first ones come of themselves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Expire,
    Nudge,
    Escalate,
    GiveUp,
    Accept,
    Decline,
    Provision,
    Activate,
    Heartbeat,
    Cancel,
    Claim { already: bool },
    Confirm,
    Dispute,
}

/// A trial as it stands, and what stands beside it.
pub struct Lived {
    pub trial: Trial,
    pub conversion: Option<Conversion>,
    /// Those that wait.
    pub deadlines: Vec<Deadline>,
    /// The last reminder of its claim, which may have gone out.
    pub last_reminder: Option<Deadline>,
    /// Since when its conversion waits for staff.
    pub unsettled_since: Option<Timestamp>,
    /// Days and instants of the checks that both sides were asked.
    pub checks: Vec<(i64, Timestamp)>,
}

/// Lets a trial that was just requested live; `vendor` is who claims for the vendor.
pub fn live(rng: &mut ChaCha8Rng, frame: &Frame, requested: Trial, fate: Fate, vendor: AccountId) -> Result<Lived> {
    let mut steps = drawn(rng, &requested, fate);
    if fate == Fate::NeverAnswered {
        steps = frame.silence(&requested)?;
    }
    if let Some((at, _)) = steps.iter().find(|(_, step)| *step == Step::Provision) {
        steps.push((lifecycle::trial_end(*at, requested.days).plus(AFTER), Step::Expire));
    }
    steps.sort();
    let (mut trial, mut conversion) = (requested, None);
    for (at, step) in steps.into_iter().filter(|(at, _)| *at <= frame.until) {
        trial = frame.after(rng, trial, &mut conversion, at, step, vendor)?;
    }
    Ok(frame.finished(trial, conversion))
}

/// The steps of a fate, as the replay's, some hours and days apart.
fn drawn(rng: &mut ChaCha8Rng, requested: &Trial, fate: Fate) -> Vec<(Timestamp, Step)> {
    let is_used = rng.random_range(0..5) < 3;
    let mut at = requested.requested_at;
    let mut hours = |from: u32, to: u32| {
        at = at.plus(HOUR * rng.random_range(from..=to));
        at
    };
    match fate {
        Fate::NeverAnswered => return Vec::new(),
        Fate::Declined => return vec![(hours(4, 30), Step::Decline)],
        Fate::CancelsBefore => return vec![(hours(4, 30), Step::Cancel)],
        _ => {}
    }
    let mut steps =
        vec![(hours(4, 30), Step::Accept), (hours(12, 48), Step::Provision), (hours(24, 240), Step::Activate)];
    let active = hours(30, 60);
    if is_used {
        steps.push((active, Step::Heartbeat));
    }
    let claim = |already| Step::Claim { already };
    match fate {
        Fate::CancelsLater => steps.push((hours(72, 720), Step::Cancel)),
        Fate::Unconfirmed => steps.push((hours(360, 1_200), claim(false))),
        Fate::Stays => steps.extend([(hours(360, 1_200), claim(false)), (hours(24, 240), Step::Confirm)]),
        Fate::AlreadyCustomer => steps.extend([(hours(360, 1_200), claim(true)), (hours(24, 240), Step::Confirm)]),
        Fate::Disputed => steps.extend([(hours(360, 1_200), claim(false)), (hours(24, 240), Step::Dispute)]),
        _ => {}
    }
    steps
}

impl Frame {
    /// What time makes of a request that nobody answers.
    fn silence(&self, requested: &Trial) -> Result<Vec<(Timestamp, Step)>> {
        let nudge = requested.respond_by.plus(AFTER);
        let escalation = self.calendar.after(nudge, self.rules.escalation_working_days)?.end().plus(AFTER);
        let end = self.calendar.after(escalation, self.rules.unanswered_working_days)?.end().plus(AFTER);
        Ok(vec![(nudge, Step::Nudge), (escalation, Step::Escalate), (end, Step::GiveUp)])
    }

    fn after(
        &self,
        rng: &mut ChaCha8Rng,
        trial: Trial,
        conversion: &mut Option<Conversion>,
        at: Timestamp,
        step: Step,
        vendor: AccountId,
    ) -> Result<Trial> {
        let (command, by) = match step {
            Step::Nudge => return Ok(touched(Trial { nudged_at: Some(at), ..trial }, at)),
            Step::Escalate => return Ok(touched(Trial { escalated_at: Some(at), ..trial }, at)),
            // What ended earlier ends no more.
            Step::Expire if !trial.status.runs() => return Ok(trial),
            Step::Cancel if !trial.status.is_open() => return Ok(trial),
            Step::Expire => (Command::Expire, By::Programme),
            Step::GiveUp => (Command::GiveUp, By::Programme),
            Step::Accept => (Command::Accept, By::Vendor),
            Step::Decline => (Command::Decline { code: "no_capacity".to_owned(), text: None }, By::Vendor),
            Step::Provision => {
                let (rules, window) = (self.rules.id, self.rules.window());
                (Command::Provision { access_reference: "demo".to_owned(), rules, window }, By::Vendor)
            }
            Step::Activate => (Command::Activate, By::Vendor),
            Step::Heartbeat => (Command::Heartbeat, By::Vendor),
            Step::Cancel => (Command::Cancel { code: "not_needed_any_more".to_owned(), text: None }, By::Business),
            Step::Claim { already } => {
                *conversion = Some(claimed(ConversionId::of(at, rng.random()), &trial, vendor, at, already));
                return Ok(trial);
            }
            Step::Confirm => return answered(trial, conversion, Response::Confirm { already_customer: false }, at),
            Step::Dispute => {
                let code = "not_a_customer".to_owned();
                return answered(trial, conversion, Response::Dispute { code, text: None }, at);
            }
        };
        let after = lifecycle::apply(&trial, &command, by, at)?;
        Ok(Trial { version: trial.version + 1, ..after })
    }

    /// What waits beside the trial as it stands.
    fn finished(&self, trial: Trial, conversion: Option<Conversion>) -> Lived {
        let mut deadlines = vec![match (trial.nudged_at, trial.escalated_at) {
            (None, _) => while_requested(&trial, DeadlineKind::TrialNudge, trial.respond_by),
            (Some(at), None) => self.next(&trial, DeadlineKind::TrialEscalation, at),
            (_, Some(at)) => self.next(&trial, DeadlineKind::TrialUnanswered, at),
        }];
        deadlines.extend(after_start(&trial, self.rules.reminder_days.iter(), self.until));
        let (mut last_reminder, mut unsettled_since, mut checks) = (None, None, Vec::new());
        if let Some(it) = &conversion {
            let claims =
                mornings(it, DeadlineKind::ClaimReminder, it.claimed_at, self.rules.claim_reminder_days.iter());
            last_reminder = claims.iter().max_by_key(|deadline| deadline.due_at).cloned();
            unsettled_since = match it.status {
                ConversionStatus::Claimed => last_reminder.as_ref().map(|it| it.due_at).filter(|at| *at <= self.until),
                _ => it.disputed_at,
            };
            deadlines.extend(claims);
            if let Some(at) = it.converted_at.filter(|_| it.counts()) {
                let asked = mornings(it, DeadlineKind::RetentionCheck, at, self.rules.retention_days.iter());
                checks.extend(asked.iter().filter(|it| it.due_at <= self.until).map(|it| (it.step, it.due_at)));
                deadlines.extend(asked);
            }
        }
        deadlines.retain(|it| it.due_at > self.until);
        Lived { trial, conversion, deadlines, last_reminder, unsettled_since, checks }
    }

    /// The deadline after a nudge or an escalation; its day is one that the calendar has, as `silence` found it there.
    fn next(&self, trial: &Trial, kind: DeadlineKind, at: Timestamp) -> Deadline {
        let days = match kind {
            DeadlineKind::TrialEscalation => self.rules.escalation_working_days,
            _ => self.rules.unanswered_working_days,
        };
        let day = self.calendar.after(at, days).unwrap_or_else(|_| at.local_day());
        while_requested(trial, kind, day.end())
    }
}

fn touched(trial: Trial, at: Timestamp) -> Trial {
    Trial { updated_at: at, version: trial.version + 1, ..trial }
}

fn mornings(it: &Conversion, kind: DeadlineKind, from: Timestamp, days: impl Iterator<Item = i32>) -> Vec<Deadline> {
    let deadline = |days: i32| Deadline {
        subject_id: it.id.to_string(),
        kind,
        step: i64::from(days),
        trial_id: Some(it.trial_id),
        due_at: morning(from.local_day().plus_days(days.unsigned_abs())),
    };
    days.map(deadline).collect()
}

fn claimed(id: ConversionId, trial: &Trial, vendor: AccountId, at: Timestamp, already_customer: bool) -> Conversion {
    Conversion {
        id,
        trial_id: trial.id,
        business_id: trial.business_id,
        vendor_id: trial.vendor_id,
        claimed_by_side: Side::Vendor,
        claimed_by: vendor,
        claimed_at: at,
        plan: "Gói Demo".to_owned(),
        amount_vnd_per_month: trial.price_vnd_per_month,
        starts_on: at.local_day(),
        status: ConversionStatus::Claimed,
        answered_by: None,
        converted_at: None,
        disputed_at: None,
        reason_code: None,
        reason_text: None,
        already_customer,
        evidence_level: 0,
        updated_at: at,
        version: 1,
        invoiced_at: None,
        checked_at: None,
        checked_by: None,
        check_note: None,
        resolved_at: None,
        resolved_by: None,
        resolution_code: None,
        resolution_text: None,
        retracted_at: None,
        withdrawn_at: None,
        withdrawn_by: None,
    }
}

/// The business answers the claim; a trial whose conversion is confirmed within its window has converted.
fn answered(trial: Trial, conversion: &mut Option<Conversion>, response: Response, at: Timestamp) -> Result<Trial> {
    let it = conversion.as_ref().ok_or_else(|| Error::internal("an answer without a claim"))?;
    let answer = outcomes::Command::Answer(response);
    let moment = Moment { now: at, window: trial.window() };
    let after = outcomes::apply(it, &answer, trial.requested_by, Actor::Other, moment)?;
    let converts = after.counts() && trial.window_end.is_some_and(|last| at <= last);
    *conversion = Some(Conversion { version: it.version + 1, ..after });
    if !converts || trial.status == TrialStatus::Converted {
        return Ok(trial);
    }
    let after = lifecycle::apply(&trial, &Command::Convert, By::Programme, at)?;
    Ok(Trial { version: trial.version + 1, ..after })
}
