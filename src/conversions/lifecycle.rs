//! The rules of a conversion's life: one table over state, command and actor, pure.

use super::model::{Conversion, ConversionStatus};
use crate::error::{Code, Error, Result};
use crate::trials::Side;
use crate::values::{AccountId, Timestamp};
use std::time::Duration;

/// The evidence level of a conversion that lasts.
pub const RETAINED: i64 = 4;

/// The other side's answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// It is so; `already_customer` when the business paid before the trial.
    Confirm { already_customer: bool },
    /// It is not so, for a reason of the list `dispute`.
    Dispute { code: String, text: Option<String> },
}

/// What can be asked of a conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Answer(Response),
    /// The claim is taken back while it waits.
    Retract,
    /// The confirmation is taken back, for a reason of the list `withdrawal`: within the window of the trial's rules.
    Withdraw {
        code: String,
        text: Option<String>,
    },
    /// An invoice is shown.
    ShowInvoice,
    /// Staff have looked at what there is, and say what they saw.
    Check {
        note: String,
    },
    /// The business says that it still uses the platform, long after.
    Retain,
    /// Staff say what they think of a dispute, for a reason of the list `resolution`.
    Resolve {
        upheld: bool,
        code: String,
        text: Option<String>,
    },
}

/// When something is asked, and the window of the trial's rules.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: Timestamp,
    pub window: Duration,
}

impl Moment {
    /// Until when the confirmation can be taken back, where that is over.
    fn closed(self, conversion: &Conversion) -> Option<Timestamp> {
        conversion.converted_at.map(|at| at.plus(self.window)).filter(|last| self.now > *last)
    }
}

/// Where somebody stands towards a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person who claimed, wherever they belong by now, or a colleague.
    Claimer,
    /// Of the other side alone.
    Other,
    /// Of both sides, but not who claimed.
    Both,
    /// Of the programme's staff, and of neither side.
    Staff,
    /// Nobody to this trial: it does not exist for them.
    Stranger,
}

impl Actor {
    /// Where a person stands who is on these sides of the trial.
    pub fn of(conversion: &Conversion, by: AccountId, sides: &[Side]) -> Self {
        let side = conversion.claimed_by_side;
        match (sides.contains(&side), sides.contains(&side.other())) {
            (false, false) => Self::Stranger,
            _ if by == conversion.claimed_by => Self::Claimer,
            (true, true) => Self::Both,
            (true, false) => Self::Claimer,
            (false, true) => Self::Other,
        }
    }

    /// Where staff stand who belong to no side: who claimed or answered is no stranger to it, also after leaving.
    pub fn of_staff(conversion: &Conversion, by: AccountId) -> Self {
        match () {
            () if by == conversion.claimed_by => Self::Claimer,
            () if Some(by) == conversion.answered_by => Self::Other,
            () => Self::Staff,
        }
    }
}

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not there for this actor.
    NotFound,
    /// Not in this state.
    State,
    /// Nobody answers their own claim.
    OwnClaim,
    /// It is for the side that claimed.
    ForClaimer,
    /// It is for the side that confirmed.
    ForOther,
    /// Staff do not decide about a side of their own.
    OwnCase,
}

/// The state that a command leads to.
pub const fn next(
    status: ConversionStatus,
    command: &Command,
    actor: Actor,
) -> std::result::Result<ConversionStatus, Refusal> {
    use ConversionStatus as S;
    let of_staff = matches!(command, Command::Check { .. } | Command::Resolve { .. });
    if matches!(actor, Actor::Stranger) || matches!(actor, Actor::Staff) && !of_staff {
        return Err(Refusal::NotFound);
    }
    let after = match (status, command) {
        (S::Claimed, Command::Answer(Response::Confirm { .. })) => S::Confirmed,
        (S::Claimed, Command::Answer(Response::Dispute { .. })) => S::Disputed,
        (S::Claimed, Command::Retract) => S::Retracted,
        (S::Claimed | S::Confirmed, Command::ShowInvoice) => status,
        (S::Confirmed, Command::Check { .. } | Command::Retain) => S::Confirmed,
        (S::Confirmed, Command::Withdraw { .. }) => S::Withdrawn,
        (S::Disputed, Command::Resolve { upheld: true, .. }) => S::DisputeUpheld,
        (S::Disputed, Command::Resolve { upheld: false, .. }) => S::DisputeDismissed,
        _ => return Err(Refusal::State),
    };
    match (command, actor) {
        (Command::Answer(_), Actor::Claimer) => Err(Refusal::OwnClaim),
        (Command::Retract, Actor::Other) => Err(Refusal::ForClaimer),
        (Command::Withdraw { .. }, Actor::Claimer) => Err(Refusal::ForOther),
        (Command::Check { .. } | Command::Resolve { .. }, Actor::Claimer | Actor::Other | Actor::Both) => {
            Err(Refusal::OwnCase)
        }
        _ => Ok(after),
    }
}

