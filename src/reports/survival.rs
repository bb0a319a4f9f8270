//! One minus Kaplan–Meier (Kaplan and Meier 1958): what share of a cohort has converted so many days after its start, where some
//! members have not been looked at so long. With Greenwood's variance on the scale log(−log S), as R's `survival`
//! (`conf.type = "log-log"`) and Python's `lifelines` compute it.

use super::wilson::{Rate, Z, percent};

/// Members of a cohort by whole days since their start.
#[derive(Clone, Debug, Default)]
pub struct Lives {
    /// How many there are.
    pub members: u32,
    /// Conversions on each day.
    pub converted: Vec<u32>,
    /// Members whose window is open and who have been looked at for so many days and no longer.
    pub censored: Vec<u32>,
}

/// Share and band after each day.
pub fn incidence(lives: &Lives) -> Vec<Rate> {
    let mut at_risk = f64::from(lives.members);
    let (mut surviving, mut sum) = (1.0, 0.0);
    let mut days = Vec::with_capacity(lives.converted.len());
    for (day, converted) in lives.converted.iter().enumerate() {
        let events = f64::from(*converted);
        if events > 0.0 && at_risk > 0.0 {
            surviving *= 1.0 - events / at_risk;
            sum += events / (at_risk * (at_risk - events));
        }
        days.push(band(surviving, sum));
        at_risk -= events + f64::from(lives.censored.get(day).copied().unwrap_or_default());
    }
    days
}

fn band(surviving: f64, sum: f64) -> Rate {
    if surviving >= 1.0 || surviving <= 0.0 {
        let all = percent(1.0 - surviving);
        return Rate { percent: all, low: all, high: all };
    }
    let spread = Z * sum.sqrt() / surviving.ln();
    let (one, other) = (1.0 - surviving.powf(spread.exp()), 1.0 - surviving.powf((-spread).exp()));
    Rate { percent: percent(1.0 - surviving), low: percent(one.min(other)), high: percent(one.max(other)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lives(members: u32, converted: &[(usize, u32)], censored: &[(usize, u32)]) -> Lives {
        let by_day = |all: &[(usize, u32)]| {
            let mut days = vec![0; 200];
            all.iter().for_each(|(day, count)| days[*day] = *count);
            days
        };
        Lives { members, converted: by_day(converted), censored: by_day(censored) }
    }

    /// Values of lifelines 0.30.3 (Davidson-Pilon 2019; MIT), `KaplanMeierFitter().fit(durations, observed)`, one minus its
    /// `survival_function_` and its `confidence_interval_survival_function_`, in per cent: 100 members, of which 40 whose window has closed
    /// are given a duration beyond all others.
    #[test]
    fn it_is_what_a_published_package_computes() {
        let lives = lives(
            100,
            &[(5, 2), (12, 1), (30, 4), (31, 3), (90, 6), (140, 2)],
            &[(7, 3), (30, 5), (60, 10), (90, 4), (150, 20)],
        );
        let days = incidence(&lives);
        for (day, share, low, high) in [
            (4, 0.0, 0.0, 0.0),
            (5, 2.0, 0.504, 7.7604),
            (12, 3.0316, 0.9877, 9.1062),
            (29, 3.0316, 0.9877, 9.1062),
            (30, 7.1579, 3.4773, 14.4315),
            (31, 10.4347, 5.7502, 18.5409),
            (89, 10.4347, 5.7502, 18.5409),
            (90, 17.8985, 11.3258, 27.6435),
            (140, 20.5469, 13.4115, 30.7442),
            (150, 20.5469, 13.4115, 30.7442),
        ] {
            let rounded =
                Rate { percent: percent(share / 100.0), low: percent(low / 100.0), high: percent(high / 100.0) };
            assert_eq!(days[day], rounded, "day {day}");
        }
    }

    proptest! {
        /// At maturity nobody is censored, and it is converted ÷ members.
        #[test]
        fn without_censoring_it_is_the_rate(converted in proptest::collection::vec((0usize..200, 1u32..9), 0..20), others in 1u32..500) {
            let mut days = vec![0; 200];
            converted.iter().for_each(|(day, count)| days[*day] += count);
            let all: u32 = days.iter().sum();
            let lives = Lives { members: all + others, converted: days, censored: Vec::new() };
            let last = incidence(&lives).last().copied().expect("days");
            prop_assert!((last.percent - 100.0 * f64::from(all) / f64::from(all + others)).abs() < 0.051);
            prop_assert!(0.0 <= last.low && last.low <= last.percent && last.percent <= last.high && last.high <= 100.0);
        }
    }
}
