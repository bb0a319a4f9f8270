//! What the two sides do with conversions: one verb, one function.

use super::lifecycle::{self, Actor, Command, Moment, Response};
use super::model::{Conversion, NewClaim};
use super::retention;
use super::store;
use super::unsettled::actions as unsettled;
use crate::accounts;
use crate::businesses;
use crate::db::{Conn, Tx};
use crate::deadlines::Settled;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::mail::links::{self, Link, Purpose};
use crate::reference::{self, ReasonList};
use crate::rules;
use crate::trials::{self, Side, Trial};
use crate::values::{AccountId, BusinessId, ConversionId, TrialId, TypedId, VendorId};

/// Who acts: a person and the organizations the person belongs to.
#[derive(Clone, Debug)]
pub struct Party {
    pub account: AccountId,
    pub businesses: Vec<BusinessId>,
    pub vendors: Vec<VendorId>,
}

impl Party {
    /// The trial and the party's sides of it; a foreign trial does not exist. It is locked before its conversion, as in every
    /// action: of two at once, one waits for the other, and never each for each.
    pub(super) fn trial(&self, tx: &mut Tx<'_>, id: TrialId) -> Result<(Trial, Vec<Side>)> {
        let trial = trials::lock(tx, id)?;
        let sides = trials::sides(&trial, &self.businesses, &self.vendors);
        if sides.is_empty() { Err(Error::not_found()) } else { Ok((trial, sides)) }
    }

    /// Whether the person belongs to one of these sides, of a firm to any part: staff who do decide nothing about it.
    pub fn is_within(&self, conn: &mut Conn, business: Option<BusinessId>, vendor: VendorId) -> Result<bool> {
        let of_firm = business.map_or(Ok(false), |business| businesses::is_of_firm(conn, business, self.account))?;
        Ok(of_firm || self.vendors.contains(&vendor))
    }
}

/// Days that a typed start may lie ahead.
const AHEAD: u32 = 366;

/// One side claims that the business became a paying customer.
///
/// Errors: 404 for a foreign trial; 409 before the first real use, or while a conversion waits or is confirmed; 422 for a
/// start before the trial's (unless the business paid already) or more than a year ahead.
pub fn claim(tx: &mut Tx<'_>, party: &Party, trial: TrialId, claim: &NewClaim) -> Result<Conversion> {
    let (trial, sides) = party.trial(tx, trial)?;
    let side = sides.first().copied().ok_or_else(Error::not_found)?;
    if trial.activated_at.is_none() {
        let actor = trials::lifecycle::Actor::of(&sides).ok_or_else(Error::not_found)?;
        let open = trials::lifecycle::possible(trial.status, actor);
        return Err(Error::new(Code::NotYetActivated).in_state(trial.status, open));
    }
    tx.not_before(trial.updated_at);
    let latest = tx.now().local_day().plus_days(AHEAD);
    // Who paid before the trial may name an earlier day.
    let earliest = trial.started_on.filter(|_| !claim.already_customer).unwrap_or(claim.starts_on);
    if claim.starts_on < earliest || claim.starts_on > latest {
        return Err(Error::fault("/starts_on", FaultCode::OutOfRange, format!("{earliest} – {latest}")));
    }
    let Some(id) = store::insert(tx, &trial, side, party.account, claim)? else {
        let there = store::newest(tx, trial.id)?;
        let open = lifecycle::possible(&there, Actor::of(&there, party.account, &sides), moment(tx, &trial));
        return Err(Error::new(Code::ConversionExists).in_state(there.status, open));
    };
    unsettled::claimed_anew(tx, trial.id)?;
    tx.record(Event::ConversionClaimed {
        trial: trial.id,
        conversion: id,
        side: side.to_string(),
        amount_per_month: claim.amount_per_month,
        starts_on: claim.starts_on,
        already_customer: claim.already_customer,
    })?;
    store::find(tx, id)
}

