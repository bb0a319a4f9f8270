//! What is done with retention checks: one verb, one function.

use super::lifecycle;
use super::model::{Answer, RetentionCheck};
use super::store;
use crate::accounts;
use crate::conversions::actions::{self as conversions, Party};
use crate::conversions::lifecycle::Command;
use crate::conversions::store as table;
use crate::db::{Conn, Tx};
use crate::deadlines::Settled;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::mail::links::{self, Link, Purpose};
use crate::reference::{self, ReasonList};
use crate::trials::{self, Side};
use crate::values::{ConversionId, RetentionCheckId, TypedId};

/// So many days after a conversion each side is asked whether it lasts.
pub fn ask(tx: &mut Tx<'_>, id: ConversionId, days: i64, overtaken: bool) -> Result<Settled> {
    let it = table::find(tx, id)?;
    if !it.counts() {
        return Ok(Settled::Skipped("the conversion counts no longer"));
    }
    if overtaken {
        return Ok(Settled::Skipped("overtaken by a later check"));
    }
    for side in Side::ALL {
        let check = store::insert(tx, &it, days, *side)?;
        let (trial, side) = (it.trial_id, side.to_string());
        tx.record(Event::RetentionAsked { trial, conversion: id, check, side, days })?;
    }
    Ok(Settled::Done)
}

/// A side says whether the business still uses the platform.
///
/// Errors: 404 for a foreign check; 409 for the other side, where it was answered, and where the conversion counts no
/// longer; 422 for a reason that is not on the list.
pub fn answer(tx: &mut Tx<'_>, party: &Party, id: RetentionCheckId, answer: &Answer) -> Result<RetentionCheck> {
    let check = store::find(tx, id)?;
    let (trial, sides) = party.trial(tx, check.trial_id)?;
    if let Answer::Ended { code, .. } = answer {
        reference::check_reason(tx, ReasonList::Ending, code, "/reason_code")?;
    }
    let conversion = table::find(tx, check.conversion_id)?;
    lifecycle::check_answer(&check, &conversion, &sides)?;
    tx.not_before(check.asked_at);
    let mut level = conversion.evidence_level;
    if lifecycle::proves(&check, answer) {
        let lasts = conversions::applied(tx, party, &trial, &conversion, &sides, &Command::Retain)?;
        level = table::save(tx, &lasts)?.evidence_level;
    }
    let after = store::answer(tx, id, party.account, answer)?;
    let (side, reason) = (after.side.to_string(), after.reason_code.clone());
    let (conversion, retained) = (after.conversion_id, *answer == Answer::Retained);
    tx.record(Event::RetentionAnswered { trial: trial.id, conversion, check: id, side, retained, reason, level })?;
    Ok(after)
}

/// The person whom a mail's link asks, and what: only while the check waits and the person, whose address is verified, is
/// of the side that is asked.
///
/// Errors: 410 for a link that no longer holds.
pub fn asked_by_link(conn: &mut Conn, link: &Link) -> Result<(RetentionCheck, Party)> {
    let gone = || Error::new(Code::LinkGone);
    let check = store::find(conn, RetentionCheckId::parse(&link.subject).ok_or_else(gone)?)?;
    let trial = trials::find(conn, check.trial_id)?;
    let conversion = table::find(conn, check.conversion_id)?;
    let (businesses, vendors) = accounts::organizations(conn, link.account)?;
    let is_asked = lifecycle::is_for(&check, &trials::sides(&trial, &businesses, &vendors));
    let verified = accounts::addressee(conn, link.account)?.verified_at.is_some();
    if is_asked && verified && lifecycle::waits(&check, &conversion) {
        Ok((check, Party { account: link.account, businesses, vendors }))
    } else {
        Err(gone())
    }
}

/// The person behind a mail's link answers with its page's button. The link is used up.
///
/// Errors: 410 for a link that no longer holds; else as [`answer`].
pub fn answer_by_link(tx: &mut Tx<'_>, secret: &str, given: &Answer) -> Result<RetentionCheck> {
    let link = links::redeem(tx, Purpose::AnswerRetention, secret)?;
    let (check, party) = asked_by_link(tx, &link)?;
    answer(tx, &party, check.id, given)
}
