//! What the two sides and staff do with reviews: one verb, one function.

use super::lifecycle::{self, Actor, Command, Verb};
use super::model::{NewReview, NewScores, Part, PartState, Review};
use super::rating::Rating;
use super::store;
use crate::businesses;
use crate::catalog;
use crate::conversions::actions::Party;
use crate::db::{Tx, history_of};
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::reference::{self, ReasonList};
use crate::trials::{self, Trial};
use crate::values::TrialId;

/// How far it is counted what was written and taken back before: of more, nobody is told.
const TOLD: i64 = 3;

/// The trial, locked before its review, as in every action; a foreign trial does not exist.
fn on_side(tx: &mut Tx<'_>, party: &Party, id: TrialId) -> Result<(Trial, Actor)> {
    let trial = trials::lock(tx, id)?;
    let sides = trials::sides(&trial, &party.businesses, &party.vendors);
    let actor = Actor::of(&sides).ok_or_else(Error::not_found)?;
    Ok((trial, actor))
}

/// The trial's review.
///
/// Errors: 404 where there is none.
fn of_trial(tx: &mut Tx<'_>, id: TrialId) -> Result<Review> {
    store::of_trial(tx, id)?.ok_or_else(Error::not_found)
}

/// The review after a command, saved.
///
/// Errors: 412 where the request was meant for another version of it; else as [`lifecycle::apply`].
fn command(tx: &mut Tx<'_>, party: &Party, review: &Review, actor: Actor, asked: Command) -> Result<Review> {
    meant_for(tx, review, actor, asked.part())?;
    let after = lifecycle::apply(review, asked, party.account, actor, tx.now())?;
    store::save(tx, &after)
}

fn meant_for(tx: &mut Tx<'_>, review: &Review, actor: Actor, part: Part) -> Result<()> {
    let open = || lifecycle::possible(review, actor);
    tx.expects(review.version).map_err(|stale| stale.in_state(review.state(part), open()))?;
    tx.not_before(review.updated_at);
    Ok(())
}

/// A business reviews the platform that it has used.
///
/// Errors: 404 for a foreign trial; 403 for who is of both sides; 409 for the vendor, before the first real use, and where the firm has
/// reviewed the platform.
pub fn write(tx: &mut Tx<'_>, party: &Party, id: TrialId, new: &NewReview) -> Result<Review> {
    let (trial, actor) = on_side(tx, party, id)?;
    let there = store::of_trial(tx, id)?;
    let stands = |review: &Review| (review.state(Part::Text), lifecycle::possible(review, actor));
    let (state, open) = there.as_ref().map_or((PartState::Absent, Vec::new()), stands);
    lifecycle::next(PartState::Absent, Verb::Write, actor)
        .map_err(|why| lifecycle::refused(why, state, open.clone()))?;
    if trial.activated_at.is_none() {
        let open = trials::lifecycle::possible(trial.status, trials::lifecycle::Actor::Business);
        return Err(Error::new(Code::NotYetActivated).in_state(trial.status, open));
    }
    tx.not_before(trial.updated_at);
    let root_key = businesses::find(tx, trial.business_id)?.root_key;
    let made = store::insert(tx, &trial, &root_key, party.account, new)?;
    let review = made.ok_or_else(|| Error::new(Code::ReviewExists).in_state(state, open))?;
    store::add(tx, trial.platform_id, Rating::of(new.scores))?;
    let before = history_of(tx, id.as_str(), &["review.written"], None, TOLD)?.len();
    let scores = new.scores;
    tx.record(Event::ReviewWritten {
        trial: id,
        review,
        platform: trial.platform_id,
        before,
        fits_need: scores.fits_need,
        ease_of_use: scores.ease_of_use,
        support: scores.support,
        value_for_money: scores.value_for_money,
        text: new.text.is_some(),
    })?;
    of_trial(tx, id)
}

