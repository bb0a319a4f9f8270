//! The rules of a review: one table over the state of what is asked about, verb and actor, pure.

use super::model::{Part, PartState, Review, Scores};
use crate::error::{Code, Error, Result};
use crate::trials::Side;
use crate::values::{AccountId, Timestamp};

/// Where somebody stands towards a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Business,
    Vendor,
    /// Of both sides: the vendor's people may have joined the business since.
    Both,
    /// Of the programme's staff, and of neither side.
    Staff,
}

impl Actor {
    /// A person on these sides of the trial; `None` for who is on neither.
    pub fn of(sides: &[Side]) -> Option<Self> {
        match (sides.contains(&Side::Business), sides.contains(&Side::Vendor)) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Business),
            (false, true) => Some(Self::Vendor),
            (false, false) => None,
        }
    }
}

/// What is asked of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Other scores; the text stays.
    Rate(Scores),
    /// Another text, or none, with these scores.
    Reword(Scores, Option<String>),
    Answer(String),
    Publish(Part),
    /// For a reason of the list `moderation`.
    Refuse(Part, String),
}

impl Command {
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Rate(_) => Verb::Rate,
            Self::Reword(_, Some(_)) => Verb::Reword,
            Self::Reword(_, None) => Verb::Strike,
            Self::Answer(_) => Verb::Answer,
            Self::Publish(_) => Verb::Publish,
            Self::Refuse(..) => Verb::Refuse,
        }
    }

    /// The part of which the state is asked.
    pub const fn part(&self) -> Part {
        match self {
            Self::Rate(_) | Self::Reword(..) => Part::Text,
            Self::Answer(_) => Part::Answer,
            Self::Publish(part) | Self::Refuse(part, _) => *part,
        }
    }
}

/// A command without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A review where there is none.
    Write,
    Rate,
    Reword,
    /// The text is taken away.
    Strike,
    /// The review is taken away.
    Delete,
    Answer,
    Publish,
    Refuse,
}

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not in this state.
    State,
    /// It is for this side.
    ForSide(Side),
    /// Nobody speaks for one side who is of the other too, and staff decide nothing about a side of their own.
    OwnCase,
}

const fn side(verb: Verb) -> Option<Side> {
    match verb {
        Verb::Write | Verb::Rate | Verb::Reword | Verb::Strike | Verb::Delete => Some(Side::Business),
        Verb::Answer => Some(Side::Vendor),
        Verb::Publish | Verb::Refuse => None,
    }
}

/// The state of a part after a command about it. For write, rate, reword, strike and delete that is the text.
pub const fn next(state: PartState, verb: Verb, actor: Actor) -> std::result::Result<PartState, Refusal> {
    use PartState as S;
    match (side(verb), actor) {
        (Some(Side::Business), Actor::Business) | (Some(Side::Vendor), Actor::Vendor) | (None, Actor::Staff) => {}
        (_, Actor::Both) | (None, _) => return Err(Refusal::OwnCase),
        (Some(side), _) => return Err(Refusal::ForSide(side)),
    }
    match (state, verb) {
        (S::Absent, Verb::Write) | (_, Verb::Reword) | (S::Absent | S::Refused, Verb::Answer) => Ok(S::Waiting),
        (_, Verb::Rate) => Ok(state),
        (_, Verb::Strike | Verb::Delete) => Ok(S::Absent),
        (S::Waiting | S::Refused, Verb::Publish) => Ok(S::Published),
        (S::Waiting | S::Published, Verb::Refuse) => Ok(S::Refused),
        _ => Err(Refusal::State),
    }
}

/// The state that a verb about a part meets. An answer to what the business has changed since can be given anew.
fn met(review: &Review, verb: Verb, part: Part) -> PartState {
    let outdated = review.answered_at.is_some_and(|at| at < review.changed_at);
    if verb == Verb::Answer && outdated { PartState::Absent } else { review.state(part) }
}

/// The operations that are possible now for somebody.
pub fn possible(review: &Review, actor: Actor) -> Vec<&'static str> {
    let operations = [
        ("change_review", Verb::Rate, &[Part::Text][..]),
        ("delete_review", Verb::Delete, &[Part::Text]),
        ("answer_review", Verb::Answer, &[Part::Answer]),
        ("publish_review_text", Verb::Publish, &[Part::Text, Part::Answer]),
        ("refuse_review_text", Verb::Refuse, &[Part::Text, Part::Answer]),
    ];
    let allowed = |verb: Verb, parts: &[Part]| parts.iter().any(|it| next(met(review, verb, *it), verb, actor).is_ok());
    operations.iter().filter(|(_, verb, parts)| allowed(*verb, parts)).map(|(operation, ..)| *operation).collect()
}

/// The refusal as it is told; `state` is where the part stands.
pub fn refused(why: Refusal, state: PartState, open: Vec<&'static str>) -> Error {
    match why {
        Refusal::State => Error::wrong_state(state, open),
        Refusal::ForSide(side) => Error::with(Code::ForOneSide, side).in_state(state, open),
        Refusal::OwnCase => Error::new(Code::ConflictOfInterest),
    }
}

/// Whether somebody may do this to a review that stays nowhere afterwards.
///
/// Errors: as [`apply`].
pub fn may_delete(review: &Review, actor: Actor) -> Result<()> {
    let state = review.state(Part::Text);
    next(state, Verb::Delete, actor).map(|_| ()).map_err(|why| refused(why, state, possible(review, actor)))
}

/// The review after a command.
///
/// Errors: 409 where the state does not allow it and for the wrong side; 403 for who is of both sides, and for staff of either.
pub fn apply(review: &Review, command: Command, by: AccountId, actor: Actor, now: Timestamp) -> Result<Review> {
    let state = met(review, command.verb(), command.part());
    next(state, command.verb(), actor)
        .map_err(|why| refused(why, review.state(command.part()), possible(review, actor)))?;
    let mut after = Review { updated_at: now, ..review.clone() };
    match command {
        Command::Rate(scores) => (after.scores, after.changed_at) = (scores, now),
        Command::Reword(scores, text) => {
            (after.scores, after.changed_at) = (scores, now);
            (after.text_written_at, after.text) = (text.is_some().then_some(now), text);
            decide(&mut after, Part::Text, None, None);
        }
        Command::Answer(answer) => {
            (after.answer, after.answered_by, after.answered_at) = (Some(answer), Some(by), Some(now));
            decide(&mut after, Part::Answer, None, None);
        }
        Command::Publish(part) => decide(&mut after, part, Some((by, now)), None),
        Command::Refuse(part, reason) => decide(&mut after, part, Some((by, now)), Some(reason)),
    }
    after.waits_since = after.waiting();
    Ok(after)
}

/// Notes who decided on a part, and why it was refused; or that nobody has yet.
fn decide(review: &mut Review, part: Part, decided: Option<(AccountId, Timestamp)>, reason: Option<String>) {
    let (by, at) = decided.unzip();
    match part {
        Part::Text => (review.text_decided_by, review.text_decided_at, review.text_reason_code) = (by, at, reason),
        Part::Answer => {
            (review.answer_decided_by, review.answer_decided_at, review.answer_reason_code) = (by, at, reason);
        }
    }
}

#[cfg(test)]
mod tests;
