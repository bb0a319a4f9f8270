//! When a version may be published after a vetting in full, and who is shown what others found: pure.

use super::model::Score;
use crate::catalog::versions::VersionStatus;
use crate::values::AccountId;

/// Assessments that a version in the full lane needs, each by another reviewer.
pub const WANTED: usize = 2;
/// The score from which a criterion is met.
const MET: i64 = 2;

impl Score {
    pub const fn is_met(&self) -> bool {
        self.score >= MET
    }
}

/// Whether somebody is shown what others found of a version in this state, of which so many assessments are in: who has scored it, once
/// both are in, since nobody scores twice; who decides in their place, where neither of them can; and everybody who vets, once it is
/// decided on for good and nobody scores it any more. So whoever steps in for one who declares a conflict later has seen nothing.
pub const fn shows_others(status: VersionStatus, made: usize, decides: bool) -> bool {
    use VersionStatus as V;
    match status {
        V::Rejected | V::Published | V::Superseded | V::Withdrawn => true,
        V::Draft | V::Submitted | V::InReview | V::ChangesRequested => decides && made >= WANTED,
    }
}

/// Who decides whether a version is published of which these people made all assessments that it needs: those of them who still can;
/// `None`: everybody who vets, as nobody can give a score any more.
pub fn deciders(made_by: &[AccountId], can_vet: &[AccountId]) -> Option<Vec<AccountId>> {
    let left: Vec<AccountId> = made_by.iter().copied().filter(|it| can_vet.contains(it)).collect();
    (!left.is_empty()).then_some(left)
}

/// What a version still lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Assessments that are in.
    pub made: usize,
    /// Mandatory criteria that not both found met; none before both are in, as who has yet to score must not learn what the other
    /// found.
    pub criteria: Vec<i64>,
}

/// What a version with these assessments lacks; `None`: it may be published.
pub fn missing(mandatory: &[i64], assessments: &[Vec<Score>]) -> Option<Missing> {
    let met = |criterion: i64| {
        let found = |scores: &Vec<Score>| scores.iter().any(|it| it.criterion == criterion && it.is_met());
        assessments.iter().all(found)
    };
    let made = assessments.len();
    if made < WANTED {
        return Some(Missing { made, criteria: Vec::new() });
    }
    let criteria: Vec<i64> = mandatory.iter().copied().filter(|criterion| !met(*criterion)).collect();
    (!criteria.is_empty()).then_some(Missing { made, criteria })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Timestamp, TypedId};

    fn scores(all: [i64; 3]) -> Vec<Score> {
        let comment = || "Demo.".to_owned();
        (1..).zip(all).map(|(criterion, score)| Score { criterion, score, comment: comment() }).collect()
    }

    #[test]
    fn others_scores_are_shown_to_who_scores_no_more() {
        for status in VersionStatus::ALL {
            for made in 0..=WANTED {
                // Whoever works on it may hand it in again as it is, and then it can be scored.
                let scored_yet = status.is_working();
                let shown = shows_others(*status, made, false);
                assert_eq!(shown, !scored_yet, "{status:?} {made}: who does not decide");
                assert_eq!(shows_others(*status, made, true), !scored_yet || made == WANTED, "{status:?} {made}");
            }
        }
    }

    #[test]
    fn of_the_two_who_scored_those_decide_who_still_can() {
        let [one, two, third] = [1, 2, 3].map(|at| AccountId::new_at(Timestamp::from_micros(at)));
        for (can_vet, want) in [
            (vec![one, two, third], Some(vec![one, two])),
            (vec![two, third], Some(vec![two])),
            (vec![third], None),
            (vec![], None),
        ] {
            assert_eq!(deciders(&[one, two], &can_vet), want, "{can_vet:?}");
        }
    }

    #[test]
    fn both_find_every_mandatory_criterion_met() {
        type Row<'a> = (&'a [[i64; 3]], Option<(usize, &'a [i64])>);
        let rows: [Row<'_>; 7] = [
            (&[], Some((0, &[]))),
            (&[[3, 3, 3]], Some((1, &[]))),
            (&[[2, 0, 2], [3, 1, 2]], None),
            (&[[2, 3, 1], [3, 3, 3]], Some((2, &[3]))),
            (&[[1, 3, 3], [3, 3, 1]], Some((2, &[1, 3]))),
            (&[[0, 0, 0]], Some((1, &[]))),
            (&[[2, 2, 2], [2, 2, 2], [2, 2, 1]], Some((3, &[3]))),
        ];
        for (all, want) in rows {
            let assessments: Vec<Vec<Score>> = all.iter().map(|one| scores(*one)).collect();
            let want = want.map(|(made, criteria)| Missing { made, criteria: criteria.to_vec() });
            assert_eq!(missing(&[1, 3], &assessments), want, "{all:?}");
        }
        // A criterion that nobody scored is not met.
        assert_eq!(missing(&[4], &[scores([3; 3]), scores([3; 3])]), Some(Missing { made: 2, criteria: vec![4] }));
    }
}
