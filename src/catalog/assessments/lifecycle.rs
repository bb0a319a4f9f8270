//! When a version may be published after a vetting in full: pure.

use super::model::Score;

/// Assessments that a version in the full lane needs, each by another reviewer.
pub const WANTED: usize = 2;
/// The score from which a criterion is met.
const MET: i64 = 2;

impl Score {
    pub const fn is_met(&self) -> bool {
        self.score >= MET
    }
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

    fn scores(all: [i64; 3]) -> Vec<Score> {
        let comment = || "Demo.".to_owned();
        (1..).zip(all).map(|(criterion, score)| Score { criterion, score, comment: comment() }).collect()
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
