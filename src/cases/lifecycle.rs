//! The rules of a case's life, pure.

use super::model::{Case, CaseState};
use crate::error::{Code, Error, Result};
use crate::values::{AccountId, Timestamp};

/// The case after staff have decided; `concerned`: the person belongs to a side, or took part.
///
/// Errors: 403 for who is concerned; 409 for a case that is closed.
pub fn decide(
    case: &Case,
    (code, text): (String, Option<String>),
    by: AccountId,
    concerned: bool,
    now: Timestamp,
) -> Result<Case> {
    if concerned || case.opened_by == Some(by) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    match case.state {
        CaseState::Open => Ok(Case {
            state: CaseState::Closed,
            decision_code: Some(code),
            decision_text: text,
            decided_by: Some(by),
            decided_at: Some(now),
            ..case.clone()
        }),
        CaseState::Closed => Err(Error::wrong_state(case.state, Vec::new())),
    }
}