/// The other side confirms or disputes what was claimed.
///
/// Errors: 404 for a foreign trial or one without a claim; 409 for the claimer, or when it was answered before; 422 for a
/// reason that is not on the list.
pub fn respond(tx: &mut Tx<'_>, party: &Party, trial: TrialId, response: &Response) -> Result<Conversion> {
    let (trial, sides) = party.trial(tx, trial)?;
    if let Response::Dispute { code, .. } = response {
        reference::check_reason(tx, ReasonList::Dispute, code, "/reason_code")?;
    }
    let after = command(tx, party, &trial, &sides, &Command::Answer(response.clone()))?;
    let (trial, conversion, side) = (trial.id, after.id, after.claimed_by_side.other().to_string());
    tx.record(match response {
        Response::Confirm { .. } => {
            Event::ConversionConfirmed { trial, conversion, side, already_customer: after.already_customer }
        }
        Response::Dispute { code, .. } => Event::ConversionDisputed { trial, conversion, side, reason: code.clone() },
    })?;
    Ok(after)
}

/// The side that claimed takes the claim back while it waits: its mail's link answers nothing any more.
///
/// Errors: 404 for a foreign trial or one without a claim; 409 for the other side, or once it was answered.
pub fn retract(tx: &mut Tx<'_>, party: &Party, trial: TrialId) -> Result<Conversion> {
    let (trial, sides) = party.trial(tx, trial)?;
    let after = command(tx, party, &trial, &sides, &Command::Retract)?;
    let side = after.claimed_by_side.to_string();
    tx.record(Event::ConversionRetracted { trial: trial.id, conversion: after.id, side })?;
    Ok(after)
}

/// The side that confirmed takes its confirmation back: the conversion counts no longer, and what was stays readable.
///
/// Errors: 404 for a foreign trial or one without a claim; 409 for the side that claimed, where nothing is confirmed, or
/// when the window has closed; 422 for a reason that is not on the list.
pub fn withdraw(
    tx: &mut Tx<'_>,
    party: &Party,
    trial: TrialId,
    code: &str,
    text: Option<String>,
) -> Result<Conversion> {
    let (trial, sides) = party.trial(tx, trial)?;
    reference::check_reason(tx, ReasonList::Withdrawal, code, "/reason_code")?;
    let withdraw = Command::Withdraw { code: code.to_owned(), text };
    let after = command(tx, party, &trial, &sides, &withdraw)?;
    let (side, reason) = (after.claimed_by_side.other().to_string(), code.to_owned());
    tx.record(Event::ConversionWithdrawn { trial: trial.id, conversion: after.id, side, reason })?;
    Ok(after)
}

fn command(tx: &mut Tx<'_>, party: &Party, trial: &Trial, sides: &[Side], asked: &Command) -> Result<Conversion> {
    let conversion = store::newest(tx, trial.id)?;
    let after = applied(tx, party, trial, &conversion, sides, asked)?;
    match (conversion.counts(), after.counts()) {
        (false, true) => trials::actions::convert(tx, trial)?,
        (true, false) => trials::actions::unconvert(tx, trial)?,
        _ => {}
    }
    saved(tx, trial, &after)
}

/// Now, and the window of the rules by which the trial started.
fn moment(tx: &Tx<'_>, trial: &Trial) -> Moment {
    Moment { now: tx.now(), window: trial.window() }
}

fn saved(tx: &mut Tx<'_>, trial: &Trial, after: &Conversion) -> Result<Conversion> {
    let after = store::save(tx, after)?;
    unsettled::follow(tx, trial, &after)?;
    Ok(after)
}

/// The conversion after a command of a person on these sides, not saved yet.
///
/// Errors: those of the rules; 412 where the request was meant for another version of the conversion.
pub(super) fn applied(
    tx: &mut Tx<'_>,
    party: &Party,
    trial: &Trial,
    conversion: &Conversion,
    sides: &[Side],
    asked: &Command,
) -> Result<Conversion> {
    let actor = Actor::of(conversion, party.account, sides);
    applied_by(tx, party.account, actor, trial, conversion, asked)
}