/// The operations that are possible now for somebody.
pub fn possible(conversion: &Conversion, actor: Actor, moment: Moment) -> Vec<&'static str> {
    let resolve = |upheld: bool| Command::Resolve { upheld, code: String::new(), text: None };
    let asked = [
        (Command::Answer(Response::Confirm { already_customer: false }), "confirm_conversion"),
        (Command::Answer(Response::Dispute { code: String::new(), text: None }), "dispute_conversion"),
        (Command::Retract, "retract_conversion"),
        (Command::Withdraw { code: String::new(), text: None }, "withdraw_confirmation"),
        (Command::ShowInvoice, "show_invoice"),
        (Command::Check { note: String::new() }, "check_conversion"),
        (resolve(true), "uphold_dispute"),
        (resolve(false), "dismiss_dispute"),
    ];
    let checked = conversion.checked_at.is_some();
    let of_side = matches!(actor, Actor::Claimer | Actor::Other | Actor::Both);
    let waits = matches!(conversion.status, ConversionStatus::Claimed | ConversionStatus::Confirmed);
    let over = |command: &Command| match command {
        Command::Check { .. } => checked,
        Command::Withdraw { .. } => moment.closed(conversion).is_some(),
        _ => false,
    };
    let allowed = asked.iter().filter(|(it, _)| next(conversion.status, it, actor).is_ok() && !over(it));
    let anew = (of_side && !waits).then_some("claim_conversion");
    allowed.map(|(_, operation)| *operation).chain(anew).collect()
}

fn refused(conversion: &Conversion, actor: Actor, moment: Moment, why: Refusal) -> Error {
    let open = || possible(conversion, actor, moment);
    let side = conversion.claimed_by_side;
    let refusal = match why {
        // Who is nobody to it learns nothing of it.
        Refusal::NotFound => return Error::not_found(),
        Refusal::State => return Error::wrong_state(conversion.status, open()),
        Refusal::OwnClaim => Error::new(Code::ConfirmedByClaimer),
        Refusal::ForClaimer => Error::with(Code::ForOneSide, side),
        Refusal::ForOther => Error::with(Code::ForOneSide, side.other()),
        Refusal::OwnCase => return Error::new(Code::ConflictOfInterest),
    };
    refusal.in_state(conversion.status, open())
}

/// The conversion after a command.
///
/// Errors: 404 for who is nobody to it; 409 where the state does not allow it, for the wrong side, for a second check, or
/// once the window for a withdrawal has closed; 403 for staff who belong to a side.
pub fn apply(
    conversion: &Conversion,
    command: &Command,
    by: AccountId,
    actor: Actor,
    moment: Moment,
) -> Result<Conversion> {
    let now = moment.now;
    let status = next(conversion.status, command, actor).map_err(|why| refused(conversion, actor, moment, why))?;
    let stands = |refusal: Error| refusal.in_state(conversion.status, possible(conversion, actor, moment));
    let mut after = Conversion { status, updated_at: now, ..conversion.clone() };
    match command {
        Command::Answer(Response::Confirm { already_customer }) => {
            (after.answered_by, after.converted_at) = (Some(by), Some(now));
            after.already_customer |= *already_customer;
        }
        Command::Answer(Response::Dispute { code, text }) => {
            (after.answered_by, after.disputed_at) = (Some(by), Some(now));
            (after.reason_code, after.reason_text) = (Some(code.clone()), text.clone());
        }
        Command::Retract => after.retracted_at = Some(now),
        Command::Withdraw { code, text } => {
            if let Some(last) = moment.closed(conversion) {
                return Err(stands(Error::with(Code::WindowClosed, last)));
            }
            (after.withdrawn_by, after.withdrawn_at) = (Some(by), Some(now));
            (after.reason_code, after.reason_text) = (Some(code.clone()), text.clone());
        }
        Command::ShowInvoice => after.invoiced_at = conversion.invoiced_at.or(Some(now)),
        Command::Retain => after.evidence_level = RETAINED,
        Command::Check { .. } if conversion.checked_at.is_some() => {
            return Err(stands(Error::new(Code::CheckedBefore)));
        }
        Command::Check { note } => {
            (after.checked_by, after.checked_at, after.check_note) = (Some(by), Some(now), Some(note.clone()));
        }
        Command::Resolve { code, text, .. } => {
            (after.resolved_by, after.resolved_at) = (Some(by), Some(now));
            (after.resolution_code, after.resolution_text) = (Some(code.clone()), text.clone());
        }
    }
    after.evidence_level = after.evidence_level.max(evidence(&after));
    Ok(after)
}

/// The level that the evidence of a conversion gives: nothing counts before both sides have said the same.
const fn evidence(it: &Conversion) -> i64 {
    match (it.converted_at, it.checked_at, it.invoiced_at) {
        (None, ..) => 0,
        (Some(_), Some(_), _) => 3,
        (Some(_), None, Some(_)) => 2,
        (Some(_), None, None) => 1,
    }
}

#[cfg(test)]
mod tests;
