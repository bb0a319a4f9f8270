//! What mails about reviews say: who said what they said, never what was typed.

use super::compose::{Facts, about, reason, subject};
use crate::accounts;
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{Kind, Queued};
use crate::reference::ReasonList;
use crate::reviews::{self, Part, PartState, Review};
use crate::trials::{self, Side};
use crate::values::{Bilingual, Locale, ReviewId};

const TEXT: Bilingual = Bilingual { vi: "nội dung đánh giá", en: "the text of your review" };
const ANSWER: Bilingual = Bilingual { vi: "câu trả lời đánh giá", en: "your answer to the review" };

/// What the mail says; else why it no longer fits.
pub(super) fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let Some(review) = reviews::lookup(tx, subject::<ReviewId>(row)?)? else { return Ok(Some("deleted meanwhile")) };
    let account = row.account()?;
    let (businesses, vendors) = accounts::organizations(tx, account)?;
    let trial = trials::find(tx, review.trial_id)?;
    about(tx, &trial, facts)?;
    let side = match row.kind {
        Kind::ReviewAnswered if review.state(Part::Answer) != PartState::Published => {
            return Ok(Some("not published any more"));
        }
        Kind::ReviewAnswered => Side::Business,
        Kind::ReviewTextRefused => {
            let refused =
                |part: &&Part| review.state(**part) == PartState::Refused && review.author(**part) == Some(account);
            let Some(part) = Part::ALL.iter().find(refused) else { return Ok(Some("decided otherwise meanwhile")) };
            refusal(tx, &review, *part, locale, facts)?
        }
        _ => {
            let scores = review.scores;
            facts.extend([
                ("fits_need", scores.fits_need.to_string()),
                ("ease_of_use", scores.ease_of_use.to_string()),
                ("support", scores.support.to_string()),
                ("value_for_money", scores.value_for_money.to_string()),
            ]);
            Side::Vendor
        }
    };
    let belongs = trials::sides(&trial, &businesses, &vendors).contains(&side);
    Ok((!belongs).then_some("left meanwhile"))
}

/// Says which part was refused, and why; the side that wrote it.
fn refusal(tx: &mut Tx<'_>, review: &Review, part: Part, locale: Locale, facts: &mut Facts) -> Result<Side> {
    let (name, code, side) = match part {
        Part::Text => (TEXT, &review.text_reason_code, Side::Business),
        Part::Answer => (ANSWER, &review.answer_reason_code, Side::Vendor),
    };
    facts.insert("part", name.in_locale(locale).to_owned());
    facts.insert("reason", reason(tx, ReasonList::Moderation, code.as_deref(), locale)?);
    Ok(side)
}
