//! What many times say.

use std::time::Duration;

/// Some times in milliseconds, in order.
pub struct Times(pub Vec<f64>);

impl Times {
    pub fn of(times: &[Duration]) -> Self {
        let mut millis: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// Milliseconds that so many of a hundred stay within.
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (self.0.len() as f64 * percent / 100.0).ceil() as usize;
        self.0.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    }
}
