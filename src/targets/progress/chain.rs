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
    /// Trials by the days since their request.
    ages: Vec<u32>,
}

impl History {
    pub fn new(goal: usize) -> Self {
        let (at_risk, moves) = (vec![[0; PLACES]; AGES + 1], vec![[[0; WAYS]; PLACES]; AGES]);
        Self { goal, at_risk, moves, ages: vec![0; AGES + 1] }
    }

    pub fn add(&mut self, life: &Life) {
        if let Some(count) = self.ages.get_mut(life.age.min(AGES)) {
            *count += 1;
        }
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
        self.ages.iter_mut().zip(&more.ages).for_each(|(sum, more)| *sum += more);
    }

    /// How many came to the goal.
    pub fn reached(&self) -> u32 {
        self.moves.iter().flatten().filter_map(|ways| ways.get(self.goal)).sum()
    }

    /// Days since the request up to which it is known how trials go on: [`ENOUGH`] were asked for so long ago.
    pub fn known_until(&self) -> usize {
        let mut older = 0;
        let mut days = self.ages.iter().enumerate().rev();
        let enough = days.find(|(_, count)| {
            older += **count;
            older >= ENOUGH
        });
        enough.map_or(0, |(day, _)| day)
    }

    /// Days after which nothing ever happened.
    fn last_move(&self) -> usize {
        self.moves.iter().rposition(|places| places.iter().flatten().any(|count| *count > 0)).map_or(0, |day| day + 1)
    }

    /// For each day, the chances to be at each place at its end for who was at a place before it.
    fn steps(&self) -> Vec<[[f64; WAYS]; PLACES]> {
        let mut there = [0_i32; PLACES];
        let mut steps = Vec::new();
        for (added, moves) in self.at_risk.iter().zip(&self.moves).take(self.last_move()) {
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
        let mut within = Chances(vec![[0.0; PLACES]; steps.len() + 1]);
        within.0.iter_mut().filter_map(|places| places.get_mut(self.goal)).for_each(|chance| *chance = 1.0);
        for days in 1..=most.min(AGES) {
            // In this order, what is read is still of one day less.
            for (age, step) in steps.iter().enumerate() {
                let Some([now, after]) = within.0.get_mut(age..age + 2) else { continue };
                for (chance, ways) in now.iter_mut().zip(step).take(self.goal) {
                    *chance = ways.iter().zip(&*after).map(|(way, then)| way * then).sum();
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
