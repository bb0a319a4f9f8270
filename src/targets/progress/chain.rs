//! How trials go on from where they are: a multi-state model in days since the request (Aalen & Johansen 1978), estimated from
//! what happened to those before them. Who is still on the way at the end of what is known is censored there, and only there.

use super::life::{Life, PLACES};

/// Days since the request that are looked at: half a year of trial, its extensions, and the window after it.
pub const AGES: usize = 420;

/// Days of requests from which the model is estimated.
pub const HISTORY_DAYS: u16 = 730;

/// Trials that must have come to the goal before anything is forecast from them.
pub const ENOUGH: u32 = 30;

/// Where a trial can go: a place, or out of the way.
const WAYS: usize = PLACES + 1;

/// What happened, by the day since the request and the place: how many could have gone on, and where those went that did.
#[derive(Clone)]
pub struct History {
    goal: usize,
    /// What each day adds to those that were there on the day before.
    at_risk: Vec<[i32; PLACES]>,
    moves: Vec<[[u32; WAYS]; PLACES]>,
}

impl History {
    pub fn new(goal: usize) -> Self {
        Self { goal, at_risk: vec![[0; PLACES]; AGES + 1], moves: vec![[[0; WAYS]; PLACES]; AGES] }
    }

    pub fn add(&mut self, life: &Life) {
        for stay in life.stays() {
            let mut there = |day: usize, by: i32| {
                let count = self.at_risk.get_mut(day.min(AGES)).and_then(|places| places.get_mut(stay.at));
                *count.unwrap_or(&mut 0) += by;
            };
            if stay.first > stay.last {
                continue;
            }
            there(stay.first, 1);
            there(stay.last + 1, -1);
            let moved = self.moves.get_mut(stay.last).and_then(|places| places.get_mut(stay.at));
            if let Some(count) = stay.to.and_then(|to| moved?.get_mut(to)) {
                *count += 1;
            }
        }
    }

    pub fn merge(&mut self, more: &Self) {
        let counts = self.at_risk.iter_mut().flatten().zip(more.at_risk.iter().flatten());
        counts.for_each(|(sum, more)| *sum += more);
        let counts = self.moves.iter_mut().flatten().flatten().zip(more.moves.iter().flatten().flatten());
        counts.for_each(|(sum, more)| *sum += more);
    }

    /// How many came to the goal.
    pub fn reached(&self) -> u32 {
        self.moves.iter().flatten().filter_map(|ways| ways.get(self.goal)).sum()
    }

    /// For each day, the chances to be at each place at its end for who was at a place before it.
    fn steps(&self) -> Vec<[[f64; WAYS]; PLACES]> {
        let mut there = [0_i32; PLACES];
        let mut steps = Vec::with_capacity(AGES);
        for (added, moves) in self.at_risk.iter().zip(&self.moves) {
            let mut step = [[0.0; WAYS]; PLACES];
            there.iter_mut().zip(added).for_each(|(count, more)| *count += more);
            for (at, ((chances, moves), there)) in step.iter_mut().zip(moves).zip(there).enumerate() {
                let there = f64::from(there.max(1));
                chances.iter_mut().zip(moves).for_each(|(chance, moved)| *chance = f64::from(*moved) / there);
                let gone: f64 = chances.iter().sum();
                if let Some(stays) = chances.get_mut(at) {
                    *stays += (1.0 - gone).max(0.0);
                }
            }
            steps.push(step);
        }
        steps
    }

    /// Goes over the chances to reach the goal within 1, 2 … `most` days; no more than [`AGES`], after which nothing happens.
    pub fn chances(&self, most: usize, mut each: impl FnMut(usize, &Chances)) {
        let steps = self.steps();
        let mut within = Chances(vec![[0.0; PLACES]; AGES + 1]);
        within.0.iter_mut().filter_map(|places| places.get_mut(self.goal)).for_each(|chance| *chance = 1.0);
        for days in 1..=most.min(AGES) {
            // In this order, what is read is still of one day less.
            for age in 0..AGES {
                let (Some(step), Some(after)) = (steps.get(age), within.0.get(age + 1).copied()) else { continue };
                let Some(now) = within.0.get_mut(age) else { continue };
                for (chance, ways) in now.iter_mut().zip(step).take(self.goal) {
                    *chance = ways.iter().zip(after).map(|(way, then)| way * then).sum();
                }
            }
            each(days, &within);
        }
    }
}

/// The chances to reach the goal within some days.
pub struct Chances(Vec<[f64; PLACES]>);

impl Chances {
    /// Of a trial so many days after its request, at this place.
    pub fn of(&self, age: usize, place: usize) -> f64 {
        self.0.get(age + 1).and_then(|places| places.get(place)).copied().unwrap_or_default()
    }

    /// Of a request that is made on the first of these days.
    pub fn of_new(&self) -> f64 {
        self.0.first().and_then(|places| places.first()).copied().unwrap_or_default()
    }
}
