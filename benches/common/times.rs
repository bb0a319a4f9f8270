//! What many times say.

use std::time::Duration;

/// Some times, in order.
pub struct Times(Vec<f64>);

impl Times {
    pub fn of(times: &[Duration]) -> Self {
        let mut millis: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Milliseconds that so many of a hundred stay within.
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (self.0.len() as f64 * percent / 100.0).ceil() as usize;
        self.0.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    }

    /// How often one of these is longer than one of the others: a half where nothing tells them apart (Mann and Whitney
    /// 1947); and how far from a half chance alone comes in 99 of 100 runs.
    pub fn longer_than(&self, others: &Self) -> (f64, f64) {
        let below = |time: f64| others.0.partition_point(|other| *other < time) as f64;
        let within = |time: f64| others.0.partition_point(|other| *other <= time) as f64;
        let longer: f64 = self.0.iter().map(|time| f64::midpoint(below(*time), within(*time))).sum();
        let (n, m) = (self.0.len() as f64, others.0.len() as f64);
        (longer / (n * m), 2.576 * ((n + m + 1.0) / (12.0 * n * m)).sqrt())
    }
}