fn applied_by(
    tx: &mut Tx<'_>,
    by: AccountId,
    actor: Actor,
    trial: &Trial,
    conversion: &Conversion,
    asked: &Command,
) -> Result<Conversion> {
    tx.not_before(trial.updated_at.max(conversion.updated_at));
    let moment = moment(tx, trial);
    let open = || lifecycle::possible(conversion, actor, moment);
    tx.expects(conversion.version).map_err(|stale| stale.in_state(conversion.status, open()))?;
    lifecycle::apply(conversion, asked, by, actor, moment)
}

/// The newest conversion of any trial after a command of staff.
///
/// Errors: 403 for who belongs to a side; else as [`applied`].
pub(super) fn by_staff(tx: &mut Tx<'_>, party: &Party, trial: TrialId, asked: &Command) -> Result<Conversion> {
    let trial = trials::lock(tx, trial)?;
    let conversion = store::newest(tx, trial.id)?;
    if party.is_within(tx, Some(trial.business_id), trial.vendor_id)? {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    let actor = Actor::of_staff(&conversion, party.account);
    let after = applied_by(tx, party.account, actor, &trial, &conversion, asked)?;
    saved(tx, &trial, &after)
}

/// The person whom a mail's link asks, and what it asks about: only while the claim waits and the person, whose address is
/// verified, is of the other side.
///
/// Errors: 410 for a link that no longer holds.
pub fn asked_by_link(conn: &mut Conn, link: &Link) -> Result<(Conversion, Party)> {
    let gone = || Error::new(Code::LinkGone);
    let conversion = store::find(conn, ConversionId::parse(&link.subject).ok_or_else(gone)?)?;
    let trial = trials::find(conn, conversion.trial_id)?;
    let (businesses, vendors) = accounts::organizations(conn, link.account)?;
    let of_other_side = trials::sides(&trial, &businesses, &vendors).contains(&conversion.claimed_by_side.other());
    let verified = accounts::addressee(conn, link.account)?.verified_at.is_some();
    let waits = conversion.status == super::ConversionStatus::Claimed;
    if waits && of_other_side && verified {
        Ok((conversion, Party { account: link.account, businesses, vendors }))
    } else {
        Err(gone())
    }
}

/// Erases what people typed about a trial's conversions and whether they last; in how many rows there was any.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    Ok(store::erase_texts(tx, trial)? + retention::erase_texts(tx, trial)?)
}

/// The other side is asked again for an answer; with the last reminder the claim goes to staff, as unconfirmed.
pub fn remind(tx: &mut Tx<'_>, id: ConversionId, days: i64, overtaken: bool) -> Result<Settled> {
    let conversion = store::find(tx, id)?;
    if conversion.status != super::ConversionStatus::Claimed {
        return Ok(Settled::Skipped("answered meanwhile"));
    }
    if overtaken {
        return Ok(Settled::Skipped("overtaken by a later reminder"));
    }
    let trial = trials::lock(tx, conversion.trial_id)?;
    tx.record(Event::ClaimReminded { trial: trial.id, conversion: id, days })?;
    if rules::find(tx, trial.rules_id)?.claim_reminder_days.iter().last().map(i64::from) == Some(days) {
        tx.not_before(conversion.updated_at);
        // Saved as it was read: who answers in this moment is before it or after it.
        let waits = store::save(tx, &Conversion { updated_at: tx.now(), ..conversion })?;
        unsettled::unconfirmed(tx, &trial, &waits)?;
        tx.record(Event::ConversionUnconfirmed { trial: trial.id, conversion: id })?;
    }
    Ok(Settled::Done)
}

/// The person behind a mail's link answers with its page's button. The link is used up.
///
/// Errors: 410 for a link that no longer holds, a conversion that was answered otherwise, or a person who left; else as
/// [`respond`].
pub fn respond_by_link(tx: &mut Tx<'_>, secret: &str, response: &Response) -> Result<Conversion> {
    let link = links::redeem(tx, Purpose::AnswerConversion, secret)?;
    let (conversion, party) = asked_by_link(tx, &link)?;
    respond(tx, &party, conversion.trial_id, response)
}
