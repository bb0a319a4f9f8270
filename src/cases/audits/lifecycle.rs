//! Which trials an audit picks, pure.

use crate::values::TrialId;
use sha2::{Digest, Sha256};

/// A trial that is picked, by its place in the draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    pub trial: TrialId,
    /// 1 for the first.
    pub place: i64,
    /// SHA-256(seed ‖ trial id), hexadecimal.
    pub digest: String,
}

/// The first so many percent, rounded up, of a vendor's trials in the order of SHA-256(seed ‖ the id's ASCII text): of any
/// at least one.
pub fn picks(seed: &[u8], percent: i64, trials: &[TrialId]) -> Vec<Pick> {
    let digest = |trial: &TrialId| Sha256::new().chain_update(seed).chain_update(trial.as_str()).finalize().to_vec();
    let mut drawn: Vec<(Vec<u8>, TrialId)> = trials.iter().map(|trial| (digest(trial), *trial)).collect();
    drawn.sort_unstable();
    drawn.dedup();
    let share = usize::try_from(percent.clamp(1, 100)).unwrap_or_default();
    let most = (drawn.len() * share).div_ceil(100);
    let pick = |(place, (digest, trial)): (i64, (Vec<u8>, TrialId))| {
        let digest = crate::secrets::hex(&digest);
        Pick { trial, place, digest }
    };
    (1_i64..).zip(drawn).take(most).map(pick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Timestamp, TypedId};
    use proptest::prelude::*;

    fn trials(count: usize) -> Vec<TrialId> {
        (0..count).map(|_| TrialId::new_at(Timestamp::from_micros(1_795_280_399_000_000))).collect()
    }

    #[test]
    fn so_many_percent_are_picked_rounded_up() {
        for (count, percent, picked) in
            [(0, 5, 0), (1, 5, 1), (20, 5, 1), (21, 5, 2), (40, 5, 2), (41, 5, 3), (7, 100, 7), (3, 0, 1), (3, 200, 3)]
        {
            assert_eq!(picks(&[7; 32], percent, &trials(count)).len(), picked, "{percent}% of {count}");
        }
    }

    #[test]
    fn the_order_is_that_of_the_published_formula() {
        let id = |text: &str| TrialId::parse(text).expect("an id");
        let given = [id("trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"), id("trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8f")];
        let seed = [0; 32];
        let all = picks(&seed, 100, &given);
        for pick in &all {
            let mut bytes = seed.to_vec();
            bytes.extend_from_slice(pick.trial.as_str().as_bytes());
            assert_eq!(pick.digest, crate::secrets::hex(&Sha256::digest(&bytes)));
        }
        let places: Vec<i64> = all.iter().map(|pick| pick.place).collect();
        assert_eq!(places, [1, 2]);
        assert!(all.is_sorted_by(|a, b| a.digest < b.digest));
    }

    proptest! {
        #[test]
        fn the_picks_do_not_depend_on_the_order_of_the_list(seed in any::<[u8; 32]>(), count in 1_usize..60, percent in 1_i64..100, turn in 0_usize..60) {
            let given = trials(count);
            let mut turned = given.clone();
            turned.rotate_left(turn % count);
            turned.reverse();
            prop_assert_eq!(picks(&seed, percent, &given), picks(&seed, percent, &turned));
        }
    }
}
