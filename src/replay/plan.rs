//! Who does what in a replayed year: fates dealt out exactly, dates spread unevenly as in life.

use crate::demo::lives::{Life, Map, Planned, Step, business, office_hours};
use crate::secrets::Key;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

/// The outcome that a replay must have.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Firms with one started trial each.
    pub started: u32,
    /// Of these, confirmed by both sides.
    pub confirmed: u32,
    /// Days of the year.
    pub days: u32,
}

/// What becomes of a firm's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Starts, and both sides confirm.
    Stays,
    /// Starts, and nobody claims anything.
    Leaves,
    /// Starts and is cancelled.
    CancelsLater,
    /// The vendor claims; the business never answers.
    Unconfirmed,
    Disputed,
    /// Confirmed, but a paying customer before.
    AlreadyCustomer,
    /// Starts; staff grant a second trial, which both sides confirm.
    SecondTrial,
    Declined,
    NeverAnswered,
    /// Cancelled before it started.
    CancelsBefore,
}

/// One tenth of the started trials, at the least.
const SHARE: u32 = 10;

/// Every fate with its number: a tenth each of what must not be counted, beside what must.
pub fn fates(wanted: &Wanted) -> Vec<(Fate, u32)> {
    let tenth = wanted.started.div_ceil(SHARE);
    let apart = [Fate::Unconfirmed, Fate::Disputed, Fate::AlreadyCustomer, Fate::SecondTrial, Fate::CancelsLater];
    let rest = wanted.started - wanted.confirmed - tenth * apart.len() as u32;
    let mut all = vec![(Fate::Stays, wanted.confirmed), (Fate::Leaves, rest)];
    all.extend(apart.map(|fate| (fate, tenth)));
    all.extend([Fate::Declined, Fate::NeverAnswered, Fate::CancelsBefore].map(|fate| (fate, tenth)));
    all
}

/// Every life of the year; `None` when the reference data lacks what it needs.
pub fn plan(wanted: &Wanted, seed: u64, map: &Map, key: &Key) -> Option<Vec<Life>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut all: Vec<Fate> = Vec::new();
    for (fate, number) in fates(wanted) {
        all.extend((0..number).map(|_| fate));
    }
    all.shuffle(&mut rng);
    let life = |(number, fate): (usize, Fate)| {
        let business = business(&mut rng, number, None, map, key)?;
        let (preference, steps) = (rng.random_range(0..1_000), steps(&mut rng, fate, wanted.days));
        Some(Life { number, owner: number, business, preference, steps })
    };
    (1..).zip(all).map(life).collect()
}

/// The day of start: few in the weeks of Tết, more in campaigns of spring and autumn. `last` is the last day possible.
fn start_day(rng: &mut ChaCha8Rng, last: u32) -> u32 {
    loop {
        let day = rng.random_range(4..=last);
        let weight = match day % 365 {
            35..50 => 10,
            90..120 | 250..290 => 100,
            _ => 55,
        };
        if rng.random_range(0..100) < weight {
            return day;
        }
    }
}

/// Days that a fate needs after the start, so that all of it lies within the year.
const fn needs(fate: Fate) -> u32 {
    match fate {
        Fate::Stays | Fate::Unconfirmed | Fate::Disputed | Fate::AlreadyCustomer => 75,
        Fate::SecondTrial => 110,
        Fate::CancelsLater => 45,
        Fate::Leaves => 15,
        Fate::Declined | Fate::NeverAnswered | Fate::CancelsBefore => 4,
    }
}

fn steps(rng: &mut ChaCha8Rng, fate: Fate, days: u32) -> Vec<Planned> {
    let start = start_day(rng, days - 1 - needs(fate));
    let mut steps = vec![(start - 4, Step::Register), (start - 3, Step::Request)];
    match fate {
        Fate::Declined => steps.push((start - 1, Step::Decline)),
        Fate::NeverAnswered => {}
        Fate::CancelsBefore => steps.push((start - 1, Step::Cancel)),
        _ => {
            steps.extend([(start - 2, Step::Accept), (start, Step::Provision)]);
            steps.extend(after_the_start(rng, fate, start));
        }
    }
    // The order within a day is the order of the steps.
    let mut planned: Vec<Planned> =
        steps.into_iter().map(|(day, step)| Planned { minute: office_hours(rng, day), step }).collect();
    for place in 1..planned.len() {
        let before = planned.get(place - 1).map_or(0, |it| it.minute);
        if let Some(it) = planned.get_mut(place) {
            it.minute = it.minute.max(before + 1);
        }
    }
    planned
}

fn after_the_start(rng: &mut ChaCha8Rng, fate: Fate, start: u32) -> Vec<(u32, Step)> {
    let active = start + rng.random_range(1..=10);
    let claimed = active + rng.random_range(15..=50);
    let answered = claimed + rng.random_range(1..=10);
    let claim = |already| (claimed, Step::Claim { already });
    let mut steps = vec![(active, Step::Activate)];
    if rng.random_range(0..100) < 60 {
        steps.push((active + 2, Step::Heartbeat));
    }
    match fate {
        Fate::Stays => steps.extend([claim(false), (answered, Step::Confirm)]),
        Fate::Unconfirmed => steps.push(claim(false)),
        Fate::Disputed => steps.extend([claim(false), (answered, Step::Dispute)]),
        Fate::AlreadyCustomer => steps.extend([claim(true), (answered, Step::Confirm)]),
        Fate::CancelsLater => steps.push((active + rng.random_range(3..=30), Step::Cancel)),
        Fate::SecondTrial => steps.extend(second_trial(active + 20)),
        _ => {}
    }
    steps
}

fn second_trial(day: u32) -> [(u32, Step); 7] {
    [
        (day, Step::Grant),
        (day + 1, Step::Request),
        (day + 2, Step::Accept),
        (day + 3, Step::Provision),
        (day + 6, Step::Activate),
        (day + 40, Step::Claim { already: false }),
        (day + 45, Step::Confirm),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fates_are_dealt_out_exactly(started in 50u32..50_000, share in 0u32..=25) {
            let wanted = Wanted { started, confirmed: started * share / 100, days: 365 };
            let fates = fates(&wanted);
            let number = |fate: Fate| fates.iter().filter(|(other, _)| *other == fate).map(|(_, number)| number).sum::<u32>();
            let never = [Fate::Declined, Fate::NeverAnswered, Fate::CancelsBefore];
            let all: u32 = fates.iter().map(|(_, number)| number).sum();
            prop_assert_eq!(all - never.map(number).iter().sum::<u32>(), started);
            prop_assert_eq!(number(Fate::Stays), wanted.confirmed);
            for apart in [Fate::Unconfirmed, Fate::Disputed, Fate::AlreadyCustomer, Fate::SecondTrial].into_iter().chain(never) {
                prop_assert!(number(apart) * 10 >= started, "{:?}", apart);
            }
        }

        #[test]
        fn every_life_fits_into_the_year(seed: u64, days in 200u32..=400) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            for fate in [Fate::Stays, Fate::SecondTrial, Fate::CancelsLater, Fate::Declined, Fate::Leaves] {
                let steps = steps(&mut rng, fate, days);
                prop_assert!(steps.is_sorted_by(|a, b| a.minute < b.minute));
                prop_assert!(steps.last().is_some_and(|last| last.minute < days * 1_440));
            }
        }
    }
}