/// A business says something else: other scores, another text (which waits for staff anew), or none. The same again changes nothing.
///
/// Errors: 404 for a foreign trial, or one without a review; 403 for who is of both sides; 409 for the vendor; 412 for another version.
pub fn change(
    tx: &mut Tx<'_>,
    party: &Party,
    id: TrialId,
    scores: NewScores,
    text: Option<Option<String>>,
) -> Result<Review> {
    let (_, actor) = on_side(tx, party, id)?;
    let review = of_trial(tx, id)?;
    let scores = scores.over(review.scores);
    let asked = match text.filter(|text| *text != review.text) {
        Some(text) => Command::Reword(scores, text),
        None => Command::Rate(scores),
    };
    if actor == Actor::Business && asked == Command::Rate(review.scores) {
        return meant_for(tx, &review, actor, Part::Text).map(|()| review);
    }
    let text = asked.verb() == Verb::Reword;
    let after = command(tx, party, &review, actor, asked)?;
    store::add(tx, review.platform_id, Rating::of(scores).minus(Rating::of(review.scores)))?;
    tx.record(Event::ReviewChanged {
        trial: id,
        review: review.id,
        platform: review.platform_id,
        fits_need: scores.fits_need,
        ease_of_use: scores.ease_of_use,
        support: scores.support,
        value_for_money: scores.value_for_money,
        text,
    })?;
    Ok(after)
}

/// A business takes its review back: it is gone with its texts and the vendor's answer, counts no longer, and can be written anew.
///
/// Errors: as [`change`].
pub fn delete(tx: &mut Tx<'_>, party: &Party, id: TrialId) -> Result<()> {
    let (_, actor) = on_side(tx, party, id)?;
    let review = of_trial(tx, id)?;
    meant_for(tx, &review, actor, Part::Text)?;
    lifecycle::may_delete(&review, actor)?;
    store::delete(tx, &review)?;
    store::add(tx, review.platform_id, Rating::default().minus(Rating::of(review.scores)))?;
    tx.record(Event::ReviewDeleted { trial: id, review: review.id, platform: review.platform_id })
}

/// The vendor answers a review: once, and again where staff refused the answer or the business has changed the review since.
///
/// Errors: 404 for a foreign trial, or one without a review; 403 for who is of both sides; 409 for the business, and where an answer
/// stands.
pub fn answer(tx: &mut Tx<'_>, party: &Party, id: TrialId, text: String) -> Result<Review> {
    let (_, actor) = on_side(tx, party, id)?;
    let review = of_trial(tx, id)?;
    let after = command(tx, party, &review, actor, Command::Answer(text))?;
    tx.record(Event::ReviewAnswered { trial: id, review: review.id })?;
    Ok(after)
}

/// Staff of neither side publish a part of a review, or refuse it with a reason; they may decide otherwise later.
///
/// Errors: 404 for an unknown trial, or one without a review; 403 for staff who belong to a side, took part, or have something to do with the platform; 409 where the part is not
/// there, or stands so already; 412 for another version; 422 for a reason that is not on the list.
pub fn decide(tx: &mut Tx<'_>, party: &Party, id: TrialId, part: Part, reason: Option<&str>) -> Result<Review> {
    let trial = trials::lock(tx, id)?;
    if let Some(code) = reason {
        reference::check_reason(tx, ReasonList::Moderation, code, "/reason_code")?;
    }
    let review = of_trial(tx, id)?;
    let took_part =
        [Some(review.written_by), review.answered_by, Some(trial.requested_by)].contains(&Some(party.account));
    // The platform may be another vendor's by now, whom its reviews speak of.
    let spoken_of = catalog::find(tx, trial.platform_id)?.vendor_id;
    catalog::conflicts::none(tx, party.account, trial.platform_id, spoken_of)?;
    // Who took part and left since is still no stranger to it.
    let within = party.is_within(tx, Some(trial.business_id), trial.vendor_id)?;
    let actor = if took_part || within { Actor::Both } else { Actor::Staff };
    let asked = match reason {
        None => Command::Publish(part),
        Some(code) => Command::Refuse(part, code.to_owned()),
    };
    let after = command(tx, party, &review, actor, asked)?;
    tx.record(match reason {
        None => Event::ReviewTextPublished { trial: id, review: review.id, part },
        Some(code) => Event::ReviewTextRefused { trial: id, review: review.id, part, reason: code.to_owned() },
    })?;
    Ok(after)
}

/// Erases what was typed in the trial's review; in how many rows there was any. The scores stay, and count.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    store::erase_texts(tx, trial)
}
