//! What facts add to the figures of platforms.

use crate::catalog::figures::{self, Figures};
use crate::db::{Recorded, Tx};
use crate::error::Result;
use crate::events::Event;
use crate::values::{PlatformId, TrialId};
use crate::{conversions, trials};
use std::collections::BTreeMap;

/// Adds what happened, platform by platform in the order of their ids, so that of two transactions one waits for the other,
/// and not each for each.
pub fn add(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    let mut sums: BTreeMap<PlatformId, Figures> = BTreeMap::new();
    for it in recorded {
        if let Some((platform, more)) = told(tx, &it.event)? {
            let sum = sums.entry(platform).or_default();
            *sum = sum.plus(more);
        }
    }
    sums.into_iter().try_for_each(|(platform, more)| figures::add(tx, platform, more))
}

/// What one fact adds, and to which platform's figures.
fn told(tx: &mut Tx<'_>, event: &Event) -> Result<Option<(PlatformId, Figures)>> {
    let none = Figures::default();
    Ok(match *event {
        Event::TrialAccepted { trial } | Event::TrialUnanswered { trial } => answered(tx, trial)?,
        Event::TrialProvisioned { trial, .. } => counted(tx, trial, Figures { started: 1, ..none })?,
        Event::ConversionConfirmed { trial, already_customer: false, .. } => {
            counted(tx, trial, Figures { confirmed: 1, ..none })?
        }
        Event::ConversionWithdrawn { trial, conversion, .. } => {
            let confirmed = if conversions::find(tx, conversion)?.already_customer { 0 } else { -1 };
            counted(tx, trial, Figures { confirmed, ..none })?
        }
        _ => None,
    })
}

/// Nothing of a second trial.
fn counted(tx: &mut Tx<'_>, trial: TrialId, more: Figures) -> Result<Option<(PlatformId, Figures)>> {
    let trial = trials::find(tx, trial)?;
    Ok((!trial.granted).then_some((trial.platform_id, more)))
}

/// Who refuses at once is no quicker for it, and who refuses late no slower: a decline is not among them.
fn answered(tx: &mut Tx<'_>, trial: TrialId) -> Result<Option<(PlatformId, Figures)>> {
    let trial = trials::find(tx, trial)?;
    let at = trial.accepted_at.or(trial.unanswered_at);
    let waited = at.map(|at| (at.as_micros() - trial.requested_at.as_micros()) / 1_000_000);
    let more = waited.map(|answer_seconds| Figures { answered: 1, answer_seconds, ..Figures::default() });
    Ok(more.filter(|_| !trial.granted).map(|more| (trial.platform_id, more)))
}
