//! The rules of a conversion's life: one table, pure.

use super::model::{Conversion, ConversionStatus};
use crate::error::{Code, Error, Result};
use crate::trials::Side;
use crate::values::{AccountId, Timestamp};

/// The other side's answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// It is so; `already_customer` when the business paid before the trial.
    Confirm { already_customer: bool },
    /// It is not so, for a reason of the closed list.
    Dispute { code: String, text: Option<String> },
}

/// The state that an answer leads to; `None` where it is refused.
pub const fn next(status: ConversionStatus, response: &Response) -> Option<ConversionStatus> {
    use ConversionStatus as S;
    match (status, response) {
        (S::Claimed, Response::Confirm { .. }) => Some(S::Confirmed),
        (S::Claimed, Response::Dispute { .. }) => Some(S::Disputed),
        (S::Confirmed | S::Disputed, Response::Confirm { .. } | Response::Dispute { .. }) => None,
    }
}

/// The conversion after an answer by a person who stands on `sides` of the trial.
///
/// Errors: 409 for the side, or the person, that claimed; 409 where the state does not allow it.
pub fn apply(
    conversion: &Conversion,
    response: &Response,
    by: AccountId,
    sides: &[Side],
    now: Timestamp,
) -> Result<Conversion> {
    let status = next(conversion.status, response).ok_or_else(|| Error::with(Code::WrongState, conversion.status))?;
    if by == conversion.claimed_by || !sides.contains(&conversion.claimed_by_side.other()) {
        return Err(Error::new(Code::ConfirmedByClaimer));
    }
    let mut after = Conversion { status, answered_by: Some(by), updated_at: now, ..conversion.clone() };
    match response {
        Response::Confirm { already_customer } => {
            after.converted_at = Some(now);
            after.evidence_level = 1;
            after.already_customer |= *already_customer;
        }
        Response::Dispute { code, text } => {
            after.disputed_at = Some(now);
            (after.reason_code, after.reason_text) = (Some(code.clone()), text.clone());
        }
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{BusinessId, ConversionId, LocalDay, TrialId, TypedId, VendorId, Vnd};
    use ConversionStatus as S;

    fn claimed_by(side: Side, account: AccountId) -> Conversion {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        Conversion {
            id: ConversionId::new_at(at),
            trial_id: TrialId::new_at(at),
            business_id: BusinessId::new_at(at),
            vendor_id: VendorId::new_at(at),
            claimed_by_side: side,
            claimed_by: account,
            claimed_at: at,
            plan: "Demo".into(),
            amount_vnd_per_month: Vnd::billions(0),
            starts_on: LocalDay::parse("2026-11-21").expect("a day"),
            status: S::Claimed,
            answered_by: None,
            converted_at: None,
            disputed_at: None,
            reason_code: None,
            reason_text: None,
            already_customer: false,
            evidence_level: 0,
            updated_at: at,
            version: 1,
        }
    }

    #[test]
    fn every_state_and_answer() {
        let confirm = Response::Confirm { already_customer: false };
        let dispute = Response::Dispute { code: "other".into(), text: None };
        let table = [
            (S::Claimed, [Some(S::Confirmed), Some(S::Disputed)]),
            (S::Confirmed, [None, None]),
            (S::Disputed, [None, None]),
        ];
        assert_eq!(table.len(), S::ALL.len());
        for (status, row) in table {
            assert_eq!([next(status, &confirm), next(status, &dispute)], row, "{status:?}");
        }
    }

    #[test]
    fn only_the_other_side_and_another_person_answers() {
        let at = Timestamp::from_micros(1_795_290_000_000_000);
        let (claimer, other) = (AccountId::new_at(at), AccountId::new_at(at));
        let confirm = Response::Confirm { already_customer: false };
        for side in Side::ALL {
            let claim = claimed_by(*side, claimer);
            for (by, sides, allowed) in [
                (other, vec![side.other()], true),
                (other, vec![Side::Business, Side::Vendor], true),
                (other, vec![*side], false),
                (other, vec![], false),
                (claimer, vec![Side::Business, Side::Vendor], false),
                (claimer, vec![*side], false),
            ] {
                let answered = apply(&claim, &confirm, by, &sides, at);
                assert_eq!(answered.is_ok(), allowed, "{side} claimed, {sides:?} answer");
                if let Ok(answered) = answered {
                    assert_eq!(
                        (answered.converted_at, answered.evidence_level, answered.counts()),
                        (Some(at), 1, true)
                    );
                }
            }
        }
    }

    #[test]
    fn who_paid_before_is_confirmed_and_not_counted() {
        let at = Timestamp::from_micros(1_795_290_000_000_000);
        let (claimer, other) = (AccountId::new_at(at), AccountId::new_at(at));
        for (claimed, confirmed) in [(false, true), (true, false), (true, true)] {
            let claim = Conversion { already_customer: claimed, ..claimed_by(Side::Vendor, claimer) };
            let answer = Response::Confirm { already_customer: confirmed };
            let answered = apply(&claim, &answer, other, &[Side::Business], at).expect("confirmed");
            assert_eq!((answered.status, answered.counts()), (S::Confirmed, false));
        }
    }
}
