//! The rules of retention checks, pure.

use super::model::{Answer, RetentionCheck, RetentionStatus};
use crate::conversions::Conversion;
use crate::error::{Code, Error, Result};
use crate::trials::Side;

/// Days after which the business's «retained» is evidence.
const LASTING: i64 = 90;

/// Whether a person on these sides of the trial is asked: who is on both speaks for the business.
pub fn is_for(check: &RetentionCheck, sides: &[Side]) -> bool {
    sides.first() == Some(&check.side)
}

/// Whether the check makes sense: it waits, and the conversion counts.
pub fn waits(check: &RetentionCheck, conversion: &Conversion) -> bool {
    check.status == RetentionStatus::Asked && conversion.counts()
}

/// A side answers, once.
///
/// Errors: 409 for the other side, where it was answered before, and where the conversion counts no longer.
pub fn check_answer(check: &RetentionCheck, conversion: &Conversion, sides: &[Side]) -> Result<()> {
    if !is_for(check, sides) {
        return Err(Error::with(Code::ForOneSide, check.side).in_state(check.status, Vec::new()));
    }
    match check.status {
        _ if waits(check, conversion) => Ok(()),
        RetentionStatus::Asked => Err(Error::wrong_state(conversion.status, Vec::new())),
        answered => Err(Error::wrong_state(answered, Vec::new())),
    }
}

/// Whether an answer is evidence that the conversion lasts: the business's own word, after long enough.
pub fn proves(check: &RetentionCheck, answer: &Answer) -> bool {
    check.side == Side::Business && check.days >= LASTING && *answer == Answer::Retained
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ConversionId, RetentionCheckId, Timestamp, TrialId, TypedId};

    fn check(side: Side, days: i64) -> RetentionCheck {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        RetentionCheck {
            id: RetentionCheckId::new_at(at),
            conversion_id: ConversionId::new_at(at),
            trial_id: TrialId::new_at(at),
            days,
            side,
            asked_at: at,
            status: RetentionStatus::Asked,
            reason_code: None,
            reason_text: None,
            answered_by: None,
            answered_at: None,
        }
    }

    #[test]
    fn each_side_answers_what_it_is_asked_and_who_is_on_both_speaks_for_the_business() {
        use Side::{Business, Vendor};
        for (side, sides, asked) in [
            (Business, vec![Business], true),
            (Business, vec![Vendor], false),
            (Business, vec![Business, Vendor], true),
            (Business, vec![], false),
            (Vendor, vec![Vendor], true),
            (Vendor, vec![Business], false),
            (Vendor, vec![Business, Vendor], false),
            (Vendor, vec![], false),
        ] {
            assert_eq!(is_for(&check(side, 90), &sides), asked, "{side} {sides:?}");
        }
    }

    #[test]
    fn only_the_business_proves_that_it_lasts_and_not_too_early() {
        let ended = Answer::Ended { code: "other".into(), text: None };
        for (side, days, answer, proof) in [
            (Side::Business, 90, &Answer::Retained, true),
            (Side::Business, 365, &Answer::Retained, true),
            (Side::Business, 89, &Answer::Retained, false),
            (Side::Business, 90, &ended, false),
            (Side::Vendor, 90, &Answer::Retained, false),
        ] {
            assert_eq!(proves(&check(side, days), answer), proof, "{side} {days} {answer:?}");
        }
    }
}
