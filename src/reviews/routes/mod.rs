//! Reviews over HTTP: what the sides of a trial say (`sides`), what staff decide (`moderation`), what everybody reads (`public`).

mod moderation;
mod public;
mod sides;

use super::lifecycle::Actor;
use super::model::{Part, PartState, Review};
use crate::error::Result;
use crate::http::{Answer, Person, Routes};
use crate::trials::{self, Trial};
use crate::values::{PlatformId, ReviewId, Timestamp, TrialId};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    sides::routes(routes);
    moderation::routes(routes);
    public::routes(routes);
}

/// A review, as its two sides and staff see it. What one side typed the other side reads once staff have published it.
#[derive(Serialize, ToSchema)]
pub struct ReviewOut {
    id: ReviewId,
    trial_id: TrialId,
    platform_id: PlatformId,
    /// Does it do what the business needs? 1 (worst) to 5 (best), as every score.
    #[schema(minimum = 1, maximum = 5)]
    fits_need: i64,
    #[schema(minimum = 1, maximum = 5)]
    ease_of_use: i64,
    /// The vendor's help.
    #[schema(minimum = 1, maximum = 5)]
    support: i64,
    #[schema(minimum = 1, maximum = 5)]
    value_for_money: i64,
    /// What the business wrote. Null where it wrote nothing, and for the vendor before it is published.
    #[schema(max_length = 2000)]
    text: Option<String>,
    text_state: PartState,
    /// Why staff refused the text: of the list `moderation`, for the business and for staff.
    #[schema(max_length = 60)]
    text_reason_code: Option<String>,
    /// What the vendor answered. Null where it has not, and for the business before it is published.
    #[schema(max_length = 2000)]
    answer: Option<String>,
    answer_state: PartState,
    /// Why staff refused the answer: of the list `moderation`, for the vendor and for staff.
    #[schema(max_length = 60)]
    answer_reason_code: Option<String>,
    written_at: Timestamp,
    /// When the business last said something else; at first as `written_at`.
    changed_at: Timestamp,
    answered_at: Option<Timestamp>,
}

/// Who reads a review.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Side(Actor),
    /// Staff who decide on texts, and those who see what is decided.
    Moderator,
    /// Staff who follow the trial.
    Follower,
}

impl Reader {
    fn of(who: &Person, trial: &Trial) -> Self {
        match Actor::of(&trials::sides(trial, who.businesses(), who.vendors())) {
            Some(side) => Self::Side(side),
            None if who.sees_statements() => Self::Moderator,
            None => Self::Follower,
        }
    }

    /// Whether this reader sees a part whatever became of it.
    const fn sees_all_of(self, part: Part) -> bool {
        match (self, part) {
            (Self::Moderator | Self::Side(Actor::Both | Actor::Staff), _)
            | (Self::Side(Actor::Business), Part::Text)
            | (Self::Side(Actor::Vendor), Part::Answer) => true,
            (Self::Follower | Self::Side(Actor::Business | Actor::Vendor), _) => false,
        }
    }
}

impl ReviewOut {
    fn of(it: Review, reader: Reader) -> Self {
        let (text_state, answer_state) = (it.state(Part::Text), it.state(Part::Answer));
        let shown = |part| reader.sees_all_of(part);
        let is_published = |state| state == PartState::Published;
        Self {
            id: it.id,
            trial_id: it.trial_id,
            platform_id: it.platform_id,
            fits_need: it.scores.fits_need,
            ease_of_use: it.scores.ease_of_use,
            support: it.scores.support,
            value_for_money: it.scores.value_for_money,
            text: it.text.filter(|_| shown(Part::Text) || is_published(text_state)),
            text_state,
            text_reason_code: it.text_reason_code.filter(|_| shown(Part::Text)),
            answer: it.answer.filter(|_| shown(Part::Answer) || is_published(answer_state)),
            answer_state,
            answer_reason_code: it.answer_reason_code.filter(|_| shown(Part::Answer)),
            written_at: it.written_at,
            changed_at: it.changed_at,
            answered_at: it.answered_at,
        }
    }
}

fn answer(review: Review, reader: Reader) -> Result<Answer> {
    let version = review.version;
    Ok(Answer::ok(&ReviewOut::of(review, reader))?.version(version))
}
