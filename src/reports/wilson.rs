//! How sure a rate is.

use serde::Serialize;
use utoipa::ToSchema;

/// The standard normal quantile of 97.5%.
pub const Z: f64 = 1.959_963_984_540_054;

/// Trials below which a rate says nothing and is withheld.
pub const ENOUGH: i64 = 10;

/// A rate with its 95% interval, in per cent with one decimal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Rate {
    #[schema(minimum = 0, maximum = 100, example = 12.5)]
    pub percent: f64,
    #[schema(minimum = 0, maximum = 100, example = 12.0)]
    pub low: f64,
    #[schema(minimum = 0, maximum = 100, example = 13.0)]
    pub high: f64,
}

/// A part of a whole, and the rate where the whole is large enough.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Share {
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub numerator: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub denominator: i64,
    /// Null where the denominator is below 10: few trials say nothing.
    pub rate: Option<Rate>,
}

impl Share {
    pub fn of(numerator: i64, denominator: i64) -> Self {
        Self { numerator, denominator, rate: rate(numerator, denominator) }
    }

    /// How many rates are withheld here: one, where there is a denominator and it is small.
    pub fn withheld(&self) -> i64 {
        i64::from(self.denominator > 0 && self.rate.is_none())
    }
}

/// The rate `part ÷ whole` with its Wilson score interval at 95% (Wilson 1927); `None` below [`ENOUGH`].
pub fn rate(part: i64, whole: i64) -> Option<Rate> {
    if whole < ENOUGH || !(0..=whole).contains(&part) {
        return None;
    }
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some(Rate {
        percent: percent(p),
        low: percent((middle - spread) / scale),
        high: percent((middle + spread) / scale),
    })
}

/// A share in per cent with one decimal.
pub fn percent(share: f64) -> f64 {
    (share.clamp(0.0, 1.0) * 1_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_programmes_headline() {
        assert_eq!(rate(2_000, 16_000), Some(Rate { percent: 12.5, low: 12.0, high: 13.0 }));
    }

    #[test]
    fn few_trials_say_nothing() {
        assert_eq!(rate(3, 9), None);
        // Values of Newcombe 1998, table I: 0 of 20 and 81 of 263.
        assert_eq!(rate(0, 20), Some(Rate { percent: 0.0, low: 0.0, high: 16.1 }));
        assert_eq!(rate(81, 263), Some(Rate { percent: 30.8, low: 25.5, high: 36.6 }));
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_rate(whole in 10i64..1_000_000, share in 0.0f64..=1.0) {
            let part = (share * whole as f64) as i64;
            let rate = rate(part, whole).expect("enough");
            prop_assert!(0.0 <= rate.low && rate.low <= rate.percent && rate.percent <= rate.high && rate.high <= 100.0);
        }
    }
}
